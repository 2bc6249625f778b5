"""All commands and all screens in one go, for test_connections: with no network but loopback, where that can be.

    python -m tests.dashboard.alone FOLDER

Every process that it starts writes down what it connects to, by the audit hook of `sitecustomize.py` in FOLDER.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.served import _visit
from tests.geodata import journeys

ROOT: Final = Path(__file__).parents[2]
SCREENS: Final = ("", "explore", "public", "method", "publish")
HOOK: Final = """
import os, sys
def heard(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"}:
        told = arguments[1] if event in {"socket.connect", "socket.sendto"} else arguments[0]
        line = f"{event} {told!r}\\n".encode(errors="replace")
        file = os.open(os.environ["CONNECTS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(file, line)
        os.close(file)
sys.addaudithook(heard)
"""
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def loopback_up() -> None:
    """Switch loopback on, which is off in a new network."""
    with socket.socket() as any_socket:
        asked = struct.pack("16sh", b"lo", 0)
        flags = struct.unpack("16sh", fcntl.ioctl(any_socket, SIOCGIFFLAGS, asked))[1]
        if not flags & IFF_UP:
            fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | IFF_UP))


def is_alone() -> bool:
    """Say whether there is no network but loopback."""
    return {name for _, name in socket.if_nameindex()} == {"lo"}


def commands(folder: Path) -> list[list[str]]:
    """Return every command that ends by itself."""
    return [
        ["example", "operation-lost-souls", "--out", "e.csv", "--operations-out", "o.csv"],
        ["check", "a.csv", "--quarantine", "q.csv", "--open-places", "p.csv"],
        ["publish", "a.csv", "--policy", "small.toml", "--out", "r"],
        ["audit", "r"],
        ["verify", "r"],
        ["regions", "El Paso County, Texas", "--profile"],
        ["layouts"],
        ["protect", str(ROOT / "benchmarks" / "instances" / "S"), "--out", str(folder / "cells.csv")],
    ]


def visit(folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Serve the release with the publish screen, visit every screen, and start a job there is none of but `check`."""
    with (folder / "serve.log").open("wb") as log:
        arguments = ["serve", "--release", "r", "--port", "0", "--publish-into", "into"]
        server = subprocess.Popen(
            [sys.executable, "-m", "dashboard.cli", *arguments], cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            until, told = time.monotonic() + 90, ""
            while "http://" not in told and time.monotonic() < until and server.poll() is None:
                time.sleep(0.1)
                told = (folder / "serve.log").read_text(encoding="utf-8")
            address = told.split("Recovery Atlas: ")[1].split()[0]
            asks = [(screen, "") for screen in SCREENS]
            seconds, errors = asyncio.run(_visit(address, asks, 0, 0))
            return {"screens": len(seconds) + 1, "errors": errors}
        finally:
            server.terminate()
            server.wait(timeout=30)


def main(folder: Path) -> None:
    """Run all, and write what came of it."""
    if is_alone():
        loopback_up()
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    journeys.records(folder / "a.csv")
    (folder / "small.toml").write_text(journeys.SMALL_TOML, encoding="utf-8")
    path = os.pathsep.join((str(folder), str(ROOT)))
    environment = {**os.environ, "PYTHONPATH": path, "CONNECTS": str(folder / "connects")}
    codes = {}
    for words in commands(folder):
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.cli", *words], cwd=folder, env=environment, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        codes[words[0]] = done.returncode
    told = {"alone": is_alone(), "codes": codes, **visit(folder, environment)}
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
