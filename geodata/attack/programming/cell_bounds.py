"""Numbers that need a programme of their own: two solvers side by side ask for them, a few at a time.

What each meets is put together after every few, always in the same order: two solvers on one core, or on many, find
the same.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geodata.attack.model.equations import SEEN, TOLERANCE, UNBOUNDED, whole
from geodata.attack.programming.closest_completion import Closest

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Ints
    from geodata.attack.model.equations import Equations
    from geodata.attack.programming.linear_program import Programme
    from geodata.attack.search.solution_pool import SolutionPool

#: What a value seen within a push may lack of a whole number.
_ROUNDING: Final = 4 * TOLERANCE

#: The least and the greatest value of a number; None: no bound.
Range = tuple[int, int | None]
#: Stands for a number that is k or more for sure.
LARGE: Final[Range] = (-1, None)


class Asked(NamedTuple):
    """Numbers x[column] − offset, and the values of x that must be met: `least` or below, and `most` or above.

    Attributes
    ----------
    columns, offsets
        The numbers; shape (n_asked,).
    least, most
        Shape (n_asked,).
    is_share
        How low it gets isn't asked, and doesn't make it safe.
    fails
        Bounds prove that it fails: only its range is asked.
    """

    columns: Ints
    offsets: Ints
    least: Ints
    most: Ints
    is_share: Bools
    fails: Bools


class Singly:
    """Decides numbers one by one, on two solvers.

    Parameters
    ----------
    system
        The equations.
    programme
        One solver on them, warm; it is copied for the other.
    asked
        What is asked; the numbers' places in it are their names.
    threshold
        k.
    seen
        What completions have shown; added to.
    limit
        Stop after so many that fail, and ask for one only of those that are alike.
    """

    def __init__(
        self,
        system: Equations,
        programme: Programme,
        asked: Asked,
        threshold: int,
        seen: SolutionPool,
        limit: int | None,
    ) -> None:
        self._system, self._asked, self._k, self._seen, self._limit = system, asked, threshold, seen, limit
        self._n_solvers = seen.effort.solvers
        self._programmes = [programme, *(programme.copy() for _ in range(1, self._n_solvers))]
        near = None if programme.is_inside else seen.place
        self._closest = [] if near is None else [Closest(system, near) for _ in range(self._n_solvers)]
        self._blocked = np.zeros(len(system.rhs), dtype=bool)

    def decide(self, order: Ints, tell: Callable[[int], None]) -> tuple[dict[int, Range], Ints]:
        """Decide some of the numbers, in this order.

        Returns
        -------
        The ranges of those that fail, and which are safe by no whole completion, as far as is known.
        """
        ranges: dict[int, Range] = {}
        by_fractions: list[int] = []
        waiting = order.tolist()
        with ThreadPoolExecutor(self._n_solvers) as pool:
            while waiting and (self._limit is None or len(ranges) < self._limit):
                tell(len(order) - len(waiting))
                batches, between, waiting = self._next(waiting)
                by_fractions += between
                copies = [self._seen.copy() for _ in batches]
                for seen, (found, fractional) in zip(
                    copies, pool.map(self._ask, range(self._n_solvers), batches, copies), strict=True
                ):
                    self._seen.add(seen)
                    ranges |= found
                    by_fractions += fractional
                for t in ranges:
                    self._block(t, self._blocked)
        return ranges, np.array(sorted(by_fractions), dtype=np.int64)

    def _next(self, waiting: list[int]) -> tuple[list[list[int]], list[int], list[int]]:
        """Deal out the next numbers that are still open; those beside a leak wait for the next attack.

        Also returned: numbers that lie between values met by now, so that fractions at least have them where they must
        be; and what waits still.
        """
        dealt: list[int] = []
        between: list[int] = []
        while waiting and len(dealt) < self._n_solvers * self._seen.effort.batch:
            t = waiting.pop(0)
            if not self._is_blocked(t, self._blocked) and not self._is_whole(t):
                (between if not self._closest and self._is_between(t) else dealt).append(t)
        return [dealt[n :: self._n_solvers] for n in range(self._n_solvers)], between, waiting

    def _ask(self, solver: int, batch: list[int], seen: SolutionPool) -> tuple[dict[int, Range], list[int]]:
        """Decide a few numbers on one solver."""
        ranges: dict[int, Range] = {}
        by_fractions = []
        blocked = self._blocked.copy()
        for t in batch:
            if self._is_blocked(t, blocked):
                continue
            found = self._range_if_failing(solver, t, seen)
            if found is None:
                by_fractions.append(t)
            elif found is not LARGE:
                ranges[t] = found
                self._block(t, blocked)
        return ranges, by_fractions

    def _range_if_failing(self, solver: int, t: int, seen: SolutionPool) -> Range | None:
        """Give the range of a number that fails; `LARGE`: it is k or more for sure, None: completions show room."""
        asked, programme = self._asked, self._programmes[solver]
        missed = self._missed(solver, t, seen)
        if missed is None and not asked.fails[t]:
            return None
        column, offset = int(asked.columns[t]), int(asked.offsets[t])
        if missed and missed[0] > 0 and missed[1] >= offset + self._k - _ROUNDING and not asked.is_share[t]:
            return LARGE
        if missed and missed[0] < 0 and self._limit is not None:  # that it can be 1 is known: enough for mending
            return 0, int(np.floor(missed[1] + TOLERANCE)) - offset
        if missed and programme.is_inside and self._limit is not None:  # each further question takes long
            return int(np.ceil(missed[1] - TOLERANCE)) - offset, None
        low, high = programme.whole_ends(column)
        found = (0 if low is None else low) - offset, None if high is None else high - offset
        return LARGE if found[0] >= self._k and not asked.is_share[t] else found

    def _missed(self, solver: int, t: int, seen: SolutionPool) -> tuple[int, float] | None:
        """Say which end (1 the least, −1 the greatest) a number misses, and how far it gets; None: it misses none."""
        asked, programme = self._asked, self._programmes[solver]
        column = int(asked.columns[t])
        for sign, reached, enough in ((1, seen.low, asked.least[t]), (-1, seen.high, asked.most[t])):
            is_near = not asked.fails[t] and self._is_brought(solver, t, int(enough), seen)
            if not is_near and sign * (reached[column] - enough) > SEEN:
                value, x = programme.end(column, sign)
                seen.note(self._system, x)
                if value is not None and sign * (value - enough) > _ROUNDING:
                    return sign, value
        return None

    def _is_brought(self, solver: int, t: int, enough: int, seen: SolutionPool) -> bool:
        """Say whether a number can be where it must be, close to a completion that is known; then that is kept."""
        if not self._closest or enough >= UNBOUNDED:  # nothing is asked of this end
            return False
        column, is_share = int(self._asked.columns[t]), bool(self._asked.is_share[t])
        if seen.whole_high[column] >= enough if is_share else seen.has(column, enough):
            return True
        found = self._closest[solver].at(column, enough, or_above=is_share)
        if found is not None and not seen.note_whole(self._system, whole(found)):
            vertex = None if is_share else self._programmes[solver].completion((column, enough))
            if vertex is None or not seen.bring(self._system, column, enough, vertex):
                seen.note(self._system, found)
        return found is not None

    def _is_whole(self, t: int) -> bool:
        """Say whether whole completions have by now met what was asked of a number."""
        asked = self._asked
        met = self._seen.is_whole(asked.columns[[t]], asked.least[[t]], asked.most[[t]])
        return bool(met[0] and not asked.fails[t])

    def _is_between(self, t: int) -> bool:
        """Say whether whole completions have met values on both sides by now; they may have leapt over those wanted."""
        asked, seen = self._asked, self._seen
        column = asked.columns[t]
        reached = seen.whole_low[column] <= asked.least[t] and seen.whole_high[column] >= asked.most[t]
        return bool(reached and not asked.fails[t])

    def _is_blocked(self, t: int, blocked: Bools) -> bool:
        return bool(blocked[self._rows(t)].any())

    def _block(self, t: int, blocked: Bools) -> None:
        """Put off what shares a short equation, and most often its cause, with a leak."""
        if self._limit is not None:
            rows = self._rows(t)
            blocked[rows[np.diff(self._system.row_at)[rows] < self._seen.effort.short_equation]] = True

    def _rows(self, t: int) -> Ints:
        column = self._asked.columns[t]
        return self._system.col_row[self._system.col_at[column] : self._system.col_at[column + 1]]
