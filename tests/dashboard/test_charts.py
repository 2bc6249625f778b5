"""Charts, read through the data that they carry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import altair as alt

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
    assert list(data["part"]) == ["", "", "9 months"]


def test_a_full_last_year_is_no_part_year() -> None:
    assert set(charts.trend_data(release("2023-12-31"), "all", Words("en"))["part"]) == {""}


def test_the_trend_chart_carries_the_data_and_says_part_years() -> None:
    chart = charts.trend(charts.trend_data(release(), "2023", Words("en")), Words("en"))
    written = json.dumps(chart)
    assert '"90"' in written
    assert "9 months" in written
    assert {row["count"] for row in chart["layer"][0]["data"]["values"]} == {0, 90, 100}
    assert "empty" not in written, "an inner layer with data of its own would draw nothing"
    alt.Chart.from_dict(chart).to_dict()  # a chart that Vega-Lite takes


def test_routes_show_the_largest_and_one_withheld_without_length(english: Words) -> None:
    found = [
        Route("US-TX", "US-OK", "out", 40, "published"), Route("US-CA", "US-NV", "out", 30, "published"),
        Route("US-OH", "US-MI", "out", None, "withheld"), Route("US-OH", "US-IN", "out", None, "withheld"),
        Route("US-TX", "MX-CHH", "cross", 20, "published"),
    ]  # fmt: skip
    data = charts.route_data(release(), found, "out", english, most=2)
    assert list(data["route"]) == ["Texas → Oklahoma", "Ohio → Michigan"]
    assert list(data["text"]) == ["40", "Withheld"]
    bars = charts.route_bars(data, english, "out", 40)
    alt.Chart.from_dict(bars).to_dict()  # a chart that Vega-Lite takes
    hatch = next(layer for layer in bars["layer"] if layer["mark"]["type"] == "point")
    marks = hatch["data"]["values"]
    assert [row["at"] for row in marks] == [6, 17, 28, 39, 50], "a fixed size, not a magnitude"


def test_a_chart_is_described_in_words(english: Words) -> None:
    assert charts.described(charts.trend_data(release(), "all", english), "year") == "2021 Withheld, 2022 90, 2023 100"
