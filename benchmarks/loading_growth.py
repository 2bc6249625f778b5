"""How loading grows with the number of rows, beside bare DuckDB.

`python -m benchmarks.loading_growth --picture docs/loading-growth.svg` draws it. The same files and the same baseline
as `benchmarks.loading`, at sizes from one to a hundred million rows; GROWTH_ROWS ends it sooner, where a disk is small.
Files are made one at a time in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

import duckdb

from benchmarks.loading import MADE, bare, loaded
from benchmarks.report import Report

SIZES: Final = (1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000)
QUICK_SIZES: Final = (1_000, 10_000)
FORMS: Final = {"parquet": "FORMAT parquet", "csv": "HEADER"}
TARGETS: Final = {"lost": ("==", 0), "peak_memory_mb": ("<=", 2_000)}


def measure(sizes: tuple[int, ...]) -> Report:
    """Load files of growing size; processor seconds, since other work on a machine does not delay them, and memory."""
    metrics: dict[str, float] = {"lost": 0, "peak_memory_mb": 0}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "warm.csv").write_text("period,origin,recovery,count\n2021,US-TX,MX,1\n", encoding="utf-8")
        for n_rows in sizes:
            for form, option in FORMS.items():
                path = Path(folder) / f"a.{form}"
                duckdb.sql(f"COPY ({MADE.format(n=n_rows)}) TO '{path}' ({option})")
                floor, taken = bare(path), loaded(path)
                path.unlink()
                metrics[f"{form}_bare_{n_rows}"] = round(floor[1], 2)
                metrics[f"{form}_{n_rows}"] = round(taken[1], 2)
                metrics[f"{form}_mb_{n_rows}"] = taken[3]
                metrics["lost"] += n_rows - taken[2]
                metrics["peak_memory_mb"] = max(metrics["peak_memory_mb"], taken[3])
    return Report("loading_growth", metrics, TARGETS)


def draw(report: Report, sizes: tuple[int, ...], path: Path) -> None:
    """Draw the figures of a run."""
    import matplotlib as mpl  # noqa: PLC0415  (drawing is asked for)

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, panels = plt.subplots(2, len(FORMS), figsize=(9, 5.6), layout="constrained", sharex=True, sharey="row")
    for (above, below), form in zip(panels.T, FORMS, strict=True):
        for name, label, style in ((form, "loaded", "o-"), (f"{form}_bare", "bare DuckDB", "s--")):
            above.loglog(sizes, [report.metrics[f"{name}_{n}"] for n in sizes], style, label=label)
        below.semilogx(sizes, [report.metrics[f"{form}_mb_{n}"] for n in sizes], "o-")
        above.set(title=form.upper() if form == "csv" else form.capitalize())
        below.set(xlabel="rows", ylim=(0, None))
        for panel in (above, below):
            panel.grid(alpha=0.3)
    panels[0, 0].set_ylabel("processor seconds")
    panels[1, 0].set_ylabel("highest memory of loading, MB")
    panels[0, 0].legend(frameon=False)
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--quick", action="store_true", help="a short run: shows that it works, not how fast")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="where to draw the figures, as SVG")
    given = parser.parse_args()
    most = int(os.environ.get("GROWTH_ROWS", SIZES[-1]))
    sizes = QUICK_SIZES if given.quick else tuple(size for size in SIZES if size <= most)
    report = measure(sizes)
    if given.picture:
        draw(report, sizes, given.picture)
    print(report.as_json() if given.format == "json" else report.as_text())
    sys.exit(0 if report.met or given.quick else 1)


if __name__ == "__main__":
    main()
