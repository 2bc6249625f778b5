"""What catalogues read passes the validators of its own standards."""

from __future__ import annotations

import importlib
import json
import shutil
import warnings
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest

from tests.geodata import released

if TYPE_CHECKING:
    from pathlib import Path


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


def test_the_citation_is_yaml_of_version_1_2(out: Path) -> None:
    lines = (out / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    told = {key: json.loads(value) for key, _, value in (line.partition(": ") for line in lines)}
    assert {"cff-version", "message", "title", "authors", "type", "version", "date-released"} <= set(told)
    assert told["cff-version"] == "1.2.0"


def test_checksums_are_those_of_all_other_files(out: Path) -> None:
    listed = dict(reversed(line.split("  ")) for line in (out / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    manifest = json.loads((out / "manifest.json").read_bytes())["files"]
    assert listed == {path: digest for path, digest in manifest.items() if path != "SHA256SUMS"}
