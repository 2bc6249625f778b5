"""What the search for what else to withhold may look at holds no count below k, whatever is done to it."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from tests.geodata.disclosure.linked import random_truth

COUNT = np.array([0, 1, 4, 5, 30])


def test_small_counts_are_all_the_same() -> None:
    visible = Visible.of(COUNT, 5)
    assert visible.counts.tolist() == [0, 1, 1, 5, 30]
    assert visible.is_zero.tolist() == [True, False, False, False, False]
    assert visible.is_small.tolist() == [False, True, True, False, False]
    assert visible.is_large.tolist() == [False, False, False, True, True]
    assert COUNT.tolist() == [0, 1, 4, 5, 30]


def test_true_counts_are_not_taken_and_none_is_written_in() -> None:
    with pytest.raises(ValueError, match="expected none"):
        Visible(COUNT, 5)
    with pytest.raises(ValueError, match="read-only"):
        Visible.of(COUNT, 5).counts[1] = 3


def test_of_what_others_supplied_no_small_count_is_in_it_either() -> None:
    """Of 5 and 30 less 3 and 1: 2 is small, and 29 is what it is."""
    assert Visible.of(COUNT, 5).less(np.array([0, 0, 2, 3, 1])).counts.tolist() == [0, 1, 1, 1, 29]


@pytest.mark.parametrize("level", ["interval", "exact"])
def test_the_choice_is_the_same_whatever_small_counts_are(level: str) -> None:
    """Tables with the same zeros and the same counts of k or more, whose small counts differ, withhold the same."""
    k, compared = 4, 0
    for seed in range(20):
        truth, standard = random_truth(np.random.default_rng(seed), mean=3), Standard(k, level)  # type: ignore[arg-type]
        given = [
            Visible.of(truth.count, k),
            Visible.of(np.where(standard.is_small(truth.count), k - 1, truth.count), k),
        ]
        cost = np.ones(len(truth.grid))
        one, other = (protect_cells(truth.grid, v, standard.is_small(v.counts), standard, cost) for v in given)
        assert np.array_equal(one, other)
        compared += bool(one.any()) and not one.all()
    assert compared > 5
