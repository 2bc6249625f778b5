"""Tables too vast to be decided by programmes alone: more is withheld until walks show nearly every number to be safe.

What a walk doesn't show may be safe all the same, so this withholds more than must be. A sample tells what lacks room.
Of all dimensions, margins are withheld along the one where that frees most of it for its price, found by trying: where
corridors lack room over time, their totals over time go, and no place's month. Where two are about as dear it is tried
how each would go on. The last few are left to programmes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.attack.interval_disclosure import find_unshown

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.model.equations import Equations
    from geodata.attack.search.solution_pool import SolutionPool
    from geodata.disclosure.protection import Standard
    from geodata.disclosure.visible import Visible
    from geodata.tabulation.grid import Grid


class Option(NamedTuple):
    """Margins, shape (n_cells,), their price, the share of numbers that they free, and those that still lack room."""

    margins: Bools
    price: float
    share: float
    left: tuple[Ints, Ints]


class Easing:
    """Withholds margins until walks show every number.

    Parameters
    ----------
    grid, visible, standard, cost
        As in `secondary.protect_cells`.
    seen
        What completions have shown of every cell; added to.
    tell
        Told a sentence per round.
    """

    def __init__(
        self,
        grid: Grid,
        visible: Visible,
        standard: Standard,
        cost: Floats,
        seen: SolutionPool,
        tell: Callable[[str], None],
    ) -> None:
        self._grid, self._visible, self._standard, self._cost = grid, visible, standard, cost
        self._seen, self._tell = seen, tell
        self._effort, self._takes_all = standard.effort, False
        self._level = np.zeros(len(grid), dtype=np.int64)
        for d in grid.dimensions:
            self._level = self._level * (1 + grid.trees[d].depth.max()) + grid.trees[d].depth[grid.node(d)]

    def more(self, withheld: Bools) -> Bools:
        """Choose what more to withhold, given what is; shape (n_cells,), empty when few lack room or nothing helps."""
        system = self._standard.system(self._grid, self._visible.counts, withheld)
        numbers = self._open(system)
        if not self._takes_all:
            sample = self._some(numbers)
            left = self._walked(system, sample)
            expected = len(left[0]) * len(numbers[0]) // max(len(sample[0]), 1)
            if expected > self._effort.easing_patience * self._effort.few_if_vast:
                return self._best(withheld, sample, left, expected)
            self._takes_all = True
        left = self._walked(system, numbers, self._effort.brisk_passes)
        return self._best(withheld, numbers, left, len(left[0]))

    def _open(self, system: Equations) -> tuple[Ints, Ints]:
        """List the cells and offsets of the numbers under test that completions haven't shown yet."""
        columns, offsets = self._standard.numbers(self._grid, self._visible.counts, system)
        cells = system.cells[columns]
        is_open = ~self._seen.is_whole(cells, offsets + 1, offsets + self._standard.threshold - 1)
        return cells[is_open], offsets[is_open]

    def _walked(self, system: Equations, numbers: tuple[Ints, Ints], passes: int = 1) -> tuple[Ints, Ints]:
        """Walk for numbers and tell how many it doesn't show; give those."""
        left = self._unshown(system, numbers, self._seen, passes)
        self._tell(f"walked for {len(numbers[0])} withheld numbers: {len(left[0])} weren't seen to have room")
        return left

    def _unshown(
        self, system: Equations, numbers: tuple[Ints, Ints], seen: SolutionPool, passes: int = 1
    ) -> tuple[Ints, Ints]:
        """Walk for numbers, given by cells and offsets; give those that it doesn't show."""
        own = seen.of_cells(system.cells)
        columns = system.column_of(len(self._grid))[numbers[0]]
        places = find_unshown(system, columns, numbers[1], self._standard.threshold, own, passes)
        seen.put_cells(system.cells, own)
        return numbers[0][places], numbers[1][places]

    def _levels_of(self, withheld: Bools, walked: Ints, left: Ints) -> Ints:
        """List the cells that aren't shown, and all withheld ones of the levels that lack room as a whole."""
        in_all, lacking = (np.bincount(self._level[cells], minlength=self._level.max() + 1) for cells in (walked, left))
        return np.union1d(left, np.flatnonzero(withheld & (lacking * self._effort.easing_many > in_all)[self._level]))

    def _best(self, withheld: Bools, walked: tuple[Ints, Ints], left: tuple[Ints, Ints], expected: int) -> Bools:
        """Choose the margins that free many of the numbers at the least price each; shape (n_cells,).

        Parameters
        ----------
        withheld
            Shape (n_cells,).
        walked, left
            The numbers walked for, and those that weren't shown, by cells and offsets.
        expected
            How many would be left if all were walked for.
        """
        tried, effort = self._some(left), self._effort
        options = self._options(withheld, walked[0], tried) if expected > effort.few_if_vast else []
        if not options:
            return np.zeros(len(self._grid), dtype=bool)
        if max(one.share for one in options) < effort.easing_worth:
            return max(options, key=lambda one: one.share).margins
        least = options[0].price / options[0].share
        close = [one for one in options if one.price / one.share <= effort.easing_close * least]
        if len(close) > 1:
            few = len(tried[0]) * effort.few_if_vast // expected
            close = [self._ahead(withheld, walked[0], one, few) for one in close]
        return min(close, key=lambda one: one.price).margins

    def _ahead(self, withheld: Bools, walked: Ints, option: Option, few: int) -> Option:
        """Go on from an option with the best one each time, until few lack room; where nothing helps it is too dear."""
        while len(option.left[0]) > few:
            following = self._options(withheld | option.margins, walked, option.left)
            if not following or following[0].share < self._effort.easing_worth:
                return option._replace(price=np.inf)
            margins, price, _, left = following[0]
            option = option._replace(margins=option.margins | margins, price=option.price + price, left=left)
        return option

    def _options(self, withheld: Bools, walked: Ints, left: tuple[Ints, Ints]) -> list[Option]:
        """Try the margins of each dimension; give those that free many, the one of the least price for each first."""
        lacking = self._levels_of(withheld, walked, left[0])
        some = [self._margins_above(withheld, lacking, d) for d in self._grid.dimensions]
        tries = [np.zeros(len(self._grid), dtype=bool), *(margins for margins in some if margins.any())]
        still = [self._left_by(margins, withheld, left) for margins in tries]
        anyway, options = max(len(still[0][0]), 1), []
        for margins, left_by in zip(tries[1:], still[1:], strict=True):
            share = 1 - len(left_by[0]) / anyway
            options.append(Option(margins, float(self._cost[margins].sum()), share, left_by))
        most = max((one.share for one in options), default=0.0)
        least = max(self._effort.easing_helps, self._effort.easing_worth * most)
        options = [one for one in options if one.share >= least]
        return sorted(options, key=lambda one: one.price / one.share)

    def _left_by(self, margins: Bools, withheld: Bools, numbers: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
        """Try which of the numbers lack room still once some margins are withheld too."""
        eased = self._standard.with_zeros(self._grid, self._visible.counts, withheld | margins)
        system = self._standard.system(self._grid, self._visible.counts, eased)
        return self._unshown(system, numbers, self._seen.copy())

    def _margins_above(self, withheld: Bools, cells: Ints, dimension: str) -> Bools:
        """Find the next shown margin above each cell along a dimension; shape (n_cells,)."""
        up = self._grid.up[dimension]
        at = up[cells]
        while (is_hidden := (at >= 0) & withheld[at]).any():
            at = np.where(is_hidden, up[at], at)
        margins = np.zeros(len(self._grid), dtype=bool)
        margins[at[at >= 0]] = True
        return margins & self._visible.is_large

    def _some(self, numbers: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
        """Take a sample, where there are many."""
        n = len(numbers[0])
        at = np.sort(np.random.default_rng(n).choice(n, min(n, self._effort.easing_sample), replace=False))
        return numbers[0][at], numbers[1][at]
