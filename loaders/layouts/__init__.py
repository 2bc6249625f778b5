"""One module per file format: each opens a source as a table of strings with row numbers.

What a format must settle is small: the header, one string column for each header cell (`c0`, `c1`, …), the `row`
number that a sender can find again, and `fault` where a row's shape is broken. Meaning comes later and is the same for
all formats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loaders.layouts import csv, database, excel, geo, json, parquet
from loaders.layouts.sheets import open_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from loaders.choices import Choices
    from loaders.engines import DuckDBEngine
    from loaders.layouts.opened import Opened
    from loaders.sources import Source

    Layout = Callable[[Source, DuckDBEngine, Choices], Sequence[Opened]]


def _text(source: Source, engine: DuckDBEngine, choices: Choices) -> Sequence[Opened]:
    return [csv.open_csv(source, engine, choices)]


def _workbook(source: Source, engine: DuckDBEngine, choices: Choices) -> Sequence[Opened]:
    return [open_sheet(source, sheet, engine, choices) for sheet in excel.read_sheets(source)]


def _parquet(source: Source, engine: DuckDBEngine, _: Choices) -> Sequence[Opened]:
    is_geographic = parquet.is_geographic(source)
    return [geo.open_geo(source, engine) if is_geographic else parquet.open_parquet(source, engine)]


def _json(source: Source, engine: DuckDBEngine, _: Choices) -> Sequence[Opened]:
    return [geo.open_geo(source, engine) if geo.is_geojson(source) else json.open_json(source, engine)]


def _geo(source: Source, engine: DuckDBEngine, _: Choices) -> Sequence[Opened]:
    return [geo.open_geo(source, engine)]


def _sqlite(source: Source, engine: DuckDBEngine, _: Choices) -> Sequence[Opened]:
    return database.open_sqlite(source, engine)


def _duckdb(source: Source, engine: DuckDBEngine, _: Choices) -> Sequence[Opened]:
    return database.open_duckdb(source, engine)


BY_SUFFIX: Final[dict[str, Layout]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt", ".dat", ".prn"), _text),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), _workbook),
    **dict.fromkeys((".parquet", ".pq"), _parquet),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), _json),
    **dict.fromkeys((".geojson", ".gpkg", ".geoparquet", ".zip"), _geo),
    **dict.fromkeys((".sqlite", ".sqlite3", ".db"), _sqlite),
    ".duckdb": _duckdb,
}
# First bytes → what it really is.
IMPOSTORS: Final = {
    b"version https://git-lfs": "a Git LFS pointer, not the file itself",
    b"<!doctype html": "an HTML page",
    b"<html": "an HTML page",
    b"<?xml": "an XML document",
    b"%pdf": "a PDF document",
    b"pk\x03\x04": "a zip archive or Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook or an encrypted one",
    b"\x1f\x8b": "a gzip archive",
}
_ZIPPED, _OLD, _SQLITE = b"pk\x03\x04", b"\xd0\xcf\x11\xe0", b"sqlite format 3"
# File type → the first bytes that it may have; the others may not have any of them.
BINARY: Final = {
    **dict.fromkeys((".parquet", ".pq", ".geoparquet"), (b"par1",)),
    **dict.fromkeys((".gpkg", ".sqlite", ".sqlite3", ".db"), (_SQLITE,)),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), (_ZIPPED, _OLD)),
    ".zip": (_ZIPPED,),
}


def open_source(source: Source, engine: DuckDBEngine, choices: Choices) -> Sequence[Opened]:
    """Open a source by its format: the tables that it holds.

    Raises
    ------
    SourceError
        When the file is missing, empty, of no known format, or not what its name says.
    """
    layout = BY_SUFFIX.get(source.suffix)
    found = _first_doubt(source, known=layout is not None)
    if layout is None or found:
        expected = f"a file of one of the formats {', '.join(BY_SUFFIX)}"
        raise source.refusal(found, expected, "Export the table again in one of these formats.")
    opened = layout(source, engine, choices)
    if not opened:
        raise source.refusal(found="the file is empty", expected="a table of records", remedy="Export the table again.")
    return opened


def _first_doubt(source: Source, *, known: bool) -> str:
    """Say what speaks against reading a file, by its name and first bytes; empty if nothing does."""
    if source.content is None and not source.path.is_file():
        return "found a folder or device" if source.path.exists() else "no such file"
    try:
        with source.open() as file:
            start = file.read(64).lower()
    except OSError:
        return "the file cannot be opened"
    suffix = source.suffix
    expected = BINARY.get(suffix, ())
    foreign = {magic: what for magic, what in IMPOSTORS.items() if magic not in expected}
    impostor = next((what for magic, what in foreign.items() if start.lstrip().startswith(magic)), None)
    doubts = {
        "the file is empty": not start.strip(),
        f"found {impostor}": impostor is not None,
        f"found the file type {suffix or 'without suffix'!r}": not known,
        f"the content is not what {suffix!r} says": bool(expected) and not start.startswith(expected),
    }
    return next((doubt for doubt, holds in doubts.items() if holds), "")
