"""What is withheld stands the audit, and depends neither on how small a small count is nor on the order of rows."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geodata.counting import count_cells
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.disclosure.rules.frequency import is_small
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from tests.geodata.disclosure.linked import Truth, as_tables, random_truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

    from geodata.arrays import Bools, Ints

RULES = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
MOVES = 120
Level: TypeAlias = Literal["interval", "exact"]
SEEDS, LEVELS = st.integers(0, 2**32 - 1), st.sampled_from(("interval", "exact"))
STANDARDS = st.builds(Standard, st.integers(2, 6), LEVELS, st.sampled_from(("published", "protected")))


def protected(truth: Truth, count: Ints, standard: Standard) -> Bools:
    cost = 1.0 + np.arange(len(count)) / len(count)
    return protect_cells(truth.grid, Visible.of(count, standard.threshold), standard.is_small(count), standard, cost)


@RULES
@given(SEEDS, STANDARDS)
def test_protected_tables_stand_the_audit(seed: int, standard: Standard) -> None:
    truth = random_truth(np.random.default_rng(seed), mean=3)
    withheld = protected(truth, truth.count, standard)
    assert not (standard.is_small(truth.count) & ~withheld).any()
    report = audit_tables(truth.grid, as_tables(truth.grid, truth.count, withheld), standard)
    assert report.passed, report.findings


@RULES
@given(SEEDS, st.integers(4, 9), LEVELS)
def test_nothing_withheld_depends_on_how_small_a_count_is(seed: int, k: int, level: Level) -> None:
    standard = Standard(k, level)
    rng = np.random.default_rng(seed)
    truth = random_truth(rng, mean=3)
    other = truth.below @ reshuffled(rng, truth, k)
    assume((other != truth.count).any())
    assert np.array_equal(protected(truth, truth.count, standard), protected(truth, other, standard))


@RULES
@given(SEEDS, STANDARDS)
def test_nothing_withheld_depends_on_the_order_of_rows(seed: int, standard: Standard) -> None:
    rng = np.random.default_rng(seed)
    truth = random_truth(rng, mean=3)
    one_each = np.repeat(np.arange(len(truth.records)), truth.records)
    rows = rng.permutation(one_each)
    codes = {
        d: np.array([truth.grid.trees[d].index[truth.leaves[r][axis]] for r in rows], dtype=np.int64)
        for axis, d in enumerate(truth.grid.dimensions)
    }
    counted = count_cells(truth.grid, codes, np.ones(len(rows), dtype=np.int64)).counts()
    assert np.array_equal(counted, truth.count)
    assert np.array_equal(protected(truth, counted, standard), protected(truth, truth.count, standard))


def reshuffled(rng: Generator, truth: Truth, k: int) -> Ints:
    """Move persons about so that too-small cells stay too small, and all other cells stay as they are."""
    records, small = truth.records.copy(), is_small(truth.count, k)
    for change in rng.permutation(list(moves(truth)))[:MOVES]:
        count = truth.below @ (records + change)
        still = is_small(count, k)
        if (records + change >= 0).all() and np.array_equal(small, still) and (count == truth.count)[~small].all():
            records = records + change
    return records


def moves(truth: Truth) -> Iterator[Ints]:
    """One person from a record to another; or two who swap the codes of one dimension, so that margins stay."""
    n, place = len(truth.leaves), {codes: i for i, codes in enumerate(truth.leaves)}
    for a, b in permutations(range(n), 2):
        yield np.eye(n, dtype=np.int64)[b] - np.eye(n, dtype=np.int64)[a]
    for a, b in combinations(range(n), 2):
        for axis in range(len(truth.grid.dimensions)):
            first, second = list(truth.leaves[a]), list(truth.leaves[b])
            first[axis], second[axis] = second[axis], first[axis]
            change = np.zeros(n, dtype=np.int64)
            np.add.at(change, [place[tuple(first)], place[tuple(second)]], 1)
            np.add.at(change, [a, b], -1)
            if change.any():
                yield change
