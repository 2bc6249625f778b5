"""A release of tables only: what pipelines need, and as well looked after as any other."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from dashboard import cli
from dashboard.snapshot import render_site
from geodata.release import audit_folder, pack_release, read_release, verify_folder, write_release
from tests.geodata import journeys, released

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "manifest.json", "SHA256SUMS", "CITATION.cff", "datapackage.json", "data.json", "regions.csv", "periods.csv",
    "relations.csv", "operations.csv", "operations_facts.csv", "tables/places.csv", "tables/places.parquet",
    "tables/operations.csv", "tables/operations.parquet",
}  # fmt: skip
ASKED = partial(render_site, is_drawn=False)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write_release(released.release(), tmp_path / "release", None)
    return tmp_path / "release"


def test_it_holds_tables_codes_and_descriptions_and_says_so(out: Path) -> None:
    assert set(released.files_of(out)) == FILES
    assert json.loads((out / "manifest.json").read_bytes())["parts"] == ["tables", "codes", "descriptions"]
    assert {r["path"] for r in json.loads((out / "datapackage.json").read_bytes())["resources"]} == {
        name for name in FILES if name.endswith(".csv")
    }


def test_its_tables_are_those_of_the_whole_release(out: Path, tmp_path: Path) -> None:
    whole = released.files_of(released.written(tmp_path / "whole"))
    alike = {name for name in FILES if name.endswith((".csv", ".parquet"))}
    assert {name: (out / name).read_bytes() for name in alike} == {name: whole[name] for name in alike}


def test_it_is_read_audited_and_verified(out: Path) -> None:
    assert read_release(out).cell("places", recovery="WORLD").count == 24  # type: ignore[union-attr]
    assert audit_folder(out).passed
    assert verify_folder(out, site=ASKED) == ()


@pytest.mark.parametrize("page", ["index.html", "regions.geojson"])
def test_a_page_or_map_in_it_is_a_fault_though_it_is_listed(out: Path, page: str) -> None:
    (out / page).write_bytes(b"12")
    assert f"{page} is not listed in manifest.json" in verify_folder(out, site=ASKED)
    released.rehash(out, page)
    assert f"{page} is nothing that the tables give" in verify_folder(out, site=ASKED)


def test_a_whole_release_whose_pages_are_gone_is_no_release_of_tables(tmp_path: Path) -> None:
    out = released.written(tmp_path)
    (out / "index.html").unlink()
    assert verify_folder(out) == ("index.html is missing",)


def test_links_lead_to_no_page_that_is_not_there(tmp_path: Path) -> None:
    from geodata.release import Publisher  # noqa: PLC0415

    named = released.release(publisher=Publisher("Agency", None, "https://example.gov/data/"))
    write_release(named, tmp_path / "r", None)
    told = b"".join((tmp_path / "r" / name).read_bytes() for name in ("data.json", "datapackage.json", "CITATION.cff"))
    assert b"https://example.gov/data/tables/places.csv" in told
    assert b"index.html" not in told


def test_it_is_packed_and_read_again(out: Path, tmp_path: Path) -> None:
    pack_release(out, tmp_path / "r.zip")
    assert read_release(tmp_path / "r.zip").manifest["release"] == read_release(out).manifest["release"]


def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, policy = journeys.records(tmp_path / "a.csv"), tmp_path / "small.toml"
    policy.write_text(journeys.SMALL_TOML, encoding="utf-8")
    out = tmp_path / "r"
    assert cli.run(["publish", str(source), "--policy", str(policy), "--out", str(out), "--tables-only"]) == 0
    assert {path.suffix for path in out.rglob("*.*")} == {".json", ".csv", ".parquet", ".cff"}
    assert cli.run(["audit", str(out)]) == 0
    assert cli.run(["verify", str(out)]) == 0
    assert "Verified" in capsys.readouterr().out
