"""A folder is attacked from its published files alone: lies in a manifest change nothing, gaps are refused."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geodata.release import ReleaseError, audit_folder
from geodata.release.auditing import audit_folders
from tests.geodata import released

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PLACES = "tables/places.csv"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released.written(tmp_path_factory.mktemp("audited"))


@pytest.fixture
def out(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "copy")


def test_a_release_passes_as_its_manifest_says(original: Path) -> None:
    assert audit_folder(original).as_dict() == json.loads((original / "manifest.json").read_bytes())["audit"]


@pytest.mark.parametrize("status", [b"published", b"withheld"])
def test_a_withheld_cell_filled_in_is_found_with_what_it_reveals(out: Path, status: bytes) -> None:
    released.change(out, PLACES, b"US,2021,,withheld", b"US,2021,21," + status)
    report = audit_folder(out)
    assert not report.passed
    found = {f.cell["recovery"]: (f.table, f.low, f.high, f.exact) for f in report.findings}
    assert found["MX"] == ("places", 3, 3, True)
    assert all(f.witness for f in report.findings)


def test_a_number_below_k_is_found_where_it_stands(out: Path) -> None:
    released.change(out, PLACES, b"MX,2021,,withheld", b"MX,2021,3,withheld")
    assert any(f.witness == "published although too small" and f.low == 3 for f in audit_folder(out).findings)


def test_a_number_in_the_parquet_file_alone_is_found_too(out: Path) -> None:
    stored = pd.read_parquet(out / "tables" / "places.parquet")
    stored.loc[(stored["recovery"] == "US") & (stored["period"] == "2021"), "count"] = 21
    stored.to_parquet(out / "tables" / "places.parquet", index=False)
    assert {f.cell["recovery"] for f in audit_folder(out).findings} >= {"MX"}


def test_a_manifest_that_lies_changes_nothing(out: Path) -> None:
    released.change(out, PLACES, b"US,2021,,withheld", b"US,2021,21,published")
    released.change(out, "manifest.json", b'"cells_checked": 4', b'"cells_checked": 999')
    assert not audit_folder(out).passed


@pytest.mark.parametrize(("threshold", "passes"), [(5, True), (2, True), (7, False), (25, False)])
def test_the_threshold_of_the_attack_can_be_chosen(original: Path, threshold: int, *, passes: bool) -> None:
    assert audit_folder(original, threshold=threshold).passed is passes


def test_zeros_that_should_be_protected_are_found(original: Path) -> None:
    assert any(f.low == 0 for f in audit_folder(original, zeros="protected").findings)


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (PLACES, b"FR,2021,0,published\n", b"", "tables/places.csv: 1 cells are missing, 0 stand twice"),
        (PLACES, b"FR,2021,0,published", b"DE,2021,0,published", "1 cells are missing, 1 stand twice"),
        (PLACES, b"FR,2021,0", b"XX,2021,0", "1 codes of recovery are in no tree"),
        (PLACES, b"FR,2021,0,published", b"FR,2021,,published", "a cell without its number"),
        (PLACES, b"FR,2021,0,", b"FR,2021,-1,", "no whole number"),
        (PLACES, b"FR,2021,0,published", b"FR,2021,0,rounded", "rounded numbers, and rounding 0"),
        (PLACES, b"recovery,period,count", b"recovery,period,n", "no column count"),
        ("regions.csv", b"\nFR,WORLD", b"\nDE,WORLD", "recovery: a code stands twice"),
        ("regions.csv", b"\nFR,WORLD", b"\nXX,WORLD,country,X,X,false\nFR,WORLD", "'XX'. are no regions or relations"),
        ("relations.csv", b"\nunknown,all", b"\nhearsay,all", "'hearsay'. are no regions or relations"),
        ("regions.csv", b"code,parent", b"code,above", "no columns code and parent"),
        ("periods.csv", b"2021,all", b"2021,", "period: not readable"),
        ("manifest.json", b'"recovery": "country"', b'"recovery": "state"', "doesn't go down to state in recovery"),
        ("manifest.json", b'"tables": [', b'"tab": [', "manifest.json can't be read"),
        ("manifest.json", b'"threshold": 5', b'"threshold": 1', "can't be read"),
        ("manifest.json", b'"file": "tables/places.csv"', b'"file": ""', ""),
    ],
)
def test_what_is_not_whole_is_refused(out: Path, path: str, old: bytes, new: bytes, told: str) -> None:
    if path == "manifest.json":
        text = (out / path).read_bytes()
        at = text.rfind(old)
        (out / path).write_bytes(text[:at] + new + text[at + len(old) :])
    else:
        released.change(out, path, old, new)
    if not told:  # where a manifest says that a table is, is nothing the attack relies on
        assert audit_folder(out).passed
        return
    with pytest.raises(ReleaseError, match=told):
        audit_folder(out)


@pytest.mark.parametrize("path", ["regions.csv", "periods.csv", "tables/operations.csv"])
def test_a_missing_file_is_refused(out: Path, path: str) -> None:
    (out / path).unlink()
    with pytest.raises(ReleaseError, match="expected tables"):
        audit_folder(out)


def test_a_code_left_out_of_a_whole_table_is_refused(out: Path) -> None:
    cells = (out / PLACES).read_bytes().split(b"\n")
    (out / PLACES).write_bytes(b"\n".join(line for line in cells if not line.startswith(b"FR,")))
    with pytest.raises(ReleaseError, match="0 codes of recovery are in no tree, 1 are missing"):
        audit_folder(out)


def test_several_folders_are_each_attacked_and_findings_say_which(original: Path, out: Path) -> None:
    released.change(out, PLACES, b"US,2021,,withheld", b"US,2021,21,published")
    answer = audit_folders([original, out])
    assert answer["passed"] is False
    assert {found["folder"] for found in answer["findings"]} == {str(out)}
    assert audit_folders([original]) == audit_folder(original).as_dict()
    (out / "regions.csv").unlink()
    with pytest.raises(ReleaseError, match=r"copy: .*\n.*nowhere: no directory"):
        audit_folders([original, out, out.parent / "nowhere"])


def by_hand(folder: Path, files: Mapping[str, str]) -> Path:
    (folder / "tables").mkdir(parents=True)
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")
    return folder


TWO_BY_TWO = {
    # 24 = a 12 + b 12 = girls 12 + boys 12; the four cells inside are withheld, each may be 1 to 11
    "tables/t.csv": "place,sex,count\nall,all,24\na,all,12\nb,all,12\nall,girl,12\na,girl,*\nb,girl,\n"
    "all,boy,12\na,boy,*\nb,boy,*\n",
    "place.csv": "code,parent\nall,\na,all\nb,all\n",
    "sexes.csv": "code,parent\nall,\ngirl,all\nboy,all\n",
}


@pytest.mark.parametrize(("threshold", "n_findings"), [(5, 0), (12, 0), (13, 8)])
def test_a_folder_made_by_hand_needs_no_manifest(tmp_path: Path, threshold: int, n_findings: int) -> None:
    report = audit_folder(by_hand(tmp_path / "hand", TWO_BY_TWO), threshold=threshold)
    assert report.complete
    assert len(report.findings) == n_findings  # at 13 the four twelves are too small, and the four cells can't be 12


@pytest.mark.parametrize("change", ["total", "one blank"])
def test_a_lone_blank_beside_its_total_is_worked_out(tmp_path: Path, change: str) -> None:
    table = "place,count\nall,30\na,27\nb,*\n" if change == "total" else "place,count,status\nall,30,\na,27,\nb,,\n"
    folder = by_hand(tmp_path / "hand", {"tables/t.csv": table, "place.csv": TWO_BY_TWO["place.csv"]})
    (found,) = audit_folder(folder, threshold=5).findings
    assert (found.table, dict(found.cell), found.low, found.high, found.exact) == ("t", {"place": "b"}, 3, 3, True)
    assert "30" in found.witness


def test_without_a_threshold_a_folder_made_by_hand_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="Give --threshold"):
        audit_folder(by_hand(tmp_path / "hand", TWO_BY_TWO))


def test_a_dimension_without_a_file_is_refused(tmp_path: Path) -> None:
    folder = by_hand(tmp_path / "hand", {k: v for k, v in TWO_BY_TWO.items() if k != "sexes.csv"})
    with pytest.raises(ReleaseError, match=r"sex: no file sex\.csv"):
        audit_folder(folder, threshold=5)


def test_places_of_another_world_have_no_relation_to_work_out(tmp_path: Path) -> None:
    codes = ["all", "p", "q"]
    files = {
        "tables/corridors.csv": "origin,recovery,count\n"
        + "".join(f"{a},{b},{(1 + (a == 'all')) * (1 + (b == 'all')) * 10}\n" for a in codes for b in codes),
        "tables/relations.csv": "relation,count\nall,40\nin_state,20\nout_of_state,20\n",
        "relation.csv": "code,parent\nall,\nin_state,all\nout_of_state,all\n",
        "origin.csv": "code,parent\nall,\np,all\nq,all\n",
        "recovery.csv": "code,parent\nall,\np,all\nq,all\n",
    }
    assert audit_folder(by_hand(tmp_path / "hand", files), threshold=5).passed


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_relation_is_a_function_of_its_corridors(tmp_path: Path, *, is_linked: bool) -> None:
    """Outbound and inbound are withheld beside cross border = 43, but the corridor US → MX is shown: 43 - 40 = 3.

    Without `origin` there is no corridor, and nothing gives the 3 away.
    """
    codes = ["WORLD", "US", "MX"]
    shown = {("WORLD", "WORLD"): "100", ("US", "MX"): "40"}
    first = "origin" if is_linked else "seen"
    places = "code,parent\nWORLD,\nUS,WORLD\nMX,WORLD\n"
    parents = {"all": "", "cross_border": "all", "domestic_unspecified": "all"}
    parents |= dict.fromkeys(["outbound", "inbound", "third"], "cross_border")
    counts = {"all": "100", "cross_border": "43", "domestic_unspecified": "57", "third": "0"}
    files = {
        "tables/corridors.csv": f"{first},recovery,count\n"
        + "".join(f"{a},{b},{shown.get((a, b), '*')}\n" for a in codes for b in codes),
        "tables/relations.csv": "relation,count\n" + "".join(f"{r},{counts.get(r, '*')}\n" for r in parents),
        "relation.csv": "code,parent\n" + "".join(f"{r},{above}\n" for r, above in parents.items()),
        "regions.csv": places,
        "seen.csv": places,
    }
    report = audit_folder(by_hand(tmp_path / "hand", files), threshold=5)
    known = {tuple(f.cell.values()) for f in report.findings if f.low == f.high == 3}
    assert known == ({("MX", "US"), ("inbound",)} if is_linked else set())
    assert report.passed is not is_linked
