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

from benchmarks.report import Report

ROOT: Final = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "faults"), [("lookup", "wrong"), ("disclosure", "findings"), ("site", "empty_files"), ("loading", "lost")]
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
