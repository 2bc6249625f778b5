"""The smaller system has the same answers: integer programmes on the first one say the same of every unknown."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.attack.model.equations import Equations, build_system, pack
from geodata.attack.presolve import reduce
from geodata.attack.programming.linear_program import Programme
from geodata.attack.search.solution_pool import SolutionPool
from geodata.disclosure.rules import zeros
from tests.geodata.disclosure.linked import random_pattern, random_truth


def sparse_system(seed: int) -> Equations:
    """Build the equations of tables of few and small counts, where much is equal or interchangeable."""
    rng = np.random.default_rng(seed)
    truth = random_truth(rng, mean=0.1)
    withheld = zeros.with_zeros(truth.grid, truth.count, random_pattern(rng, truth, 4))
    if not withheld.any():
        return sparse_system(seed + 1000)
    return build_system(truth.grid, truth.count, withheld, zeros.may_be_zero(truth.grid, withheld))


def system_of(rows: list[dict[int, int]], rhs: list[int], lower: list[int]) -> Equations:
    """Write down equations by hand: signs by column."""
    triples = [(row, col, sign) for row, signs in enumerate(rows) for col, sign in signs.items()]
    row, col, sign = np.array(triples).T
    none = np.full(len(rhs), -1)
    return pack(row, col, sign, np.array(rhs), none, none, np.array(lower), np.arange(len(lower)), none < -1)


def ends(programme: Programme, column: int) -> tuple[int | None, int | None]:
    low, high = (programme.end(column, sign)[0] for sign in (1, -1))
    return None if low is None else round(low), None if high is None else round(high)


def test_every_unknown_has_the_ends_that_its_top_allows() -> None:
    shared = merged = 0
    for seed in range(40):
        system = sparse_system(seed)
        smaller = reduce(system)
        shared += int(smaller.shares.sum())
        merged += system.shape[1] - smaller.system.shape[1]
        whole, small = Programme(system, integer=True), Programme(smaller.system, integer=True)
        for column in range(system.shape[1]):
            low, high = ends(small, int(smaller.top[column]))
            low = int(smaller.least[column]) if smaller.shares[column] else low + int(smaller.reach[column])
            high = None if high is None else high + int(smaller.reach[column])
            assert ends(whole, column) == (low, high), (seed, column)
            if smaller.shares[column]:
                between = range(low, low + 3 if high is None else high + 1)
                assert all(whole.completion((column, value)) is not None for value in between), (seed, column)
    assert shared > 50
    assert merged > 100


def test_a_known_difference_and_least_values_are_kept() -> None:
    # x0 − x1 = 3, and x0, x2, x3 stand alike in x0 + x2 + x3 = 9, with x2 and x3 at least 1
    smaller = reduce(system_of([{0: 1, 1: -1}, {0: 1, 2: 1, 3: 1}], [3, 9], [0, 0, 1, 1]))
    assert smaller.system.shape == (1, 1)
    assert smaller.shares.all()
    assert smaller.least.tolist() == [3, 0, 1, 1]
    assert (smaller.system.rhs[0] + smaller.reach).tolist() == [7, 4, 5, 5]


def test_no_unknown_counts_twice() -> None:
    # x0 = x1, and x0 + x1 = x2: merged, an unknown would count twice
    smaller = reduce(system_of([{0: 1, 1: -1}, {0: 1, 1: 1, 2: -1}], [0, 0], [0, 0, 0]))
    assert smaller.system.shape == (2, 3)
    assert set(smaller.system.row_sign.tolist()) == {1, -1}


def test_a_contradiction_stays() -> None:
    system = system_of([{0: 1, 1: -1}, {0: 1, 1: -1}], [0, 1], [0, 0])
    assert reduce(system).system is system


@pytest.mark.parametrize("seed", range(10))
def test_what_was_seen_comes_back(seed: int) -> None:
    system = sparse_system(seed)
    smaller, seen = reduce(system), SolutionPool.of(system.shape[1])
    x = Programme(system, integer=True).completion()
    assert x is not None
    seen.note(system, x)
    low, high = seen.whole_low.copy(), seen.whole_high.copy()
    small = smaller.shrink(seen)
    ranges = [ends(Programme(smaller.system, integer=True), c) for c in range(smaller.system.shape[1])]
    for (_, most), reached in zip(ranges, small.whole_high, strict=True):
        assert most is None or reached <= most
    smaller.grow(small, seen)
    assert (seen.whole_low <= low).all()
    assert (seen.whole_high >= high).all()
    whole = Programme(system, integer=True)
    for column in range(system.shape[1]):
        least, most = ends(whole, column)
        assert seen.whole_low[column] >= least
        assert most is None or seen.whole_high[column] <= most
