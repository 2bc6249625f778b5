"""The page of a state or a country: its figures, its small map, the places within, its routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard.snapshot.grids import SIDES, anchor, category_grid, own_grid, place_grid
from dashboard.snapshot.pages import levels
from dashboard.snapshot.smallmap import drawn_codes, level_of, small_map
from dashboard.views import legend, scale, tables
from dashboard.views.cells import by_code, threshold
from dashboard.views.choropleth import map_cells
from dashboard.views.naming import cell_text, region_name
from dashboard.views.pooled import pool_of, pools_of
from dashboard.views.routes import routes, routes_of, routes_period, shown_routes
from dashboard.views.summary import period_name
from dashboard.views.unstated import unstated_note

if TYPE_CHECKING:
    from dashboard.snapshot.grids import Cells
    from dashboard.wording import Words
    from geodata.protected import Cell
    from geodata.release import Release

MOST_ROUTES: Final = 20


def place_codes(release: Release) -> frozenset[str]:
    """Return the states and countries: all of them, whatever the release shows of them."""
    frame = release.regions.frame
    wanted = frame["level"].isin(["state", "country"]) & ~frame["code"].str.contains("/") & (frame["code"] != "unknown")
    return frozenset(map(str, frame.loc[wanted, "code"]))


def place_page(cells: Cells, code: str, period: str, words: Words, pages: frozenset[str]) -> dict[str, Any]:
    """Return what the page of a place shows."""
    release = cells.release
    own = [grid for grid in (own_grid(cells, code, words), category_grid(cells, code, words)) if grid]
    inside = _inside(release, code)
    below = []
    for side, word in zip(SIDES, ("found_here", "missing_here"), strict=True):
        caption = f"{words['table_below']}: {words[word]}"
        grid = place_grid(cells, side, inside, caption, words, pages=pages)
        below += [grid] if grid else []
    name = region_name(release, code, words)
    level = level_of(code, levels(release))
    alt = words.say("small_map_alt", place=name, period=period_name(release, period, words))
    drawn, kinds = _map(cells, code, level, period, words, alt)
    kept = {"pools": scale.POOL in kinds, "unstated": scale.UNSTATED in kinds}
    known = shown_routes(routes(release, routes_period(release, period)))
    found = [route for route in known if code in {route.origin, route.recovery}]
    pools = pools_of(release, code, words) if below else []
    return {
        "title": name, "own": own, "below": below, "map": drawn,
        "pools": [(anchor(pool.code), pool.title, pool.members) for pool in pools],
        "legend": legend.legend(level, threshold(release), words, **kept) if drawn else "",
        "routes": _texts(release, found[:MOST_ROUTES], words),
        "routes_of": routes_of(release, period, words),
        "route_columns": [words["route"], words["recoveries"], words["status"]],
    }  # fmt: skip


def _inside(release: Release, code: str) -> list[str]:
    """List the places within: children, and those that are counted together in a pool."""
    found: list[str] = []
    for child in map(str, release.regions.children(code)):
        found.append(child)
        if "/other" in child:
            found += map(str, release.regions.children(child))
    return found


def _map(cells: Cells, code: str, level: str, period: str, words: Words, alt: str) -> tuple[str, set[int]]:
    """Draw the map of a place; return it with the classes that are on it."""
    release = cells.release
    side = "recovery" if cells.table("recovery") else "origin"
    painted = _painted(cells, side, period)
    bounds = scale.breaks(level, threshold(release))
    wanted = [code, *_inside(release, code)] if level == "county" else drawn_codes(code, level)
    kinds = {name: _kind(release, name, painted[name], bounds) for name in wanted if name in painted}

    def told(name: str) -> str:
        figure = words["pool"] if kinds[name] == scale.POOL else cell_text(painted[name], words)
        if kinds[name] == scale.UNSTATED:
            figure = unstated_note(release, name, painted, words)
        return f"{cells.name(side, name, words)}: {figure}"

    return small_map(code, level, kinds, told, alt), set(kinds.values())


def _painted(cells: Cells, side: str, period: str) -> dict[str, Cell]:
    kept = cells.painted
    if (side, period) not in kept:
        kept[side, period] = by_code(map_cells(cells.release, side, period))
    return kept[side, period]


def _kind(release: Release, code: str, cell: Cell, bounds: tuple[int, ...]) -> int:
    if cell.status == "withheld" and pool_of(release, code):
        return scale.POOL
    return scale.class_code(cell.count, cell.status, bounds)


def _texts(release: Release, found: list[Any], words: Words) -> list[list[str]]:
    table = tables.route_table(release, found, words)
    return [[str(a), words.number(int(n)), str(s)] for a, n, s in table.itertuples(index=False, name=None)]
