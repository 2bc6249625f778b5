"""Protect four synthetic instances, at both levels, each as a whole command, beside what others needed.

The peers' figures were recorded once, on two cores: seconds of the protection call alone, for exact protection, which
asks less than intervals do. An instance that isn't done in its time counts as unfinished.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks.report import Report, run

INSTANCES: Final = Path(__file__).parent / "instances"
#: XL with its corridors by the year instead of the month, by which most of them are too small.
YEARLY: Final = "XL_yearly"
MONTHLY_CORRIDORS: Final = "depth = { origin = 1, recovery = 2, period = 2 }"
YEARLY_CORRIDORS: Final = "depth = { origin = 1, recovery = 2, period = 1 }"
#: Seconds that an instance may take here, and what it must reach: seconds, and further cells.
LIMITS: Final = {"S": 60, "M": 60, "L": 300, "XL": 1_800, YEARLY: 1_800}
SECONDS: Final = {
    "interval": {"S": 2.0, "M": 5.0, "L": 60.0, "XL": 1_200.0, YEARLY: 1_200.0},
    "exact": {"S": 1.0, "M": 2.0, "L": 10.0, "XL": 100.0},
}
FURTHER: Final = {
    "interval": {"S": 6, "M": 320, "L": 1_400, "XL": 16_000},
    "exact": {"S": 6, "M": 100, "L": 533},
}
#: Seconds / further cells of GaussSuppression 1.2.3 with its singleton rule, exact protection.
RECORDED: Final = {"S": (0.6, 6), "M": (9.3, 100), "L": (97.0, 533)}


def protect(name: str, level: str, weights: str) -> dict[str, Any] | None:
    """Run the command on one instance; None when it isn't done in time."""
    with tempfile.TemporaryDirectory() as folder:
        source = yearly(Path(folder) / name) if name == YEARLY else INSTANCES / name
        command = [sys.executable, "-m", "dashboard.cli", "protect", str(source), "--no-pooling"]
        command += ["--level", level, "--weights", weights]
        command += ["--out", str(Path(folder) / "cells.csv"), "--format", "json"]
        start = perf_counter()
        try:
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMITS[name])
        except subprocess.TimeoutExpired:
            return None
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer | {"command_seconds": round(perf_counter() - start, 2)}


def yearly(folder: Path) -> Path:
    """Write XL with its corridors by the year."""
    shutil.copytree(INSTANCES / "XL", folder)
    settings = folder / "instance.toml"
    text = settings.read_text(encoding="utf-8")
    if MONTHLY_CORRIDORS not in text:
        msg = f"{settings.name}: expected {MONTHLY_CORRIDORS}"
        raise ValueError(msg)
    settings.write_text(text.replace(MONTHLY_CORRIDORS, YEARLY_CORRIDORS), encoding="utf-8")
    return folder


def measure(quick: bool) -> Report:  # noqa: FBT001
    """Measure the instances, the small one alone when quick."""
    metrics: dict[str, float] = {}
    targets: dict[str, tuple[str, float]] = {}
    for name in ("S",) if quick else LIMITS:
        for level, weights in product(SECONDS, ("counts", "public")):
            if name not in SECONDS[level]:
                continue
            key = f"{name}_{level}_{weights}"
            answer = protect(name, level, weights)
            metrics[f"{key}_finished"] = int(answer is not None)
            targets[f"{key}_finished"] = ("==", 1)
            if answer is None:
                continue
            metrics |= {
                f"{key}_seconds": answer["command_seconds"],
                f"{key}_further": answer["further"],
                f"{key}_further_sum": answer["further_sum"],
                f"{key}_findings": len(answer["audit"]["findings"]),
                f"{key}_lp_only": answer["audit"]["lp_only"],
                f"{key}_peak_mb": answer["peak_memory_mb"] or 0,
            }
            targets[f"{key}_findings"] = ("==", 0)
            if weights == "counts":
                targets[f"{key}_seconds"] = ("<=", SECONDS[level][name])
                if name in FURTHER[level]:
                    targets[f"{key}_further"] = ("<=", FURTHER[level][name])
        if name in RECORDED:
            metrics[f"{name}_recorded_exact_seconds"], metrics[f"{name}_recorded_exact_further"] = RECORDED[name]
    metrics["findings"] = sum(figure for name, figure in metrics.items() if name.endswith("_findings"))
    return Report("disclosure", metrics, targets)


if __name__ == "__main__":
    run(measure, __doc__)
