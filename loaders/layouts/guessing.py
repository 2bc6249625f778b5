"""Guess the layout of a cross tab: which headings are values, which side a place is, and how certain that is.

What can't be told is a question, never an action: a wrong side would turn every origin into a recovery.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loaders.asides import names_total
from loaders.columns import SIDES, match_headers, place_columns, plain, spellings_of
from loaders.layout import IGNORED, Guess, Layout
from loaders.layouts.applying import spread
from loaders.layouts.grid import HEADER_WITHIN, IS_PERIOD, is_numbering
from loaders.layouts.sides import corner, side_of
from loaders.periods import is_worded
from loaders.tokens import COUNT_PATTERN, NOT_REPORTED_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from loaders.layouts.grid import Line

    #: Says at which level a text names a place: country, state or county; None if it names none.
    Recognise = Callable[[str], str | None]

PLACE: Final = "place"
VALUED: Final = ("category", "sex", "outcome")
MOST: Final = 0.8
# Of headings a few may be something else, such as a rate; what they are is a question then.
MANY: Final = 0.6
STACKED: Final = 8
_YEAR: Final = r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])"
# Each way to tell a thing is as certain as this.
_BY_HEADING, _BY_TITLE = 1.0, 0.9


@dataclass
class _Draft:
    """A layout on its way."""

    columns: dict[str, int] = field(default_factory=dict)
    across: list[str] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    groups: str = ""
    certainty: float = 1.0
    questions: list[str] = field(default_factory=list)

    @property
    def named(self) -> set[str]:
        return {*self.columns, *self.across, *self.constants, self.groups}


def guess_layout(lines: Sequence[Line], title: str, recognise: Recognise) -> Guess | None:
    """Guess the layout of a sheet, or return None if it is no cross tab.

    Parameters
    ----------
    lines
        All lines of the sheet.
    title
        What its file and its part are called.
    recognise
        Says which texts name places.
    """
    start = next((at for at, line in enumerate(lines[:HEADER_WITHIN]) if _is_data(line)), None)
    if not start:
        return None
    data = [line for line in lines[start:] if not is_numbering(line)]
    headings = [line for line in lines[max(0, start - STACKED) : start] if not is_numbering(line)]
    numeric = [at for at in range(max(len(line.cells) for line in lines)) if _is_numeric(data, at)]
    if not numeric or not headings:
        return None
    # A column whose counts can't be read is one of counts still, by its heading: it must not be left aside.
    columns = range(numeric[0], max(len(line.cells) for line in lines))
    found = {at: _dimension(spread(line, columns).values(), recognise) for at, line in enumerate(headings)}
    top = next((at for at in found if found[at]), None)
    if top is None:
        return None
    headings = headings[top:]
    draft = _Draft(across=[found[top + at] or "" for at in range(len(headings))])
    for name in {name for name in draft.across if name and draft.across.count(name) > 1}:
        draft.questions.append(f"which line of the header names the {name}")
        draft.across = _once(draft.across, name)
    bottom = max(at for at, name in enumerate(draft.across) if name)
    texts = spread(headings[bottom], columns)
    counts = [at for at in columns if texts[at] and _fits(texts[at], draft.across[bottom], recognise)]
    draft.questions += [f"what column {at + 1} is" for at in range(counts[0], counts[-1]) if at not in counts]
    above = " ".join([title, *(cell for line in lines[: start - len(headings)] for cell in line.cells if cell)])
    _label(draft, headings, data, counts, recognise)
    _settle_sides(draft, headings, above, counts)
    _settle_period(draft, above)
    layout = Layout(
        header=(headings[0].row, lines[start - 1].row),
        columns=draft.columns,
        across=tuple(draft.across),
        counts=(counts[0] + 1, counts[-1] + 1),
        groups=draft.groups,
        constants=draft.constants,
    )
    return Guess(layout, round(draft.certainty, 2), tuple(draft.questions))


def _once(across: Sequence[str], name: str) -> list[str]:
    """Leave a name in the lowest line that has it."""
    last = max(at for at, other in enumerate(across) if other == name)
    return ["" if other == name and at != last else other for at, other in enumerate(across)]


def _is_count(cell: str) -> bool:
    return bool(re.match(COUNT_PATTERN, cell) or re.match(NOT_REPORTED_PATTERN, cell.lower()))


def _is_period(cell: str) -> bool:
    return bool(re.match(IS_PERIOD, cell)) or is_worded(cell)


def _is_data(line: Line) -> bool:
    """Say whether a line holds counts beside a label: some numbers that are not all years."""
    counts = [cell for cell in line.cells[1:] if cell and _is_count(cell)]
    is_labelled = any(cell and not _is_count(cell) for cell in line.cells)
    return is_labelled and not is_numbering(line) and not all(map(_is_period, counts))


def _is_numeric(data: Sequence[Line], at: int) -> bool:
    cells = [line.at(at) for line in data if line.at(at)]
    return bool(cells) and sum(map(_is_count, cells)) >= MOST * len(cells)


def _fits(text: str, dimension: str, recognise: Recognise) -> bool:
    """Say whether a text is a value of a dimension, or its total."""
    if names_total(text):
        return True
    if dimension == PLACE:
        return recognise(text) is not None
    if dimension == "period":
        return _is_period(text)
    return plain(text).replace("_", " ") in spellings_of(dimension)


def _dimension(texts: Iterable[str], recognise: Recognise) -> str | None:
    """Find the dimension that most of the texts are values of."""
    distinct = {text for text in texts if text and not names_total(text)}
    for dimension in ("period", *VALUED, PLACE):
        n_fitting = sum(_fits(text, dimension, recognise) for text in distinct)
        if n_fitting and n_fitting >= MANY * len(distinct):
            return dimension
    return None


def _label(
    draft: _Draft, headings: Sequence[Line], data: Sequence[Line], counts: Sequence[int], recognise: Recognise
) -> None:
    """Say what the columns before the counts are, by heading, else by content."""
    for at in range(counts[0]):
        texts = [line.at(at) for line in headings if line.at(at)]
        by_corner = corner(texts)
        if by_corner and PLACE in draft.across:
            draft.columns[by_corner[0]] = at + 1
            draft.across = [by_corner[1] if name == PLACE else name for name in draft.across]
            continue
        known = next((name for text in texts for name in match_headers([text], is_natural=False).known), None)
        filled = [line for line in data if any(line.at(column) for column in counts)]
        found = known or _dimension((line.at(at) for line in filled), recognise)
        if found == PLACE:
            found = side_of(plain(" ".join(texts))) or PLACE
        # Places may go down and across; which side goes where is then settled, or asked.
        if found and found not in draft.columns and (found == PLACE or found not in draft.named):
            draft.columns[found] = at + 1
            _group(draft, found, data, at, recognise)


def _group(draft: _Draft, label: str, data: Sequence[Line], at: int, recognise: Recognise) -> None:
    """Recognise lines that head a group of lines: lone labels, such as a state over its counties."""
    last = max((line.row for line in data if sum(map(bool, line.cells)) > 1), default=0)
    lone = [line.at(at) for line in data if sum(map(bool, line.cells)) == 1 and line.at(at) and line.row < last]
    if not lone:
        return
    is_state = sum(recognise(text) == "state" for text in lone) >= MOST * len(lone)
    draft.groups = "groups" if is_state and label == PLACE else IGNORED
    if draft.groups == IGNORED:
        draft.certainty *= MOST


def _settle_sides(draft: _Draft, headings: Sequence[Line], above: str, counts: Sequence[int]) -> None:
    """Say which side each place is; the other side of a table with one place is unknown."""
    stated = {side for name in draft.named for side in SIDES if name in place_columns(side)}
    spanning = {
        name for line in headings for at in counts for name in match_headers([line.at(at)], is_natural=False).known
    }
    spanned = {side for name in spanning for side in SIDES if name in place_columns(side)}
    if PLACE in draft.across and len(spanned - stated) == 1:
        side = (spanned - stated).pop()
        draft.across = [side if name == PLACE else name for name in draft.across]
        stated.add(side)
    open_sides = [side for side in SIDES if side not in stated]
    n_open = (PLACE in draft.columns) + (PLACE in draft.across)
    if n_open and len(open_sides) == len(SIDES):
        titled = side_of(plain(above))
        told = [titled] if titled else []
        if n_open == len(SIDES) or not told:
            draft.questions.append("which place is the origin and which the recovery")
            told = ["recovery"] if n_open == 1 else ["origin", "recovery"]
        draft.certainty *= _BY_TITLE
        open_sides = [*told, *(side for side in SIDES if side not in told)]
    _place(draft, open_sides)
    if PLACE in draft.named:
        draft.questions.append("which side the places are, for both are named already")
        draft.columns.pop(PLACE, None)
        draft.across = ["" if name == PLACE else name for name in draft.across]
    draft.groups = IGNORED if draft.groups == "groups" else draft.groups
    missing = [side for side in SIDES if not draft.named & set(place_columns(side))]
    draft.constants |= dict.fromkeys(missing, "unknown")


def _place(draft: _Draft, sides: list[str]) -> None:
    """Give the places that are open their sides, the labels first."""
    if PLACE in draft.columns and sides:
        side, at = sides.pop(0), draft.columns.pop(PLACE)
        is_grouped = draft.groups == "groups"
        draft.columns[f"{side}_county" if is_grouped else side] = at
        draft.groups = f"{side}_state" if is_grouped else draft.groups
    if PLACE in draft.across and sides:
        draft.across = [sides[0] if name == PLACE else name for name in draft.across]


def _settle_period(draft: _Draft, above: str) -> None:
    """Take the year from the title where there is exactly one."""
    if "period" in draft.named:
        return
    years = set(re.findall(_YEAR, above))
    if len(years) == 1:
        draft.constants["period"] = years.pop()
        draft.certainty *= _BY_TITLE
    else:
        draft.questions.append("which year or period the counts are of")
