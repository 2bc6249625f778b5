"""A sheet: lines of cells, before anything is known of headers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from loaders.columns import PERIOD_PATTERN, match_headers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

# A header is looked for this far down, below titles and caveats.
HEADER_WITHIN = 60
# So many record columns make a line a header wherever it stands.
HEADER_COLUMNS = 3
_MANY = 3


class Line(NamedTuple):
    """A line: its number as a reader finds it again, and its cells, trimmed; a blank one is empty."""

    row: int
    cells: tuple[str, ...]

    def at(self, position: int) -> str:
        """Return a cell; beyond the line's end all are blank."""
        return self.cells[position] if position < len(self.cells) else ""


class Seen(NamedTuple):
    """How a workbook shows a sheet.

    Attributes
    ----------
    is_hidden
        Whether it shows the sheet at all only on request.
    rows, columns
        Numbers of rows, as a reader finds them, and positions of columns that it hides.
    merged
        Cells that stand for those below them too: first row, position of the column, last row.
    """

    is_hidden: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int], ...] = ()

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Seen:
        """Read what the reader of workbooks says."""
        merged = tuple((top, at, bottom) for top, at, bottom in said.get("merged", ()))
        rows, columns = (frozenset(said.get(name, ())) for name in ("rows", "columns"))
        return cls(bool(said.get("is_hidden")), rows, columns, merged)


class Sheet(NamedTuple):
    """A table of strings without header.

    Attributes
    ----------
    part
        What messages call it within its file; empty where it is the whole file.
    table
        Columns `row` (int64) and `c0`, `c1`, … (strings).
    seen
        How it is shown.
    """

    part: str
    table: pa.Table
    seen: Seen = Seen()

    def lines(self, first: int | None = None) -> list[Line]:
        """Return the first lines, or all."""
        table = self.table if first is None else self.table.slice(0, first)
        columns = [column.to_pylist() for column in table.columns]
        return [Line(row, tuple((cell or "").strip() for cell in cells)) for row, *cells in zip(*columns, strict=True)]

    def held(self, counts: Collection[int] = ()) -> Sheet:
        """Let merged cells hold for all their rows, but in columns of counts: there they are one count."""
        merged = [(top, at, bottom) for top, at, bottom in self.seen.merged if at not in counts]
        if not merged:
            return self
        rows, table = self.table["row"].to_pylist(), self.table
        for at in sorted({at for _, at, _ in merged if f"c{at}" in table.column_names}):
            name, cells = f"c{at}", table[f"c{at}"].to_pylist()
            for top, _, bottom in (each for each in merged if each[1] == at):
                first = bisect_left(rows, top)
                if first < len(rows) and rows[first] == top:
                    for below in range(first + 1, bisect_right(rows, bottom)):
                        cells[below] = cells[below] or cells[first]
            table = table.set_column(
                table.column_names.index(name), name, pa.chunked_array([pa.array(cells, pa.string())])
            )
        return self._replace(table=table)

    def without(self, columns: Collection[int]) -> Sheet:
        """Leave columns empty; the others keep their places."""
        table = self.table
        for name in (f"c{at}" for at in columns if f"c{at}" in table.column_names):
            table = table.set_column(table.column_names.index(name), name, pa.nulls(table.num_rows, pa.string()))
        return self._replace(table=table)


def sheet_of(lines: Iterable[tuple[int, list[str]]], part: str = "") -> Sheet:
    """Make a sheet of lines of any length."""
    listed = list(lines)
    width = max((len(cells) for _, cells in listed), default=0)
    rows = pa.array([row for row, _ in listed], pa.int64())
    columns = {
        f"c{at}": pa.array([cells[at] if at < len(cells) else None for _, cells in listed], pa.string())
        for at in range(width)
    }
    return Sheet(part, pa.table({"row": rows, **columns}))


def header_at(lines: list[Line], geometry: str | None = None) -> int | None:
    """Find the line that names all columns that records need, else the first that names several, else None."""
    several = None
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        match = match_headers(line.cells, geometry=geometry)
        if not match.missing:
            return at
        if several is None and len(match.known) >= HEADER_COLUMNS:
            several = at
    return several


def is_numbering(line: Line) -> bool:
    """Say whether a line only numbers the columns: (1) (2) (3), or -1 -2 -3 as a spreadsheet takes it."""
    digits = [cell.strip("()-[] ") for cell in line.cells if cell]
    if len(digits) < _MANY or not all(digit.isascii() and digit.isdigit() and len(digit) < _MANY for digit in digits):
        return False
    numbers = [int(digit) for digit in digits]
    return numbers[0] in {0, 1} and all(after - before == 1 for before, after in pairwise(numbers))


IS_PERIOD = PERIOD_PATTERN.replace("^", "^(FY ?|CY ?)?", 1)
