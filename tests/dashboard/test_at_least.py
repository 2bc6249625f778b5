"""A total over masked rows is *at least* its number: in every file, page, picture and word that shows it."""

from __future__ import annotations

import json
from base64 import b64decode
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from dashboard.assets import geometry
from dashboard.pictures import brief
from dashboard.selection import Selection
from dashboard.snapshot import render_site
from dashboard.views import answers, charts, rules, summary, tables
from dashboard.views.choropleth import map_cells, payload
from dashboard.views.naming import cell_text, short_figure
from dashboard.wording import Words
from geodata.policy import policy_from
from geodata.protected import Cell
from geodata.publish import Options, publish
from geodata.release import read_release
from geodata.release.verifying import verify_folder

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.release import Release

ROWS = """period,origin,recovery,count
2022,unknown,Texas,60
2022,unknown,Texas,<5
2022,unknown,Ohio,70
2023,unknown,Texas,80
2023,unknown,Ohio,90
2023,unknown,Iowa,55
"""
TABLES = [
    {"name": "places", "dimensions": {"recovery": "state", "period": "year"}},
    {"name": "relations", "dimensions": {"relation": "direction", "period": "year"}},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("masked")
    (at / "rows.csv").write_text(ROWS)
    options = Options(policy=policy_from({"name": "states", "tables": TABLES}), as_of="2023-12-31")
    publish([at / "rows.csv"], at / "out", options, site=lambda release: render_site(release, is_drawn=False))
    return at / "out"


@pytest.fixture(scope="module")
def release(folder: Path) -> Release:
    return read_release(folder)


def test_what_is_written_is_whole_and_what_is_read_is_the_same(folder: Path, release: Release) -> None:
    assert verify_folder(folder) == ()
    table = pd.read_csv(folder / "tables" / "places.csv").set_index(["recovery", "period"])
    assert tuple(table.loc[("WORLD", "all")]) == (355, "at_least")
    assert tuple(table.loc[("US-TX", "all")]) == (140, "at_least")
    assert table.loc[("US-TX", "2022"), "status"] == "withheld"
    assert release.cell("places", recovery="WORLD") == Cell(355, "at_least")
    package = json.loads((folder / "datapackage.json").read_text())
    codes = [f for r in package["resources"] for f in r["schema"]["fields"] if f["name"] == "status"]
    assert codes
    assert all("at_least" in field["constraints"]["enum"] for field in codes)


def test_every_page_says_at_least(folder: Path, words: Words) -> None:
    home = folder / ("es/index.html" if words.language == "es" else "index.html")
    said = words.say("at_least", n=355)
    assert said in home.read_text()
    assert ">355<" not in home.read_text()
    place = (home.parent / "places" / "US-TX.html").read_text()
    assert words.say("at_least", n=140) in place
    assert words.say("rule_at_least", k=11) in (home.parent / "methods.html").read_text()


def test_headlines_tables_charts_and_the_map_say_at_least(release: Release, words: Words) -> None:
    total = summary.headlines(release, "all", words)[0]
    assert (total.value, total.note) == (words.say("at_least", n=355), words["at_least_note"])
    rows = tables.answer_table(release, answers.answer(release, Selection(by="recovery", level="state")), words)
    told = rows.set_index(words["recovery"])[words["status"]]
    assert told["Texas"] == words["status_at_least"] != told["Iowa"]
    assert cell_text(release.cell("places", period="2022"), words) in charts.trend_chart(release, "all", words)


def test_the_map_marks_the_regions_that_have_at_least_their_figure(release: Release) -> None:
    sent = payload(release, "state", map_cells(release, "recovery", "all"), Words())
    codes, least = (np.frombuffer(b64decode(sent[name]), "<u1") for name in ("codes", "least"))
    figured = [str(geometry("state").codes[i]) for i in np.flatnonzero((codes >= 1) & (codes <= 5))]
    assert [code for code, is_least in zip(figured, least, strict=True) if is_least] == ["US-TX"]
    assert short_figure(140, "at_least", Words()) == "≥ 140"  # in pictures labels are outlines, not text
    assert short_figure(140, "published", Words()) == "140"


def test_the_brief_says_at_least(release: Release, words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []  # a page's fonts are cut to what it uses, so its text can't be read from its bytes
    module = import_module("dashboard.pictures.brief")
    monkeypatch.setattr(module, "text", lambda _, said: told.append(said))
    monkeypatch.setattr(module, "line", lambda _, said, **__: told.append(said))
    brief(release, words, period="all")
    said = " ".join(told)
    assert words.say("at_least", n=355) in said
    assert words.say("at_least", n=140) in said


def test_of_what_is_at_least_so_much_no_share_is_told(release: Release) -> None:
    release.manifest["policy"]["shares"] = "banded"
    try:
        assert release.share("places", "recovery", recovery="US-TX") is None
        assert release.share("places", "recovery", recovery="US-IA", period="2023") is not None
    finally:
        release.manifest["policy"].pop("shares")


def test_where_the_source_masks_nothing_no_rule_speaks_of_it(release: Release, words: Words) -> None:
    assert words.say("rule_at_least", k=11) in rules.rule_lines(release, words)
    release.manifest["coverage"], masked = {"read": "all"}, release.manifest["coverage"]
    try:
        assert words.say("rule_at_least", k=11) not in rules.rule_lines(release, words)
    finally:
        release.manifest["coverage"] = masked
