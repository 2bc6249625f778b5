"""What a withheld number must keep from an attacker: protection works to it, and the audit holds tables to it.

- level *interval*: a number can be 1, and k−1, and whatever lies between; or it is k or more for sure.
- level *exact*: no single cell below k is known for sure; a sum of several may be, as in others' exact protection.
- zeros *published*: under the zero rule (`zeros`); zeros *protected*: a zero is too small to be shown, as 1..k−1 are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from geodata.attack.effort import EFFORT
from geodata.attack.exact_disclosure import ExactDisclosure
from geodata.attack.interval_disclosure import IntervalDisclosure
from geodata.attack.model.equations import build_system, corners_of, fixed_sums, targets_of
from geodata.attack.pipeline import Verdict, attack
from geodata.disclosure.rules import zeros
from geodata.disclosure.rules.frequency import is_small

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.arrays import Bools, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Level
    from geodata.attack.search.solution_pool import SolutionPool
    from geodata.policy import Policy
    from geodata.tabulation.grid import Grid


@dataclass(frozen=True)
class IntervalProtection:
    """A number can be 1, and k−1, and whatever lies between; or it is k or more for sure."""

    threshold: int
    #: Whether in vast tables margins go until walks show room, and proofs of leaks are undone.
    is_eased = True

    def question(self, *, limit: int | None, is_hasty: bool, effort: Effort) -> Level:
        """Say what the attack asks."""
        del is_hasty
        return IntervalDisclosure(self.threshold, limit, effort)

    def is_tested(self, offsets: Ints, is_cell: Bools) -> Bools:
        """Test every withheld number, and every sum that anyone can name."""
        del is_cell
        return np.ones(len(offsets), dtype=bool)

    def may_not_be_known(self, n_members: Ints) -> Bools:
        """Keep the sum of any number of withheld cells."""
        return np.ones(len(n_members), dtype=bool)

    def fails(self, low: Ints, high: Ints) -> Bools:
        """Say which numbers fail, given bounds."""
        return np.asarray((low < self.threshold) & ((low > 1) | (high < self.threshold - 1)))

    def missing(self, low: int, high: int | None) -> Sequence[int]:
        """Give 1 and k−1, as far as they aren't reached."""
        return [v for v in sorted({1, self.threshold - 1}) if v < low or (high is not None and v > high)]

    def needed(self, n_hidden: Ints, floor: Ints, least: Ints) -> Ints:
        """Say what a margin must leave: k−1 for one child, whatever the others are at least."""
        del n_hidden
        return np.asarray(np.maximum(self.threshold, self.threshold - 1 + floor - least))

    def leaves_open(self, total: int, floor: int, ceiling: int, least: int, *, is_mixed: bool) -> bool:
        """Say whether a pool's total leaves each small member all from its least to k−1."""
        k = self.threshold
        return total >= floor + k - 1 - least and (is_mixed or total <= ceiling - (k - 2))


@dataclass(frozen=True)
class ExactProtection:
    """No single cell below k is known for sure; a sum of several may be, as in others' exact protection."""

    threshold: int
    #: Nearly anything beside a known number gives it room, so vast tables need no more.
    is_eased = False

    def question(self, *, limit: int | None, is_hasty: bool, effort: Effort) -> Level:
        """Say what the attack asks: all in one go, so there is nothing to limit."""
        del limit
        return ExactDisclosure(self.threshold, is_hasty, effort)

    def is_tested(self, offsets: Ints, is_cell: Bools) -> Bools:
        """Test withheld cells alone."""
        return np.asarray((offsets == 0) & is_cell)

    def may_not_be_known(self, n_members: Ints) -> Bools:
        """Keep sums of a single cell."""
        return np.asarray(n_members == 1)

    def fails(self, low: Ints, high: Ints) -> Bools:
        """Say which numbers fail, given bounds."""
        return np.asarray((low == high) & (low < self.threshold))

    def missing(self, low: int, high: int | None) -> Sequence[int]:
        """Give a second value."""
        del low
        return () if high is None else (high + 1,)

    def needed(self, n_hidden: Ints, floor: Ints, least: Ints) -> Ints:
        """Say what a margin must leave: one more than its children are at least, or k for a single one."""
        del least
        return np.where(n_hidden > 1, floor + 1, self.threshold)

    def leaves_open(self, total: int, floor: int, ceiling: int, least: int, *, is_mixed: bool) -> bool:
        """Say whether a pool's total leaves no small member a single value."""
        del least
        return total > floor and (is_mixed or total < ceiling)


LEVELS: Final[dict[str, type[IntervalProtection | ExactProtection]]] = {
    "interval": IntervalProtection,
    "exact": ExactProtection,
}


@dataclass(frozen=True)
class Standard:
    """The standard.

    Attributes
    ----------
    threshold
        k: a count below it is too small.
    level
        Whether a number must be wide open, or only not be known.
    zeros
        Whether a zero may be shown.
    effort
        How hard is searched for what an attacker can work out, and for what else to withhold.
    kept
        Cells that stay withheld whatever they count, 0 included; shape (n_cells,), None: there are none. The attack
        counts them as at least 1 where no margin above is withheld, since the audit can't tell them: that asks more.
    """

    threshold: int
    level: Literal["interval", "exact"] = "interval"
    zeros: Literal["published", "protected"] = "published"
    effort: Effort = EFFORT
    kept: Bools | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, policy: Policy, effort: Effort = EFFORT) -> Standard:
        """Take a policy's."""
        return cls(policy.threshold, policy.level, policy.zeros, effort)

    @property
    def protection(self) -> IntervalProtection | ExactProtection:
        """What the level asks."""
        return LEVELS[self.level](self.threshold)

    @property
    def hides_zeros(self) -> bool:
        """Whether a zero is too small to be shown."""
        return self.zeros == "protected"

    def is_small(self, count: Ints) -> Bools:
        """Say which counts are too small to be shown; shape as `count`."""
        return np.asarray(is_small(count, self.threshold) | (self.hides_zeros & (count == 0)))

    def primary(self, count: Ints) -> Bools:
        """Say which cells are withheld for their own sake; shape (n_cells,)."""
        return self.is_small(count) if self.kept is None else self.is_small(count) | self.kept

    def is_known_zero(self, cell: int, count: Ints) -> bool:
        """Say whether a cell that everyone can work out to be 0 may be shown as that."""
        is_kept = self.kept is not None and bool(self.kept[cell])
        return cell >= 0 and count[cell] == 0 and not self.hides_zeros and not is_kept

    def may_be_zero(self, grid: Grid, withheld: Bools) -> Bools:
        """Say which withheld cells the attacker can't rule out to be 0; shape (n_cells,)."""
        return withheld if self.hides_zeros else zeros.may_be_zero(grid, withheld)

    def with_zeros(self, grid: Grid, count: Ints, withheld: Bools) -> Bools:
        """Withhold the zeros too that must be, given the positive cells that are; shape (n_cells,)."""
        out = withheld | (count == 0) if self.hides_zeros else zeros.with_zeros(grid, count, withheld, self.kept)
        return np.asarray(out)

    def system(self, grid: Grid, count: Ints, withheld: Bools, *, records: bool = True) -> Equations:
        """Write down what the attacker knows; of margins alone where he doesn't reckon with records."""
        return build_system(grid, count, withheld, self.may_be_zero(grid, withheld), records=records)

    def attack(
        self,
        grid: Grid,
        count: Ints,
        system: Equations,
        *,
        seen: SolutionPool | None = None,
        limit: int | None = None,
        is_hasty: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Verdict:
        """Test the numbers under test, as `pipeline.attack` and the level say."""
        question = self.protection.question(limit=limit, is_hasty=is_hasty, effort=self.effort)
        found = attack(system, *self.numbers(grid, count, system), question, seen=seen, progress=progress)
        # that there are no such records is no secret, where they aren't a cell of a table
        none = set(corners_of(grid, system).tolist())
        leaks = [leak for leak in found.leaks if not (leak.column in none and leak.high == 0)]
        return Verdict(leaks, found.lp_only)

    def numbers(self, grid: Grid, count: Ints, system: Equations) -> tuple[Ints, Ints]:
        """List what is tested, as `system.targets_of` does: every withheld cell, and at level interval every named sum.

        At level exact a sum of several withheld cells may be known.
        """
        columns, offsets = targets_of(grid, count, system)
        tested = self.protection.is_tested(offsets, system.cells[columns] >= 0)
        return columns[tested], offsets[tested]

    def fixed_sums(self, system: Equations) -> Ints:
        """List equations whose withheld members sum to a known number that no one may know; single cells among them."""
        rows = fixed_sums(system, self.threshold)
        return rows[self.protection.may_not_be_known(np.diff(system.row_at)[rows])]

    def fails(self, low: Ints, high: Ints) -> Bools:
        """Say which numbers fail, given bounds on what they can be; shape (n_numbers,)."""
        return self.protection.fails(low, high)

    def missing(self, low: int, high: int | None) -> Sequence[int]:
        """List the values that a number which fails would have to reach beyond what it can be."""
        return self.protection.missing(low, high)

    def lacking(self, left: Ints, n_hidden: Ints, floor: Ints, least: Ints) -> Ints:
        """Say how much more shown margins must leave their withheld children.

        Parameters
        ----------
        left
            What a margin leaves; shape (n_rows,), as all others.
        n_hidden
            How many children are withheld.
        floor
            What they are at least, together.
        least
            What one of them is at least.
        """
        need = self.protection.needed(n_hidden, floor, least)
        return np.where(n_hidden > 0, np.maximum(need - left, 0), 0)
