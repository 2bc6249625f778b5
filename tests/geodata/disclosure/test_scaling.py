"""A scaled point is near completions: mended in a few steps, and below no least value, whatever the equations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geodata.attack.effort import EFFORT
from geodata.attack.search.iterative_scaling import near_completions
from geodata.attack.search.solution_pool import SolutionPool
from tests.geodata.disclosure.test_programming import SIDE, square
from tests.geodata.disclosure.test_reducing import system_of


def test_a_square_of_equal_sums_is_scaled_to_a_completion() -> None:
    """Twelve rows and columns of 24: two in each place."""
    system = square(24)
    assert np.array_equal(near_completions(system), np.full(SIDE**2, 2))


def test_a_margin_is_scaled_with_its_members() -> None:
    """A withheld margin of three members, of which two make 60 with the margin's own margin of 90."""
    system = system_of([{0: 1, 1: 1, 2: 1, 3: -1}, {3: 1, 4: 1}, {0: 1, 4: 1}], [0, 90, 60], [0, 0, 0, 0, 0])
    near = near_completions(system)
    off = [near[0] + near[1] + near[2] - near[3], near[3] + near[4] - 90, near[0] + near[4] - 60]
    assert np.abs(off).max() <= 2


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4), st.lists(st.integers(-5, 5), min_size=4, max_size=4))
def test_nothing_falls_below_its_least_value(lower: list[int], sums: list[int]) -> None:
    """Equations without any completion too: then only the least values are kept."""
    rows = [{0: 1, 1: 1}, {1: 1, 2: -1}, {2: 1, 3: 1}, {0: 1, 3: -1}]
    near = near_completions(system_of(rows, sums, lower))
    assert (near >= lower).all()


def test_where_nothing_is_found_from_the_least_values_a_scaled_point_is_mended() -> None:
    """As in vast systems, where that is tried first; both give completions."""
    system = square(20)
    for vast in (0, 10**6):
        seen = SolutionPool.of(SIDE**2, effort=replace(EFFORT, vast=vast))
        assert seen.start(system)
        assert seen._start is not None
        assert system.holds(seen._start)
