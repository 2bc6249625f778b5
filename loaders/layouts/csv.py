"""Delimited text: encoding, delimiter and header are found, and every row keeps the line it began on.

A well-formed UTF-8 file is read in place by the engine at its full speed. Anything else (another encoding, blank
lines, line breaks inside fields, ragged rows) takes the patient way through Python's reader, with the same result.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

import pyarrow as pa

from loaders.asides import NOTE, NOTE_PATTERN
from loaders.columns import match_headers
from loaders.engines import MAX_LINE_BYTES
from loaders.layout import Guess, Layout
from loaders.layouts.applying import MAX_CELLS
from loaders.layouts.fixed import fixed_width
from loaders.layouts.grid import HEADER_COLUMNS, HEADER_WITHIN, sheet_of
from loaders.layouts.opened import WIDE, Opened, cells, in_memory, unreadable
from loaders.layouts.sheets import open_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ibis.expr.types import Table

    from loaders.choices import Choices
    from loaders.engines import DuckDBEngine
    from loaders.errors import SourceError
    from loaders.sources import Source

DELIMITERS: Final = ",;\t|"
CHUNK_BYTES: Final = 1 << 22


class Scan(NamedTuple):
    """What one pass over the bytes of a file tells.

    Attributes
    ----------
    is_plain
        Whether all lines are UTF-8 and end alike, so that the engine may read the file in place. Blank lines and
        line breaks within fields show in its count of rows, which both make smaller.
    """

    encoding: str
    n_lines: int
    is_plain: bool


class Header(NamedTuple):
    """The header cells, the lines above and including it, and what separates the cells."""

    texts: list[str]
    n_lines: int
    delimiter: str


def open_csv(source: Source, engine: DuckDBEngine, choices: Choices) -> Opened:
    """Open delimited text; `row` is the 1-based line on which a record begins.

    Raises
    ------
    SourceError
        When the file is no text, or holds a line beyond all measure.
    """
    try:
        scan = _scan(source)
        header = _header(source, scan.encoding)
    except (OSError, csv.Error, UnicodeError) as error:
        raise _refusal(source, unreadable(error)) from None
    notices = {"cp1252": ("read-as-cp1252",), "utf-16": ("read-as-utf-16",)}.get(scan.encoding, ())
    if not choices.is_plain and (choices.layout is not None or match_headers(header.texts).missing):
        opened = _by_layout(source, scan.encoding, header, engine, choices)
        return opened._replace(notices=(*notices, *opened.notices))
    _tell(source, header, choices)
    is_wide = len(header.texts) >= WIDE and scan.n_lines * len(header.texts) <= MAX_CELLS
    if not scan.is_plain or source.content is not None or is_wide:
        return in_memory(header.texts, _patient(source, scan.encoding, header), engine, notices)
    columns = cells(header.texts)
    table = engine.csv(source.path, header_lines=header.n_lines, columns=columns, delimiter=header.delimiter)

    def patient() -> Table:
        return engine.arrow(_patient(source, scan.encoding, header))

    # The engine's line numbers are true only if every line is one record; the count of rows tells.
    return Opened(header.texts, table, notices, n_rows=scan.n_lines - header.n_lines, patient=patient)


def _scan(source: Source) -> Scan:
    """Read all bytes once: which encoding, how many lines, anything unusual."""
    n_lines, is_plain, is_utf8 = 0, True, True
    with source.open() as file:
        if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
            return Scan("utf-16", 0, is_plain=False)
        file.seek(0)
        # A chunk ends with a line, so that no character and no line break is torn.
        while chunk := file.read(CHUNK_BYTES):
            rest = file.readline(MAX_LINE_BYTES)
            # Lines may end as on an old Macintosh.
            if len(rest) == MAX_LINE_BYTES and not rest.endswith(b"\n") and b"\r" not in rest:
                raise _refusal(source, f"a line of more than {MAX_LINE_BYTES // 10**6} MB")
            chunk += rest
            if b"\0" in chunk:
                raise _refusal(source, "found zero bytes, as in a binary file")
            n_lines += chunk.count(b"\n") + (not chunk.endswith(b"\n"))
            is_plain = is_plain and not _has_lone_returns(chunk)
            is_utf8 = is_utf8 and _is_utf8(chunk)
    return Scan("utf-8-sig" if is_utf8 else "cp1252", n_lines, is_plain and is_utf8)


def _has_lone_returns(chunk: bytes) -> bool:
    n_returns = chunk.count(b"\r")
    return n_returns > 0 and n_returns != chunk.count(b"\r\n")


def _is_utf8(chunk: bytes) -> bool:
    if chunk.isascii():
        return True
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True


def _header(source: Source, encoding: str) -> Header:
    """Find the delimiter and the header: what gives most record columns, then most cells in all."""
    found = [ranked for delimiter in DELIMITERS if (ranked := _header_by(source, encoding, delimiter)) is not None]
    if not found:
        raise _refusal(source, "found no text")
    return max(found, key=lambda ranked: ranked[0])[1]


def _header_by(source: Source, encoding: str, delimiter: str) -> tuple[tuple[int, int], Header] | None:
    """Find the first line with several record columns, else the first line that is not blank; and how good that is."""
    first, n_cells = None, 0
    for _, end, fields in islice(_records(source, encoding, delimiter), HEADER_WITHIN):
        n_cells += len(fields)
        first = first or Header(fields, end, delimiter)
        if len(match_headers(first.texts).known) < HEADER_COLUMNS <= len(match_headers(fields).known):
            first = Header(fields, end, delimiter)
    return None if first is None else ((len(match_headers(first.texts).known), n_cells), first)


def _records(source: Source, encoding: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Read records with the lines they begin and end on; blank lines are none."""
    csv.field_size_limit(MAX_LINE_BYTES)
    errors = "replace" if encoding == "cp1252" else "strict"
    with io.TextIOWrapper(source.open(), encoding=encoding, errors=errors, newline="") as file:
        reader = csv.reader(_lines(source, file), delimiter=delimiter)
        end = 0
        for fields in reader:
            begin, end = end + 1, reader.line_num
            if fields:
                yield begin, end, fields


def _lines(source: Source, file: io.TextIOWrapper) -> Iterator[str]:
    """Read lines of a measure that fits in memory."""
    while line := file.readline(MAX_LINE_BYTES):
        if len(line) == MAX_LINE_BYTES and not line.endswith(("\n", "\r")):
            raise _refusal(source, f"a line of more than {MAX_LINE_BYTES // 10**6} MB")
        yield line


def _patient(source: Source, encoding: str, header: Header) -> pa.Table:
    """Read a file record by record, marking those whose shape is broken."""
    rows: list[int] = []
    faults: list[str | None] = []
    columns: list[list[str | None]] = [[] for _ in header.texts]
    try:
        for begin, _, fields in source.counted(_records(source, encoding, header.delimiter)):
            if begin <= header.n_lines:
                continue
            fault, kept = _shaped(fields, len(header.texts))
            rows.append(begin)
            faults.append(fault)
            for column, cell in zip(columns, kept, strict=True):
                column.append(cell)
    except (OSError, csv.Error, UnicodeError) as error:
        raise _refusal(source, unreadable(error)) from None
    table = {"row": pa.array(rows, pa.int64()), "fault": pa.array(faults, pa.string())}
    table |= {name: pa.array(column, pa.string()) for name, column in zip(cells(header.texts), columns, strict=True)}
    return pa.table(table | {"geometry": pa.nulls(len(rows), pa.string())})


def _shaped(fields: Sequence[str], width: int) -> tuple[str | None, Sequence[str | None]]:
    """Fit a record to the header: the rule it breaks, if any, and its cells, empty where it breaks one."""
    if len(fields) == width or (len(fields) > width and not any(fields[width:])):
        return None, fields[:width]
    filled = [field for field in fields if field.strip()]
    if not filled or (len(filled) == 1 and re.match(NOTE_PATTERN, filled[0].strip().lower())):
        return NOTE, [None] * width
    return "too-few-fields" if len(fields) < width else "too-many-fields", [None] * width


def _by_layout(source: Source, encoding: str, header: Header, engine: DuckDBEngine, choices: Choices) -> Opened:
    """Open text that is no plain table: columns of fixed width, a cross tab, or what a layout says."""
    try:
        records = source.counted(_records(source, encoding, header.delimiter))
        lines = [(begin, fields) for begin, _, fields in records]
    except (OSError, csv.Error, UnicodeError) as error:
        raise _refusal(source, unreadable(error)) from None
    is_parted = median(len(fields) for _, fields in lines) >= HEADER_COLUMNS
    if not is_parted and (parted := fixed_width([(row, header.delimiter.join(f)) for row, f in lines])):
        sheet = sheet_of(parted)
        opened = open_sheet(source, sheet, engine, choices)
        return opened._replace(notices=("fixed-width", *opened.notices))
    return open_sheet(source, sheet_of(lines), engine, choices)


def _tell(source: Source, header: Header, choices: Choices) -> None:
    """Tell the layout of a plain table."""
    known = {name: at + 1 for name, at in match_headers(header.texts).known.items()}
    choices.on_layout(source.name, Guess(Layout((header.n_lines, header.n_lines), known), 1.0))


def _refusal(source: Source, found: str) -> SourceError:
    return source.refusal(found, "delimited text", "Save the table as CSV in UTF-8.")
