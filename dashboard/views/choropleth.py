"""The map: a folium map whose script never changes, and the values it is given.

`st_folium` redraws everything when the map's script changes, so the script only says which geometry to draw; values
travel apart, as class codes and published figures. A withheld region is its class code and nothing else: there is no
number for it anywhere in the payload.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import pandas as pd
from folium.elements import JSCSSMixin
from folium.template import Template

from dashboard import assets
from dashboard.view_cache import kept
from dashboard.views import scale
from dashboard.views.cells import by_code, find_table, select, threshold
from dashboard.views.naming import region_name, state_of, status_word
from dashboard.views.pooled import pool_of
from dashboard.views.routes import KIND_WORD, MOST_ON_MAP, Route, route_name, shown_routes
from dashboard.views.unstated import unstated_note
from geodata.protected import AT_LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.wording import Words
    from geodata.protected import Cell
    from geodata.release import Release

SCRIPTS = ("geometry", "paint", "labels", "routes", "atlas")
WORDS_ON_MAP = (
    "aria", "unit", "zero", "withheld", "withheld_note", "not_reported", "not_reported_note", "no_data", "pool_note",
    "none_stated", "at_least",
)  # fmt: skip


class PackedMap(folium.Map):
    """A folium map that asks for packed files only: folium's own list is ten addresses on other hosts."""

    default_js = [("leaflet", assets.static_url("leaflet/leaflet.js"))]  # noqa: RUF012 -- declared so by folium
    default_css = [("leaflet_css", assets.static_url("leaflet/leaflet.css"))]  # noqa: RUF012


class Drawing(JSCSSMixin, folium.MacroElement):
    """The constant part of the map's script: draw this geometry once.

    Leaflet gives the focus to a map that is pressed on; the page must not move under the pointer for that, or the click
    that follows would be of another place, where the map isn't all in sight.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "{ const box = {{ this._parent.get_name() }}.getContainer(), focus = box.focus.bind(box);"
        " box.focus = () => focus({ preventScroll: true }); }"
        "Atlas.start({{ this._parent.get_name() }}, {{ this.urls|tojson }});"
        "{% endmacro %}"
    )
    default_js = [(f"atlas_{name}", assets.static_url(f"map/{name}.js")) for name in SCRIPTS]  # noqa: RUF012

    def __init__(self, urls: dict[str, str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Drawing"
        self.urls = urls


class Values(folium.FeatureGroup):
    """The changing part: a payload, written by `json.dumps` only, since the browser evaluates it."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = Atlas.values({{ this.payload }});{% endmacro %}"
    )

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__(name="values", control=False)
        # "<" could end the script element that holds it, and U+2028 a line; JSON allows both to be escaped.
        self.payload = json.dumps(payload, separators=(",", ":"), ensure_ascii=True).replace("<", "\\u003c")


def base_map(level: str, words: Words) -> folium.Map:
    """Return the constant map of a level."""
    drawn = PackedMap(
        location=[0, 0], zoom_start=0, tiles=None, crs="Simple", prefer_canvas=True, min_zoom=-6, max_zoom=5,
        zoom_snap=0.05, zoom_delta=0.75, attribution_control=False,
    )  # fmt: skip
    urls = {
        "geometry": assets.geometry(level).url,
        "palette": assets.static_url("palette.json"),
        "font": assets.font_url(),
        "home_label": words["home_label"],
    }
    Drawing(urls).add_to(drawn)
    return drawn


def map_cells(release: Release, side: str, period: str, **fixed: str) -> pd.DataFrame:
    """Return the cells that a map paints, indexed by region code: columns count and status."""
    table = find_table(release, side, *fixed)
    if table is None:
        return pd.DataFrame({"count": pd.array([], "Int64"), "status": []})
    return select(release, table, free=(side,), period=period, **fixed).set_index(side)[["count", "status"]]


def _pack(values: Sequence[int], kind: str) -> str:
    return base64.b64encode(np.array(values, dtype=kind).tobytes()).decode()


def paint(release: Release, level: str, cells: pd.DataFrame) -> tuple[list[int], list[int], list[str], list[bool]]:
    """Return, in drawing order, the class code of every region, the figures of the shown ones, the pools of members.

    Returns
    -------
    codes
        One per region of the geometry.
    figures
        One per region of class 1–5, in order; no other region has a number.
    pools
        One pool code per region that is counted together with others, in order.
    least
        One per figure: whether its region has at least as many.
    """
    bounds = scale.breaks(level, threshold(release))
    known = by_code(cells)
    codes: list[int] = []
    figures: list[int] = []
    pools: list[str] = []
    least: list[bool] = []
    for region in assets.geometry(level).codes:
        cell = known.get(region) if region else None
        pool = pool_of(release, region) if region and (cell is None or cell.status == "withheld") else None
        if pool in known:
            codes.append(scale.POOL)
            pools.append(str(pool))
        elif cell is None:
            codes.append(scale.CONTEXT)
        else:
            codes.append(scale.class_code(cell.count, cell.status, bounds))
            if cell.count and codes[-1] < scale.WITHHELD:
                figures.append(cell.count)
                least.append(cell.status == AT_LEAST)
    return codes, figures, pools, least


def _pool_entry(release: Release, code: str, cell: Cell, words: Words) -> dict[str, Any]:
    name, status = region_name(release, code, words), status_word(cell.status, words)
    return {"code": code, "name": name, "figure": cell.count, "least": cell.status == AT_LEAST, "status": status}


def _route_entry(release: Release, route: Route, bounds: Sequence[int], words: Words) -> dict[str, Any]:
    count = route.count or 0
    return {
        "from": route.origin, "to": route.recovery, "kind": route.kind,
        "width": scale.class_code(count, route.status, bounds) - 1,
        "title": route_name(release, route, words),
        "figure": words.say("at_least", n=words.say("unit", n=count)) if route.status == AT_LEAST
        else words.say("unit", n=count),
        "note": words[KIND_WORD[route.kind]],
    }  # fmt: skip


def unstated_notes(
    release: Release, level: str, codes: Sequence[int], cells: pd.DataFrame, words: Words
) -> tuple[list[int], list[str]]:
    """Return, per region where none is stated and in drawing order, which of the notes says what lies beside it."""
    regions = zip(assets.geometry(level).codes, codes, strict=True)
    found = [str(region) for region, code in regions if code == scale.UNSTATED]
    known = by_code(cells)
    told = [unstated_note(release, code, known, words) for code in found]
    notes = list(dict.fromkeys(told))
    return [notes.index(note) for note in told], notes


@kept
def _state_names(release: Release, words: Words) -> dict[str, str]:
    """Name the states that have counties, for the map's tips."""
    counties = release.regions.frame.query("level == 'county'")["code"]
    states = {state_of(release, code) for code in counties}
    return {code: region_name(release, code, words) for code in sorted(filter(None, states))}


def drawn_routes(release: Release, level: str, found: Sequence[Route], words: Words) -> list[dict[str, Any]]:
    """Return the routes that a map draws, as its script is told them."""
    bounds = scale.breaks("route", threshold(release))
    drawable = set(assets.geometry(level).codes)
    drawn = [r for r in shown_routes(list(found)) if {r.origin, r.recovery} <= drawable][:MOST_ON_MAP]
    return [_route_entry(release, route, bounds, words) for route in drawn]


def payload(
    release: Release, level: str, cells: pd.DataFrame, words: Words,
    *, found: Sequence[Route] = (), chosen: Sequence[str] = (), note: str = "found_here",
    selectable: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Return everything that the map script is told; `chosen` is a region, and the one it is compared with."""
    codes, figures, members, least = paint(release, level, cells)
    pools = sorted(set(members))
    known = by_code(cells.loc[pools])
    unstated, notes = unstated_notes(release, level, codes, cells, words)
    return {
        "codes": _pack(codes, "<u1"),
        "figures": _pack(figures, "<i4"),
        "least": _pack(least, "<u1"),
        "pools": [_pool_entry(release, code, known[code], words) for code in pools],
        "pool_of": _pack([pools.index(code) for code in members], "<u2"),
        "unstated": notes,
        "unstated_of": _pack(unstated, "<u2"),
        "routes": drawn_routes(release, level, found, words),
        "chosen": list(chosen),
        "selectable": selectable,
        "language": words.language,
        "states": _state_names(release, words) if level == "county" else {},
        "words": {key: words[key] for key in WORDS_ON_MAP} | {"note": words[note]},
    }
