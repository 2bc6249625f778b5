"""Which withheld numbers below k everyone can work out exactly; others may be narrow, but aren't known.

A number that two completions give different values isn't known. Shaking and walks show it for nearly all in whole
numbers; a push of all that are left shows most of the rest by fractions; the last get programmes of their own. Where
too many are left for that, as in tables by month, one direction says which can move at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.attack.effort import EFFORT
from geodata.attack.model.equations import TOLERANCE, UNBOUNDED
from geodata.attack.numbers import Numbers
from geodata.attack.pipeline import Leak, attack
from geodata.attack.programming.batch_bounds import Ends, spread
from geodata.attack.programming.cell_bounds import Asked, Singly
from geodata.attack.programming.implied_equalities import can_move
from geodata.attack.programming.linear_program import Programme, inner_point
from geodata.attack.search.local_search import PATIENTLY
from geodata.attack.search.solution_pool import SolutionPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Targets, Verdict
    from geodata.attack.presolve import Reduction
    from geodata.attack.programming.cell_bounds import Range


class _Answers(NamedTuple):
    """The value of each number that is known, else −1; and which fractions alone show open; shape (n_numbers,)."""

    value: Ints
    is_fractional: Bools

    @classmethod
    def of(cls, n: int) -> _Answers:
        return cls(np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=bool))


@dataclass(frozen=True)
class ExactDisclosure:
    """A number leaks when all feasible values of it are one, below the threshold.

    Attributes
    ----------
    threshold
        k.
    is_hasty
        Whether the attack comes back for more: where very many numbers are left by a hasty look, it is enough that
        fractions show them open.
    effort
        The budgets, unless what was seen has them.
    """

    threshold: int
    is_hasty: bool = False
    effort: Effort = EFFORT

    def tests(self, smaller: Reduction, asked: Targets) -> tuple[Numbers, Ints]:
        """Test the unknowns of numbers that may be small, each once.

        A share is known only where what it is a share of leaves it no more than its least: it is open above its offset,
        others by a second value.
        """
        is_open = asked.lows < self.threshold
        columns = asked.columns[is_open]
        is_share, none = smaller.shares[columns], np.zeros(len(columns), dtype=bool)
        above = np.where(is_share, smaller.least[columns] - smaller.reach[columns], 0)
        numbers, found = Numbers.unique(smaller.top[columns], above, is_share, none, none)
        which = np.full(len(asked.columns), -1, dtype=np.int64)
        which[is_open] = found
        return numbers, which

    def pool(self, smaller: Reduction, numbers: Numbers, asked: Targets, seen: SolutionPool | None) -> SolutionPool:
        """Take what was seen as it is: only the lowest and the highest values are asked for."""
        del numbers, asked
        return smaller.shrink(seen) if seen else SolutionPool.of(smaller.system.shape[1], effort=self.effort)

    def decide(
        self, part: Equations, numbers: Numbers, seen: SolutionPool, tell: Callable[[int], None]
    ) -> tuple[dict[int, Range], Bools]:
        """Look for a second value of each number."""
        value, is_fractional = _decide(part, numbers, seen, tell, hasty=self.is_hasty)
        return {t: (int(value[t]), int(value[t])) for t in np.flatnonzero(value >= 0).tolist()}, is_fractional

    def leaks(self, smaller: Reduction, asked: Targets, which: Ints, ranges: dict[int, Range]) -> list[Leak]:
        """Give the numbers that are known below the threshold their value."""
        leaks = []
        for t in np.flatnonzero(np.isin(which, list(ranges))).tolist():
            column, offset = int(asked.columns[t]), int(asked.offsets[t])
            value = ranges[int(which[t])][0] + int(smaller.reach[column]) - offset
            known = int(asked.lows[t]) if smaller.shares[column] else value
            if known < self.threshold:
                leaks.append(Leak(column, offset, known, known))
        return leaks


def find_known(
    system: Equations,
    columns: Ints,
    offsets: Ints,
    threshold: int,
    *,
    seen: SolutionPool | None = None,
    is_hasty: bool = False,
    progress: Callable[[int, int], None] | None = None,
    effort: Effort = EFFORT,
) -> Verdict:
    """Find which of the numbers x[column] − offset are known, as `pipeline.attack` and `ExactDisclosure` say.

    Raises
    ------
    DisclosureError
        When the solver gives no answer: an audit that didn't finish is a refusal.
    """
    return attack(system, columns, offsets, ExactDisclosure(threshold, is_hasty, effort), seen=seen, progress=progress)


def _decide(
    system: Equations, numbers: Numbers, seen: SolutionPool, tell: Callable[[int], None], *, hasty: bool
) -> _Answers:
    """Decide the numbers of one component."""
    effort = seen.effort
    is_small = system.shape[1] <= effort.exact_unknowns
    programme = Programme(system, integer=True, effort=effort) if is_small else None
    answers = _Answers.of(len(numbers.columns))
    if not seen.start(system):
        first = programme.completion() if programme else inner_point(system, effort)
        if first is None and not is_small:  # imprecise, or there is none: a vertex tells
            programme = Programme(system, effort=effort)
            first = programme.warm_up()
        if first is None:  # no completion: nothing fits what is published
            answers.value[:] = 0
            return answers
        seen.note(system, first, mending=PATIENTLY)
    walks = _look_around(system, numbers, seen, effort.hasty_passes if is_small else None, hasty=hasty)
    left = _closed(numbers, seen)
    if programme is not None and is_small:
        answers.value[left] = [_only_value(system, programme, numbers, t, seen) for t in left.tolist()]
        return answers
    if not walks and len(left) > effort.asked_singly:
        left = _by_directions(system, numbers, left, seen, answers)
    if len(left):
        _by_fractions(system, numbers, left, seen, programme, tell, answers, walks=walks)
    if system.shape[1] <= effort.vast:
        _in_whole_numbers(system, numbers, np.flatnonzero(answers.is_fractional), seen, answers)
    return answers


def _is_open(numbers: Numbers, low: Ints, high: Ints) -> Bools:
    """Say which numbers have been seen to have room."""
    at = numbers.columns
    return np.where(numbers.is_share, high[at] > numbers.offsets, low[at] < high[at])


def _look_around(system: Equations, numbers: Numbers, seen: SolutionPool, passes: int | None, *, hasty: bool) -> bool:
    """Look for a second value of every number, by shaking and by walks, as long as it pays; return whether walks do."""
    effort, left, seed, is_worth_it = seen.effort, len(_closed(numbers, seen)), 0, True
    while is_worth_it and left > effort.shake_few:
        before, seed = left, seed + 1
        seen.shake(system, seed)
        left = len(_closed(numbers, seen))
        one_in = effort.shake_worth_for_now if hasty and left > effort.shake_many else effort.shake_worth
        is_worth_it = (before - left) * one_in > before
    closed = _closed(numbers, seen)
    if left > effort.second_sample:
        some = np.random.default_rng(0).choice(closed, effort.second_sample, replace=False)
        seen.walk(system, *_ends(numbers, some, seen, 1), passes=1)
        still = _closed(numbers.some(some), seen)
        if len(still) * 2 > effort.second_sample:
            return False
    for way in (1, -1):
        closed = _closed(numbers, seen)
        if len(closed):
            seen.walk(system, *_ends(numbers, closed, seen, way), passes=passes)
    return True


def _closed(numbers: Numbers, seen: SolutionPool) -> Ints:
    """List the numbers of which one value was seen."""
    return np.flatnonzero(~_is_open(numbers, seen.whole_low, seen.whole_high))


def _ends(numbers: Numbers, at: Ints, seen: SolutionPool, way: int) -> Ends:
    """Say what some numbers should reach: one more than was seen of them (way 1), or one less (way −1)."""
    columns, above, is_share, *_ = numbers.some(at)
    none = np.full(len(at), UNBOUNDED), np.full(len(at), -1, dtype=np.int64)
    if way > 0:
        highest = np.where(seen.whole_high[columns] < 0, 0, seen.whole_high[columns])
        return Ends(columns, none[0], np.where(is_share, above, highest) + 1)
    return Ends(columns, np.where(is_share, none[0], seen.whole_low[columns] - 1), none[1])


def _by_directions(system: Equations, numbers: Numbers, left: Ints, seen: SolutionPool, answers: _Answers) -> Ints:
    """Decide in place what a direction decides, and return what is left: shares that would have to move far enough."""
    moves = can_move(system, seen.whole_low, seen.whole_high, seen.effort)
    if moves is None:
        return left
    columns, above, is_share, *_ = numbers.some(left)
    answers.value[left[~moves[columns]]] = seen.whole_low[columns[~moves[columns]]]
    is_open = moves[columns] & (~is_share | (seen.whole_high[columns] == above))
    answers.is_fractional[left] = is_open
    return np.asarray(left[moves[columns] & ~is_open])


def _by_fractions(
    system: Equations,
    numbers: Numbers,
    left: Ints,
    seen: SolutionPool,
    programme: Programme | None,
    tell: Callable[[int], None],
    answers: _Answers,
    *,
    walks: bool,
) -> None:
    """Decide in place what no whole completion has shown to be open."""
    ends = _ends(numbers, left, seen, 1)
    spread(system, ends, seen, walks=walks)
    still = np.flatnonzero(~seen.is_shown(*ends) & ~_is_open(numbers, seen.whole_low, seen.whole_high)[left])
    if len(still) and programme is None:
        programme = Programme(system, effort=seen.effort)
        programme.warm_up()
    if programme is not None and len(still):
        zero = np.zeros(len(left), dtype=np.int64)
        asked = Asked(ends.columns, zero, ends.least, ends.most, zero > 0, zero > 0)
        found, _ = Singly(system, programme, asked, UNBOUNDED, seen, None).decide(
            still, lambda n: tell(len(answers.value) - len(still) + n)
        )
        for t, (low, high) in found.items():
            number = left[t]
            is_known = high is not None and high <= (numbers.offsets[number] if numbers.is_share[number] else low)
            answers.value[number] = low if is_known else -1
    is_open = _is_open(numbers, seen.whole_low, seen.whole_high)[left]
    answers.is_fractional[left] = (answers.value[left] < 0) & ~is_open


def _in_whole_numbers(system: Equations, numbers: Numbers, left: Ints, seen: SolutionPool, answers: _Answers) -> None:
    """Decide in place, in whole numbers, what only fractions say is open; what isn't found soon stays as it is."""
    if not len(left) or not seen.effort.nodes:
        return
    programme = Programme(system, integer=True, effort=seen.effort)
    for t in left.tolist():
        column, is_share = int(numbers.columns[t]), bool(numbers.is_share[t])
        ends = [programme.whole_end(column, sign) for sign in (-1, 1)]
        for _, x in ends:
            if x is not None:
                seen.note_whole(system, x)
        (high, _), (low, _) = ends
        is_known = high is not None and (high <= numbers.offsets[t] if is_share else high == low)
        is_open = bool(_is_open(numbers.some(np.array([t])), seen.whole_low, seen.whole_high)[0])
        if is_known or is_open:
            answers.is_fractional[t] = False
            answers.value[t] = max(high or 0, 0) if is_known else -1


def _only_value(system: Equations, programme: Programme, numbers: Numbers, t: int, seen: SolutionPool) -> int:
    """Give the one value of a number in whole completions, −1 where it has several."""
    column = int(numbers.columns[t])
    (high, highest), (low, lowest) = (programme.end(column, sign) for sign in (-1, 1))
    for x in (highest, lowest):
        seen.note(system, x)
    if high is None or low is None or high - (numbers.offsets[t] if numbers.is_share[t] else low) > TOLERANCE:
        return -1
    return round(low)
