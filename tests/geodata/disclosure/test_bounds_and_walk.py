"""What bounds prove is true, and what the walk shows is a completion; compiled, and line by line."""

from __future__ import annotations

import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack.effort import EFFORT
from geodata.attack.interval_disclosure import find_leaks
from geodata.attack.model.bounds import propagate
from geodata.attack.model.equations import UNBOUNDED, Equations, build_system, components, fixed_sums, whole
from geodata.attack.model.free_columns import leaders_of
from geodata.attack.model.jit import line_by_line
from geodata.attack.presolve import reduce
from geodata.attack.programming.linear_program import Programme
from geodata.attack.search import local_search as walk
from geodata.disclosure.protection import Standard
from geodata.tabulation.grid import Grid, TableSpec
from tests.geodata.disclosure.linked import SHAPES, Attacker, Truth, named_tree, random_pattern, random_truth
from tests.geodata.disclosure.test_reducing import system_of

if TYPE_CHECKING:
    from collections.abc import Iterator

STANDARD = Standard(4)


@pytest.fixture(params=["compiled", "interpreted"], autouse=True)
def how(request: pytest.FixtureRequest) -> Iterator[None]:
    with line_by_line() if request.param == "interpreted" else nullcontext():
        yield


def attacked(seed: int, standard: Standard = STANDARD) -> tuple[Truth, np.ndarray, Equations]:
    rng = np.random.default_rng(seed)
    truth = random_truth(rng, mean=2)
    withheld = standard.with_zeros(truth.grid, truth.count, random_pattern(rng, truth, 4))
    return truth, withheld, standard.system(truth.grid, truth.count, withheld)


def test_bounds_hold_for_every_completion() -> None:
    tested = 0
    for seed in range(60):
        truth, withheld, system = attacked(seed)
        found = Attacker(truth.grid, truth.count, withheld, STANDARD)
        completions = found.completions(found.known, int(truth.count[0]) + (4 if withheld[0] else 0))
        if completions is None:  # too many to list
            continue
        tested += 1
        low, high = propagate(system)
        for column, cell in enumerate(system.cells):
            values = completions[found.cells[cell]]
            assert low[column] <= values.min()
            assert values.max() <= high[column] <= UNBOUNDED
    assert tested > 30


@pytest.mark.parametrize("seed", range(30))
def test_every_extreme_of_the_walk_is_a_completion(seed: int) -> None:
    """The walk records an extreme only where all equations hold: an integer programme finds a completion there."""
    truth, _, system = attacked(seed)
    check_extremes(system, truth.count[system.cells], 6)


def test_the_walk_moves_what_follows_and_asks_what_it_must_be() -> None:
    """A margin that follows is sent where it shall be seen through those that lead, and never falls below its least."""
    walked = bounded = 0
    for seed in range(400):
        truth = random_truth(np.random.default_rng(seed), mean=1)
        standard = Standard(2, zeros="protected" if seed % 2 else "published")
        withheld = standard.with_zeros(truth.grid, truth.count, standard.is_small(truth.count))
        system = reduce(standard.system(truth.grid, truth.count, withheld)).system
        for part, _ in components(system):
            led = leaders_of(part)
            start = walk.mend(part, part.lower)
            if start is None or not len(led.followers):
                continue
            walked += 1
            bounded += int((led.matrix @ led.lower < led.floor)[led.n_equations :].any())
            if walked % 40 == 0 or bounded % 20 == 1:
                check_extremes(part, start, 3)
    assert walked > 50
    assert bounded > 5


def check_extremes(system: Equations, start: np.ndarray, most: int) -> None:
    n = system.shape[1]
    low, high, bits = walk.widen(system, start, np.zeros(n, dtype=np.int64), np.full(n, most))
    exact = Programme(system, integer=True)
    for column in range(n):
        values = {value for value in range(walk.BITS) if int(bits[column]) >> value & 1}
        assert {int(low[column]), int(high[column])} <= values
        for value in values:
            x = exact.completion((column, value))
            assert x is not None
            assert system.holds(whole(x))


def test_the_walk_is_the_same_every_time() -> None:
    truth, _, system = attacked(3)
    n = system.shape[1]
    start, least, most = truth.count[system.cells], np.zeros(n, dtype=np.int64), np.full(n, 5)
    first, second = (walk.widen(system, start, least, most, seed=7) for _ in range(2))
    assert np.array_equal(first, second)


def test_the_walk_stays_where_nothing_is_asked() -> None:
    truth, _, system = attacked(3)
    x = truth.count[system.cells]
    low, high, bits = walk.widen(system, x, x, x)
    assert np.array_equal(bits, walk.bits_of(x))
    assert np.array_equal(low, x)
    assert np.array_equal(high, x)


def test_a_large_number_is_known_by_its_extremes_alone() -> None:
    """Two that sum to 200: either may be 1 to 199, of which each value up to 62 is told apart."""
    system, start = row_of_two(total=200), np.array([100, 100])
    low, high, bits = walk.widen(system, start, np.ones(2, dtype=np.int64), np.full(2, 199))
    assert (low.tolist(), high.tolist()) == ([1, 1], [199, 199])
    for column in range(2):
        assert {value for value in range(walk.BITS + 1) if int(bits[column]) >> value & 1} <= set(range(1, walk.BITS))
    assert walk.bits_of(np.array([62, 63, 199])).tolist() == [1 << 62, 0, 0]


@pytest.mark.parametrize("seed", range(20))
def test_mending_ends_in_a_completion(seed: int) -> None:
    truth, _, system = attacked(seed)
    near = truth.count[system.cells] + np.random.default_rng(seed).integers(-1, 2, len(system.cells))
    mended = walk.mend(system, near, seed=seed)
    assert mended is not None
    assert system.holds(mended)
    truth_itself = truth.count[system.cells]
    assert np.array_equal(walk.mend(system, truth_itself), truth_itself)


def test_mending_goes_on_when_the_first_steps_are_not_enough() -> None:
    system = row_of_two(total=200)
    mended = walk.mend(system, np.array([1, 1]), effort=replace(EFFORT, mending_at_first=3))
    assert mended is not None
    assert system.holds(mended)


def test_mending_gives_up_on_a_contradiction() -> None:
    system = row_of_two(total=1)
    assert walk.mend(system, np.array([1, 1]), steps=2_000) is None
    low, high = propagate(system)
    assert (low > high).any()


def test_bounds_that_creep_are_cut_off() -> None:
    """X = y, and x = y + 1: each raises the other for ever. What the attack then says of them is a finding."""
    system = system_of([{0: 1, 1: -1}, {0: 1, 1: -1}], [0, 1], [0, 0])
    low, high = propagate(system)
    assert 0 < low.max() < UNBOUNDED <= high.min()
    assert find_leaks(system, np.arange(2), np.zeros(2, dtype=np.int64), low.max() + 5).leaks


def row_of_two(total: int) -> Equations:
    """Publish a total over two withheld leaves, each at least 1."""
    tree = named_tree("a", SHAPES[0])
    grid = Grid.build({"a": tree}, [TableSpec("t", {"a": tree})])
    withheld = np.array([False, True, True])
    return build_system(grid, np.array([total, 0, 0]), withheld, np.zeros(3, dtype=bool))


def test_one_equation_bounds_its_members_and_its_sum_is_known() -> None:
    system = row_of_two(total=4)
    assert [x.tolist() for x in propagate(system)] == [[1, 1], [3, 3]]
    assert fixed_sums(system, 5).tolist() == [0]
    assert fixed_sums(system, 4).tolist() == []


@pytest.mark.parametrize("seed", range(15))
def test_components_share_nothing_and_miss_nothing(seed: int) -> None:
    truth, _, system = attacked(seed)
    parts = list(components(system))
    assert sorted(c for _, cols in parts for c in cols) == list(range(system.shape[1]))
    x = truth.count[system.cells]
    assert sum(part.shape[0] for part, _ in parts) == system.shape[0]
    for part, cols in parts:
        assert part.holds(x[cols])
        assert np.array_equal(part.cells, system.cells[cols])


def test_no_unknowns_make_no_components() -> None:
    tree = named_tree("a", SHAPES[0])
    grid = Grid.build({"a": tree}, [TableSpec("t", {"a": tree})])
    none = np.zeros(3, dtype=bool)
    assert not list(components(build_system(grid, np.array([20, 10, 10]), none, none)))


def test_threads_come_with_the_compiler() -> None:
    """What is worth threads is worth the compiler: only compiled kernels let other threads run meanwhile."""
    code = """
import sys
from geodata.attack.search.local_search import side_by_side
for n in (10, 10_000):
    assert side_by_side(abs, (-1, -2), n) == [1, 2]
    print("numba" in sys.modules)
"""
    done = subprocess.run((sys.executable, "-c", code), check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"]


def test_nobody_elses_random_numbers_are_touched() -> None:
    """Line by line and compiled alike: who draws beside the attack goes on with his own row."""
    np.random.seed(7)  # noqa: NPY002 -- the row of random numbers that all of a process share
    before = np.random.get_state()[1:3]  # noqa: NPY002
    system = row_of_two(total=200)
    assert walk.mend(system, np.array([1, 1]), seed=3) is not None
    walk.widen(system, np.array([100, 100]), np.ones(2, dtype=np.int64), np.full(2, 199))
    after = np.random.get_state()[1:3]  # noqa: NPY002
    assert np.array_equal(before[0], after[0])
    assert before[1] == after[1]
