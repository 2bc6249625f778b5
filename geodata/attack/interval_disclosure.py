"""At level interval: a certificate of safety for every number under test, or its narrow range.

A number is safe when there is a completion with it at 1 and one with it at k−1, or when it is proved to be k or more.
Bounds prove the failures that a pencil finds. The system is then made smaller, split into components, and decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.component import decide, walk_only
from geodata.attack.effort import EFFORT
from geodata.attack.model.bounds import propagate
from geodata.attack.model.equations import UNBOUNDED, components
from geodata.attack.numbers import Numbers, targets_in
from geodata.attack.pipeline import Leak, attack, made_smaller
from geodata.attack.search.solution_pool import SolutionPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Targets, Verdict
    from geodata.attack.presolve import Reduction
    from geodata.attack.programming.cell_bounds import Range


@dataclass(frozen=True)
class IntervalDisclosure:
    """A number leaks when its feasible set neither holds 1..k−1 nor lies at or above k.

    Attributes
    ----------
    threshold
        k.
    limit
        Stop in a component after so many leaks, and report one of those that are alike.
    effort
        The budgets, unless what was seen has them.
    """

    threshold: int
    limit: int | None = None
    effort: Effort = EFFORT

    def tests(self, smaller: Reduction, asked: Targets) -> tuple[Numbers, Ints]:
        """Test every number."""
        columns = asked.columns
        is_safe = asked.lows >= self.threshold
        fails = ~is_safe & ((asked.lows > 1) | (asked.highs < self.threshold - 1))
        offsets = asked.offsets - smaller.reach[columns]
        return Numbers.unique(smaller.top[columns], offsets, smaller.shares[columns], is_safe, fails)

    def pool(self, smaller: Reduction, numbers: Numbers, asked: Targets, seen: SolutionPool | None) -> SolutionPool:
        """Tell values apart from where the least number of each unknown is tested."""
        least = np.where(asked.lows < self.threshold, asked.offsets, UNBOUNDED)
        return _known(smaller, numbers, seen, asked.columns, least, self.effort)

    def decide(
        self, part: Equations, numbers: Numbers, seen: SolutionPool, tell: Callable[[int], None]
    ) -> tuple[dict[int, Range], Bools]:
        """Test each number at 1 and at k−1."""
        return decide(part, numbers, self.threshold, seen, self.limit, tell)

    def leaks(self, smaller: Reduction, asked: Targets, which: Ints, ranges: dict[int, Range]) -> list[Leak]:
        """Give the numbers that fail their ranges, as narrow as bounds make them."""
        failing = np.flatnonzero(np.isin(which, list(ranges)))
        if self.limit is not None:
            failing = failing[np.unique(which[failing], return_index=True)[1]]
        is_share, leaks = smaller.shares[asked.columns], []
        for t in failing:
            least, most = ranges[int(which[t])]
            bound = asked.highs[t]
            least = int(asked.lows[t]) if is_share[t] else max(least, int(asked.lows[t]))
            most = most if bound >= UNBOUNDED >> 1 else min(int(bound), bound if most is None else most)
            leaks.append(Leak(int(asked.columns[t]), int(asked.offsets[t]), least, most))
        return leaks


def find_leaks(
    system: Equations,
    columns: Ints,
    offsets: Ints,
    threshold: int,
    *,
    seen: SolutionPool | None = None,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    effort: Effort = EFFORT,
) -> Verdict:
    """Test the numbers x[column] − offset, as `pipeline.attack` and `IntervalDisclosure` say.

    Raises
    ------
    DisclosureError
        When the solver gives no answer: an audit that didn't finish is a refusal.
    """
    return attack(system, columns, offsets, IntervalDisclosure(threshold, limit, effort), seen=seen, progress=progress)


def find_unshown(
    system: Equations, columns: Ints, offsets: Ints, threshold: int, seen: SolutionPool, passes: int
) -> Ints:
    """Walk for the numbers x[column] − offset that lie in components too vast for anything else.

    Parameters
    ----------
    system, columns, offsets, threshold
        As in `find_leaks`.
    seen
        What completions of the same equations, or of stricter ones, have shown; added to.
    passes
        Of the walk.

    Returns
    -------
    Which of the numbers were walked for in vain, one of those that are alike; shape (n_unshown,). Most of them are safe
    nevertheless.
    """
    smaller, asked = made_smaller(system, columns, offsets, propagate(system))
    level = IntervalDisclosure(threshold, effort=seen.effort)
    numbers, which = level.tests(smaller, asked)
    known = _known(smaller, numbers, seen, columns, offsets, seen.effort)
    unshown: list[Ints] = []
    for part, cols in components(smaller.system):
        if part.shape[1] > seen.effort.vast:
            mine, own = targets_in(numbers.columns, cols), known.take(cols)
            unshown.append(mine[walk_only(part, numbers.take(mine, cols), threshold, own, passes)])
            known.put(cols, own)
    smaller.grow(known, seen)
    tests = np.concatenate([np.empty(0, dtype=np.int64), *unshown])
    places = np.flatnonzero(np.isin(which, tests))
    return places[np.unique(which[places], return_index=True)[1]]


def _known(
    smaller: Reduction, numbers: Numbers, seen: SolutionPool | None, columns: Ints, offsets: Ints, effort: Effort
) -> SolutionPool:
    """Say what is known of the smaller system; values are told apart from where the least of them is tested."""
    n = smaller.system.shape[1]
    base = _least(numbers.columns, np.where(numbers.is_safe, UNBOUNDED, numbers.offsets), n)
    if seen is None:
        return SolutionPool.of(n, base, effort)
    seen.rebase(_least(columns, offsets, len(seen.base)))
    return smaller.shrink(seen, base)


def _least(columns: Ints, values: Ints, n: int) -> Ints:
    """Give the least value of each column, 0 where it has none; shape (n,)."""
    out = np.full(n, UNBOUNDED)
    np.minimum.at(out, columns, values)
    return np.where(out >= UNBOUNDED, 0, out)
