"""Bad circumstances: one clear line, exit 2, nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.geodata import journeys

ROOT = Path(__file__).parents[2]
NO_UTF8 = b"b\xff\x1b[2J.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Fill a folder with everything that may go wrong."""
    journeys.records(tmp_path / "a.csv")
    (tmp_path / "u16.toml").write_bytes(journeys.SMALL_TOML.encode("utf-16"))
    (tmp_path / "loop").symlink_to("pool")
    (tmp_path / "pool").symlink_to("loop")
    (tmp_path / "small.toml").write_text(journeys.SMALL_TOML, encoding="utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + NO_UTF8)).write_bytes((tmp_path / "a.csv").read_bytes())
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "manifest.json").write_bytes(b'{"release": 1, "version": 1, "files": {}, "policy": []}')
    return tmp_path


def lines(folder: Path, words: str, redirect: str = "") -> tuple[int, list[str]]:
    """Run a command in a shell, and return its exit code and what stderr says beside progress."""
    line = f'"{sys.executable}" -m dashboard.cli {words} {redirect}'
    before = {path.name for path in folder.iterdir()}
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True
    )
    assert {path.name for path in folder.iterdir()} == before, "nothing half-written"
    told = done.stderr.decode().splitlines()
    assert not any("Traceback" in said or "defect" in said for said in told), told
    assert all(said.isprintable() for said in told), "no control character reaches the terminal"
    return done.returncode, [said for said in told if not said.startswith(("reading ", "read "))]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("publish a.csv --policy u16.toml --out r", "not UTF-8; expected TOML in UTF-8"),
        ("check a.csv --layout u16.toml", "expected a layout"),
        ("check a.csv --places u16.toml", "expected CSV in UTF-8"),
        ("check loop", "a loop of links"),
        ("publish a.csv --policy loop --out r", "no such file"),
        ("publish a.csv --policy small.toml --out loop/r", "a loop of links"),
        ("publish a.csv --policy small.toml --out u16.toml", "is no release"),
        ("publish a.csv --policy small.toml --out /proc/r", "expected a place to write to"),
        ("verify loop", "no directory"),
        ("verify odd", "manifest.json is not readable"),
        ("audit odd", "can't be read"),
        ("serve --release odd", "manifest.json is not readable"),
        ("check $'b\\xff\\x1b[2J.csv'", r"b\udcff\x1b[2J.csv: the name is no UTF-8"),
        ("check ''", "argument 2: empty"),
        ("publish a.csv --out=", "argument 3 (--out=): empty"),
        ("serve --port 8501 --host nowhere.invalid", "--host nowhere.invalid"),
        ("serve --host 192.0.2.1", "expected an address that is free here"),
        ("publish a.csv --policy small.toml --out r --sign a.csv", "no private Ed25519 key"),
    ],
)
def test_one_clear_line_and_nothing_written(folder: Path, words: str, told: str) -> None:
    code, said = lines(folder, words)
    assert code == 2
    (line,) = said
    assert line.startswith("refused: ")
    assert told in line


@pytest.mark.parametrize("words", ["check a.csv", "regions Texas", "layouts", "--help", "check loop --format json"])
@pytest.mark.parametrize(
    ("redirect", "told"),
    [("> /dev/full", "No space left"), (">&-", "it is closed"), ("| (exec <&-); exit ${PIPESTATUS[0]}", "stdout: ")],
)
def test_an_answer_that_cannot_be_written_is_no_answer(folder: Path, words: str, redirect: str, told: str) -> None:
    code, said = lines(folder, words, redirect)
    assert code == 2
    assert told in said[-1]
    assert len(said) <= 2  # a refusal of its own, and that nobody reads it


def test_too_little_memory_is_said(folder: Path) -> None:
    code = (
        "import sys; from dashboard import cli; from geodata import check\n"
        "import numpy as np\n"
        "def greedy(*a, **k): return np.ones(1 << 50)\n"
        "check.check = greedy\n"
        "sys.exit(cli.run(['check', 'a.csv']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "refused: memory: none is left; expected more. Publish fewer rows, by a coarser policy, or on a larger machine."
    ]


def test_a_taken_port_is_refused_and_nothing_announced(folder: Path) -> None:
    import socket  # noqa: PLC0415

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(port)], cwd=folder, check=False,
            capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        f"refused: --host 127.0.0.1 --port {port}: Address already in use; expected an address that is free here. "
        "Choose another --port.\n"
    )
