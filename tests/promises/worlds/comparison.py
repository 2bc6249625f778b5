"""The product's audit and the judge, number by number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from geodata.disclosure.audit import audit_tables
from tests.promises.worlds import numbers
from tests.promises.worlds.judge import Judge
from tests.promises.worlds.numbers import Number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.promises.worlds.published import Codes, Release
    from tests.promises.worlds.releases import Case

#: The table that the audit names where a number is in none.
CORNERS: Final = "records"
#: A number that leaves too little open: its cell, its least and its greatest value (None: no end).
Told: TypeAlias = "tuple[Codes, int, int | None]"


@dataclass(frozen=True)
class Outcome:
    """What both say of one release.

    Attributes
    ----------
    n_numbers
        How many were under test.
    n_leaks
        How many leave too little open, as the judge says.
    missed
        What the judge alone says.
    invented
        What the audit alone says.
    """

    n_numbers: int
    n_leaks: int
    missed: frozenset[Told]
    invented: frozenset[Told]

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return not self.missed and not self.invented

    @property
    def hidden(self) -> set[Codes]:
        """Cells that leak by the judge, and not at all by the audit."""
        return {cell for cell, _, _ in self.missed} - {cell for cell, _, _ in self.invented}


def compare(case: Case) -> Outcome:
    """Let both attack a release."""
    judge = Judge(case.release)
    assert judge.world() is not None, "no world fits, though the release is one's"
    told = {(n.cell, r.low, r.high) for n, r in judge.leaks().items()}
    told |= {(n.cell, left, left) for n, left in numbers.left_over(case.release, judge.sheet).items()}
    told |= _broken_zeros(case.release, judge)
    report = audit_tables(case.grid, case.tables, case.standard, rounding=case.rounding)
    assert report.complete, "the audit didn't finish"
    roots = {d: codes[0] for d, codes in judge.sheet.codes.items()}
    found: set[Told] = set()
    for finding in report.findings:
        cell = tuple({**roots, **finding.cell}.values())
        if finding.table == CORNERS:
            cell = judge.same_as(corner := Number(cell, is_corner=True)).cell
            told |= of_corners(judge, [corner])
        found.add((cell, finding.low, finding.high))
    if case.standard.level == "interval" and not case.rounding:
        told |= of_corners(judge, judge.corners)
    return Outcome(len(judge.numbers), len(told), frozenset(told - found), frozenset(found - told))


def _broken_zeros(release: Release, judge: Judge) -> set[Told]:
    """List the zeros shown against the rule: without them, they may be more than 0."""
    bare = numbers.bare_zeros(release, judge.sheet)
    if not bare:
        return set()
    without = Judge(release.without({n.cell for n in bare}, list(judge.sheet.codes)))
    return {(n.cell, 0, 0) for n in bare if without.range(n).high != 0}


def of_corners(judge: Judge, corners: Sequence[Number]) -> set[Told]:
    """Give the ranges of corners that leave too little open; that there are no such records at all is no secret."""
    leaks = judge.leaks(corners)
    return {(judge.same_as(number).cell, found.low, found.high) for number, found in leaks.items() if found.high != 0}
