"""A layout proposed for a table that lacks columns: what stands in its columns, and which of them may be what.

Nothing is read by a proposal before its sender has agreed to it. It is written to be edited, with what it leaves open.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from loaders.columns import SIDES, match_headers, place_columns, plain, spellings_of
from loaders.layout import Guess, Layout
from loaders.layouts.grid import IS_PERIOD, Line
from loaders.layouts.sides import side_of
from loaders.personal import ANYWHERE, NAMED
from loaders.tokens import COUNT_PATTERN, NOT_REPORTED_PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST: Final = 0.8
_PROPOSED: Final = 0.5
_PLACES: Final = {"countries": "country", "states": "state", "counties": "county"}
_LEVELS: Final = {level: kind for kind, level in _PLACES.items()}
_VALUED: Final = ("category", "sex", "outcome")
_COUNTING: Final = (
    r"recover|found|locat|recuper|localiz|case|caso|child|kid|youth|minor|menor|person|count|number|total|n$"
)
_NO_COUNT: Final = r"code|codigo|clave|fips|id$|rate|tasa|percent|share|pop|income|rank|lower|upper|margin|moe"
_CODES: Final = r"code|codigo|clave|fips|cve|abbr|iso"


class Proposal(NamedTuple):
    """A proposed layout, and what was read, in words without a value of the data."""

    guess: Guess
    seen: str


def proposed(lines: Sequence[Line], at: int, title: str, recognise: Callable[[str], str | None]) -> Proposal:
    """Propose a layout.

    Parameters
    ----------
    lines
        The first lines of the sheet.
    at
        Which of them was taken for the header.
    title
        What its file and its part are called.
    recognise
        Says at which level a text names a place.
    """
    header, data = lines[at], lines[at + 1 :]
    width = max((len(line.cells) for line in lines[at:]), default=0)
    texts = [[line.at(column) for line in data if line.at(column)] for column in range(width)]
    kinds = [_kind(found, plain(header.at(column)), recognise) for column, found in enumerate(texts)]
    columns = dict(match_headers(header.cells).known)
    questions: list[str] = []
    _propose_period(columns, kinds)
    _propose_places(columns, header, kinds, questions)
    _propose_count(columns, header, kinds, questions)
    _propose_values(columns, kinds)
    constants = dict.fromkeys((side for side in SIDES if not columns.keys() & set(place_columns(side))), "unknown")
    if "period" not in columns and not {"period_start", "period_end"} <= columns.keys():
        above = " ".join([title, *(cell for line in lines[:at] for cell in line.cells)])
        years = set(re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", above))
        constants["period"] = years.pop() if len(years) == 1 else ""
        questions += ["which year or period the counts are of"] if not constants["period"] else []
    is_header = _is_header(header, kinds)
    layout = Layout(
        header=(header.row, header.row),
        columns={name: position + 1 for name, position in sorted(columns.items(), key=lambda item: item[1])},
        constants=constants,
        headings=tuple(header.at(column) for column in range(width)) if is_header else (),
    )
    return Proposal(Guess(layout, _PROPOSED, tuple(questions)), _seen(header, kinds, columns, is_header=is_header))


def _kind(texts: Sequence[str], header: str, recognise: Callable[[str], str | None]) -> str:
    """Say what kind of values a column holds; numbers are codes of places only where the header says so."""
    if not texts:
        return "empty"
    if _most(texts, lambda text: bool(re.match(IS_PERIOD, text))):
        return "years or periods"
    distinct = list(dict.fromkeys(texts))
    for name in _VALUED:
        spellings = spellings_of(name)
        if _most(distinct, lambda text, known=spellings: plain(text).replace("_", " ") in known):  # type: ignore[misc]
            return name
    if _most(texts, _is_count) and not re.search(_CODES, header):
        return "numbers"
    levels = Counter(recognise(text) for text in distinct)
    level, n_most = levels.most_common(1)[0]
    if level is not None and n_most >= _MOST * len(distinct):
        return _LEVELS.get(level, "places")
    return "places" if sum(n for level, n in levels.items() if level) >= _MOST * len(distinct) else "texts"


def _most(texts: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(map(holds, texts)) >= _MOST * len(texts)


def _is_count(text: str) -> bool:
    return bool(re.match(COUNT_PATTERN, text) or re.match(NOT_REPORTED_PATTERN, text.lower()))


def _free(columns: dict[str, int], kinds: Sequence[str], *wanted: str) -> list[int]:
    return [at for at, kind in enumerate(kinds) if kind in wanted and at not in columns.values()]


def _propose_period(columns: dict[str, int], kinds: Sequence[str]) -> None:
    found = _free(columns, kinds, "years or periods")
    if found and "period" not in columns and "period_start" not in columns:
        columns["period"] = found[0]


def _propose_places(columns: dict[str, int], header: Line, kinds: Sequence[str], questions: list[str]) -> None:
    """Give columns of places a side by their heading; of two without one the first is the origin."""
    open_sides = [side for side in SIDES if not columns.keys() & set(place_columns(side))]
    found = _free(columns, kinds, "places", *_PLACES)
    # A name goes before its code, and a code of what is named already says no more.
    found.sort(key=lambda at: (bool(re.search(_CODES, plain(header.at(at)))), at))
    told = {at: side for at in found if (side := side_of(plain(header.at(at)))) in open_sides}
    for at, side in told.items():
        columns.setdefault(_place(side, kinds[at]), at)
    rest = [at for at in found if at not in told]
    sides = [side for side in open_sides if side not in told.values()]
    if not rest or not sides:
        return
    questions.append("which place is the origin and which the recovery")
    by_level: dict[str, list[int]] = {}
    for at in rest:
        by_level.setdefault(kinds[at], []).append(at)
    n_sides = min(len(sides), max(map(len, by_level.values())))
    chosen = sides if n_sides == len(SIDES) else [sides[-1]]
    for kind, positions in by_level.items():
        for side, at in zip(chosen, sorted(positions), strict=False):
            columns.setdefault(_place(side, kind), at)


def _place(side: str, kind: str) -> str:
    return f"{side}_{_PLACES[kind]}" if kind in _PLACES else side


def _propose_count(columns: dict[str, int], header: Line, kinds: Sequence[str], questions: list[str]) -> None:
    """Take the column of numbers whose heading counts, else the only one, else the first that is no code or rate."""
    numbers = [at for at in _free(columns, kinds, "numbers") if not re.search(_NO_COUNT, plain(header.at(at)))]
    if "count" in columns or not numbers:
        questions += ["which column counts the recoveries"] if "count" not in columns else []
        return
    counting = [at for at in numbers if re.search(_COUNTING, plain(header.at(at)))]
    columns["count"] = (counting or numbers)[0]
    if len(counting or numbers) > 1:
        questions.append("which column counts the recoveries")


def _propose_values(columns: dict[str, int], kinds: Sequence[str]) -> None:
    for name in _VALUED:
        found = _free(columns, kinds, name)
        if found and name not in columns:
            columns[name] = found[0]


def _is_header(header: Line, kinds: Sequence[str]) -> bool:
    """Say whether a line is a header for certain: it has texts only, and numbers or periods stand below some of them.

    Otherwise it may be data, and nothing of it is repeated.
    """
    filled = [cell for cell in header.cells if cell]
    is_text = not any(_is_count(cell) or re.match(IS_PERIOD, cell) for cell in filled)
    is_over_numbers = any(header.at(at) and kind in {"numbers", "years or periods"} for at, kind in enumerate(kinds))
    is_personal = any(
        re.search(trait.pattern, cell.lower()) and not (trait.unless and re.search(trait.unless, cell.lower()))
        for cell in filled
        for trait in (*ANYWHERE, *NAMED)
    )
    return is_text and is_over_numbers and not is_personal and len(set(filled)) == len(filled)


def _seen(header: Line, kinds: Sequence[str], columns: dict[str, int], *, is_header: bool) -> str:
    """Say what was read, and what each column is proposed to be."""
    names = {at: name for name, at in columns.items()}
    shown = []
    for at, kind in enumerate(kinds):
        called = repr(header.at(at)[:40]) if is_header and header.at(at) else f"column {at + 1}"
        shown.append(f"{called} ({kind}{f', proposed as {names[at]}' if at in names else ''})")
    return f"Line {header.row} was read as the header, over {', '.join(shown[:40])}"
