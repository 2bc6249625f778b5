"""A zero that is no fact is never read as one: not on the map, nor in a table, a headline, a picture or a page."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dashboard.assets import geometry
from dashboard.pictures.maps import national_map
from dashboard.selection import Selection
from dashboard.snapshot.grids import Cells, place_grid
from dashboard.snapshot.places import place_page
from dashboard.views import answers, scale, summary, tables
from dashboard.views.choropleth import map_cells, payload
from dashboard.wording import Words
from geodata.release.stating import parents_of, with_none_stated
from tests.dashboard import tiny

if TYPE_CHECKING:
    from geodata.release import Release

PLACES = {
    ("WORLD", "2023"): 51, ("US", "2023"): 48, ("MX", "2023"): "withheld", ("US-TX", "2023"): 48, ("US-OH", "2023"): 0,
    ("US/unspecified", "2023"): 0, ("US-48141", "2023"): 0, ("US-48113", "2023"): 30, ("US-TX/unspecified", "2023"): 18,
    ("MX-CHH", "2023"): 0, ("MX/unspecified", "2023"): "withheld", ("unknown", "2023"): 0,
}  # fmt: skip
PLACES |= {(code, "all"): figure for (code, _), figure in PLACES.items()}
RELATIONS = {("all", "2023"): 51, ("in_state", "2023"): 30, ("out_of_state", "2023"): 0, ("unknown", "2023"): 21}


@pytest.fixture
def stated() -> Release:
    plain = tiny.release(
        tiny.table("places", ["recovery", "period"], PLACES), tiny.table("relations", ["relation", "period"], RELATIONS)
    )
    known = parents_of({**plain.codes, "recovery": plain.regions.frame[["code", "parent"]]})
    told = {name: with_none_stated(table, known) for name, table in plain.tables.items()}
    return tiny.release(*told.values())


def told_of(release: Release, level: str, code: str, words: Words) -> str:
    """Return the note of a region where none is stated, as the map's script finds it."""
    sent = payload(release, level, map_cells(release, "recovery", "2023"), words)
    codes = np.frombuffer(b64decode(sent["codes"]), "<u1")
    notes = np.frombuffer(b64decode(sent["unstated_of"]), "<u2")
    unstated = [str(geometry(level).codes[i]) for i in np.flatnonzero(codes == scale.UNSTATED)]
    return str(sent["unstated"][notes[unstated.index(code)]])


def test_the_map_says_how_many_lie_beside_a_county_that_none_is_stated_for(stated: Release) -> None:
    assert told_of(stated, "county", "US-48141", Words()) == "None stated here; 18 in Texas without a county."
    assert told_of(stated, "county", "US-48141", Words("es")).endswith("18 en Texas sin condado.")


def test_where_that_number_is_withheld_the_map_says_none(stated: Release) -> None:
    note = told_of(stated, "state", "MX-CHH", Words())
    assert note == Words()["none_stated_note"]
    assert not any(letter.isdigit() for letter in note)


def test_the_line_under_the_map_tells_both_kinds_of_zeros_apart(stated: Release) -> None:
    line = summary.map_line(stated, "county", map_cells(stated, "recovery", "2023"), Words())
    assert "1 with a figure, 1 with none stated" in line


def test_no_table_on_a_screen_gives_it_a_figure(stated: Release, words: Words) -> None:
    cells = map_cells(stated, "recovery", "2023")
    rows = tables.place_table(stated, cells, "county", words).set_index(words["place"])
    own = next(name for name in rows.index if "El Paso" in str(name))
    assert rows.loc[own, words["status"]] == words["none_stated"]
    assert rows[words["recoveries"]].isna()[own]
    answer = answers.answer(stated, Selection(period="2023", by="relation"))
    table = tables.answer_table(stated, answer, words)
    told = dict(zip(table[words["relation"]].str.strip(), table[words["status"]], strict=True))
    assert told[words["relation_out_of_state"]] == words["none_stated"]


def test_a_file_taken_away_holds_the_zero_and_says_what_it_is(stated: Release) -> None:
    answer = answers.answer(stated, Selection(period="2023", by="relation"))
    rows = tables.csv_bytes(stated, answer, Words()).decode().splitlines()
    assert any(row.startswith("out_of_state,") and ",0,none_stated," in row for row in rows)


def test_headlines_say_that_none_is_stated_and_explain_it(stated: Release, words: Words) -> None:
    told = {figure.label: figure for figure in summary.headlines(stated, "2023", words)}
    found = told[words["relation_out_of_state"]]
    assert (found.value, found.note) == (words["none_stated"], words["none_stated_note"])


def test_pages_say_it_in_their_tables_and_their_legends(stated: Release, words: Words) -> None:
    cells = Cells(stated)
    grid = place_grid(cells, "recovery", ["US-48141", "US-OH"], "", words, pages=frozenset())
    assert grid is not None
    texts = {row.key: row.texts[-1] for row in grid.rows}
    assert texts == {"recovery=US-48141": words["none_stated"], "recovery=US-OH": "0"}
    page = place_page(cells, "US-TX", "2023", words, frozenset())
    assert 'class="k10"' in page["map"]
    assert words["none_stated"] in page["legend"]
    beside = words.say("none_stated_county", n=18, place="Texas")
    assert f"{beside}</title>" in page["map"]


def test_pictures_have_it_in_their_legend_where_it_is_on_the_map(stated: Release) -> None:
    drawn = national_map(stated, Words(), period="2023", level="county", forms=("svg",)).forms["svg"]
    assert Words()["none_stated"].encode() in drawn
    facts = tiny.table("places", ["recovery", "period"], {("US-48141", "all"): 0, ("US-48113", "all"): 30})
    plain = national_map(tiny.release(facts), Words(), period="all", level="county", forms=("svg",)).forms["svg"]
    assert Words()["none_stated"].encode() not in plain
