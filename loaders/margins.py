"""Totals that only their values give away: a row that equals the sum of the rows below it in some tree.

A country above its states, a state without a county above its counties, a year above its months, a band of ages above
narrower ones, a blank or an unknown word above everything. Such a row may as well be a record, *in Texas, county not
stated*; so it is a suspicion, and the publisher decides. Chance makes equal sums too, of small numbers above all: a
suspicion needs more of them than chance would make.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from loaders.branches import branches_of, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from loaders.branches import Branches
    from loaders.choices import Places

    Numbers = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]

# Equal sums in excess of those that chance makes, in multiples of it.
BEYOND_CHANCE: Final = 3.0
# Where so many of the rows above others equal their sum, the others are totals that don't add up.
NEARLY_ALL, SEVERAL = 0.8, 4
# One row below another is no sum: that both are equal says less.
ONE_BELOW: Final = 3.0
# Words that no gazetteer knows, and rows above others in several columns, that are asked about: the largest.
MOST: Final = 200


class Facing(NamedTuple):
    """Rows beside the sum of what lies below them.

    Attributes
    ----------
    keys
        Number of the row's place among all rows.
    kind
        What level it stands at.
    number, low, high
        The row's own count, and the least and the most that those below may add up to.
    n_below
        How many lie below.
    """

    keys: Whole
    kind: Whole
    number: Numbers
    low: Numbers
    high: Numbers
    n_below: Whole


def suspects(leaves: pd.DataFrame, places: Places) -> pd.Series[bool]:
    """Say which records look like totals of others.

    Parameters
    ----------
    leaves
        The records of one table: key columns, `geometry`, `number` (missing where not stated), `low` and `high` (what
        it may be where it was masked), `n_rows`.
    places
        What is known of places.
    """
    found = np.zeros(len(leaves), dtype=bool)
    if len(leaves) < 2:  # noqa: PLR2004  (a row has none below it)
        return pd.Series(found, index=leaves.index, dtype=bool)
    dimensions = branches_of(leaves, places)
    counts = _counts(leaves)
    layered = [at for at, dimension in enumerate(dimensions) if dimension.is_layered]
    for at in layered:
        others = numbered([dimension.codes for n, dimension in enumerate(dimensions) if n != at])
        for branches in (dimensions[at], *dimensions[at].with_words()):
            found |= _suspected(_facing(branches, others, counts), counts, len(leaves))
    if len(layered) > 1:
        found |= _above_in_several([dimensions[at] for at in layered], dimensions, counts, found)
    return pd.Series(found, index=leaves.index, dtype=bool)


def _counts(leaves: pd.DataFrame) -> Numbers:
    """Give what each row states, and the least and the most that it may be: three columns."""
    number = leaves["number"].astype("Float64")
    low, high = (leaves[name].astype("Float64") if name in leaves else number * np.nan for name in ("low", "high"))
    # Of a count that nobody gave at all, anything is possible.
    return np.column_stack([
        number.to_numpy(float, na_value=np.nan),
        number.fillna(low).to_numpy(float, na_value=0.0),
        number.fillna(high).to_numpy(float, na_value=np.inf),
    ])  # fmt: skip


def _facing(branches: Branches, group: Whole, counts: Numbers) -> Facing:
    """Set every value of every group beside the sum of the nearest values below it in the same group."""
    own = group * branches.size + branches.codes
    present, row_at = np.unique(own, return_inverse=True)
    value = (present % branches.size).astype(np.int64)
    base = present - value
    nearest = np.full(len(present), -1)
    for step in branches.above.T:
        above = step[value]
        wanted = base + above
        at = np.minimum(np.searchsorted(present, wanted), len(present) - 1)
        is_there = (above >= 0) & (present[at] == wanted) & (nearest < 0)
        nearest[is_there] = at[is_there]
    number, low, high = (_summed(row_at, counts[:, column], len(present)) for column in range(3))
    is_below = nearest >= 0
    into = nearest[is_below]
    n_below = np.bincount(into, minlength=len(present))
    least, most = (_summed(into, each[is_below], len(present)) for each in (low, high))
    asked = np.flatnonzero((n_below > 0) & ~np.isnan(number) & branches.is_asked[value])
    keys = np.full(len(present), -1)
    keys[asked] = np.arange(len(asked))
    return Facing(keys[row_at], branches.kinds[value[asked]], number[asked], least[asked], most[asked], n_below[asked])


def _summed(into: Whole, numbers: Numbers, size: int) -> Numbers:
    """Sum numbers by where they belong."""
    return np.bincount(into, numbers, size).astype(np.float64)


def _suspected(facing: Facing, counts: Numbers, n_rows: int) -> Flags:
    """Say which rows equal the sum of those below them more often than chance makes it."""
    is_one = np.zeros(len(facing.number), dtype=bool)
    for kind in np.unique(facing.kind):
        of_kind = np.flatnonzero(facing.kind == kind)
        number, low, high = facing.number[of_kind], facing.low[of_kind], facing.high[of_kind]
        is_one[of_kind] = _beyond_chance(number, low, high, facing.n_below[of_kind])
    told = np.zeros(n_rows, dtype=bool)
    has_key = facing.keys >= 0
    told[has_key] = is_one[facing.keys[has_key]] & ~np.isnan(counts[has_key, 0])
    return told


def _beyond_chance(number: Numbers, low: Numbers, high: Numbers, n_below: Whole) -> Flags:
    """Say of rows of one kind which are totals, judged by how many equal their sum.

    A number of some size equals another by chance about once in as many tries. Going down from the largest, equal sums
    are believed as far as there are clearly more of them than that.
    """
    is_equal = (low <= number) & (number <= high) & (number > 0) & np.isfinite(high)
    width = np.where(np.isfinite(high), high - low, 0)
    chance = np.minimum(1.0, (1 + width) / (1 + number)) * np.where(n_below > 1, 1.0, ONE_BELOW)
    order = np.argsort(-number, kind="stable")
    n_equal, by_chance = np.cumsum(is_equal[order]), np.cumsum(chance[order])
    # Rows of one size are believed together or not at all.
    is_last = np.append(np.diff(number[order]) != 0, True)
    believed = np.flatnonzero((n_equal >= BEYOND_CHANCE * by_chance) & (n_equal > 0) & is_last)
    is_total = np.zeros(len(number), dtype=bool)
    if not len(believed):
        return is_total
    is_total[order[: believed[-1] + 1]] = True
    is_total &= is_equal
    closed = np.isfinite(high) & (number > 0)
    if is_total.sum() >= max(SEVERAL, NEARLY_ALL * closed.sum()):
        # The few others add up wrongly, or to more with what was not reported.
        is_total |= (number >= low) & (number > 0)
    return is_total


def _above_in_several(layered: Sequence[Branches], all_of: Sequence[Branches], counts: Numbers, found: Flags) -> Flags:
    """Find totals over several columns at once, such as a grand total above states by categories."""
    told = np.zeros(len(found), dtype=bool)
    for size in range(2, len(layered) + 1):
        for over in combinations(layered, size):
            for row in _tops(over, counts, found | told):
                is_below = ~(found | told)
                for dimension in all_of:
                    is_over = any(dimension is one for one in over)
                    is_below &= dimension.below(row) if is_over else dimension.codes == dimension.codes[row]
                number, low, high = counts[row, 0], counts[is_below, 1].sum(), counts[is_below, 2].sum()
                is_equal = is_below.sum() > 1 and low <= number <= high and bool(np.isfinite(high))
                told[row] = is_equal and BEYOND_CHANCE * (1 + high - low) <= 1 + number
    return told


def _tops(over: Sequence[Branches], counts: Numbers, found: Flags) -> Iterator[int]:
    """Go through the largest rows that stand above others in all of some columns."""
    is_top = ~found & (counts[:, 0] > 0)
    for dimension in over:
        is_top &= dimension.has_below[dimension.codes]
    rows = np.flatnonzero(is_top)
    yield from map(int, rows[np.argsort(-counts[rows, 0], kind="stable")][:MOST])
