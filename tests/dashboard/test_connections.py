"""No command and no screen connects to anything but this computer."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
LOOPBACK = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}  # noqa: S104 -- asked for by name, not listened on
APART = ["unshare", "-rn"]


class Run(NamedTuple):
    told: dict[str, Any]
    connects: list[str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run all commands and screens, in a network of nothing but loopback where the system lets one have it."""
    folder = tmp_path_factory.mktemp("alone")
    can = subprocess.run([*APART, "true"], check=False, capture_output=True).returncode == 0
    command = [*(APART if can else []), sys.executable, "-m", "tests.dashboard.alone", str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    connects = folder / "connects"
    return Run(told, connects.read_text(encoding="utf-8").splitlines() if connects.exists() else [])


def test_all_commands_and_screens_do_their_work(run: Run) -> None:
    assert run.told["codes"] == dict.fromkeys(
        ("example", "check", "publish", "audit", "verify", "regions", "layouts", "protect"), 0
    )
    assert (run.told["screens"], run.told["errors"]) == (5, 0)


def test_every_connect_that_was_recorded_is_to_this_computer(run: Run) -> None:
    strange = []
    for line in run.connects:
        told = ast.literal_eval(line.split(" ", 1)[1])
        host = told[0] if isinstance(told, tuple) else told
        host = host.decode() if isinstance(host, bytes) else host
        strange += [] if host is None or host in LOOPBACK or str(host).startswith("/") else [line]
    assert strange == []
    assert run.connects, "the server looks its own address up: a run without a line recorded nothing"


def test_they_did_so_where_there_is_nothing_but_loopback(run: Run) -> None:
    if not run.told["alone"]:
        pytest.skip("no network of one's own here (unshare -rn): only the recorded connects speak")
    assert run.told["alone"]
