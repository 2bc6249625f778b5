"""What may be left out of the attack: equations that follow from others, and unknowns that only follow."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from geodata.attack.model.equations import UNBOUNDED, Equations, build_system
from geodata.attack.model.free_columns import followers, leaders_of
from geodata.disclosure.rules import zeros
from geodata.tabulation.grid import Grid, TableSpec
from geodata.trees import Tree
from tests.geodata.disclosure.linked import Truth, random_pattern, random_truth
from tests.geodata.disclosure.test_reducing import system_of


def attacked(seed: int) -> tuple[Truth, Equations]:
    rng = np.random.default_rng(seed)
    truth = random_truth(rng, mean=2)
    withheld = zeros.with_zeros(truth.grid, truth.count, random_pattern(rng, truth, 4))
    return truth, build_system(truth.grid, truth.count, withheld, zeros.may_be_zero(truth.grid, withheld))


def dense(system: Equations) -> np.ndarray:
    matrix = np.zeros(system.shape)
    matrix[np.repeat(np.arange(system.shape[0]), np.diff(system.row_at)), system.row_col] = system.row_sign
    return matrix


def test_equations_that_are_left_out_follow_from_the_others() -> None:
    """Whichever dimension goes first."""
    left_out = 0
    for seed in range(80):
        truth = random_truth(np.random.default_rng(seed))
        grid, everything = truth.grid, np.ones(len(truth.grid), dtype=bool)
        system = build_system(grid, truth.count, everything, everything)
        matrix, at = dense(system), system.margin
        for order in permutations(grid.dimensions):
            by = grid.implied(order)
            implied = np.array([a >= 0 and by[grid.dimensions[a]][m] for a, m in zip(system.axis, at, strict=True)])
            assert np.linalg.matrix_rank(matrix) == np.linalg.matrix_rank(matrix[~implied])
        left_out += int(system.implied.sum())
    assert left_out > 50


def test_the_dimension_with_most_withheld_margins_goes_first() -> None:
    """A cell summed by row and by column: the equation along the dimension that shows its margins is left out."""
    trees = {d: Tree.from_parents(d, {d: None, f"{d}1": d, f"{d}2": d}) for d in "ab"}
    grid = Grid.build(trees, [TableSpec("t", trees)])
    count = np.full(len(grid), 9)
    for first, other in ("ab", "ba"):
        margins = (grid.node(first) == 0) & (grid.node(other) > 0)  # withheld sums along the first
        withheld = margins | ((grid.node(first) > 0) & (grid.node(other) > 0))
        system = build_system(grid, count, withheld, withheld)
        total = system.margin == 0
        left_out = {grid.dimensions[axis] for axis in system.axis[total & system.implied]}
        assert left_out == {other}


@pytest.mark.parametrize("seed", range(40))
def test_the_leaders_say_all(seed: int) -> None:
    """From those that lead all others follow, and the rows hold exactly where the equations and bounds do."""
    truth, system = attacked(seed)
    led, x = leaders_of(system), truth.count[system.cells]
    assert sorted([*led.columns, *led.followers]) == list(range(system.shape[1]))
    assert np.array_equal(led.complete(x[led.columns]), x)
    for by in np.random.default_rng(seed).integers(-1, 2, (20, len(led.columns))):
        near = np.maximum(x[led.columns] + by, led.lower)
        sums = led.matrix @ near
        holds = bool(((sums >= led.floor) & (sums <= led.ceiling)).all())
        assert system.holds(led.complete(near)) == holds


def test_a_margin_that_must_be_more_than_its_members_asks_it_of_their_sum() -> None:
    equations = [{0: 1, 1: 1, 2: -1}]
    for rhs, lower, floor in ((0, [0, 0, 0], 0), (0, [0, 0, 1], 1), (0, [1, 0, 1], 1), (-3, [0, 0, 3], 0)):
        system = system_of(equations, [rhs], lower)
        assert followers(system).tolist() == [2]
        assert (leaders_of(system).floor.tolist(), leaders_of(system).ceiling.tolist()) == ([floor], [UNBOUNDED])


def test_a_margin_of_followers_follows_them() -> None:
    system = system_of([{0: 1, 1: 1, 2: -1}, {2: 1, 3: -1}], [0, -4], [0, 0, 0, 0])
    led = leaders_of(system)
    assert led.columns.tolist() == [0, 1]
    assert led.complete(np.array([2, 3])).tolist() == [2, 3, 5, 9]
