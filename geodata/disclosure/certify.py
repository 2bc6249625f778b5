"""What an attacker can work out: a certificate of safety for every number under test, or its narrow range.

A number is safe when there is a completion with it at 1 and one with it at k−1, or when it is proved to be k or more.
Bounds prove the failures that a pencil finds, an integer walk finds most completions, and programming decides the rest.
Small components are decided in whole numbers throughout.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geodata.disclosure.bounds import propagate
from geodata.disclosure.programming import TOLERANCE, Programme, whole
from geodata.disclosure.seen import Seen
from geodata.disclosure.system import components
from geodata.disclosure.walk import BITS, MEND_STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Ints
    from geodata.disclosure.system import System

#: A component with at most so many unknowns is decided by integer programming.
EXACT_UNKNOWNS: Final = 60
#: So many numbers are pushed at once at first; half as many whenever more than this share misses; at least a few.
_TOGETHER: Final = 40
_FEW: Final = 4
_MANY: Final = 0.4
#: Two leaks in one equation shorter than this most often have one cause.
_LONG: Final = 8
#: What a value seen within a push may lack of a whole number.
_ROUNDING: Final = 4 * TOLERANCE


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
        Stop in a component after so many leaks.
    progress
        Told (numbers done, numbers in all).

    Raises
    ------
    DisclosureError
        When the solver gives no answer: an audit that didn't finish is a refusal.
    """
    low, high = propagate(system)
    leaks = _contradictions(low, high, columns, offsets)
    if leaks:
        return Verdict(leaks, 0)
    seen = seen or Seen.of(system.shape[1])
    lows, highs = low[columns] - offsets, high[columns] - offsets
    is_safe = lows >= threshold
    fails = ~is_safe & ((lows > 1) | (highs < threshold - 1))
    lp_only, done = 0, 0
    for part, cols in components(system):
        mine = _targets_in(columns, cols)
        numbers = _Numbers(np.searchsorted(cols, columns[mine]), offsets[mine], is_safe[mine], fails[mine])
        own = seen.take(cols)
        tell = partial(_tell, progress, done, len(columns))
        found, fractional = _attack(part, numbers, threshold, own, limit or len(columns) + 1, tell)
        seen.put(cols, own)
        leaks += [Leak(int(cols[leak.column]), leak.offset, leak.low, leak.high) for leak in found]
        lp_only += fractional
        tell(len(mine))
        done += len(mine)
    return Verdict(leaks, lp_only)


def _tell(progress: Callable[[int, int], None] | None, before: int, in_all: int, done: int) -> None:
    """Pass on how many numbers of a component are done."""
    if progress:
        progress(before + done, in_all)


def _contradictions(low: Ints, high: Ints, columns: Ints, offsets: Ints) -> list[Leak]:
    """List numbers that nothing can satisfy: the tables contradict each other."""
    torn = low[columns] > high[columns]
    return [
        Leak(int(c), int(o), int(low[c] - o), int(high[c] - o))
        for c, o in zip(columns[torn], offsets[torn], strict=True)
    ]


def _targets_in(columns: Ints, cols: Ints) -> Ints:
    """Find the numbers under test whose column is in a component; both are sorted."""
    first, last = (np.searchsorted(columns, cols, side=side) for side in ("left", "right"))
    return np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])


class _Numbers(NamedTuple):
    """The numbers under test in one component, and those that bounds prove safe, or prove not; shape (n_targets,)."""

    columns: Ints
    offsets: Ints
    is_safe: Bools
    fails: Bools


def _attack(
    system: System, numbers: _Numbers, threshold: int, seen: Seen, limit: int, tell: Callable[[int], None]
) -> tuple[list[Leak], int]:
    """Test the numbers of one component."""
    targets = list(zip(numbers.columns.tolist(), numbers.offsets.tolist(), strict=True))
    still = ~numbers.is_safe & ~numbers.fails
    goal = threshold - 1
    if system.shape[1] <= EXACT_UNKNOWNS:
        exact = _Exact(system, threshold, seen)
        seen.walk(system, numbers.columns[still], numbers.offsets[still], goal, patient=False)
        tested = (exact.leak(*targets[t]) for t in np.flatnonzero(~numbers.is_safe))
        return [leak for leak in tested if leak is not None], 0
    if not system.rhs.any():  # nothing is published: any completion may be multiplied, so who reaches 1 reaches k−1
        goal = 1
    programme = Programme(system)
    first = programme.warm_up()
    if first is None:
        return [Leak(c, o, 0, -1) for c, o in targets], 0
    seen.note(system, first, mending=MEND_STEPS)
    seen.walk(system, numbers.columns[still], numbers.offsets[still], goal, patient=limit > len(targets))
    _push(system, programme, (numbers.columns[still], numbers.offsets[still]), goal, seen)
    leaks, lp_only, blocked = [], 0, np.zeros(len(system.rhs), dtype=bool)
    is_open = ~numbers.is_safe & ~seen.is_whole(numbers.columns, numbers.offsets, goal)
    order = np.random.default_rng(0).permutation(np.flatnonzero(is_open))
    for n, t in enumerate(order):
        tell(len(targets) - len(order) + n)
        rows = system.col_row[system.col_at[targets[t][0]] : system.col_at[targets[t][0] + 1]]
        if blocked[rows].any():  # it shares an equation, and most often its cause, with a leak: next time
            continue
        leak = _range(system, programme, targets[t], threshold, goal, seen)
        if leak is None:
            lp_only += not bool(seen.is_whole(numbers.columns, numbers.offsets, goal)[t])
        else:
            leaks.append(leak)
            blocked[rows] = (limit <= len(targets)) & (np.diff(system.row_at)[rows] < _LONG)
        if len(leaks) >= limit:
            break
    return sorted(leaks), lp_only


def _push(system: System, programme: Programme, targets: tuple[Ints, Ints], goal: int, seen: Seen) -> None:
    """Push several open numbers at once by linear programming, as long as most of them get where they should."""
    random = np.random.default_rng(0)
    columns, offsets = targets
    for way, points in ((1, offsets + goal), (-1, offsets + 1)):
        reached = seen.high if way > 0 else seen.low
        rest = random.permutation(np.flatnonzero(way * (points - reached[columns]) > 2 * TOLERANCE))
        size = _TOGETHER
        while len(rest) > size >= _FEW:
            some, rest = rest[:size], rest[size:]
            some = some[np.unique(columns[some], return_index=True)[1]]
            seen.note(system, programme.push(columns[some], points[some], way, random.random(len(some)) + 1))
            missed = way * (points[some] - reached[columns[some]]) > 2 * TOLERANCE
            if missed.mean() > _MANY:
                size //= 2
            rest = rest[way * (points[rest] - reached[columns[rest]]) > 2 * TOLERANCE]


def _range(
    system: System, programme: Programme, target: tuple[int, int], threshold: int, goal: int, seen: Seen
) -> Leak | None:
    """Decide one number by linear programming."""
    column, offset = target
    ends: list[float | None] = []
    for sign, reached, enough in ((1, seen.low, offset + 1), (-1, seen.high, offset + goal)):
        value: float | None = float(reached[column])
        if sign * (reached[column] - enough) > 2 * TOLERANCE:
            value, x = programme.end(column, sign)
            seen.note(system, x)
        ends.append(value)
    least = 0 if ends[0] is None else int(np.ceil(ends[0] - _ROUNDING)) - offset
    most = None if ends[1] is None else int(np.floor(ends[1] + _ROUNDING)) - offset
    if least >= threshold or (least <= 1 and (most is None or most >= goal)):
        return None
    # a completion in hand ended the search on its side: say how far the range really goes
    first, last = (programme.end(column, sign)[0] for sign in (1, -1))
    least = least if first is None else int(np.ceil(first - TOLERANCE)) - offset
    most = None if last is None else int(np.floor(last + TOLERANCE)) - offset
    return Leak(column, offset, least, most)


class _Exact:
    """Every value of every number of a small component, in whole numbers."""

    def __init__(self, system: System, threshold: int, seen: Seen) -> None:
        self._system, self._k, self._seen = system, threshold, seen
        self._programme = Programme(system, integer=True)
        seen.note(system, self._programme.completion())

    def _reaches(self, column: int, value: int) -> bool:
        """Say whether there is an integer completion with the unknown at a value."""
        if not self._seen.has(column, value):
            x = self._programme.completion((column, value))
            if x is None or not self._system.holds(whole(x)):
                return False
            self._seen.note(self._system, x)
        return True

    def leak(self, column: int, offset: int) -> Leak | None:
        """Test one number at 1..k−1, the ends first; give its range if it fails."""
        wanted = (1, self._k - 1, *range(2, min(self._k - 1, BITS)))
        if all(self._reaches(column, offset + v) for v in wanted):
            return None
        low, high = (self._end(column, sign) for sign in (1, -1))
        least = (0 if low is None else low) - offset
        if low is not None and least >= self._k:
            return None
        return Leak(column, offset, least, None if high is None else high - offset)

    def _end(self, column: int, sign: int) -> int | None:
        value, _ = self._programme.end(column, sign)
        return None if value is None else round(value)
