"""Time in steps, and what is shown of a period that a table does not go down to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.views import summary
from dashboard.views.maps import overview_map
from dashboard.views.routes import routes_when
from dashboard.views.timeline import by_step, held, moved, nearest, periods_of, previous_period
from dashboard.wording import Words
from geodata.release import Release, read_release
from tests.dashboard.handmade import YEARS, write_release

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = [f"2021-{month:02d}" for month in range(1, 13)]


@pytest.fixture(scope="module")
def monthly(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder: Path = write_release(tmp_path_factory.mktemp("monthly") / "m", counties_of=("US-TX",), by_month=True)
    return read_release(folder)


def test_every_period_is_of_one_step_and_in_order_of_time() -> None:
    mixed = ["2022", "2021-Q2", "all", *reversed(MONTHS), "2021", "2021-Q1", "2021/unspecified", "2021-Q2/unspecified"]
    assert by_step(mixed) == {"year": ["2021", "2022"], "quarter": ["2021-Q1", "2021-Q2"], "month": MONTHS}


def test_another_step_starts_where_one_is() -> None:
    assert moved("2021-Q2", MONTHS) == "2021-04"
    assert moved("2021-05", ["2020-Q2", "2021-Q1", "2021-Q2"]) == "2021-Q2"
    assert moved("2021", ["2020", "2021"]) == "2021"
    assert moved("all", ["2020", "2021"]) == "2021"


def test_a_period_that_is_not_there_is_the_one_that_it_lies_in() -> None:
    asked = ("2021-05", "2021-Q2", "2021/unspecified", "2021", "2020-05", "all")
    assert [nearest(period, {"2021-Q2", "2021"}) for period in asked] == [
        "2021-Q2", "2021-Q2", "2021", "2021", "all", "all",
    ]  # fmt: skip


def test_periods_are_named_in_both_languages() -> None:
    asked = ("2021", "2021-Q2", "2021-05", "2021/unspecified", "2021-Q2/unspecified", "none such")
    assert [Words("en").period(period) for period in asked] == [
        "2021", "Q2 2021", "May 2021", "2021, rest of the date not stated", "Q2 2021, rest of the date not stated",
        "none such",
    ]  # fmt: skip
    assert [Words("es").period(period) for period in asked[:3]] == ["2021", "T2 2021", "mayo de 2021"]


def test_a_release_enumerates_its_steps(monthly: Release) -> None:
    steps = by_step(periods_of(monthly, "recovery", "relation"))
    assert {step: len(periods) for step, periods in steps.items()} == {"year": 6, "quarter": 24, "month": 72}
    assert by_step(periods_of(monthly, "origin")) == {"year": YEARS}


def test_the_period_before_is_of_the_same_step_even_in_the_year_before(monthly: Release) -> None:
    told = {period: previous_period(monthly, period) for period in ("2022-Q1", "2022-01", "2022", "2019-01", "all")}
    assert told == {"2022-Q1": "2021-Q4", "2022-01": "2021-12", "2022": "2021", "2019-01": None, "all": None}


def test_what_goes_less_far_in_time_is_shown_of_the_longer_period_and_says_so(monthly: Release) -> None:
    assert held(monthly, "2023-05", "recovery") == "2023-05"
    assert held(monthly, "2023-05", "origin") == "2023"
    line = "These figures are of 2023: this release does not tell them apart any further."
    assert routes_when(monthly, "2023-05", Words("en")) == line
    assert routes_when(monthly, "2023", Words("en")) is None
    drawn = overview_map(monthly, "state", "2023-05", Words("en"))
    assert line not in drawn.line  # the map's figures are of May, its routes are not
    assert drawn.payload["routes"]
    assert drawn.line.endswith(" Routes of 2023.")


def test_a_map_of_years_says_so_beside_headlines_of_months(monthly: Release) -> None:
    by_year = Release(
        {**monthly.tables, "places": monthly.tables["origins"].__class__(
            "places", ["recovery", "period"], monthly.tables["origins"].cells.rename(columns={"origin": "recovery"}))},
        monthly.regions, monthly.manifest, monthly.codes, monthly.operations,
    )  # fmt: skip
    drawn = overview_map(by_year, "state", "2023-05", Words("es"))
    assert drawn.line.endswith("Estas cifras son de 2023: esta publicación no las distingue más. Rutas de 2023.")
    assert drawn.payload["codes"] == overview_map(by_year, "state", "2023", Words("es")).payload["codes"]
    total, *_ = summary.headlines(by_year, "2023-05", Words("es"))
    cell = monthly.tables["relations"].cell(relation="all", period="2023-05")
    assert cell is not None
    assert total.value == Words("es").number(cell.count or 0)
    assert total.previous is not None
    assert total.previous.startswith("abril de 2023: ")
