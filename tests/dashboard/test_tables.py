"""The table twin of each map and chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dashboard.views import tables
from dashboard.views.choropleth import map_cells
from dashboard.wording import Words
from tests.dashboard import tiny

if TYPE_CHECKING:
    from geodata.release import Release

POOLS = {"US-TX/other": ["US-48001", "US-48003"]}
PLACES = tiny.table(
    "places", ["recovery", "period"],
    {
        ("US-48141", "2023"): 24, ("US-48001", "2023"): "withheld", ("US-48003", "2023"): "withheld",
        ("US-TX/other", "2023"): 33, ("US-48005", "2023"): "withheld", ("US-48007", "2023"): "not_reported",
        ("US-TX", "2023"): 90,
    },
)  # fmt: skip


def test_every_place_of_the_level_has_a_row_the_largest_first() -> None:
    release = tiny.release(PLACES, pools=POOLS)
    table = tables.place_table(release, map_cells(release, "recovery", "2023"), "county", Words("en"))
    assert list(table["Recoveries"].dropna()) == [33, 24]
    assert table["Place"][1] == "El Paso County, TX"
    said = dict(zip(table["Place"], table["Status"], strict=True))
    assert said["Anderson County, TX"] == "Counted together"
    assert said["Angelina County, TX"] == "Withheld"
    assert said["Aransas County, TX"] == "Not reported"
    assert len(table) == 6


def test_the_table_says_what_the_map_says(release: Release, words: Words) -> None:
    cells = map_cells(release, "recovery", "2024")
    table = tables.place_table(release, cells, "state", words)
    states = [code for code in cells.index if release.regions.level(code) == "state"]
    assert len(table) == len(states)
    assert int(table[words["recoveries"]].sum()) == int(cells.loc[states, "count"].sum())
    without = table[table[words["recoveries"]].isna()][words["status"]]
    assert set(without) <= {words["withheld"], words["not_reported"], words["pool"]}


def test_relations_and_categories_keep_the_order_of_their_tree(release: Release) -> None:
    from dashboard.selection import Selection  # noqa: PLC0415
    from dashboard.views import answers  # noqa: PLC0415

    answer = answers.answer(release, Selection(by="relation", period="2023"))
    table = tables.answer_table(release, answer, Words("en"))
    assert list(table["Relation"])[:3] == ["All recoveries", "\u2003In state", "\u2003\u2003Same county"]


def test_the_method_screen_lists_every_table_with_its_tally(release: Release) -> None:
    table = tables.tables_table(release, Words("en")).set_index("Table")
    assert list(table.index) == list(release.tables)
    counts = release.tables["places"].cells["status"].value_counts()
    assert table.loc["places", "Withheld"] == counts["withheld"]
    assert not pd.isna(table).any().any()
