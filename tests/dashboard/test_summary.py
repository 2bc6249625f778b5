"""Headlines and sentences: published cells in words, never arithmetic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.views import summary
from dashboard.views.choropleth import map_cells
from dashboard.wording import Words
from tests.dashboard import tiny

if TYPE_CHECKING:
    from geodata.release import Release

YEARS = ("2022", "2023")
RELATIONS = tiny.table(
    "relations", ["relation", "period"],
    {
        ("all", "2022"): 90, ("in_state", "2022"): 70, ("out_of_state", "2022"): 12,
        ("cross_border", "2022"): "withheld", ("unknown", "2022"): 0, ("elsewhere", "2022"): 20,
        ("all", "2023"): 100, ("in_state", "2023"): 76, ("out_of_state", "2023"): "withheld",
        ("cross_border", "2023"): "withheld", ("unknown", "2023"): 0, ("elsewhere", "2023"): 24,
    },
)  # fmt: skip


def test_headlines_show_the_cell_and_the_previous_published_cell_never_a_difference() -> None:
    told = summary.headlines(tiny.release(RELATIONS), "2023", Words("en"))
    assert [(h.value, h.previous) for h in told] == [
        ("100", "2022: 90"), ("76", "2022: 70"), ("24", "2022: 20"), ("0", "2022: 0"),
    ]  # fmt: skip
    assert told[0].label == "All recoveries"


def test_the_first_year_has_no_previous_figure() -> None:
    assert {h.previous for h in summary.headlines(tiny.release(RELATIONS), "2022", Words("en"))} == {None}


def test_only_headlines_without_a_figure_explain_themselves() -> None:
    table = tiny.table("relations", ["relation", "period"],
                       {("all", "2023"): 100, ("in_state", "2023"): "withheld", ("unknown", "2023"): 0})  # fmt: skip
    told = summary.headlines(tiny.release(table), "2023", Words("en"))
    assert [h.note is not None for h in told] == [False, True, False]


def test_a_joint_figure_stands_in_the_place_of_what_it_joins_where_these_are_withheld() -> None:
    labels = {year: [h.label for h in summary.headlines(tiny.release(RELATIONS), year, Words())] for year in YEARS}
    assert labels["2023"] == ["All recoveries", "In state", "Another state or country", "Place unknown"]


def test_the_line_under_the_map_counts_what_the_map_shows() -> None:
    pools = {"US-TX/other": ["US-48001", "US-48003"]}
    rows = {
        ("WORLD", "2023"): 500, ("US", "2023"): 490, ("US-TX", "2023"): 300, ("US-OK", "2023"): 150,
        ("US-WY", "2023"): "withheld", ("US-ND", "2023"): "not_reported", ("US-VT", "2023"): 0,
        ("MX-CHH", "2023"): 400, ("US/unspecified", "2023"): "withheld",
    }  # fmt: skip
    release = tiny.release(tiny.table("places", ["recovery", "period"], rows), pools=pools)
    line = summary.map_line(release, "state", map_cells(release, "recovery", "2023"), Words("en"))
    assert line == (
        "The highest figure shown is Texas (300). "
        "5 places: 2 with a figure, 1 with no recoveries, 1 withheld, 1 not reported."
    )


def test_pool_members_are_counted_apart_from_withheld_places() -> None:
    pools = {"US-TX/other": ["US-48001", "US-48003"]}
    rows = {
        ("US-48141", "2023"): 24, ("US-48005", "2023"): "withheld", ("US-48001", "2023"): "withheld",
        ("US-48003", "2023"): "withheld", ("US-TX/other", "2023"): 33,
    }  # fmt: skip
    release = tiny.release(tiny.table("places", ["recovery", "period"], rows), pools=pools)
    line = summary.map_line(release, "county", map_cells(release, "recovery", "2023"), Words("en"))
    assert "4 places: 1 with a figure, 1 withheld" in line
    assert line.endswith(", 2 counted together with others.")
    assert "El Paso County, TX (24)" in line


def test_a_map_without_figures_says_so_calmly(withheld_release: Release) -> None:
    cells = map_cells(withheld_release, "recovery", "2023")
    line = summary.map_line(withheld_release, "state", cells, Words("en"))
    assert line.startswith("No figure can be shown on this map.")


def test_the_last_line_says_as_of_coverage_threshold_and_release(release: Release, words: Words) -> None:
    line = summary.as_of_line(release, words)
    assert words.date("2024-09-30") in line
    assert words["coverage_most"] in line
    assert " 10, " in line  # the greatest that is withheld as too small
    assert "hand-made" in line


def test_the_last_line_says_what_the_source_does_not_state_itself(words: Words) -> None:
    basis = {"count": ["derived", "stated"], "origin": ["derived"], "recovery": ["stated"]}
    told = summary.as_of_line(tiny.release(RELATIONS, basis=basis), words)
    assert words["basis_count_some"] in told
    assert words["basis_origin_all"] in told
    assert not any(words[f"basis_recovery_{extent}"] in told for extent in ("all", "some"))
    assert summary.basis_lines(tiny.release(RELATIONS), words) == []
