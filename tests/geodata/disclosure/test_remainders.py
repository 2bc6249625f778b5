"""What a contributor is left with that subtracts its own is held to the standard that numbers are held to."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack.pipeline import Verdict
from geodata.disclosure.protection import Standard
from geodata.disclosure.rules.frequency import is_small
from geodata.disclosure.suppression.remainders import attack_less_own, hold_remainders, too_small
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from geodata.tabulation.grid import Grid, TableSpec
from geodata.trees import Tree

if TYPE_CHECKING:
    from geodata.arrays import Ints
    from geodata.attack.model.equations import Equations

K = 5


def one_way(n_leaves: int) -> Grid:
    tree = Tree.from_parents("recovery", {"all": None, **{f"p{n}": "all" for n in range(n_leaves)}})
    return Grid.build({"recovery": tree}, [TableSpec("t", {"recovery": tree})])


def summed(*leaves: int) -> Ints:
    return np.array([sum(leaves), *leaves])


def blank(*which: int, n: int) -> np.ndarray:
    return np.isin(np.arange(n), which)


def remainders_by_listing(left: int, least: tuple[int, ...]) -> list[set[int]]:
    """List the values of each of some numbers that sum to what is left."""
    fits = [x for x in product(*(range(low, left + 1) for low in least)) if sum(x) == left]
    return [{x[at] for x in fits} for at in range(len(least))]


@pytest.mark.parametrize("own", [(10, 9), (0, 20), (12, 8), (1, 1), (0, 0), (11, 12), (12, 12), (4, 15)])
def test_a_contributor_attacks_the_sum_that_it_leaves(own: tuple[int, int]) -> None:
    """Two blanks hold 24; of each it knows its own part, and that each holds at least one record."""
    grid, count = one_way(3), summed(12, 12, 30)
    found = attack_less_own(grid, count, summed(*own, 3), blank(1, 2, n=4), Standard(K))
    left = 24 - sum(own)
    values = remainders_by_listing(left, (int(not own[0]), int(not own[1])))
    narrow = {at + 1 for at, v in enumerate(values) if min(v) < K and not {1, K - 1} <= v}
    assert {int(found.system.cells[leak.column]) for leak in found.leaks} == narrow
    assert [int(found.system.rhs[row]) for row in found.sums] == ([left] if 0 < left < K else [])


def test_what_is_left_of_shown_numbers() -> None:
    count, parts = np.array([0, 8, 8, 8, 20]), [np.array([0, 8, 4, 3, 10]), np.array([0, 0, 4, 5, 10])]
    assert too_small(count, parts, Standard(K)).tolist() == [False, False, True, True, False]
    assert too_small(count, parts, Standard(K, zeros="protected")).tolist() == [False, True, True, True, False]
    assert not too_small(count, [], Standard(K)).any()


def test_more_is_withheld_until_no_contributor_works_a_remainder_out() -> None:
    """A sum of k − 1 leaves every single cell open, and is known as a sum."""
    grid, count, standard = one_way(4), summed(12, 12, 30, 40), Standard(K)
    parts = [summed(10, 10, 15, 20), summed(2, 2, 15, 20)]
    before = blank(1, 2, n=5)
    found = attack_less_own(grid, count, parts[0], before, standard)
    assert not found.leaks
    assert len(found.sums) == 1
    told: list[str] = []
    after = hold_remainders(
        grid, Visible.of(count, K), parts, before, standard, np.array([9.0, 1, 1, 2, 3]), told.append
    )
    assert after.tolist() == [False, True, True, True, False]
    assert all("remainders" in sentence or "round" in sentence for sentence in told)
    for own in parts:
        final = attack_less_own(grid, count, own, after, standard)
        assert not final.leaks
        assert not len(final.sums)


def test_where_little_is_shown_nothing_is_in_the_end() -> None:
    grid, count = one_way(2), summed(12, 12)
    parts, cost = [summed(11, 11), summed(1, 1)], np.ones(3)
    after = hold_remainders(grid, Visible.of(count, K), parts, blank(1, 2, n=3), Standard(K), cost, lambda _: None)
    assert after.all()
    assert not attack_less_own(grid, count, parts[0], after, Standard(K)).leaks


def two_way(seed: int) -> tuple[Grid, Ints, list[Ints]]:
    """Count three contributors' records by place and kind."""
    rng = np.random.default_rng(seed)
    place = Tree.from_parents("recovery", {"all": None, **{f"p{n}": "all" for n in range(4)}})
    kind = Tree.from_parents("category", {"any": None, **{f"c{n}": "any" for n in range(3)}})
    grid = Grid.build({"recovery": place, "category": kind}, [TableSpec("t", {"recovery": place, "category": kind})])
    parts = []
    for _ in range(3):
        own = np.zeros((5, 4), dtype=np.int64)
        own[1:, 1:] = rng.poisson(rng.choice([0.3, 2, 9], size=(4, 3)))
        own[0, 1:] = own[1:, 1:].sum(axis=0)
        own[:, 0] = own[:, 1:].sum(axis=1)
        parts.append(np.array([own[grid.node("recovery", c), grid.node("category", c)] for c in np.arange(20)]))
    return grid, np.sum(parts, axis=0), parts


@pytest.mark.parametrize("level", ["interval", "exact"])
@pytest.mark.parametrize("seed", range(6))
def test_remainders_of_random_tables_hold(seed: int, level: str) -> None:
    grid, count, parts = two_way(seed)
    standard, cost = Standard(K, level), 1.0 + np.arange(len(grid)) / len(grid)  # type: ignore[arg-type]
    whole = np.any([own == count for own in parts], axis=0) & (count > 0)  # one contributor's, so never shown
    primary = is_small(count, K) | too_small(count, parts, standard) | whole
    withheld = protect_cells(grid, Visible.of(count, K), primary, standard, cost)
    withheld = hold_remainders(grid, Visible.of(count, K), parts, withheld, standard, cost, lambda _: None)
    for own in [np.zeros_like(count), *parts]:
        found = attack_less_own(grid, count, own, withheld, standard)
        assert not found.leaks
        assert not len(found.sums)
    assert not (too_small(count, parts, standard) & ~withheld).any()


class Fractional(Standard):
    """A standard whose attack, as long as it is in haste, shows one number by fractions only."""

    def attack(
        self, grid: Grid, count: Ints, system: Equations, *, limit: int | None = None, **more: object
    ) -> Verdict:
        """Attack as any, and say so."""
        found = super().attack(grid, count, system, limit=limit, **more)  # type: ignore[arg-type]
        return Verdict([], 1) if limit is not None else found


def test_what_fractions_show_is_looked_at_in_whole_numbers() -> None:
    grid, count, own = one_way(3), summed(12, 12, 30), summed(11, 11, 3)
    hidden, hasty = blank(1, 2, n=4), Fractional(K)
    assert len(attack_less_own(grid, count, own, hidden, hasty, limit=1).leaks) == len(
        attack_less_own(grid, count, own, hidden, Standard(K)).leaks
    )
    few = np.array([54, 2, 22, 30])
    cost = np.array([9.0, 1, 1, 2])
    held = [
        protect_cells(grid, Visible.of(few, K), is_small(few, K), kind, cost) for kind in (Fractional(K), Standard(K))
    ]
    assert (held[0] == held[1]).all()
