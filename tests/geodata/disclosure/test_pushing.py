"""Many numbers pushed at once: what the proofs rest on, and what they prove of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest

from geodata.attack.effort import EFFORT
from geodata.attack.model.equations import pack
from geodata.attack.programming.batch_bounds import Ends, dealt, proved_large, push_all, push_apart
from geodata.attack.programming.linear_program import Programme
from geodata.attack.search.solution_pool import SolutionPool
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.tabular_adjustment import mending_in_vast
from geodata.disclosure.visible import Visible
from tests.geodata.disclosure.linked import random_truth
from tests.geodata.disclosure.test_deciding import triangles

if TYPE_CHECKING:
    from geodata.attack.model.equations import Equations

K = 5


def test_the_proof_of_a_push_rests_on_the_equations_of_what_is_pushed() -> None:
    """Three triangles of 12; the first number of the second is 6 or more by its own three equations."""
    (found,) = push_all(triangles(3, 12), [(-1, np.array([4]), np.array([1]))])
    assert found is not None
    assert round(found.x[4]) == 6
    assert set(found.rows.tolist()) <= {3, 4, 5}
    assert len(found.rows) > 1


def test_of_a_number_that_stands_twice_the_first_point_is_taken() -> None:
    (found,) = push_all(triangles(1, 12), [(-1, np.array([3, 3]), np.array([2, 4]))])
    assert found is not None
    assert round(found.x[3]) == 2


def test_what_is_large_is_proved_and_nothing_else() -> None:
    """Of 12, x0 is 6 or more, and its distance from 1 is 5 or more; x3 may be 0."""
    system, columns = triangles(2, 12), np.array([0, 0, 3, 4, 7])
    seen, enough = SolutionPool.of(8), np.array([5, 7, 5, 6, 5])
    proved = proved_large(system, columns, np.array([1, 2, 1, 1, 1]), enough, seen)
    assert proved.tolist() == [True, False, False, True, False]
    assert seen.low[[3, 7]].max() < 1.1
    assert not proved_large(system, columns[:0], columns[:0], columns[:0], seen).any()


def test_without_an_answer_nothing_is_proved() -> None:
    one = np.ones(1, dtype=np.int64)
    for seconds, expected in ((0.0, False), (EFFORT.push_seconds, True)):
        seen = SolutionPool.of(4, effort=replace(EFFORT, push_seconds=seconds))
        assert proved_large(triangles(1, 12), 0 * one, one, 5 * one, seen).tolist() == [expected]


def test_few_equations_never_prove_more_than_all() -> None:
    """Of random tables, whatever is proved over some equations is so over all; most of what is so is proved."""
    proved, large = 0, 0
    for seed in range(60):
        truth = random_truth(np.random.default_rng(seed), mean=6)
        withheld = truth.count > 0
        withheld[np.random.default_rng(seed).integers(0, len(withheld), 3)] = False
        system = Standard(K).system(truth.grid, truth.count, withheld)
        columns = np.arange(system.shape[1])
        if not len(columns):
            continue
        programme = Programme(system)
        least = np.array([programme.end(int(c), 1)[0] for c in columns])
        ones = np.ones_like(columns)
        found = proved_large(system, columns, ones, K * ones, SolutionPool.of(len(columns)))
        assert (least[found] > K - 0.01).all()
        proved, large = proved + int(found.sum()), large + int((least > K - 0.01).sum())
    assert large > 40
    assert proved > 0.8 * large


def one_sum(n: int, total: int) -> Equations:
    row, ones = np.zeros(n, dtype=np.int64), np.ones(n, dtype=np.int64)
    rhs, none = np.array([total]), np.array([-1])
    return pack(row, np.arange(n), ones, rhs, none, none, 0 * ones, np.arange(n), np.zeros(1, dtype=bool))


def test_numbers_that_share_a_sum_are_pushed_in_turns_until_all_are_shown() -> None:
    """Ten numbers that share 32 can't all be 4 at once, but each can, and any two that ask for a quarter of it."""
    system, seen = one_sum(10, 32), SolutionPool.of(10)
    ends = Ends(np.arange(10), np.ones(10, dtype=np.int64), np.full(10, 4))
    assert [len(at) for at in dealt(system, ends)] == [2] * 5
    (at_once,) = push_all(system, [(1, ends.columns, ends.most)])
    assert at_once is not None
    assert (at_once.x < 3.9).any()
    push_apart(system, ends, seen)
    assert (seen.high > 3.9).all()
    push_apart(system, ends, seen)  # nothing is left


def test_numbers_of_which_each_asks_for_much_are_left_to_be_asked_singly() -> None:
    system, seen = one_sum(4, 7), SolutionPool.of(4)
    push_apart(system, Ends(np.arange(4), np.ones(4, dtype=np.int64), np.full(4, 4)), seen)
    assert (seen.high < 0).all()


def test_what_pushes_in_turns_show_can_be_reached() -> None:
    """Of random tables; the rest asks for much of a sum each."""
    shown, reachable = 0, 0
    for seed in range(60):
        truth = random_truth(np.random.default_rng(seed), mean=6)
        system = Standard(K).system(truth.grid, truth.count, truth.count < 2 * K)
        columns = np.arange(system.shape[1])
        if not len(system.rhs):
            continue
        programme, seen = Programme(system), SolutionPool.of(len(columns))
        ends = Ends(columns, np.ones_like(columns), np.full_like(columns, K - 1))
        push_apart(system, ends, seen)
        most = np.array([np.inf if end is None else end for end in (programme.end(int(c), -1)[0] for c in columns)])
        assert (seen.high <= most + 0.01).all()
        shown += int((seen.high > K - 1.01).sum())
        reachable += int((most > K - 1.01).sum())
    assert shown > reachable // 4 > 50


@pytest.mark.parametrize("level", ["interval", "exact"])
def test_undoing_proof_after_proof_gives_a_number_room(level: Literal["interval", "exact"]) -> None:
    """One leak at a time, until its proofs ask for nothing more: then fractions give it room, or nothing can."""
    freed, tried = 0, 0
    for seed in range(60):
        truth = random_truth(np.random.default_rng(seed), mean=3)
        grid, count, standard = truth.grid, truth.count, Standard(K, level)
        withheld = standard.with_zeros(grid, count, standard.is_small(count))
        system, cost = standard.system(grid, count, withheld), 1 + 0.02 * count
        leaks = [] if withheld.all() else standard.attack(grid, count, system).leaks[:3]
        for leak in leaks:
            cell, own, room = system.cells[leak.column], system, withheld
            while True:
                now = leak._replace(column=int(own.column_of(len(grid))[cell]))
                more = mending_in_vast(grid, Visible.of(count, K), own, [now], standard, cost)
                assert not (more & room).any()
                if not more.any():
                    break
                room = standard.with_zeros(grid, count, room | more)
                own = standard.system(grid, count, room)
            low, high = Programme(own).whole_ends(now.column)
            tried += 1
            wanted = [leak.offset + value for value in standard.missing(leak.low, leak.high)]
            freed += all((low or 0) <= value and (high is None or value <= high) for value in wanted)
    assert tried > 60
    assert freed == tried
