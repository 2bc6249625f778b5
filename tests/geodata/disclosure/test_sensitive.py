"""Counts of k or more that are sensitive all the same have room about them, and other categories beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geodata.attack.effort import EFFORT, Effort
from geodata.counting import RawCube, count_cells
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.disclosure.rules import zeros
from geodata.disclosure.rules.frequency import is_dominated, is_small
from geodata.disclosure.rules.group_disclosure import homogeneous, shown_homogeneous
from geodata.disclosure.sensitive import hide_sensitive
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from geodata.errors import DisclosureError
from geodata.policy import policy_from
from geodata.tabulation.grid import Grid, TableSpec
from geodata.trees import Tree
from tests.geodata.disclosure.linked import Attacker, as_tables

K = 3
PLACES = ("p1", "p2", "p3")
KINDS = ("x", "y")
#: Room that a sensitive count must have, below and above.
ROOM = K - 1


def grid() -> Grid:
    place = Tree.from_parents("recovery", {"all": None, **dict.fromkeys(PLACES, "all")})
    kind = Tree.from_parents("category", {"any": None, **dict.fromkeys(KINDS, "any")})
    return Grid.build({"recovery": place, "category": kind}, [TableSpec("t", {"recovery": place, "category": kind})])


def rules(**given: object) -> object:
    tables = [{"name": "t", "dimensions": {"recovery": "state", "category": "value"}}]
    return policy_from({"threshold": K, "tables": tables, **given})


def leaves(numbers: dict[tuple[str, str, str], int]) -> pd.DataFrame:
    rows = [(place, kind, who, "2021", n) for (place, kind, who), n in numbers.items()]
    frame = pd.DataFrame(rows, columns=["recovery", "category", "source", "period", "count"])
    return frame.astype({"count": "Int64"})


def protected(
    numbers: dict[tuple[str, str, str], int], effort: Effort = EFFORT, **given: object
) -> tuple[Grid, RawCube, np.ndarray]:
    frame, cells = leaves(numbers), grid()
    codes = {d: frame[d].map(cells.trees[d].index).to_numpy(dtype=np.int64) for d in cells.dimensions}
    raw = count_cells(cells, codes, frame["count"].to_numpy(dtype=np.int64))
    cost = 1.0 + np.arange(len(cells)) / len(cells)
    plain = protect_cells(cells, Visible.of(raw.counts(), K), is_small(raw.counts(), K), Standard(K), cost)
    return cells, raw, hide_sensitive(frame, raw, rules(**given), plain, cost, lambda _: None, effort)  # type: ignore[arg-type]


def random_numbers(seed: int) -> dict[tuple[str, str, str], int]:
    rng = np.random.default_rng(seed)
    return {(p, c, s): int(rng.poisson(2.5) * (rng.random() < 0.7)) for p in PLACES for c in KINDS for s in "AB"} | {
        ("p1", "x", "A"): 8
    }


@pytest.mark.parametrize("seed", range(15))
def test_dominated_counts_have_room_on_both_sides(seed: int) -> None:
    numbers = random_numbers(seed)
    cells, raw, withheld = protected(numbers, contributors="source")
    count = raw.counts()
    if withheld.all():
        return
    report = audit_tables(cells, as_tables(cells, count, withheld), Standard(K))
    assert report.passed
    attacker = Attacker(cells, count, withheld, Standard(K))
    completions = attacker.completions(attacker.known, int(count[0]) + (2 * K if withheld[0] else 0))
    for at, cell in enumerate(attacker.cells):
        place, kind = (None if code in {"all", "any"} else code for code in cell)
        parts = [
            sum(n for (p, c, s), n in numbers.items() if s == who and place in {None, p} and kind in {None, c})
            for who in "AB"
        ]
        is_sensitive = sum(parts) >= K and (min(parts) == 0 or 100 * max(parts) > 85 * sum(parts))
        if is_sensitive:
            assert withheld[at]
        if is_sensitive and completions is not None and not withheld[0]:
            assert completions[cell].min() <= sum(parts) - ROOM
            assert completions[cell].max() >= sum(parts) + ROOM


def test_what_is_not_sensitive_stays_as_it_was() -> None:
    numbers = {(p, c, s): 20 for p in PLACES for c in KINDS for s in "AB"}
    for given in ({}, {"contributors": "source"}, {"sensitive_categories": ["x"]}):
        assert not protected(numbers, **given)[2].any()


def test_a_single_contributor_is_refused() -> None:
    """It could subtract all that it supplied, from every number."""
    alone = {cell: n for cell, n in random_numbers(1).items() if cell[2] == "A"}
    with pytest.raises(DisclosureError, match="expected two or more"):
        protected(alone, contributors="source")


@pytest.mark.parametrize("seed", range(15))
def test_beside_a_homogeneous_count_there_may_be_others(seed: int) -> None:
    numbers = random_numbers(seed) | {("p2", "y", s): 0 for s in "AB"} | {("p2", "x", "A"): 6}
    cells, raw, withheld = protected(numbers, sensitive_categories=["x"])
    count = raw.counts()
    found = {tuple(cells.codes(int(c)).values()) for c in np.flatnonzero(homogeneous(cells, count, ["x"]))}
    assert ("p2", "any") in found
    tables = as_tables(cells, count, withheld)
    assert audit_tables(cells, tables, Standard(K), sensitive=["x"]).passed
    if withheld.all():
        return
    attacker = Attacker(cells, count, withheld, Standard(K))
    completions = attacker.completions(attacker.known, int(count[0]) + (2 * K if withheld[0] else 0))
    if completions is not None:
        assert completions["p2", "y"].max() >= K - 1


def test_the_audit_finds_what_is_seen_to_be_of_one_category() -> None:
    cells = grid()
    numbers = {"any": (62, 40, 12, 10), "x": (34, 20, 12, 2), "y": (28, 20, 0, 8)}
    places = ("all", *PLACES)
    value = {(p, c): n for c, column in numbers.items() for p, n in zip(places, column, strict=True)}
    count = np.array([value[tuple(cells.codes(c).values())] for c in range(len(cells))])  # type: ignore[index]
    shown = np.zeros(len(cells), dtype=bool)
    (finding,) = [
        f
        for f in audit_tables(cells, as_tables(cells, count, shown), Standard(2), sensitive=["x"]).findings
        if "sensitive" in f.witness
    ]
    assert (dict(finding.cell), finding.low, finding.high) == ({"recovery": "p2", "category": "any"}, 12, 12)
    assert audit_tables(cells, as_tables(cells, count, shown), Standard(2)).passed
    assert not len(shown_homogeneous(cells, count, shown, ["y"], Standard(2).may_be_zero(cells, shown)))
    hidden = np.array([cells.codes(c)["recovery"] == "p2" for c in range(len(cells))]) & (count > 0)
    # under a blank total it may be none at all
    assert not len(shown_homogeneous(cells, count, hidden, ["x"], Standard(2).may_be_zero(cells, hidden)))
    lone = hidden & np.array([cells.codes(c)["category"] == "x" for c in range(len(cells))])
    (seen,) = shown_homogeneous(cells, count, lone, ["x"], Standard(2).may_be_zero(cells, lone))
    assert cells.codes(int(seen)) == {"recovery": "p2", "category": "any"}


def test_without_categories_nothing_is_of_one() -> None:
    place = Tree.from_parents("recovery", {"all": None, "p1": "all", "p2": "all"})
    cells = Grid.build({"recovery": place}, [TableSpec("t", {"recovery": place})])
    count, none = np.array([30, 20, 10]), np.zeros(3, dtype=bool)
    assert not homogeneous(cells, count, ["x"]).any()
    assert not len(shown_homogeneous(cells, count, none, ["x"], Standard(2).may_be_zero(cells, none)))
    raw = RawCube(cells, count, none)
    with pytest.raises(DisclosureError, match="expected some of"):
        hide_sensitive(leaves({}), raw, rules(sensitive_categories=["x"]), none, np.ones(3), lambda _: None)  # type: ignore[arg-type]


def test_a_count_that_nothing_gives_room_in_time_is_refused() -> None:
    numbers = {(p, c, s): 20 for p in PLACES for c in KINDS for s in "AB"} | {("p1", "x", "B"): 0}
    with pytest.raises(DisclosureError, match="stays narrow"):
        protected(numbers, replace(EFFORT, room_rounds=1), contributors="source")


def test_where_mending_finds_nothing_a_fellow_is_withheld() -> None:
    numbers = {(p, c, s): 20 for p in PLACES for c in KINDS for s in "AB"} | {("p1", "x", "B"): 0}
    cells, raw, withheld = protected(numbers, replace(EFFORT, repair_seconds=0.0), contributors="source")
    assert not np.array_equal(withheld, protected(numbers, contributors="source")[2])
    assert not withheld.all()
    assert not zeros.broken_zero_rule(cells, raw.counts(), withheld).size
    attacker = Attacker(cells, raw.counts(), withheld, Standard(K))
    assert ("p1", "x") not in attacker.known


@pytest.mark.parametrize(
    ("largest", "n", "expected"), [(85, 2, False), (86, 2, True), (50, 1, True), (100, 1, True), (34, 3, False)]
)
def test_dominance(largest: int, n: int, *, expected: bool) -> None:
    assert is_dominated(np.array([100]), np.array([largest]), np.array([n])).tolist() == [expected]
    assert not is_dominated(np.array([0]), np.array([0]), np.array([0])).any()
