"""What is said while a large file is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb

from loaders import watching
from loaders.records import read_records

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

N_ROWS = 2_000_000
ROWS = """
SELECT '2021' AS period, 'US-TX' AS origin, 'place ' || i % 997 AS recovery, '1' AS count FROM range(2000000) AS t(i)
"""


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
    assert told
    n_rows = [int(match[1].replace(",", "")) for match in told if match]
    assert len(n_rows) == len(told)
    assert 0 <= min(n_rows) <= max(n_rows) <= N_ROWS


def test_a_small_file_is_read_without_a_word_in_between(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("period,origin,recovery,count\n2021,US-TX,MX,1\n", encoding="utf-8")
    said: list[str] = []
    read_records([tmp_path / "a.csv"], progress=said.append)
    assert len(said) == 2
