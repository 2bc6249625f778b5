"""At level exact: which numbers everyone can work out, and what is said of tables that contradict themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack.effort import EFFORT, Effort
from geodata.attack.exact_disclosure import find_known
from geodata.attack.interval_disclosure import find_leaks
from geodata.attack.search.solution_pool import SolutionPool
from geodata.disclosure.protection import Standard
from geodata.errors import DisclosureError
from tests.geodata.disclosure.linked import random_truth
from tests.geodata.disclosure.test_programming import square
from tests.geodata.disclosure.test_reducing import system_of

if TYPE_CHECKING:
    from geodata.attack.model.equations import Equations

TRIANGLE = [{0: 1, 1: 1}, {1: 1, 2: 1}, {0: 1, 2: 1}]
#: No component is decided by integer programmes.
FRACTIONS = replace(EFFORT, exact_unknowns=0)
#: Nothing is shaken and nothing walked, besides.
STILL = replace(FRACTIONS, shake_few=10**6, passes=())
EITHER = pytest.mark.parametrize("effort", [EFFORT, FRACTIONS], ids=["whole numbers", "fractions"])


def known(system: Equations, threshold: int = 5, effort: Effort = EFFORT) -> dict[int, int]:
    n = system.shape[1]
    found = find_known(system, np.arange(n), np.zeros(n, dtype=np.int64), threshold, effort=effort)
    assert all(leak.low == leak.high for leak in found.leaks)
    return {leak.column: leak.low for leak in found.leaks}


@EITHER
def test_a_number_is_known_where_equations_leave_it_one_value(effort: Effort) -> None:
    """X + y = 2, y + z = 2, x + z = 2: all are 1, though no equation says so by itself."""
    assert known(system_of(TRIANGLE, [2, 2, 2], [0, 0, 0]), effort=effort) == {0: 1, 1: 1, 2: 1}
    assert known(system_of(TRIANGLE, [2, 2, 2], [0, 0, 0]), threshold=1, effort=effort) == {}
    assert known(system_of(TRIANGLE[:2], [2, 2], [0, 0, 0]), effort=effort) == {}


@EITHER
def test_tables_that_contradict_themselves_never_pass(effort: Effort) -> None:
    """Three pairs of 2 make 3 together, not 4; three pairs of 1 would need halves; two sums can't both hold."""
    four = system_of([*TRIANGLE, {0: 1, 1: 1, 2: 1}], [2, 2, 2, 4], [0, 0, 0])
    halves = system_of(TRIANGLE, [1, 1, 1], [0, 0, 0])
    torn = system_of([{0: 1, 1: 1}, {0: 1, 1: 1, 2: 1}], [3, 2], [0, 0, 0])
    for system in (four, halves, torn):
        numbers = np.arange(3), np.zeros(3, dtype=np.int64)
        assert find_known(system, *numbers, 5, effort=effort).leaks
        assert find_leaks(system, *numbers, 5, effort=effort).leaks


@EITHER
def test_numbers_that_are_k_or_more_may_be_known(effort: Effort) -> None:
    """Three pairs of 20 are 10 each, which no equation says by itself: that is no leak where k is 5."""
    numbers = np.arange(3), np.zeros(3, dtype=np.int64)
    for total, leaks in ((20, 0), (8, 3)):
        system = system_of(TRIANGLE, [total] * 3, [0, 0, 0])
        assert len(find_leaks(system, *numbers, 5, effort=effort).leaks) == leaks
        assert len(known(system, effort=effort)) == leaks


def full_rows(*, side: int = 14, times: int = 1) -> tuple[Equations, set[int]]:
    """Withhold a square, all at least 1, with two rows that leave each of its members 1, and say which those are."""
    rows = [{side * r + c: 1 for c in range(side)} for r in range(side)]
    columns = [{side * r + c: 1 for r in range(side)} for c in range(side)]
    sums = [side] * 2 + [3 * side * times] * (side - 2)
    down = 2 + 3 * times * (side - 2)
    return system_of([*rows, *columns], [*sums, *[down] * side], [1] * side**2), set(range(2 * side))


@pytest.mark.parametrize("times", [1, 10**13])
def test_in_a_large_square_only_its_full_rows_are_known(times: int) -> None:
    system, full = full_rows(times=times)
    assert known(system) == dict.fromkeys(full, 1)
    by_programmes = replace(EFFORT, passes=())
    assert known(system, effort=by_programmes) == dict.fromkeys(full, 1)
    assert known(square(20, side=9), effort=by_programmes) == {}


@pytest.mark.parametrize("sample", [3, 10])
@pytest.mark.parametrize("by", ["directions", "programmes"])
def test_where_walks_do_not_pay_others_say_the_same(sample: int, by: str) -> None:
    """Most of what isn't open in such a square can't be: half of a sample of walks finds nothing."""
    system, full = full_rows(times=1)
    singly = EFFORT.asked_singly if by == "programmes" else 0
    effort = replace(FRACTIONS, second_sample=sample, asked_singly=singly)
    assert known(system, effort=effort) == dict.fromkeys(full, 1)
    assert known(square(20, side=9), effort=effort) == {}
    effort = replace(effort, cuts=0)  # solvers aren't exact enough for directions
    assert known(system, effort=effort) == dict.fromkeys(full, 1)


def test_directions_alone_say_what_programmes_say() -> None:
    """Nothing is shaken and nothing walked: one completion, and what a direction shows of the others."""
    still = replace(STILL, second_sample=1, asked_singly=0, nodes=0)
    by_fractions = 0
    for seed in range(60):
        truth = random_truth(np.random.default_rng(seed), mean=2)
        standard = Standard(4, "exact", effort=replace(FRACTIONS, asked_singly=0, nodes=0))
        withheld = standard.with_zeros(truth.grid, truth.count, standard.is_small(truth.count))
        system = standard.system(truth.grid, truth.count, withheld)
        told = standard.attack(truth.grid, truth.count, system)
        found = replace(standard, effort=still).attack(truth.grid, truth.count, system)
        assert found.leaks == told.leaks, seed
        by_fractions += found.lp_only
    assert by_fractions > 30


def test_what_pushes_show_needs_no_programme_of_its_own() -> None:
    """Without time for any there is no answer to what pushes don't show."""
    effort = replace(STILL, solver_seconds=0.0, push_worth=1, push_worth_one_in=10**6)  # as long as any is shown
    assert known(square(20, side=9), effort=effort) == {}
    with pytest.raises(DisclosureError, match="gave up"):
        known(square(20, side=9), effort=replace(effort, push_rounds=0))


def test_what_no_walk_finds_whole_programmes_do() -> None:
    assert known(square(20, side=3), effort=replace(EFFORT, passes=())) == {}


def test_without_an_inner_point_a_vertex_tells() -> None:
    """Halves fit three pairs of 1, and whole numbers don't: what is said of it doesn't depend on where one starts."""
    halves = system_of(TRIANGLE, [1, 1, 1], [0, 0, 0])
    found = known(halves, effort=FRACTIONS)
    by_vertex = replace(FRACTIONS, push_seconds=0.0)
    assert known(halves, effort=by_vertex) == found
    assert set(found) == {0, 1, 2}
    four = system_of([*TRIANGLE, {0: 1, 1: 1, 2: 1}], [2, 2, 2, 4], [0, 0, 0])
    assert known(four, effort=by_vertex) == dict.fromkeys(range(3), 0)


def test_room_that_only_fractions_have_is_counted_as_such() -> None:
    """Pairs of three are w each, and w + v = 1: w is even, so all is known; by halves w and v may be 0 and 1."""
    pairs = [{**pair, 3: -1} for pair in TRIANGLE]
    system = system_of([*pairs, {3: 1, 4: 1}], [0, 0, 0, 1], [0] * 5)
    assert known(system) == {0: 0, 1: 0, 2: 0, 3: 0, 4: 1}
    asked = np.arange(5), np.zeros(5, dtype=np.int64)
    whole = find_known(system, *asked, 5, effort=FRACTIONS)
    assert {leak.column: leak.low for leak in whole.leaks} == known(system)
    assert whole.lp_only == 0
    leaks, by_fractions = find_known(system, *asked, 5, effort=replace(FRACTIONS, nodes=0))
    assert {leak.column for leak in leaks} == {0, 1, 2}
    assert by_fractions == 2


def test_a_limited_attack_finds_one_of_those_that_are_alike() -> None:
    """Forty triangles in which all is known, tied together by one sum."""
    n = 40
    rows = [{3 * t + column: 1 for column in pair} for t in range(n) for pair in TRIANGLE]
    system = system_of([*rows, {3 * t: 1 for t in range(n)}], [2] * 3 * n + [n], [0] * 3 * n)
    numbers = np.arange(3 * n), np.zeros(3 * n, dtype=np.int64)
    whole, some = (find_leaks(system, *numbers, 5, limit=limit).leaks for limit in (None, 150))
    assert len(whole) == 3 * n
    assert {leak.column // 3 for leak in some} == set(range(n))
    assert n <= len(some) < 2 * n


def test_a_limited_attack_finds_some_of_what_a_whole_one_finds() -> None:
    """Leaks that are alike wait for the next attack; none is made up, and one is found where there is any."""
    fewer = 0
    for seed in range(60):
        truth = random_truth(np.random.default_rng(seed), mean=2)
        standard = Standard(4, effort=FRACTIONS)
        withheld = standard.with_zeros(truth.grid, truth.count, standard.is_small(truth.count))
        system = standard.system(truth.grid, truth.count, withheld)
        whole = standard.attack(truth.grid, truth.count, system).leaks
        seen = SolutionPool.of(system.shape[1], effort=FRACTIONS)
        some = standard.attack(truth.grid, truth.count, system, limit=1, seen=seen).leaks
        assert {leak[:2] for leak in some} <= {leak[:2] for leak in whole}, seed
        assert bool(some) == bool(whole), seed
        fewer += len(some) < len(whole)
    assert fewer > 10
