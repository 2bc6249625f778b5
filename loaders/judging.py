"""Which rows are records: validation as Ibis expressions, derived from the declaration of columns.

Every expression works on one row, so the same judgement serves distinct rows (to load them) and single rows (to number
those in quarantine).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from loaders.asides import NOTE, NOTE_PATTERN, TOTAL_PATTERN
from loaders.columns import DATE_PATTERN, KEYS, NOT_REPORTED, READ, SPAN, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import BooleanValue, StringValue, Table

YEAR: Final = "(19|20)[0-9]{2}"
MONTH: Final = f"{YEAR}[-/](0[1-9]|1[0-2])"
NOT_REPORTED_PATTERN: Final = (
    rf"^({NOT_REPORTED}|not_reported|no reportad[oa]s?|nr|n/?a|n/d|nd|suppressed|suprimid[oa]s?|withheld|redacted|unreliable"
    r"|not available|no disponible|[*†‡]+|(<|<=|≤|less than |menos de |under |fewer than ) ?[0-9]+"
    r"|[0-9]+ ?(-|–|to|a) ?[0-9]+)$"
)
# Columns in which a name such as Total makes the row a total; provenance never does.
TOTALLED: Final = tuple(name for name in KEYS if name not in {"source", "basis", "as_of"})
ACCENTS: Final = ("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN")


def judge(cells: Table) -> Table:
    """Say of each row what it is, and write its values in one spelling.

    Parameters
    ----------
    cells
        The trimmed strings of a source: columns `READ`, `fault`, `geometry`; empty cells are missing.

    Returns
    -------
    All columns of `cells`, those of `KEYS` in one spelling; `number` (int64, missing where not reported); `column` and
    `rule` of the first fault, missing where there is none; `totals`, the columns that name a total, joined by commas;
    `kind`: record, total, note or quarantined.
    """
    totals = {name: _is_total(cells[name]) for name in TOTALLED}
    read = {name: is_total.ifelse(ibis.null("string"), cells[name]) for name, is_total in totals.items()}
    read["period"], period_rule = _period(cells, totals["period"])
    read |= {name: _spelled(cells[name], name) for name in KEYS if values_of(name)}
    read["as_of"] = cells["as_of"].substr(0, 10)
    number, count_rule = _count(cells["count"])
    rules = {"row": ibis.cases((cells["fault"] != NOTE, cells["fault"])), "period": period_rule, "count": count_rule}
    rules |= {name: _outside(read[name], cells[name], totals.get(name), name) for name in KEYS if values_of(name)}
    rules["as_of"] = (~read["as_of"].re_search(DATE_PATTERN)).ifelse("unknown-date", ibis.null("string"))
    for name in values_of_columns():
        read[name] = totals[name].ifelse(ibis.null("string"), read[name]) if name in totals else read[name]
    rule = ibis.coalesce(*rules.values())
    column = ibis.coalesce(*(found.notnull().ifelse(name, ibis.null("string")) for name, found in rules.items()))
    named = [is_total.fill_null(value=False).ifelse(f"{name},", "") for name, is_total in totals.items()]
    judged = cells.mutate(**read, number=number, column=column, rule=rule, totals=ibis.literal("").concat(*named))
    is_note = _is_note(cells)
    kind = ibis.cases(
        (is_note, "note"), (judged["rule"].notnull(), "quarantined"), (judged["totals"] != "", "total"), else_="record"
    )
    return judged.mutate(kind=kind)


def values_of_columns() -> tuple[str, ...]:
    """Return the columns whose values are declared."""
    return tuple(name for name in KEYS if values_of(name))


def _is_total(cell: StringValue) -> BooleanValue:
    return cell.lower().re_search(TOTAL_PATTERN)


def _is_note(cells: Table) -> BooleanValue:
    """Recognise rows without any record cell, with a lone remark, and repeated headers."""
    filled = [cells[name].notnull().ifelse(1, 0) for name in READ]
    n_filled = sum(filled[1:], filled[0])
    remarks = [cells[name].lower().re_search(NOTE_PATTERN).fill_null(value=False) for name in READ if name != "count"]
    remark = remarks[0]
    for found in remarks[1:]:
        remark |= found
    own_name = cells["count"].lower().isin(["count", "n", "number", "conteo", "cantidad"]) & cells["period"].lower().isin(
        ["period", "periodo", "year", "month"]
    )
    whole = cells["fault"].isnull() & cells["geometry"].isnull()
    empty = whole & (n_filled == 0)
    return (cells["fault"] == NOTE).fill_null(value=False) | empty | (whole & (n_filled == 1) & remark) | own_name.fill_null(value=False)


def _count(cell: StringValue) -> tuple[ibis.expr.types.IntegerValue, StringValue]:
    """Read a count: a number, or missing where it was not reported; else the rule it breaks."""
    is_whole = cell.re_search("^[0-9]+([.]0*)?$")
    digits = cell.re_extract("^0*([0-9]+)", 1)
    fits = is_whole & (digits.length() <= 12)  # noqa: PLR2004  (millions of files cannot overflow 64 bits)
    number = fits.ifelse(digits, ibis.null("string")).cast("int64")
    rule = ibis.cases(
        (cell.isnull(), "empty"),
        (fits, ibis.null("string")),
        (is_whole, "too-large"),
        (cell.lower().re_search(NOT_REPORTED_PATTERN), ibis.null("string")),
        (cell.re_search("^-[0-9]+([.]0*)?$"), "negative"),
        (cell.re_search("^-?[0-9]*[.,][0-9]+$"), "fractional"),
        else_="unknown-token",
    )
    return number, rule


def _period(cells: Table, is_total: BooleanValue) -> tuple[StringValue, StringValue]:
    """Read a period, or the smallest one that holds a span of months; else the rule it breaks."""
    cell = cells["period"].upper()
    between = rf"^({MONTH}) ?(/|[.][.]|-|–|TO|A) ?({MONTH})$"
    is_span = cell.re_search(between).fill_null(value=False) | (cell.isnull() & cells["period_start"].notnull())
    start = ibis.coalesce(_month(cell.re_extract(between, 1)), _month(cells["period_start"]))
    end = ibis.coalesce(_month(cell.re_extract(between, 5)), _month(cells["period_end"]))
    single = ibis.cases(
        (cell.re_search(f"^{YEAR}([.]0)?$"), cell.substr(0, 4)),
        (cell.re_search(f"^{YEAR}[- ]?[QT][1-4]$"), cell.substr(0, 4).concat("-Q", cell.right(1))),
        (cell.re_search(f"^{MONTH}$"), _month(cell)),
    )
    year, same_year = start.substr(0, 4), start.substr(0, 4) == end.substr(0, 4)
    quarter = ((start.right(2).cast("int64") + 2) // 3).cast("string")
    same_quarter = same_year & (quarter == ((end.right(2).cast("int64") + 2) // 3).cast("string"))
    spanned = ibis.cases(
        (start == end, start), (same_quarter, year.concat("-Q", quarter)), (same_year, year), else_=ibis.null("string")
    )
    rule = ibis.cases(
        (is_total.fill_null(value=False), ibis.null("string")),
        (is_span & (start.isnull() | end.isnull()), "span-incomplete"),
        (is_span & (start > end), "span-reversed"),
        (is_span & ~same_year, "span-over-years"),
        (is_span | single.notnull(), ibis.null("string")),
        (cell.isnull(), "empty"),
        else_="unknown-period",
    )
    return is_span.ifelse(spanned, single), rule


def _month(text: StringValue) -> StringValue:
    """Write a month as 2021-05; anything else is missing."""
    is_month = text.re_search(f"^{MONTH}$")
    return is_month.ifelse(text.substr(0, 4).concat("-", text.right(2)), ibis.null("string"))


def _spelled(cell: StringValue, name: str) -> StringValue:
    """Replace the spellings of a column's values by the declared value; others become missing."""
    spellings: Mapping[str, str] = {
        spelling: value for value, others in values_of(name).items() for spelling in (value, *others)
    }
    plain = cell.translate(*ACCENTS).lower().re_replace("[^a-z0-9]+", " ").strip()
    return plain.cases(*spellings.items(), else_=ibis.null("string"))


def _outside(spelled: StringValue, cell: StringValue, is_total: BooleanValue | None, name: str) -> StringValue:
    """Apply the rule that a filled cell holds one of the declared values, or names a total."""
    outside = cell.notnull() & spelled.isnull()
    if is_total is not None:
        outside &= ~is_total.fill_null(value=False)
    return outside.ifelse("unknown-value" if values_of(name) else "", ibis.null("string"))


def cells_of(table: Table, known: Mapping[str, int]) -> Table:
    """Select the record columns of a source as trimmed strings; empty cells and absent columns are missing.

    Parameters
    ----------
    table
        As a layout opened it.
    known
        Record column → position in the header.
    """
    read = {
        name: table[f"c{known[name]}"].strip().nullif("") if name in known else ibis.null("string")
        for name in (*KEYS, "count", *SPAN)
    }
    return table.select("row", "fault", "geometry", **read)
