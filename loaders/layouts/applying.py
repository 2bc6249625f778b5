"""A layout applied to a sheet: every count becomes a row of a long table, with the number of the line it stands in."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from loaders.asides import NOTE, NOTE_PATTERN, TOTAL_PATTERN
from loaders.columns import NOT_REPORTED, match_known
from loaders.errors import Fault, SourceError
from loaders.layout import IGNORED
from loaders.layouts.grid import is_numbering
from loaders.layouts.opened import Opened, cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from loaders.engines import DuckDBEngine
    from loaders.layout import Layout
    from loaders.layouts.grid import Line, Sheet

MAX_CELLS: Final = 10_000_000
_BLANK: Final = {"refuse": "", "zero": "0", "not reported": NOT_REPORTED}
Cells = tuple[int, str, str | None, list[str | None]]


def apply_layout(sheet: Sheet, layout: Layout, engine: DuckDBEngine, where: str) -> Opened:
    """Read a sheet by its layout.

    Raises
    ------
    SourceError
        When the layout does not fit the sheet, or the sheet is too large to be read in memory.
    """
    width = sheet.table.num_columns - 1
    if sheet.table.num_rows * width > MAX_CELLS:
        expected = f"up to {MAX_CELLS} cells where a layout is needed"
        raise SourceError([Fault(where, "a sheet too large", expected, "Export it as a plain table.")])
    lines = sheet.lines()
    last = max(chain(layout.columns.values(), layout.counts or ()), default=0)
    if last > width or not any(line.row == layout.header[1] for line in lines):
        found = f"{width} columns, and lines up to {lines[-1].row if lines else 0}"
        expected = f"{last} columns and a header in line {layout.header[1]}, as the layout says"
        raise SourceError([Fault(where, found, expected, "Correct the layout.")])
    reader = _Reader(layout, lines, width)
    rows, headings, faults, columns = zip(*reader.cells(), strict=True) if reader.data else ((), (), (), ())
    texts = [list(column) for column in zip(*columns, strict=True)] or [[] for _ in reader.header]
    table = {"row": pa.array(rows, pa.int64()), "fault": pa.array(faults, pa.string())}
    table |= {"heading": pa.array(headings, pa.string()), "geometry": pa.nulls(len(rows), pa.string())}
    table |= {name: pa.array(t, pa.string()) for name, t in zip(cells(reader.header), texts, strict=True)}
    match = match_known(reader.known, len(reader.header))
    opened = Opened(reader.header, engine.arrow(pa.table(table)), match=match, is_cross=bool(layout.across))
    return opened._replace(part=sheet.part)


class _Reader:
    """Walks the lines of a sheet, and knows what each is."""

    def __init__(self, layout: Layout, lines: Sequence[Line], width: int) -> None:
        self.layout = layout
        first, last = layout.header
        self.headings = [line for line in lines if first <= line.row <= last and not is_numbering(line)]
        self.data = [line for line in lines if line.row > last]
        counts = range(layout.counts[0] - 1, layout.counts[1]) if layout.counts else range(0)
        self.across = [name for name in layout.across if name]
        told = [at for at in counts if not layout.only or self._lowest(at) == layout.only.lower()]
        self.counts = {at: self._named(at, counts) for at in told} if self.across else {}
        labels = {name: number - 1 for name, number in layout.columns.items()}
        others = [at for at in range(width) if at not in self.counts and at not in labels.values()]
        self.labels, self.others = labels, others
        groups = [layout.groups] if layout.groups not in {"", IGNORED} else []
        names = [*labels, *self.across, *groups, *layout.constants, *(["count"] if self.across else [])]
        self.known = {name: at for at, name in enumerate(names)}
        shown = [self._heading(at) for at in labels.values()]
        self.header = [*(text or name for text, name in zip(shown, labels, strict=True)), *names[len(labels) :]]
        self.header += [self._heading(at) for at in others]
        counted = [line.row for line in self.data if self._has_counts(line)]
        self.last_counted = max(counted, default=0)
        self.is_count = {token.strip().lower() for token in layout.not_reported}

    def cells(self) -> Iterator[Cells]:
        """Give row, heading, fault and cells of every count; a line that is no record gives one note."""
        group: str | None = None
        for line in self.data:
            if self._is_group(line):
                group = next(cell for cell in line.cells if cell)
            if self._is_aside(line):
                yield line.row, "", NOTE, [None] * len(self.header)
                continue
            groups = [group] if self.layout.groups not in {"", IGNORED} else []
            left: list[str | None] = [self._token(name, line.at(at)) for name, at in self.labels.items()]
            right = [line.at(at) for at in self.others]
            constants = list(self.layout.constants.values())
            if not self.across:
                yield line.row, "", None, [*left, *groups, *constants, *right]
            for at, (heading, values) in self.counts.items():
                count = self._token("count", line.at(at)) or _BLANK[self.layout.blank]
                yield line.row, heading, None, [*left, *values, *groups, *constants, count, *right]

    def _token(self, name: str, cell: str) -> str:
        return NOT_REPORTED if name == "count" and cell.lower() in self.is_count else cell

    def _has_counts(self, line: Line) -> bool:
        counts = self.counts or ([self.labels["count"]] if "count" in self.labels else [])
        return any(line.at(at) for at in counts)

    def _is_aside(self, line: Line) -> bool:
        """Say whether a line is no record: blank, a remark, a group's header, a numbering, or the header again."""
        filled = [cell for cell in line.cells if cell]
        if self.layout.marks and re.match(TOTAL_PATTERN, line.at(self.layout.marks - 1).lower()):
            return True
        if not filled or is_numbering(line) or any(line.cells == heading.cells for heading in self.headings):
            return True
        is_lone = len(filled) == 1 and not self._has_counts(line)
        is_remark = is_lone and (line.row > self.last_counted or bool(re.match(NOTE_PATTERN, filled[0].lower())))
        return is_remark or self._is_group(line)

    def _is_group(self, line: Line) -> bool:
        filled = [cell for cell in line.cells if cell]
        is_lone = bool(self.layout.groups) and len(filled) == 1 and not self._has_counts(line)
        return is_lone and line.row < self.last_counted and not re.match(NOTE_PATTERN, filled[0].lower())

    def _named(self, at: int, counts: range) -> tuple[str, list[str | None]]:
        """Say what a column of counts is about: its heading for messages, and a value for each record column across."""
        values: list[str | None] = []
        for name, line in zip(self.layout.across, self.headings, strict=False):
            if name:
                values.append(spread(line, counts).get(at) or None)
        return " / ".join(value for value in values if value), values

    def _lowest(self, at: int) -> str:
        return self.headings[-1].at(at).lower() if self.headings else ""

    def _heading(self, at: int) -> str:
        return " ".join(dict.fromkeys(line.at(at) for line in self.headings if line.at(at)))


def spread(line: Line, columns: Iterable[int]) -> Mapping[int, str]:
    """Give each column its heading; one that stands over several, as merged cells do, holds until the next."""
    texts: dict[int, str] = {}
    current = ""
    for at in columns:
        current = line.at(at) or current
        texts[at] = current
    return texts
