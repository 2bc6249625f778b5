"""Geometry: shared borders are stored once. The world of these tests: two squares of one state and one of another.

+---+---+---+
| a | b | c |     a, b in state S; c in state T of the same country
+---+---+---+
"""

from __future__ import annotations

import json

import pytest
from shapely.geometry import MultiPolygon, box

from dashboard import assets
from dashboard.geometry import projection
from dashboard.geometry.topology import Shape, topology
from dashboard.pictures.outlines import plane
from dashboard.snapshot.layers import AWAY
from dashboard.snapshot.smallmap import drawn_codes, small_map
from geodata.regions import Regions


def square(code: str, state: str, x: int) -> Shape:
    return Shape(code, state, "X", {"name": code}, MultiPolygon([box(x, 0, x + 1, 1)]))


def test_a_shared_border_is_one_arc_used_in_both_directions() -> None:
    drawn = topology([square("a", "S", 0), square("b", "S", 1), square("c", "T", 2)], grid=1)
    rings = {g["id"]: [arc for polygon in g["arcs"] for ring in polygon for arc in ring]
             for g in drawn["objects"]["regions"]["geometries"]}  # fmt: skip
    shared = {arc for arc in rings["a"] for other in rings["b"] if arc == ~other}
    assert len(shared) == 1
    used = [max(arc, ~arc) for ring in rings.values() for arc in ring]
    assert sorted(set(used)) == list(range(len(drawn["arcs"])))


def test_borders_are_sorted_by_what_they_part() -> None:
    drawn = topology([square("a", "S", 0), square("b", "S", 1), square("c", "T", 2)], grid=1)
    lines = {line["id"]: len(line["arcs"]) for line in drawn["objects"]["borders"]["geometries"]}
    assert lines["inner"] == 1
    assert lines["state"] == 1
    assert lines["country"] == 0
    assert lines["coast"] >= 3


def test_a_shape_that_collapses_on_the_grid_is_not_drawn() -> None:
    tiny = Shape("d", "S", "X", {}, MultiPolygon([box(0, 0, 0.1, 0.1)]))
    (region,) = topology([tiny], grid=1)["objects"]["regions"]["geometries"]
    assert region["arcs"] == []


@pytest.mark.parametrize("level", assets.MAP_LEVELS)
def test_the_packed_geometry_holds_every_region_that_has_a_place(level: str) -> None:
    regions = Regions.packaged()
    codes = [code for code in assets.geometry(level).codes if code]
    assert len(codes) == len(set(codes))
    assert all(code in regions for code in codes)
    if level == "country":
        assert {c for c in regions.children("WORLD") if c not in {"AQ", "unknown"}} == set(codes)
    if level == "state":
        assert {c for c in regions.children("US") if "/" not in c} <= set(codes)
        assert {c for c in (*regions.children("MX"), *regions.children("CA")) if "/" not in c} <= set(codes)
    if level == "county":
        counties = {c for s in regions.children("US") for c in regions.children(s) if "/" not in c}
        far = {c for c in counties if regions.parent(c) in projection.SQUARES_M}
        assert len(counties - far - set(codes)) <= 2, "those that lie outside every inset"


@pytest.mark.parametrize("level", assets.MAP_LEVELS)
def test_every_label_point_lies_on_the_plane(level: str) -> None:
    file = assets.STATIC / assets.geometry(level).url.removeprefix("../../app/static/").split("?")[0]
    packed = json.loads(file.read_text(encoding="utf-8"))
    west, south, east, north = packed["home"]
    assert west < east
    assert south < north
    named = [g["properties"] for g in packed["objects"]["regions"]["geometries"] if not g["properties"].get("context")]
    assert all(p["name"] and len(p["at"]) == 3 and p["at"][2] >= 0 for p in named)


@pytest.mark.parametrize("level", ["state", "county"])
def test_an_inset_holds_its_own_regions_only(level: str) -> None:
    drawn = plane(level)
    regions = Regions.packaged()
    for frame in drawn.frames:
        inside = box(*frame["box"]).buffer(-0.5)
        found = [str(code) for code in drawn.regions.index[drawn.regions.intersects(inside)]]
        homes = {code if regions.level(code) == "state" else str(regions.parent(code)) for code in found}
        assert homes
        assert homes <= {*projection.INSETS, *projection.SQUARES_M} - {"US-DC"}, frame["name"]


@pytest.mark.parametrize("code", sorted(AWAY))
def test_a_place_of_an_inset_is_drawn_in_its_own_projection_with_its_own_neighbours(code: str) -> None:
    found = set(drawn_codes(code, "state"))
    near = {"US-AK": {"CA-YT", "CA-BC", "RU"}, "US-PR": set(), "US-VI": {"VG"}}
    strangers = found - {code} - near.get(code, set()) - AWAY
    assert code in found
    assert near.get(code, set()) <= found
    assert not strangers or code in {"US-AK", "US-VI", "US-PR"}, strangers
    assert not any(str(name).startswith("MX") for name in strangers)


def test_no_other_place_has_an_inset_on_its_map_and_territories_are_no_part_of_the_mainland() -> None:
    for code, level in (("MX", "state"), ("US-FL", "state"), ("US-CA", "state"), ("DO", "country")):
        assert not AWAY & set(drawn_codes(code, level)), code
    told = small_map("DO", "country", {"US": 5, "DO": 1}, str, "")
    assert 'class="k5"' not in told  # Puerto Rico beside it is land, not the figure of the United States
    assert 'class="k1"' in told
    assert 'class="k5"' in small_map("MX", "country", {"US": 5}, str, "")
