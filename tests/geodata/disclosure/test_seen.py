"""What completions have shown: all of it is true, and none is made up where no completion is at hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from geodata.attack.model.equations import UNBOUNDED
from geodata.attack.programming.linear_program import Programme
from geodata.attack.search import local_search as walk
from geodata.attack.search.solution_pool import Seen
from tests.geodata.disclosure.interpreting import interpret
from tests.geodata.disclosure.test_programming import SIDE, square
from tests.geodata.disclosure.test_reducing import ends, system_of


def test_nothing_is_seen_where_nothing_fits() -> None:
    """Three pairs of 1 would need halves: no walk starts, and no shaking shows anything."""
    system, seen = system_of([{0: 1, 1: 1}, {1: 1, 2: 1}, {0: 1, 2: 1}], [1, 1, 1], [0, 0, 0]), Seen.of(3)
    assert not seen.start(system)
    seen.shake(system, 1)
    seen.walk(system, np.arange(3), np.zeros(3, dtype=np.int64), np.ones(3, dtype=np.int64), passes=1)
    assert (seen.whole_low == UNBOUNDED).all()
    assert (seen.whole_high == -1).all()
    assert not seen.has(0, 0)


@pytest.mark.parametrize("plainly", [False, True])
def test_shaking_shows_further_completions_and_only_such(monkeypatch: pytest.MonkeyPatch, *, plainly: bool) -> None:
    if plainly:
        interpret(monkeypatch)
    system, seen = square(3, side=3), Seen.of(9)
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
    system, seen = system_of([{0: 1, 1: 1}], [200], [0, 0]), Seen.of(2)
    seen.note(system, np.array([80.0, 120.0]))
    seen.note(system, np.array([70.0, 130.0]))
    seen.note(system, np.array([90.0, 110.0]))
    assert [v for v in range(200) if seen.has(0, v)] == [70, 90]
    seen.note(system, np.array([5.0, 195.0]))
    assert [v for v in range(200) if seen.has(0, v)] == [5, 90]


def test_a_walk_is_the_same_on_any_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """A square of 144 numbers, walked through in parts: side by side, and one after the other."""
    system, n = square(20), SIDE**2
    start, least, most = walk.mend(system, system.lower), np.zeros(n, dtype=np.int64), np.full(n, 20)
    assert start is not None
    found = []
    for fewest in (1, 1_000):
        monkeypatch.setattr(walk, "_WORTH_THREADS", fewest)
        found.append(walk.widen(system, start, least, most, passes=1))
    assert np.array_equal(*found)
    low, high, _ = found[0]
    assert (low < start).any()
    assert (high > start).any()
    assert high.max() <= 20


@pytest.mark.parametrize("is_worth", [True, False])
def test_a_walk_tries_two_ways_and_skips_a_pass_that_shows_little_or_is_dear(
    monkeypatch: pytest.MonkeyPatch, *, is_worth: bool
) -> None:
    """What is seen stays true whichever way is taken; a pass of no steps, or one that costs too much, is only tried."""
    system, n = square(20), SIDE**2
    start, least, most = walk.mend(system, system.lower), np.zeros(n, dtype=np.int64), np.full(n, 20)
    assert start is not None
    monkeypatch.setattr(walk, "_SAMPLE", 10)
    monkeypatch.setattr(walk, "_PROGRAMME", 1e9 if is_worth else 1e-9)
    monkeypatch.setattr(walk, "PASSES", ((1, 1), (20, 300)))
    walked: list[tuple[int, int, int]] = []
    in_parts = walk._in_parts

    def told(*ends: Any) -> int:  # noqa: ANN401 -- passed on as it is
        walked.append((len(ends[-2]), *ends[-1][2:]))
        return in_parts(*ends)

    monkeypatch.setattr(walk, "_in_parts", told)
    low, high, _ = walk.widen(system, start, least, most)
    short, patient = ([w for w in walked if w[1] == steps] for steps in (1, 300))
    assert [looks for _, _, looks in short] == [30, 3]
    assert max(n for n, _, _ in short) < n // 2
    assert low.min() >= 0
    assert high.max() <= 20
    if is_worth:
        assert [looks for _, _, looks in patient[:2]] == [30, 3]
        assert patient[-1][0] > n // 2
        assert (high > start).mean() > 1 / 2
    else:
        assert not patient
