"""Which rows are records: validation as Ibis expressions, derived from the declaration of columns.

Every expression works on one row, so the same judgement serves distinct rows (to load them) and single rows (to number
those in quarantine). What is written as declared is seen at the first look, before any other spelling is tried: in a
large file that is nearly every cell.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

import ibis

from loaders.asides import (
    COUNTY_TOTAL_PATTERN,
    NAME_PATTERN,
    NOTE,
    NOTE_PATTERN,
    PERIOD_PATTERN,
    PLACE_TOTAL_PATTERN,
    SEX_PATTERN,
    STATE_TOTAL_PATTERN,
    TOTAL_PATTERN,
)
from loaders.columns import BASIS, DATE_PATTERN, KEYS, READ, SIDES, spellings_of, values_of
from loaders.counts import read_count
from loaders.periods import read_period, surely
from loaders.tokens import EATEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ibis.expr.types import BooleanValue, Column, StringValue, Table

NO_DAYS: Final = ("02-30", "02-31", "04-31", "06-31", "09-31", "11-31")
LEAP_DAY: Final = "02-29"
# Columns in which a name such as Total makes the row a total; provenance never does.
TOTALLED: Final = tuple(name for name in KEYS if name not in {"source", *BASIS, "as_of"})
# Column, or the end of its name → what a total is called in it.
_TOTALS: Final = {
    "_state": STATE_TOTAL_PATTERN,
    "_county": COUNTY_TOTAL_PATTERN,
    "_country": PLACE_TOTAL_PATTERN,
    **dict.fromkeys(SIDES, PLACE_TOTAL_PATTERN),
    "period": PERIOD_PATTERN,
    "sex": SEX_PATTERN,
    **dict.fromkeys(("operation", "agency_type"), NAME_PATTERN),
}
ACCENTS: Final = ("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN")


def judge(cells: Table, header: Mapping[str, str]) -> Table:
    """Say of each row what it is, and write its values in one spelling.

    Parameters
    ----------
    cells
        The trimmed strings of a source: columns `READ`, `fault`, `geometry`; empty cells are missing.
    header
        Record column → its header as written, for the columns that the source has.

    Returns
    -------
    All columns of `cells`, those of `KEYS` in one spelling; `number` (int64, missing where not reported); `low` and
    `high`, what a masked count may be at least and at most (missing where not said); `read_as`,
    the rule by which more than digits was read as a number, else missing; `broken`, the
    first rule that is broken, as ``column|rule`` (without a column: the row as a whole), else missing; `totals`, the
    columns that name a total, joined by commas, with their labels still in them where any text may stand; `is_note`.
    `kind_of` reads them.
    """
    totals = {name: is_total(cells[name], name) for name in TOTALLED if name in header}
    declared = [name for name in KEYS if name in header and values_of(name)]
    read = {name: cells[name] for name in totals}
    is_of_all = is_total(cells["period"], "period")
    period, period_rule = read_period(cells, is_of_all, header)
    read["period"] = ibis.coalesce(period, is_of_all.ifelse(cells["period"], ibis.null("string")))
    read |= {name: _spelled(cells[name], name) for name in declared}
    read["as_of"] = cells["as_of"].substr(0, 10)
    count = read_count(cells["count"])
    rules = [ibis.cases((cells["fault"] != NOTE, ibis.literal("|").concat(cells["fault"]))), period_rule, count.rule]
    rules += [_outside(read[name], cells[name], totals.get(name), name) for name in declared]
    nothing = ibis.null("string")
    eaten = is_eaten(cells["age_band"]).ifelse("age_band|eaten-by-spreadsheet", nothing)
    rules += [eaten] if "age_band" in header else []
    rules += [is_day(read["as_of"]).ifelse(nothing, "as_of|unknown-date")] if "as_of" in header else []
    named = [surely(is_one).ifelse(f"{name},", "") for name, is_one in totals.items()]
    return cells.mutate(
        **read,
        number=count.number,
        low=count.low,
        high=count.high,
        read_as=count.read_as,
        broken=ibis.coalesce(*rules),
        totals=ibis.literal("").concat(*named),
        is_note=is_note(cells, header),
    )


def kind_of(judged: Table) -> StringValue:
    """Say what a judged row is: record, total, note or quarantined."""
    return ibis.cases(
        (judged["is_note"], "note"),
        (judged["broken"].notnull(), "quarantined"),
        (judged["totals"] != "", "total"),
        else_="record",
    )


def is_note(cells: Table, header: Mapping[str, str]) -> BooleanValue:
    """Recognise rows without any record cell, with a lone remark, and repeated headers."""
    filled = [cells[name].notnull().ifelse(1, 0) for name in header]
    n_filled = sum(filled[1:], filled[0])
    texts = [cells[name].lower() for name in header if name != "count"]
    remark = _any(surely(text.re_search(NOTE_PATTERN)) for text in texts)
    whole = cells["fault"].isnull() & cells["geometry"].isnull()
    repeated = cells["count"] == header["count"].strip()
    return _any(
        [
            surely(cells["fault"] == NOTE),
            whole & (n_filled == 0),
            (whole & (n_filled == 1)).ifelse(remark, ibis.literal(value=False)),
            surely(repeated),
        ]
    )


def _any(conditions: Iterable[BooleanValue]) -> BooleanValue:
    return reduce(or_, conditions)


def is_total(cell: StringValue, name: str) -> BooleanValue:
    """Say whether a cell of a column names a total; missing where the cell is."""
    pattern = next((pattern for end, pattern in _TOTALS.items() if name.endswith(end)), TOTAL_PATTERN)
    return cell.lower().re_search(pattern)


def is_day(text: StringValue) -> BooleanValue:
    """Say whether a text is a day of the calendar, without a cast, which engines forgive differently."""
    year = text.re_extract("^([0-9]{4})-", 1).nullif("").cast("int64")
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    is_missing_day = text.right(5).isin(NO_DAYS) | ((text.right(5) == LEAP_DAY) & ~is_leap)
    return text.isnull() | (text.re_search(DATE_PATTERN) & ~is_missing_day)


def is_eaten(cell: StringValue) -> BooleanValue:
    """Say whether an age band is one of the dates that a spreadsheet makes of 10-14."""
    return surely(cell.lower().re_search(EATEN))


def _spelled(cell: StringValue, name: str) -> StringValue:
    """Replace the spellings of a column's values by the declared value; others become missing."""
    declared = list(values_of(name))
    plain = cell.translate(*ACCENTS).lower().re_replace("[^a-z0-9]+", " ").strip()
    spelled = plain.cases(*spellings_of(name).items(), else_=ibis.null("string"))
    return ibis.cases((surely(cell.isin(declared)), cell), else_=spelled)


def _outside(spelled: StringValue, cell: StringValue, is_of_all: BooleanValue | None, name: str) -> StringValue:
    """Apply the rule that a filled cell holds one of the declared values, or names a total."""
    outside = cell.notnull() & spelled.isnull()
    if is_of_all is not None:
        outside &= ~surely(is_of_all)
    return outside.ifelse(f"{name}|unknown-value", ibis.null("string"))


def cells_of(table: Table, known: Mapping[str, int], **more: Column) -> Table:
    """Select the record columns of a source as trimmed strings; empty cells and absent columns are missing.

    Parameters
    ----------
    table
        As a layout opened it, or its different rows; they have the number of the first in `first_row`.
    known
        Record column → position in the header.
    more
        Further columns to select.
    """
    nothing = ibis.null("string")
    read = {name: trimmed(table[f"c{known[name]}"]) if name in known else nothing for name in READ}
    read |= {name: table[name] if name in table.columns else nothing for name in ("fault", "geometry")}
    row = table["first_row"] if "first_row" in table.columns else table["row"]
    return table.select(row=row, **read, **more)


def trimmed(cell: StringValue) -> StringValue:
    """Take the blanks around a cell away; one of blanks alone is missing."""
    return cell.strip().nullif("")
