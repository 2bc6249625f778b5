"""Load a large file of records, against bare DuckDB doing the same group-by, and a workbook against its bare reader.

The bare group-by knows nothing: no judgement of any cell, no refusal, no account of rows. What the loaders take beyond
it is the price of those. The files are made in a temporary folder and removed; LOADING_ROWS makes them smaller.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Final

import duckdb
import python_calamine as calamine

from benchmarks.report import Report, run
from benchmarks.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS: Final = 50_000_000
QUICK_ROWS: Final = 20_000
SHEET_ROWS: Final = 4_000_000
QUICK_SHEET_ROWS: Final = 500
TIMES: Final = 3
TARGETS: Final = {
    "parquet_ratio": ("<=", 1.3),
    "csv_ratio": ("<=", 1.5),
    "excel_ratio": ("<=", 2.0),
    "peak_memory_mb": ("<=", 2_000),
    "lost": ("==", 0),
}
KEYS: Final = ("period", "origin", "recovery", "category", "sex", "as_of")
# Some ten thousand different keys, so that what is measured is reading and grouping.
MADE: Final = """
SELECT (2000 + i % 20)::VARCHAR AS period, 'US-' || ['TX','NM','AZ','CA','OK','LA','CO','UT'][1 + i % 8] AS origin,
    ['MX-CHH','MX-COA','MX-NLE','US-TX','US-NM','unknown'][1 + (i // 8) % 6] AS recovery,
    ['runaway','trafficking','family abduction','unknown'][1 + (i // 48) % 4] AS category,
    ['female','male','unknown'][1 + (i // 192) % 3] AS sex, '2024-01-31' AS as_of, (i % 7)::VARCHAR AS count
FROM range({n}) AS r(i)
"""
# In a process of its own, for its memory is measured, and no run leaves anything to the next.
LOAD: Final = """
import resource, sys
from pathlib import Path
from time import perf_counter, process_time
from loaders.choices import Choices
from loaders.records import read_records
if sys.argv[1] != "-":
    read_records([Path(sys.argv[1]).with_name("warm.csv")])
    start, used = perf_counter(), process_time()
    records, _ = read_records([Path(sys.argv[1])], choices=Choices(duplicates="keep"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(perf_counter() - start, process_time() - used, records.tally.loaded, memory)
"""


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Time one run: by the clock, and by the processors, which other work on the machine does not delay."""
    start, used = perf_counter(), process_time()
    work()
    return perf_counter() - start, process_time() - used


def bare(path: Path) -> tuple[float, float]:
    """Time the same group-by in bare DuckDB, on the same threads and memory."""
    reading = "read_parquet($1)" if path.suffix == ".parquet" else "read_csv($1, all_varchar=true, header=true)"
    grouped = f"SELECT {', '.join(KEYS)}, sum(count::BIGINT), count(*) FROM {reading} GROUP BY ALL"  # noqa: S608
    with duckdb.connect(config={"memory_limit": "1500MB"}) as connection:
        return seconds(lambda: connection.execute(grouped, [str(path)]).fetchall())


def loaded(path: Path) -> tuple[float, float, int, int]:
    """Load a file; return seconds by the clock and by the processors, rows loaded, and peak memory in MB."""
    done = subprocess.run([sys.executable, "-c", LOAD, str(path)], check=True, capture_output=True, text=True)
    taken, used, n_loaded, memory = done.stdout.split()
    return float(taken), float(used), int(n_loaded), int(memory)


def read_bare(path: Path) -> None:
    """Read a workbook with calamine alone."""
    with calamine.load_workbook(path) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def measure(quick: bool) -> Report:  # noqa: FBT001  (the one switch that every benchmark has)
    """Time loaders and baselines in turn."""
    n_rows, n_sheet_rows = (QUICK_ROWS, QUICK_SHEET_ROWS) if quick else (rows_given(), SHEET_ROWS)
    metrics: dict[str, float] = {"rows": n_rows, "sheet_rows": n_sheet_rows, "lost": 0, "peak_memory_mb": 0}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "warm.csv").write_text("period,origin,recovery,count\n2021,US-TX,MX,1\n", encoding="utf-8")
        for suffix, option in (("parquet", "FORMAT parquet"), ("csv", "HEADER")):
            path = Path(folder) / f"a.{suffix}"
            duckdb.sql(f"COPY ({MADE.format(n=n_rows)}) TO '{path}' ({option})")
            # Taken in turns, and the better of each, for other work on the machine comes and goes.
            runs = [(bare(path), loaded(path)) for _ in range(TIMES)]
            floor, taken = (min(times) for times in zip(*runs, strict=True))
            path.unlink()
            metrics |= compared(suffix, floor, taken)
            metrics["lost"] += sum(n_rows - run[1][2] for run in runs)
            metrics["peak_memory_mb"] = max(metrics["peak_memory_mb"], *(run[1][3] for run in runs))
        path = Path(folder) / "a.xlsx"
        # The rows repeat after so many.
        rows = duckdb.sql(MADE.format(n=min(n_sheet_rows, 20_160))).fetchall()
        write_workbook(path, [*KEYS, "count"], rows, n_sheet_rows)
        floor, taken = seconds(lambda: read_bare(path)), loaded(path)
        metrics["lost"] += n_sheet_rows - taken[2]
        metrics |= {"excel_mb": round(path.stat().st_size / 1e6, 1), **compared("excel", floor, taken)}
        del metrics["excel_processor_ratio"]  # the reader is a process of its own
    return Report("loading", metrics, TARGETS)


def compared(name: str, floor: tuple[float, float], taken: tuple[float, float, int, int]) -> dict[str, float]:
    """Compare a load with its baseline."""
    return {
        f"{name}_bare_seconds": round(floor[0], 2),
        f"{name}_seconds": round(taken[0], 2),
        f"{name}_ratio": round(taken[0] / floor[0], 2),
        f"{name}_processor_ratio": round(taken[1] / floor[1], 2),
    }


def rows_given() -> int:
    """Return how many rows the files have; fewer by the environment, where a disk is small."""
    return int(os.environ.get("LOADING_ROWS", ROWS))


if __name__ == "__main__":
    run(measure, __doc__)
