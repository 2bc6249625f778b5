"""What to withhold for a number that is still derivable: what a linear programme says gives it room at least cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np

from geodata.attack.model.equations import TOLERANCE, build_system
from geodata.attack.programming.batch_bounds import push_all
from geodata.attack.programming.solver import quiet_highs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Leak
    from geodata.disclosure.protection import Standard
    from geodata.disclosure.visible import Visible
    from geodata.tabulation.grid import Grid


def mending_in_vast(
    grid: Grid, visible: Visible, system: Equations, leaks: Sequence[Leak], standard: Standard, cost: Floats
) -> Bools:
    """Choose as `mending_cells` does, over the equations alone that hold the leaks back, pushed all together."""
    kept = np.flatnonzero(~system.implied)
    own, of = system.only(kept)
    pushes = []
    for way in (-1, 1):
        missing = [
            (leak.column, leak.offset + value)
            for leak in leaks
            for value in standard.missing(leak.low, leak.high)
            if (value < leak.low) == (way < 0)
        ]
        columns, points = np.array(sorted(missing), dtype=np.int64).reshape(-1, 2).T
        pushes.append((way, np.searchsorted(of, columns), points))
    found_all = push_all(own, pushes, standard.effort)
    rows = np.unique(np.concatenate([kept[:0], *(kept[found.rows] for found in found_all if found)]))
    return mending_cells(grid, visible, system, leaks if len(rows) else [], standard, cost, rows)


def mending_cells(
    grid: Grid,
    visible: Visible,
    system: Equations,
    leaks: Sequence[Leak],
    standard: Standard,
    cost: Floats,
    among: Ints | None = None,
) -> Bools:
    """Choose the cells whose least costly change lets every leak reach what it misses; chosen ones then cost nothing.

    With `among`, only these equations of the system hold the leaks back: others may do so once these don't.

    References
    ----------
    Castro, J. (2012), Recent advances in optimization techniques for statistical tabular data protection, EJOR 216(2).
    """
    chosen = np.zeros(len(grid), dtype=bool)
    if not leaks:
        return chosen
    model = _Adjustment(grid, visible, system, standard, cost, among)
    for leak in leaks:
        for value in standard.missing(leak.low, leak.high):
            moved = model.reach(int(system.cells[leak.column]), leak.offset + value)
            chosen[moved] = True
            model.make_free(moved)
    return chosen


class _Adjustment:
    """Least costly change that lets a number move, as a linear programme: n + up − down on whatever can be given way.

    That is a published number, which gives way when it is withheld, and a withheld one that must be at least 1, which
    may be 0 once a margin above it is withheld.
    """

    def __init__(
        self, grid: Grid, visible: Visible, system: Equations, standard: Standard, cost: Floats, among: Ints | None
    ) -> None:
        column = system.column_of(len(grid))
        is_free = (column < 0) & visible.is_large
        least = np.zeros(len(grid), dtype=np.int64)
        least[system.cells[system.cells >= 0]] = system.lower[system.cells >= 0]
        wide = build_system(grid, visible.counts, (column >= 0) | is_free, least == 0)
        wide, _ = wide.only(np.flatnonzero(~wide.implied) if among is None else _same_equations(wide, system, among))
        margin = _cheapest_margins(grid, is_free, cost)
        gives_way = is_free | ((least > 0) & (margin >= 0))
        self._of_number = {int(number): column for column, number in enumerate(wide.cells)}
        self.n = len(wide.cells)
        self._shown = np.flatnonzero((wide.cells >= 0) & gives_way[np.maximum(wide.cells, 0)])
        cells = wide.cells[self._shown]
        #: What must be withheld for a number to give way: itself, or the margin.
        self._to_withhold = np.where(is_free[cells], cells, margin[cells])
        given = np.where(is_free[cells], visible.counts[cells], 0)
        self._lower = np.concatenate([wide.lower, np.zeros(len(cells))]).astype(float)
        self._lower[self._shown] = np.where(is_free[cells], 0, 1)
        upper = np.full(len(self._lower), highspy.kHighsInf)
        upper[self.n :] = np.where(is_free[cells], np.maximum(given - 1, 0), 1)
        costs = np.zeros(len(self._lower))
        costs[self._shown] = np.where(is_free[cells], cost[cells], 0)
        costs[self.n :] = cost[self._to_withhold]
        self._highs = quiet_highs(standard.effort.repair_seconds)
        self._highs.passModel(self._programme(wide, given, costs, upper))
        self._highs.setOptionValue("solver", "ipm")  # the first answer comes sooner so; the next start from it
        self._highs.run()
        self._highs.setOptionValue("solver", "simplex")

    def _programme(self, wide: Equations, start: Ints, costs: Floats, upper: Floats) -> highspy.HighsLp:
        """Write x = start + up − down into the equations: `up` takes the column of x, `down` one at the end."""
        given = np.zeros(self.n, dtype=np.int64)
        given[self._shown] = start
        down = np.full(self.n, -1, dtype=np.int64)
        down[self._shown] = self.n + np.arange(len(self._shown))
        row = np.repeat(np.arange(len(wide.rhs)), np.diff(wide.row_at))
        is_shown = down[wide.row_col] >= 0
        rows, cols = np.concatenate([row, row[is_shown]]), np.concatenate([wide.row_col, down[wide.row_col[is_shown]]])
        signs = np.concatenate([wide.row_sign, -wide.row_sign[is_shown]])
        order = np.lexsort((cols, rows))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._lower), len(wide.rhs)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, self._lower, upper
        lp.row_lower_ = lp.row_upper_ = -wide.imbalance(given).astype(float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=lp.num_row_))])
        lp.a_matrix_.index_, lp.a_matrix_.value_ = cols[order], signs[order].astype(float)
        return lp

    def reach(self, number: int, point: int) -> Ints:
        """List published cells to withhold so that an unknown can take a value; empty when nothing helps."""
        column = self._of_number.get(number, -1)
        if column < 0:
            return np.empty(0, dtype=np.int64)
        self._highs.changeColBounds(column, float(point), float(point))
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            x = np.zeros(len(self._lower))
        else:
            x = np.asarray(self._highs.getSolution().col_value)
        self._highs.changeColBounds(column, float(self._lower[column]), highspy.kHighsInf)
        own = self._highs.getLp().col_cost_
        moved = (x[self.n :] > TOLERANCE) | ((x[self._shown] > TOLERANCE) & (np.asarray(own)[self._shown] > 0))
        return np.unique(self._to_withhold[moved])

    def make_free(self, cells: Ints) -> None:
        """Let cells chosen for one leak serve the next at no cost."""
        place = np.flatnonzero(np.isin(self._to_withhold, cells))
        for column in np.concatenate([self._shown[place], self.n + place]):
            self._highs.changeColCost(int(column), 0.0)


def _same_equations(wide: Equations, system: Equations, rows: Ints) -> Ints:
    """Find the rows of a system in another of the same grid."""
    n_axes = 1 + max(wide.axis.max(), system.axis.max(), 0)
    sought = system.margin[rows] * n_axes + system.axis[rows]
    return np.flatnonzero(np.isin(wide.margin * n_axes + wide.axis, sought))


def _cheapest_margins(grid: Grid, is_free: Bools, cost: Floats) -> Ints:
    """Give, for every cell, the cheapest published margin directly above it, or -1; shape (n_cells,)."""
    best = np.full(len(grid), -1, dtype=np.int64)
    for d in grid.dimensions:
        up = grid.up[d]
        better = (up >= 0) & is_free[up] & ((best < 0) | (cost[up] < cost[best]))
        best[better] = up[better]
    return best
