"""Many numbers at once, by an inner point: it moves hundreds in the time that one takes.

What a push reaches is shown. What it doesn't reach may be reached alone, but the proof that all together get no farther
rests on few equations, one in fifty of a vast system, and those nearly always hold back each of them too.

References
----------
Fischetti, M. and Salazar, J. J. (2001), Solving the cell suppression problem on tabular data with linear constraints,
Management Science 47(7): what proofs rest on, from the duals of the attacker's problems.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geodata.disclosure.programming import SEEN, TOLERANCE, Programme, push_many
from geodata.disclosure.walk import PATIENTLY, side_by_side

if TYPE_CHECKING:
    from geodata.arrays import Bools, Floats, Ints
    from geodata.disclosure.programming import Pushed
    from geodata.disclosure.seen import Seen
    from geodata.disclosure.system import System

#: Such a share of the open numbers is pushed at once, while so many, and one in so many, are done by it.
_MOST: Final = 0.7
_WORTH: Final = 10
_WORTH_ONE_IN: Final = 20
#: So many pushes side by side: of the same numbers with different weights, or of as many parts of them.
_PUSHES: Final = 2
#: A round that proves no more than one in so many of what is open is the last.
_PROVES: Final = 10


class Ends(NamedTuple):
    """Where the columns under test must be seen: at `least` or below, and at `most` or above; shape (n_targets,)."""

    columns: Ints
    least: Ints
    most: Ints

    def take(self, at: Ints | Bools) -> Ends:
        """Take some of them."""
        return Ends(*(field[at] for field in self))


class _Push(NamedTuple):
    """What is pushed, ascending and each once, how far, and with what weight; shape (n_pushed,) each."""

    way: int
    columns: Ints
    points: Ints
    weight: Floats


def push_all(system: System, columns: Ints, points: Ints, way: int) -> Pushed | None:
    """Push unknowns up (way 1) or down (way −1) to their points, whatever that does to others.

    Parameters
    ----------
    system
        The equations.
    columns, points
        The unknowns, ascending, and how far each at most; of one that stands several times the first point is taken.
    way
        1 or −1.
    """
    at = np.unique(columns, return_index=True)[1]
    return _push(system, np.ones(system.shape[1], dtype=bool), _Push(way, columns[at], points[at], np.ones(len(at))))


def _push(system: System, beside: Bools, what: _Push) -> Pushed | None:
    """Push what there is, if there is any."""
    if not len(what.columns):
        return None
    return push_many(system, (what.columns, what.points), what.way, what.weight, beside=beside)


def spread(system: System, still: Ends, seen: Seen, *, walks: bool = True) -> None:
    """Push most of the open numbers at once, mend to whole numbers, and walk on from there, as long as it pays."""
    random = np.random.default_rng(0)
    before = int((~seen.is_shown(*still)).sum())
    number = 0
    while True:
        pushes = [_most_of(still, seen, way, random) for way in (1, -1)]
        for found in side_by_side(partial(_push, system, seen.support()), pushes, system.shape[1]):
            seen.note(system, found.x if found else None, mending=PATIENTLY)
        if walks:
            seen.walk(system, *still, passes=1, seed=number)
        left = int((~seen.is_shown(*still)).sum())
        if before - left < max(_WORTH, before // _WORTH_ONE_IN):
            return
        before, number = left, number + 1


def _most_of(still: Ends, seen: Seen, way: int, random: np.random.Generator) -> _Push:
    """Draw what is pushed up (way 1) or down (way −1)."""
    points, reached = (still.most, seen.high) if way > 0 else (still.least, seen.low)
    rest = np.flatnonzero(way * (points - reached[still.columns]) > SEEN)
    some = rest[random.random(len(rest)) < _MOST]
    some = some[np.unique(still.columns[some], return_index=True)[1]]
    return _Push(way, still.columns[some], points[some], 1 + random.random(len(some)))


def reached_at_once(system: System, ends: Ends, seen: Seen) -> tuple[Floats, Floats, bool]:
    """Say how low and how high numbers get when all that must are pushed down, or up, at once; shape (n_targets,) each.

    Also returned: whether a push downwards was answered. Alone a number may get farther.
    """
    low, high = seen.low[ends.columns].copy(), seen.high[ends.columns].copy()
    everything, random, is_pushed = np.ones(system.shape[1], dtype=bool), np.random.default_rng(0), False
    for way, points, lacking in ((-1, ends.least, low - ends.least), (1, ends.most, ends.most - high)):
        at = np.flatnonzero(lacking > SEEN)
        at = at[np.unique(ends.columns[at], return_index=True)[1]]
        weights = 1 + random.random((_PUSHES, len(at)))
        pushes = [_Push(way, ends.columns[at], points[at], weight) for weight in weights]
        for found in side_by_side(partial(_push, system, everything), pushes, system.shape[1]):
            if found:
                x = found.x[ends.columns]
                low, high, is_pushed = np.minimum(low, x), np.maximum(high, x), is_pushed or way < 0
    return low, high, is_pushed


def proved_large(system: System, columns: Ints, least: Ints, enough: Ints, seen: Seen) -> Bools:
    """Prove of unknowns that they are never less than something, over the equations alone that hold many back at once.

    Fewer equations leave more room, so what they prove holds; and each unknown takes a hundredth of a second over them,
    where over all of a vast system it takes ten.

    Parameters
    ----------
    system
        The equations.
    columns
        The unknowns, ascending; one may stand several times, what is less first; shape (n,).
    least
        How low they are pushed; shape (n,).
    enough
        What is to be proved that they reach; shape (n,).
    seen
        What completions have shown; added to.

    Returns
    -------
    Which are proved; shape (n,).
    """
    proved, rows = np.zeros(len(columns), dtype=bool), np.empty(0, dtype=np.int64)
    while True:
        left = np.flatnonzero(~proved & (seen.low[columns] - least > SEEN))
        parts = [left[part::_PUSHES] for part in range(_PUSHES)]
        for found in side_by_side(lambda at: push_all(system, columns[at], least[at], -1), parts, system.shape[1]):
            if found:
                seen.note(system, found.x)
                rows = np.union1d(rows, found.rows)
        new = left[_proved_over(system, rows, columns[left], enough[left])]
        proved[new] = True
        if len(new) * _PROVES <= len(left):
            return proved


def _proved_over(system: System, rows: Ints, columns: Ints, enough: Ints) -> Bools:
    """Say which unknowns some equations keep from being less than something; shape as `columns`."""
    few, of = system.only(rows)
    asked, proved = np.flatnonzero(np.isin(columns, of)), np.zeros(len(columns), dtype=bool)
    if len(asked):
        programme = Programme(few)
        programme.warm_up()
        for t in asked:
            value, _ = programme.end(int(np.searchsorted(of, columns[t])), 1)
            proved[t] = value is not None and value >= enough[t] - TOLERANCE
    return proved
