"""The judge: what the numbers of a release may be, over all worlds of records that agree with what is published.

A world says how many records there are of each class. It agrees with a release if its tables are the published ones
wherever these hold numbers, the zero rule holds where they don't, and the rules that anyone can rerun on a world give
the structure that the release has. The search is complete: it proves the least and the greatest value of a number, and
whether 1 and k − 1 are among its values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tests.promises.worlds import numbers
from tests.promises.worlds.classes import SIDES, Classes
from tests.promises.worlds.published import NO_END, Sheet
from tests.promises.worlds.ranking import Ranking
from tests.promises.worlds.solver import Programme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.promises.worlds.numbers import Number
    from tests.promises.worlds.published import Bools, Codes, Ints, Release
    from tests.promises.worlds.ranking import Structure

_MANY: Final = 256  # values from here on aren't told apart


class Range(NamedTuple):
    """Least and greatest value, None where there is no end; and which of 1 and k − 1 no world has between them."""

    low: int
    high: int | None
    holes: tuple[int, ...] = ()


class Judge:
    """All that follows from a release.

    Parameters
    ----------
    release
        As published.
    structure
        Says whether a world, leaf codes → records, leads to the structure that the release has; None: every world does.
    own
        Records that whoever looks supplied, by leaf codes; then everything is asked of what is left without them.
    """

    def __init__(
        self, release: Release, structure: Structure | None = None, own: Mapping[Codes, int] | None = None
    ) -> None:
        self.release, self.sheet = release, Sheet.of(release)
        self.classes = Classes.of(release, self.sheet, is_merged=structure is None)
        self.numbers = [*numbers.cells(release, self.sheet), *numbers.sums(release, self.sheet)]
        if own is not None:
            self.numbers = list(numbers.remainders(self.sheet))
        self.corners = list(numbers.corners(release, self.sheet, self.classes))
        self.n_searches = 0
        rows, low, high = self._rows()
        taken = rows @ self.classes.counts_of(self.sheet, own or {})
        low, high = np.maximum(low - taken, 0), np.where(high < NO_END, high - taken, high)
        most = np.full(rows.shape[1], NO_END)
        for row, end in zip(rows, high, strict=True):
            most[row] = np.minimum(most[row], end)
        programme = Programme(rows, low, high, most)
        self._search = Ranking(programme, most, self.classes.names, structure) if structure else programme
        self._at = {self.sheet.name(c): c for c in range(len(self.sheet.number))}
        self._known: dict[bytes, int] = {}
        self._form_of: dict[Number, int] = {}
        self._counts: list[Bools] = []
        self._sums: Ints = np.zeros((0, rows.shape[1]), dtype=np.int64)
        self._met: Bools = np.zeros((0, _MANY + 1), dtype=bool)
        for number in [*self.numbers, *self.corners]:
            self._form(number)
        self._ends: dict[tuple[int, int], int] = {}

    def world(self) -> Ints | None:
        """Find a world, as records per class; None: no world fits what is published."""
        return self._note(self._search.end(np.empty(0, dtype=np.int64), 1))

    def range(self, number: Number) -> Range:
        """Give what a number may be."""
        form, k = self._form(number), self.release.threshold
        low, high = (self._end(form, sign) for sign in (1, -1))
        inside = [v for v in sorted({1, k - 1}) if low <= v + number.offset <= high]
        holes = tuple(v for v in inside if not self._has(form, v + number.offset))
        return Range(low - number.offset, None if high >= NO_END >> 1 else high - number.offset, holes)

    def leaks(self, among: Iterable[Number] | None = None) -> dict[Number, Range]:
        """Give the ranges of all numbers, or of some, that leave too little open."""
        found: dict[Number, Range] = {}
        for number in self.numbers if among is None else among:
            if not self._is_open(number):
                range_ = self.range(number)
                if self._fails(range_):
                    found[number] = range_
        return found

    def same_as(self, corner: Number) -> Number:
        """Name a corner as `corners` does, if it counts the same records: further codes may say nothing more."""
        form = self._form(corner)
        return next((known for known in self.corners if self._form(known) == form), corner)

    def _is_open(self, number: Number) -> bool:
        """Say whether worlds show that a number leaves enough open: those met, or else one looked for at 1 and k − 1.

        To find a world at a value takes less than to prove that none goes farther, and most numbers are open.
        """
        form, k = self._form(number), self.release.threshold
        if self.release.level == "exact":
            return form < len(self._met) and bool(self._met[form].sum() > 1)
        return all(self._has(form, v + number.offset) for v in {1, k - 1})

    def _fails(self, found: Range) -> bool:
        k = self.release.threshold
        if self.release.level == "exact":
            return found.low == found.high and found.low < k
        is_narrow = found.low > 1 or (found.high is not None and found.high < k - 1)
        return found.low < k and (is_narrow or bool(found.holes))

    def _end(self, form: int, sign: int) -> int:
        """Give the least (sign 1) or greatest (sign -1) value of a sum of classes."""
        if (form, sign) not in self._ends:
            unknowns = np.flatnonzero(self._counts[form])
            bound = self._search.bound(unknowns, sign)  # no world goes beyond it, and one met may get there
            if bound is None or not self._is_met(form, bound):
                world = self._note(self._search.end(unknowns, sign))
                assert world is not None, "no world fits what is published"
                bound = int(world[unknowns].sum())
            self._ends[form, sign] = bound
        return self._ends[form, sign]

    def _has(self, form: int, value: int) -> bool:
        if self._is_met(form, value):
            return True
        return self._note(self._search.at(np.flatnonzero(self._counts[form]), value)) is not None

    def _is_met(self, form: int, value: int) -> bool:
        return value < _MANY and form < len(self._met) and bool(self._met[form, value])

    def _note(self, world: Ints | None) -> Ints | None:
        """Keep what a world shows of every number."""
        self.n_searches += 1
        if len(self._met) < len(self._counts):
            more = self._counts[len(self._met) :]
            self._sums = np.vstack([self._sums, np.array(more, dtype=np.int64).reshape(len(more), -1)])
            self._met = np.vstack([self._met, np.zeros((len(more), _MANY + 1), dtype=bool)])
        if world is not None:
            self._met[np.arange(len(self._sums)), np.minimum(self._sums @ world, _MANY)] = True
        return world

    def _form(self, number: Number) -> int:
        """Say which sum of classes a number is; sums of the same classes are one."""
        if number not in self._form_of:
            counts = self._corner(number) if number.is_corner else self.classes.counts_in[self._at[number.cell]]
            if number.axis:
                children = np.flatnonzero(self.sheet.up[number.axis] == self._at[number.cell])
                shown = children[~self.sheet.is_withheld[children]]
                counts = counts & ~self.classes.counts_in[shown].any(axis=0)
            form = self._known.setdefault(counts.tobytes(), len(self._known))
            if form == len(self._counts):
                self._counts.append(counts)
            self._form_of[number] = form
        return self._form_of[number]

    def _corner(self, number: Number) -> Bools:
        code = dict(zip(self.sheet.codes, number.cell, strict=True))
        both: Bools = np.array([place == code["origin"] for place in self.classes.corner], dtype=bool)
        for d in set(code) - set(SIDES):
            both &= self.classes.within(self.sheet, d, code[d])
        return both

    def _rows(self) -> tuple[Bools, Ints, Ints]:
        """Write what is published as sums of classes, each once, without margins that published children add up to."""
        sheet = self.sheet
        tells = (sheet.low > 0) | (sheet.high < NO_END)
        for up in sheet.up.values():
            child = np.flatnonzero(up >= 0)
            exact = sheet.low == sheet.high
            total = np.bincount(up[child], weights=sheet.low[child], minlength=len(up))
            has_open = np.bincount(up[child], weights=~exact[child], minlength=len(up)) > 0
            is_margin = np.bincount(up[child], minlength=len(up)) > 0
            tells &= ~(exact & is_margin & ~has_open & (total == sheet.low))
        cells = np.flatnonzero(tells)
        rows, at = np.unique(self.classes.counts_in[cells], axis=0, return_inverse=True)
        low, high = np.zeros(len(rows), dtype=np.int64), np.full(len(rows), NO_END)
        np.maximum.at(low, at, sheet.low[cells])
        np.minimum.at(high, at, sheet.high[cells])
        return rows, low, high
