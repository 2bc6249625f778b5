"""Days that stand for months: a column of periods in which every day is the first of one.

Spreadsheets and databases have no months, so that agencies write 2021-03-01 or 3/1/2021. If any other day is among them
nothing is changed, and the table is refused for its exact days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from loaders.engines import reading
from loaders.errors import SourceError
from loaders.personal import EXACT_DAYS, PERIODS

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table

    from loaders.columns import HeaderMatch
    from loaders.engines import DuckDBEngine
    from loaders.layouts.opened import Opened

NOTICE: Final = "dates-as-months"
_YEAR: Final = "(19|20)[0-9]{2}"
_MIDNIGHT: Final = "([t ]0?0:00(:00)?([.]0+)?z?)?"
_WORD: Final = "[a-záéíóú]{3,10}"
# How the first of a month is written, and which of its groups are year and month. In one column all are written alike,
# for 03/01/2021 may be the first of March or the third of January.
_WAYS: Final = (
    (rf"^({_YEAR})[-/.](0?[1-9]|1[0-2])[-/.]0?1{_MIDNIGHT}$", 1, 3),
    (rf"^({_YEAR})(0[1-9]|1[0-2])01$", 1, 3),
    (rf"^(0?[1-9]|1[0-2])[-/.]0?1[-/.]({_YEAR}){_MIDNIGHT}$", 2, 1),
    (rf"^0?1[-/.](0?[1-9]|1[0-2])[-/.]({_YEAR}){_MIDNIGHT}$", 2, 1),
    (rf"^0?1[-/. ]({_WORD})[-/. ]({_YEAR})$", 2, 1),
    (rf"^({_WORD})[.]? 0?1(st)?,? ({_YEAR})$", 3, 1),
)
# A table that has days has one among its first rows.
_FIRST_ROWS: Final = 1_000


def with_months(opened: Opened, match: HeaderMatch, engine: DuckDBEngine) -> Opened:
    """Read days as months in the columns of periods where all days are the first of one, and say so.

    A file over which the engine stumbles is read by the patient reader from here on.
    """
    try:
        with reading(opened.part):
            return _with_months(opened, match, engine)
    except SourceError:
        if opened.patient is None:
            return opened  # what is wrong with it is said where it is read
        return _with_months(opened._replace(table=opened.patient(), patient=None, n_rows=None), match, engine)


def _with_months(opened: Opened, match: HeaderMatch, engine: DuckDBEngine) -> Opened:
    cells = [f"c{at}" for name, at in match.known.items() if name in PERIODS]
    for cell in cells:
        first = opened.table.select(text=opened.table[cell]).limit(_FIRST_ROWS)
        if not engine.fetch(first.filter(_text(first["text"]).re_search(EXACT_DAYS.pattern)).limit(1)).empty:
            opened = _read(opened, cell, engine)
    return opened


def _read(opened: Opened, cell: str, engine: DuckDBEngine) -> Opened:
    """Read one column, if it has days of one way only, each the first of a month."""
    text = _text(opened.table[cell])
    is_day = text.re_search(EXACT_DAYS.pattern)
    ways = {f"w{n}": (is_day & text.re_search(way)).ifelse(1, 0).sum() for n, (way, *_) in enumerate(_WAYS)}
    found = engine.fetch(opened.table.agg(n_days=is_day.ifelse(1, 0).sum(), **ways)).iloc[0]
    way = next((n for n in range(len(_WAYS)) if found[f"w{n}"] == found["n_days"]), None)
    if way is None:
        return opened

    def read(table: Table) -> Table:
        return table.mutate(**{cell: _month(table[cell], *_WAYS[way])})

    patient = opened.patient
    return opened._replace(
        table=read(opened.table),
        patient=None if patient is None else lambda: read(patient()),
        notices=tuple(dict.fromkeys((*opened.notices, NOTICE))),
    )


def _month(cell: StringValue, way: str, year: int, month: int) -> StringValue:
    """Write the first of a month as the month; other texts stay."""
    text = _text(cell)
    written = text.re_extract(way, year).concat("-", _two(text.re_extract(way, month)))
    return ibis.cases((text.re_search(way), written), else_=cell)


def _two(month: StringValue) -> StringValue:
    """Give a month in digits both of them; a word stays, for a period may hold one."""
    return ibis.cases((month.re_search("^[0-9]$"), ibis.literal("0").concat(month)), else_=month)


def _text(cell: StringValue) -> StringValue:
    return cell.strip().lower()
