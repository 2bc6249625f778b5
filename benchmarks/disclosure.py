"""Protect four synthetic instances so that no interval is narrow, each as a whole command, beside what others needed.

The peers' figures were recorded once, on two cores: seconds of the protection call alone, for exact protection, which
asks less. An instance that isn't done in its time counts as unfinished.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks.report import Report, run

INSTANCES: Final = Path(__file__).parent / "instances"
#: Seconds that an instance may take here, and what it must reach: seconds, and further cells.
LIMITS: Final = {"S": 60, "M": 60, "L": 300, "XL": 1_800}
SECONDS: Final = {"S": 2.0, "M": 5.0, "L": 60.0, "XL": 1_200.0}
FURTHER: Final = {"S": 6, "M": 320, "L": 1_400, "XL": 16_000}
#: Seconds / further cells of GaussSuppression 1.2.3 with its singleton rule, exact protection.
RECORDED: Final = {"S": (0.6, 6), "M": (9.3, 100), "L": (97.0, 533)}


def protect(name: str, weights: str) -> dict[str, Any] | None:
    """Run the command on one instance; None when it isn't done in time."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "dashboard.cli", "protect", str(INSTANCES / name), "--no-pooling"]
        command += ["--weights", weights, "--out", str(Path(folder) / "cells.csv"), "--format", "json"]
        start = perf_counter()
        try:
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMITS[name])
        except subprocess.TimeoutExpired:
            return None
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer | {"command_seconds": round(perf_counter() - start, 2)}


def measure(quick: bool) -> Report:  # noqa: FBT001
    """Measure the instances, the small one alone when quick."""
    metrics: dict[str, float] = {}
    targets: dict[str, tuple[str, float]] = {}
    for name in ("S",) if quick else LIMITS:
        for weights in ("counts", "public"):
            answer = protect(name, weights)
            metrics[f"{name}_{weights}_finished"] = int(answer is not None)
            targets[f"{name}_{weights}_finished"] = ("==", 1)
            if answer is None:
                continue
            metrics |= {
                f"{name}_{weights}_seconds": answer["command_seconds"],
                f"{name}_{weights}_further": answer["further"],
                f"{name}_{weights}_further_sum": answer["further_sum"],
                f"{name}_{weights}_findings": len(answer["audit"]["findings"]),
                f"{name}_{weights}_lp_only": answer["audit"]["lp_only"],
                f"{name}_{weights}_peak_mb": answer["peak_memory_mb"] or 0,
            }
            targets[f"{name}_{weights}_findings"] = ("==", 0)
            if weights == "counts":
                targets[f"{name}_counts_seconds"] = ("<=", SECONDS[name])
                targets[f"{name}_counts_further"] = ("<=", FURTHER[name])
        if name in RECORDED:
            metrics[f"{name}_recorded_exact_seconds"], metrics[f"{name}_recorded_exact_further"] = RECORDED[name]
    metrics["findings"] = sum(figure for name, figure in metrics.items() if name.endswith("_findings"))
    return Report("disclosure", metrics, targets)


if __name__ == "__main__":
    run(measure, __doc__)
