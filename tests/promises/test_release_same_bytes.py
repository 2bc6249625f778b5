"""The same records and options give the same bytes: in any time zone, language, folder, row order and hash seed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.geodata import journeys, released

INSTANCE = Path(__file__).parents[2] / "benchmarks" / "instances" / "M"
SETTINGS = {
    "Kathmandu": {"TZ": "Asia/Kathmandu", "LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "1"},
    "Samoa": {
        "TZ": "Pacific/Apia",
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "4242",
        "OMP_NUM_THREADS": "1",
        "NUMBA_NUM_THREADS": "1",
    },
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


def protect(instance: Path, out: Path, cores: set[int]) -> bytes:
    """Protect a bare instance of 20,000 cells, so large that walks go side by side, on some of the cores."""
    command = [sys.executable, "-m", "dashboard.cli", "protect", str(instance), "--no-pooling", "--out", str(out)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        subprocess.run(command, env=environment, capture_output=True, check=True)
    finally:
        os.sched_setaffinity(0, mine)
    return out.read_bytes()


def test_the_bytes_do_not_depend_on_how_many_cores_there_are(tmp_path: Path) -> None:
    """The other way round, the records too."""
    cores = os.sched_getaffinity(0)
    turned = tmp_path / "turned"
    shutil.copytree(INSTANCE, turned)
    first, *records = (turned / "micro.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (turned / "micro.csv").write_text(first + "".join(records[::-1]), encoding="utf-8")
    on_all, on_one = protect(INSTANCE, tmp_path / "all.csv", cores), protect(turned, tmp_path / "one.csv", {min(cores)})
    assert on_all.count(b"withheld") > 5_000
    assert on_all == on_one
