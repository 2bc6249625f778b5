"""The same records and options give the same bytes: in any time zone, language, folder, row order and hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.geodata import journeys, released

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = {
    "Kathmandu": {"TZ": "Asia/Kathmandu", "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "1"},
    "Samoa": {"TZ": "Pacific/Apia", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "4242", "OMP_NUM_THREADS": "1",
              "NUMBA_NUM_THREADS": "1"},
}


def publish(folder: Path, settings: dict[str, str], *, is_reversed: bool) -> dict[str, bytes]:
    folder.mkdir()
    rows = journeys.ROWS[::-1] if is_reversed else journeys.ROWS
    journeys.records(folder / ("z.csv" if is_reversed else "a.csv"), *rows)
    (folder / "small.toml").write_text(journeys.SMALL_TOML, encoding="utf-8")
    source = next(folder.glob("*.csv")).name
    command = [sys.executable, "-m", "dashboard.cli", "publish", source, "--policy", "small.toml", "--out", "out"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **settings}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return released.files_of(folder / "out")


def test_the_bytes_do_not_depend_on_where_when_and_how(tmp_path: Path) -> None:
    first = publish(tmp_path / "one", SETTINGS["Kathmandu"], is_reversed=False)
    second = publish(tmp_path / "two with a space", SETTINGS["Samoa"], is_reversed=True)
    assert {path for path in first if first[path] != second.get(path)} == set()
    assert set(first) == set(second)
    assert not any(str(tmp_path).encode() in content for content in first.values())
