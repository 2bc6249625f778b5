"""Rows 6, 17, 18 and 24 of the attacks: what percentages say, and counts that are large enough and still too much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from geodata.errors import DisclosureError
from geodata.policy import Policy, policy_from
from geodata.protected import Cell as Shown
from geodata.regions import Regions
from geodata.release import Particulars, assemble
from geodata.shares import share
from tests.promises.attacker import K, attack, blanked, on_one_sheet, released, truth

if TYPE_CHECKING:
    from tests.promises.attacker import Cell

TREE: Final = {"US": None, "US-TX": "US", "US-OK": "US", "US-LA": "US"}
STATES: Final = {"recovery": "state"}


def in_states(**counts: int) -> dict[Cell, int]:
    return {(f"US-{state}/unspecified",): n for state, n in counts.items()}


# -- percentages


def test_percentages_beside_blanks() -> None:
    """The small number is blank, its percentage of 40 isn't: 7.5 %."""
    records = {("US-TX",): 25, ("US-OK",): 3, ("US-LA",): 12}
    count = truth(records, [TREE])
    shown = blanked(count, ("US-OK",), ("US-LA",))
    percent = {c: f"{100 * n / count['US',]:.1f}%" for c, n in count.items()}
    fits = {n for n in range(1, 15) if f"{100 * n / (shown['US',] or 1):.1f}%" == percent["US-OK",]}
    assert fits == {3}

    release = released(in_states(TX=25, OK=3, LA=12), ("recovery",), STATES)
    rules = policy_from({"threshold": K, "shares": "banded", "tables": [{"name": "t0", "dimensions": STATES}]})
    told = {s: assembled(release, rules).share("t0", "recovery", recovery=f"US-{s}") for s in ("TX", "OK", "LA")}
    blank = {c for c, n in on_one_sheet(release.cube.tables, ["recovery"]).items() if n is None}
    assert ("US-OK",) in blank
    for state, percentage in told.items():
        assert (percentage is None) == ((f"US-{state}",) in blank)
    assert assembled(release, policy_from(rules.as_dict() | {"shares": "hidden"})).share("t0", "recovery") is None


def assembled(release: object, rules: Policy) -> object:
    return assemble(release, rules, Particulars(as_of="2024-01-01"))


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 40, "<5%"), (1, 40, "<5%"), (2, 40, "5%"), (16, 40, "40%"), (38, 40, "95%"), (39, 40, ">95%"),
        (40, 40, ">95%"), (5, 8, "63%"), (0, 0, None), (None, 40, None), (20, None, None), (45, 40, None),
    ],
)  # fmt: skip
def test_shares_are_banded_at_the_ends(part: int | None, whole: int | None, told: str | None) -> None:
    """That all or none of a count is of a kind is not told as a figure."""
    cells = [Shown(n, "withheld" if n is None else "published") for n in (part, whole)]
    assert share(*cells) == told
    assert share(None, cells[1]) is None


# -- one contributor


def by_source(**counts: tuple[int, int]) -> dict[Cell, int]:
    """Count what agency A and agency B supplied, by state."""
    return {
        (f"US-{state}/unspecified", source): n
        for state, both in counts.items()
        for source, n in zip("AB", both, strict=True)
        if n
    }


def test_a_contributor_that_subtracts_its_own() -> None:
    """Agency A knows its 27 of the 30 in Oklahoma: 3 are agency B's."""
    records = by_source(TX=(40, 30), OK=(27, 3), LA=(20, 30))
    count = truth({(place.partition("/")[0], who): n for (place, who), n in records.items()}, [TREE, WHO])
    naive = blanked({c: n for c, n in count.items() if c[1] == "all"})
    own = {c[:1]: n for c, n in count.items() if c[1] == "A"}
    assert (naive["US-OK", "all"] or 0) - own["US-OK",] == 3

    ours = released(records, ("recovery", "source"), STATES, contributors="source")
    low, high = attack(ours, ("recovery",)).range(("US-OK",))
    remainder = range(max(int(low) - own["US-OK",], 0), min(int(high), 99) - own["US-OK",] + 1)
    assert set(range(1, K)) <= set(remainder)
    unaware = on_one_sheet(released(records, ("recovery", "source"), STATES).cube.tables, ["recovery"])
    assert unaware["US-OK",] == 30  # off unless the policy names a contributor


WHO: Final = {"all": None, "A": "all", "B": "all"}


@pytest.mark.parametrize(("a", "b", "is_shown"), [(85, 15, True), (86, 14, False), (50, 50, True), (100, 0, False)])
def test_one_contributor_has_85_percent_at_most_and_is_not_alone(a: int, b: int, *, is_shown: bool) -> None:
    records = by_source(TX=(400, 300), OK=(a, b), LA=(300, 300))
    release = released(records, ("recovery", "source"), STATES, contributors="source")
    shown = on_one_sheet(release.cube.tables, ["recovery"])
    assert (shown["US-OK",] == a + b) is is_shown
    if not is_shown:
        low, high = attack(release, ("recovery",)).range(("US-OK",))
        assert low <= a + b - (K - 1)
        assert high >= a + b + (K - 1)


def test_records_of_a_single_contributor_are_refused() -> None:
    with pytest.raises(DisclosureError, match="name one; expected two or more"):
        released(by_source(TX=(40, 0), OK=(30, 0)), ("recovery", "source"), STATES, contributors="source")


# -- places of few people


def test_a_place_of_few_people() -> None:
    """Loving County has 64 people: its 12 recoveries are large enough to be shown, and nearly everyone knows them."""
    records = {("US-48201",): 200, ("US-48113",): 90, ("US-48301",): 12, ("US-48141",): 40}
    people = Regions.packaged().frame.set_index("code")["population"]
    naive = {county for (county,), n in records.items() if n >= K and people[county] < 20_000}
    assert naive == {"US-48301"}

    release = released(records, ("recovery",), {"recovery": "county"}, population_floor=20_000)
    cells = release.cube.tables["t0"].cells
    us = [c for c in cells["recovery"] if c.startswith("US-") and c[3:].isdigit()]
    assert us
    assert not [c for c in us if people[c] < 20_000]
    assert attack(release, ("recovery",)).knows([("US-48301",)]) == {}


# -- all of one category

TABLES: Final = (STATES, {"recovery": "state", "category": "value"})


def by_category(**counts: tuple[int, int]) -> dict[Cell, int]:
    """Count runaways and trafficking, by state."""
    return {
        (f"US-{state}/unspecified", category): n
        for state, both in counts.items()
        for category, n in zip(("runaway", "trafficking"), both, strict=True)
        if n
    }


def all_of_one(shown: dict[Cell, int | None], categories: list[str]) -> dict[str, str]:
    """Name the places all of whose recoveries can only be of one category: all other categories show 0."""
    places = {place for place, _ in shown}
    places = {p for p in places if shown[p, "all"] != 0}
    seen = {place: [c for c in categories if shown[place, c] != 0] for place in places}
    return {place: left[0] for place, left in seen.items() if len(left) == 1}


def test_all_of_a_count_are_of_one_category() -> None:
    """All 12 of Oklahoma are trafficking: whoever knows that a child was found there knows of the trafficking."""
    records = by_category(TX=(40, 20), OK=(0, 12), LA=(30, 25))
    unaware = released(records, ("recovery", "category"), *TABLES)
    categories = [c for c in unaware.trees["category"].codes if c != "all"]
    naive = on_one_sheet(unaware.cube.tables, ["recovery", "category"])
    assert all_of_one(naive, categories) == {"US-OK": "trafficking"}

    ours = released(records, ("recovery", "category"), *TABLES, sensitive_categories=["trafficking"])
    shown = on_one_sheet(ours.cube.tables, ["recovery", "category"])
    assert all_of_one(shown, categories) == {}
    attacker = attack(ours, ("recovery", "category"))
    others = [c for c in categories if c != "trafficking" and shown["US-OK", c] is None]
    assert max(attacker.range(("US-OK", c))[1] for c in others) >= K - 1


def test_records_of_one_sensitive_category_alone_have_no_totals() -> None:
    """Then no total of all categories is shown, and there may be others for all that anyone can see."""
    records = by_category(TX=(0, 20), OK=(0, 12), LA=(0, 25))
    release = released(records, ("recovery", "category"), *TABLES, sensitive_categories=["trafficking"])
    shown = on_one_sheet(release.cube.tables, ["recovery", "category"])
    assert {n for (_, category), n in shown.items() if category == "all"} == {None}
    assert shown["US-TX", "trafficking"] == 20


def test_a_category_that_is_none_is_refused() -> None:
    with pytest.raises(DisclosureError, match=r"\['traficking'\]; expected some of"):
        released(by_category(TX=(40, 20)), ("recovery", "category"), *TABLES, sensitive_categories=["traficking"])
