"""From files to a release, and what stops on the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geodata.coding import Guidance, read_rule
from geodata.errors import DisclosureError, InputError, ReleaseError
from geodata.protected import Cell
from geodata.publish import Options, Publication, publish
from geodata.release import audit_folder, read_release, verify_folder
from tests.geodata import journeys, released

if TYPE_CHECKING:
    from pathlib import Path

FACTS = "operation,status,lead_agencies\nOperation Lost Souls,ongoing,Homeland Security Investigations\n"


def published(folder: Path, *rows: str, header: str = journeys.HEADER, **options: object) -> Publication:
    source = journeys.records(folder / "records.csv", *rows, header=header)
    chosen = Options(**{"policy": journeys.SMALL, **options})  # type: ignore[arg-type]
    return publish([source], folder / "out", chosen, site=released.pages)


@pytest.fixture(scope="module")
def lost_souls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    (folder / "operations.csv").write_text(FACTS, encoding="utf-8")
    published(folder, operations=folder / "operations.csv")
    return folder / "out"


def test_the_flagship_record_arrives_as_the_hand_computed_cells(lost_souls: Path) -> None:
    release = read_release(lost_souls)
    by_hand = {
        ("places", "recovery", "WORLD"): Cell(24, "published"),
        ("places", "recovery", "US"): Cell(None, "withheld"),
        ("places", "recovery", "MX"): Cell(None, "withheld"),
        ("places", "recovery", "FR"): Cell(0, "published"),
        ("operations", "relation", "in_state"): Cell(18, "published"),
        ("operations", "relation", "elsewhere"): Cell(6, "published"),
    }
    assert {key: release.cell(key[0], **{key[1]: key[2]}) for key in by_hand} == by_hand
    assert release.manifest["as_of"] == "2021-06-16"
    assert release.operations["lead_agencies"].tolist() == ["Homeland Security Investigations"]


def test_what_was_published_is_verified_and_stands_an_attack(lost_souls: Path) -> None:
    assert verify_folder(lost_souls) == ()
    assert audit_folder(lost_souls).passed


def test_the_publisher_learns_the_rows_and_the_release_does_not(tmp_path: Path) -> None:
    told = published(tmp_path, *journeys.ROWS, "2021-05,US-TX,US-TX,many,,,").as_dict()
    assert told["coverage"] == {"rows": 6, "loaded": 5, "quarantined": 1, "totals": 0, "notes": 0}
    assert told["tables"]["places"]["withheld"] == 4
    assert read_release(tmp_path / "out").manifest["coverage"] == {
        "read": "95 % or less", "quarantined": None, "totals": 0, "notes": 0,
    }  # fmt: skip


UNDATED = [row.removesuffix("2021-06-16") for row in journeys.ROWS]
NAMED = journeys.HEADER.replace("operation", "child_name")


@pytest.mark.parametrize(
    ("options", "rows", "header", "error", "told"),
    [
        ({}, UNDATED, journeys.HEADER, ReleaseError, "Give --as-of"),
        ({"as_of": "yesterday"}, journeys.ROWS, journeys.HEADER, ReleaseError, "as-of date: 'yesterday'"),
        ({"release_id": "a b"}, journeys.ROWS, journeys.HEADER, ReleaseError, "release id"),
        ({"strict": True}, ["2021-05,US,US,many,,,2021-06-16"], journeys.HEADER, InputError, "1 rows can't be loaded"),
        ({}, ["2021-05,US,US,many,,,2021-06-16"], journeys.HEADER, InputError, "none of 1 rows can be loaded"),
        ({}, ["2021,US,US,1,Ann Example,,"], NAMED, InputError, "child_name"),
    ],
)
def test_a_refusal_writes_nothing(
    tmp_path: Path, options: dict[str, object], rows: list[str], header: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told) as refused:
        published(tmp_path, *rows, header=header, **options)
    assert "Ann" not in str(refused.value)
    assert "many" not in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["records.csv"]


def test_faults_of_records_and_operations_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "operations.csv").write_text("start\n2021\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        published(tmp_path, "2021,1", header="period,count", operations=tmp_path / "operations.csv")
    text = str(refused.value)
    assert "records.csv" in text
    assert "operations.csv" in text


def test_a_place_that_is_taken_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ReleaseError, match="exists and is no release"):
        publish([tmp_path / "missing.csv"], tmp_path / "out", Options(journeys.SMALL), site=released.pages)


@pytest.mark.parametrize(("source", "expected"), [("synthetic (invented)", True), ("release", False)])
def test_synthetic_records_make_a_synthetic_release(tmp_path: Path, source: str, *, expected: bool) -> None:
    rows = [row.replace("release", source) for row in journeys.ROWS]
    assert published(tmp_path, *rows).release.manifest["synthetic"] is expected


def test_the_name_of_a_file_does_not_make_it_synthetic(tmp_path: Path) -> None:
    rows = [row.replace("release", "") for row in journeys.ROWS]
    source = journeys.records(tmp_path / "synthetic.csv", *rows)
    release = publish([source], tmp_path / "out", Options(journeys.SMALL), site=released.pages).release
    assert release.manifest["synthetic"] is False


def test_progress_names_the_steps_from_first_to_last(tmp_path: Path) -> None:
    said: list[str] = []
    source = journeys.records(tmp_path / "records.csv")
    publish([source], tmp_path / "out", Options(journeys.SMALL), site=released.pages, progress=said.append)
    assert [line.partition(",")[0] for line in said[:1]] == ["reading records.csv"]
    assert said[1].startswith("read records.csv: ")
    assert said[2:4] == ["read the records", "placed the records"]
    assert said[-1].startswith("wrote ")


def test_territories_abroad_are_said_so(tmp_path: Path) -> None:
    published(tmp_path, guidance=Guidance(territories=read_rule(["abroad"])))
    assert json.loads((tmp_path / "out" / "manifest.json").read_bytes())["territories"] == "abroad"


def test_a_policy_that_cannot_be_met_is_refused(tmp_path: Path) -> None:
    from geodata.policy import policy_from  # noqa: PLC0415

    plain = journeys.SMALL.as_dict()
    with pytest.raises(DisclosureError):
        published(tmp_path, policy=policy_from(plain | {"contributors": "source"}))  # the records name one
    assert not (tmp_path / "out").exists()
