"""docs/geography.md and NOTICE say what the build and the layers say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from geodata.boundaries.build.coverage import DETAIL_DEGREES, OVERVIEW_DEGREES
from geodata.boundaries.build.sources import SOURCES, Source
from geodata.boundaries.packaged import read_attributes, read_look_up, read_outlines
from geodata.gazetteer import Gazetteer
from geodata.regions import Regions

ROOT: Final = Path(__file__).parents[2]
TEXT: Final = (ROOT / "docs" / "geography.md").read_text(encoding="utf-8")
NOTICE: Final = (ROOT / "NOTICE").read_text(encoding="utf-8")
PINNED: Final = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
MUNICIPIO: Final = re.compile(r"`(MX-\d{5})` (\w[^|`]*?) \| ((?:`MX-\d{5}` [^|`]*)+)")


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_named_with_its_version(source: Source) -> None:
    named = f"{source.package} {source.version}"
    assert f"| {named} |" in TEXT
    assert named in NOTICE


@pytest.mark.parametrize("package", ["babel", "pycountry", "us"])
def test_every_package_of_the_build_is_named_with_the_pinned_version(package: str) -> None:
    version = next(line.partition("==")[2] for line in PINNED if line.startswith(f"{package}=="))
    assert f"| {package} {version} |" in TEXT
    assert f"{package} {version}" in NOTICE.lower()


def test_the_licences_of_what_is_packed_are_named() -> None:
    for owner in ("INEGI, Marco Geoestadístico", "Natural Earth", "U.S. Census Bureau", "Leaflet 1.9.4", "GeoNames"):
        assert owner in NOTICE


def test_the_counts_are_those_of_the_layers() -> None:
    table = read_attributes()
    countries = (table["level"] == "country").sum()
    assert f"| country | {countries}: " in TEXT
    for level, country in (("county", "US"), ("county", "MX"), ("state", "US"), ("state", "MX"), ("state", "CA")):
        number = (table["level"].eq(level) & table["code"].str.startswith(f"{country}-")).sum()
        assert re.search(rf"\| {level} \| [^|]*\b{number:,}\b", TEXT)
    assert f"`detail` ({DETAIL_DEGREES}°" in TEXT
    assert f"`overview` ({OVERVIEW_DEGREES}°" in TEXT


def test_former_codes_are_those_of_the_look_up() -> None:
    extra = read_look_up()
    history = extra[extra["kind"] == "history"].groupby("text")["code"].agg(set).to_dict()
    connecticut = {f"US-{number:05d}" for number in range(9001, 9016, 2)}
    written = set(re.findall(r"^\| `(US-\d{5})`", TEXT, flags=re.MULTILINE))
    assert {code for code in history if code.startswith("US-")} == written | connecticut
    for line in re.findall(r"^\| `US-\d{5}`.*", TEXT, flags=re.MULTILINE):
        former, *now = re.findall(r"`(US-[\w/]+)`", line)
        assert history[former] <= set(now)


def test_younger_municipios_are_named_with_what_they_were_part_of() -> None:
    gazetteer, regions = Gazetteer.packaged(), Regions.packaged()
    rows = MUNICIPIO.findall(TEXT)
    assert len(rows) == 13
    for code, _, parents in rows:
        named = dict(re.findall(r"`(MX-\d{5})` ([^:`]*\w)", parents.replace(" and ", ": ")))
        found = gazetteer.look_up(code)
        assert {candidate.code for candidate in found.candidates} == set(named)
        assert {code: regions.name(code) for code in named} == named
        assert code not in regions


def test_outlines_that_span_the_world_are_all_named() -> None:
    spanning = set()
    for level in ("country", "state", "county"):
        outlines = read_outlines(level, "detail").set_index("code")
        bounds = outlines.bounds
        spanning |= set(bounds.index[bounds["maxx"] - bounds["minx"] > 180])
    sentence = next(line for line in TEXT.split("\n\n") if "span the world" in line)
    tail = sentence.partition("Outlines are cut at 180°")[2]
    assert set(re.findall(r"`([\w-]+)`", tail)) == spanning - {"AQ"}
