"""The tree of regions: each list holds what the answering table has below a place, and no more."""

from __future__ import annotations

from dashboard.selection import WORLD, Selection
from dashboard.views import answers, branches
from dashboard.wording import Words
from tests.dashboard import tiny
from tests.dashboard.test_answers import CATEGORIES, CORRIDORS, PLACES, RELEASE, choose, rows

ENGLISH = Words("en")
BY_ORIGIN = tiny.table(
    "kinds", ["origin", "category", "period"],
    {("WORLD", "all", "2023"): 500, ("US", "all", "2023"): 490, ("US-OK", "all", "2023"): 90,
     ("US-OK", "runaway", "2023"): 40},
)  # fmt: skip
BOTH = tiny.release(PLACES, CATEGORIES, CORRIDORS, BY_ORIGIN)


def below(selection: Selection, place: str) -> list[str]:
    return branches.below(RELEASE, selection, place, ENGLISH)


def test_a_branch_lists_what_the_table_has_by_name_and_what_is_not_stated_last() -> None:
    chosen = choose(level="county")
    assert below(chosen, WORLD) == ["US", "MX"]
    assert below(chosen, "US") == ["US-OK", "US-TX", "US/unspecified"]
    assert below(chosen, "US-TX") == ["US-48141"]
    assert below(chosen, "US-OK") == []


def test_a_branch_of_routes_lists_either_end() -> None:
    assert below(choose(by="route"), "MX") == ["MX-CHH"]
    assert below(choose(by="route"), "US") == ["US-OK", "US-TX"]


def test_the_tree_is_walked_down_along_the_way_to_a_region() -> None:
    way = answers.path(RELEASE, "US-TX")
    assert list(branches.forks(way)) == [
        ("country", WORLD, "US"), ("state", "US", "US-TX"), ("county", "US-TX", None),
    ]  # fmt: skip
    assert list(branches.forks([WORLD]))[1:] == [("state", None, None), ("county", None, None)]


def test_the_finest_level_is_that_of_the_table() -> None:
    assert branches.finest_level(RELEASE, choose()) == "county"
    assert branches.finest_level(RELEASE, choose(by="route")) == "state"


def test_a_region_is_at_the_side_that_some_table_has() -> None:
    assert branches.offered_sides(RELEASE, choose()) == []
    assert branches.offered_sides(RELEASE, choose(by="route")) == ["", "origin", "recovery"]
    assert branches.offered_sides(RELEASE, choose(by="category")) == ["recovery"]
    assert branches.offered_sides(BOTH, choose(by="category")) == ["recovery", "origin"]
    assert choose(by="category", side="origin").side == ""
    assert choose(side="origin").side == ""


def test_rows_of_a_region_where_children_were_missing_from() -> None:
    at_origin = Selection(release="tiny", period="2023", by="category", side="origin", region="US-OK")
    settled = answers.settle(BOTH, at_origin)
    assert settled == at_origin
    answer = answers.answer(BOTH, settled)
    assert answer.table == "kinds"
    assert dict(zip(answer.cells["category"], answer.cells["count"], strict=True)) == {"all": 90, "runaway": 40}
    assert branches.offered_places(BOTH, settled) == {"WORLD", "US", "US-OK"}


def test_routes_from_a_place_are_not_those_to_it() -> None:
    assert rows(choose(by="route", region="MX-CHH", side="origin")) == {}
    assert rows(choose(by="route", region="MX-CHH", side="recovery")) == {("US-TX", "MX-CHH"): 12}
    assert rows(choose(by="route", region="US-TX", other="US-OK", side="recovery")) == {}
