"""Each side of a record becomes a leaf; nothing is dropped, nothing guessed, all is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geodata.coding import COLUMNS, CodedRecords, Guidance, code_records, read_rule
from geodata.errors import GeodataError, InputError
from geodata.gazetteer import Gazetteer
from geodata.regions import Regions

PARTS: Final = ("origin_country", "origin_state", "origin_county", "origin")

PLACES: Final = [
    # country, state, county, free text → leaf, outcome, also counted as
    ("US", "TX", "El Paso County", None, "US-48141", "exact", None),
    ("USA", "Texas", "El Paso", None, "US-48141", "exact", None),
    (None, None, "48141", None, "US-48141", "exact", None),
    (None, "TX", "141", None, "US-48141", "exact", None),
    (None, None, None, "US-48141", "US-48141", "exact", None),
    (None, None, None, "El Paso County, TX", "US-48141", "exact", None),
    ("US", None, None, "El Paso County, TX", "US-48141", "exact", None),
    ("US", "TX", None, None, "US-TX/unspecified", "state_only", None),
    ("US", "TX", "unknown", None, "US-TX/unspecified", "state_only", None),
    ("US", "TX", "Nowhere", None, "US-TX/unspecified", "state_only", None),
    (None, None, None, "US-TX/unspecified", "US-TX/unspecified", "state_only", None),
    ("US", None, None, None, "US/unspecified", "country_only", None),
    ("UM", None, None, None, "US/unspecified", "country_only", None),
    ("Mexico", None, None, None, "MX/unspecified", "country_only", None),
    ("Mexico", "Chihuahua", "Juárez", None, "MX-08037", "exact", None),
    ("Mexico", None, "08037", None, "MX-08037", "exact", None),
    ("Canada", "Ontario", None, None, "CA-ON", "exact", None),
    (None, None, None, "CA-ON", "CA-ON", "exact", None),
    ("Canada", None, None, None, "CA/unspecified", "country_only", None),
    ("France", None, None, None, "FR", "exact", None),
    ("Puerto Rico", None, None, None, "US-PR/unspecified", "state_only", None),
    ("US", "PR", "San Juan", None, "US-72127", "exact", None),
    (None, "CT", "Fairfield County", None, "US-CT/unspecified", "state_only", None),
    (None, None, None, None, "unknown", "unknown", None),
    ("Narnia", None, None, None, "unknown", "unknown", None),
    ("unknown", "unknown", "unknown", "unknown", "unknown", "unknown", None),
    # ambiguous: the finest region that holds all candidates
    (None, None, None, "Georgia", "unknown", "unknown", "ambiguous"),
    (None, None, None, "CA", "unknown", "unknown", "ambiguous"),
    (None, None, "El Paso County", None, "US/unspecified", "country_only", "ambiguous"),
    (None, "MD", "Baltimore", None, "US-MD/unspecified", "state_only", "ambiguous"),
    (None, None, "02261", None, "US-AK/unspecified", "state_only", "ambiguous"),
    # contradictions: the coarser place that both have in common
    ("US", "TX", "US-35013", None, "US/unspecified", "country_only", "conflict"),
    ("US", "TX", "Los Angeles County", None, "US/unspecified", "country_only", "conflict"),
    ("MX", "TX", None, None, "unknown", "unknown", "conflict"),
    ("US", "TX", None, "US-35013", "US/unspecified", "country_only", "conflict"),
]


@dataclass
class Table:
    """Records made by hand."""

    frame: pd.DataFrame
    points: gpd.GeoDataFrame | None = None


def table(rows: list[dict[str, object]], points: gpd.GeoDataFrame | None = None) -> Table:
    """Make records of some columns; what is not given is missing."""
    frame = pd.DataFrame(rows)
    frame["count"] = pd.Series([row.get("count", 1) for row in rows], dtype="Int64")
    return Table(frame, points)


def code(records: Table, **options: str) -> CodedRecords:
    """Code with the packaged regions."""
    return code_records(records, Regions.packaged(), Gazetteer.packaged(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", PLACES)
def test_words_become_the_finest_leaf_that_holds_all_that_is_said(place: tuple[str | None, ...]) -> None:
    *words, leaf, outcome, also = place
    row: dict[str, object] = dict(zip(PARTS, words, strict=True))
    coded = code(table([row | {"n_rows": 3}]))
    expected = dict.fromkeys(("exact", "state_only", "country_only", "unknown", "ambiguous", "conflict"), 0)
    expected |= {str(outcome): 3} | ({also: 3} if also else {})
    assert coded.frame["origin"].tolist() == [leaf]
    assert coded.coverage["origin"] == expected
    assert coded.coverage["recovery"]["unknown"] == 3


def test_row_order_leaves_no_trace_and_no_row_is_lost() -> None:
    rows = [dict(zip(PARTS, place[:4], strict=True)) | {"period": "2021", "count": n} for n, place in enumerate(PLACES)]
    rows += [row | {"count": None} for row in rows[:5]]
    forward, backward = code(table(rows)), code(table(rows[::-1]))
    pd.testing.assert_frame_equal(forward.frame, backward.frame)
    assert forward.coverage == backward.coverage
    assert len(forward.frame) == len(rows)
    assert forward.frame["count"].isna().sum() == 5
    assert tuple(forward.frame.columns) == COLUMNS


@pytest.mark.parametrize(("territories", "relation"), [("domestic", "out_of_state"), ("abroad", "outbound")])
def test_relation_follows_the_rule_for_territories(territories: str, relation: str) -> None:
    guidance = Guidance(territories=read_rule([territories]))
    coded = code(table([{"origin": "US-48141", "recovery": "Puerto Rico"}]), guidance=guidance)
    assert coded.frame["relation"].tolist() == [relation]
    assert coded.territories == territories


def test_a_source_may_have_its_own_rule_for_territories() -> None:
    sources = ("HSI", "State Police", "hsi")
    rows = [{"origin": "US-48141", "recovery": "Puerto Rico", "source": name} for name in sources]
    given = table([{**row, "count": n} for n, row in enumerate(rows)])
    coded = code(given, guidance=Guidance(territories=read_rule(["domestic", " HSI =abroad"])))
    found = dict(zip(coded.frame["count"].astype(int), coded.frame["relation"], strict=True))
    assert (found, coded.territories) == ({0: "outbound", 1: "out_of_state", 2: "outbound"}, "by_source")
    alone = code(given, guidance=Guidance(territories=read_rule(["abroad"])))
    assert (set(alone.frame["relation"]), alone.territories) == ({"outbound"}, "abroad")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["mars"], "'mars'; expected domestic or abroad"),
        (["HSI=mars", "a=abroad", "A=domestic"], "'A' has two rules"),
        (["nobody=abroad"], "no source 'nobody'"),
    ],
)
def test_a_rule_that_is_none_or_of_no_source_is_refused(given: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        code(table([{"origin": "US-48141", "source": "HSI"}]), guidance=Guidance(territories=read_rule(given)))


THREE_STATES: Final = [(-106.3, 31.8), (-107.0, 32.3), (-109.8, 31.8)]  # Texas, New Mexico, Arizona
GEOMETRIES: Final = [
    (Point(-106.3, 31.8), "US-48141"),
    (Point(-106.45, 31.6), "MX-08037"),
    (Point(-79.4, 43.7), "CA-ON"),
    (Point(2.35, 48.85), "FR"),
    (Point(-40, 30), "unknown"),
    (Point(-80.086, 26.2), "US-12011"),  # a few hundred metres off the drawn coast of Broward County
    (box(-107.5, 31.8, -106.3, 32.2), "US-35013"),  # two states, three quarters of it in Doña Ana County
    (MultiPolygon([box(x, y, x + 0.1, y + 0.1) for x, y in THREE_STATES]), "US/unspecified"),  # a third in each
    (None, "unknown"),
]


def near(level: str, code: str, degrees: float) -> Polygon | MultiPolygon:
    """Draw a region as another source would: a little larger, or smaller, than the packaged outline."""
    outlines = Regions.packaged().outlines(level, "detail").set_index("code").geometry
    return outlines[code].buffer(degrees)


AREAS: Final = [
    # level and code of what is drawn, by how much larger (degrees) → leaf
    ("county", "US-48141", 0.004, "US-48141"),
    ("county", "US-48141", -0.004, "US-48141"),
    ("county", "MX-08037", 0.004, "MX-08037"),
    ("county", "US-51610", 0.002, "US-51610"),  # Falls Church city, two kilometres wide
    ("county", "US-48141", 0.1, "US-TX/unspecified"),  # as far as Mexico; most of it in Texas
    ("county", "US-48303", 0.1, "US-48303"),  # most of it in this county
    ("county", "US-48303", 0.3, "US-TX/unspecified"),  # inside Texas, far beyond the county
    ("state", "US-TX", 0.004, "US-TX/unspecified"),
    ("state", "CA-ON", 0.0, "CA-ON"),
    ("country", "US", 0.0, "US/unspecified"),
    ("country", "FR", 0.0, "FR"),
]


@pytest.mark.parametrize(("level", "code_drawn", "larger", "leaf"), AREAS)
def test_an_area_lies_in_the_finest_region_that_holds_it_up_to_the_tolerance_of_the_outlines(
    level: str, code_drawn: str, larger: float, leaf: str
) -> None:
    shapes = gpd.GeoDataFrame(geometry=[near(level, code_drawn, larger)], crs="EPSG:4326")
    assert code(table([{"count": 1}], shapes)).frame["recovery"].tolist() == [leaf]


def test_geometry_of_many_kinds_is_joined_by_the_leaf_it_belongs_to() -> None:
    shapes = [
        LineString([(-106.3, 31.8), (-106.2, 31.75)]),
        MultiPoint([(-106.3, 31.8), (-106.8, 32.3)]),  # El Paso County and Doña Ana County
        Point(),
        None,
        Polygon([(-106.4, 31.8), (-106.2, 31.8), (-106.4, 31.9), (-106.2, 31.9)]),  # a bow tie, not valid
    ]
    frame = gpd.GeoDataFrame({"leaf": [4, 3, 2, 1, 0]}, geometry=shapes, crs="EPSG:4326")
    coded = code(table([{"count": n} for n in range(5)], frame))
    found = dict(zip(coded.frame["count"], coded.frame["recovery"], strict=True))
    assert found == {4: "US-48141", 3: "US/unspecified", 2: "unknown", 1: "unknown", 0: "US-48141"}
    assert coded.coverage["recovery"]["unknown"] == 2
    assert coded.coverage["origin"]["unknown"] == 5


def test_points_east_and_west_of_the_antimeridian_lie_in_the_same_county() -> None:
    semisopochnoi, unalaska_side = Point(179.6, 51.95), Point(-174.2, 52.2)
    shapes = gpd.GeoDataFrame(geometry=[semisopochnoi, unalaska_side], crs="EPSG:4326")
    assert set(code(table([{"count": 1}, {"count": 2}], shapes)).frame["recovery"]) == {"US-02016"}


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_geometry_is_joined_to_the_finest_region_that_covers_it(crs: str) -> None:
    shapes = gpd.GeoDataFrame(geometry=[shape for shape, _ in GEOMETRIES], crs="EPSG:4326").to_crs(crs)
    rows: list[dict[str, object]] = [{"origin": "US-48141", "count": n + 1} for n in range(len(GEOMETRIES))]
    coded = code(table(rows, shapes))
    assert dict(zip(coded.frame["count"], coded.frame["recovery"], strict=True)) == {
        n + 1: leaf for n, (_, leaf) in enumerate(GEOMETRIES)
    }
    assert set(coded.frame["origin"]) == {"US-48141"}


def test_words_and_geometry_refine_each_other_or_leave_the_common_region() -> None:
    shapes = gpd.GeoDataFrame(geometry=[Point(-106.3, 31.8)] * 2, crs="EPSG:4326")
    coded = code(table([{"origin_state": "TX"}, {"origin_state": "New Mexico"}], shapes), geometry="origin")
    assert coded.frame["origin"].tolist() == ["US-48141", "US/unspecified"]
    assert coded.coverage["origin"]["conflict"] == 1


@pytest.mark.parametrize(
    ("shape", "leaf"),
    [
        (box(172, 51, 189, 53), "US-02016"),  # beyond 180°
        (box(-188, 51, -171, 53), "US-02016"),
        (Polygon([(172, 51), (-171, 51), (-171, 53), (172, 53)]), "US-02016"),  # with a jump
        (Point(185.8, 52.2), "US-02016"),  # Atka
        (box(-180, -90, 180, -60), "AQ"),  # a whole turn is no jump
        (box(-161, 10, -150, 18), "unknown"),  # all sea
    ],
)
def test_areas_across_the_antimeridian_are_cut_there(shape: Polygon, leaf: str) -> None:
    shapes = gpd.GeoDataFrame(geometry=[shape], crs="EPSG:4326")
    assert code(table([{"count": 1}], shapes)).frame["recovery"].tolist() == [leaf]


def test_geometry_without_crs_is_refused() -> None:
    shapes = gpd.GeoDataFrame(geometry=[Point(0, 0)])
    with pytest.raises(GeodataError, match="coordinate reference system"):
        code(table([{"origin": "US"}], shapes))
