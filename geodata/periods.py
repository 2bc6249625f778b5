"""Periods as a tree: all › 2021 › 2021-Q2 › 2021-05."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = "all"
_DEPTH = {"year": 1, "quarter": 2, "month": 3}
_YEAR, _MONTH = re.compile(r"^\d{4}$"), re.compile(r"^(\d{4})-(\d{2})$")


def chain(period: str) -> list[str]:
    """Give a period and all that it lies in, coarse to fine: 2021, 2021-Q2, 2021-05."""
    month = _MONTH.match(period)
    if month:
        return [month[1], f"{month[1]}-Q{(int(month[2]) + 2) // 3}", period]
    return [period] if _YEAR.match(period) else [period[:4], period]


def leaf_at(period: str, finest: str) -> str:
    """Give the leaf that a record's period falls in when a release goes down to `finest`."""
    steps, depth = chain(period), _DEPTH[finest]
    return steps[depth - 1] if len(steps) >= depth else f"{steps[-1]}/unspecified"


def period_tree(periods: Iterable[str], finest: str) -> Tree:
    """Build the tree of all years from the first to the last, down to `finest`, whether or not they have records.

    Parameters
    ----------
    periods
        The records' periods.
    finest
        year, quarter or month.

    Returns
    -------
    The tree; a period known only coarsely adds an unspecified child.
    """
    periods = sorted(set(periods))
    parents: dict[str, str | None] = {ROOT: None}
    years = [int(p[:4]) for p in periods]
    for year in range(min(years), max(years) + 1) if years else ():
        parents[str(year)] = ROOT
        if _DEPTH[finest] > 1:
            for quarter in range(1, 5):
                parents[f"{year}-Q{quarter}"] = str(year)
        if _DEPTH[finest] > _DEPTH["quarter"]:
            for month in range(1, 13):
                parents[f"{year}-{month:02d}"] = f"{year}-Q{(month + 2) // 3}"
    for period in periods:
        leaf = leaf_at(period, finest)
        if leaf not in parents:
            parents[leaf] = chain(period)[-1]
    return Tree.from_parents("period", parents)


def label(period: str, lang: str = "en") -> str:
    """Name a period for readers."""
    if period == ROOT:
        return "All years" if lang == "en" else "Todos los años"
    if period.endswith("/unspecified"):
        return f"{period[:-12]}, " + ("month unspecified" if lang == "en" else "mes sin especificar")
    return period
