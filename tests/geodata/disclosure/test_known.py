"""At level exact: which numbers everyone can work out, and what is said of tables that contradict themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack import component as deciding
from geodata.attack import exact_disclosure as at_exact
from geodata.attack.exact_disclosure import find_known
from geodata.attack.interval_disclosure import find_leaks
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.secondary import Seen
from tests.geodata.disclosure.linked import random_truth
from tests.geodata.disclosure.test_programming import square
from tests.geodata.disclosure.test_reducing import system_of

if TYPE_CHECKING:
    from geodata.attack.model.equations import System

TRIANGLE = [{0: 1, 1: 1}, {1: 1, 2: 1}, {0: 1, 2: 1}]


def known(system: System, threshold: int = 5) -> dict[int, int]:
    n = system.shape[1]
    found = find_known(system, np.arange(n), np.zeros(n, dtype=np.int64), threshold)
    assert all(leak.low == leak.high for leak in found.leaks)
    return {leak.column: leak.low for leak in found.leaks}


@pytest.fixture(params=["whole numbers", "fractions"])
def how(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "fractions":
        monkeypatch.setattr(deciding, "EXACT_UNKNOWNS", 0)


@pytest.mark.usefixtures("how")
def test_a_number_is_known_where_equations_leave_it_one_value() -> None:
    """X + y = 2, y + z = 2, x + z = 2: all are 1, though no equation says so by itself."""
    assert known(system_of(TRIANGLE, [2, 2, 2], [0, 0, 0])) == {0: 1, 1: 1, 2: 1}
    assert known(system_of(TRIANGLE, [2, 2, 2], [0, 0, 0]), threshold=1) == {}
    assert known(system_of(TRIANGLE[:2], [2, 2], [0, 0, 0])) == {}


@pytest.mark.usefixtures("how")
def test_tables_that_contradict_themselves_never_pass() -> None:
    """Three pairs of 2 make 3 together, not 4; three pairs of 1 would need halves; two sums can't both hold."""
    four = system_of([*TRIANGLE, {0: 1, 1: 1, 2: 1}], [2, 2, 2, 4], [0, 0, 0])
    halves = system_of(TRIANGLE, [1, 1, 1], [0, 0, 0])
    torn = system_of([{0: 1, 1: 1}, {0: 1, 1: 1, 2: 1}], [3, 2], [0, 0, 0])
    for system in (four, halves, torn):
        numbers = np.arange(3), np.zeros(3, dtype=np.int64)
        assert find_known(system, *numbers, 5).leaks
        assert find_leaks(system, *numbers, 5).leaks


@pytest.mark.usefixtures("how")
def test_numbers_that_are_k_or_more_may_be_known() -> None:
    """Three pairs of 20 are 10 each, which no equation says by itself: that is no leak where k is 5."""
    numbers = np.arange(3), np.zeros(3, dtype=np.int64)
    for total, leaks in ((20, 0), (8, 3)):
        system = system_of(TRIANGLE, [total] * 3, [0, 0, 0])
        assert len(find_leaks(system, *numbers, 5).leaks) == len(known(system)) == leaks


def full_rows(*, side: int = 14, times: int = 1) -> tuple[System, set[int]]:
    """Withhold a square, all at least 1, with two rows that leave each of its members 1, and say which those are."""
    rows = [{side * r + c: 1 for c in range(side)} for r in range(side)]
    columns = [{side * r + c: 1 for r in range(side)} for c in range(side)]
    sums = [side] * 2 + [3 * side * times] * (side - 2)
    down = 2 + 3 * times * (side - 2)
    return system_of([*rows, *columns], [*sums, *[down] * side], [1] * side**2), set(range(2 * side))


@pytest.mark.parametrize("times", [1, 10**13])
def test_in_a_large_square_only_its_full_rows_are_known(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    system, full = full_rows(times=times)
    assert known(system) == dict.fromkeys(full, 1)
    monkeypatch.setattr(Seen, "walk", lambda *_, **__: None)  # programmes alone say the same
    assert known(system) == dict.fromkeys(full, 1)
    assert known(square(20, side=9)) == {}


@pytest.mark.parametrize("sample", [3, 10])
@pytest.mark.parametrize("by", ["directions", "programmes"])
def test_where_walks_do_not_pay_others_say_the_same(monkeypatch: pytest.MonkeyPatch, sample: int, by: str) -> None:
    """Most of what isn't open in such a square can't be: half of a sample of walks finds nothing."""
    system, full = full_rows(times=1)
    monkeypatch.setattr(deciding, "EXACT_UNKNOWNS", 0)
    monkeypatch.setattr(at_exact, "_SAMPLE", sample)
    if by == "directions":
        monkeypatch.setattr(at_exact, "_ASKED", 0)
    assert known(system) == dict.fromkeys(full, 1)
    assert known(square(20, side=9)) == {}
    monkeypatch.setattr(at_exact, "can_move", lambda *_: None)  # solvers aren't exact enough for directions
    assert known(system) == dict.fromkeys(full, 1)


def test_directions_alone_say_what_programmes_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is shaken and nothing walked: one completion, and what a direction shows of the others."""
    monkeypatch.setattr(deciding, "EXACT_UNKNOWNS", 0)
    monkeypatch.setattr(at_exact, "_ASKED", 0)
    by_fractions = 0
    for seed in range(60):
        truth = random_truth(np.random.default_rng(seed), mean=2)
        standard = Standard(4, "exact")
        withheld = standard.with_zeros(truth.grid, truth.count, standard.is_small(truth.count))
        system = standard.system(truth.grid, truth.count, withheld)
        told = standard.attack(truth.grid, truth.count, system)
        with monkeypatch.context() as patch:
            patch.setattr(at_exact, "_look_around", lambda *_, **__: False)
            found = standard.attack(truth.grid, truth.count, system)
        assert found.leaks == told.leaks, seed
        by_fractions += found.lp_only
    assert by_fractions > 30


def test_what_pushes_show_needs_no_programme_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "EXACT_UNKNOWNS", 0)
    monkeypatch.setattr(at_exact, "_look_around", lambda *_, **__: True)
    monkeypatch.setattr(at_exact, "Programme", None)
    assert known(square(20, side=9)) == {}


def test_what_no_walk_finds_whole_programmes_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Seen, "walk", lambda *_, **__: None)
    assert known(square(20, side=3)) == {}


def test_without_an_inner_point_a_vertex_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Halves fit three pairs of 1, and whole numbers don't: what is said of it doesn't depend on where one starts."""
    monkeypatch.setattr(deciding, "EXACT_UNKNOWNS", 0)
    halves = system_of(TRIANGLE, [1, 1, 1], [0, 0, 0])
    found = known(halves)
    monkeypatch.setattr("geodata.attack.exact_disclosure.inner_point", lambda _: None)
    assert known(halves) == found
    assert set(found) == {0, 1, 2}
    assert known(system_of([*TRIANGLE, {0: 1, 1: 1, 2: 1}], [2, 2, 2, 4], [0, 0, 0])) == dict.fromkeys(range(3), 0)


def test_room_that_only_fractions_have_is_counted_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs of three are w each, and w + v = 1: w is even, so all is known; by halves w and v may be 0 and 1."""
    pairs = [{**pair, 3: -1} for pair in TRIANGLE]
    system = system_of([*pairs, {3: 1, 4: 1}], [0, 0, 0, 1], [0] * 5)
    assert known(system) == {0: 0, 1: 0, 2: 0, 3: 0, 4: 1}
    monkeypatch.setattr(deciding, "EXACT_UNKNOWNS", 0)
    leaks, by_fractions = find_known(system, np.arange(5), np.zeros(5, dtype=np.int64), 5)
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


def test_a_limited_attack_finds_some_of_what_a_whole_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaks that are alike wait for the next attack; none is made up, and one is found where there is any."""
    monkeypatch.setattr(deciding, "EXACT_UNKNOWNS", 0)
    fewer = 0
    for seed in range(60):
        truth = random_truth(np.random.default_rng(seed), mean=2)
        standard = Standard(4)
        withheld = standard.with_zeros(truth.grid, truth.count, standard.is_small(truth.count))
        system = standard.system(truth.grid, truth.count, withheld)
        whole = standard.attack(truth.grid, truth.count, system).leaks
        some = standard.attack(truth.grid, truth.count, system, limit=1, seen=Seen.of(system.shape[1])).leaks
        assert {leak[:2] for leak in some} <= {leak[:2] for leak in whole}, seed
        assert bool(some) == bool(whole), seed
        fewer += len(some) < len(whole)
    assert fewer > 10
