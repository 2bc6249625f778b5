"""Time in steps: years, quarters and months, as far as a release enumerates them, and what it has for a period.

A table may go less far in time than others of its release. What is then shown is of the longer period, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.selection import ALL
from dashboard.views.cells import codes_in, find_table
from dashboard.views.naming import code_name
from geodata.periods import chain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dashboard.wording import Words
    from geodata.release import Release

STEPS: Final = ("year", "quarter", "month")
UNSPECIFIED: Final = "/unspecified"


def step_of(period: str) -> str | None:
    """Return how long a period is; all years, and what is known of a period only coarsely, are no step."""
    return None if period == ALL or period.endswith(UNSPECIFIED) else STEPS[len(chain(period)) - 1]


def by_step(periods: Iterable[str]) -> dict[str, list[str]]:
    """Return the periods of every step that there is, long to short, each in order of time."""
    steps: dict[str, list[str]] = {}
    for period in sorted(periods):
        step = step_of(period)
        if step:
            steps.setdefault(step, []).append(period)
    return {step: steps[step] for step in STEPS if step in steps}


def nearest(period: str, known: Collection[str]) -> str:
    """Return a period, or the shortest one that it lies in, as far as they are known; all years, if none is."""
    around = () if period == ALL else (period, *reversed(chain(period)))
    return next((longer for longer in around if longer in known), ALL)


def moved(period: str, periods: list[str]) -> str:
    """Return where a period leads in another step: to the first that lies in it, or to the one that it lies in."""
    near = (other for other in periods if period in chain(other) or other in chain(period))
    return next(near, periods[-1])


def periods_of(release: Release, *tables: str) -> frozenset[str]:
    """Return the periods that the tables of these dimensions, one each, have cells for."""
    found = (find_table(release, dimension, "period") for dimension in tables)
    return frozenset({ALL}).union(*(codes_in(release, table, "period") for table in found if table))


def held(release: Release, period: str, *dimensions: str) -> str:
    """Return the period that the table of some dimensions has: the one asked for, or the shortest that it lies in."""
    table = find_table(release, *dimensions, "period")
    if table is None or period == ALL:
        return period
    return nearest(period, codes_in(release, table, "period"))


def coarser_line(release: Release, period: str, words: Words, *dimensions: str) -> str | None:
    """Say of which period figures are, where it isn't the one asked for."""
    has = held(release, period, *dimensions)
    return None if has == period else words.say("coarser", period=code_name(release, "period", has, words))


def previous_period(release: Release, period: str) -> str | None:
    """Return the period before one, of the same step, or `None`."""
    codes = release.codes.get("period")
    known = () if codes is None else map(str, codes["code"])
    siblings = by_step(known).get(step_of(period) or "", [])
    place = siblings.index(period) if period in siblings else 0
    return siblings[place - 1] if place else None
