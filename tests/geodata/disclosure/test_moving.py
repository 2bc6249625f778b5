"""Which unknowns can move at all: one direction says the same as programmes that ask for each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from geodata.attack.effort import EFFORT
from geodata.attack.programming.implied_equalities import can_move
from geodata.attack.programming.linear_program import Programme
from geodata.attack.search.solution_pool import SolutionPool
from geodata.disclosure.protection import Standard
from tests.geodata.disclosure.linked import random_truth
from tests.geodata.disclosure.test_reducing import system_of

if TYPE_CHECKING:
    from geodata.arrays import Bools
    from geodata.attack.model.equations import Equations

#: Two corners of a square are 1 at least, and the others 0: together they are 2, so nothing moves.
RING = [{0: 1, 1: 1}, {2: 1, 3: 1}, {0: 1, 2: 1}, {1: 1, 3: 1}]


def by_programmes(system: Equations) -> Bools:
    programme = Programme(system)
    ends = [[programme.end(column, sign)[0] for sign in (1, -1)] for column in range(system.shape[1])]
    return np.array([high is None or low is None or high - low > 1e-6 for low, high in ends])


def seen_of(system: Equations, shakes: int) -> SolutionPool:
    seen = SolutionPool.of(system.shape[1])
    assert seen.start(system)
    for seed in range(shakes):
        seen.shake(system, seed)
    return seen


@pytest.mark.parametrize("level", ["exact", "interval"])
def test_what_can_move_is_what_programmes_say(level: Literal["exact", "interval"]) -> None:
    """Whatever was seen of whole completions before: one, or several."""
    numbers = {False: 0, True: 0}
    for seed in range(120):
        truth = random_truth(np.random.default_rng(seed), mean=2)
        standard = Standard(4, level)
        withheld = standard.with_zeros(truth.grid, truth.count, standard.is_small(truth.count))
        system = standard.system(truth.grid, truth.count, withheld)
        expected = by_programmes(system)
        for shakes in (0, 3):
            seen = seen_of(system, shakes)
            moves = can_move(system, seen.whole_low, seen.whole_high)
            assert moves is not None
            assert (moves == expected).all(), (seed, shakes)
        for value in expected.tolist():
            numbers[value] += 1
    assert min(numbers.values()) > 100


def test_what_is_at_its_least_moves_only_with_others_that_rise() -> None:
    """The corners 0 and 3 rise together and 1 and 2 fall; where 1 and 2 are at their least, none can."""
    free, tight = system_of(RING, [2, 2, 2, 2], [0] * 4), system_of(RING, [1, 1, 1, 1], [0, 1, 1, 0])
    for system, moves in ((free, True), (tight, False)):
        start = np.array([0, 2, 2, 0]) if moves else np.array([0, 1, 1, 0])
        found = can_move(system, start, start)
        assert found is not None
        assert (found == moves).all()


def test_where_equations_bind_what_rises_cuts_tell() -> None:
    """What rises must rise in one row what another takes: x0 − x1 = 0 and x0 + x1 = 0 among those at their least."""
    rows = [{0: 1, 1: 1, 2: 1, 3: -1}, {0: 1, 1: -1, 2: 1, 3: -1}, {2: 1, 3: 1}]
    system = system_of(rows, [0, 0, 4], [0] * 4)
    start = np.array([0, 0, 2, 2])
    found = can_move(system, start, np.array([0, 0, 3, 3]))
    assert found is not None
    assert found.tolist() == by_programmes(system).tolist()


def test_solvers_that_are_not_exact_enough_tell_nothing() -> None:
    system = system_of(RING, [2, 2, 2, 2], [0] * 4)
    some, one = np.array([0, 1, 1, 0]), np.array([1, 1, 1, 1])
    for effort in (replace(EFFORT, refinements=0), replace(EFFORT, cuts=0)):
        assert can_move(system, some * 2, some * 2, effort) is None
    # none is at its least: only what follows from the rest is asked, and one solution isn't exact
    assert can_move(system, one, one, replace(EFFORT, refinements=1)) is None
    tight = system_of([{0: 1, 1: -1}, {2: 1, 3: 1}], [0, 2], [0] * 4)
    low, high = np.array([0, 0, 1, 1]), np.array([0, 0, 2, 2])
    assert can_move(tight, low, high, replace(EFFORT, push_seconds=0.0)) is None
    assert can_move(tight, low, high) is not None
