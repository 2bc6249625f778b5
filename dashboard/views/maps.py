"""The maps of the screens: what the map's script is told, and the sentence that describes it; kept for all visitors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from dashboard.selection import WORLD, Selection
from dashboard.view_cache import kept
from dashboard.views import summary
from dashboard.views.choropleth import drawn_routes, map_cells, payload
from dashboard.views.routes import drawn_when, routes, routes_on_map
from dashboard.views.timeline import coarser_line, held
from dashboard.views.titles import filters_of

if TYPE_CHECKING:
    from dashboard.views.routes import Route
    from dashboard.wording import Words
    from geodata.release import Release

NOTES: Final = {"recovery": "found_here", "origin": "missing_here", "route": "found_here"}


@dataclass(frozen=True)
class DrawnMap:
    """A map: the payload for its script, and what it shows, in a sentence."""

    payload: dict[str, Any]
    line: str


def _with_line(drawn: dict[str, Any], line: str) -> DrawnMap:
    """Return a map whose script knows its sentence too: it says it to screen readers when the map changes."""
    return DrawnMap({**drawn, "line": line}, line)


@kept
def overview_map(release: Release, level: str, period: str, words: Words) -> DrawnMap:
    """Return the map of the places where children were found, with the routes between them."""
    cells = map_cells(release, "recovery", held(release, period, "recovery"))
    drawn = payload(release, level, cells, words, found=routes_on_map(release, period, level))
    told = [summary.map_line(release, level, cells, words), coarser_line(release, period, words, "recovery")]
    if drawn["routes"]:
        told.append(drawn_when(release, period, words))
    return _with_line(drawn, " ".join(filter(None, told)))


def chosen_places(selection: Selection) -> list[str]:
    """Return the chosen region and the one it is compared with, as far as there are any."""
    return [code for code in (selection.region, selection.other) if code != WORLD]


@kept
def explored_map(release: Release, selection: Selection, words: Words) -> DrawnMap:
    """Return the map of an answer whose rows are places or routes."""
    plain = _without_choice(release, replace(selection, region=WORLD, other=WORLD, then="", side=""), words)
    chosen = chosen_places(selection)
    found = routes(release, selection.period, selection.level) if selection.by == "route" else []
    drawn = drawn_routes(release, selection.level, [r for r in found if _is_of(r, selection)], words)
    line = words.say("route_map_line", n=len(drawn)) if selection.by == "route" else plain.line
    return _with_line({**plain.payload, "chosen": chosen, "routes": drawn}, line)


def _is_of(route: Route, selection: Selection) -> bool:
    """Say whether a route is one of the chosen places, at the chosen end."""
    ends = {route.origin, route.recovery}
    at_its_end = selection.region in {WORLD, getattr(route, selection.side) if selection.side else selection.region}
    return at_its_end and set(chosen_places(selection)) <= ends


@kept
def _without_choice(release: Release, selection: Selection, words: Words) -> DrawnMap:
    """Return the map before any place is chosen: the same for all who choose one."""
    if selection.by == "route":  # places have no figures of their own there: all recoveries would be others
        nothing = pd.DataFrame({"count": pd.array([], "Int64"), "status": []})
        drawn = payload(release, selection.level, nothing, words, selectable=True)
        return _with_line({**drawn, "words": drawn["words"] | {"no_data": ""}}, "")
    side = "origin" if selection.by == "origin" else "recovery"
    cells = map_cells(release, side, selection.period, **filters_of(selection))
    drawn = payload(release, selection.level, cells, words, note=NOTES[selection.by], selectable=True)
    return _with_line(drawn, summary.map_line(release, selection.level, cells, words))
