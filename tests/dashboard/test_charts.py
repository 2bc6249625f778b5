"""Charts, read through the data that they carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dashboard.views import charts
from dashboard.views.routes import Route
from dashboard.wording import Words
from tests.dashboard import tiny

if TYPE_CHECKING:
    from geodata.release import Release

YEARS = tiny.table(
    "places", ["recovery", "period"],
    {("WORLD", "2021"): "withheld", ("WORLD", "2022"): 90, ("WORLD", "2023"): 100, ("WORLD", "all"): 190},
)  # fmt: skip


def release(as_of: str = "2023-09-30") -> Release:
    return tiny.release(YEARS, years=("2021", "2022", "2023"), as_of=as_of)


def test_the_trend_has_a_column_per_year_and_no_length_for_a_withheld_one() -> None:
    data = charts.trend_data(release(), "2023", Words("en")).set_index("year")
    assert list(data["text"]) == ["Withheld", "90", "100"]
    assert list(data["shown"]) == [False, True, True]
    assert data.loc["2021", "count"] == 0
    assert list(data["chosen"]) == [False, False, True]
    assert list(data["part"]) == ["", "", "as of 30 Sept"]


def test_a_full_last_year_is_no_part_year() -> None:
    assert set(charts.trend_data(release("2023-12-31"), "all", Words("en"))["part"]) == {""}


def heights(chart: str) -> list[int]:
    return [int(px) for px in re.findall(r"height:(\d+)px", chart)]


def test_the_columns_are_as_high_as_their_figures_and_say_part_years(english: Words) -> None:
    chart = charts.trend(charts.trend_data(release(), "2023", english), english)
    assert re.sub(r"<[^>]*>", " ", chart).split() == [
        "2021", "Withheld", "2022", "90", "2023", "as", "of", "30", "Sept", "100",
    ]  # fmt: skip
    withheld, shown, chosen = chart.split("<li>")[1:]
    assert heights(withheld) == []
    assert "ra-unknown" in withheld
    assert heights(shown)[0] == heights(chosen)[0] * 90 // 100
    assert ("ra-chosen" in shown, "ra-chosen" in chosen, "ra-part" in chosen) == (False, True, True)


def test_a_chart_without_figures_has_no_height(english: Words) -> None:
    chart = charts.trend(charts.trend_data(release(), "all", english).head(1), english)
    assert heights(chart) == []
    nothing = charts.trend(charts.trend_data(release(), "all", english).assign(count=0, shown=True), english)
    assert set(heights(nothing)) == {0}


def test_names_reach_a_chart_as_text(english: Words) -> None:
    data = charts.route_data(release(), [Route("US-TX", "US-OK", "out", 40, "published")], "out", english)
    assert "<script" not in charts.route_bars(data.assign(route='<script>"'), english, "out", 40)


def test_routes_show_the_largest_and_one_withheld_without_length(english: Words) -> None:
    found = [
        Route("US-TX", "US-OK", "out", 40, "published"), Route("US-CA", "US-NV", "out", 30, "published"),
        Route("US-OH", "US-MI", "out", None, "withheld"), Route("US-OH", "US-IN", "out", None, "withheld"),
        Route("US-TX", "MX-CHH", "cross", 20, "published"),
    ]  # fmt: skip
    data = charts.route_data(release(), found, "out", english, most=2)
    assert list(data["route"]) == ["Texas → Oklahoma", "Ohio → Michigan"]
    assert list(data["text"]) == ["40", "Withheld"]
    bars = charts.route_bars(data, english, "out", 80)
    text = " ".join(re.sub(r"<[^>]*>", " ", bars).split())
    assert text == "Texas → Oklahoma 40 Ohio → Michigan Withheld"
    shown, withheld = bars.split("<li>")[1:]
    assert "width:50.0%" in shown
    assert "style" not in withheld, "a fixed size, not a magnitude"


def test_a_chart_is_described_in_words(english: Words) -> None:
    assert charts.described(charts.trend_data(release(), "all", english), "year") == "2021 Withheld, 2022 90, 2023 100"
