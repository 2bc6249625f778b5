"""Completions by programming: an answer that can't be trusted is none."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from geodata.attack import component
from geodata.attack.component import decide
from geodata.attack.effort import EFFORT
from geodata.attack.numbers import Numbers
from geodata.attack.programming.batch_bounds import Ends, spread
from geodata.attack.programming.cell_bounds import Asked, Singly
from geodata.attack.programming.linear_program import Programme, inner_point
from geodata.attack.search.solution_pool import SolutionPool
from geodata.errors import DisclosureError
from tests.geodata.disclosure.test_reducing import ends, system_of

if TYPE_CHECKING:
    from geodata.attack.model.equations import Equations

SIDE = 12


def square(total: int, side: int = SIDE) -> Equations:
    """Publish the rows and columns of a square, all the same, and withhold what is in it."""
    rows = [{side * r + c: 1 for c in range(side)} for r in range(side)]
    columns = [{side * r + c: 1 for r in range(side)} for c in range(side)]
    return system_of([*rows, *columns], [total] * (2 * side), [0] * side**2)


def test_a_solver_that_runs_out_of_time_is_no_answer() -> None:
    programme = Programme(square(20))
    programme._highs.setOptionValue("time_limit", 0.0)
    with pytest.raises(DisclosureError, match="gave up"):
        programme.end(0, 1)


def test_a_solver_says_nothing_of_itself() -> None:
    """Not where it is made either, which its options come too late for."""
    code = "from geodata.attack.programming.solver import quiet_highs; quiet_highs().run()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


def test_an_inner_point_is_a_completion_or_none() -> None:
    system = square(20)
    x = inner_point(system)
    assert x is not None
    assert x.min() > 0
    assert np.allclose([x[:SIDE].sum(), x[::SIDE].sum()], 20)
    assert inner_point(square(10**14)) is None  # so large that its equations hold roughly only


def test_a_spread_shows_most_of_what_can_be() -> None:
    """In a square of 20s every number may be 0 and 20: of 288 ends none is shown at first, then nearly all."""
    system, seen = square(20), SolutionPool.of(SIDE**2)
    assert seen.start(system)
    columns = np.arange(SIDE**2)
    asked = Ends(columns, np.zeros_like(columns), np.full(len(columns), 20))
    assert not seen.is_shown(*asked).any()
    spread(system, asked, seen)
    assert seen.is_shown(*asked).mean() > 0.9
    assert (seen.whole_low >= 0).all()
    assert (seen.whole_high <= 20).all()
    assert ends(Programme(system, integer=True), 0) == (0, 20)
    assert seen.low.min() >= 0
    assert seen.high.max() <= 20


def test_inner_points_say_what_vertices_say() -> None:
    """Also that nothing fits, as where no number of two rows is left, and that there is no bound: a vertex says so."""
    for inside in (False, True):
        programme = Programme(system_of([{0: 1, 1: 1}], [7], [0, 2]))
        programme = programme.stay_inside().copy() if inside else programme
        assert programme.whole_ends(0) == (0, 5)
        torn = Programme(system_of([{0: 1, 1: 1}, {0: 1, 1: 1, 2: 1}], [3, 2], [0, 0, 0]))
        assert (torn.stay_inside() if inside else torn).completion() is None
        endless = Programme(system_of([{0: 1, 1: -1}], [1], [0, 0]))
        assert (endless.stay_inside() if inside else endless).end(0, -1) == (None, None)


def test_a_number_between_values_met_is_not_taken_for_shown() -> None:
    """Of 20, an even number was met at 0 and at 20: that it can be 1 and 3 only fractions say, and it never is."""
    system = system_of([{0: 1, 1: -1, 2: -1}, {1: 1, 2: -1}, {0: 1, 3: 1}], [0, 0, 20], [0] * 4)
    seen, programme, no = SolutionPool.of(4), Programme(system), np.zeros(1, dtype=bool)
    for met in ([0, 0, 0, 20], [20, 10, 10, 0]):
        seen.note_whole(system, np.array(met))
    asked = Asked(*(np.array([value]) for value in (0, 0, 1, 3)), no, no)
    ranges, by_fractions = Singly(system, programme, asked, 4, seen, None).decide(np.arange(1), lambda _: None)
    assert not ranges
    assert by_fractions.tolist() == [0]


def test_even_numbers_leak_in_large_systems_too() -> None:
    """Three numbers that are even: the one asked for last was met at 0 and at 20 by then, but never is 1 or 3."""
    effort = replace(EFFORT, exact_unknowns=0, batch=1, push_rounds=0, passes=())
    for last in range(3):
        first, second = {0, 1, 2} - {last}
        rows = [{last: 1, 3: -1, 4: -1}, {3: 1, 4: -1}, {last: 1, first: 1}, {last: 1, second: 1}]
        system, no = system_of(rows, [0, 0, 20, 20], [0] * 5), np.zeros(3, dtype=bool)
        numbers = Numbers(np.arange(3), np.zeros(3, dtype=np.int64), no, no, no)
        ranges, by_fractions = decide(system, numbers, 4, SolutionPool.of(5, effort=effort), None, lambda _: None)
        assert ranges == dict.fromkeys(range(3), (0, 20))
        assert not by_fractions.any()


@pytest.mark.parametrize(
    "less",
    [{}, {"bring_tries": 0}, {"bring_tries": 0, "closest_seeds": ()}],
    ids=["near a vertex", "close to one", "among all"],
)
def test_a_whole_completion_is_looked_for_in_three_ways(less: dict[str, Any]) -> None:
    """In a square of 20s each number may be 7, none 21; what is found is kept."""
    system, seen = square(20), SolutionPool.of(SIDE**2, effort=replace(EFFORT, **less))
    assert not seen.bring(system, 0, 7)  # near what? nothing is known yet
    assert seen.start(system)
    ways = component._Ways.of(system, seen)
    assert component._reaches(system, ways, 0, 7, seen) is True
    assert seen.has(0, 7)
    assert component._reaches(system, ways, 0, 21, seen) is False
    no = np.zeros(1, dtype=bool)
    numbers, ends = Numbers(np.array([1]), np.array([0]), no, no, no), Ends(*(np.array([v]) for v in (1, 1, 8)))
    ranges, undecided = component._in_whole_numbers(system, numbers, ends, 9, np.arange(1), seen)
    assert (ranges, undecided.tolist()) == ({}, [False])
    assert seen.has(1, 8)
