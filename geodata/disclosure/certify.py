"""What an attacker can work out: a certificate of safety for every number under test, or its narrow range.

A number is safe when there is a completion with it at 1 and one with it at k−1, or when it is proved to be k or more.
Bounds prove the failures that a pencil finds, an integer walk finds most completions, and programming decides the rest.
Small components are decided in whole numbers throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy import sparse

from geodata.disclosure.bounds import UNBOUNDED, propagate
from geodata.disclosure.programming import TOLERANCE, Programme, whole
from geodata.disclosure.walk import mend, widen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geodata.arrays import Bools, Floats, Ints
    from geodata.disclosure.system import System

#: A component with at most so many unknowns is decided by integer programming.
EXACT_UNKNOWNS: Final = 60
#: Numbers are pushed together while more than so many are open and each push settles a part of them.
_FEW: Final = 30
_SHARE: Final = 0.7
_PAYS: Final = 0.97
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
    system: System, columns: Ints, offsets: Ints, threshold: int, *, progress: Callable[[int, int], None] | None = None
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
    lows, highs = low[columns] - offsets, high[columns] - offsets
    is_safe = lows >= threshold
    fails = ~is_safe & ((lows > 1) | (highs < threshold - 1))
    lp_only, done = 0, 0
    for part, cols in components(system):
        mine = _targets_in(columns, cols)
        local = np.searchsorted(cols, columns[mine])
        found, fractional = _attack(part, local, offsets[mine], threshold, is_safe[mine], fails[mine])
        leaks += [Leak(int(cols[leak.column]), leak.offset, leak.low, leak.high) for leak in found]
        lp_only += fractional
        done += len(mine)
        if progress:
            progress(done, len(columns))
    return Verdict(leaks, lp_only)


def _contradictions(low: Ints, high: Ints, columns: Ints, offsets: Ints) -> list[Leak]:
    """List numbers that nothing can satisfy: the tables contradict each other."""
    torn = low[columns] > high[columns]
    return [
        Leak(int(c), int(o), int(low[c] - o), int(high[c] - o))
        for c, o in zip(columns[torn], offsets[torn], strict=True)
    ]


def components(system: System) -> Iterator[tuple[System, Ints]]:
    """Split a system into parts that share no equation, each with its columns in the whole, ascending."""
    n_rows, n_cols = system.shape
    if not n_cols:
        return
    row = np.repeat(np.arange(n_rows), np.diff(system.row_at))
    graph = sparse.coo_array((np.ones(len(row)), (row, n_rows + system.row_col)), shape=(n_rows + n_cols,) * 2)
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    order = np.argsort(label[n_rows:], kind="stable")
    for cols in np.split(order, np.flatnonzero(np.diff(label[n_rows:][order])) + 1):
        yield system.part(cols), cols


def _targets_in(columns: Ints, cols: Ints) -> Ints:
    """Find the numbers under test whose column is in a component; both are sorted."""
    first, last = (np.searchsorted(columns, cols, side=side) for side in ("left", "right"))
    return np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])


def _attack(
    system: System, columns: Ints, offsets: Ints, threshold: int, is_safe: Bools, fails: Bools
) -> tuple[list[Leak], int]:
    """Test the numbers of one component."""
    if system.shape[1] <= EXACT_UNKNOWNS:
        exact = _Exact(system, threshold)
        tested = (exact.leak(int(c), int(o)) for c, o in zip(columns, offsets, strict=True))
        return [leak for leak in tested if leak is not None], 0
    goal = threshold - 1
    if not system.rhs.any():  # nothing is published: any completion may be multiplied, so who reaches 1 reaches k−1
        goal = 1
    programme = Programme(system)
    first = programme.completion()
    if first is None:
        return [Leak(int(c), int(o), 0, -1) for c, o in zip(columns, offsets, strict=True)], 0
    start = mend(system, whole(first))
    n = system.shape[1]
    open_ones = ~is_safe & ~fails
    least, most = np.full(n, UNBOUNDED), np.full(n, -1, dtype=np.int64)
    np.minimum.at(least, columns[open_ones], offsets[open_ones] + 1)
    np.maximum.at(most, columns[open_ones], offsets[open_ones] + goal)
    walked = (first, first) if start is None else widen(system, start, least, most)
    low, high = (seen.astype(float) for seen in walked)
    _spread(system, columns[open_ones], offsets[open_ones], goal, low, high)
    leaks, lp_only = [], 0
    for c, o, safe in zip(columns, offsets, is_safe, strict=True):
        if safe or (walked[0][c] <= o + 1 and walked[1][c] >= o + goal):
            continue
        leak = _range(programme, int(c), int(o), threshold, goal, low, high)
        if leak is None:
            lp_only += 1
        else:
            leaks.append(leak)
    return leaks, lp_only


def _spread(system: System, columns: Ints, offsets: Ints, goal: int, low: Floats, high: Floats) -> None:
    """Push many open numbers at once, again and again, as long as it pays; `low` and `high` keep what was seen."""
    random = np.random.default_rng(0)
    programme = None
    for way, seen, points in ((1, high, offsets + goal), (-1, low, offsets + 1)):
        rest = np.flatnonzero(way * (points - seen[columns]) > TOLERANCE)
        while len(rest) > _FEW:
            programme = programme or Programme(system, interior=True)
            some = rest[random.random(len(rest)) < _SHARE]
            first = np.unique(columns[some], return_index=True)[1]
            some = some[first]
            x = programme.spread(columns[some], points[some], way, random.random(len(some)) + 0.1)
            if x is not None:
                np.minimum(low, x + TOLERANCE, out=low)
                np.maximum(high, x - TOLERANCE, out=high)
            left = rest[way * (points[rest] - seen[columns[rest]]) > 2 * TOLERANCE]
            if len(left) > _PAYS * len(rest):
                break
            rest = left


def _range(
    programme: Programme, column: int, offset: int, threshold: int, goal: int, low: Floats, high: Floats
) -> Leak | None:
    """Decide one number by linear programming; what its completions show of other numbers is kept in `low`, `high`."""
    ends: list[float | None] = []
    for sign, seen, enough in ((1, low, offset + 1), (-1, high, offset + goal)):
        value: float | None = float(seen[column])
        if sign * (seen[column] - enough) > 2 * TOLERANCE:
            value, x = programme.end(column, sign)
            if x is not None:
                np.minimum(low, x + TOLERANCE, out=low)
                np.maximum(high, x - TOLERANCE, out=high)
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

    def __init__(self, system: System, threshold: int) -> None:
        self._system, self._k = system, threshold
        self._programme = Programme(system, integer=True)
        self._seen: set[tuple[int, int]] = set()

    def _reaches(self, column: int, value: int) -> bool:
        """Say whether there is an integer completion with the unknown at a value."""
        if (column, value) not in self._seen:
            x = self._programme.completion((column, value))
            if x is None or not self._system.holds(whole(x)):
                return False
            self._seen |= set(enumerate(whole(x).tolist()))
        return True

    def leak(self, column: int, offset: int) -> Leak | None:
        """Test one number at 1..k−1, the ends first; give its range if it fails."""
        wanted = sorted(range(1, self._k), key=lambda v: (v not in {1, self._k - 1}, v))
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
