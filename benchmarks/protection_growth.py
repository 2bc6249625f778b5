"""How time and memory grow with a file: ten times the records, five times the periods, each as a whole command.

Made from one of the synthetic instances: more records are drawn in proportion to its own, and further periods repeat
its periods with records drawn anew. A run that isn't done in its time is counted as unfinished and left out of the
picture. Unless quick, draws docs/protection-growth.svg.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from benchmarks.report import Report, run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

INSTANCES: Final = Path(__file__).parent / "instances"
PICTURE: Final = Path(__file__).parents[1] / "docs" / "protection-growth.svg"
#: Times the records, and times the periods.
RECORDS: Final = (1, 2, 5, 10)
PERIODS: Final = (1, 2, 5)
LIMIT_SECONDS: Final = 600
#: A leaf without a record gets one in a larger file now and then.
UNSEEN: Final = 0.02
SEED: Final = 20240930


class Point(NamedTuple):
    """One run: what grew and how many times, and what it took; None where it wasn't done in time."""

    what: str
    times: int
    seconds: float | None
    peak_mb: float
    findings: int


def grown(source: Path, folder: Path, *, records: int = 1, periods: int = 1) -> Path:
    """Write an instance that has so many times the records per period, and so many times the periods.

    Parameters
    ----------
    source
        A bare instance with a tree `period`.
    folder
        Where the new one goes.
    records, periods
        How many times; once both gives the same counts.
    """
    folder.mkdir()
    for file in source.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    rng = np.random.default_rng(SEED)
    tree, rows = _read(source / "period.csv"), _read(source / "micro.csv")
    codes = {row["code"] for row in tree}
    (root,) = {row["code"] for row in tree if not row["parent"]} | {row["parent"] for row in tree} - codes - {""}
    copies = [_copied(row, copy, root) for copy in range(periods) for row in tree if row["code"] != root or not copy]
    _write(folder / "period.csv", copies)
    out = []
    for copy in range(periods):
        counts = _drawn(rng, rows, records) if copy or records > 1 else [int(row["count"]) for row in rows]
        out += [
            {**row, "period": _code(row["period"], copy, root), "count": str(n)}
            for row, n in zip(rows, counts, strict=True)
        ]
    _write(folder / "micro.csv", out)
    return folder


def _drawn(rng: Generator, rows: Sequence[dict[str, str]], times: int) -> list[int]:
    weight = np.array([int(row["count"]) + UNSEEN for row in rows])
    return [int(n) for n in rng.multinomial(times * sum(int(row["count"]) for row in rows), weight / weight.sum())]


def _code(code: str, copy: int, root: str) -> str:
    return code if not copy or code in {"", root} else f"{code}+{copy}"


def _copied(row: dict[str, str], copy: int, root: str) -> dict[str, str]:
    return {**row, "code": _code(row["code"], copy, root), "parent": _code(row["parent"], copy, root)}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        lines.writeheader()
        lines.writerows(rows)


def protect(name: str, what: str, times: int) -> Point:
    """Protect an instance grown so many times in one way."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = grown(INSTANCES / name, Path(scratch) / "grown", **{what: times})
        command = [sys.executable, "-m", "dashboard.cli", "protect", str(folder), "--no-pooling", "--weights", "public"]
        command += ["--out", str(Path(scratch) / "cells.csv"), "--format", "json"]
        start = perf_counter()
        try:
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            return Point(what, times, None, 0.0, 0)
        answer: dict[str, Any] = json.loads(done.stdout)
        seconds = round(perf_counter() - start, 2)
        return Point(what, times, seconds, answer["peak_memory_mb"] or 0.0, len(answer["audit"]["findings"]))


def draw(points: Sequence[Point], path: Path) -> None:
    """Draw seconds and megabytes over how many times a file grew, both axes logarithmic."""
    from matplotlib.figure import Figure  # noqa: PLC0415 -- a quick run draws nothing

    figure = Figure(figsize=(8, 3.4), layout="constrained")
    for axes, name, values in zip(
        figure.subplots(1, 2),
        ("seconds, whole command", "peak memory, MB"),
        ([p.seconds for p in points], [p.peak_mb for p in points]),
        strict=True,
    ):
        for what, marker in (("records", "o"), ("periods", "s")):
            here = [(p.times, v) for p, v in zip(points, values, strict=True) if p.what == what and p.seconds]
            if here:
                axes.plot(*zip(*here, strict=True), marker=marker, label=f"times the {what}")
        axes.set(xscale="log", yscale="log", xlabel="times as many", title=name)
        axes.set_xticks(sorted({p.times for p in points}), [str(t) for t in sorted({p.times for p in points})])
        axes.minorticks_off()
        axes.grid(visible=True, alpha=0.3)
        axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None, "Creator": None})


def measure(quick: bool) -> Report:  # noqa: FBT001
    """Measure growth: the small instance twice as large when quick."""
    name = "S" if quick else "M"
    plans = {"records": (2,), "periods": (2,)} if quick else {"records": RECORDS, "periods": PERIODS}
    points = [protect(name, what, times) for what, all_times in plans.items() for times in all_times]
    if not quick:
        draw(points, PICTURE)
    metrics: dict[str, float] = {}
    for point in points:
        if point.seconds is not None:
            metrics[f"{point.what}_{point.times}_seconds"] = point.seconds
            metrics[f"{point.what}_{point.times}_peak_mb"] = point.peak_mb
    metrics["unfinished"] = sum(point.seconds is None for point in points)
    metrics["findings"] = sum(point.findings for point in points)
    return Report("protection_growth", metrics, {"unfinished": ("==", 0), "findings": ("==", 0)})


if __name__ == "__main__":
    run(measure, __doc__)
