"""What catalogues read passes the validators of its own standards."""

from __future__ import annotations

import hashlib
import importlib
import json
import shutil
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
import jsonschema
import pandas as pd
import pytest
from referencing import Registry, Resource

from geodata.errors import ReleaseError
from geodata.release import Publisher
from tests.geodata import released

SCHEMAS = Path(__file__).parent / "dcat_us"
AGENCY = Publisher("Example Department of Public Safety", "data@example.gov", "https://example.gov/recoveries/")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released.written(tmp_path_factory.mktemp("catalogue"))


def validated(out: Path) -> Any:  # noqa: ANN401
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what its own libraries say of themselves
        frictionless = importlib.import_module("frictionless")
        return frictionless.validate(str(out / "datapackage.json"))


def test_the_data_package_passes_frictionless(out: Path) -> None:
    report = validated(out)
    assert report.flatten(["path", "type", "note"]) == []
    assert report.valid


def test_frictionless_would_find_a_changed_table(out: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(out, tmp_path / "copy")
    table = copy / "tables" / "places.csv"
    table.write_bytes(table.read_bytes() + b"US,2021,x,published\n")
    assert not validated(copy).valid


def schema_faults(catalogue: object, kind: str = "non-federal") -> set[str]:
    """Hold a catalogue against the schema of DCAT-US, formats included; say what and where."""
    told = {
        name: json.loads((SCHEMAS / path).read_bytes())
        for name, path in (("catalog", "catalog.json"), ("dataset", f"dataset-{kind}.json"))
    }
    address = "https://project-open-data.cio.gov/v1.1/schema/dataset-non-federal.json"  # what the catalogue refers to
    registry: Registry[Any] = Registry().with_resource(address, Resource.from_contents(told["dataset"]))
    checker = jsonschema.FormatChecker(formats=())
    checker.checks("uri")(lambda text: bool(urlsplit(str(text)).scheme and urlsplit(str(text)).netloc))
    validator = jsonschema.Draft4Validator(told["catalog"], registry=registry, format_checker=checker)
    return {f"{error.json_path}: {error.message}" for error in validator.iter_errors(catalogue)}


@pytest.mark.parametrize("publisher", [Publisher(), Publisher(AGENCY.name), AGENCY], ids=["none", "name", "all"])
def test_the_catalogue_passes_dcat_us(tmp_path: Path, publisher: Publisher) -> None:
    out = released.written(tmp_path, publisher=publisher)
    catalogue = json.loads((out / "data.json").read_bytes())
    assert schema_faults(catalogue) == set()
    told = catalogue["dataset"][0]
    assert told["publisher"]["name"] == publisher.shown
    assert [part["title"] for part in told["distribution"]] == sorted(part["title"] for part in told["distribution"])
    linked = {part["title"]: part.get("downloadURL") for part in told["distribution"]}
    assert linked["tables/places.csv"] == publisher.url("tables/places.csv")
    assert all((out / path).is_file() for path in linked)


def test_a_federal_agency_adds_its_own_two_codes_and_no_more(tmp_path: Path) -> None:
    catalogue = json.loads((released.written(tmp_path, publisher=AGENCY) / "data.json").read_bytes())
    missing = {f"$.dataset[0]: '{code}' is a required property" for code in ("bureauCode", "programCode")}
    assert schema_faults(catalogue, "federal") == missing


def test_the_schema_would_find_a_relative_link_and_a_missing_publisher(out: Path) -> None:
    catalogue = json.loads((out / "data.json").read_bytes())
    catalogue["dataset"][0]["distribution"][0]["downloadURL"] = "tables/places.csv"
    del catalogue["dataset"][0]["publisher"]
    assert len(schema_faults(catalogue)) == 2


def test_the_publisher_is_told_wherever_a_catalogue_looks(tmp_path: Path) -> None:
    out = released.written(tmp_path, publisher=AGENCY)
    assert json.loads((out / "manifest.json").read_bytes())["publisher"] == AGENCY.as_dict()
    assert json.loads((out / "datapackage.json").read_bytes())["homepage"] == AGENCY.url("index.html")
    cited = (out / "CITATION.cff").read_text(encoding="utf-8")
    assert f'authors: [{{"name": "{AGENCY.name}"}}]' in cited
    assert validated(out).valid


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""}, {"name": "a\nb"}, {"name": "x" * 201}, {"contact": "nobody"}, {"contact": "a@b.gov?cc=c@d.gov"},
        {"address": "example.gov/data/"}, {"address": "javascript:alert(1)//"}, {"address": "https://example.gov/data"},
        {"address": "https://user:word@example.gov/"}, {"address": "https://example.gov/?a=1/"},
    ],
    ids=str,
)  # fmt: skip
def test_a_publisher_of_another_kind_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ReleaseError, match=f"{next(iter(given)).replace('name', 'publisher')}: .*; expected"):
        Publisher(**given)


def test_maps_hold_the_values_of_their_table(out: Path) -> None:
    drawn = json.loads((out / "geo" / "places.geojson").read_bytes())
    cells = pd.read_csv(out / "tables" / "places.csv", dtype="str", keep_default_na=False, na_values=[""])
    shown = cells.set_index(["recovery", "period"])
    for feature in drawn["features"]:
        told = feature["properties"]
        for period in ("all", "2021"):
            count, status = shown.loc[(told["code"], period), ["count", "status"]]
            assert told[f"status_{period}"] == status
            assert told[f"count_{period}"] == (None if pd.isna(count) else int(count))
    stored = gpd.read_parquet(out / "geo" / "places.parquet")
    assert stored.crs.to_epsg() == 4326
    assert list(stored["code"]) == [feature["properties"]["code"] for feature in drawn["features"]]


def test_tables_without_periods_span_no_time(tmp_path: Path) -> None:
    out = released.written(tmp_path, policy=released.TIMELESS)
    assert "temporal" not in json.loads((out / "data.json").read_bytes())["dataset"][0]


def test_the_citation_is_yaml_of_version_1_2(out: Path) -> None:
    lines = (out / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    told = {key: json.loads(value) for key, _, value in (line.partition(": ") for line in lines)}
    assert {"cff-version", "message", "title", "authors", "type", "version", "date-released"} <= set(told)
    assert told["cff-version"] == "1.2.0"


def test_checksums_are_those_of_all_other_files(out: Path) -> None:
    listed = dict(reversed(line.split("  ")) for line in (out / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    manifest = json.loads((out / "manifest.json").read_bytes())["files"]
    own = hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    assert listed == manifest | {"manifest.json": own}
