"""Tables too vast for programmes: what is withheld until walks show every number, on tables small enough to check."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack.effort import EFFORT, Effort
from geodata.attack.search.solution_pool import SolutionPool
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression import margins as easing
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from tests.geodata.disclosure.linked import as_tables, random_truth

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints
    from tests.geodata.disclosure.linked import Truth

STANDARD = Standard(4)


#: All is vast, and walks without patience don't show all that is safe.
VAST = replace(EFFORT, vast=0, passes=((1, 2),) * 4)


def protect(truth: Truth, told: list[str], effort: Effort = EFFORT) -> Bools:
    count, standard = truth.count, replace(STANDARD, effort=effort)
    return protect_cells(
        truth.grid, Visible.of(count, 4), standard.is_small(count), standard, 1 + 0.02 * count, told.append
    )


@pytest.mark.parametrize(
    ("last", "close", "sample"), [(0, 1, 4), (0, np.inf, 40), (3, 1.5, 4), (3, np.inf, 40), (100, 1.5, 4)]
)
def test_what_walks_show_passes_the_audit(last: int, close: float, sample: int) -> None:
    """The audit decides the same tables in whole numbers, and finds nothing; little more is withheld than else."""
    rounds, more, less, usual = 0, 0, 0, 0
    for seed in range(50):
        truth, told = random_truth(np.random.default_rng(seed), mean=3), []
        plainly = protect(truth, [])
        effort = replace(VAST, few_if_vast=last, easing_close=close, easing_sample=sample)
        withheld = protect(truth, told, effort)
        assert withheld.all() or audit_tables(truth.grid, as_tables(truth.grid, truth.count, withheld), STANDARD).passed
        rounds += sum("weren't seen to have room" in line and ": 0 " not in line for line in told)
        usual += int((plainly & (truth.count > 0)).sum())
        more += int((withheld & ~plainly & (truth.count > 0)).sum())
        less += int((plainly & ~withheld & (truth.count > 0)).sum())
    assert rounds > 5
    assert more - less < usual // 4


class Scripted(easing.Easing):
    """Chooses between first steps A and B, of cells 1 and 2, with what is said to follow each; cell 3 ends it."""

    def __init__(self, truth: Truth, prices: tuple[float, float], after: dict[int, float | None]) -> None:
        n = len(truth.grid)
        standard = replace(STANDARD, effort=replace(EFFORT, few_if_vast=3))
        super().__init__(
            truth.grid, Visible.of(truth.count, 4), standard, np.ones(n), SolutionPool.of(n), lambda _: None
        )
        self._prices, self._after, self.looked = prices, after, 0

    def _options(self, withheld: Bools, walked: Ints, left: tuple[Ints, Ints]) -> list[easing.Option]:
        del walked, left
        first = np.flatnonzero(withheld)
        if not len(first):
            return [self._step(c, price, 6) for c, price in zip((1, 2), self._prices, strict=True)]
        self.looked += 1
        price = self._after[int(first[0])]
        return [] if price is None else [self._step(3, price, 0)]

    def _step(self, cell: int, price: float, left: int) -> easing.Option:
        return easing.Option(np.arange(len(self._grid)) == cell, price, 0.5, (np.arange(left), np.arange(left)))

    def cells(self) -> list[int]:
        numbers = np.arange(12), np.arange(12)
        return np.flatnonzero(self._best(np.zeros(len(self._grid), dtype=bool), numbers, numbers, 12)).tolist()


@pytest.mark.parametrize(
    ("prices", "after", "cells", "looked"),
    [
        ((10, 12), {1: 5.0, 2: 1.0}, [2, 3], 2),  # the dearer first step is the cheaper way
        ((10, 12), {1: None, 2: 9.0}, [2, 3], 2),  # the cheaper one leads nowhere
        ((10, 12), {1: 1.0, 2: 1.0}, [1, 3], 2),
        ((10, 16), {1: 9.0, 2: 1.0}, [1], 0),  # so much dearer isn't looked at
    ],
)
def test_of_two_first_steps_about_as_dear_the_cheaper_way_is_taken(
    prices: tuple[float, float],
    after: dict[int, float | None],
    cells: list[int],
    looked: int,
) -> None:
    scripted = Scripted(random_truth(np.random.default_rng(0)), prices, after)
    assert scripted.cells() == cells
    assert scripted.looked == looked
