"""The command line: exit codes, one JSON object on stdout, refusals without values."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from dashboard import cli, server
from dashboard.commands import releases
from dashboard.snapshot import render_site
from geodata.release import read_release
from tests.geodata import journeys, released
from tests.geodata.disclosure.test_pooling import related

AUDIT = {"passed", "complete", "cells_checked", "lp_only", "findings"}


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run a command that answers in JSON; stdout must be one object and nothing else."""
    code = cli.run([*arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the small journey from the shell, and keep what it said."""
    folder = tmp_path_factory.mktemp("shell")
    journeys.records(folder / "a.csv")
    (folder / "small.toml").write_text(journeys.SMALL_TOML, encoding="utf-8")
    command = [sys.executable, "-m", "dashboard.cli", "publish", "a.csv", "--policy", "small.toml", "--out", "r"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [*command, "--format", "json"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    (folder / "stdout").write_text(done.stdout, encoding="utf-8")
    (folder / "stderr").write_text(done.stderr, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return folder


def test_publish_answers_with_one_object_and_nothing_else_on_stdout(folder: Path) -> None:
    answer = json.loads((folder / "stdout").read_text(encoding="utf-8"))
    assert set(answer) == {"release", "out", "coverage", "tables", "audit", "kept_back"}
    assert answer["out"] == "r"
    assert answer["coverage"] == {"rows": 5, "loaded": 5, "quarantined": 0, "totals": 0, "notes": 0}
    assert answer["tables"]["places"] == {"cells": 492, "published": 488, "withheld": 4}
    assert set(answer["audit"]) == AUDIT
    assert "wrote r" in (folder / "stderr").read_text(encoding="utf-8")


def test_audit_passes_with_exit_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = told(capsys, "audit", str(folder / "r"))
    assert (code, set(answer), answer["passed"]) == (0, AUDIT, True)


def test_audit_finds_with_exit_1_and_names_table_cell_and_witness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = released.written(tmp_path)
    released.change(out, "tables/places.csv", b"US,2021,,withheld", b"US,2021,21,published")
    code, answer = told(capsys, "audit", str(out))
    assert (code, answer["passed"], answer["complete"]) == (1, False, True)
    found = {finding["cell"]["recovery"]: finding for finding in answer["findings"]}["MX"]
    assert set(found) == {"table", "cell", "low", "high", "exact", "witness"}
    assert (found["table"], found["low"], found["high"], found["exact"]) == ("places", 3, 3, True)
    assert cli.run(["audit", str(out)]) == 1
    assert "places: recovery MX, period 2021 is 3: " in capsys.readouterr().out


def test_verify_says_yes_and_no(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = released.written(tmp_path, partial(render_site, is_drawn=False))
    assert told(capsys, "verify", str(out)) == (0, {"passed": True, "faults": []})
    (out / "periods.csv").write_bytes(b"")
    assert cli.run(["verify", str(out)]) == 1
    assert "periods.csv differs from its hash" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("queries", "code", "statuses", "codes"),
    [
        (["Texas"], 0, ["exact"], ["US-TX"]),
        (["US-48141", "México"], 0, ["exact", "exact"], ["US-48141", "MX"]),
        (["El Paso County"], 1, ["ambiguous"], [None]),
        (["Texas", "Teksas"], 1, ["exact", "unknown"], ["US-TX", None]),
    ],
)
def test_regions(
    capsys: pytest.CaptureFixture[str], queries: list[str], code: int, statuses: list[str], codes: list[str | None]
) -> None:
    given, answer = told(capsys, "regions", *queries)
    assert given == code
    assert [r["status"] for r in answer["results"]] == statuses
    assert [r["code"] for r in answer["results"]] == codes
    for result in answer["results"]:
        assert set(result) == {"query", "status", "code", "candidates", "suggestions"}
        assert all(set(candidate) == {"code", "name", "level"} for candidate in result["candidates"])


def test_regions_in_words_list_what_could_be_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["regions", "El Paso County"]) == 1
    assert "  US-48141  El Paso County, Texas (county)" in capsys.readouterr().out


@pytest.mark.parametrize(("row", "code"), [(journeys.ROWS[0], 0), ("2021-05,US-TX,US-TX,some,,,2021-06-16", 1)])
def test_check_says_what_would_load(tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, code: int) -> None:
    source = str(journeys.records(tmp_path / "a.csv", row))
    given, answer = told(capsys, "check", source, "--quarantine", str(tmp_path / "q.csv"))
    assert given == code
    assert set(answer) == {"rows", "records", "loaded", "quarantined", "totals", "notes", "findings"}
    assert answer["rows"] == answer["loaded"] + answer["quarantined"] + answer["totals"] + answer["notes"] == 1
    assert cli.run(["check", source]) == code
    shown = capsys.readouterr().out
    assert ("1 would not" in shown) is bool(code)
    assert "some," not in shown + (tmp_path / "q.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["operation-lost-souls"])
def test_example_writes_a_file_that_loads(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(tmp_path / file) for file in ("a.csv", "o.csv")]
    assert cli.run(["example", name, "--out", files[0], "--operations-out", files[1]]) == 0
    assert told(capsys, "check", files[0])[1]["loaded"] == 5
    assert "Operation Lost Souls" in Path(files[1]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told_reason"),
    [
        (["publish", "a.csv"], "--out"),
        (["publish", "a.csv", "--out", "r", "--policy", "nobody"], "policy 'nobody': no such file"),
        (["publish", "missing.csv", "--out", "r"], "missing.csv: no such file"),
        (["publish", "a.csv", "--out", "r", "--territories", "mars"], "mars"),
        (["check", "missing.csv"], "missing.csv: no such file"),
        (["audit", "nowhere"], "nowhere: no directory"),
        (["audit", ".", "--threshold", "1"], "threshold"),
        (["verify", "nowhere"], "nowhere: no directory"),
        (["regions"], "QUERY"),
        (["nonsense"], "nonsense"),
    ],
)
def test_a_refusal_is_exit_2_with_reasons_on_stdout_and_stderr(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str],
    told_reason: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert cli.run([*arguments, "--format", "json"]) == 2
    shown = capsys.readouterr()
    answer = json.loads(shown.out)
    assert set(answer) == {"refused"}
    assert any(told_reason in reason for reason in answer["refused"])
    assert all(f"refused: {reason}" in shown.err for reason in answer["refused"])
    assert not list(tmp_path.iterdir())


def test_open_places_are_written_decided_and_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, form = tmp_path / "a.csv", tmp_path / "places.csv"
    source.write_text("period,origin,recovery,count\n2021,El Paso County,US,20\n2021,Nowhere,CA,20\n", encoding="utf-8")
    _, answer = told(capsys, "check", str(source), "--open-places", str(form))
    assert {found["rule"] for found in answer["findings"]} == {"place-unknown", "place-ambiguous"}
    assert form.read_text(encoding="utf-8").splitlines() == [
        "place,code,candidates", "CA,,CA US-CA", "El Paso County,,US-08041 US-48141", "Nowhere,,US-16073",
    ]  # fmt: skip
    form.write_text("place,code\nEl Paso County,US-48141\nnowhere,unknown\n", encoding="utf-8")
    _, answer = told(capsys, "check", str(source), "--places", str(form), "--home", "Texas, USA")
    assert [found["rule"] for found in answer["findings"]] == ["place-ambiguous"]
    _, answer = told(capsys, "check", str(source), "--places", str(form), "--home", "US")
    assert answer["findings"] == []
    code, answer = told(capsys, "check", str(source), "--places", str(source), "--home", "Georgia")
    assert (code, len(answer["refused"])) == (2, 2)


def test_a_profile_tells_people_neighbours_and_borders(capsys: pytest.CaptureFixture[str]) -> None:
    _, answer = told(capsys, "regions", "El Paso County", "Ontario", "--home", "US-TX", "--profile")
    texas, ontario = (result["profile"] for result in answer["results"])
    assert (texas["population"], texas["population_year"]) == (841286, 2020)
    assert {"US-35013", "MX-08037"} <= set(texas["neighbours"])
    assert (texas["border_km"]["MX"], ontario["border_km"]["CA"]) == (0.0, 0.0)
    assert 1800 < texas["border_km"]["CA"] < 1950
    assert ontario["population"] is None
    assert cli.run(["regions", "Ontario", "--profile"]) == 0
    assert "population: not known" in capsys.readouterr().out


def test_a_refused_file_shows_no_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "a.csv"
    source.write_text("period,origin,recovery,count,child_name\n2021,US,US,1,Ann Example\n", encoding="utf-8")
    assert cli.run(["check", str(source), "--format=json"]) == 2
    shown = capsys.readouterr()
    assert "child_name" in shown.out
    assert "Ann" not in shown.out + shown.err


def test_a_defect_shows_where_and_neither_traceback_nor_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from geodata.gazetteer import Gazetteer  # noqa: PLC0415

    def fail(*_: object, **__: object) -> None:
        raise KeyError(*["Ann Example"])

    monkeypatch.setattr(Gazetteer, "look_up", fail)
    code, answer = told(capsys, "regions", "Texas")
    assert code == 2
    assert answer["refused"][0].startswith("KeyError in test_cli.py, line ")
    assert "Ann" not in json.dumps(answer)


def test_an_example_that_cannot_be_written_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["example", "operation-lost-souls", "--out", str(tmp_path / "no" / "a.csv")]) == 2
    assert "No such file or directory; expected" in capsys.readouterr().err
    assert cli.run(["example", "nothing", "--out", str(tmp_path / "a.csv")]) == 2
    assert not list(tmp_path.iterdir())


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"recovery-atlas {version('recovery-atlas')}\n"
    assert cli.run(["--help"]) == 0
    shown = capsys.readouterr().out
    commands = ("serve", "check", "publish", "audit", "verify", "regions", "example", "layouts")
    assert [command for command in commands if f"\n  {command} " not in shown] == []
    assert cli.run([]) == 2
    assert "Commands:" in capsys.readouterr().err


class Served:
    """Stands where the server would start, and notes what it was given."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.where: tuple[str, int] | None = None
        self.publish_into: Path | None = None
        self.visitors = server.Visitors()

    def __call__(
        self, releases: list[Path], *, host: str, port: int, publish_into: Path | None, visitors: server.Visitors
    ) -> None:
        self.ids = [json.loads((p / "manifest.json").read_bytes())["release"] for p in releases if p.is_dir()]
        self.where, self.publish_into, self.visitors = (host, port), publish_into, visitors


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    stands_in = Served()
    monkeypatch.setattr(server, "serve", stands_in)
    return stands_in


def test_serve_shows_releases_and_records(folder: Path, served: Served) -> None:
    record, policy = str(folder / "a.csv"), str(folder / "small.toml")
    release = json.loads((folder / "r" / "manifest.json").read_bytes())["release"]
    assert cli.run(["serve", "--release", str(folder / "r"), "--port", "8600"]) == 0
    assert (served.ids, served.where) == ([release], ("127.0.0.1", 8600))
    assert (served.publish_into, served.visitors) == (None, server.Visitors())
    options = ["--allow-host", "a.example", "--allow-frame", "https://b.example", "--health-details"]
    assert cli.run(["serve", *options]) == 0
    assert served.visitors == server.Visitors(("a.example",), ("https://b.example",), tells_health=True)
    assert cli.run(["serve", record, "--policy", policy, "--host", "::1", "--publish-into", str(folder)]) == 0
    assert (served.ids, served.where, served.publish_into) == ([release], ("::1", 8501), folder)


def test_serve_takes_the_decision_about_repeated_rows(
    tmp_path: Path, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    source, policy = journeys.records(tmp_path / "a.csv", *journeys.ROWS, journeys.ROWS[0]), tmp_path / "small.toml"
    policy.write_text(journeys.SMALL_TOML, encoding="utf-8")
    assert cli.run(["serve", str(source), "--policy", str(policy)]) == 2
    assert "Give --duplicates keep or --duplicates drop" in capsys.readouterr().err
    assert served.where is None
    assert cli.run(["serve", str(source), "--policy", str(policy), "--duplicates", "drop"]) == 0
    assert served.where == ("127.0.0.1", 8501)


def test_serve_takes_what_publish_takes_about_places_and_gives_the_same_release(
    tmp_path: Path, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (*journeys.ROWS, "2021-05,US-48141,The Lone Star,30,Operation Lost Souls,release,2021-06-16")
    (tmp_path / "small.toml").write_text(journeys.SMALL_TOML, encoding="utf-8")
    (tmp_path / "places.csv").write_text("place,code\nThe Lone Star,US-TX\n", encoding="utf-8")
    source = [str(journeys.records(tmp_path / "a.csv", *rows)), "--policy", str(tmp_path / "small.toml")]
    about = ["--places", str(tmp_path / "places.csv"), "--home", "Texas", "--territories", "abroad",
             "--as-of", "2021-07-01"]  # fmt: skip
    _, answer = told(capsys, "publish", *source, *about, "--out", str(tmp_path / "out"))
    assert cli.run(["serve", *source, *about]) == 0
    assert served.ids == [answer["release"]], "an option left out would change the release's id"


def test_serve_refuses_what_is_no_release_before_it_starts(
    tmp_path: Path, served: Served, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["serve", "--release", str(tmp_path)]) == 2
    monkeypatch.setattr(releases, "RELEASES", tmp_path)
    assert cli.run(["serve"]) == 2
    assert "none is packaged" in capsys.readouterr().err
    assert served.where is None


def test_protect_answers_for_a_bare_instance(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = Path(__file__).parents[2] / "benchmarks" / "instances" / "S"
    code, answer = told(capsys, "protect", str(small), "--out", str(tmp_path / "cells.csv"), "--weights", "counts")
    assert code == 0
    figures = {"cells", "too_small", "withheld", "further", "further_sum"}
    assert set(answer) == figures | {"pools", "not_pooled", "seconds", "peak_memory_mb", "audit"}
    assert (answer["too_small"], answer["further"], answer["further_sum"]) == (142, 6, 32)
    assert answer["audit"]["passed"]
    assert cli.run(["protect", str(small), "--out", str(tmp_path / "cells.csv")]) == 0
    assert "6 of them further ones" in capsys.readouterr().out


def test_protect_pools_leaves_and_says_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = related(tmp_path), tmp_path / "cells.csv"
    code, answer = told(capsys, "protect", str(source), "--out", str(out))
    assert code == 0
    assert answer["pools"] == {"p": {"P/other": ["P1", "P2"]}}
    assert answer["not_pooled"] == ["a", "b", "c"]
    assert "P/other" in out.read_text(encoding="utf-8")
    assert cli.run(["protect", str(source), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "2 leaves pooled into 1 pools.\nNot pooled: a, b, c; one of them is a function of others.\n" in said.out
    assert "pooled 2 leaves into 1 pools" in said.err


def test_protect_pools_nothing_where_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "cells.csv"
    code, answer = told(capsys, "protect", str(related(tmp_path)), "--out", str(out), "--no-pooling")
    assert code == 0
    assert not answer.keys() & {"pools", "not_pooled"}
    assert "other" not in out.read_text(encoding="utf-8")


def test_values_are_shown_on_a_terminal_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = journeys.records(tmp_path / "a.csv"), tmp_path / "q.csv"
    assert cli.run(["check", str(source), "--quarantine", str(out), "--show-values"]) == 2
    assert "found no terminal" in capsys.readouterr().err
    assert not out.exists()


def test_values_go_into_the_named_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = journeys.records(tmp_path / "a.csv", "2021-05,US-TX,US-TX,xolotl7,,,2021-06-16"), tmp_path / "q.csv"
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    assert cli.run(["check", str(source), "--show-values"]) == 2
    cli.run(["check", str(source), "--quarantine", str(out), "--show-values"])
    assert out.read_text(encoding="utf-8").splitlines()[0] == "source,row,column,rule,value"
    assert "xolotl7" in out.read_text(encoding="utf-8")
    told = capsys.readouterr()
    assert "xolotl7" not in told.out + told.err
    assert "bytes in all" in told.err


def test_the_first_packaged_release_has_years_and_places_and_another_has_routes() -> None:
    first, *others = [[set(t.dimensions) for t in read_release(path).tables.values()] for path in releases.packaged()]
    assert {"relation", "period"} in first
    assert {"recovery", "period"} in first
    assert any({"origin", "recovery"} == dimensions - {"period"} for shown in others for dimensions in shown)
