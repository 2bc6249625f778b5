"""What is said while a large file is read."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import duckdb
import pytest

from benchmarks.workbook import write_workbook
from loaders import watching
from loaders.choices import Choices
from loaders.records import read_records
from tests.loaders.conftest import HEADER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

N_ROWS = 2_000_000
ROWS = """
SELECT '2021' AS period, 'US-TX' AS origin, 'place ' || i % 997 AS recovery, '1' AS count FROM range(2000000) AS t(i)
"""


@pytest.fixture(autouse=True)
def _by_turns() -> Iterator[None]:
    """Let threads take turns often, so that who looks on gets to look, on a busy machine too."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    yield
    sys.setswitchinterval(before)


def test_rows_and_bytes_are_told_within_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "EVERY_S", 0.002)
    path = tmp_path / "a.parquet"
    duckdb.sql(f"COPY ({ROWS}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 20480)")
    said: list[str] = []
    read_records([path], progress=said.append)
    within = [line for line in said if "about" in line]
    assert said[0].startswith("reading a.parquet, ")
    assert said[-1].startswith("read a.parquet: 2,000,000 rows; ")
    told = [re.fullmatch(r"reading a[.]parquet: about ([0-9,]+) of 2,000,000 rows, ([0-9,]+) bytes", w) for w in within]
    assert told, said
    n_rows = [int(match[1].replace(",", "")) for match in told if match]
    assert len(n_rows) == len(told)
    assert 0 <= min(n_rows) <= max(n_rows) <= N_ROWS


def test_a_small_file_is_read_without_a_word_in_between(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("period,origin,recovery,count\n2021,US-TX,MX,1\n", encoding="utf-8")
    said: list[str] = []
    read_records([tmp_path / "a.csv"], progress=said.append)
    assert len(said) == 2


FEW = 30_000
LINES = [f"2021,US-TX,place {at % 997},{at % 7}" for at in range(FEW)]
#: Python reads lines of text so fast that of a few a busy machine may tell nothing in between.
MANY = 10


def _csv(path: Path) -> None:
    # Not UTF-8, so that Python reads it.
    lines = ["period,origin,recovery,count", "2021,US-TX,Do\xf1a Ana,1", *LINES * MANY]
    path.write_bytes("\n".join(lines).encode("latin-1"))


def _jsonl(path: Path) -> None:
    cells = (line.split(",") for line in LINES * MANY)
    path.write_text("\n".join(json.dumps(dict(zip(HEADER, line, strict=True))) for line in cells), encoding="utf-8")


def _fixed(path: Path) -> None:
    rows = [HEADER, *(line.split(",") for line in LINES * MANY)]
    path.write_text("\n".join("".join(f"{cell:<14}" for cell in row) for row in rows), encoding="utf-8")


def _geojson(path: Path) -> None:
    point = {"type": "Point", "coordinates": [-106.5, 31.8]}
    features = [
        {"type": "Feature", "geometry": point, "properties": dict(zip(HEADER, line.split(","), strict=True))}
        for line in LINES
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE records ({', '.join(HEADER)})")
        connection.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", [line.split(",") for line in LINES * 3])
        connection.commit()


def _xlsx(path: Path) -> None:
    # It writes seven columns.
    header = (*HEADER, "category", "sex", "basis")
    write_workbook(path, header, [(*line.split(","), "runaway", "female", "stated") for line in LINES], FEW)


@pytest.mark.parametrize(
    ("name", "make", "tells_bytes"),
    [
        ("a.csv", _csv, True),
        ("a.jsonl", _jsonl, True),
        ("a.txt", _fixed, True),
        ("a.xlsx", _xlsx, False),
        ("a.geojson", _geojson, False),
        ("a.sqlite", _sqlite, False),
    ],
)
def test_rows_and_bytes_are_told_of_files_that_python_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, make: Callable[[Path], None], *, tells_bytes: bool
) -> None:
    monkeypatch.setattr(watching, "EVERY_S", 0.002)
    path = tmp_path / name
    make(path)
    said: list[str] = []
    read_records([path], progress=said.append, choices=Choices(duplicates="keep"))
    n_bytes = "([0-9,]+) of [0-9,]+ bytes" if tells_bytes else "[0-9,]+ bytes in all"
    pattern = f"reading {name}: ([0-9,]+) rows, {n_bytes}"
    told = [match for line in said if (match := re.fullmatch(pattern, line))]
    assert told, said
    n_rows = [int(match[1].replace(",", "")) for match in told]
    assert n_rows == sorted(n_rows)
    assert 0 < n_rows[-1] <= MANY * FEW + 1
    if tells_bytes:
        assert all(0 < int(match[2].replace(",", "")) <= path.stat().st_size for match in told)
