"""At level exact: which numbers everyone can work out, and what is said of tables that contradict themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.disclosure import deciding
from geodata.disclosure.certify import find_leaks
from geodata.disclosure.known import find_known
from geodata.disclosure.secondary import Seen
from geodata.disclosure.standard import Standard
from tests.geodata.disclosure.linked import random_truth
from tests.geodata.disclosure.test_reducing import system_of

if TYPE_CHECKING:
    from geodata.disclosure.system import System

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
