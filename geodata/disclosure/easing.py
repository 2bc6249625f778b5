"""Tables too vast to be decided by programmes alone: more is withheld until walks show nearly every number to be safe.

What a walk doesn't show may be safe all the same, so this withholds more than must be. A sample tells what lacks room.
Of all dimensions, margins are withheld along the one where that frees most of it for its price, found by trying: where
corridors lack room over time, their totals over time go, and no place's month. The last few are left to programmes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.disclosure.certify import find_unshown
from geodata.disclosure.walk import BRISK, FEW_IF_VAST

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Floats, Ints
    from geodata.disclosure.seen import Seen
    from geodata.disclosure.standard import Standard
    from geodata.disclosure.system import System
    from geodata.tabulation.grid import Grid

#: So many numbers are walked for before more is withheld,
_SAMPLE: Final = 3_000
#: and all of them, once no more than one in so many of the sample isn't shown.
_FEW: Final = 20
#: Levels of which more than one in so many isn't shown lack room as a whole: what frees one of theirs is the others'.
_MANY: Final = 4
#: What frees less than one in so many of those that the best frees isn't looked at, however cheap; nor is the best
#: where it frees less than one in so many.
_WORTH: Final = 2


class Easing:
    """Withholds margins until walks show every number.

    Parameters
    ----------
    grid, count, standard, cost
        As in `secondary.protect_cells`.
    seen
        What completions have shown of every cell; added to.
    tell
        Told a sentence per round.
    """

    def __init__(
        self, grid: Grid, count: Ints, standard: Standard, cost: Floats, seen: Seen, tell: Callable[[str], None]
    ) -> None:
        self._grid, self._count, self._standard, self._cost = grid, count, standard, cost
        self._seen, self._tell = seen, tell
        self._takes_all = False
        self._level = np.zeros(len(grid), dtype=np.int64)
        for d in grid.dimensions:
            self._level = self._level * (1 + grid.trees[d].depth.max()) + grid.trees[d].depth[grid.node(d)]

    def more(self, withheld: Bools) -> Bools:
        """Choose what more to withhold, given what is; shape (n_cells,), empty when walks show nearly all."""
        system = self._standard.system(self._grid, self._count, withheld)
        numbers = self._open(system)
        if not self._takes_all:
            sample = _some(numbers)
            left = self._unshown(system, sample, self._seen)
            self._takes_all = len(left[0]) * _FEW <= len(sample[0])
            walked = sample
        if self._takes_all:
            walked, left = numbers, self._unshown(system, numbers, self._seen, BRISK)
        self._tell(f"walked for {len(walked[0])} withheld numbers: {len(left[0])} weren't seen to have room")
        best = None
        if not self._takes_all or len(left[0]) > FEW_IF_VAST:
            best = self._best(withheld, left, self._levels_of(withheld, walked[0], left[0]))
        return np.zeros(len(self._grid), dtype=bool) if best is None else best

    def _open(self, system: System) -> tuple[Ints, Ints]:
        """List the cells and offsets of the numbers under test that completions haven't shown yet."""
        columns, offsets = self._standard.numbers(self._grid, self._count, system)
        cells = system.cells[columns]
        is_open = ~self._seen.is_whole(cells, offsets + 1, offsets + self._standard.threshold - 1)
        return cells[is_open], offsets[is_open]

    def _unshown(self, system: System, numbers: tuple[Ints, Ints], seen: Seen, passes: int = 1) -> tuple[Ints, Ints]:
        """Walk for numbers, given by cells and offsets; give those that it doesn't show."""
        own = seen.of_cells(system.cells)
        columns = system.column_of(len(self._grid))[numbers[0]]
        places = find_unshown(system, columns, numbers[1], self._standard.threshold, own, passes)
        seen.put_cells(system.cells, own)
        return numbers[0][places], numbers[1][places]

    def _levels_of(self, withheld: Bools, walked: Ints, left: Ints) -> Ints:
        """List the cells that aren't shown, and all withheld ones of the levels that lack room as a whole."""
        in_all, lacking = (np.bincount(self._level[cells], minlength=self._level.max() + 1) for cells in (walked, left))
        return np.union1d(left, np.flatnonzero(withheld & (lacking * _MANY > in_all)[self._level]))

    def _best(self, withheld: Bools, left: tuple[Ints, Ints], lacking: Ints) -> Bools | None:
        """Choose the margins of one dimension that free many of the numbers at the least price each; None: none do."""
        options = [self._margins_above(withheld, lacking, d) for d in self._grid.dimensions]
        options = [margins for margins in options if margins.any()]
        nothing, tried = np.zeros(len(self._grid), dtype=bool), _some(left)
        if not options:
            return None
        anyway = self._freed_by(nothing, withheld, tried)
        freed = np.array([self._freed_by(margins, withheld, tried) - anyway for margins in options])
        if freed.max() * _WORTH < len(tried[0]):
            return None
        price = np.array([float(self._cost[margins].sum()) for margins in options])
        return options[int(np.argmin(np.where(freed * _WORTH >= freed.max(), price / np.maximum(freed, 1), np.inf)))]

    def _freed_by(self, margins: Bools, withheld: Bools, numbers: tuple[Ints, Ints]) -> int:
        """Try how many of the numbers have room once some margins are withheld too."""
        eased = self._standard.with_zeros(self._grid, self._count, withheld | margins)
        system = self._standard.system(self._grid, self._count, eased)
        return len(numbers[0]) - len(self._unshown(system, numbers, self._seen.copy())[0])

    def _margins_above(self, withheld: Bools, cells: Ints, dimension: str) -> Bools:
        """Find the next shown margin above each cell along a dimension; shape (n_cells,)."""
        up = self._grid.up[dimension]
        at = up[cells]
        while (is_hidden := (at >= 0) & withheld[at]).any():
            at = np.where(is_hidden, up[at], at)
        margins = np.zeros(len(self._grid), dtype=bool)
        margins[at[at >= 0]] = True
        return margins & (self._count >= self._standard.threshold)


def _some(numbers: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Take a sample, where there are many."""
    n = len(numbers[0])
    at = np.sort(np.random.default_rng(n).choice(n, min(n, _SAMPLE), replace=False))
    return numbers[0][at], numbers[1][at]
