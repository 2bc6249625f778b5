"""Decide the numbers of one component: an integer walk finds most completions, and programming decides the rest.

Small components are decided in whole numbers throughout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.attack.model.equations import SEEN, UNBOUNDED, whole
from geodata.attack.programming.batch_bounds import Ends, proved_large, push_apart, reached_at_once, spread
from geodata.attack.programming.cell_bounds import Asked, Singly
from geodata.attack.programming.closest_completion import Closest
from geodata.attack.programming.linear_program import Programme
from geodata.attack.search.local_search import PATIENTLY

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Ints
    from geodata.attack.model.equations import Equations
    from geodata.attack.numbers import Numbers
    from geodata.attack.programming.cell_bounds import Range
    from geodata.attack.search.solution_pool import SolutionPool


class _Ways(NamedTuple):
    """How a whole completion with an unknown at a value is looked for: near a vertex, close to one, among all."""

    vertex: Programme
    closest: list[Closest]
    integer: Programme

    @classmethod
    def of(cls, system: Equations, seen: SolutionPool) -> _Ways:
        start = seen.place
        closest = [] if start is None else [Closest(system, start, seed=seed) for seed in seen.effort.closest_seeds]
        vertex, integer = (Programme(system, integer=integer, effort=seen.effort) for integer in (False, True))
        return cls(vertex, closest, integer)


def decide(
    system: Equations,
    numbers: Numbers,
    threshold: int,
    seen: SolutionPool,
    limit: int | None,
    tell: Callable[[int], None],
) -> tuple[dict[int, Range], Bools]:
    """Test the numbers of one component.

    Parameters
    ----------
    system
        The equations of the component.
    numbers
        What is tested.
    threshold
        k.
    seen
        What completions have shown; added to.
    limit
        Stop after so many that fail.
    tell
        Told how many are done.

    Returns
    -------
    The ranges of the numbers that fail, by their place; and which numbers only fractional completions prove safe.
    """
    ends, effort = _ends(system, numbers, threshold), seen.effort
    still = ends.take(~numbers.is_safe & ~numbers.fails)
    if system.shape[1] <= effort.exact_unknowns:
        exact = _Exact(system, threshold, seen)
        seen.walk(system, *still, passes=effort.hasty_passes)
        tested = {t: exact.range_if_failing(numbers, t) for t in np.flatnonzero(~numbers.is_safe).tolist()}
        return {t: found for t, found in tested.items() if found}, np.zeros(len(numbers.columns), dtype=bool)
    programme, is_vast = None, system.shape[1] > effort.vast
    if not seen.start(system):
        programme = Programme(system, effort=effort)
        first = programme.stay_inside().completion() if is_vast else programme.warm_up()
        if first is None:
            return dict.fromkeys(range(len(numbers.columns)), (0, -1)), np.zeros(len(numbers.columns), dtype=bool)
        seen.note(system, first, mending=PATIENTLY)
    seen.walk(system, *still, passes=None if limit is None or is_vast else effort.hasty_passes)
    if is_vast or seen.place is None:
        spread(system, still, seen)
    return _one_by_one(system, programme, numbers, ends, threshold, seen, limit, tell)


def _ends(system: Equations, numbers: Numbers, threshold: int) -> Ends:
    """Say where the numbers must be seen."""
    goal = threshold - 1
    if not system.rhs.any() and (numbers.offsets >= 0).all():
        goal = min(goal, 1)  # nothing is published: any completion may be multiplied, so who reaches 1 reaches k−1
    return Ends(numbers.columns, np.where(numbers.is_share, UNBOUNDED, numbers.offsets + 1), numbers.offsets + goal)


def walk_only(system: Equations, numbers: Numbers, threshold: int, seen: SolutionPool, passes: int) -> Ints:
    """Walk for the numbers that no completion has shown yet, and give the places of those still not shown.

    Those that bounds prove to fail are left to bounds. What was seen is added to.
    """
    ends = _ends(system, numbers, threshold)
    places = np.flatnonzero(~numbers.is_safe & ~numbers.fails & ~seen.is_whole(*ends))
    if len(places) and seen.start(system):
        seen.walk(system, *ends.take(places), passes=passes)
    return places[~seen.is_whole(*ends.take(places))]


def _one_by_one(
    system: Equations,
    programme: Programme | None,
    numbers: Numbers,
    ends: Ends,
    threshold: int,
    seen: SolutionPool,
    limit: int | None,
    tell: Callable[[int], None],
) -> tuple[dict[int, Range], Bools]:
    """Decide by linear programming what no whole completion has shown yet."""
    is_open = ~numbers.is_safe & (numbers.fails | ~seen.is_whole(*ends))
    is_shown = is_open & ~numbers.fails & seen.is_shown(*ends)
    if system.shape[1] <= seen.effort.vast and seen.place is not None:
        is_shown[:] = False  # by fractions; close to a whole completion there most often is another whole one
    order = np.random.default_rng(0).permutation(np.flatnonzero(is_open & ~is_shown))
    is_vast = system.shape[1] > seen.effort.vast
    if is_vast and len(order):
        seeming = {} if limit is None else _seem_to_fail(system, numbers, ends, np.sort(order), threshold, seen)
        if len(seeming) > seen.effort.seeming_singly:
            return seeming, is_shown
        order = order[~seen.is_shown(*ends.take(order))]
        order = order[~_large(system, numbers, ends, order, threshold, seen)]
        push_apart(system, ends.take(order[~numbers.fails[order]]), seen)
        is_shown |= is_open & ~numbers.fails & seen.is_shown(*ends)
        order = order[~is_shown[order]]
    ranges: dict[int, Range] = {}
    if len(order):
        if programme is None:
            programme = Programme(system, effort=seen.effort)
            if is_vast:
                programme.stay_inside()
            else:
                programme.warm_up()
        asked = Asked(numbers.columns, numbers.offsets, ends.least, ends.most, numbers.is_share, numbers.fails)
        singly = Singly(system, programme, asked, threshold, seen, limit)
        ranges, by_fractions = singly.decide(order, lambda n: tell(len(ends.columns) - len(order) + n))
        is_shown[by_fractions] = True
    is_shown &= ~seen.is_whole(*ends)  # what others met may have shown it since
    if limit is not None or is_vast:
        return ranges, is_shown
    ranges = _in_whole_ranges(system, numbers, threshold, ranges, seen)
    failing, is_shown = _in_whole_numbers(system, numbers, ends, threshold, np.flatnonzero(is_shown), seen)
    return ranges | failing, is_shown


def _in_whole_ranges(
    system: Equations, numbers: Numbers, threshold: int, ranges: dict[int, Range], seen: SolutionPool
) -> dict[int, Range]:
    """Say how far numbers that fail get in whole numbers, which may be less far; those that stay at k or more don't."""
    if not ranges or system.shape[1] > seen.effort.whole_ranges:
        return ranges
    programme, out = Programme(system, integer=True, effort=seen.effort), {}
    for t in ranges:
        low, high = programme.whole_ends(int(numbers.columns[t]))
        offset = int(numbers.offsets[t])
        least = (0 if low is None else low) - offset
        if least < threshold or numbers.is_share[t]:
            out[t] = least, None if high is None else high - offset
    return out


def _in_whole_numbers(
    system: Equations, numbers: Numbers, ends: Ends, threshold: int, places: Ints, seen: SolutionPool
) -> tuple[dict[int, Range], Bools]:
    """Decide in whole numbers what only fractions have shown: room that no whole completion has is none.

    Also returned: which are left undecided after a search of each.
    """
    ranges: dict[int, Range] = {}
    undecided = np.zeros(len(numbers.columns), dtype=bool)
    if not len(places):
        return ranges, undecided
    ways = _Ways.of(system, seen)
    for t in places.tolist():
        column, offset = int(numbers.columns[t]), int(numbers.offsets[t])
        wanted = [int(ends.most[t])] if numbers.is_share[t] else [int(ends.least[t]), int(ends.most[t])]
        wanted = [v for v in wanted if not (numbers.is_share[t] and seen.whole_high[column] >= v)]
        reached = [_reaches(system, ways, column, value, seen) for value in wanted]
        if False in reached:
            low, high = ways.integer.whole_ends(column)
            least = (0 if low is None else low) - offset
            if least < threshold or numbers.is_share[t]:
                ranges[t] = least, None if high is None else high - offset
        else:
            undecided[t] = None in reached
    return ranges, undecided


def _reaches(system: Equations, ways: _Ways, column: int, value: int, seen: SolutionPool) -> bool | None:
    """Say whether a whole completion has an unknown at a value; None where the search is given up."""
    if seen.has(column, value):
        return True
    fraction = ways.vertex.completion((column, value))
    if fraction is None:
        return False
    if seen.bring(system, column, value, fraction) or seen.bring(system, column, value):
        return True
    for near in ways.closest:
        found = near.at(column, value)
        if found is not None and (seen.note_whole(system, whole(found)) or seen.bring(system, column, value, found)):
            return True
    integer = ways.integer.whole_completion(column, value)
    if integer is not None and len(integer):
        seen.note_whole(system, integer)
    return None if integer is None else bool(len(integer))


def _large(system: Equations, numbers: Numbers, ends: Ends, places: Ints, threshold: int, seen: SolutionPool) -> Bools:
    """Say which numbers are proved to be k or more; shape as `places`."""
    asked = np.sort(places[~numbers.is_share[places] & ~numbers.fails[places]])
    at = ends.take(asked)
    is_large = proved_large(system, at.columns, at.least, numbers.offsets[asked] + threshold, seen)
    return np.isin(places, asked[is_large])


def _seem_to_fail(
    system: Equations, numbers: Numbers, ends: Ends, places: Ints, threshold: int, seen: SolutionPool
) -> dict[int, Range]:
    """Say which numbers seem to fail, and how far they get, when all that must are pushed at once.

    This proves nothing: what seems to fail is given more room than it needs, and what seems to be k or more is looked
    at closer once little else is left.
    """
    own, offsets = ends.take(places), numbers.offsets[places]
    low, high, is_pushed = reached_at_once(system, own, seen)
    is_large = is_pushed & ~numbers.is_share[places] & (low >= offsets + threshold - SEEN)
    lacks = own.most - high > SEEN
    seems = numbers.fails[places] | (~is_large & ((low - own.least > SEEN) | lacks))
    least = np.where(np.isfinite(low), np.ceil(low - offsets - SEEN), 0)
    most = np.where(np.isfinite(high), np.floor(high - offsets + SEEN), 0)
    return {int(places[t]): (int(least[t]), int(most[t]) if lacks[t] else None) for t in np.flatnonzero(seems)}


class _Exact:
    """Every value of every number of a small component, in whole numbers."""

    def __init__(self, system: Equations, threshold: int, seen: SolutionPool) -> None:
        self._system, self._k, self._seen = system, threshold, seen
        self._programme = Programme(system, integer=True, effort=seen.effort)
        seen.note(system, self._programme.completion())

    def range_if_failing(self, numbers: Numbers, at: int) -> Range | None:
        """Test one number at 1 and k−1, or a share at its top; give its range if it fails."""
        column, offset = int(numbers.columns[at]), int(numbers.offsets[at])
        wanted = (1, self._k - 1)
        if numbers.is_share[at]:
            is_safe = not numbers.fails[at] and self._gets_to(column, offset + self._k - 1)
        else:
            is_safe = all(self._reaches(column, offset + v) for v in wanted)
        if is_safe:
            return None
        low, high = (self._end(column, sign) for sign in (1, -1))
        least = (0 if low is None else low) - offset
        if low is not None and least >= self._k and not numbers.is_share[at]:
            return None
        return least, None if high is None else high - offset

    def _reaches(self, column: int, value: int) -> bool:
        """Say whether there is an integer completion with the unknown at a value."""
        if not self._seen.has(column, value):
            x = self._programme.completion((column, value))
            if x is None or not self._system.holds(whole(x)):
                return False
            self._seen.note(self._system, x)
        return True

    def _gets_to(self, column: int, value: int) -> bool:
        """Say whether there is an integer completion with the unknown at a value or above."""
        high = None if self._seen.whole_high[column] >= value else self._end(column, -1)
        return high is None or high >= value

    def _end(self, column: int, sign: int) -> int | None:
        value, x = self._programme.end(column, sign)
        self._seen.note(self._system, x)
        return None if value is None else round(value)
