"""A layout that names columns by their headings, fitted to a sheet: every heading becomes the number of its column."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from loaders.columns import match_known, plain
from loaders.errors import Fault, SourceError
from loaders.layout import Layout, Named
from loaders.layouts.grid import HEADER_WITHIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loaders.layouts.grid import Line


def resolved(layout: Layout | Named, lines: Sequence[Line], where: str) -> Layout:
    """Return a layout whose columns are numbers and whose header is known.

    Headings that a sheet lacks are left out as long as it has all that records need. A year that the layout leaves open
    is that of the title, if one alone stands there.

    Raises
    ------
    SourceError
        When the sheet lacks headings that the layout names: all of them at once.
    """
    if isinstance(layout, Layout):
        return layout
    header = _header(layout, lines)
    if header is None:
        headings = ", ".join(headings[0] for headings in layout.columns.values())
        fault = Fault(where, "no line has the headings of the layout", headings, "Choose another layout.")
        raise SourceError([fault])
    found = {name: _number(headings, header) for name, headings in layout.columns.items()}
    told, columns = layout.layout, {**{name: at for name, at in found.items() if at}, **layout.layout.columns}
    bounds = [_number(headings, header) for headings in layout.counts]
    constants = _constants(
        told, columns, " ".join([where, *(" ".join(line.cells) for line in lines if line.row < header.row)])
    )
    lacking = [headings for headings, number in zip(layout.counts, bounds, strict=True) if not number]
    known = [*columns, *filter(None, told.across), *constants, *(["count"] if told.across else [])]
    if match_known(dict.fromkeys(known, 0), 1).missing:
        lacking += [headings for name, headings in layout.columns.items() if not found[name] and name not in constants]
    if lacking:
        found_none = (f"line {header.row} has no heading {' or '.join(map(repr, headings))}" for headings in lacking)
        remedy = "Correct the layout, or leave the column out."
        raise SourceError(Fault(where, found, "it, as the layout says", remedy) for found in found_none)
    last = header.row + max(0, len(told.across) - 1)
    return replace(
        told,
        header=(header.row, last) if told.header == (0, 0) else told.header,
        columns=columns,
        constants=constants,
        headings=header.cells,
        counts=(min(bounds), max(bounds)) if bounds else told.counts,
        marks=_number(layout.marks, header) or told.marks,
    )


def _constants(told: Layout, columns: Mapping[str, int], above: str) -> dict[str, str]:
    """Return what is said of all rows: not what a column says, and a year that stands in the title."""
    constants = {name: text for name, text in told.constants.items() if name not in columns}
    years = set(re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", above))
    if constants.get("period") == "" and len(years) == 1:
        constants["period"] = years.pop()
    return constants


def open_in(layout: Layout) -> Iterator[str]:
    """Ask for what a layout says of all rows without saying what."""
    for name in (name for name, text in layout.constants.items() if not text.strip()):
        yield "which year or period the counts are of" if name == "period" else f"what the {name} of all rows is"


def check_constants(layout: Layout, where: str) -> None:
    """Refuse a layout that leaves open what it says of all rows.

    Raises
    ------
    SourceError
        When it does.
    """
    remedy = "Write the layout by --save-layout, fill it in, and give it as --layout."
    names = [name for name, text in layout.constants.items() if not text.strip()]
    if names:
        found = "the layout leaves open the {} of all rows"
        raise SourceError(Fault(where, found.format(name), "a text under [constants]", remedy) for name in names)


def _number(headings: Sequence[str], line: Line) -> int:
    """Return the number of the column that has one of the headings, the first of them first; 0 if none has."""
    texts = [plain(cell) for cell in line.cells]
    return next((texts.index(plain(heading)) + 1 for heading in headings if plain(heading) in texts), 0)


def _header(layout: Named, lines: Sequence[Line]) -> Line | None:
    """Find the line of the header: that which is told, else the first that has most of the headings."""
    if layout.layout.header != (0, 0):
        return next((line for line in lines if line.row == layout.layout.header[1]), None)
    wanted = [*layout.columns.values(), *layout.counts]
    n_found = [sum(_number(headings, line) > 0 for headings in wanted) for line in lines[:HEADER_WITHIN]]
    most = max(n_found, default=0)
    return lines[n_found.index(most)] if most else None
