"""Person-level and point-level data is refused: by header, and by content.

A refused file is not loaded at all. The message names the column and the rule; it shows no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from loaders.columns import place_columns, plain
from loaders.errors import Fault
from loaders.personal import ALLOWED, ANYWHERE, EXACT_DAYS, LINKS, UNREAD, Trait, rule_of_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from ibis.expr.types import StringValue, Table

    from loaders.engines import DuckDBEngine

PERIODS: Final = ("period", "period_start", "period_end")
REMEDY: Final = "Remove the column, or aggregate to counts by place and month, and load the file again."
# Points are cases, not places, when nearly all of them stand for one case at a place of its own, known to some metres.
POINT_SHARE: Final = 0.8
PRECISE_DECIMALS: Final = 4


def by_header(where: str, header: Sequence[str], extras: Iterable[int], *, lenient: bool) -> list[Fault]:
    """Find columns whose header announces data about single persons.

    Parameters
    ----------
    extras
        Positions of the columns that are no record columns.
    lenient
        Whether a column `name` may hold the names of places.
    """
    rules = {at: rule_of_header(plain(header[at]), lenient=lenient) for at in extras}
    return [_fault(where, header[at], rule, "by its header") for at, rule in rules.items() if rule]


def by_content(
    where: str, engine: DuckDBEngine, table: Table, header: Mapping[str, str], known: Mapping[str, str]
) -> list[Fault]:
    """Find columns whose values look like data about single persons.

    Parameters
    ----------
    table
        The source, or its distinct rows.
    header
        Column of `table` → header as written, for the columns to look at.
    known
        Column of `table` → record column, for those that are one.
    """
    faults = []
    for column, text in header.items():
        traits = _traits_of(known.get(column))
        measured = engine.fetch(_measures(table, column, traits)).iloc[0]
        rules = [trait.rule for number, trait in enumerate(traits) if _holds(trait, measured, number)]
        faults += [_fault(where, text, rule, "by its content") for rule in dict.fromkeys(rules)]
    return faults


def by_points(where: str, leaves: pd.DataFrame, xy: pd.DataFrame) -> list[Fault]:
    """Find point layers in which each point is one case at its own, precise place.

    Parameters
    ----------
    leaves
        Columns `geometry` (key), `count`.
    xy
        Columns `x`, `y` in degrees, indexed by geometry key; points only.
    """
    points = leaves[leaves["geometry"].isin(xy.index)]
    totals = points.groupby("geometry")["count"].sum()
    precise = ((xy.round(PRECISE_DECIMALS - 1) - xy).abs() > 10 ** -(PRECISE_DECIMALS + 1)).all(axis=1)
    single = totals[totals == 1].index
    n_cases = int(precise[precise.index.isin(single)].sum())
    if n_cases > 1 and n_cases >= POINT_SHARE * len(totals):
        return [_fault(where, "geometry", "coordinates of single cases", "by its content")]
    return []


def _traits_of(name: str | None) -> tuple[Trait, ...]:
    """Say what to look for in a record column, or (None) in one that is not read."""
    if name is None:
        return UNREAD
    if name in PERIODS:
        return (EXACT_DAYS,)
    if name in {*place_columns("origin"), *place_columns("recovery"), "operation", "agency_type", "source", "age_band"}:
        return tuple(trait for trait in (*ANYWHERE, LINKS) if trait.rule not in ALLOWED.get(name, ()))
    return ()


def _measures(table: Table, column: str, traits: Sequence[Trait]) -> Table:
    """Count the values of a column, and for each trait the matching ones and their variety."""
    text: StringValue = table[column].strip().lower().nullif("")
    measures = {"n": text.count()}
    for number, trait in enumerate(traits):
        is_match = text.re_search(trait.pattern)
        if trait.unless:
            is_match &= ~text.re_search(trait.unless)
        measures[f"n_{number}"] = is_match.sum()
        if trait.n_distinct > 1:
            measures[f"distinct_{number}"] = is_match.ifelse(text, ibis.null("string")).nunique()
    return table.aggregate(**measures)


def _holds(trait: Trait, measured: pd.Series, number: int) -> bool:
    """Decide whether the measured values of a column show a trait."""
    n_matches = measured[f"n_{number}"]
    if not isinstance(n_matches, int) and n_matches != n_matches:  # noqa: PLR0124  (missing: the column is empty)
        return False
    enough = trait.n_distinct == 1 or measured[f"distinct_{number}"] >= trait.n_distinct
    return bool(n_matches > 0 and n_matches >= trait.share * measured["n"] and enough)


def _fault(where: str, column: str, rule: str, how: str) -> Fault:
    return Fault(f"{where}, column {column!r}", f"{rule}, recognised {how}", "counts, not single persons", REMEDY)
