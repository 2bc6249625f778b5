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
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.attack.effort import EFFORT
from geodata.attack.model.equations import SEEN, TOLERANCE
from geodata.attack.programming.linear_program import Programme, push_many
from geodata.attack.search.local_search import PATIENTLY, side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations
    from geodata.attack.programming.linear_program import Pushed
    from geodata.attack.search.solution_pool import SolutionPool


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


def push_all(
    system: Equations, pushes: Sequence[tuple[int, Ints, Ints]], effort: Effort = EFFORT
) -> list[Pushed | None]:
    """Push unknowns up (way 1) or down (way −1) to their points, whatever that does to others; side by side.

    Parameters
    ----------
    system
        The equations.
    pushes
        For each push its way, the unknowns, ascending, and how far each at most; of one that stands several times the
        first point is taken.
    effort
        The budgets.

    Returns
    -------
    What each push reached; None where there is nothing to push, or no answer.
    """
    everything, what = np.ones(system.shape[1], dtype=bool), []
    for way, columns, points in pushes:
        at = np.unique(columns, return_index=True)[1]
        what.append(_Push(way, columns[at], points[at], np.ones(len(at))))
    return side_by_side(partial(_push, system, everything, effort), what, system.shape[1], effort)


def _push(system: Equations, beside: Bools, effort: Effort, what: _Push) -> Pushed | None:
    """Push what there is, if there is any."""
    if not len(what.columns):
        return None
    return push_many(system, (what.columns, what.points), what.way, what.weight, beside=beside, effort=effort)


def spread(system: Equations, still: Ends, seen: SolutionPool, *, walks: bool = True) -> None:
    """Push most of the open numbers at once, mend to whole numbers, and walk on from there, as long as it pays."""
    random = np.random.default_rng(0)
    before = int((~seen.is_shown(*still)).sum())
    effort, number = seen.effort, 0
    while number < effort.push_rounds:
        pushes = [_most_of(still, seen, way, random) for way in (1, -1)]
        push = partial(_push, system, seen.support(), effort)
        for found in side_by_side(push, pushes, system.shape[1], effort):
            seen.note(system, found.x if found else None, mending=PATIENTLY)
        if walks:
            seen.walk(system, *still, passes=1, seed=number)
        left = int((~seen.is_shown(*still)).sum())
        is_vast = system.shape[1] > effort.vast
        if before - left < (1 if is_vast else max(effort.push_worth, before // effort.push_worth_one_in)):
            return
        before, number = left, number + 1


def _most_of(still: Ends, seen: SolutionPool, way: int, random: np.random.Generator) -> _Push:
    """Draw what is pushed up (way 1) or down (way −1)."""
    points, reached = (still.most, seen.high) if way > 0 else (still.least, seen.low)
    rest = np.flatnonzero(way * (points - reached[still.columns]) > SEEN)
    some = rest[random.random(len(rest)) < seen.effort.push_share]
    some = some[np.unique(still.columns[some], return_index=True)[1]]
    return _Push(way, still.columns[some], points[some], 1 + random.random(len(some)))


def reached_at_once(system: Equations, ends: Ends, seen: SolutionPool) -> tuple[Floats, Floats, bool]:
    """Say how low and how high numbers get when all that must are pushed down, or up, at once; shape (n_targets,) each.

    What is met is added to `seen`. Also returned: whether there was a push downwards, and an answer to it. Alone a
    number may get farther.
    """
    low, high = seen.low[ends.columns].copy(), seen.high[ends.columns].copy()
    lower, higher = low - ends.least > SEEN, ends.most - high > SEEN
    down, up = (ends.columns[lower], ends.least[lower]), (ends.columns[higher], ends.most[higher])
    found = push_all(system, [(-1, *down), (1, *up)], seen.effort)
    for pushed in found:
        if pushed:
            seen.note(system, pushed.x)
            low, high = np.minimum(low, pushed.x[ends.columns]), np.maximum(high, pushed.x[ends.columns])
    return low, high, found[0] is not None


def push_apart(system: Equations, ends: Ends, seen: SolutionPool) -> None:
    """Push up, in turns, numbers that hinder each other when all are pushed, so that those of a turn have room.

    What is met is added to `seen`. It goes on while that shows half of what is left; a turn of one number is left out.
    """
    n_parts = seen.effort.push_parts
    while True:
        left = ends.take(ends.most - seen.high[ends.columns] > SEEN)
        turns = [at for at in dealt(system, left, seen.effort) if len(at) > 1]
        for first in range(0, len(turns), n_parts):  # more at once would take too much memory
            some = turns[first : first + n_parts]
            pushes = [(1, left.columns[at], left.most[at]) for at in some]
            for found in push_all(system, pushes, seen.effort):
                if found:
                    seen.note(system, found.x)
        still = int((left.most - seen.high[left.columns] > SEEN).sum())
        if not turns or still * seen.effort.turn_shows > len(left.columns):
            return


def dealt(system: Equations, ends: Ends, effort: Effort = EFFORT) -> list[Ints]:
    """Deal numbers out so that those of one turn ask for little of what their equations have.

    Of a published sum that is a quarter; where it isn't published, or in a difference, a turn has one number of it.

    Returns
    -------
    The places of each turn's numbers, ascending.
    """
    has = np.where(np.minimum.reduceat(system.row_sign, system.row_at[:-1]) > 0, system.rhs // effort.turn_asks, 0)
    turns: list[dict[int, int]] = []
    turn_of = np.empty(len(ends.columns), dtype=np.int64)
    for t, (column, most) in enumerate(zip(ends.columns.tolist(), ends.most.tolist(), strict=True)):
        rows = system.col_row[system.col_at[column] : system.col_at[column + 1]].tolist()
        n = 0
        while n < len(turns) and any(row in turns[n] and turns[n][row] + most > has[row] for row in rows):
            n += 1
        turns += [{}] if n == len(turns) else []
        turns[n].update((row, turns[n].get(row, 0) + most) for row in rows)
        turn_of[t] = n
    return [np.flatnonzero(turn_of == n) for n in range(len(turns))]


def proved_large(system: Equations, columns: Ints, least: Ints, enough: Ints, seen: SolutionPool) -> Bools:
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
    n_parts = seen.effort.push_parts
    while True:
        left = np.flatnonzero(~proved & (seen.low[columns] - least > SEEN))
        parts = [left[part::n_parts] for part in range(n_parts)]
        for found in push_all(system, [(-1, columns[at], least[at]) for at in parts], seen.effort):
            if found:
                seen.note(system, found.x)
                rows = np.union1d(rows, found.rows)
        new = left[_proved_over(system, rows, columns[left], enough[left], seen.effort)]
        proved[new] = True
        if len(new) * seen.effort.proof_share <= len(left):
            return proved


def _proved_over(system: Equations, rows: Ints, columns: Ints, enough: Ints, effort: Effort) -> Bools:
    """Say which unknowns some equations keep from being less than something; shape as `columns`."""
    few, of = system.only(rows)
    asked, proved = np.flatnonzero(np.isin(columns, of)), np.zeros(len(columns), dtype=bool)
    if len(asked):
        programme = Programme(few, effort=effort)
        programme.warm_up()
        for t in asked:
            value, _ = programme.end(int(np.searchsorted(of, columns[t])), 1)
            proved[t] = value is not None and value >= enough[t] - TOLERANCE
    return proved
