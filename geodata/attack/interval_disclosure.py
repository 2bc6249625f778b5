"""What an attacker can work out: a certificate of safety for every number under test, or its narrow range.

A number is safe when there is a completion with it at 1 and one with it at k−1, or when it is proved to be k or more.
Bounds prove the failures that a pencil finds. The system is then made smaller, split into components, and decided.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.attack.component import Numbers, decide, walk_only
from geodata.attack.effort import EFFORT
from geodata.attack.model.bounds import propagate
from geodata.attack.model.equations import UNBOUNDED, components
from geodata.attack.presolve import reduce
from geodata.attack.search.solution_pool import Seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import System
    from geodata.attack.presolve import Reduction
    from geodata.attack.programming.cell_bounds import Range


class Leak(NamedTuple):
    """A number whose feasible set neither holds 1..k−1 nor lies at or above k; `high` None: no bound."""

    column: int
    offset: int
    low: int
    high: int | None


class Verdict(NamedTuple):
    """What the attack found, and how many numbers are safe by fractional completions only."""

    leaks: list[Leak]
    lp_only: int


def find_leaks(
    system: System,
    columns: Ints,
    offsets: Ints,
    threshold: int,
    *,
    seen: Seen | None = None,
    limit: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    effort: Effort = EFFORT,
) -> Verdict:
    """Test the numbers x[column] − offset.

    Parameters
    ----------
    system
        The attacker's equations.
    columns, offsets
        The numbers under test; shape (n_targets,) each.
    threshold
        k.
    seen
        What completions of the same equations, or of stricter ones, have shown; added to.
    limit
        Stop in a component after so many leaks, and report one of those that are alike.
    progress
        Told (numbers done, numbers in all).
    effort
        The budgets, unless `seen` has them.

    Raises
    ------
    DisclosureError
        When the solver gives no answer: an audit that didn't finish is a refusal.
    """
    low, high = propagate(system)
    impossible = torn(low, high, columns, offsets)
    if impossible:
        return Verdict(impossible, 0)
    smaller, numbers, which, lows, highs = _tests(system, columns, offsets, threshold, (low, high))
    known = _known(smaller, numbers, seen, columns, np.where(lows < threshold, offsets, UNBOUNDED), effort)
    done = Progress(progress or (lambda *_: None), np.bincount(which, minlength=len(numbers.columns)))
    ranges, is_fractional = _decide_all(smaller.system, numbers, threshold, known, limit, done)
    if seen:
        smaller.grow(known, seen)
    failing = np.flatnonzero(np.isin(which, list(ranges)))
    if limit is not None:
        failing = failing[np.unique(which[failing], return_index=True)[1]]
    leaks = []
    for t in failing:
        least, most = ranges[int(which[t])]
        least = int(lows[t]) if numbers.is_share[which[t]] else max(least, int(lows[t]))
        most = most if highs[t] >= UNBOUNDED >> 1 else min(int(highs[t]), highs[t] if most is None else most)
        leaks.append(Leak(int(columns[t]), int(offsets[t]), least, most))
    return Verdict(leaks, int(is_fractional[which].sum()))


def find_unshown(system: System, columns: Ints, offsets: Ints, threshold: int, seen: Seen, passes: int) -> Ints:
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
    smaller, numbers, which, *_ = _tests(system, columns, offsets, threshold, propagate(system))
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
    smaller: Reduction, numbers: Numbers, seen: Seen | None, columns: Ints, offsets: Ints, effort: Effort
) -> Seen:
    """Say what is known of the smaller system; values are told apart from where the least of them is tested."""
    n = smaller.system.shape[1]
    base = _least(numbers.columns, np.where(numbers.is_safe, UNBOUNDED, numbers.offsets), n)
    if seen is None:
        return Seen.of(n, base, effort)
    seen.rebase(_least(columns, offsets, len(seen.base)))
    return smaller.shrink(seen, base)


def _least(columns: Ints, values: Ints, n: int) -> Ints:
    """Give the least value of each column, 0 where it has none; shape (n,)."""
    out = np.full(n, UNBOUNDED)
    np.minimum.at(out, columns, values)
    return np.where(out >= UNBOUNDED, 0, out)


def _tests(
    system: System, columns: Ints, offsets: Ints, threshold: int, bounds: tuple[Ints, Ints]
) -> tuple[Reduction, Numbers, Ints, Ints, Ints]:
    """Make the system smaller; say what is tested in it, which test decides which number, and what bounds say of it."""
    lows, highs = (ends[columns] - offsets for ends in bounds)
    smaller = reduce(system)
    lows = np.where(smaller.shares[columns], np.maximum(lows, smaller.least[columns] - offsets), lows)
    numbers, which = _numbers(smaller, columns, offsets, lows, highs, threshold)
    return smaller, numbers, which, lows, highs


def torn(low: Ints, high: Ints, columns: Ints, offsets: Ints) -> list[Leak]:
    """List the numbers under test that no value is left for: the tables contradict each other."""
    lows, highs = low[columns] - offsets, high[columns] - offsets
    return [Leak(int(columns[t]), int(offsets[t]), int(lows[t]), int(highs[t])) for t in np.flatnonzero(lows > highs)]


def _numbers(
    smaller: Reduction, columns: Ints, offsets: Ints, lows: Ints, highs: Ints, threshold: int
) -> tuple[Numbers, Ints]:
    """Say what is tested in the smaller system, each number once, sorted, and which test decides which number."""
    is_safe = lows >= threshold
    fails = ~is_safe & ((lows > 1) | (highs < threshold - 1))
    is_share = smaller.shares[columns]
    key = np.stack([smaller.top[columns], offsets - smaller.reach[columns], is_share, is_safe, fails], axis=1)
    tests, which = np.unique(key, axis=0, return_inverse=True)
    flags: list[Bools] = [tests[:, n].astype(bool) for n in (2, 3, 4)]
    return Numbers(tests[:, 0].copy(), tests[:, 1].copy(), *flags), which


def _decide_all(
    system: System,
    numbers: Numbers,
    threshold: int,
    seen: Seen,
    limit: int | None,
    progress: Progress,
) -> tuple[dict[int, Range], Bools]:
    """Decide the numbers of all components, one after the other."""
    ranges: dict[int, Range] = {}
    is_fractional = np.zeros(len(numbers.columns), dtype=bool)
    for part, cols in components(system):
        mine = targets_in(numbers.columns, cols)
        own = seen.take(cols)
        tell = partial(progress.within, mine)
        found, is_fractional[mine] = decide(part, numbers.take(mine, cols), threshold, own, limit, tell)
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


def targets_in(columns: Ints, cols: Ints) -> Ints:
    """Find the numbers under test whose column is in a component; both are sorted."""
    first, last = (np.searchsorted(columns, cols, side=side) for side in ("left", "right"))
    return np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
