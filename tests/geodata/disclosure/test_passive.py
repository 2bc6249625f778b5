"""What may be left out of the attack: equations that follow from others, and unknowns that only follow."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.disclosure import zeros
from geodata.disclosure.passive import followers, settle
from geodata.disclosure.system import System, build_system
from tests.geodata.disclosure.linked import Truth, random_pattern, random_truth
from tests.geodata.disclosure.test_reducing import system_of


def attacked(seed: int) -> tuple[Truth, System]:
    rng = np.random.default_rng(seed)
    truth = random_truth(rng, mean=2)
    withheld = zeros.with_zeros(truth.grid, truth.count, random_pattern(rng, truth, 4))
    return truth, build_system(truth.grid, truth.count, withheld, zeros.may_be_zero(truth.grid, withheld))


def dense(system: System) -> np.ndarray:
    matrix = np.zeros(system.shape)
    matrix[np.repeat(np.arange(system.shape[0]), np.diff(system.row_at)), system.row_col] = system.row_sign
    return matrix


def test_equations_that_are_left_out_follow_from_the_others() -> None:
    left_out = 0
    for seed in range(80):
        truth = random_truth(np.random.default_rng(seed))
        everything = np.ones(len(truth.grid), dtype=bool)
        system = build_system(truth.grid, truth.count, everything, everything)
        matrix = dense(system)
        assert np.linalg.matrix_rank(matrix) == np.linalg.matrix_rank(matrix[~system.implied])
        left_out += int(system.implied.sum())
    assert left_out > 50


@pytest.mark.parametrize("seed", range(40))
def test_a_follower_is_settled_by_its_members(seed: int) -> None:
    truth, system = attacked(seed)
    follows, following = followers(system)
    led = follows[following]
    assert len(set(led.tolist())) == len(led)
    x = truth.count[system.cells].copy()
    x[led] = -1
    settle(system, x)
    assert np.array_equal(x, truth.count[system.cells])


@pytest.mark.parametrize("seed", range(40))
def test_whatever_the_rest_is_followers_keep_their_bounds(seed: int) -> None:
    _, system = attacked(seed)
    x = system.lower + np.random.default_rng(seed).integers(0, 5, len(system.lower))
    settle(system, x)
    assert (x >= system.lower).all()
    assert not system.imbalance(x)[system.followers[1]].any()


def test_what_must_be_more_than_its_members_have_to_be_does_not_follow() -> None:
    equations = [{0: 1, 1: 1, 2: -1}]
    assert followers(system_of(equations, [0], [0, 0, 0]))[0].tolist() == [2]
    assert followers(system_of(equations, [0], [0, 0, 1]))[0].tolist() == [-1]
    assert followers(system_of(equations, [0], [1, 0, 1]))[0].tolist() == [2]
    assert followers(system_of(equations, [-3], [0, 0, 3]))[0].tolist() == [2]


def test_a_margin_of_followers_follows_them() -> None:
    system = system_of([{0: 1, 1: 1, 2: -1}, {2: 1, 3: -1}], [0, -4], [0, 0, 0, 0])
    x = np.array([2, 3, 0, 0])
    settle(system, x)
    assert x.tolist() == [2, 3, 5, 9]
