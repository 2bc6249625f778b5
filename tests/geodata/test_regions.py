"""The tree of regions: codes, levels, neighbours, outlines, and pools as nodes of their own.

A world drawn by hand:

    L ─┬─ L-N ─┬─ a (10)  a│b│c     WORLD has L and M; L has the states N and S; N has the counties a, b, c in a row;
       │       ├─ b (20)            S has no counties. The number is the population; c has none.
       │       └─ c
       └─ L-S
    M
"""

from __future__ import annotations

import pickle
from typing import Final

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geodata.boundaries.codes import COLUMNS
from geodata.regions import Level, RegionError, Regions, is_pool, is_unspecified, stem, unspecified

ROWS: Final = [
    ("WORLD", None, "world", "World", "Mundo", False, None),
    ("L", "WORLD", "country", "Land", "Tierra", False, None),
    ("M", "WORLD", "country", "Moor", "Moro", False, None),
    ("L-N", "L", "state", "North", "Norte", False, None),
    ("L-S", "L", "state", "South", "Sur", True, None),
    ("a", "L-N", "county", "A County", "Condado de A", False, 10),
    ("b", "L-N", "county", "B County", "Condado de B", False, 20),
    ("c", "L-N", "county", "C County", "Condado de C", False, None),
    ("L-N/unspecified", "L-N", "county", "North, county unspecified", "Norte, condado sin especificar", False, None),
]
SHAPES: Final = {"a": box(0, 0, 1, 1), "b": box(1, 0, 2, 1), "c": box(2, 0, 3, 1)}
PACKAGED: Final = Regions.packaged()


def frame(rows: list[tuple[object, ...]] | None = None) -> pd.DataFrame:
    """Make a table of regions."""
    return pd.DataFrame(ROWS if rows is None else rows, columns=list(COLUMNS)).astype({"population": "Int64"})


def drawn(level: str, detail: str) -> gpd.GeoDataFrame:
    """Draw the counties in a row, at any detail."""
    shapes = SHAPES if level == "county" else {}
    return gpd.GeoDataFrame({"code": list(shapes), "detail": detail}, geometry=list(shapes.values()), crs="EPSG:4326")


@pytest.fixture
def regions() -> Regions:
    return Regions(frame(), borders=[("a", "b"), ("b", "c"), ("c", "L-S")], outlines=drawn)


def test_relatives(regions: Regions) -> None:
    assert regions.parent("WORLD") is None
    assert regions.parent("a") == "L-N"
    assert regions.children("L-N") == ("L-N/unspecified", "a", "b", "c")
    assert regions.children("M") == ()
    assert regions.ancestors("a") == ("L-N", "L", "WORLD")
    assert regions.ancestors("WORLD") == ()
    assert regions.at_level("a", "country") == "L"
    assert regions.at_level("a", "county") == "a"
    assert regions.at_level("M", "county") is None
    assert regions.level("L-N/unspecified") == Level.COUNTY
    assert regions.is_territory("L-S")
    assert not regions.is_territory("L-N")
    assert regions.name("a") == "A County"
    assert regions.name("a", "es") == "Condado de A"
    assert "a" in regions
    assert "z" not in regions
    assert len(regions) == len(ROWS)
    assert repr(regions) == "Regions(9 regions)"


def test_neighbours_are_of_the_same_level(regions: Regions) -> None:
    assert regions.neighbours("b") == ("a", "c")
    assert regions.neighbours("c") == ("b",), "a county's neighbours are no states"
    assert regions.neighbours("M") == ()


def test_the_frame_is_a_copy(regions: Regions) -> None:
    table = regions.frame
    table.loc[:, "name_en"] = "changed"
    assert regions.name("a") == "A County"


def test_row_order_leaves_no_trace() -> None:
    pd.testing.assert_frame_equal(Regions(frame(ROWS[::-1])).frame, Regions(frame()).frame)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*ROWS, ROWS[5]], r"regions: \['a'\] repeated; expected one row for each code"),
        ([*ROWS, ("d", "L-X", "county", "D", "D", False, 1)], r"regions: \['d'\] without their parent; expected"),
    ],
)
def test_what_is_no_tree_is_refused(rows: list[tuple[object, ...]], message: str) -> None:
    with pytest.raises(RegionError, match=message):
        Regions(frame(rows))


@pytest.mark.parametrize("ask", ["level", "name", "parent", "children", "ancestors", "neighbours", "is_territory"])
def test_an_unknown_code_is_refused_by_name(regions: Regions, ask: str) -> None:
    with pytest.raises(RegionError, match=r"regions: 'z'; expected a region code such as 'US-TX'"):
        getattr(regions, ask)("z")


def test_a_pool_stands_between_its_members_and_their_parent(regions: Regions) -> None:
    pooled = regions.with_pools({"L-N/other": ["a", "b"]})
    assert pooled.children("L-N") == ("L-N/other", "L-N/unspecified", "c")
    assert pooled.children("L-N/other") == pooled.members("L-N/other") == ("a", "b")
    assert pooled.members("c") == ("c",)
    assert pooled.ancestors("a") == ("L-N/other", "L-N", "L", "WORLD")
    assert pooled.level("L-N/other") == Level.COUNTY
    assert pooled.at_level("a", "county") == "a"
    assert pooled.at_level("L-N/other", "county") is None
    assert pooled.at_level("L-N/other", "state") == "L-N"
    assert pooled.name("L-N/other") == "Other counties of North"
    assert pooled.name("L-N/other", "es") == "Otros condados de Norte"
    assert pooled.neighbours("L-N/other") == ("c",)
    table = pooled.frame.set_index("code")
    assert table.loc["L-N/other", "population"] == 30
    assert not table.loc["L-N/other", "territory"]
    assert regions.children("L-N") == ("L-N/unspecified", "a", "b", "c"), "the tree it came from stays as it was"


def test_a_pool_with_a_member_of_unknown_population_has_none(regions: Regions) -> None:
    table = regions.with_pools({"L-N/other": ["a", "c"]}).frame.set_index("code")
    assert pd.isna(table.loc["L-N/other", "population"])


def test_the_unspecified_child_may_be_pooled_and_adds_nobody(regions: Regions) -> None:
    table = regions.with_pools({"L-N/other": ["a", "b", "L-N/unspecified"]}).frame.set_index("code")
    assert table.loc["L-N/other", "population"] == 30


@pytest.mark.parametrize(
    ("pools", "message"),
    [
        ({"L-N/rest": ["a", "b"]}, r"pool 'L-N/rest'; expected a new code such as 'US-TX/other'"),
        ({"L-N/unspecified": ["a", "b"]}, r"pool 'L-N/unspecified'; expected a new code"),
        ({"X/other": ["a", "b"]}, r"pool 'X/other'; expected a new code"),
        ({"L-N/other": ["a"]}, r"pool L-N/other: members \['a'\]; expected 2 or more children of L-N"),
        ({"L-N/other": ["a", "a"]}, r"pool L-N/other: members \['a'\]; expected 2 or more"),
        ({"L-N/other": []}, r"pool L-N/other: members \[\]; expected 2 or more"),
        ({"L-N/other": ["a", "M"]}, r"pool L-N/other: members \['M'\]; expected 2 or more children of L-N"),
        ({"L-N/other": ["a", "z"]}, r"pool L-N/other: members \['z'\]; expected"),
        ({"L-N/other": ["a", "b"], "L-N/other-2": ["b", "c"]}, r"pool L-N/other-2: \['b'\] in another pool; expected"),
    ],
)
def test_pools_that_do_not_fit_are_refused(regions: Regions, pools: dict[str, list[str]], message: str) -> None:
    with pytest.raises(RegionError, match=message):
        regions.with_pools(pools)


def test_a_pool_is_made_once(regions: Regions) -> None:
    pooled = regions.with_pools({"L-N/other": ["a", "b"]})
    with pytest.raises(RegionError, match="expected a new code"):
        pooled.with_pools({"L-N/other": ["c", "L-N/unspecified"]})
    with pytest.raises(RegionError, match=r"members \['a'\]"):
        pooled.with_pools({"L-N/other-2": ["a", "c"]})
    again = pooled.with_pools({"L-N/other-2": ["c", "L-N/unspecified"]})
    assert again.children("L-N") == ("L-N/other", "L-N/other-2")
    assert again.name("L-N/other-2") == "Other counties of North (2)"


def test_the_outline_of_a_pool_is_that_of_its_members_together(regions: Regions) -> None:
    pooled = regions.with_pools({"L-N/other": ["a", "b"]})
    shapes = pooled.outlines("county").set_index("code").geometry
    assert shapes.index.tolist() == ["L-N/other", "c"]
    assert shapes["L-N/other"].symmetric_difference(box(0, 0, 2, 1)).area == 0
    assert shapely.coverage_is_valid(shapes.to_numpy())
    assert regions.outlines("county")["code"].tolist() == ["a", "b", "c"]


def test_regions_without_outlines() -> None:
    for shapes in (Regions(frame()).outlines("county"), PACKAGED.outlines("world")):
        assert shapes.empty
        assert shapes.crs == "EPSG:4326"


@pytest.mark.parametrize(
    ("code", "pool", "vague", "own"),
    [
        ("US-TX", False, False, "US-TX"),
        ("US-TX/other", True, False, "US-TX"),
        ("US-TX/other-12", True, False, "US-TX"),
        ("US-TX/other-", False, False, "US-TX"),
        ("US-TX/another", False, False, "US-TX"),
        ("US-TX/unspecified", False, True, "US-TX"),
        ("unknown", False, False, "unknown"),
    ],
)
def test_the_grammar_of_codes(code: str, *, pool: bool, vague: bool, own: str) -> None:
    assert (is_pool(code), is_unspecified(code), stem(code)) == (pool, vague, own)
    assert unspecified("US-TX") == "US-TX/unspecified"


def test_levels_go_from_the_world_down() -> None:
    assert [level.depth for level in Level] == [0, 1, 2, 3]
    assert [level.below for level in Level] == [Level.COUNTRY, Level.STATE, Level.COUNTY, Level.COUNTY]


def test_packaged_regions_are_one_tree_read_once() -> None:
    assert Regions.packaged() is PACKAGED
    assert len(PACKAGED) == 6_138
    assert {PACKAGED.ancestors(code)[-1] for code in PACKAGED.frame["code"] if code != "WORLD"} == {"WORLD"}
    assert PACKAGED.parent("unknown") == "WORLD"
    assert PACKAGED.neighbours("US-48141") == (
        *("MX-08028", "MX-08037", "MX-08053", "US-35013", "US-35035", "US-48229"),
    )
    assert PACKAGED.neighbours("US") == ("CA", "MX")
    assert "US-AZ" in PACKAGED.neighbours("US-CO"), "they meet in a corner"
    assert "MX-CHH" in PACKAGED.neighbours("US-TX")


def test_a_pool_of_texas_is_drawn_without_inner_borders() -> None:
    members = ["US-48229", "US-48109", "US-48243"]
    pooled = PACKAGED.with_pools({"US-TX/other": members})
    before = PACKAGED.outlines("county").set_index("code").geometry
    after = pooled.outlines("county").set_index("code").geometry
    assert set(after.index) == {*set(before.index) - set(members), "US-TX/other"}
    pool = after["US-TX/other"]
    assert pool.symmetric_difference(shapely.union_all(before[members].to_numpy())).area == 0
    assert pool.geom_type == "Polygon"
    assert len(pool.interiors) == 0
    assert shapely.coverage_is_valid(after[after.index.str.startswith("US-")].to_numpy())
    assert pooled.frame.set_index("code").loc["US-TX/other", "population"] == sum(
        PACKAGED.frame.set_index("code").loc[members, "population"]
    )


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(PACKAGED.children("US-NM")), min_size=2, max_size=20))
def test_pooling_keeps_every_leaf_under_its_state(members: set[str]) -> None:
    pooled = PACKAGED.with_pools({"US-NM/other": members})
    assert set(pooled.children("US-NM/other")) == members
    below = {*pooled.children("US-NM/other"), *pooled.children("US-NM")} - {"US-NM/other"}
    assert below == set(PACKAGED.children("US-NM"))
    assert all("US-NM" in pooled.ancestors(code) for code in below)


def test_a_tree_of_regions_can_be_cached(regions: Regions) -> None:
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(regions)).frame, regions.frame)  # noqa: S301
