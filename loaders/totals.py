"""Totals among the rows of a source: recognised by name, proved by re-summing.

A row that names a total but has no rows under it is no total: it is the only word on its recoveries, and is loaded
with that column left open. So no recovery is lost to a label, and none is counted twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from loaders.columns import SIDES, place_columns
from loaders.judging import TOTALLED
from loaders.revisions import newest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loaders.choices import Places

FIXED: Final = (*TOTALLED, "geometry")
# A total over months or quarters may say of which year it is.
_YEAR: Final = "(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[^0-9]|$)"
RECORD: Final = "record"
PROVED: Final = "proved"
# Part of the sum of its rows by which a total differs → how a band of it is called, in per cent: no number of a record.
BANDS: Final = ((0.01, "1"), (0.1, "10"), (0.5, "50"), (1.0, "100"))
BEYOND: Final = "beyond"


class Settled(NamedTuple):
    """Totals told apart.

    Attributes
    ----------
    proved
        Totals of rows that were loaded, whether they add up or not.
    differing
        Those totals that do not equal the sum of their rows; `detail` says which way they differ, and in which band.
    records
        Rows that only looked like totals.
    """

    proved: pd.DataFrame
    differing: pd.DataFrame
    records: pd.DataFrame


def places_among(totals: pd.DataFrame, places: Places) -> pd.Series[bool]:
    """Say which rows only seem to name a total, for the text is a place in what stands beside it: Suma in Yucatan."""

    def is_place(row: Mapping[Any, Any]) -> bool:
        return all(_is_within(name, row, places) for name in str(row["totals"]).rstrip(",").split(","))

    told = [is_place(row) for row in totals.to_dict("records")]
    return pd.Series(told, index=totals.index, dtype=bool)


def _is_within(name: str, row: Mapping[Any, Any], places: Places) -> bool:
    """Say whether the text of a column is a place of its level in the country or state of its row."""
    side, _, level = name.partition("_")
    columns = place_columns(side) if side in SIDES else ()
    if name not in columns:
        return False
    around = columns[: min(columns.index(name), 2)]
    country, state, *_ = (*(None if pd.isna(row[other]) else str(row[other]) for other in around), None, None)
    return bool(country or state) and places.is_within(str(row[name]), country, state, level or None)


def settle(totals: pd.DataFrame, leaves: pd.DataFrame) -> Settled:
    """Tell totals from records that are named like one.

    Parameters
    ----------
    totals
        Rows that name a total: key columns with the labels still in them, `geometry`, `totals`, `number`, `n_rows`.
    leaves
        The records of the same source: key columns, `geometry`, `stated` and `number`, the sum per leaf, with `low` and
        `high`.
    """
    totals = totals.assign(year=totals["period"].where(totals["totals"].str.contains("period,", regex=False)))
    totals["year"] = totals["year"].str.extract(_YEAR, expand=False)
    leaves = leaves.assign(year=leaves["period"].str.slice(0, 4))
    current = newest(leaves).current
    is_revised = len(current) < len(leaves)
    named = totals["totals"].map({text: _over(text) for text in totals["totals"].unique()}).astype("string")
    verdict = pd.Series(RECORD, index=totals.index, dtype="string")
    # Totals of one shape (over the same columns, with the same columns filled) are proved together.
    shapes = totals[[*FIXED, "year"]].notna().assign(over=named)
    for _, rows in totals.groupby([shapes[name] for name in shapes], sort=False):
        over = named[rows.index[0]].split(",")
        fixed = [name for name in (*FIXED, "year") if name not in over and pd.notna(rows[name].iloc[0])]
        # A total over a column has rows that fill it; without them the label only says "not broken down".
        under = current[current[over].notna().any(axis=1)]
        verdict.loc[rows.index] = _verdicts(rows, under, fixed)
        if is_revised:
            # A total may sum up the rows of its own day instead.
            same_day = _verdicts(rows, leaves[leaves[over].notna().any(axis=1)], [*fixed, "as_of"])
            verdict.loc[rows.index[same_day == PROVED]] = PROVED
    differing = totals.assign(detail=verdict)[~verdict.isin([RECORD, PROVED])]
    return Settled(totals[verdict != RECORD], differing, unlabelled(totals[verdict == RECORD]))


def _over(named: str) -> str:
    """Say what a total is over: the columns that name it, and what is finer than they on their side.

    What stands in a finer column is part of the label: tables number their totals there (state 97, county 1 and 3).
    """
    over = dict.fromkeys(named.rstrip(",").split(","))
    for side in SIDES:
        columns = place_columns(side)  # from the country to the county, and the one for all
        first = next((at for at, name in enumerate(columns) if name in over), len(columns))
        over |= dict.fromkeys(columns[first:])
    return ",".join(over)


def unlabelled(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave the columns open that name a total, for it is none."""
    rows = rows.copy()
    for text in rows["totals"].unique():
        rows.loc[rows["totals"] == text, _over(text).split(",")] = pd.NA
    rows["period"] = rows["period"].fillna(rows["year"])
    return rows


def _verdicts(rows: pd.DataFrame, under: pd.DataFrame, fixed: Sequence[str]) -> pd.Series[str]:
    """Compare each total with the sum of the leaves that share its fixed columns."""
    keys = ["every", *fixed]
    stated = under["number"].astype("Float64")
    low, high = (stated.fillna(under[name].astype("Float64")) for name in ("low", "high"))
    parts = under.assign(every=0, low=low.fillna(0.0).astype(float), high=high.fillna(np.inf).astype(float))
    sums = parts.groupby(keys).agg(low=("low", "sum"), high=("high", "sum"))
    found = rows.assign(every=0)[[*keys, "number"]].merge(sums.reset_index(), how="left", on=keys)
    compared = found[["low", "high", "number"]].itertuples(index=False, name=None)
    return pd.Series([_verdict(*row) for row in compared], index=rows.index, dtype="string")


def _verdict(low: float, high: float, total: int) -> str:
    """Judge one total by what its rows add up to at least and at most; of a part not reported the most is not known."""
    if pd.isna(low):
        return RECORD
    if pd.isna(total) or low <= total <= high:
        return PROVED
    return difference(int(total), int(low if total < low else high))


def difference(total: int, known: int) -> str:
    """Say which way a total differs from the sum of its rows, and in which band: a key of `findings.DETAILS`."""
    share = abs(total - known) / max(known, 1)
    band = next((name for bound, name in BANDS if share < bound), BEYOND)
    return f"{'more' if total > known else 'less'}-{band}"
