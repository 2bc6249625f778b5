"""What a count says: a number, a number that its source masks, that there is none, or nothing that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import ibis

from loaders.periods import surely
from loaders.tokens import ABOVE, BELOW, BETWEEN, FROM, GROUPED, HIDDEN, MARKED, NOT_REPORTED_PATTERN, UP_TO

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerValue, StringValue

MAX_DIGITS: Final = 12  # millions of such counts cannot overflow 64 bits


class Count(NamedTuple):
    """A count as expressions.

    Attributes
    ----------
    number
        The number; missing where the source gives none, or it can't be read.
    low, high
        What a masked number may be at least and at most; both missing of all others, the latter where not said.
    rule
        The rule that the cell breaks, or missing.
    read_as
        The rule by which more than digits was read as a number, else missing.
    """

    number: IntegerValue
    low: IntegerValue
    high: IntegerValue
    rule: StringValue
    read_as: StringValue


def read_count(cell: StringValue) -> Count:
    """Read a count: a number, what it may be where it was masked, nothing where it was not reported; or say why not."""
    is_plain = surely(cell.re_search(f"^[0-9]{{1,{MAX_DIGITS}}}$"))
    is_marked = cell.re_search(MARKED)
    bare = is_marked.ifelse(cell.re_extract("^([0-9][0-9,]*)", 1), cell)
    is_grouped = bare.re_search(GROUPED)
    bare = is_grouped.ifelse(bare.re_replace("[^0-9]", ""), bare)
    is_whole = bare.re_search("^[0-9]+([.]0*)?$")
    digits = bare.re_extract("^0*([0-9]+)", 1)
    fits = is_whole & (digits.length() <= MAX_DIGITS)
    number = ibis.cases((is_plain, cell), (fits, digits), else_=ibis.null("string")).cast("int64")
    rule = ibis.cases(
        (is_plain, ibis.null("string")),
        (cell.isnull(), "count|empty"),
        (fits, ibis.null("string")),
        (is_whole, "count|too-large"),
        (cell.lower().re_search(NOT_REPORTED_PATTERN), ibis.null("string")),
        (cell.re_search("^-[0-9]+([.]0*)?$"), "count|negative"),
        (cell.re_search("^[0-9]{1,3}[.][0-9]{3}$"), "count|point-unclear"),
        (cell.re_search("^-?[0-9]*[.,][0-9]+$"), "count|fractional"),
        (cell.re_search("^[0-9]+([.,][0-9]+)?[eE][+]?[0-9]+$"), "count|scientific"),
        else_="count|unknown-token",
    )
    nothing = ibis.null("string")
    read_as = ibis.cases((is_plain, nothing), (is_marked & fits, "footnoted"), (is_grouped & fits, "thousands"))
    low, high = _bounds(cell, is_open=number.isnull())
    is_backwards = surely(low > high)
    rule = is_backwards.ifelse("count|unknown-token", rule)
    is_masked = surely(low >= 0) & ~is_backwards
    return Count(number, low, high, rule, is_masked.ifelse("masked", read_as))


def _bounds(cell: StringValue, *, is_open: BooleanValue) -> tuple[IntegerValue, IntegerValue]:
    """Say what a masked count may be: the least, missing of all other cells, and the most, missing where not said."""
    text = is_open.ifelse(cell.lower(), ibis.null("string"))

    def part(pattern: str, group: int) -> IntegerValue:
        return text.re_extract(pattern, group).nullif("").cast("int64")

    above, start = part(ABOVE, 2), ibis.coalesce(part(FROM, 3), part(FROM, 4), part(BETWEEN, 2))
    below, end = part(BELOW, 2), ibis.coalesce(part(UP_TO, 2), part(BETWEEN, 4))
    is_other = surely(text.re_search(HIDDEN)) | below.notnull() | end.notnull()
    nothing = ibis.null("int64")
    low = ibis.cases(
        (~is_open, nothing), (above.notnull(), above + 1), (start.notnull(), start), (is_other, 0), else_=nothing
    )
    return low, ibis.cases((~is_open, nothing), (below.notnull(), below - 1), (end.notnull(), end), else_=nothing)
