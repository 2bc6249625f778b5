"""The attack, whatever is asked: bounds, a smaller system, each number once, component by component, and what follows.

What is asked of a number is its protection level's: `interval_disclosure` and `exact_disclosure` answer it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from geodata.attack.model.bounds import propagate
from geodata.attack.model.equations import components
from geodata.attack.numbers import targets_in
from geodata.attack.presolve import reduce

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Ints
    from geodata.attack.model.equations import Equations
    from geodata.attack.numbers import Numbers
    from geodata.attack.presolve import Reduction
    from geodata.attack.programming.cell_bounds import Range
    from geodata.attack.search.solution_pool import SolutionPool


class Leak(NamedTuple):
    """A number that can be worked out too well; `high` None: no bound."""

    column: int
    offset: int
    low: int
    high: int | None


class Verdict(NamedTuple):
    """What the attack found, and how many numbers are safe by fractional completions only."""

    leaks: list[Leak]
    lp_only: int


class Targets(NamedTuple):
    """The numbers x[column] − offset of a system, and between what bounds each lies; shape (n_targets,) each."""

    columns: Ints
    offsets: Ints
    lows: Ints
    highs: Ints


class Level(Protocol):
    """A protection level: what a number must leave open."""

    def tests(self, smaller: Reduction, asked: Targets) -> tuple[Numbers, Ints]:
        """Say what is tested in the smaller system, each number once, and which test decides each; −1: none must."""

    def pool(self, smaller: Reduction, numbers: Numbers, asked: Targets, seen: SolutionPool | None) -> SolutionPool:
        """Say what completions have shown of the smaller system, given what they have of the first."""

    def decide(
        self, part: Equations, numbers: Numbers, seen: SolutionPool, tell: Callable[[int], None]
    ) -> tuple[dict[int, Range], Bools]:
        """Test the numbers of one component: the ranges of those that fail, and which only fractions prove safe."""

    def leaks(self, smaller: Reduction, asked: Targets, which: Ints, ranges: dict[int, Range]) -> list[Leak]:
        """Say what follows for the numbers of the first system."""


def attack(
    system: Equations,
    columns: Ints,
    offsets: Ints,
    level: Level,
    *,
    seen: SolutionPool | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Test the numbers x[column] − offset.

    Parameters
    ----------
    system
        The attacker's equations.
    columns, offsets
        The numbers under test; shape (n_targets,) each.
    level
        What must be left open.
    seen
        What completions of the same equations, or of stricter ones, have shown; added to.
    progress
        Told (numbers done, numbers in all).

    Raises
    ------
    DisclosureError
        When the solver gives no answer: an audit that didn't finish is a refusal.
    """
    low, high = propagate(system)
    impossible = torn(low, high, columns, offsets)
    if impossible:
        return Verdict(impossible, 0)
    smaller, asked = made_smaller(system, columns, offsets, (low, high))
    numbers, which = level.tests(smaller, asked)
    pool = level.pool(smaller, numbers, asked, seen)
    done = Progress(progress or (lambda *_: None), np.bincount(which[which >= 0], minlength=len(numbers.columns)))
    ranges, is_fractional = _decide_all(smaller.system, numbers, level, pool, done)
    if seen:
        smaller.grow(pool, seen)
    return Verdict(level.leaks(smaller, asked, which, ranges), int(is_fractional[which[which >= 0]].sum()))


def made_smaller(
    system: Equations, columns: Ints, offsets: Ints, bounds: tuple[Ints, Ints]
) -> tuple[Reduction, Targets]:
    """Make a system smaller, and say what bounds leave each number; of a share its least value is known, too."""
    smaller = reduce(system)
    lows, highs = (ends[columns] - offsets for ends in bounds)
    lows = np.where(smaller.shares[columns], np.maximum(lows, smaller.least[columns] - offsets), lows)
    return smaller, Targets(columns, offsets, lows, highs)


def torn(low: Ints, high: Ints, columns: Ints, offsets: Ints) -> list[Leak]:
    """List the numbers under test that no value is left for: the tables contradict each other."""
    lows, highs = low[columns] - offsets, high[columns] - offsets
    return [Leak(int(columns[t]), int(offsets[t]), int(lows[t]), int(highs[t])) for t in np.flatnonzero(lows > highs)]


def _decide_all(
    system: Equations, numbers: Numbers, level: Level, seen: SolutionPool, progress: Progress
) -> tuple[dict[int, Range], Bools]:
    """Decide the numbers of all components, one after the other."""
    ranges: dict[int, Range] = {}
    is_fractional = np.zeros(len(numbers.columns), dtype=bool)
    for part, cols in components(system):
        mine = targets_in(numbers.columns, cols)
        own = seen.take(cols)
        found, is_fractional[mine] = level.decide(part, numbers.take(mine, cols), own, partial(progress.within, mine))
        seen.put(cols, own)
        ranges |= {int(mine[t]): ends for t, ends in found.items()}
        progress.ended(mine)
    return ranges, is_fractional


class Progress:
    """Tells how many of the numbers asked about are done; a test may stand for many."""

    def __init__(self, tell: Callable[[int, int], None], weight: Ints) -> None:
        self._tell, self._weight, self._done, self._in_all = tell, weight, 0, int(weight.sum())

    def within(self, tests: Ints, n: int) -> None:
        """Tell that n of a component's tests are done."""
        self._tell(self._done + int(self._weight[tests[:n]].sum()), self._in_all)

    def ended(self, tests: Ints) -> None:
        """Tell that all of a component's tests are done."""
        self._done += int(self._weight[tests].sum())
        self._tell(self._done, self._in_all)
