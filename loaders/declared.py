"""Rows that are written as declared: they are records as they stand, and nothing about them needs judging.

In a large file that a machine wrote nearly every row is one. To see it takes a fraction of what `loaders.judging`
takes, which tries every spelling; both say the same of such rows, and all others are judged.
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Final

from loaders.columns import KEYS, values_of
from loaders.counts import MAX_DIGITS
from loaders.judging import TOTALLED, is_day, is_eaten, is_total
from loaders.periods import PLAIN_PERIOD, surely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.expr.types import BooleanValue, StringValue, Table

PLAIN_COUNT: Final = f"^[0-9]{{1,{MAX_DIGITS}}}$"


def is_plain_count(count: StringValue, header: Mapping[str, str]) -> BooleanValue:
    """Say whether a trimmed count is bare digits, and not the header again, which may be a year."""
    return surely(count.re_search(PLAIN_COUNT)) & surely(count != header["count"].strip())


def is_declared(cells: Table, header: Mapping[str, str]) -> BooleanValue:
    """Say whether all other cells of a row with such a count are missing or in the one spelling that they would get.

    Parameters
    ----------
    cells
        The trimmed strings of a source, as `judge` takes them.
    header
        Record column → its header as written, for the columns that the source has.
    """
    conditions = [cells["fault"].isnull(), surely(cells["period"].re_search(PLAIN_PERIOD))]
    for name in (name for name in KEYS if name in header and name != "period"):
        cell = cells[name]
        if values_of(name):
            conditions.append(cell.isnull() | cell.isin(list(values_of(name))))
        elif name in TOTALLED:
            conditions.append(~surely(is_total(cell, name)))
    conditions += [~is_eaten(cells["age_band"])] if "age_band" in header else []
    conditions += [is_day(cells["as_of"])] if "as_of" in header else []
    return reduce(and_, conditions)


def leaves_of(declared: Table, header: Mapping[str, str]) -> Table:
    """Sum the rows that are written as declared, by the columns that the source has.

    Parameters
    ----------
    declared
        The columns of `cells`, `number`, `n_rows`, `first_row`.
    header
        As for `is_declared`.
    """
    keys = [*(name for name in KEYS if name in header), "geometry"]
    sums = {name: declared[name].sum() for name in ("number", "n_rows")}
    return declared.group_by(keys).agg(**sums, first_row=declared["first_row"].min())
