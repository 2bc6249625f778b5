"""The same key at several dates: the newest word on it counts, the older ones don't.

A source that corrects its figures says so by a later as-of date. Sources that don't name themselves are one here, so
that last year's file and this year's file of one agency replace each other instead of adding up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from loaders.columns import KEYS

if TYPE_CHECKING:
    import pandas as pd

SUPERSEDED: Final = "superseded"
UNDATED: Final = "undated-revision"
IDENTITY: Final = tuple(name for name in KEYS if name not in {"source", "as_of"})


class Revised(NamedTuple):
    """Leaves told apart.

    Attributes
    ----------
    current
        The newest word on each key.
    older
        The others, with the column `rule`: `superseded`, or `undated-revision` where a leaf has no date and another of
        the same key has one.
    """

    current: pd.DataFrame
    older: pd.DataFrame


def newest(leaves: pd.DataFrame) -> Revised:
    """Pick the newest vintage of every key.

    Parameters
    ----------
    leaves
        Columns `KEYS` and `geometry`; `stated`, whether a record names its source itself.
    """
    if leaves["as_of"].nunique(dropna=False) < 2:  # noqa: PLR2004  (one date, or none: nothing can be older)
        return Revised(leaves, leaves.iloc[:0].assign(rule=""))
    keyed = leaves.assign(source=leaves["source"].where(leaves["stated"]), day=leaves["as_of"].fillna(""))
    latest = keyed.groupby([*IDENTITY, "source", "geometry"], dropna=False)["day"].transform("max")
    is_older = keyed["day"] < latest
    rule = leaves["as_of"].isna().map({True: UNDATED, False: SUPERSEDED})
    return Revised(leaves[~is_older], leaves.assign(rule=rule)[is_older])
