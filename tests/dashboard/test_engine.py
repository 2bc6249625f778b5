"""The engine at arm's length: refusals come back as reasons, a stopped run leaves nothing, names are harmless."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from dashboard import engine, serving
from geodata.errors import ReleaseError

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = b"period,origin,recovery,count,as_of\n2023,US-TX,US-TX,40,2023-12-31\n2023,US-TX,Nowhere Land,20,2023-12-31\n"


def ended(job: engine.Job) -> engine.Job:
    until = time.monotonic() + 60
    while job.is_running and time.monotonic() < until:
        time.sleep(0.05)
    return job


def test_a_check_tells_rows_and_rules_and_no_value() -> None:
    desk = engine.Desk()
    answer = ended(engine.Job("check", [], desk.keep([("some records.csv", RECORDS)]))).answer()
    assert answer["rows"] == 2
    assert {found["rule"] for found in answer["findings"]} >= {"place-unknown"}
    assert "Nowhere" not in str(answer)


def test_a_refusal_comes_back_with_its_reasons() -> None:
    desk = engine.Desk()
    files = desk.keep([("r.csv", b"name,date of birth\nA,2010-01-01\n")])
    answer = ended(engine.Job("publish", ["--out", str(desk.staged)], files)).answer()
    assert answer["refused"]
    assert not desk.staged.exists()


@pytest.mark.parametrize(("decision", "loaded"), [("ask", 3), ("keep", 3), ("drop", 2)])
def test_what_becomes_of_repeated_rows_is_decided(decision: str, loaded: int) -> None:
    desk = engine.Desk()
    files = desk.keep([("r.csv", RECORDS + RECORDS.splitlines()[1] + b"\n")])
    answer = ended(engine.Job("check", ["--duplicates", decision], files)).answer()
    assert answer["loaded"] == loaded
    assert ("repeated" in {found["rule"] for found in answer["findings"]}) is (decision == "ask")


def test_the_screen_offers_every_file_type_and_decision_of_the_loaders() -> None:
    from loaders import choices, layouts  # noqa: PLC0415 -- the app itself never imports them

    assert {f".{ending}" for ending in engine.FILE_TYPES} == set(layouts.BY_SUFFIX)
    assert choices.DUPLICATES == engine.DUPLICATES


def test_a_stopped_run_leaves_nothing() -> None:
    desk = engine.Desk()
    job = engine.Job("publish", ["--out", str(desk.staged)], desk.keep([("r.csv", RECORDS)]))
    job.stop()
    assert not ended(job).is_running
    assert job.is_stopped
    assert not desk.staged.exists()


def test_a_release_is_put_in_its_place_whole_and_never_over_another(tmp_path: Path) -> None:
    desk = engine.Desk()
    desk.staged.mkdir()
    (desk.staged / "manifest.json").write_text("{}")
    assert (desk.release_to(tmp_path / "releases", "../r 1") / "manifest.json").exists()
    assert [path.name for path in (tmp_path / "releases").iterdir()] == ["r_1"]
    with pytest.raises(FileExistsError, match="there already"):
        desk.release_to(tmp_path / "releases", "r 1")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a.csv", "a.csv"), ("../../etc/passwd", "passwd"), ("-rf.csv", "rf.csv"), ("b;c.csv", "b_c.csv"), ("", "file")],
)
def test_a_file_name_is_made_harmless(name: str, kept: str) -> None:
    assert engine.harmless(name) == kept


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.org"])  # noqa: S104
def test_other_computers_never_reach_the_publish_screen(host: str, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="other computers could reach the publish screen"):
        serving.serve([], host=host, publish_into=tmp_path)


def test_two_uploads_of_one_name_are_two_files() -> None:
    desk = engine.Desk()
    kept = desk.keep([("a.csv", b"1"), ("3-a.csv", b"2"), ("a.csv", b"3")])
    assert len(set(kept)) == 3
    assert [path.read_bytes() for path in kept] == [b"1", b"2", b"3"]
