"""What follows by addition from shown numbers is shown, cell by cell, where that opens nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack.model.bounds import propagate
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.costs import weights
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.implied_counts import harmless
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.tabulation.grid import Grid, TableSpec
from geodata.trees import Tree
from tests.geodata.disclosure.linked import as_tables, random_truth

if TYPE_CHECKING:
    from geodata.arrays import Bools

PLACES = Tree.from_parents("place", {"W": None, "A": "W", "B": "W"})
YEARS = Tree.from_parents("period", {"all": None, "1": "all", "2": "all"})
TREES = {"place": PLACES, "period": YEARS}
GRID = Grid.build(TREES, [TableSpec("t", TREES)])


def cells(*codes: tuple[str, str]) -> Bools:
    found = {tuple(GRID.codes(cell).values()): cell for cell in range(len(GRID))}
    out = np.zeros(len(GRID), dtype=bool)
    out[[found[code] for code in codes]] = True
    return out


def shown(withheld: Bools, known: Bools) -> Bools:
    return harmless(GRID, withheld, known, weights(GRID, np.zeros(len(GRID), dtype=np.int64), "public"))


def test_a_sum_of_shown_years_is_shown() -> None:
    known = cells(("A", "all"))
    assert (shown(known | cells(("B", "1")), known) == known).all()


def test_a_margin_that_leaves_open_what_lies_beneath_it_stays_withheld() -> None:
    known, beneath = cells(("W", "all")), cells(("A", "all"))
    assert not shown(known | beneath, known).any()


def test_of_two_margins_over_the_same_cell_the_dearer_one_is_shown() -> None:
    known = cells(("W", "1"), ("A", "all"))
    free = shown(known | cells(("A", "1")), known)
    assert free.sum() == 1
    cost = weights(GRID, np.zeros(len(GRID), dtype=np.int64), "public")
    assert cost[free][0] == cost[known].max()


@pytest.mark.parametrize("seed", range(12))
def test_nothing_that_follows_and_opens_nothing_stays_withheld(seed: int) -> None:
    truth = random_truth(np.random.default_rng(seed), mean=5)
    grid, count, standard = truth.grid, truth.below @ truth.records, Standard(5)
    cost = weights(grid, count, "public")
    withheld = protect_cells(grid, count, standard.is_small(count), standard, cost)
    assert audit_tables(grid, as_tables(grid, count, withheld), standard).passed
    system = standard.system(grid, count, withheld)
    low, high = propagate(system)
    follows = np.zeros(len(grid), dtype=bool)
    follows[system.cells[(low == high) & (low >= 5) & (system.cells >= 0)]] = True
    assert not harmless(grid, withheld, follows, cost).any()
