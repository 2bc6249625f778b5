"""The engine at arm's length: refusals come back as reasons, a stopped run leaves nothing, names are harmless."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest

from dashboard import engine, jobs, server
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
    from loaders import choices, layout, layouts  # noqa: PLC0415 -- the app itself never imports them

    assert {f".{ending}" for ending in engine.FILE_TYPES} == set(layouts.BY_SUFFIX)
    assert {choices.DUPLICATES, layout.TOTALS, layout.HIDDEN} == {engine.DECIDED}
    assert set(engine.DECISIONS) <= set(choices.Choices._fields)


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
        server.serve([], host=host, publish_into=tmp_path)


def test_uploads_are_gone_as_soon_as_they_are_read() -> None:
    desk = engine.Desk()
    facts = desk.put_operations("o.csv", b"operation\n")
    files = desk.keep([("r.csv", RECORDS)])
    ended(engine.Job("check", [], files, [facts])).answer()
    assert [path.exists() for path in (*files, facts)] == [False, False]
    files = desk.keep([("r.csv", RECORDS)])
    job = engine.Job("publish", ["--out", str(desk.staged)], files)
    while jobs.ALL_READ not in job.progress and job.is_running:
        time.sleep(0.02)
    time.sleep(0.1)
    assert not files[0].exists(), "while the rest of the work goes on"
    job.kill()


def test_one_job_at_a_time_however_often_the_button_is_pressed() -> None:
    desk = engine.Desks().open(lambda: True)
    begun = [desk.begin("check", [], [("r.csv", RECORDS)]) for _ in range(50)]
    (job,) = [job for job in begun if job is not None]
    assert ended(job).answer()["rows"] == 2
    assert desk.begin("check", [], [("r.csv", RECORDS)]) is not None, "and the next one when it has ended"
    desk.close()


def test_a_browser_that_is_gone_for_ten_minutes_loses_its_job_and_its_uploads() -> None:
    desks, here = engine.Desks(), {"one": True, "two": True}
    one, two = (desks.open(partial(here.__getitem__, name)) for name in here)
    job = one.begin("publish", ["--out", str(one.staged)], [("r.csv", RECORDS)])
    assert job is not None
    kept = two.keep([("r.csv", RECORDS)])
    now = time.monotonic()
    here["one"] = False
    desks.tidy(now + 1)
    desks.tidy(now + 599)
    assert job.is_running
    desks.tidy(now + 605)
    assert not job.is_running
    assert one.is_closed
    assert not one.staged.parent.exists()
    assert kept[0].exists(), "another browser's"
    here["one"] = True
    assert one.begin("check", [], [("r.csv", RECORDS)]) is None
    desks.close()
    assert not kept[0].exists()


def test_of_two_who_write_one_release_one_is_refused(tmp_path: Path) -> None:
    desks = [engine.Desk() for _ in range(2)]
    for desk in desks:
        desk.staged.mkdir()
        for i in range(30):
            (desk.staged / f"{i}.csv").write_text("x" * 1000)
    for pair in range(25):
        told: list[str] = []

        def write(desk: engine.Desk, pair: int = pair, told: list[str] = told) -> None:
            try:
                desk.release_to(tmp_path / "releases", f"r{pair}")
            except OSError:
                told.append("refused")

        threads = [threading.Thread(target=write, args=(desk,)) for desk in desks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert told == ["refused"]
        assert len(list((tmp_path / "releases" / f"r{pair}").iterdir())) == 30
    assert {path.name for path in (tmp_path / "releases").iterdir()} == {f"r{pair}" for pair in range(25)}


def test_two_uploads_of_one_name_are_two_files() -> None:
    desk = engine.Desk()
    kept = desk.keep([("a.csv", b"1"), ("3-a.csv", b"2"), ("a.csv", b"3")])
    assert len(set(kept)) == 3
    assert [path.read_bytes() for path in kept] == [b"1", b"2", b"3"]
