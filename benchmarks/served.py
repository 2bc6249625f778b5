"""Servers and visitors for the map benchmark: our app and the tutorial's, and visitors without a browser."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dashboard.assets import STATIC
from dashboard.wording import LANGUAGES, Words
from geodata.regions import Regions
from geodata.release import read_release

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[1]
STARTING_S: Final = 60
TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")
LONGEST_MESSAGE_BYTES: Final = 200 * 2**20
#: What a visitor reads where a screen fails.
FAILED: Final = {Words(language)["screen_failed"] for language in LANGUAGES}


@dataclass(frozen=True)
class Server:
    """A running app: its process and its address."""

    process: subprocess.Popen[bytes]
    address: str
    wire: Wire

    def cpu_s(self) -> float:
        """Return the processor time that the process has taken so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def memory_mb(self) -> float:
        """Return the memory that the process holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kb) / 1024


@contextmanager
def _running(command: list[str], port: int, folder: Path, **extra: str) -> Iterator[Server]:
    with (folder / f"{port}.log").open("wb") as log:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **extra}
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health")
            yield Server(process, f"http://127.0.0.1:{port}", Wire(port))
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(url: str) -> None:
    for _ in range(STARTING_S * 10):
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 -- loopback http
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    msg = f"{url}: no answer within {STARTING_S} s; expected a server. Look at its log."
    raise RuntimeError(msg)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Wire:
    """A door in front of a server that counts what goes out of it, as it goes: compressed where it is."""

    def __init__(self, port: int) -> None:
        self.sent, self._behind = 0, port
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._run, args=(started,), daemon=True).start()
        started.wait(STARTING_S)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        started.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ours, out = await asyncio.open_connection("127.0.0.1", self._behind)
        await asyncio.gather(self._pass(reader, out, counted=False), self._pass(ours, writer, counted=True))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool) -> None:
        with suppress(OSError):
            while data := await reader.read(2**16):
                self.sent += len(data) * counted
                writer.write(data)
                await writer.drain()
        writer.close()


@contextmanager
def our_app(release: Path, folder: Path) -> Iterator[Server]:
    """Serve a release as `recovery-atlas serve` does."""
    port = _free_port()
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--release", str(release), "--port", str(port)]
    with _running(command, port, folder) as server:
        yield server


@contextmanager
def tutorial_app(release: Path, level: str, folder: Path) -> Iterator[Server]:
    """Serve the tutorial's map of the same published cells, with the full-detail outlines that it expects."""
    outlines = Regions.packaged().outlines(level, "detail")
    outlines[outlines["code"].str.startswith("US-")].to_file(folder / "places.geojson", driver="GeoJSON")
    cells = read_release(release).tables["places"].cells.rename(columns={"recovery": "code", "period": "year"})
    cells[["code", "year", "count"]].dropna().to_csv(folder / "values.csv", index=False)
    port = _free_port()
    app = str(ROOT / "benchmarks" / "tutorial_app.py")
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port), "--server.headless", "true",
               "--browser.gatherUsageStats", "false", "--server.address", "127.0.0.1"]  # fmt: skip
    named = {"GEOJSON": str(folder / "places.geojson"), "VALUES": str(folder / "values.csv")}
    with _files(STATIC / "leaflet") as leaflet:  # our app hands it to its own pages only
        shared = {"LEAFLET_JS": f"{leaflet}/leaflet.js", "LEAFLET_CSS": f"{leaflet}/leaflet.css"}
        with _running(command, port, folder, **named, **shared) as server:
            yield server


@contextmanager
def _files(folder: Path) -> Iterator[str]:
    """Serve the files of a folder to any page; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


async def _visit(
    address: str, asks: list[tuple[str, str]], every_s: float, first_s: float
) -> tuple[list[float], int]:  # fmt: skip
    """Open a session as a browser does, ask for page and query now and then; return seconds per change, and errors."""
    from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: PLC0415 -- only here
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: PLC0415
    from websockets.asyncio.client import connect  # noqa: PLC0415

    seconds, errors = [], 0
    url = f"{address.replace('http', 'ws')}/_stcore/stream"
    async with connect(url, max_size=LONGEST_MESSAGE_BYTES, subprotocols=["streamlit"], origin=address) as socket_:
        await asyncio.sleep(first_s)
        for page, query in asks:
            asked, start = BackMsg(), time.perf_counter()
            asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
            await socket_.send(asked.SerializeToString())
            while True:
                told = ForwardMsg.FromString(await socket_.recv())
                element = told.delta.new_element
                errors += element.HasField("exception") or element.alert.body in FAILED
                if told.WhichOneof("type") == "script_finished":
                    break
            seconds.append(time.perf_counter() - start)
            await asyncio.sleep(max(0, every_s - seconds[-1]))
    return seconds[1:], errors  # the first is the opening of the page


def crowd(address: str, visitors: int, years: list[str], every_s: float) -> tuple[list[float], int]:
    """Let many visitors change the year at their own times; return seconds per change, and errors."""
    states = Regions.packaged().children("US")

    def asks(i: int) -> list[tuple[str, str]]:
        """Every other visitor explores a state of its own; the others look at the whole map."""
        page, region = ("explore", f"&region={states[i % len(states)]}") if i % 2 else ("", "")
        return [(page, f"level=county&period={year}{region}") for year in years]

    async def all_of_them() -> list[tuple[list[float], int]]:
        visits = (_visit(address, asks(i), every_s, every_s * i / visitors) for i in range(visitors))
        return await asyncio.gather(*visits)

    told = asyncio.run(all_of_them())
    return [s for seconds, _ in told for s in seconds], sum(errors for _, errors in told)


def told_years(release: Path) -> list[str]:
    """Return the years of a release, oldest first."""
    frame = read_release(release).codes["period"]
    return sorted(frame.loc[frame["parent"] == "all", "code"])
