"""Totals among the rows of a source: recognised by name, proved by re-summing.

A row that names a total but has no rows under it is no total: it is the only word on its recoveries, and is loaded
with that column left open. So no recovery is lost to a label, and none is counted twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from loaders.judging import TOTALLED
from loaders.revisions import newest

if TYPE_CHECKING:
    from collections.abc import Sequence

FIXED: Final = (*TOTALLED, "geometry")
RECORD: Final = "record"
PROVED: Final = "proved"
DIFFERS: Final = "differs"


class Settled(NamedTuple):
    """Totals told apart.

    Attributes
    ----------
    proved
        Totals of rows that were loaded, whether they add up or not.
    differing
        Those totals that do not equal the sum of their rows.
    records
        Rows that only looked like totals.
    """

    proved: pd.DataFrame
    differing: pd.DataFrame
    records: pd.DataFrame


def settle(totals: pd.DataFrame, leaves: pd.DataFrame) -> Settled:
    """Tell totals from records that are named like one.

    Parameters
    ----------
    totals
        Rows that name a total: key columns, `geometry`, `totals`, `number`, `n_rows`.
    leaves
        The records of the same source: key columns, `geometry`, `stated` and `number`, the sum per leaf.
    """
    current = newest(leaves).current
    is_revised = len(current) < len(leaves)
    named = totals["totals"].str.rstrip(",")
    verdict = pd.Series(RECORD, index=totals.index, dtype="string")
    # Totals of one shape (over the same columns, with the same columns filled) are proved together.
    shapes = totals[[*FIXED]].notna().assign(over=named)
    for _, rows in totals.groupby([shapes[name] for name in shapes], sort=False):
        over = named[rows.index[0]].split(",")
        fixed = [name for name in FIXED if name not in over and pd.notna(rows[name].iloc[0])]
        # A total over a column has rows that fill it; without them the label only says "not broken down".
        under = current[current[over].notna().any(axis=1)]
        verdict.loc[rows.index] = _verdicts(rows, under, fixed)
        if is_revised:
            # A total may sum up the rows of its own day instead.
            same_day = _verdicts(rows, leaves[leaves[over].notna().any(axis=1)], [*fixed, "as_of"])
            verdict.loc[rows.index[same_day == PROVED]] = PROVED
    return Settled(totals[verdict != RECORD], totals[verdict == DIFFERS], totals[verdict == RECORD])


def _verdicts(rows: pd.DataFrame, under: pd.DataFrame, fixed: Sequence[str]) -> pd.Series[str]:
    """Compare each total with the sum of the leaves that share its fixed columns."""
    keys = ["every", *fixed]
    parts = under.assign(every=0, is_open=under["number"].isna(), number=under["number"].fillna(0))
    sums = parts.groupby(keys).agg(known=("number", "sum"), is_open=("is_open", "max"), n=("is_open", "size"))
    found = rows.assign(every=0)[[*keys, "number"]].merge(sums.reset_index(), how="left", on=keys)
    compared = found[["n", "known", "is_open", "number"]].itertuples(index=False, name=None)
    return pd.Series([_verdict(*row) for row in compared], index=rows.index, dtype="string")


def _verdict(n: float, known: int, is_open: object, total: int) -> str:
    """Judge one total; where a part was not reported, it may be more than the sum of the others."""
    if pd.isna(n):
        return RECORD
    if pd.isna(total) or known == total or (bool(is_open) and known <= total):
        return PROVED
    return DIFFERS
