"""Benchmarks run, and say what they are held to. How fast the product is, no test says.

That of the map needs two servers and a browser: it is tested beside the other browser tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from benchmarks import disclosure, protection_growth
from benchmarks.report import Report
from geodata.tabulation.instance import read_instance

ROOT: Final = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("lookup", "wrong"),
        ("disclosure", "findings"),
        ("protection_growth", "findings"),
        ("site", "empty_files"),
        ("loading", "lost"),
        ("optimum", "below_the_least"),
        ("shown", "empty_levels"),
        ("pooling", "findings"),
        ("soak", "errors"),
        ("readers", "refused_after"),
    ],
)
def test_a_quick_run_prints_one_report(name: str, faults: str) -> None:
    command = (sys.executable, "-m", f"benchmarks.{name}", "--quick", "--format", "json")
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)
    assert set(report) == {"name", "machine", "metrics", "targets", "met"}
    assert report["name"] == name
    assert set(report["targets"]) <= set(report["metrics"])
    assert report["metrics"][faults] == 0


def test_a_report_is_met_when_all_its_targets_are() -> None:
    metrics = {"seconds": 2.0, "wrong": 0.0, "free": 7.0}
    targets = {"seconds": ("<=", 2.0), "wrong": ("==", 0.0)}
    assert Report("made up", metrics, targets).met
    slow = Report("made up", metrics | {"seconds": 2.1}, targets)
    assert not slow.met
    assert "seconds" in slow.as_text()
    assert "MISSED" in slow.as_text()
    assert json.loads(slow.as_json())["met"] is False


def test_the_yearly_instance_has_the_same_records_and_fewer_cells(tmp_path: Path) -> None:
    source, made = read_instance(disclosure.INSTANCES / "XL"), read_instance(disclosure.yearly(tmp_path / "made"))
    assert made.count.tolist() == source.count.tolist()
    cut = {t.name: len(t.trees["period"]) for t in made.grid.tables}
    assert cut == {"places": 66, "corridors": 6, "categories": 66}
    assert len(made.grid) < len(source.grid)


def test_a_grown_instance_has_so_many_times_the_records_and_the_periods(tmp_path: Path) -> None:
    source = protection_growth.INSTANCES / "S"
    first = read_instance(protection_growth.grown(source, tmp_path / "same"))
    assert first.count.tolist() == read_instance(source).count.tolist()
    larger = read_instance(protection_growth.grown(source, tmp_path / "records", records=10))
    assert larger.count.sum() == 10 * first.count.sum()
    longer = read_instance(protection_growth.grown(source, tmp_path / "periods", periods=5))
    assert len(longer.grid.trees["period"]) - 1 == 5 * (len(first.grid.trees["period"]) - 1)
    assert longer.count.sum() == 5 * first.count.sum()
    assert longer.count[: len(first.count)].tolist() == first.count.tolist()


def test_the_picture_of_growth_shows_what_was_finished(tmp_path: Path) -> None:
    points = [protection_growth.Point("records", t, float(t), 200.0 + t, 0) for t in (1, 10)]
    protection_growth.draw([*points, protection_growth.Point("periods", 5, None, 0.0, 0)], tmp_path / "growth.svg")
    drawn = (tmp_path / "growth.svg").read_text(encoding="utf-8")
    assert "times the records" in drawn
    assert "times the periods" not in drawn
