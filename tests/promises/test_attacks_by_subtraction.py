"""Rows 1, 2, 4, 5, 7 and 10 of the attacks: a small number left over when shown ones are taken from each other."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from tests.promises.attacker import Attacker, K, attack, blanked, released, small, truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.promises.attacker import Cell

STATES: Final = {"US": None, "US-TX": "US", "US-OK": "US", "US-LA": "US", "US-NM": "US"}
YEARS: Final = {"all": None, "2020": "all", "2021": "all"}
BY_STATE: Final = {"recovery": "state", "period": "year"}


def by_state_and_year(**counts: tuple[int, int]) -> dict[Cell, int]:
    """Count recoveries of 2020 and of 2021, by the last letters of the state's code."""
    return {(f"US-{s}", y): n for s, both in counts.items() for y, n in zip(("2020", "2021"), both, strict=True)}


def unspecified(records: Mapping[Cell, int]) -> dict[Cell, int]:
    """Let the product read them as recoveries in no known county."""
    return {(f"{place}/unspecified", *rest): n for (place, *rest), n in records.items()}


def test_a_total_minus_what_is_visible() -> None:
    records = by_state_and_year(TX=(40, 30), OK=(3, 0), LA=(20, 25))
    count = truth(records, [STATES, YEARS])
    naive = Attacker(blanked(count, *small(count)), [STATES, YEARS])
    assert naive.knows(small(count)) == dict.fromkeys((("US-OK", "2020"), ("US-OK", "all")), (3, 3))
    ours = attack(released(unspecified(records), ("recovery", "period"), BY_STATE), ("recovery", "period"))
    assert ours.knows(small(count)) == {}


def test_a_blank_that_is_alone_along_another_dimension() -> None:
    """Two blanks hide each other in their year; over the years of a state each is alone."""
    records = by_state_and_year(TX=(40, 30), OK=(3, 20), LA=(20, 25))
    count = truth(records, [STATES, YEARS])
    pair = {("US-OK", "2020"), ("US-LA", "2020")}
    naive = Attacker(blanked(count, *pair), [STATES, YEARS])
    assert naive.knows(pair) == {("US-OK", "2020"): (3, 3), ("US-LA", "2020"): (20, 20)}
    ours = attack(released(unspecified(records), ("recovery", "period"), BY_STATE), ("recovery", "period"))
    assert ours.knows([("US-OK", "2020")]) == {}


def test_bounds_where_blanks_share_a_small_gap() -> None:
    """Oklahoma and New Mexico are blank together, and 71 − 40 − 29 = 2 for both: neither is 0, so each is 1."""
    records = by_state_and_year(TX=(40, 0), LA=(29, 0), OK=(1, 0), NM=(1, 0))
    count = truth(records, [STATES, YEARS])
    naive = Attacker(blanked(count, *small(count)), [STATES, YEARS])
    assert set(naive.knows(small(count)).values()) == {(1, 1)}
    ours = attack(released(unspecified(records), ("recovery", "period"), BY_STATE), ("recovery", "period"))
    assert ours.knows(small(count)) == {}


def test_a_pair_with_a_small_sum_is_narrow_though_not_exact() -> None:
    records = by_state_and_year(TX=(40, 0), LA=(29, 0), OK=(3, 0), NM=(1, 0))
    count = truth(records, [STATES, YEARS])
    naive = Attacker(blanked(count, *small(count)), [STATES, YEARS])
    assert set(naive.knows(small(count)).values()) == {(1, 3)}
    ours = attack(released(unspecified(records), ("recovery", "period"), BY_STATE), ("recovery", "period"))
    assert ours.knows(small(count)) == {}


def test_differencing_of_time_windows() -> None:
    """A slider answers every span of years with k or more; two spans that differ by a year give the year away."""
    by_year = {"2019": 17, "2020": 3, "2021": 20}

    def slider(first: str, last: str) -> int | None:
        n = sum(n for year, n in by_year.items() if first <= year <= last)
        return n if n >= K else None

    spans = {(a, b): slider(a, b) for a in by_year for b in by_year if a <= b}
    assert spans["2020", "2020"] is None
    found = {(spans["2019", "2020"] or 0) - (spans["2019", "2019"] or 0)}
    assert found == {by_year["2020"]}

    records = {("US-TX/unspecified", year): n for year, n in by_year.items()}
    release = released(records, ("recovery", "period"), BY_STATE)
    assert set(release.trees["period"].codes) == {"all", *by_year}  # no span but these is a cell
    dangerous = [("US-TX", "2020"), ("US", "2020"), ("WORLD", "2020")]
    assert attack(release, ("recovery", "period")).knows(dangerous) == {}


def test_overlapping_regions() -> None:
    """A visitor draws regions, each large enough; two that differ by one county give the county away."""
    by_county = {"US-48201": 40, "US-48113": 20, "US-48141": 3, "US-48029": 2}

    def drawn(counties: frozenset[str]) -> int | None:
        n = sum(by_county[c] for c in counties)
        return n if n >= K else None

    answers = {frozenset(c): drawn(frozenset(c)) for r in range(1, 5) for c in combinations(by_county, r)}
    differences = {
        next(iter(larger - smaller)): n - m
        for larger, n in answers.items()
        for smaller, m in answers.items()
        if n is not None and m is not None and smaller < larger and len(larger - smaller) == 1
    }
    assert differences == by_county

    records = {(county,): n for county, n in by_county.items()}
    release = released(records, ("recovery",), {"recovery": "county"})
    assert attack(release, ("recovery",)).knows([("US-48141",), ("US-48029",)]) == {}


def test_a_filter_by_category_against_all_categories() -> None:
    """Every answer of k or more is given: 21 in all, 18 of them runaways."""
    records = {
        ("US-TX/unspecified", "runaway"): 18, ("US-TX/unspecified", "trafficking"): 3,
        ("US-LA/unspecified", "runaway"): 25, ("US-LA/unspecified", "trafficking"): 22,
    }  # fmt: skip

    def answer(place: str, category: str | None = None) -> int:
        n = sum(n for (p, c), n in records.items() if p.startswith(place) and category in {None, c})
        return n if n >= K else -1

    assert answer("US-TX", "trafficking") == -1
    assert answer("US-TX") - answer("US-TX", "runaway") == 3
    tables = {"recovery": "state"}, {"recovery": "state", "category": "value"}
    release = released(records, ("recovery", "category"), *tables)
    assert attack(release, ("recovery", "category")).knows([("US-TX", "trafficking")]) == {}
