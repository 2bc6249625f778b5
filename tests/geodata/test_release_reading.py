"""What was written is read; what was changed afterwards is refused."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from geodata.protected import Cell
from geodata.release import ReleaseError, pack_release, read_release
from tests.geodata import released

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released.written(tmp_path_factory.mktemp("read"))


@pytest.fixture
def out(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "copy")


def test_a_release_is_read_as_it_was_written(original: Path) -> None:
    before, after = released.release(), read_release(original)
    for name, table in before.tables.items():
        ordered = table.cells.sort_values(list(table.dimensions), ignore_index=True)
        assert after.tables[name].cells.equals(ordered), name
    made = {"files", "digest"}  # when it is written
    assert {k: v for k, v in after.manifest.items() if k not in made} == {
        k: v for k, v in before.manifest.items() if k not in made
    }
    assert after.regions.frame.equals(before.regions.frame)
    for dimension, codes in before.codes.items():
        assert after.codes[dimension].equals(codes), dimension


@pytest.mark.parametrize(
    ("codes", "cell"),
    [
        ({}, Cell(24, "published")),
        ({"recovery": "US"}, Cell(None, "withheld")),
        ({"recovery": "FR", "period": "2021"}, Cell(0, "published")),
        ({"recovery": "NA"}, Cell(0, "published")),  # Namibia, not a missing value
        ({"recovery": "nowhere"}, None),
    ],
)
def test_cells_are_looked_up_by_code(original: Path, codes: dict[str, str], cell: Cell | None) -> None:
    assert read_release(original).cell("places", **codes) == cell


def test_a_table_that_is_not_there_is_refused_by_name(original: Path) -> None:
    with pytest.raises(ReleaseError, match="no table 'corridors'; expected one of places, operations"):
        read_release(original).cell("corridors")


def test_pools_keep_their_members_population_and_outline(original: Path) -> None:
    release = read_release(original)
    pooled = release.regions.with_pools({"US-TX/other": ["US-48001", "US-48003"]})
    from geodata.release.contents import _region_rows, csv_bytes  # noqa: PLC0415
    from geodata.release.reading import csv_frame, regions_from  # noqa: PLC0415

    again = regions_from(csv_frame(csv_bytes(_region_rows(pooled))))
    assert again.frame.equals(pooled.frame)
    assert again.members("US-TX/other") == ("US-48001", "US-48003")
    assert "US-TX/other" in set(again.outlines("county")["code"])


@pytest.mark.parametrize("inside", ["", "some/folder/"])
def test_a_zip_holds_a_release_at_its_root_or_in_a_folder(original: Path, tmp_path: Path, inside: str) -> None:
    packed = tmp_path / "packed.zip"
    if inside:
        shutil.copytree(original, tmp_path / "up" / inside)
        shutil.make_archive(str(packed.with_suffix("")), "zip", tmp_path / "up")
    else:
        pack_release(original, packed)
    assert read_release(packed).cell("places") == Cell(24, "published")


@pytest.mark.parametrize(
    "path", ["tables/places.csv", "tables/places.parquet", "regions.csv", "periods.csv", "index.html", "data.json"]
)
def test_a_changed_file_is_refused(out: Path, path: str) -> None:
    content = (out / path).read_bytes()
    (out / path).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ReleaseError, match=f"{path} differs from its hash"):
        read_release(out)


def test_all_faults_are_told_at_once(out: Path) -> None:
    (out / "periods.csv").unlink()
    (out / "regions.csv").write_bytes(b"code")
    with pytest.raises(ReleaseError, match=r"periods\.csv is missing; regions\.csv differs from its hash"):
        read_release(out)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'"version": 1', b'"version": 2', "version 2; expected 1"),
        (b'"passed": true', b'"passed": false', "its audit didn't pass"),
        (b'"complete": true', b'"complete": false', "its audit didn't pass"),
        (b'"passed": true', b'"passed": 1', "its audit didn't pass"),
        (b'"periods.csv": "', b'"../periods.csv": "', "../periods.csv is missing"),
        (b'"tables": [\n  {', b'"tables": [5,\n  {', "not readable"),
        (b"{", b"[", "no manifest.json"),
    ],
)
def test_a_manifest_that_says_otherwise_is_refused(out: Path, old: bytes, new: bytes, told: str) -> None:
    content = (out / "manifest.json").read_bytes()
    at = content.rfind(old) if b"tables" in old else content.find(old)
    (out / "manifest.json").write_bytes(content[:at] + new + content[at + len(old) :])
    with pytest.raises(ReleaseError, match=told):
        read_release(out)


def test_a_number_in_a_withheld_cell_is_refused_even_with_its_hash_put_right(out: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    stored = pq.read_table(out / "tables" / "places.parquet").to_pandas()
    stored.loc[stored["status"] == "withheld", "count"] = 7
    stored.to_parquet(out / "tables" / "places.parquet", index=False)
    released.rehash(out, "tables/places.parquet")
    with pytest.raises(ReleaseError, match="not readable"):
        read_release(out)


@pytest.mark.parametrize("name", ["missing", "empty", "text.zip"])
def test_what_is_no_release_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("no zip", encoding="utf-8")
    with pytest.raises(ReleaseError, match="expected a release"):
        read_release(tmp_path / name)


def test_operations_come_with_their_facts_and_formulas_are_disarmed(original: Path) -> None:
    facts = read_release(original).operations
    assert facts["operation"].tolist() == [released.OPERATION]
    assert facts["lead_agencies"].tolist() == ["'=A; B"]
    assert json.loads((original / "manifest.json").read_bytes())["files"]["operations_facts.csv"]
