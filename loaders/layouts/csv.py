"""Delimited text: encoding, delimiter and header are found, and every row keeps the line it began on.

A well-formed UTF-8 file is read in place by the engine at its full speed. Anything else (another encoding, blank
lines, line breaks inside fields, ragged rows) takes the patient way through Python's reader, with the same result.
"""

from __future__ import annotations

import csv
import re
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import ibis
import pyarrow as pa

from loaders.asides import NOTE, NOTE_PATTERN
from loaders.columns import match_headers
from loaders.engines import MAX_LINE_BYTES
from loaders.errors import Fault, SourceError
from loaders.layouts.opened import Opened, cells, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ibis.expr.types import Table

    from loaders.engines import DuckDBEngine

DELIMITERS: Final = ",;\t|"
# A header is looked for this far down, below titles and caveats.
HEADER_WITHIN: Final = 60
# So many record columns make a line a header wherever it stands.
HEADER_COLUMNS: Final = 3
CHUNK_BYTES: Final = 1 << 22


class Scan(NamedTuple):
    """What one pass over the bytes of a file tells.

    Attributes
    ----------
    is_plain
        Whether all lines are UTF-8 and none is blank, so that the engine may read the file in place.
    """

    encoding: str
    n_lines: int
    is_plain: bool


class Header(NamedTuple):
    """The header cells, the lines above and including it, and what separates the cells."""

    texts: list[str]
    n_lines: int
    delimiter: str


def open_csv(path: Path, engine: DuckDBEngine) -> Opened:
    """Open delimited text; `row` is the 1-based line on which a record begins.

    Raises
    ------
    SourceError
        When the file is no text, or holds a line beyond all measure.
    """
    try:
        scan = _scan(path)
        header = _header(path, scan.encoding)
    except (OSError, csv.Error, UnicodeError) as error:
        raise _refusal(path, unreadable(error)) from None
    notices = {"cp1252": ("read-as-cp1252",), "utf-16": ("read-as-utf-16",)}.get(scan.encoding, ())
    patient = partial(_patient, path, engine, scan.encoding, header)
    if not scan.is_plain:
        return Opened(header.texts, patient(), notices)
    table = engine.csv(
        path, header_lines=header.n_lines, columns=cells(header.texts), delimiter=header.delimiter
    ).mutate(fault=ibis.null("string"), geometry=ibis.null("string"))
    # The engine's line numbers are true only if every line is one record; the count of rows tells.
    return Opened(header.texts, table, notices, n_rows=scan.n_lines - header.n_lines, patient=patient)


def _scan(path: Path) -> Scan:
    """Read all bytes once: which encoding, how many lines, anything unusual."""
    n_lines, is_plain, is_utf8 = 0, True, True
    with path.open("rb") as file:
        if file.peek(2)[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return Scan("utf-16", 0, is_plain=False)
        # A chunk ends with a line, so that no character and no line break is torn.
        while chunk := file.read(CHUNK_BYTES):
            chunk += file.readline(MAX_LINE_BYTES)
            if b"\0" in chunk:
                raise _refusal(path, "found zero bytes, as in a binary file")
            n_lines += chunk.count(b"\n") + (not chunk.endswith(b"\n"))
            is_plain &= not (re.search(rb"\n\r?\n|\r(?!\n)", chunk) or chunk.startswith((b"\n", b"\r\n")))
            is_utf8 = is_utf8 and _is_utf8(chunk)
    return Scan("utf-8-sig" if is_utf8 else "cp1252", n_lines, is_plain and is_utf8)


def _is_utf8(chunk: bytes) -> bool:
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True


def _header(path: Path, encoding: str) -> Header:
    """Find the delimiter and the header: what gives most record columns, then most cells."""
    found = [header for delimiter in DELIMITERS if (header := _header_by(path, encoding, delimiter)) is not None]
    if not found:
        raise _refusal(path, "found no text")
    return max(found, key=lambda header: (len(match_headers(header.texts).known), len(header.texts)))


def _header_by(path: Path, encoding: str, delimiter: str) -> Header | None:
    """Find the first line with several record columns, else the first line that is not blank."""
    first = None
    for _, end, fields in islice(_records(path, encoding, delimiter), HEADER_WITHIN):
        first = first or Header(fields, end, delimiter)
        if len(match_headers(fields).known) >= HEADER_COLUMNS:
            return Header(fields, end, delimiter)
    return first


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Read records with the lines they begin and end on; blank lines are none."""
    csv.field_size_limit(MAX_LINE_BYTES)
    with path.open(encoding=encoding, errors="replace" if encoding == "cp1252" else "strict", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        end = 0
        for fields in reader:
            begin, end = end + 1, reader.line_num
            if fields:
                yield begin, end, fields


def _patient(path: Path, engine: DuckDBEngine, encoding: str, header: Header) -> Table:
    """Read a file record by record, marking those whose shape is broken."""
    rows: list[int] = []
    faults: list[str | None] = []
    columns: list[list[str | None]] = [[] for _ in header.texts]
    try:
        for begin, _, fields in _records(path, encoding, header.delimiter):
            if begin <= header.n_lines:
                continue
            fault, kept = _shaped(fields, len(header.texts))
            rows.append(begin)
            faults.append(fault)
            for column, cell in zip(columns, kept, strict=True):
                column.append(cell)
    except (OSError, csv.Error, UnicodeError) as error:
        raise _refusal(path, unreadable(error)) from None
    table = {"row": pa.array(rows, pa.int64()), "fault": pa.array(faults, pa.string())}
    table |= {name: pa.array(column, pa.string()) for name, column in zip(cells(header.texts), columns, strict=True)}
    return engine.arrow(pa.table(table | {"geometry": pa.nulls(len(rows), pa.string())}))


def _shaped(fields: Sequence[str], width: int) -> tuple[str | None, Sequence[str | None]]:
    """Fit a record to the header: the rule it breaks, if any, and its cells, empty where it breaks one."""
    if len(fields) == width or (len(fields) > width and not any(fields[width:])):
        return None, fields[:width]
    filled = [field for field in fields if field.strip()]
    if not filled or (len(filled) == 1 and re.match(NOTE_PATTERN, filled[0].strip().lower())):
        return NOTE, [None] * width
    return "too-few-fields" if len(fields) < width else "too-many-fields", [None] * width


def _refusal(path: Path, found: str) -> SourceError:
    return SourceError([Fault(path.name, found, "delimited text", "Save the table as CSV in UTF-8.")])
