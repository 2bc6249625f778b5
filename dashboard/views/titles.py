"""Titles and captions, from a release, the whole selection and the step of the table that answers.

What is said is what is shown: a filter stands in the title, a table that goes less far in time names its own period.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.selection import ALL, WORLD
from dashboard.views.cells import find_table
from dashboard.views.naming import code_name, region_name
from dashboard.views.timeline import held

if TYPE_CHECKING:
    from dashboard.selection import Selection
    from dashboard.wording import Words
    from geodata.release import Release

FILTERS: Final = ("relation", "category", "operation")


def filters_of(selection: Selection) -> dict[str, str]:
    """Return the filters in use that are no place and no time."""
    used = {name: getattr(selection, name) for name in FILTERS if name != selection.by}
    return {name: code for name, code in used.items() if code != ALL}


def _filtered(release: Release, selection: Selection, words: Words) -> list[str]:
    return [code_name(release, name, code, words) for name, code in filters_of(selection).items()]


def explored(release: Release, selection: Selection, words: Words) -> str:
    """Return the title of an answer: what the rows are, which period, which filters, which region at which end."""
    period = code_name(release, "period", selection.period, words)
    if selection.period == ALL:
        period = period.lower()  # it stands in the middle of the title
    head = words.say("explore_title", by=words[f"in_title_{selection.by}"], period=period)
    place = [] if selection.region == WORLD else [region_name(release, selection.region, words)]
    return ", ".join([head, *_filtered(release, selection, words), *place])


def of_place(release: Release, selection: Selection, place: str, words: Words) -> str:
    """Return the heading of a place's years, with the filters that they are under."""
    return ": ".join([", ".join([place, *_filtered(release, selection, words)]), words["trend"]])


def painted_side(release: Release) -> str:
    """Return which end of a record a map of places paints: where children were found, where the release tells it."""
    return "recovery" if find_table(release, "recovery") else "origin"


def where(release: Release, period: str, words: Words) -> str:
    """Return the heading of the map of places; of a table with longer periods, with the one that it has."""
    side = painted_side(release)
    head, has = words["where" if side == "recovery" else "where_missing"], held(release, period, side)
    return head if has == period else f"{head}, {code_name(release, 'period', has, words)}"
