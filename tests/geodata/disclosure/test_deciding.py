"""Vast systems: the engine pushes all open numbers at once, and only the audit asks for each by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack.component import decide
from geodata.attack.effort import EFFORT
from geodata.attack.numbers import Numbers
from geodata.attack.search.solution_pool import SolutionPool
from tests.geodata.disclosure.test_reducing import system_of

if TYPE_CHECKING:
    from geodata.attack.model.equations import Equations

K = 5


#: Takes any system for a vast one, and leaves its numbers to programmes.
VAST = replace(EFFORT, vast=0, exact_unknowns=0, push_rounds=0)


def nothing_seen(n: int, *, push_seconds: float = EFFORT.push_seconds) -> SolutionPool:
    return SolutionPool.of(n, effort=replace(VAST, push_seconds=push_seconds))


def triangles(n: int, total: int) -> Equations:
    """x0 + x1 = x0 + x2 = x1 + x2 + x3 = a total, n times: x0 is half of it or more, which no equation alone says."""
    rows = [{c + 4 * t: 1 for c in row} for t in range(n) for row in ((0, 1), (0, 2), (1, 2, 3))]
    return system_of(rows, [total] * (3 * n), [0] * (4 * n))


def numbers_at(columns: list[int]) -> Numbers:
    none = np.zeros(len(columns), dtype=bool)
    return Numbers(np.array(columns), np.zeros(len(columns), dtype=np.int64), none, none, none)


@pytest.mark.parametrize("limit", [None, 10])
def test_what_stays_large_is_proved_by_few_equations(limit: int | None) -> None:
    """Of 12, x0 is 6 or more; x3, anything even, gets to 0 when both are pushed, or is asked for by itself."""
    done: list[int] = []
    ranges, by_fractions = decide(triangles(1, 12), numbers_at([0, 3]), K, nothing_seen(4), limit, done.append)
    assert not ranges
    assert done == ([1] if limit is None else [])  # told when one is asked for by itself: then the other is done
    assert not by_fractions[0]


@pytest.mark.parametrize(("n", "limit", "most"), [(1, 10, None), (5, 10, None), (5, None, 6)])
def test_many_that_seem_to_fail_are_not_asked_for_one_by_one(n: int, limit: int | None, most: int | None) -> None:
    """Of 6, x0 is 3 or more, so it fails: the engine needs no more than that, the audit gives its range."""
    numbers, seen = numbers_at([4 * t for t in range(n)]), nothing_seen(4 * n)
    ranges, _ = decide(triangles(n, 6), numbers, K, seen, limit, lambda _: None)
    assert ranges == dict.fromkeys(range(n), (3, most))


def test_what_must_get_higher_is_pushed_up() -> None:
    """Of 12, x1 starts anywhere from 0 to 6, and x3 at 12 or below: both get to 1 or below, and to 4."""
    ranges, _ = decide(triangles(3, 12), numbers_at([1, 3, 5, 7]), K, nothing_seen(12), 10, lambda _: None)
    assert not ranges


def test_where_a_push_gives_no_answer_all_seem_to_fail() -> None:
    """The solver may stop short of its tolerance: then more is withheld than must be, never less."""
    seen = nothing_seen(20, push_seconds=0.0)
    ranges, _ = decide(triangles(5, 12), numbers_at([4 * t for t in range(5)]), K, seen, 10, lambda _: None)
    assert ranges.keys() == set(range(5))
