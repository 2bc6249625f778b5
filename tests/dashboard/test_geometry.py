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
