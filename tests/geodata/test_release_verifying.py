"""`verify`: whole, unchanged, the same in all forms, and audited as it says."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest

from geodata.release import ReleaseError, pack_release, verify_folder
from tests.geodata import released

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released.written(tmp_path_factory.mktemp("verified"))


@pytest.fixture
def out(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "copy")


def test_a_fresh_release_is_verified(original: Path) -> None:
    assert verify_folder(original) == ()


def test_an_unlisted_file_is_a_fault(out: Path) -> None:
    (out / "tables" / "raw.txt").write_text("secret", encoding="utf-8")
    assert verify_folder(out) == ("tables/raw.txt is not listed in manifest.json",)


def test_a_table_that_is_not_listed_is_a_fault_and_is_looked_at(out: Path) -> None:
    (out / "tables" / "raw.csv").write_text("secret", encoding="utf-8")
    listed, audited = verify_folder(out)
    assert listed == "tables/raw.csv is not listed in manifest.json"
    assert audited.startswith("it can't be audited: copy: tables/raw.csv: no column count")


@pytest.mark.parametrize("path", ["index.html", "methods.html", "data.json", "tables/places.parquet"])
def test_a_missing_file_is_a_fault(out: Path, path: str) -> None:
    (out / path).unlink()
    assert verify_folder(out) == (f"{path} is missing",)


def test_a_page_taken_out_of_the_list_too_is_a_fault(out: Path) -> None:
    (out / "methods.html").unlink()
    manifest = json.loads((out / "manifest.json").read_bytes())
    del manifest["files"]["methods.html"]
    released.reseal(out, manifest)
    assert verify_folder(out) == ("methods.html is not part of the release",)


@pytest.mark.parametrize("path", ["index.html", "periods.csv", "regions.geojson"])
def test_a_changed_file_is_a_fault(out: Path, path: str) -> None:
    (out / path).write_bytes((out / path).read_bytes() + b"\n")
    assert verify_folder(out) == (f"{path} differs from its hash",)


def test_a_cell_filled_in_is_a_fault_though_every_hash_is_right(out: Path) -> None:
    released.change(out, "tables/places.csv", b"US,2021,,withheld", b"US,2021,21,published")
    faults = verify_folder(out)
    assert "tables/places.parquet holds other cells than tables/places.csv" in faults
    assert "the audit doesn't pass" in faults


def test_parquet_with_another_number_is_a_fault(out: Path) -> None:
    stored = pd.read_parquet(out / "tables" / "operations.parquet")
    stored.loc[stored["count"] == 18, "count"] = 19
    stored.to_parquet(out / "tables" / "operations.parquet", index=False)
    released.rehash(out, "tables/operations.parquet")
    assert verify_folder(out) == ("tables/operations.parquet holds other cells than tables/operations.csv",)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b'"cells_checked": 4', b'"cells_checked": 5', "the audit recorded in the manifest is not what an audit"),
        (b'"territories"', b'"Territories"', "manifest.json lacks territories"),
    ],
)
def test_a_manifest_that_lies_is_a_fault(out: Path, old: bytes, new: bytes, fault: str) -> None:
    released.change(out, "manifest.json", old, new)
    released.reseal(out, json.loads((out / "manifest.json").read_bytes()))
    assert any(found.startswith(fault) for found in verify_folder(out))


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_what_is_no_release_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReleaseError):
        verify_folder(tmp_path / name)


def packed(original: Path, tmp_path: Path) -> Path:
    pack_release(original, tmp_path / "release.zip")
    shutil.unpack_archive(tmp_path / "release.zip", tmp_path / "unpacked")
    return tmp_path / "unpacked"


def test_a_packed_release_holds_what_is_read_and_the_rest_can_be_built_again(original: Path, tmp_path: Path) -> None:
    out = packed(original, tmp_path)
    files = set(released.files_of(out))
    assert {"manifest.json", "regions.csv", "tables/places.parquet", "operations_facts.csv"} <= files
    assert {"index.html", "tables/places.csv", "regions.geojson"}.isdisjoint(files)
    assert verify_folder(out) == ()


def test_a_packed_release_that_lies_about_what_was_left_out_is_a_fault(original: Path, tmp_path: Path) -> None:
    out = packed(original, tmp_path)
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["left_out"]["data.json"] = "0" * 64
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    told = set(verify_folder(out))
    unlike = "manifest.json is not written as this program writes it"
    assert told == {"data.json doesn't follow from the tables", unlike}


def test_a_map_with_another_number_is_a_fault_though_every_hash_is_right(out: Path) -> None:
    released.change(out, "geo/places.geojson", b'"count_2021":null', b'"count_2021":21')
    assert "geo/places.geojson doesn't follow from the tables" in verify_folder(out)
    stored = gpd.read_parquet(out / "geo" / "places.parquet")
    stored.loc[stored["count_2021"].isna(), "count_2021"] = 21
    stored.to_parquet(out / "geo" / "places.parquet", index=False)
    released.rehash(out, "geo/places.parquet")
    assert "geo/places.parquet holds other cells than tables/places.csv" in verify_folder(out)
