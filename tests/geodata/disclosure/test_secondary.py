"""The cover, the repair and what ends a search for what else to withhold."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest

from geodata.attack.effort import EFFORT, Effort
from geodata.attack.interval_disclosure import find_leaks
from geodata.attack.model.bounds import propagate
from geodata.attack.model.equations import build_system, targets_of
from geodata.attack.search.solution_pool import SolutionPool
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.disclosure.rules import zeros
from geodata.disclosure.rules.frequency import is_small
from geodata.disclosure.suppression import secondary
from geodata.disclosure.suppression.cheapest_in_equation import cheapest
from geodata.disclosure.suppression.covering import cover
from geodata.disclosure.suppression.implied_counts import leaves_the_same_open
from geodata.disclosure.suppression.nearest import nearby_cells
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from geodata.errors import DisclosureError
from geodata.tabulation.grid import Grid, TableSpec
from tests.geodata.disclosure.linked import SHAPES, as_tables, named_tree, random_truth

EITHER = pytest.mark.parametrize("effort", [EFFORT, replace(EFFORT, exact_unknowns=0)], ids=["whole", "fractions"])


def one_way(shape: int = 1) -> Grid:
    tree = named_tree("a", SHAPES[shape])
    return Grid.build({"a": tree}, [TableSpec("t", {"a": tree})])


def test_the_cover_takes_the_cheaper_neighbour() -> None:
    """Of three children one is too small: the cheaper of the other two goes with it."""
    grid, count = one_way(), np.array([42, 2, 20, 20])
    withheld = is_small(count, 5)
    for costs, expected in (([9.0, 1, 2, 3], [2]), ([9.0, 1, 3, 2], [3])):
        assert (
            np.flatnonzero(cover(grid, Visible.of(count, 5), withheld, Standard(5), np.array(costs))).tolist()
            == expected
        )


def test_the_cover_withholds_the_margin_where_it_costs_less() -> None:
    grid, count = one_way(), np.array([42, 2, 20, 20])
    chosen = cover(grid, Visible.of(count, 5), is_small(count, 5), Standard(5), np.array([1.0, 9, 9, 9]))
    assert np.flatnonzero(chosen).tolist() == [0]


def test_the_cover_asks_for_nothing_where_there_is_room() -> None:
    grid, count = one_way(), np.array([62, 2, 40, 20])
    withheld = np.array([False, True, True, False])
    assert not cover(grid, Visible.of(count, 5), withheld, Standard(5), np.ones(4)).any()


def test_nothing_small_withholds_nothing() -> None:
    grid, count = one_way(), np.array([60, 20, 20, 20])
    withheld = protect_cells(grid, Visible.of(count, 5), is_small(count, 5), Standard(5), np.ones(4))
    assert not withheld.any()
    assert audit_tables(grid, as_tables(grid, count, withheld), Standard(5)).passed


def test_rounds_are_told_without_counts() -> None:
    grid, count = one_way(), np.array([42, 2, 20, 20])
    told: list[str] = []
    protect_cells(grid, Visible.of(count, 5), is_small(count, 5), Standard(5), np.ones(4), told.append)
    assert told
    assert all("withheld" in sentence for sentence in told)


def test_what_was_seen_is_kept_only_where_the_same_numbers_may_be_zero() -> None:
    """Once their total is shown, the two below it can't be 0 any more: a completion with a 0 would prove nothing."""
    grid, count = one_way(), np.array([42, 2, 20, 20])
    withheld = np.array([True, True, True, False])
    freed = withheld & np.array([False, True, True, True])
    assert not leaves_the_same_open(grid, Visible.of(count, 5), withheld, freed, Standard(5))
    assert leaves_the_same_open(
        grid, Visible.of(count, 5), withheld, withheld & np.array([True, True, False, True]), Standard(5)
    )
    zero = np.array([22, 2, 20, 0])
    everything = np.ones(4, dtype=bool)
    assert not leaves_the_same_open(grid, Visible.of(zero, 5), everything, withheld, Standard(5))


def test_what_cannot_be_protected_is_refused() -> None:
    grid, count = one_way(), np.array([42, 2, 20, 20])
    with pytest.raises(DisclosureError, match="no end"):
        protect_cells(
            grid, Visible.of(count, 5), is_small(count, 5), Standard(5, effort=replace(EFFORT, rounds=1)), np.ones(4)
        )


def test_what_is_published_again_in_vain_is_withheld_again() -> None:
    """Where the second search finds no end, the first one's result stands, and stands the audit."""
    again, standard = 0, Standard(3, effort=replace(EFFORT, rounds_again=1))
    for seed in range(90):
        rng, told = np.random.default_rng(seed), list[str]()
        truth = random_truth(rng, mean=2)
        grid, count, cost = truth.grid, truth.count, 0.1 + rng.random(len(truth.grid))
        withheld = protect_cells(grid, Visible.of(count, 3), is_small(count, 3), standard, cost, told.append)
        first = next((n for n, line in enumerate(told) if line.startswith("round")), len(told))
        again += any("published again" in line for line in told[first:])
        assert audit_tables(grid, as_tables(grid, count, withheld), Standard(3)).passed
    assert again


def test_nothing_is_chosen_where_nothing_is_near() -> None:
    """All that is published is too small itself, or nothing is: there is no cell to choose."""
    grid, count = one_way(0), np.array([4, 2, 2])
    system = Standard(5).system(grid, count, np.array([False, True, True]))
    leaks = find_leaks(system, *targets_of(grid, count, system), 5).leaks
    assert len(leaks) == 2
    assert not nearby_cells(grid, Visible.of(count, 5), system, leaks, propagate(system), Standard(5), np.ones(3)).any()
    assert not cheapest(np.zeros(3, dtype=bool), np.ones(3)).any()
    assert np.flatnonzero(cheapest(np.array([False, True, True]), np.array([1.0, 3, 2]))).tolist() == [2]


def test_where_nothing_is_left_to_withhold_it_is_refused() -> None:
    grid, count = one_way(), np.array([42, 2, 20, 20])
    withheld = is_small(count, 5)
    for nothing in (np.zeros(4, dtype=bool), withheld):
        with pytest.raises(DisclosureError, match="whatever is withheld"):
            secondary.withhold(grid, Visible.of(count, 5), withheld, nothing, Standard(5))
    more = np.array([False, False, True, False])
    assert np.array_equal(secondary.withhold(grid, Visible.of(count, 5), withheld, more, Standard(5)), withheld | more)


@EITHER
def test_progress_ends_at_the_number_of_tests(effort: Effort) -> None:
    truth, standard = random_truth(np.random.default_rng(5), mean=3), Standard(5, effort=effort)
    withheld = protect_cells(
        truth.grid, Visible.of(truth.count, 5), is_small(truth.count, 5), standard, np.ones(len(truth.grid))
    )
    told: list[tuple[int, int]] = []
    report = audit_tables(
        truth.grid, as_tables(truth.grid, truth.count, withheld), standard, progress=lambda *at: told.append(at)
    )
    assert report.passed
    assert told[-1] == (report.cells_checked, report.cells_checked)


@EITHER
def test_tables_that_contradict_each_other_fail(effort: Effort) -> None:
    trees = {d: named_tree(d, SHAPES[0]) for d in "ab"}
    grid = Grid.build(trees, [TableSpec("t", trees)])
    inner = np.isin(np.arange(9), [4, 5, 7, 8])
    # rows sum to 40, columns to 41; each bound alone is fine
    count = np.where(inner, 0, [40, 21, 20, 20, 0, 0, 20, 0, 0])
    system = build_system(grid, count, inner, zeros.may_be_zero(grid, inner))
    assert find_leaks(system, *targets_of(grid, count, system), 5, effort=effort).leaks
    assert not audit_tables(grid, as_tables(grid, count, inner), Standard(5, effort=effort)).passed


def test_a_solver_that_gives_up_leaves_the_audit_unfinished() -> None:
    truth = random_truth(np.random.default_rng(5), mean=3)
    grid, count, small = truth.grid, truth.count, is_small(truth.count, 5)
    tables = as_tables(grid, count, protect_cells(grid, Visible.of(count, 5), small, Standard(5), np.ones(len(grid))))
    assert audit_tables(grid, tables, Standard(5)).passed
    effort = replace(EFFORT, exact_unknowns=0, passes=(), push_rounds=0, solver_seconds=0.0)  # no programme ends
    report = audit_tables(grid, tables, Standard(5, effort=effort))
    assert not report.complete
    assert not report.passed


def test_tables_that_show_a_cell_differently_are_named() -> None:
    tree, other = named_tree("a", SHAPES[0]), named_tree("b", SHAPES[0])
    grid = Grid.build({"a": tree, "b": other}, [TableSpec("t", {"a": tree}), TableSpec("u", {"a": tree, "b": other})])
    count, none = np.full(len(grid), 8) * 4, np.zeros(len(grid), dtype=bool)
    tables = as_tables(grid, count, none)
    tables["t"] = as_tables(grid, count + 1, none)["t"]
    report = audit_tables(grid, tables, Standard(5))
    assert any("another show different numbers" in f.witness for f in report.findings)


def test_what_everyone_can_work_out_is_published_again() -> None:
    """Rounds of attacks alone withhold no less, and in some tables more."""
    saved, standard = [], Standard(5)
    for seed in range(60):
        truth = random_truth(np.random.default_rng(seed), mean=6)
        grid, count, cost = truth.grid, truth.count, np.ones(len(truth.grid))
        small = is_small(count, 5)
        cleaned = protect_cells(grid, Visible.of(count, 5), small, standard, cost)
        before = standard.with_zeros(grid, count, small)
        if not before.all():
            before = secondary.rounds(
                grid, Visible.of(count, 5), before, standard, cost, SolutionPool.of(len(grid)), lambda _: None
            )
        saved.append(int((before & (count > 0)).sum()) - int((cleaned & (count > 0)).sum()))
        assert audit_tables(grid, as_tables(grid, count, cleaned), Standard(5)).passed
    assert min(saved) == 0
    assert max(saved) > 0


@pytest.mark.parametrize("level", ["exact", "interval"])
def test_in_vast_tables_proofs_are_undone(level: Literal["exact", "interval"]) -> None:
    """The equations that hold all leaks back say what helps, at most a quarter more; at level exact neighbours do."""
    effort = replace(EFFORT, pencil_rounds=0)  # all is left to attacks
    standard, rounds, more, usual = Standard(4, level, effort=effort), 0, 0, 0
    vast = replace(standard, effort=replace(effort, vast=0))
    for seed in range(100 if level == "exact" else 40):
        truth = random_truth(np.random.default_rng(seed), mean=3)
        count, told = truth.count, []
        given = truth.grid, Visible.of(count, 4), standard.is_small(count)
        plainly = protect_cells(*given, standard, 1 + 0.02 * count)
        withheld = protect_cells(*given, vast, 1 + 0.02 * count, told.append)
        assert withheld.all() or audit_tables(truth.grid, as_tables(truth.grid, count, withheld), standard).passed
        rounds += sum("round 2" in line for line in told)
        more, usual = more + int(withheld.sum() - plainly.sum()), usual + int(plainly.sum())
    assert rounds > 20
    assert level == "exact" or more < usual // 4
