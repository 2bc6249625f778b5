"""What files are and what they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from loaders.errors import SourceError
from loaders.records import Tally, read_records
from tests.loaders.conftest import as_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROW = ("2021", "US-TX", "MX", "3")
IMPOSTORS = {
    "empty": (b"", "a.csv", "the file is empty"),
    "blank": (b" \n\n", "a.csv", "the file is empty"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a.csv", "a Git LFS pointer"),
    "html": (b"<!DOCTYPE html><html></html>", "a.csv", "an HTML page"),
    "zip": (b"PK\x03\x04....", "a.csv", "a zip archive or Excel workbook"),
    "xls": (b"\xd0\xcf\x11\xe0....", "a.csv", "an old Excel workbook"),
    "excel": (b"whatever", "a.xlsx", "the content is not what '.xlsx' says"),
    "word": (b"whatever", "a.docx", "the file type '.docx'"),
    "bare": (b"a,b\n", "records", "the file type 'without suffix'"),
    "zero bytes": (b"period,origin\0,recovery,count\n2021,a,b,1\n", "a.csv", "zero bytes"),
    "not parquet": (b"period,origin\n", "a.parquet", "the content is not what '.parquet' says"),
    "torn parquet": (b"PAR1" + b"x" * 100, "a.parquet", "the file cannot be read"),
    "torn package": (b"SQLite format 3\0" + b"x" * 100, "a.gpkg", "the file cannot be read"),
}


@pytest.mark.parametrize("label", IMPOSTORS)
def test_what_is_no_table_is_refused_in_words(source: Callable[..., Path], label: str) -> None:
    content, name, found = IMPOSTORS[label]
    with pytest.raises(SourceError) as refusal:
        read_records([source(content, name)])
    assert found in str(refusal.value)
    assert str(refusal.value).startswith(f"{name}: ")


def test_missing_files_and_folders_are_refused_together(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refusal:
        read_records([tmp_path / "none.csv", tmp_path])
    assert [fault.found for fault in refusal.value.faults] == ["found 0 files", "no such file"]


def test_titles_above_and_notes_below_are_told_from_the_table(source: Callable[..., Path]) -> None:
    table = as_csv([ROW, ("", "", "", "")])
    text = f"Recoveries of invented children\n\n{table}\nSource: invented\nNotes: none,,,\n"
    records, quarantine = read_records([source(text)])
    assert records.tally == Tally(rows=4, loaded=1, quarantined=0, totals=0, notes=3)
    assert records.rows["row"].tolist() == [4]
    assert quarantine.rows.empty


def test_quotes_breaks_and_delimiters_inside_fields_keep_line_numbers(source: Callable[..., Path]) -> None:
    rows = [("2021", "El\nPaso", "MX", "3"), ("2021", 'The "Valley", TX', "MX", "4"), ("2021", "a", "b", "?")]
    records, quarantine = read_records([source(as_csv(rows))])
    assert set(records.frame["origin"]) == {"El\nPaso", 'The "Valley", TX'}
    assert sorted(records.rows["row"]) == [2, 4]
    assert quarantine.rows["row"].tolist() == [5]


def test_a_file_without_final_newline_and_one_of_a_header_only(source: Callable[..., Path]) -> None:
    assert read_records([source(as_csv([ROW]).rstrip())])[0].tally.loaded == 1
    records, _ = read_records([source(as_csv([]), "b.csv")])
    assert records.tally == Tally(0, 0, 0, 0, 0)
    assert records.frame.empty
    assert records.as_of is None


def test_odd_file_names_are_only_names(source: Callable[..., Path]) -> None:
    for name in ("it's; DROP TABLE x.csv", "año [1]*.csv", "a (2).csv"):
        assert read_records([source(as_csv([ROW]), name)])[0].frame["source"].tolist() == [name]


def test_nothing_of_a_broken_file_is_in_the_message(source: Callable[..., Path]) -> None:
    canary = "Zarpelaquandrell"
    for content, name in ((f"PAR1{canary}", "a.parquet"), (f'{{"type": "{canary}"}}', "a.geojson")):
        with pytest.raises(SourceError) as refusal:
            read_records([source(content, name)])
        assert canary not in f"{refusal.value}{refusal.value.__cause__}"
