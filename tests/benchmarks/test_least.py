"""The least that must be withheld is what trying every set of cells finds; ours is never below it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.least import least
from benchmarks.optimum import compare, random_tables
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from tests.geodata.disclosure.linked import Attacker, as_tables, random_truth

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints
    from geodata.tabulation.grid import Grid

#: More cells than this that may be withheld make too many sets to try.
MOST = 8
N_TABLES = 25


def stands(grid: Grid, count: Ints, further: Bools, standard: Standard) -> bool | None:
    """Attack what would be published with all the patience there is; None where there are too many completions."""
    withheld = standard.with_zeros(grid, count, standard.is_small(count) | further)
    if withheld.all():
        return True
    attacker = Attacker(grid, count, withheld, standard)
    cap = int(count[0]) + (2 * standard.threshold if withheld[0] else 0)
    ranges = attacker.ranges(cap)
    faults = attacker.open_faults(cap)
    return None if ranges is None or faults is None else not ranges | faults


def least_of_all(grid: Grid, count: Ints, standard: Standard, weight: np.ndarray) -> float | None:
    """Try every set of cells of k or more, the lightest first."""
    options = np.flatnonzero(count >= standard.threshold)
    sets = [list(cells) for n in range(len(options) + 1) for cells in combinations(options.tolist(), n)]
    for cells in sorted(sets, key=lambda cells: float(weight[cells].sum())):
        further = np.isin(np.arange(len(grid)), cells)
        is_safe = stands(grid, count, further, standard)
        if is_safe is None:
            return None
        if is_safe:
            return float(weight[cells].sum())
    raise AssertionError


@pytest.mark.parametrize("level", ["exact", "interval"])
def test_the_least_is_what_trying_everything_finds(level: str) -> None:
    """Weights are 1 for half of the tables, and 1 to 3 for the others."""
    standard = Standard(3, level)  # type: ignore[arg-type]
    tried = positive = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        truth = random_truth(rng, mean=1)
        grid, count = truth.grid, truth.count
        n_options = int((count >= standard.threshold).sum())
        if not standard.is_small(count).any() or not 0 < n_options <= MOST:
            continue
        weight = np.ones(len(grid)) if seed % 2 else rng.integers(1, 4, len(grid)).astype(float)
        ours = protect_cells(grid, Visible.of(count, 3), standard.is_small(count), standard, weight) & (
            count >= standard.threshold
        )
        found = least(grid, count, standard, weight, ours)
        expected = least_of_all(grid, count, standard, weight)
        if expected is None:
            continue
        assert found.is_proved, seed
        assert (found.bound, found.weight) == (expected, expected), (seed, found, weight[ours].sum())
        assert weight[ours].sum() >= expected, seed
        assert stands(grid, count, found.further, standard), seed
        tried, positive = tried + 1, positive + (expected > 0)
        if tried == N_TABLES:
            break
    assert tried == N_TABLES
    assert positive > N_TABLES // 2


def test_what_is_called_least_stands_the_audit() -> None:
    grid, count = random_tables(1)
    standard = Standard(5)
    found = least(grid, count, standard, np.ones(len(grid)), count >= standard.threshold)
    assert found.is_proved
    withheld = standard.with_zeros(grid, count, standard.is_small(count) | found.further)
    assert audit_tables(grid, as_tables(grid, count, withheld), standard).passed


def test_without_time_there_is_a_bound_only() -> None:
    grid, count = random_tables(1)
    weight, known = np.ones(len(grid)), count >= 5
    found = least(grid, count, Standard(5), weight, known, seconds=0)
    assert not found.is_proved
    in_time = least(grid, count, Standard(5), weight, known)
    assert found.bound < in_time.bound == in_time.weight <= found.weight < weight[known].sum()
    withheld = Standard(5).with_zeros(grid, count, Standard(5).is_small(count) | found.further)
    assert audit_tables(grid, as_tables(grid, count, withheld), Standard(5)).passed
    compared = compare(grid, count, Standard(5), 0.0)["cells"]
    assert compared.bound < compared.lightest <= compared.ours
