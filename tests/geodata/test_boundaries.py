"""The packaged layers hold what they promise: all places, one coverage, parents exactly the sum of their children."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import dashboard
from geodata import boundaries
from geodata.boundaries import packaged
from geodata.boundaries.codes import COLUMNS, unspecified
from geodata.boundaries.packaged import Detail, read_attributes, read_borders, read_look_up, read_outlines, read_regions

LAYERS: Final = Path(boundaries.__file__).parent / "layers"
OUTLINES: Final = sorted(path.stem for path in LAYERS.glob("*.*.parquet"))
DETAILS: Final[tuple[Detail, Detail]] = ("overview", "detail")
CROSSING: Final = {"US-02016": "county", "US-AK": "state", "US": "country", "RU": "country", "FJ": "country"}

EL_PASO: Final = {"US-35013", "US-35035", "US-48229", "MX-08028", "MX-08037", "MX-08053"}
#: Municipios younger than the frame of the map: they have a code, and stand for the municipio that they were part of.
YOUNG_MUNICIPIOS: Final = {
    *("02006", "02007", "04012", "04013", "07125", "12082", "12083", "12084", "12085", "17036", "24059"),
    *("25019", "25020"),
}


def layer(name: str) -> gpd.GeoDataFrame:
    """Read one file of outlines."""
    return gpd.read_parquet(LAYERS / f"{name}.parquet")


def outline(level: str, detail: Detail) -> gpd.GeoSeries:
    """Return the outlines of a level by code."""
    return read_outlines(level, detail).set_index("code").geometry


def children_of(parent: str) -> list[str]:
    """List the mapped regions just below one."""
    table = read_attributes()
    return table["code"][table["parent"] == parent].tolist()


def test_there_are_eight_layers_of_outlines() -> None:
    assert OUTLINES == [
        "admin1_na.detail",
        "admin1_na.overview",
        "country.overview",
        "country_na.detail",
        "mx_municipio.detail",
        "mx_municipio.overview",
        "us_county.detail",
        "us_county.overview",
    ]
    named = {f"{name}.parquet" for files in packaged._OUTLINE_FILES.values() for name in files}
    assert named == {f"{name}.parquet" for name in OUTLINES}


@pytest.mark.parametrize("name", OUTLINES)
def test_every_layer_is_one_valid_coverage_in_degrees(name: str) -> None:
    frame = layer(name)
    assert frame.columns.tolist() == ["code", "geometry"]
    assert frame.crs == "EPSG:4326"
    assert frame["code"].is_unique
    assert frame["code"].is_monotonic_increasing
    assert frame.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert frame.is_valid.all()
    assert not frame.is_empty.any()
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    west, south, east, north = frame.total_bounds
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90


@pytest.mark.parametrize("detail", DETAILS)
def test_the_border_of_counties_and_municipios_is_shared(detail: Detail) -> None:
    assert shapely.coverage_is_valid(outline("county", detail).to_numpy())


def test_counts() -> None:
    table = read_attributes()
    place = np.where(table["level"] == "country", "", table["code"].str[:2])
    assert table.groupby(["level", place]).size().to_dict() == {
        ("country", ""): 244,
        ("state", "CA"): 13,
        ("state", "MX"): 32,
        ("state", "US"): 56,
        ("county", "MX"): 2_465,
        ("county", "US"): 3_235,
    }
    assert table["code"][table["territory"]].tolist() == ["US-AS", "US-GU", "US-MP", "US-PR", "US-VI"]


def test_every_region_of_the_table_has_an_outline_and_no_other() -> None:
    table = read_attributes()
    for level, regions in table.groupby("level"):
        for detail in DETAILS:
            assert set(read_outlines(str(level), detail)["code"]) == set(regions["code"])


def test_parents_exist_one_level_up() -> None:
    table = read_attributes().set_index("code")
    above = {"country": "world", "state": "country", "county": "state"}
    levels = {"WORLD": "world"} | table["level"].to_dict()
    assert (table["parent"].map(levels) == table["level"].map(above)).all()


def test_codes_say_where_a_region_lies() -> None:
    table = read_attributes()
    assert table["code"][table["level"] == "country"].str.fullmatch("[A-Z]{2}").all()
    below = table[table["level"] != "country"]
    assert (below["code"].str[:2] == below["parent"].str[:2]).all()
    counties = table[table["level"] == "county"]
    assert counties["code"].str.fullmatch(r"(US|MX)-\d{5}").all()
    assert counties.groupby(counties["code"].str[:5])["parent"].nunique().eq(1).all()


def test_names_are_there_in_both_languages_and_tell_siblings_apart() -> None:
    table = read_attributes()
    for column in ("name_en", "name_es"):
        assert table[column].str.strip().str.len().gt(0).all()
        assert (table[column] == table[column].str.strip()).all()
        twice = table[table.duplicated(["parent", "level", column], keep=False)]
        # Two municipios of Oaxaca really have the same name; INEGI tells them apart by their districts.
        assert set(twice["parent"]) <= {"MX-OAX"}
    named = table.set_index("code")[["name_en", "name_es"]]
    assert named.loc["US-48141"].tolist() == ["El Paso County", "Condado de El Paso"]
    assert named.loc["US-CA"].tolist() == ["California", "California"]
    assert named.loc["MX-MEX"].tolist() == ["State of Mexico", "Estado de México"]
    assert named.loc["US-22071"].tolist() == ["Orleans Parish", "Parroquia de Orleans"]


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("state", ["US-TX", "US-AK", "US-CT", "US-VA", "US-MI", "US-PR", "MX-CHH", "MX-OAX", "MX-CMX"])
def test_a_state_is_exactly_the_sum_of_its_counties(state: str, detail: Detail) -> None:
    whole = outline("state", detail)[state]
    parts = outline("county", detail).loc[children_of(state)]
    assert shapely.coverage_union_all(parts.to_numpy()).symmetric_difference(whole).area == 0


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("country", ["US", "MX", "CA"])
def test_a_country_is_exactly_the_sum_of_its_states(country: str, detail: Detail) -> None:
    whole = outline("country", detail)[country]
    parts = outline("state", detail).loc[children_of(country)]
    assert shapely.coverage_union_all(parts.to_numpy()).symmetric_difference(whole).area == 0


def test_the_border_with_mexico_is_one_line() -> None:
    both = outline("country", "detail")[["US", "MX"]]
    shared = shapely.get_parts(shapely.intersection(both["US"], both["MX"]))
    assert shapely.coverage_is_valid(both.to_numpy())
    assert shapely.length(shared).sum() > 25, "degrees"


@pytest.mark.parametrize("level", ["state", "county"])
def test_no_place_vanishes_in_the_overview(level: str) -> None:
    fine, coarse = (shapely.area(outline(level, detail).to_numpy()) for detail in ("detail", "overview"))
    assert (coarse >= fine / 2).all()


@pytest.mark.parametrize(("code", "level"), CROSSING.items())
def test_outlines_are_cut_at_the_antimeridian(code: str, level: str) -> None:
    whole = outline(level, "detail")[code]
    west, _, east, _ = whole.bounds
    assert (west < -179, east > 179) == (True, True), "bounds span the world: never fit a map to them"
    assert all(part.bounds[2] - part.bounds[0] < 180 for part in whole.geoms)


def test_crimea_is_drawn_in_ukraine() -> None:
    countries = outline("country", "overview")
    assert [code for code, shape in countries.items() if shape.covers(shapely.Point(34.1, 45.2))] == ["UA"]


def test_the_great_lakes_are_water() -> None:
    lake_superior, lake_huron = shapely.Point(-87.5, 47.9), shapely.Point(-82.3, 44.8)
    assert not outline("state", "detail").intersects(shapely.MultiPoint([lake_superior, lake_huron])).any()


def test_el_paso_county_touches_two_states_and_another_country() -> None:
    borders = read_borders()
    own = borders[(borders["a"] == "US-48141") | (borders["b"] == "US-48141")]
    assert {*own["a"], *own["b"]} - {"US-48141"} == EL_PASO
    assert (own["shared_km"] > 0).all()
    # The line to Otero County is the parallel of 32° N from 106.38° to 106.00° W.
    otero = own["shared_km"][own["a"] == "US-35035"]
    assert otero.tolist() == pytest.approx([35.8], abs=0.5)


def test_borders_join_different_regions_of_one_level_once() -> None:
    borders = read_borders()
    level = read_attributes().set_index("code")["level"]
    assert (borders["a"] < borders["b"]).all()
    assert not borders.duplicated(["a", "b"]).any()
    assert (borders["a"].map(level) == borders["level"]).all()
    assert (borders["b"].map(level) == borders["level"]).all()
    corners = borders[borders["shared_km"] == 0][["a", "b"]].to_numpy().tolist()
    assert ["US-AZ", "US-CO"] in corners
    assert ["US-NM", "US-UT"] in corners


@pytest.mark.parametrize("level", ["country", "state", "county"])
def test_borders_are_those_of_the_outlines(level: str) -> None:
    shapes = read_outlines(level, "overview" if level == "country" else "detail")
    near = shapes.sjoin(shapes, predicate="intersects")
    touching = {(a, b) for a, b in zip(near["code_left"], near["code_right"], strict=True) if a < b}
    borders = read_borders()
    own = borders[borders["level"] == level]
    assert set(zip(own["a"], own["b"], strict=True)) == touching


def test_population_is_sourced_or_missing() -> None:
    table = read_attributes().set_index("code")
    people, year = table["population"], table["population_year"]
    assert people[["US-48141", "US-TX", "US-CT"]].tolist() == [841_286, 29_360_759, 3_557_006]
    counties = table[table["level"] == "county"]
    missing = counties["parent"][counties["population"].isna()]
    assert set(missing) == {"US-CT", *children_of("MX")}
    assert missing[missing == "US-CT"].size == 9
    assert people[[*children_of("MX"), *children_of("CA")]].isna().all()
    of_us = table.index.str.startswith("US-")
    islands = table.index.str[3:5].isin(["60", "66", "69", "72", "78"]) | table["territory"]
    assert set(year[of_us & islands]) == {2010}
    assert set(year[of_us & ~islands].dropna()) == {2020}
    assert year[~of_us].isna().all()
    assert people[table["level"] == "country"].notna().all()


def test_the_population_of_a_state_is_the_sum_of_its_counties() -> None:
    table = read_attributes()
    counties = table[table["code"].str.fullmatch(r"US-\d{5}") & (table["parent"] != "US-CT")]
    sums = counties.groupby("parent")["population"].sum()
    states = table.set_index("code")["population"]
    assert (sums == states[sums.index]).all()
    assert len(sums) == 55


def test_the_tree_adds_what_no_map_shows() -> None:
    regions = read_regions()
    mapped = read_attributes()
    assert regions.columns.tolist() == list(COLUMNS)
    added = set(regions["code"]) - set(mapped["code"])
    parents = set(mapped["parent"]) - {"WORLD"}
    assert added == {"WORLD", "unknown", *(unspecified(code) for code in parents)}
    unmapped = regions[regions["code"].isin(added)]
    assert unmapped["population"].isna().all()
    assert not unmapped["territory"].any()
    names = regions.set_index("code")[["name_en", "name_es"]]
    assert names.loc["US-TX/unspecified"].tolist() == ["Texas, county unspecified", "Texas, condado sin especificar"]


def test_former_and_younger_codes_are_known() -> None:
    extra = read_look_up()
    history = extra[extra["kind"] == "history"]
    codes = set(read_regions()["code"])
    assert set(history["code"]) <= codes
    assert not set(history["text"]) & codes
    younger = history["text"][history["text"].str.startswith("MX-")].str.removeprefix("MX-")
    assert set(younger) == YOUNG_MUNICIPIOS
    mapped = {code for code in codes if code.startswith("MX-") and code[3:].isdigit()}
    assert len(mapped | {f"MX-{code}" for code in YOUNG_MUNICIPIOS}) == 2_478
    assert pd.Series(history["code"].to_numpy(), history["text"]).groupby(level=0).agg(set)["US-02261"] == {
        "US-02063",
        "US-02066",
    }


def test_packaged_data_stay_small() -> None:
    layers = sum(path.stat().st_size for path in LAYERS.iterdir())
    static = Path(dashboard.__file__).parent / "static"
    drawn = sum(path.stat().st_size for path in static.rglob("*") if path.is_file())
    assert layers < 4_000_000
    assert layers + drawn < 8_000_000, "the wheel compresses the rest"
