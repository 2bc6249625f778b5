"""What pooling of bare leaves saves and costs: two synthetic instances, with and without, each as a whole command.

A count is large from k on. Told are the shares of an instance's large counts and of its zeros that are published by
themselves, the numbers of pools that are published beside them, and of the grand total the shares that stand in the
finest published cells of the first table, leaf by leaf and in pools.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from benchmarks.optimum import INSTANCES, instance
from benchmarks.report import Report, run

if TYPE_CHECKING:
    from geodata.arrays import Ints
    from geodata.tabulation.grid import Grid

THRESHOLD: Final = 5
#: Seconds that a command may take.
SECONDS: Final = 600


def protect(name: str, level: str, weights: str, *, is_pooled: bool) -> tuple[dict[str, Any], pd.DataFrame]:
    """Run the command on one instance; its answer, and the cells it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "cells.csv"
        command = [sys.executable, "-m", "dashboard.cli", "protect", str(INSTANCES / name), "--out", str(out)]
        command += ["--level", level, "--weights", weights, "--format", "json"]
        command += [] if is_pooled else ["--no-pooling"]
        start = perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
        seconds = round(perf_counter() - start, 2)
        return json.loads(done.stdout) | {"command_seconds": seconds}, pd.read_csv(out, dtype="str", na_filter=False)


def still_shown(grid: Grid, count: Ints, cells: pd.DataFrame) -> dict[str, float]:
    """Say how much of an instance is published by itself, and how much in pools."""
    named = pd.DataFrame({d: cells[d].where(cells[d] != "", grid.trees[d].codes[0]) for d in grid.dimensions})
    nodes = pd.DataFrame({d: named[d].map(grid.trees[d].index) for d in grid.dimensions})
    is_own, is_shown = nodes.notna().all(axis=1), cells["status"] == "published"
    numbers = pd.to_numeric(cells["count"].where(is_shown & (cells["count"] != ""), "0")).astype("int64")
    keys = np.zeros(int(is_own.sum()), dtype=np.int64)
    for d in grid.dimensions:
        keys = keys * len(grid.trees[d]) + nodes.loc[is_own, d].to_numpy(dtype=np.int64)
    shown = keys[is_shown[is_own].to_numpy()]
    first = grid.tables[0]
    inner = [grid.trees[d].codes[n] for d in first.trees for n in np.flatnonzero(~grid.trees[d].is_leaf)]
    finest = (cells["table"] == first.name) & ~named[list(first.trees)].isin(inner).any(axis=1)
    return {
        "large_shown": round(float(np.isin(grid.keys[count >= THRESHOLD], shown).mean()), 4),
        "zeros_shown": round(float(1 - np.isin(grid.keys[count == 0], keys).mean()), 4),
        "pool_numbers_shown": len(named[~is_own & is_shown & (numbers > 0)].drop_duplicates()),
        "finest_total": round(float(numbers[finest & is_own].sum() / count.max()), 4),
        "finest_total_in_pools": round(float(numbers[finest & ~is_own].sum() / count.max()), 4),
    }


def measure(quick: bool) -> Report:  # noqa: FBT001
    """Measure both instances; the smaller one at one level when quick."""
    metrics: dict[str, float] = {}
    for name in ("M",) if quick else ("M", "L"):
        grid, count = instance(name)
        cases = product(("interval",) if quick else ("exact", "interval"), ("counts", "public"), (False, True))
        for level, weights, is_pooled in cases:
            answer, cells = protect(name, level, weights, is_pooled=is_pooled)
            key = f"{name}_{level}_{weights}_{'pooled' if is_pooled else 'not_pooled'}"
            pools = [members for found in answer.get("pools", {}).values() for members in found.values()]
            metrics |= {f"{key}_{what}": share for what, share in still_shown(grid, count, cells).items()}
            metrics |= {
                f"{key}_seconds": answer["command_seconds"],
                f"{key}_further": answer["further"],
                f"{key}_further_sum": answer["further_sum"],
                f"{key}_findings": len(answer["audit"]["findings"]),
                f"{key}_pools": len(pools),
                f"{key}_pooled_leaves": sum(map(len, pools)),
            }
    metrics["findings"] = sum(figure for name, figure in metrics.items() if name.endswith("_findings"))
    return Report("pooling", metrics, {"findings": ("==", 0)})


if __name__ == "__main__":
    run(measure, __doc__)
