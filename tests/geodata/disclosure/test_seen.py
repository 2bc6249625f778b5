"""What completions have shown: all of it is true, and none is made up where no completion is at hand."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack.effort import EFFORT
from geodata.attack.model.equations import UNBOUNDED
from geodata.attack.model.jit import line_by_line
from geodata.attack.programming.linear_program import Programme
from geodata.attack.search import local_search as walk
from geodata.attack.search.solution_pool import SolutionPool
from tests.geodata.disclosure.test_programming import SIDE, square
from tests.geodata.disclosure.test_reducing import ends, system_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


def test_nothing_is_seen_where_nothing_fits() -> None:
    """Three pairs of 1 would need halves: no walk starts, and no shaking shows anything."""
    system, seen = system_of([{0: 1, 1: 1}, {1: 1, 2: 1}, {0: 1, 2: 1}], [1, 1, 1], [0, 0, 0]), SolutionPool.of(3)
    assert not seen.start(system)
    seen.shake(system, 1)
    seen.walk(system, np.arange(3), np.zeros(3, dtype=np.int64), np.ones(3, dtype=np.int64), passes=1)
    assert (seen.whole_low == UNBOUNDED).all()
    assert (seen.whole_high == -1).all()
    assert not seen.has(0, 0)


@pytest.mark.parametrize("how", [nullcontext, line_by_line])
def test_shaking_shows_further_completions_and_only_such(how: Callable[[], AbstractContextManager[None]]) -> None:
    system, seen = square(3, side=3), SolutionPool.of(9)
    with how():
        assert seen.start(system)
        first = seen.whole_low.copy()
        assert seen.start(system)
        assert np.array_equal(seen.whole_low, first)  # where one stands already, one stays
        for seed in range(20):
            seen.shake(system, seed)
    assert (seen.whole_low < seen.whole_high).all()
    assert ends(Programme(system, integer=True), 0) == (0, 3)
    assert seen.whole_low.min() >= 0
    assert seen.whole_high.max() <= 3


def test_a_large_value_is_known_as_an_extreme_only() -> None:
    system, seen = system_of([{0: 1, 1: 1}], [200], [0, 0]), SolutionPool.of(2)
    seen.note(system, np.array([80.0, 120.0]))
    seen.note(system, np.array([70.0, 130.0]))
    seen.note(system, np.array([90.0, 110.0]))
    assert [v for v in range(200) if seen.has(0, v)] == [70, 90]
    seen.note(system, np.array([5.0, 195.0]))
    assert [v for v in range(200) if seen.has(0, v)] == [5, 90]


def test_a_walk_is_the_same_on_any_number_of_threads() -> None:
    """A square of 144 numbers, walked through in parts: side by side, and one after the other."""
    system, n = square(20), SIDE**2
    start, least, most = walk.mend(system, system.lower), np.zeros(n, dtype=np.int64), np.full(n, 20)
    assert start is not None
    found = []
    for fewest in (1, 1_000):
        effort = replace(EFFORT, worth_threads=fewest)
        found.append(walk.widen(system, start, least, most, passes=1, effort=effort))
    assert np.array_equal(*found)
    low, high, _ = found[0]
    assert (low < start).any()
    assert (high > start).any()
    assert high.max() <= 20


@pytest.mark.parametrize(("is_worth", "least_shown", "most_shown"), [(True, 0.9, 1.0), (False, 0.0, 0.1)])
def test_a_walk_tries_a_sample_and_goes_on_where_that_costs_less_than_programmes(
    *, is_worth: bool, least_shown: float, most_shown: float
) -> None:
    """What is seen stays true either way; of a pass of no steps, or a dear one, only a sample is walked for."""
    system, n = square(20), SIDE**2
    start, least, most = walk.mend(system, system.lower), np.zeros(n, dtype=np.int64), np.full(n, 20)
    assert start is not None
    steps = 1e9 if is_worth else 1e-9
    effort = replace(EFFORT, pass_sample=10, programme_steps=steps, passes=((1, 1), (20, 300)))
    low, high, _ = walk.widen(system, start, least, most, effort=effort)
    assert low.min() >= 0
    assert high.max() <= 20
    assert least_shown <= ((low == 0) & (high == 20)).mean() <= most_shown
    stood = walk.widen(system, start, least, most, effort=replace(effort, passes=()))
    assert np.array_equal(stood, [start, start, walk.bits_of(start)])
