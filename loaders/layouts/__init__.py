"""One module per file format: each opens a source as a table of strings with row numbers.

What a format must settle is small: the header, one string column for each header cell (`c0`, `c1`, …), the `row`
number that a sender can find again, and `fault` where a row's shape is broken. Meaning comes later and is the same for
all formats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loaders.errors import Fault, SourceError
from loaders.layouts import csv, geo, parquet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from loaders.engines import DuckDBEngine
    from loaders.layouts.opened import Opened

    Layout = Callable[[Path, DuckDBEngine], Opened]

BY_SUFFIX: Final[dict[str, Layout]] = {
    ".csv": csv.open_csv,
    ".tsv": csv.open_csv,
    ".txt": csv.open_csv,
    ".parquet": parquet.open_parquet,
    ".pq": parquet.open_parquet,
    ".geoparquet": geo.open_geo,
    ".geojson": geo.open_geo,
    ".json": geo.open_geo,
    ".gpkg": geo.open_geo,
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
BINARY: Final = {".parquet": b"par1", ".pq": b"par1", ".geoparquet": b"par1", ".gpkg": b"sqlite format 3"}


def open_source(path: Path, where: str, engine: DuckDBEngine) -> Opened:
    """Open a source by its format.

    Raises
    ------
    SourceError
        When the file is missing, empty, of no known format, or not what its name says.
    """
    suffix = path.suffix.lower()
    layout = BY_SUFFIX.get(suffix)
    found = _first_doubt(path, known=layout is not None)
    if layout is None or found:
        expected = f"a file of one of the formats {', '.join(BY_SUFFIX)}"
        raise SourceError([Fault(where, found, expected, "Export the table again in one of these formats.")])
    if layout is parquet.open_parquet and parquet.is_geographic(path):
        layout = geo.open_geo
    return layout(path, engine)


def _first_doubt(path: Path, *, known: bool) -> str:
    """Say what speaks against reading a file, by its name and first bytes; empty if nothing does."""
    if not path.is_file():
        return "found a folder or device" if path.exists() else "no such file"
    try:
        with path.open("rb") as file:
            start = file.read(64).lower()
    except OSError:
        return "the file cannot be opened"
    suffix = path.suffix.lower()
    impostor = next((what for magic, what in IMPOSTORS.items() if start.lstrip().startswith(magic)), None)
    doubts = {
        "the file is empty": not start.strip(),
        f"found {impostor}": impostor is not None,
        f"found the file type {suffix or 'without suffix'!r}": not known,
        f"the content is not what {suffix!r} says": not start.startswith(BINARY.get(suffix, b"")),
    }
    return next((doubt for doubt, holds in doubts.items() if holds), "")
