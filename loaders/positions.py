"""Totals that have no name: below the rows of a table, without a place, the sum of what stands above.

A row without a place may as well be about places nobody knows. So it is a total only if it stands below all rows that
have places, and equals the sum of several of them; what is taken for one is told.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from loaders.columns import SIDES, place_columns
from loaders.totals import FIXED

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

# Of so many rows at most is asked whether they are totals: a table has few of them.
MOST: Final = 1_000


def by_position(leaves: pd.DataFrame) -> pd.Series[bool]:
    """Say which leaves are totals by their position.

    Parameters
    ----------
    leaves
        The records of one table: key columns, `geometry`, `number`, `n_rows`, `first_row`. Those of a cross tab share
        the `first_row` of their row; there one side is enough to be blank, for each record of the row must add up.
    """
    is_total = leaves["first_row"].isna()
    blank = _blank(leaves)
    is_blank = reduce(or_, blank.values(), is_total)
    parts = leaves[~is_blank]
    last = leaves[is_blank & (leaves["first_row"] > parts["first_row"].max())]
    if len(parts) < 2 or len(last) > MOST:  # noqa: PLR2004  (one row is no sum)
        return is_total
    for _, row in last.groupby("first_row"):
        sides = [side for side, is_one in blank.items() if is_one[row.index].all()]
        is_whole_row = len(sides) == len(blank) or (len(sides) > 0 and len(row) > 1)
        if is_whole_row and all(_adds_up(record, parts) for _, record in row.iterrows()):
            is_total |= leaves.index.isin(row.index)
    return is_total


def _blank(leaves: pd.DataFrame) -> Mapping[str, pd.Series[bool]]:
    """Say for each side that the table has which leaves have no place of it."""
    sides = {side: leaves[[*place_columns(side)]].isna().all(axis=1) for side in SIDES}
    if leaves["geometry"].notna().any():
        return {}
    return {side: is_blank for side, is_blank in sides.items() if not is_blank.all()}


def _adds_up(record: pd.Series, parts: pd.DataFrame) -> bool:
    """Say whether a record is the sum of several that have all that it has."""
    for name in FIXED:
        if record.notna()[name]:
            parts = parts[parts[name] == record[name]]
    is_known = record.notna()["number"] and parts["number"].notna().all()
    return bool(is_known and len(parts) > 1 and record["n_rows"] == 1 and 0 < record["number"] == parts["number"].sum())
