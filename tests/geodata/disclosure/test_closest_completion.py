"""The completion closest to a known one: it is one, has the value, and changes least; there is none where none is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from geodata.attack.model.equations import whole
from geodata.attack.programming.closest_completion import Closest
from geodata.errors import DisclosureError
from tests.geodata.disclosure.test_reducing import system_of

#: Two rows and two columns of four numbers; the second row's sum is withheld, and only follows.
_SQUARE = system_of([{0: 1, 1: 1}, {0: 1, 2: 1}, {1: 1, 3: 1}, {2: 1, 3: 1, 4: -1}], [4, 3, 5, 0], [0, 0, 0, 1, 0])
_ALL = [x for x in map(np.array, product(range(6), range(6), range(6), range(6), range(9))) if _SQUARE.holds(x)]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_is_found_wherever_one_is_and_changes_least(seed: int) -> None:
    assert len(_ALL) == 4
    for start in _ALL:
        closest = Closest(_SQUARE, start, seed=seed)
        for column, value in product(range(5), range(-1, 10)):
            there = [x for x in _ALL if x[column] == value]
            found = closest.at(column, value)
            assert (found is not None) == bool(there)
            if found is not None:
                assert _SQUARE.holds(whole(found))
                assert np.allclose(found, whole(found))
                assert found[column] == pytest.approx(value)
                least = min(np.abs(x - start)[:4].sum() for x in there)
                assert np.abs(found - start)[:4].sum() == pytest.approx(least)


@pytest.mark.parametrize("start", _ALL)
def test_a_value_or_any_above(start: np.ndarray) -> None:
    closest = Closest(_SQUARE, start)
    for column in range(5):
        for value in range(int(start[column]), 10):
            found = closest.at(column, value, or_above=True)
            assert (found is not None) == any(x[column] >= value for x in _ALL)
            assert found is None or found[column] >= value - 1e-6


def test_what_hangs_on_nothing_that_can_move_has_no_other_value() -> None:
    system = system_of([{0: 1, 1: 1}, {0: 1, 1: -1}, {2: 1}, {2: 1, 3: -1}], [4, 0, 3, 0], [0, 0, 0, 0])
    start = np.array([2, 2, 3, 3])
    assert system.holds(start)
    closest = Closest(system, start)
    assert [closest.at(column, int(start[column]) + by) for column in range(4) for by in (-1, 1)] == [None] * 8


def test_no_answer_is_no_proof() -> None:
    closest = Closest(_SQUARE, _ALL[0])
    closest._highs.setOptionValue("time_limit", 0.0)
    with pytest.raises(DisclosureError, match="gave up"):
        closest.at(0, int(_ALL[1][0]))
