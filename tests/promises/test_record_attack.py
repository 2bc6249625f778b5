"""The attack with records finds what subtraction, net flow and whole numbers tell, and nothing where there is nothing.

The releases are made by hand, k = 11; what is withheld in them is too little, except where a test says otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.promises.record_attack.attack import attack
from tests.promises.record_attack.handmade import handmade
from tests.promises.record_attack.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from tests.promises.record_attack.attack import Found

STATES: Final = {"places": {"recovery": "state"}, "origins": {"origin": "state"}}
COUNTIES: Final = {"places": {"recovery": "county"}, "origins": {"origin": "county"}}
RELATIONS: Final = {"relations": {"relation": "detail"}}
CATEGORIES: Final = {"categories": {"recovery": "state", "category": "value"}}
TX, CA = "US-48141", "US-06037"


def records(*rows: tuple[str, str, int]) -> list[Record]:
    return [Record("2021", origin, recovery, count) for origin, recovery, count in rows]


def found(
    folder: Path, rows: Iterable[Record], tables: Mapping[str, Mapping[str, str]],
    withheld: Iterable[Mapping[str, str]],
    places: Sequence[str] = ("US-TX", "US-CA", "US/unspecified", "GT", "MX", "unknown"),
) -> dict[str, Found]:  # fmt: skip
    outcome = attack(handmade(folder / "release", rows, tables, withheld, places=places))
    assert not outcome.undecided
    return {f.name: f for f in outcome.found}


def relations(*names: str) -> list[dict[str, str]]:
    return [{"relation": name} for name in names]


def test_subtraction_across_tables(tmp_path: Path) -> None:
    """All 66, in state 40, recovered in Guatemala 20: out of state is the 6 that are left."""
    rows = records((TX, TX, 40), (TX, CA, 6), (CA, "GT", 20))
    hidden = relations("out_of_state", "cross_border", "outbound", "inbound", "third")
    seen = found(tmp_path, rows, {**STATES, **RELATIONS}, hidden)
    assert (seen["relation out_of_state"].low, seen["relation out_of_state"].high) == (6, 6)


def test_net_flow(tmp_path: Path) -> None:
    """Texas is missing 50 and finds 53: at least 3 come from elsewhere."""
    rows = records((TX, TX, 50), (CA, TX, 3), (CA, CA, 60))
    hidden = relations("in_state", "same_county", "other_county", "in_state_unspecified", "elsewhere", "out_of_state")
    seen = found(tmp_path, rows, {**STATES, **RELATIONS}, hidden)
    assert seen["relation out_of_state"].low == 3
    assert seen["relation out_of_state"].high != 3


def test_both_places_unknown(tmp_path: Path) -> None:
    """20 of unknown origin, 15 found nowhere known, 30 with an unknown relation: 5 are both."""
    rows = records(("unknown", TX, 15), (TX, "unknown", 10), ("unknown", "unknown", 5), (TX, TX, 40))
    seen = found(tmp_path, rows, {**STATES, **RELATIONS}, [])
    corner = seen["from unknown to itself, period all"]
    assert (corner.kind, corner.low, corner.high) == ("corner", 5, 5)


@pytest.mark.parametrize("n_counties", [2, 3])
def test_whole_numbers(tmp_path: Path, n_counties: int) -> None:
    """15 missing from and found in each county: who goes is made up for, so of two counties other county is even."""
    codes = ("US-44003", "US-44007", "US-44009")[:n_counties]
    rows = records(*((c, c, 12) for c in codes), *((c, codes[i - 1], 3) for i, c in enumerate(codes)))
    seen = found(tmp_path, rows, {**COUNTIES, **RELATIONS}, relations("same_county", "other_county"), places=["US-RI"])
    other = seen["relation other_county"]
    assert (other.low, other.high) == (2, {2: 28, 3: 44}[n_counties])


def test_one_county_has_no_other(tmp_path: Path) -> None:
    """The District of Columbia is one county: all 14 in state with a known county are of the same one."""
    rows = records(("US-11001", "US-11001", 14))
    hidden = relations("same_county", "other_county")
    seen = found(tmp_path, rows, {**STATES, **RELATIONS}, hidden, places=["US-DC"])
    assert seen["relation other_county"].is_known
    assert "relation same_county" not in seen  # 14 for certain: known, and large


def test_cells_alone_hold_here(tmp_path: Path) -> None:
    """Two blanks that only add up to 20 hold with cells and with records: nothing is found."""
    rows = [Record("2021", TX, TX, 40), Record("2021", CA, CA, 40)]
    rows = [*rows, Record("2021", TX, "GT", 4), Record("2021", TX, "MX", 16)]
    blank = [{"recovery": code} for code in ("GT", "MX", "MX/unspecified")]
    assert not found(tmp_path, rows, {"places": {"recovery": "state"}}, blank)


def test_what_a_contributor_subtracts(tmp_path: Path) -> None:
    """Texas shows 41; who supplied 40 of them knows of the other one, and nobody else does."""
    rows = records((TX, TX, 40), (TX, TX, 1), (CA, CA, 60))
    release = handmade(tmp_path / "release", rows, STATES, [], places=["US-TX", "US-CA"])
    assert not attack(release).found
    own = {(TX, TX, "all", "all", "all", "all"): 40}
    seen = {f.name: (f.kind, f.low, f.high) for f in attack(release, own).found}
    assert seen["recovery US-TX"] == ("remainder", 1, 1)


def test_places_that_are_alike_stand_for_one_another(tmp_path: Path) -> None:
    """In Delaware, Rhode Island and Canada much is blank; place by place it is as narrow as by a few of each."""
    rows = records(("US-10001", "US-10003", 2), ("US-44003", "CA-ON", 4), ("CA-ON", "US-44007", 3), (TX, TX, 30))
    places = ["US-DE", "US-RI", "US-TX", "CA", "unknown"]
    tables = {"places": {"recovery": "county"}, "origins": {"origin": "state"}, **RELATIONS}
    release = handmade(tmp_path / "release", rows, tables, places=places, k=5)
    few, all_ = attack(release), attack(release, kept=1000)
    assert few.n_classes < all_.n_classes
    assert few.found
    ranges = {f.name: (f.low, f.high) for f in all_.found}
    assert {f.name: (f.low, f.high) for f in few.found} == {f.name: ranges.get(f.name) for f in few.found}
    assert {f[1:] for f in _kinds(few.found)} == {f[1:] for f in _kinds(all_.found)}


def _kinds(found: Iterable[Found]) -> set[tuple[str, str, int, int | None]]:
    return {(f.name, f.kind, f.low, f.high) for f in found}
