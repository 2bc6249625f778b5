"""However the server ends, in whatever phase: no upload and no process of its remains after the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.geodata import journeys

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60
NEXT_START = "from dashboard import workplace\nwith workplace.opened(): pass"


def heed() -> None:
    """Heed signals again: what runs in the background of a shell ignores Ctrl-C, and so does what it starts."""
    for name in ("SIGINT", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for something; a machine may be busy."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def group(leader: int) -> list[int]:
    """List the processes of a group that still run."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                state, _, of = (folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[:3]
                found += [int(folder.name)] if int(of) == leader and state != "Z" else []
    return found


@pytest.fixture
def started(tmp_path: Path) -> Callable[[str], tuple[subprocess.Popen[bytes], Path, int]]:
    """Return a function that starts a server in a phase; it says its process, an upload, and the worker's process."""

    def start(phase: str) -> tuple[subprocess.Popen[bytes], Path, int]:
        (tmp_path / "temporary").mkdir()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "temporary")}
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.dashboard.ended", phase, str(tmp_path / "told")], env=environment,
                cwd=ROOT, stdout=log, stderr=log, preexec_fn=heed,  # noqa: PLW1509 -- no threads here
            )  # fmt: skip
        until(lambda: (tmp_path / "told").exists() or process.poll() is not None, "it doesn't start")
        assert process.poll() is None, (tmp_path / "log").read_text(encoding="utf-8")
        _, upload, worker, *_ = ((tmp_path / "told").read_text(encoding="utf-8") + " 0").split(" ")
        return process, Path(upload), int(worker or 0)

    return start


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("phase", ["uploaded", "running", "staged"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_nothing_remains(
    started: Callable[[str], tuple[subprocess.Popen[bytes], Path, int]], tmp_path: Path, name: str, phase: str
) -> None:
    process, upload, worker = started(phase)
    assert list((tmp_path / "temporary").iterdir())
    assert phase == "running" or upload.exists()
    assert not worker or worker in group(worker)
    process.send_signal(getattr(signal, name))
    process.wait(timeout=PATIENCE_S)
    if worker:
        until(lambda: not group(worker), "the worker goes on")
    if name == "SIGKILL":
        environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
        subprocess.run([sys.executable, "-c", NEXT_START], cwd=ROOT, env=environment, check=True)
    else:
        assert process.returncode == 0
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_start_leaves_those_alone_who_still_run(
    started: Callable[[str], tuple[subprocess.Popen[bytes], Path, int]], tmp_path: Path
) -> None:
    process, upload, _ = started("uploaded")
    (tmp_path / "temporary" / "recovery-atlas-notes").write_text("a file of mine", encoding="utf-8")
    (tmp_path / "temporary" / "recovery-atlas-mine").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    subprocess.run([sys.executable, "-c", NEXT_START], cwd=ROOT, env=environment, check=True)
    assert upload.exists()
    process.terminate()
    process.wait(timeout=PATIENCE_S)
    left = {path.name for path in (tmp_path / "temporary").iterdir()}
    assert left == {"recovery-atlas-notes", "recovery-atlas-mine"}


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_publish_that_is_told_to_end_says_one_line_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    journeys.records(tmp_path / "a.csv")
    command = [sys.executable, "-m", "dashboard.cli", "publish", "a.csv", "--policy", "internal", "--out", "r"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=heed,  # noqa: PLW1509 -- no threads here
    )  # fmt: skip
    assert process.stderr
    first = process.stderr.readline()
    process.send_signal(getattr(signal, name))
    out, told = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2, told
    assert out == ""
    assert "refused: interrupted; nothing was written" in told.splitlines(), first + told
    assert "Traceback" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
