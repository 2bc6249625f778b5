"""Explore: every choice is answered by one table of the release, and the download is exactly the cells shown."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.selection import ALL, BY, LEVELS, WORLD, Selection
from dashboard.views import answers, tables
from dashboard.views.routes import routes_period
from dashboard.wording import Words
from tests.dashboard import tiny

if TYPE_CHECKING:
    from geodata.release import Release

REGIONS = ("US-TX", "US-OK", "US-48141", "MX-CHH", "US", "MX", "US/unspecified")
PLACES = tiny.table(
    "places", ["recovery", "period"],
    {
        ("WORLD", "2023"): 500, ("US", "2023"): 490, ("US-TX", "2023"): 300, ("US-OK", "2023"): "withheld",
        ("US/unspecified", "2023"): 0, ("US-48141", "2023"): 24, ("MX-CHH", "2023"): 12, ("MX", "2023"): 12,
        ("WORLD", "2022"): 400, ("WORLD", "all"): 900,
    },
)  # fmt: skip
CATEGORIES = tiny.table(
    "categories", ["recovery", "category", "period"],
    {
        ("WORLD", "runaway", "2023"): 60, ("WORLD", "trafficking", "2023"): "withheld", ("WORLD", "all", "2023"): 500,
        ("US-TX", "runaway", "2023"): 44, ("US-TX", "all", "2023"): 300,
    },
)  # fmt: skip
CORRIDORS = tiny.table(
    "corridors", ["origin", "recovery", "period"],
    {
        ("US-TX", "MX-CHH", "2023"): 12, ("US-TX", "US-OK", "2023"): "withheld", ("US-OK", "US-TX", "2023"): 0,
        ("US-OK", "US-OK", "2023"): 30, ("WORLD", "WORLD", "2023"): 500,
    },
)  # fmt: skip
RELEASE = tiny.release(PLACES, CATEGORIES, CORRIDORS)
ENGLISH = Words("en")


def choose(**choices: str) -> Selection:
    return answers.settle(RELEASE, Selection(release="tiny", **{"period": "2023", **choices}))


def rows(selection: Selection) -> dict[tuple[str, ...], object]:
    cells = answers.answer(RELEASE, selection).cells
    keys = [cells[dimension] for dimension in BY[selection.by]]
    return {codes: None if pd.isna(n) else n for *codes_, n in zip(*keys, cells["count"], strict=True)
            for codes in [tuple(codes_)]}  # fmt: skip


def test_places_are_those_of_the_level() -> None:
    assert rows(choose()) == {("US-TX",): 300, ("US-OK",): None, ("US/unspecified",): 0, ("MX-CHH",): 12}
    assert rows(choose(level="county")) == {("US-48141",): 24}


def test_a_region_keeps_what_lies_in_it() -> None:
    assert set(rows(choose(region="US"))) == {("US-TX",), ("US-OK",), ("US/unspecified",)}


def test_a_category_takes_the_answer_from_the_table_that_has_it() -> None:
    answer = answers.answer(RELEASE, choose(category="runaway"))
    assert answer.table == "categories"
    assert rows(choose(category="runaway")) == {("US-TX",): 44}


def test_routes_that_are_not_told_year_by_year_are_those_of_all_years() -> None:
    everything = tiny.table("corridors", ["origin", "recovery", "period"], {("US-TX", "MX-CHH", "all"): 40})
    assert routes_period(tiny.release(PLACES, everything), "2023") == "all"
    assert routes_period(RELEASE, "2023") == "2023"
    assert routes_period(tiny.release(PLACES), "2023") == "2023"  # no table of routes is another matter


def test_routes_leave_out_zeros_and_keep_both_ends_of_a_region() -> None:
    assert rows(choose(by="route")) == {("US-TX", "MX-CHH"): 12, ("US-TX", "US-OK"): None, ("US-OK", "US-OK"): 30}
    assert rows(choose(by="route", region="US-TX")) == {("US-TX", "MX-CHH"): 12, ("US-TX", "US-OK"): None}


def test_categories_may_be_limited_to_a_region_that_the_table_has() -> None:
    assert rows(choose(by="category", region="US-TX")) == {("runaway",): 44, ("all",): 300}


def test_what_no_table_answers_is_dropped_and_said_not_to_be_offered() -> None:
    settled = choose(by="route", category="runaway", relation="in_state")
    assert (settled.category, settled.relation) == (ALL, ALL)
    assert not answers.offers(RELEASE, settled, "category")
    assert not answers.offers(RELEASE, choose(), "relation")
    assert answers.offers(RELEASE, choose(), "category")


def test_only_what_some_table_has_is_offered() -> None:
    assert answers.offered_by(RELEASE) == ["recovery", "origin", "route", "category", "period"]
    assert answers.offered_levels(RELEASE, choose(by="route")) == ["country", "state"]
    assert answers.offered_periods(RELEASE, choose()) == ["all", "2022", "2023"]


def test_a_region_that_is_finer_than_the_rows_becomes_the_one_above_it() -> None:
    assert choose(region="US-48141", level="state").region == "US-TX"
    assert choose(region="US-48141", level="county").region == "US-48141"


def test_two_regions_stand_side_by_side_and_are_the_ends_of_a_route() -> None:
    assert rows(choose(region="US-TX", other="US-OK")) == {("US-TX",): 300, ("US-OK",): None}
    assert rows(choose(by="route", region="US-TX", other="US-OK")) == {("US-TX", "US-OK"): None}
    assert choose(other="US-OK").other == WORLD, "nothing to compare with"
    assert choose(region="US-TX", other="US").other == WORLD, "not of the same level"


def test_two_periods_stand_side_by_side_without_a_difference() -> None:
    chosen = choose(level="country", then="2022")
    before = answers.compared(RELEASE, chosen)
    assert before is not None
    table = tables.compared_table(RELEASE, answers.answer(RELEASE, chosen), before, ("2023", "2022"), ENGLISH)
    assert list(table.columns) == ["Found in", "Recoveries, 2023", "Status, 2023", "Recoveries, 2022", "Status, 2022"]
    assert choose(then="2023").then == "", "the same period"


@pytest.mark.parametrize(("told", "meant"), [("US-TX", "US-TX"), ("nowhere", None), (None, None), (7, None)])
def test_a_click_chooses_a_region_of_the_release_or_nothing(told: object, meant: str | None) -> None:
    assert answers.place_of(RELEASE, told) == meant


def test_a_click_on_a_member_chooses_its_pool() -> None:
    pooled = tiny.release(PLACES, pools={"US-TX/other": ["US-48141", "US-48001"]})
    assert answers.place_of(pooled, "US-48141") == "US-TX/other"
    assert answers.path(pooled, "US-TX/other") == ["WORLD", "US", "US-TX", "US-TX/other"]


def test_the_way_down_is_offered_where_there_is_one() -> None:
    assert answers.finer_level(RELEASE, choose(region="US-TX")) == "county"
    assert answers.finer_level(RELEASE, choose(region="US", level="country")) == "state"
    assert answers.finer_level(RELEASE, choose(region="US")) is None


SELECTIONS = st.builds(
    Selection,
    period=st.sampled_from(["all", "2022", "2023"]), by=st.sampled_from(sorted(BY)), level=st.sampled_from(LEVELS),
    region=st.sampled_from([WORLD, *REGIONS]), relation=st.sampled_from(["all", "in_state"]),
    category=st.sampled_from(["all", "runaway", "trafficking"]), then=st.sampled_from(["", "all", "2022", "2023"]),
    other=st.sampled_from([WORLD, *REGIONS]), release=st.just("tiny"), lang=st.just("en"),
)  # fmt: skip


@given(SELECTIONS)
@settings(max_examples=150, deadline=None)
def test_every_answer_is_cells_of_one_table_unchanged(selection: Selection) -> None:
    settled = answers.settle(RELEASE, selection)
    assert answers.settle(RELEASE, settled) == settled
    answer = answers.answer(RELEASE, settled)
    if answer.table is None:
        assert not len(answer.cells)
        return
    whole = RELEASE.tables[answer.table].cells
    assert answer.cells.equals(whole.loc[answer.cells.index])
    assert len(tables.answer_table(RELEASE, answer, ENGLISH)) == len(answer.cells)


@pytest.mark.parametrize("by", sorted(BY))
def test_the_download_is_exactly_the_cells_shown(release: Release, by: str, words: Words) -> None:
    selection = answers.settle(release, Selection(release="hand-made", period="2023", by=by, level="state"))
    answer = answers.answer(release, selection)
    shown = tables.answer_table(release, answer, words)
    told = pd.read_csv(io.BytesIO(tables.csv_bytes(release, answer, words)), keep_default_na=False, dtype=str)
    assert len(told) == len(shown) > 0
    assert sorted(told["count"]) == sorted("" if pd.isna(n) else str(n) for n in shown[words["recoveries"]])
    assert set(told.loc[told["status"] == "withheld", "count"]) <= {""}
    assert set(told["release"]) == {"hand-made"}


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "code_name", lambda *_: "=1+1")
    answer = answers.answer(RELEASE, choose())
    written = tables.csv_bytes(RELEASE, answer, ENGLISH).decode()
    assert ",=1+1" not in written
    assert ",'=1+1" in written
