"""What titles, captions and sentences say, on releases that are made to contradict each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.pictures import national_map
from dashboard.selection import Selection
from dashboard.snapshot.assets import values
from dashboard.views import charts, rules, summary, titles
from dashboard.views.maps import explored_map
from dashboard.views.routes import none_shown, routes_of
from dashboard.wording import Words
from tests.dashboard import tiny

if TYPE_CHECKING:
    from geodata.release import Release

YEARLY = {
    ("WORLD", "2023"): 90, ("US-TX", "2023"): 60, ("US-OK", "2023"): 30, ("WORLD", "all"): 200, ("US-TX", "all"): 130,
    ("US-OK", "all"): 70,
}  # fmt: skip


def of(dimensions: tuple[str, ...], rows: tiny.Rows, **told: object) -> Release:
    return tiny.release(tiny.table("a_table", dimensions, rows), years=("2021", "2023"), **told)


def test_routes_of_all_years_are_not_said_to_be_withheld_in_a_year() -> None:
    rows = {("US-TX", "US-OK", "all"): 40, ("US-TX", "US-CA", "all"): "withheld"}
    release = of(("origin", "recovery", "period"), rows)
    assert none_shown(release, "2023", Words()) is None
    assert routes_of(release, "2023", Words()) == "Routes of all years."


def test_withheld_routes_are_counted_and_only_they(words: Words) -> None:
    rows = {("US-TX", "US-OK", "2023"): "withheld", ("US-TX", "US-CA", "2023"): 0, ("US-TX", "US-TX", "2023"): 518}
    told = none_shown(of(("origin", "recovery", "period"), rows), "2023", words)
    assert told == words.say("no_routes", n=1, period="2023")
    assert "518" not in str(told)


def test_no_route_is_said_to_be_unrecorded_where_none_is_stated(english: Words) -> None:
    rows = {("US-TX", "US-OK", "2023"): "not_reported", ("unknown", "US-OK", "2023"): 40}
    told = none_shown(of(("origin", "recovery", "period"), rows), "2023", english)
    assert told == "For 2023, this release states no route between two named places."
    assert none_shown(of(("recovery", "period"), YEARLY), "2023", english) == english["route_table_missing"]


def test_a_filter_stands_in_the_title_and_so_does_the_region() -> None:
    chosen = Selection(period="2023", by="recovery", category="runaway", region="US-TX")
    release = of(("recovery", "category", "period"), {("US-TX", "runaway", "2023"): 12})
    told = titles.explored(release, chosen, Words())
    assert told == "Recoveries by place where the child was found, 2023, Runaway, Texas"
    assert titles.of_place(release, chosen, "Texas", Words()) == "Texas, Runaway: Recoveries per year"


def test_a_chart_under_a_filter_is_of_that_filter_or_it_isn_t_drawn(english: Words) -> None:
    rows = {("US-TX", "all", "2023"): 60, ("US-TX", "runaway", "2023"): 12}
    crossed = of(("recovery", "category", "period"), rows)
    only = (("category", "runaway"),)
    assert ">12<" in charts.trend_chart(crossed, "2023", english, "recovery", "US-TX", filters=only)
    assert ">60<" in charts.trend_chart(crossed, "2023", english, "recovery", "US-TX")
    plain = of(("recovery", "period"), YEARLY)
    assert charts.trend_chart(plain, "2023", english, "recovery", "US-TX", filters=only) == ""


def test_a_map_of_the_year_has_the_year_above_it_though_a_quarter_is_chosen(english: Words) -> None:
    release = of(("recovery", "period"), YEARLY)
    assert titles.where(release, "2023-Q2", english) == "Where children were found, 2023"
    assert titles.where(release, "2023", english) == "Where children were found"
    drawn = national_map(release, english, period="2023-Q2", forms=())
    assert drawn.alt.startswith("Recoveries of missing children, 2023. The highest figure shown is Texas (60).")


def test_a_map_of_origins_doesn_t_say_where_children_were_found(english: Words) -> None:
    release = of(("origin", "period"), YEARLY)
    assert titles.where(release, "2023", english) == "Where children were missing from"


def test_the_sentence_under_the_site_s_map_is_of_each_period_by_itself(english: Words) -> None:
    told = values(of(("recovery", "period"), YEARLY), ["state"], ["all", "2023"], english).decode()
    assert "Recoveries of missing children, all years. The highest figure shown is Texas (130)." in told
    assert "Recoveries of missing children, 2023. The highest figure shown is Texas (60)." in told


def test_a_week_s_operation_is_not_said_to_be_of_months(words: Words) -> None:
    release = of(("recovery", "period"), {("WORLD", "2021"): 24, ("WORLD", "all"): 24}, as_of="2021-06-16")
    (row,) = charts.trend_data(release, "2021", words).to_dict("records")
    assert row["part"] == words.say("part_year", day=words.day("2021-06-16"))
    assert "6 " not in row["part"].replace("16 ", "")


def test_a_view_of_routes_paints_no_places_with_all_recoveries(english: Words) -> None:
    release = tiny.release(
        tiny.table("places", ["recovery", "period"], YEARLY),
        tiny.table("corridors", ["origin", "recovery", "period"], {("US-TX", "US-OK", "2023"): 40}),
    )
    drawn = explored_map(release, Selection(period="2023", by="route"), english)
    assert drawn.payload["figures"] == ""
    assert drawn.line == drawn.payload["line"] == "1 route is drawn."
    places = explored_map(release, Selection(period="2023", by="recovery"), english)
    assert places.payload["figures"] != ""


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({}, "Counts from 1 to 10, and others"), ({"zeros": "protected"}, "Counts below 11, zeros among them"),
        ({"rounding": 15}, "rounded to multiples of 15"),
    ],
)  # fmt: skip
def test_the_last_line_doesn_t_say_that_shown_zeros_are_withheld(policy: dict[str, object], said: str) -> None:
    release = of(("recovery", "period"), YEARLY, policy={"name": "own", "threshold": 11, **policy})
    assert said in summary.as_of_line(release, Words())


def test_no_rule_is_told_of_pools_or_counties_that_there_are_not() -> None:
    policy = {"name": "own", "threshold": 11, "population_floor": 20_000}
    plain = tiny.table("categories", ["category", "period"], {("all", "2023"): 30})
    told = rules.rule_lines(tiny.release(plain, policy=policy), Words())
    assert not any("counties" in line.lower() for line in told)
    pools = {"US-TX/other": ["US-48001", "US-48003"]}
    places = tiny.table("places", ["recovery", "period"], YEARLY)
    both = rules.rule_lines(tiny.release(places, policy=policy, pools=pools), Words())
    assert sum("counties" in line.lower() for line in both) == 2
    assert not any("side by side" in line for line in both)


def test_the_audit_says_how_much_of_it_rests_on_fractions() -> None:
    told = {"passed": True, "complete": True, "cells_checked": 200, "lp_only": 186}
    rows = of(("recovery", "period"), YEARLY, audit=told)
    assert "For 186 of them this rests on numbers that may be fractions" in rules.audit_line(rows, Words())
    assert "fractions" not in rules.audit_line(of(("recovery", "period"), YEARLY), Words())
