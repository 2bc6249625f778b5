"""The map: what is painted is the cells, and a withheld region is its class and nothing else."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dashboard import assets
from dashboard.views import choropleth, scale
from dashboard.views.routes import routes
from dashboard.wording import Words
from tests.dashboard import tiny

if TYPE_CHECKING:
    from geodata.release import Release

POOLS = {"US-TX/other": ["US-48001", "US-48003"]}
PLACES = tiny.table(
    "places", ["recovery", "period"],
    {
        ("WORLD", "2023"): 500, ("US", "2023"): 490, ("US-TX", "2023"): 300, ("US-OK", "2023"): 15,
        ("US-WY", "2023"): "withheld", ("US-ND", "2023"): "not_reported", ("US-VT", "2023"): 0,
        ("MX", "2023"): "withheld", ("US-48141", "2023"): 24, ("US-48001", "2023"): "withheld",
        ("US-48003", "2023"): "withheld", ("US-TX/other", "2023"): 33,
    },
)  # fmt: skip


@pytest.fixture
def small() -> Release:
    return tiny.release(PLACES, pools=POOLS)


def painted(release: Release, level: str) -> dict[str, int]:
    cells = choropleth.map_cells(release, "recovery", "2023")
    codes, *_ = choropleth.paint(release, level, cells)
    regions = assets.geometry(level).codes
    assert len(codes) == len(regions)
    return {region: code for region, code in zip(regions, codes, strict=True) if region}


def unpack(payload: dict[str, Any], key: str, kind: str) -> list[int]:
    return [int(value) for value in np.frombuffer(base64.b64decode(payload[key]), dtype=kind)]


def test_every_region_is_painted_as_its_cell(small: Release) -> None:
    classes = painted(small, "state")
    assert classes["US-TX"] == 3
    assert classes["US-OK"] == 1
    assert classes["US-VT"] == scale.ZERO
    assert classes["US-WY"] == scale.WITHHELD
    assert classes["US-ND"] == scale.NOT_REPORTED
    assert classes["US-CA"] == scale.CONTEXT, "a place that the release does not have is land, not zero"


def test_members_of_a_pool_are_painted_as_one_and_tell_its_figure(small: Release) -> None:
    classes = painted(small, "county")
    assert [classes[code] for code in ("US-48141", "US-48001", "US-48003")] == [2, scale.POOL, scale.POOL]
    cells = choropleth.map_cells(small, "recovery", "2023")
    payload = choropleth.payload(small, "county", cells, Words("en"))
    assert [(pool["figure"], pool["name"]) for pool in payload["pools"]] == [
        (33, small.regions.name("US-TX/other", "en"))
    ]
    assert unpack(payload, "pool_of", "<u2") == [0, 0]


def test_the_payload_has_a_number_for_shown_regions_only(small: Release) -> None:
    cells = choropleth.map_cells(small, "recovery", "2023")
    payload = choropleth.payload(small, "state", cells, Words("en"))
    codes = unpack(payload, "codes", "<u1")
    assert sorted(unpack(payload, "figures", "<i4")) == [15, 300]
    assert sum(1 <= code <= 5 for code in codes) == 2


def test_the_payload_cannot_end_the_script_that_holds_it() -> None:
    written = choropleth.Values({"name": "</script><!-- \u2028"}).payload
    assert "<" not in written
    assert "\u2028" not in written
    assert json.loads(written)["name"] == "</script><!-- \u2028"


def test_the_map_script_is_the_same_for_all_filters_and_asks_for_packed_files_only() -> None:
    def script() -> str:
        drawn = choropleth.base_map("state", Words("en"))
        page = drawn.get_root().render()
        return str(page.replace(drawn.get_name(), "map"))

    page = script()
    assert "cdn." not in page
    assert "tile" not in page.replace("tiles", "")
    called = [*choropleth.PackedMap.default_js, *choropleth.PackedMap.default_css, *choropleth.Drawing.default_js]
    for _, url in called:
        assert url.startswith("../../app/static/")
        assert (assets.STATIC / url.removeprefix("../../app/static/").split("?")[0]).is_file(), url


@pytest.mark.parametrize("level", assets.MAP_LEVELS)
def test_geometry_and_its_index_agree(level: str) -> None:
    geometry = assets.geometry(level)
    file = assets.STATIC / geometry.url.removeprefix("../../app/static/").split("?")[0]
    drawn = json.loads(file.read_text(encoding="utf-8"))["objects"]["regions"]["geometries"]
    assert [None if shape["properties"].get("context") else shape["id"] for shape in drawn] == list(geometry.codes)


def test_routes_on_the_map_are_shown_ones_between_drawn_places(release: Release) -> None:
    found = routes(release, "2024")
    payload = choropleth.payload(
        release, "state", choropleth.map_cells(release, "recovery", "2024"), Words("en"), found=found
    )
    shown = {(route.origin, route.recovery): route.count for route in found if route.count is not None}
    drawn = {(route["from"], route["to"]): route["figure"] for route in payload["routes"]}
    assert 0 < len(drawn) <= 15
    assert drawn == {ends: f"{shown[ends]:,} recoveries" for ends in drawn}
    assert ("US-TX", "MX-COA") not in drawn


def test_a_map_of_withheld_places_holds_no_number(withheld_release: Release) -> None:
    cells = choropleth.map_cells(withheld_release, "recovery", "2023")
    found = routes(withheld_release, "2023")
    payload = choropleth.payload(withheld_release, "state", cells, Words("en"), found=found)
    assert payload["figures"] == ""
    assert payload["routes"] == []
    assert set(unpack(payload, "codes", "<u1")) <= {0, scale.WITHHELD, scale.NOT_REPORTED, scale.CONTEXT}
