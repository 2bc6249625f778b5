"""Periods as agencies write them: years, quarters, months and spans of months, in English and Spanish.

Two-digit years are never read: `Mar-21` may be a day that a spreadsheet has shortened. A fiscal year is no calendar
year, and which months it has is the sender's to say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import ibis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import BooleanValue, StringValue, Table

YEAR: Final = "(19|20)[0-9]{2}"
MONTH: Final = f"{YEAR}[-/](0[1-9]|1[0-2])"
PLAIN_PERIOD: Final = f"^{YEAR}(-(0[1-9]|1[0-2]))?$"
# First letters of a month → its number; May, mayo and March, marzo are told apart by the third letter.
_MONTHS: Final = {
    "JAN": "01", "ENE": "01", "FEB": "02", "MAR": "03", "APR": "04", "ABR": "04", "MAY": "05", "JUN": "06", "JUL": "07",
    "AUG": "08", "AGO": "08", "SEP": "09", "SET": "09", "OCT": "10", "NOV": "11", "DEC": "12", "DIC": "12",
}  # fmt: skip
MONTH_WORD: Final = (
    "(JAN|JANUARY|ENE|ENERO|FEB|FEBRUARY|FEBRERO|MAR|MARCH|MARZO|APR|APRIL|ABR|ABRIL|MAY|MAYO|JUN|JUNE|JUNIO|JUL|JULY"
    "|JULIO|AUG|AUGUST|AGO|AGOSTO|SEP|SEPT|SEPTEMBER|SEPTIEMBRE|SETIEMBRE|OCT|OCTOBER|OCTUBRE|NOV|NOVEMBER|NOVIEMBRE"
    "|DEC|DECEMBER|DIC|DICIEMBRE)"
)
_ORDINALS: Final = {"FIRST": "1", "PRIMER": "1", "SECOND": "2", "SEGUNDO": "2", "THIRD": "3", "TERCER": "3",
                    "FOURTH": "4", "CUARTO": "4"}  # fmt: skip
_JOIN: Final = "[-/., ]*"
_OF: Final = f"{_JOIN}(DE |DEL |OF )?"
_WORD_MONTH: Final = f"^{MONTH_WORD}[.]?{_OF}({YEAR})$|^({YEAR}){_JOIN}{MONTH_WORD}[.]?$"
_NUMBER_MONTH: Final = f"^({YEAR})[-/]?M?-?(0?[1-9]|1[0-2])([.]0)?$|^M?(0?[1-9]|1[0-2])[-/. ]({YEAR})$"
_COMPACT_MONTH: Final = f"^{YEAR}(0[1-9]|1[0-2])([.]0)?$"
_QUARTER_WORD: Final = "(Q|T|QTR|QUARTER|TRIM|TRIMESTRE|TRI)[.]?"
_QUARTER: Final = (
    f"^({YEAR}){_JOIN}{_QUARTER_WORD} ?([1-4])$|^({YEAR}){_JOIN}([1-4])(ST|ND|RD|TH|ER|DO|O|º)? ?{_QUARTER_WORD}$"
    f"|^{_QUARTER_WORD} ?([1-4]){_OF}({YEAR})$|^([1-4])(ST|ND|RD|TH|ER|DO|O|º)? ?{_QUARTER_WORD}{_OF}({YEAR})$"
    f"|^({'|'.join(_ORDINALS)}) {_QUARTER_WORD}{_OF}({YEAR})$"
)
_MONTH_SPAN: Final = f"^{MONTH_WORD}[.]? ?(-|–|/|TO|A|THROUGH) ?{MONTH_WORD}[.]?{_OF}({YEAR})$"
_WORDED: Final = re.compile(f"{_WORD_MONTH}|{_QUARTER}")
_FISCAL_WORD: Final = "([SF]?FY|AF|FISCAL( YEAR)?|A[NÑ]O FISCAL|EJERCICIO)"
_FISCAL: Final = f"^{_FISCAL_WORD} ?'?({YEAR}|[0-9]{{2}})([-/–]({YEAR}|[0-9]{{2}}))?$"
_TWO_YEARS: Final = f"^({YEAR}) ?[-/–] ?({YEAR}|[0-9]{{2}})$"


def is_worded(text: str) -> bool:
    """Say whether a text is a month or a quarter in words: *Mar 2021*, *marzo de 2021*, *Q2 2021*, *2021 T1*."""
    return bool(_WORDED.search(" ".join(text.upper().split())))


def surely(condition: BooleanValue) -> BooleanValue:
    """Take what is not known, for the cell is missing, as no."""
    return condition.fill_null(False)  # noqa: FBT003


def read_period(cells: Table, is_of_all: BooleanValue, header: Mapping[str, str]) -> tuple[StringValue, StringValue]:
    """Read a period, or the smallest one that holds a span of months; else the rule it breaks.

    Parameters
    ----------
    cells
        The trimmed strings of a source: `period`, `period_start`, `period_end`.
    is_of_all
        Whether the cell names a total.
    header
        Record column → its header as written, for the columns that the source has.
    """
    is_plain = surely(cells["period"].re_search(PLAIN_PERIOD))
    cell = cells["period"].upper()
    between = rf"^({MONTH}) ?(/|[.][.]|-|–|TO|A) ?({MONTH})$"
    is_span = surely(cell.re_search(between)) | surely(cell.re_search(_MONTH_SPAN))
    start, end = (_bound(cell, between, *groups) for groups in ((1, 1), (5, 3)))
    if "period_start" in header:
        is_span |= cell.isnull() & cells["period_start"].notnull()
        start = ibis.coalesce(start, _month(cells["period_start"].upper()))
        end = ibis.coalesce(end, _month(cells["period_end"].upper()))
    single = ibis.cases(
        (cell.re_search(f"^(CY ?)?{YEAR}([.]0)?$"), cell.re_extract(f"({YEAR})", 1)),
        (cell.re_search(_QUARTER), _quarter(cell)),
        (cell.re_search(f"^{MONTH}$"), cell.replace("/", "-")),
        else_=_month(cell),
    )
    next_year = (cell.re_extract(f"^({YEAR})", 1).nullif("").cast("int64") + 1).cast("string").right(2)
    is_fiscal = surely(cell.re_search(_TWO_YEARS) & (next_year == cell.right(2)) & single.isnull())
    is_fiscal |= surely(cell.re_search(_FISCAL))
    rule = ibis.cases(
        (is_plain | surely(is_of_all), ibis.null("string")),
        (is_span & (start.isnull() | end.isnull()), "period|span-incomplete"),
        (is_span & (start > end), "period|span-reversed"),
        (is_span & (start.substr(0, 4) != end.substr(0, 4)), "period|span-over-years"),
        (is_span | single.notnull(), ibis.null("string")),
        (cell.isnull(), "period|empty"),
        (is_fiscal, "period|fiscal-year"),
        else_="period|unknown-period",
    )
    return ibis.cases((is_plain, cells["period"]), (is_span, _spanned(start, end)), else_=single), rule


def _bound(cell: StringValue, between: str, numbered: int, worded: int) -> StringValue:
    """Return the first or last month of a span, in digits or in words; missing where there is none."""
    digits = cell.re_extract(between, numbered).replace("/", "-").nullif("")
    number = cell.re_extract(_MONTH_SPAN, worded).substr(0, 3).cases(*_MONTHS.items(), else_=ibis.null("string"))
    return ibis.coalesce(digits, cell.re_extract(f"({YEAR})$", 1).nullif("").concat("-", number))


def _spanned(start: StringValue, end: StringValue) -> StringValue:
    """Return the month, quarter or year that holds both months; missing if no year does."""
    year = start.substr(0, 4)
    first, last = (((month.right(2).cast("int64") + 2) // 3).cast("string") for month in (start, end))
    same_year = year == end.substr(0, 4)
    return ibis.cases(
        (start == end, start),
        (same_year & (first == last), year.concat("-Q", first)),
        (same_year, year),
        else_=ibis.null("string"),
    )


def _month(cell: StringValue) -> StringValue:
    """Write a month in upper case as 2021-05; anything else is missing."""
    year = cell.re_extract(f"(^|[^0-9])({YEAR})([^0-9]|$)", 2).nullif("")
    word = cell.re_extract(MONTH_WORD, 1).substr(0, 3).cases(*_MONTHS.items(), else_=ibis.null("string"))
    first, last = (cell.re_extract(_NUMBER_MONTH, group).nullif("") for group in (3, 5))
    number = ibis.literal("0").concat(ibis.coalesce(first, last)).right(2)
    return ibis.cases(
        (cell.re_search(_COMPACT_MONTH), cell.substr(0, 4).concat("-", cell.substr(4, 2))),
        (cell.re_search(_WORD_MONTH), year.concat("-", word)),
        (cell.re_search(_NUMBER_MONTH), _year_of(cell).concat("-", number)),
        else_=ibis.null("string"),
    )


def _year_of(cell: StringValue) -> StringValue:
    """Return the year at the beginning of a text, else at its end."""
    first = cell.re_extract(f"^({YEAR})", 1).nullif("")
    return ibis.coalesce(first, cell.re_extract(f"({YEAR})$", 1).nullif(""))


def _quarter(cell: StringValue) -> StringValue:
    """Write a quarter in upper case as 2021-Q2."""
    year = _year_of(cell)
    rest = cell.re_replace(YEAR, " ")
    digit = rest.re_extract("([1-4])", 1).nullif("")
    word = rest.re_extract(f"({'|'.join(_ORDINALS)})", 1).cases(*_ORDINALS.items(), else_=ibis.null("string"))
    return year.concat("-Q", ibis.coalesce(digit, word))
