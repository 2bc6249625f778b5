"""Routes: from the state a child was missing from to the place where it was found, published cells only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from weakref import WeakKeyDictionary

import pandas as pd

from dashboard.selection import ALL
from dashboard.views.cells import find_table, select
from dashboard.views.naming import code_name, region_name
from dashboard.views.timeline import coarser_line, held

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.protected import ProtectedTable
    from geodata.release import Release

RouteKind = Literal["out", "cross"]
KINDS: Final[tuple[RouteKind, ...]] = ("out", "cross")
KIND_WORD: Final = {"out": "relation_out_of_state", "cross": "relation_cross_border"}
MOST_ON_MAP: Final = 15
WITH_STATES: Final = ("US", "MX", "CA")  # their routes end in a state; those of other countries in the country
SAME_COUNTRY_ENDS: Final = ("/unspecified",)


@dataclass(frozen=True)
class Route:
    """One route: where from, where to, its figure or its status."""

    origin: str
    recovery: str
    kind: RouteKind
    count: int | None
    status: str


# A screen asks for the same routes several times, and the table is the largest of a release.
_found: WeakKeyDictionary[ProtectedTable, dict[tuple[str, str], list[Route]]] = WeakKeyDictionary()


def country_of(release: Release, code: str) -> str:
    """Return the country that a place lies in (or is)."""
    chain = [code, *release.regions.ancestors(code)]
    return str(next((above for above in chain if release.regions.level(above) == "country"), code))


def _is_end(release: Release, code: str, level: str) -> bool:
    """Say whether a route may start or end here: at the level, or a country that is drawn undivided."""
    regions = release.regions
    if code not in regions or code == "unknown" or regions.level(code) == "world":
        return False
    if level == "country":
        return bool(regions.level(code) == "country")
    if regions.level(code) == "state":
        return not code.endswith(SAME_COUNTRY_ENDS)
    return bool(regions.level(code) == "country" and code not in WITH_STATES and "/" not in code)


def routes_period(release: Release, period: str) -> str:
    """Return the period that routes are published for: the one asked for, or a longer one that it lies in."""
    if find_table(release, "origin", "recovery") and not find_table(release, "origin", "recovery", "period"):
        return ALL
    return held(release, period, "origin", "recovery")


def routes_when(release: Release, period: str, words: Words) -> str | None:
    """Say of which period the routes are, where it isn't the one asked for."""
    if routes_period(release, period) == ALL != period:
        return words["routes_all_years"]
    return coarser_line(release, period, words, "origin", "recovery")


def routes_of(release: Release, period: str, words: Words) -> str:
    """Say of which period a list of routes is."""
    return words.say("routes_of", period=_named(release, routes_period(release, period), words))


def _named(release: Release, period: str, words: Words) -> str:
    """Name a period as it stands within a sentence."""
    name = code_name(release, "period", period, words)
    return name.lower() if period == ALL else name


def routes(release: Release, period: str, level: str = "state") -> list[Route]:
    """Return the routes of a period: published ones by figure, largest first, then withheld ones by code.

    A route within one place is none. Zeros and places not stated are left out; they stand in the table.
    """
    table = find_table(release, "origin", "recovery")
    if table is None:
        return []
    known = _found.setdefault(release.tables[table], {})
    if (period, level) not in known:
        known[period, level] = _routes(release, table, period, level)
    return known[period, level]


def _routes(release: Release, table: str, period: str, level: str) -> list[Route]:
    cells = select(release, table, free=("origin", "recovery"), period=period)
    cells = cells[(cells["origin"] != cells["recovery"]) & ~cells["count"].eq(0).fillna(value=False).astype(bool)]
    cells = cells[cells["status"] != "not_reported"]
    codes = pd.unique(pd.concat([cells["origin"], cells["recovery"]]))
    ends = {code for code in codes if _is_end(release, code, level)}
    cells = cells[cells["origin"].isin(ends) & cells["recovery"].isin(ends)]
    country = {code: country_of(release, code) for code in ends}
    found = [
        Route(a, b, "cross" if country[a] != country[b] else "out", None if pd.isna(n) else int(n), status)
        for a, b, n, status in zip(cells["origin"], cells["recovery"], cells["count"], cells["status"], strict=True)
    ]
    return sorted(found, key=lambda route: (-(route.count or 0), route.origin, route.recovery))


def routes_on_map(release: Release, period: str, level: str) -> list[Route]:
    """Return the routes that a map of a level may draw: of the period that the release has them for."""
    if level == "county":  # no route goes down to counties
        return []
    return routes(release, routes_period(release, period), "country" if level == "country" else "state")


def shown_routes(found: list[Route], kind: RouteKind | None = None) -> list[Route]:
    """Keep the routes with a figure, of one kind or of both."""
    return [route for route in found if route.count is not None and kind in {None, route.kind}]


def none_shown(release: Release, period: str, words: Words) -> str | None:
    """Say why there is no route to show, of the period that the release has them for; None where there is one."""
    if find_table(release, "origin", "recovery") is None:
        return words["route_table_missing"]
    has = routes_period(release, period)
    found, name = routes(release, has), _named(release, has, words)
    if shown_routes(found):
        return None
    return words.say("no_routes", n=len(found), period=name) if found else words.say("no_route_stated", period=name)


def route_name(release: Release, route: Route, words: Words) -> str:
    """Name a route: *Texas → Chihuahua, Mexico*."""
    ends = (region_name(release, code, words, within=True) for code in (route.origin, route.recovery))
    return " → ".join(ends)
