"""Totals among the rows of a source: recognised by name, proved by re-summing.

A row that names a total but has no rows under it is no total: it is the only word on its recoveries, and is loaded
with that column left open. So no recovery is lost to a label, and none is counted twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from loaders.judging import TOTALLED

if TYPE_CHECKING:
    from collections.abc import Iterator


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
        Rows that name a total: key columns, `totals`, `number`, `n_rows`.
    leaves
        The records of the same source: key columns and `number`, the sum per leaf.
    """
    verdicts = pd.Series(list(_verdicts(totals, leaves)), index=totals.index, dtype=object)
    return Settled(totals[verdicts != "record"], totals[verdicts == "differs"], totals[verdicts == "record"])


def _verdicts(totals: pd.DataFrame, leaves: pd.DataFrame) -> Iterator[str]:
    for row in totals.to_dict("records"):
        over = set(str(row["totals"]).split(","))
        fixed = [name for name in (*TOTALLED, "geometry") if name not in over and pd.notna(row[name])]
        # A total over a column has rows that fill it; without them the label only says "not broken down".
        under = leaves[[name for name in TOTALLED if name in over]].notna().any(axis=1)
        for name in fixed:
            under &= (leaves[name] == row[name]).fillna(value=False).astype(bool)
        yield _verdict(leaves.loc[under, "number"], row["number"])


def _verdict(parts: pd.Series, total: object) -> str:
    if parts.empty:
        return "record"
    if pd.isna(total):  # type: ignore[call-overload]
        return "total"
    known = int(parts.sum())
    is_open = bool(parts.isna().any())
    return "total" if known == total or (is_open and known <= int(str(total))) else "differs"
