"""A release is written whole or not at all, in the format of the design."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq
import pytest

from geodata.release import ReleaseError, pack_release, write_release
from tests.geodata import released

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.release import Release

FILES = {
    "manifest.json", "SHA256SUMS", "CITATION.cff", "geo/places.geojson", "geo/places.parquet",
    "index.html", "methods.html", "datapackage.json", "data.json", "regions.csv", "regions.geojson",
    "periods.csv", "relations.csv", "operations.csv", "operations_facts.csv", "tables/places.csv",
    "tables/places.parquet", "tables/operations.csv", "tables/operations.parquet",
}  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released.written(tmp_path_factory.mktemp("written"))


def test_all_files_are_there_and_hashed_and_no_other(out: Path) -> None:
    files = released.files_of(out)
    assert set(files) == FILES
    manifest = json.loads(files.pop("manifest.json"))
    del files["SHA256SUMS"]  # it lists the manifest too
    assert manifest["files"] == {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def test_the_manifest_says_what_the_design_says(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert set(manifest) == {
        "release", "version", "as_of", "policy", "territories", "synthetic", "publisher", "coverage", "dimensions",
        "tables", "audit", "files", "software", "digest",
    }  # fmt: skip
    assert manifest["dimensions"]["recovery"] == {"codes": "regions.csv", "root": "WORLD", "function_of": []}
    assert manifest["tables"][0] == {
        "name": "places", "file": "tables/places.csv", "dimensions": {"period": "year", "recovery": "country"},
    }  # fmt: skip
    assert set(manifest["audit"]) == {"passed", "complete", "cells_checked", "lp_only", "findings"}


def test_tables_are_sorted_complete_and_the_same_in_parquet(out: Path) -> None:
    cells = pd.read_csv(out / "tables" / "places.csv", dtype="str", keep_default_na=False)
    assert list(cells.columns) == ["recovery", "period", "count", "status"]
    assert cells[["recovery", "period"]].equals(
        cells[["recovery", "period"]].sort_values(["recovery", "period"], ignore_index=True)
    )
    assert len(cells) == cells["recovery"].nunique() * 2
    assert set(cells.loc[cells["status"] == "withheld", "count"]) == {""}
    stored = pq.read_table(out / "tables" / "places.parquet")
    assert stored.schema.metadata is None
    assert stored.column("count").to_pylist() == [int(n) if n else None for n in cells["count"]]


def test_codelists_list_all_regions_whether_or_not_they_have_cells(out: Path) -> None:
    regions = pd.read_csv(out / "regions.csv", dtype="str", keep_default_na=False)
    assert list(regions.columns) == ["code", "parent", "level", "name_en", "name_es", "territory"]
    assert {"US-48141", "US-TX/unspecified", "MX-08037", "unknown"} <= set(regions["code"])
    assert regions.set_index("code")["territory"]["US-PR"] == "true"


def test_outlines_have_codes_only_and_lie_in_range(out: Path) -> None:
    drawn = json.loads((out / "regions.geojson").read_bytes())
    assert {tuple(feature["properties"]) for feature in drawn["features"]} == {("code",)}
    codes = [feature["properties"]["code"] for feature in drawn["features"]]
    assert "MX" in codes
    assert "US-TX" not in codes  # no table goes down to states
    assert b"." in (out / "regions.geojson").read_bytes()
    assert not any(len(part.partition(b".")[2]) > 3 for part in _numbers(out))  # 0.001 degrees


def _numbers(out: Path) -> list[bytes]:
    text = (out / "regions.geojson").read_bytes().replace(b"[", b",").replace(b"]", b",")
    return [part.strip() for part in text.split(b",") if b"." in part and part.strip()[:1] in b"-0123456789"]


def test_the_data_package_describes_every_csv(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_bytes())
    assert {r["path"] for r in package["resources"]} == {f for f in FILES if f.endswith(".csv")}
    for resource in package["resources"]:
        content = (out / resource["path"]).read_bytes()
        header = content.split(b"\n", 1)[0].decode().split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_synthetic_figures_say_so_wherever_a_catalogue_looks(tmp_path: Path) -> None:
    out = released.written(tmp_path, synthetic=True)
    assert json.loads((out / "manifest.json").read_bytes())["synthetic"] is True
    assert "synthetic" in json.loads((out / "datapackage.json").read_bytes())["title"]
    assert "synthetic" in json.loads((out / "data.json").read_bytes())["dataset"][0]["title"]


def test_hidden_operations_are_nowhere(tmp_path: Path) -> None:
    out = released.written(tmp_path, policy=released.HIDDEN)
    files = released.files_of(out)
    assert {"operations.csv", "operations_facts.csv"}.isdisjoint(files)
    assert not any(released.OPERATION.encode() in content for content in files.values())


@pytest.mark.parametrize(
    ("particulars", "told"),
    [
        ({"as_of": "16 June 2021"}, "as-of date: '16 June 2021'; expected a day such as 2024-09-30"),
        ({"release_id": "../up"}, "release id: '../up'; expected letters"),
        ({"release_id": ""}, "release id: ''; expected letters"),
    ],
)
def test_particulars_that_are_none_are_refused(particulars: dict[str, str], told: str) -> None:
    with pytest.raises(ReleaseError, match=told):
        released.release(**particulars)


def test_a_name_that_a_spreadsheet_would_run_is_refused() -> None:
    with pytest.raises(ReleaseError, match=r"operation: .* names start with"):
        released.release(operation="=1+1")


def test_the_id_depends_on_policy_and_published_cells_only() -> None:
    plain = released.release().manifest["release"]
    assert plain == released.release(as_of="2022-01-01", synthetic=True).manifest["release"]
    assert plain != released.release(policy=released.HIDDEN).manifest["release"]
    assert released.release(release_id="given-1").manifest["release"] == "given-1"


def test_an_older_release_is_replaced_whole(tmp_path: Path) -> None:
    out = released.written(tmp_path, release_id="old")
    assert (out / "operations.csv").exists()
    released.written(tmp_path, release_id="new", policy=released.HIDDEN)
    assert json.loads((out / "manifest.json").read_bytes())["release"] == "new"
    assert not (out / "operations.csv").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["release"]


def test_a_directory_that_is_no_release_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ReleaseError, match="exists and is no release"):
        released.written(tmp_path)
    assert released.files_of(tmp_path) == {"release/thesis.txt": b"mine"}


@pytest.mark.parametrize("is_new", [True, False])
def test_a_run_that_fails_midway_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_new: bool
) -> None:
    before = {} if is_new else released.files_of(released.written(tmp_path, release_id="old"))
    written: list[str] = []

    def fail_on_the_fifth(self: Path, content: bytes) -> int:
        if len(written) > 3:
            raise OSError(28, "No space left on device")
        written.append(self.name)
        with self.open("wb") as file:
            return file.write(content)

    monkeypatch.setattr(Path, "write_bytes", fail_on_the_fifth)
    with pytest.raises(ReleaseError, match="No space left on device"):
        released.written(tmp_path, release_id="new")
    monkeypatch.undo()
    assert len(written) == 4
    assert {p.name for p in tmp_path.iterdir()} == (set() if is_new else {"release"})
    assert is_new or released.files_of(tmp_path / "release") == before


def test_a_rename_that_fails_brings_the_old_release_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = released.files_of(released.written(tmp_path, release_id="old"))
    rename = Path.rename

    def fail_on_the_new(self: Path, target: Path) -> Path:
        if ".recovery-atlas-new" in self.name:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_on_the_new)
    with pytest.raises(KeyboardInterrupt):
        released.written(tmp_path, release_id="new")
    monkeypatch.undo()
    assert [p.name for p in tmp_path.iterdir()] == ["release"]
    assert released.files_of(tmp_path / "release") == before


@pytest.mark.parametrize("moment", ["before the old went aside", "between the renames", "before the old was removed"])
def test_the_next_run_clears_up_after_one_that_was_killed(tmp_path: Path, moment: str) -> None:
    out = released.written(tmp_path, release_id="old")
    fresh, aside = (tmp_path / f".release.recovery-atlas-{kind}" for kind in ("new", "old"))
    if moment == "before the old went aside":
        fresh.mkdir()
        (fresh / "half").write_bytes(b"x")
    else:
        out.rename(aside)
        if moment == "before the old was removed":
            released.written(tmp_path / "other").rename(out)
            (tmp_path / "other").rmdir()
    released.written(tmp_path, release_id="new")
    assert [p.name for p in tmp_path.iterdir()] == ["release"]
    assert json.loads((out / "manifest.json").read_bytes())["release"] == "new"


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ({"index.html": b""}, "lacks \\['methods.html'\\]"),
        ({"index.html": b"", "methods.html": b"", "regions.csv": b""}, "takes the place of \\['regions.csv'\\]"),
        ({"index.html": b"", "methods.html": b"", "../up.html": b""}, "takes the place of \\['../up.html'\\]"),
    ],
)
def test_a_site_that_does_not_fit_is_refused(tmp_path: Path, pages: Mapping[str, bytes], told: str) -> None:
    def site(_: Release) -> Mapping[str, bytes]:
        return pages

    with pytest.raises(ReleaseError, match=told):
        write_release(released.release(), tmp_path / "release", site)
    assert not list(tmp_path.iterdir())


def test_packing_gives_the_same_bytes_and_listed_files_only(out: Path, tmp_path: Path) -> None:
    pack_release(out, tmp_path / "a.zip")
    copy = tmp_path / "copy"
    for path, content in reversed(released.files_of(out).items()):
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes(content)
    (copy / "unlisted").write_bytes(b"x")
    pack_release(copy, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
