"""The tree of regions that a visitor may choose from: world, country, state, county, as far as a table has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.selection import BY, LEVELS
from dashboard.views.answers import FILTERS, PLACES, needs, offered_levels, side_of
from dashboard.views.cells import codes_in, find_table
from dashboard.views.finding import plain
from dashboard.views.naming import region_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.selection import Selection
    from dashboard.wording import Words
    from geodata.release import Release


def _table(release: Release, selection: Selection, *sides: str) -> str | None:
    return find_table(release, *needs(selection, tuple(name for name in FILTERS if name != "region")), *sides)


def _sides(selection: Selection) -> tuple[str, ...]:
    """Return the dimensions that a region may be a code of."""
    return BY[selection.by] if selection.by in PLACES else (side_of(selection),)


def offered_sides(release: Release, selection: Selection) -> list[str]:
    """Return the ends of a record that the region may be; none for rows that are places, which have a side already."""
    if selection.by == "route":
        return ["", *BY["route"]]
    if selection.by in PLACES:
        return []
    return [side for side in ("recovery", "origin") if _table(release, selection, side)]


def offered_places(release: Release, selection: Selection) -> frozenset[str]:
    """Return every place, of any level, that the answering table has cells for."""
    sides = _sides(selection)
    table = _table(release, selection, *sides)
    return frozenset().union(*(codes_in(release, table, side) for side in sides)) if table else frozenset()


def finest_level(release: Release, selection: Selection) -> str:
    """Return the level of places that the answering table goes down to."""
    if selection.by in PLACES:
        return next(reversed(offered_levels(release, selection)), LEVELS[0])
    side = side_of(selection)
    table = _table(release, selection, side)
    declared = {entry["name"]: entry["dimensions"] for entry in release.manifest["tables"]}
    return str(declared[table][side]) if table else LEVELS[0]


def below(release: Release, selection: Selection, place: str, words: Words) -> list[str]:
    """Return what lies in a place and has cells: by name, the United States first, pools and unknown ones last."""
    known = offered_places(release, selection)
    found = [str(code) for code in release.regions.children(place) if code in known]

    def order(code: str) -> tuple[bool, bool, str]:
        return "/" in code or code == "unknown", code != "US", plain(region_name(release, code, words))

    return sorted(found, key=order)


def forks(way: list[str]) -> Iterator[tuple[str, str | None, str | None]]:
    """Walk down the tree along a way: each level, the place above it if one is chosen, and the place chosen in it."""
    for depth, level in enumerate(LEVELS):
        above, chosen = (way[at] if at < len(way) else None for at in (depth, depth + 1))
        yield level, above, chosen
