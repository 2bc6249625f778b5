"""What to withhold for a number that is still derivable: the cheapest published cells that give it room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import highspy
import numpy as np

from geodata.disclosure.programming import TOLERANCE, quiet_highs
from geodata.disclosure.system import build_system

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Bools, Floats, Ints
    from geodata.disclosure.certify import Leak
    from geodata.disclosure.standard import Standard
    from geodata.disclosure.system import System
    from geodata.tabulation.grid import Grid

#: How many equations away from a leak a published cell is looked for.
_REACH: Final = 60


class _Neighbourhood:
    """Which published cells stand in the equation of a row: the margin, and its other children."""

    def __init__(self, grid: Grid, count: Ints, system: System, threshold: int) -> None:
        self._grid, self._system = grid, system
        self._eligible = (system.column_of(len(grid)) < 0) & (count >= threshold)
        self._order = {d: np.argsort(grid.up[d], kind="stable") for d in grid.dimensions}
        self._above = {d: grid.up[d][self._order[d]] for d in grid.dimensions}

    def of(self, row: int) -> Ints:
        """List the published cells, at least k, in the equation of a row."""
        margin = int(self._system.margin[row])
        if margin < 0:
            return np.empty(0, dtype=np.int64)
        d = self._grid.dimensions[int(self._system.axis[row])]
        ends = [int(np.searchsorted(self._above[d], margin, side=side)) for side in ("left", "right")]
        cells = np.append(self._order[d][slice(*ends)], margin)
        return np.asarray(cells[self._eligible[cells]])


def nearby_cells(
    grid: Grid,
    count: Ints,
    system: System,
    leaks: Sequence[Leak],
    bounds: tuple[Ints, Ints],
    standard: Standard,
    cost: Floats,
) -> Bools:
    """Choose, for every leak, the cheapest published cell in the nearest equation that holds it back.

    The search follows tight equations outwards: what keeps a number from growing is its fellow members that can't
    shrink, and so on. One cell per equation and round.
    """
    chosen = np.zeros(len(grid), dtype=bool)
    if not leaks:
        return chosen
    near = _Neighbourhood(grid, count, system, standard.threshold)
    used: set[int] = set()
    for leak in leaks:
        points = standard.missing(leak.low, leak.high)
        grows = bool(points) and points[-1] > leak.low
        found = _cheapest(near, system, bounds, (leak.column, 1 if grows else -1), used, cost)
        if found is not None:
            chosen[found] = True
    return chosen


def _cheapest(
    near: _Neighbourhood,
    system: System,
    bounds: tuple[Ints, Ints],
    start: tuple[int, int],
    used: set[int],
    cost: Floats,
) -> int | None:
    """Search outwards from an unknown that should move by a sign; None when its equations are taken this round."""
    queue, seen, rows_seen = [start], {start}, 0
    while queue and rows_seen < _REACH:
        column, way = queue.pop(0)
        rows = _tight_rows(system, bounds, column, way)
        if used.intersection(r for r, _ in rows):
            return None
        found = [(float(cost[c]), int(c), r) for r, _ in rows for c in near.of(r)]
        if found:
            _, cell, row = min(found)
            used.add(row)
            return cell
        rows_seen += len(rows)
        for row, sign in rows:
            at = slice(system.row_at[row], system.row_at[row + 1])
            others = zip(system.row_col[at].tolist(), system.row_sign[at].tolist(), strict=True)
            steps = [(m, -way * sign * s) for m, s in others if m != column]
            fresh = [step for step in steps if step not in seen][:_REACH]
            seen.update(fresh)
            queue += fresh
    return None


def _tight_rows(system: System, bounds: tuple[Ints, Ints], column: int, way: int) -> list[tuple[int, int]]:
    """List the equations that keep an unknown from moving up (way 1) or down (way −1), with its sign in each."""
    low, high = bounds
    out = []
    for at in range(system.col_at[column], system.col_at[column + 1]):
        row, sign = int(system.col_row[at]), int(system.col_sign[at])
        members = slice(system.row_at[row], system.row_at[row + 1])
        col, signs = system.row_col[members], system.row_sign[members]
        # x = sign · (rhs − Σ others): the others' least sum limits it upwards if sign is +1, their greatest if −1
        ends = low if way * sign > 0 else high
        rest = np.where(signs > 0, ends[col], -(high if ends is low else low)[col])[col != column]
        limit = sign * (int(system.rhs[row]) - int(rest.sum()))
        if (way > 0 and limit <= high[column]) or (way < 0 and limit >= low[column]):
            out.append((row, sign))
    return out


def mending_cells(
    grid: Grid, count: Ints, system: System, leaks: Sequence[Leak], standard: Standard, cost: Floats
) -> Bools:
    """Choose the cells whose least costly change lets every leak reach what it misses; chosen ones then cost nothing.

    References
    ----------
    Castro, J. (2012), Recent advances in optimization techniques for statistical tabular data protection, EJOR 216(2).
    """
    chosen = np.zeros(len(grid), dtype=bool)
    if not leaks:
        return chosen
    model = _Adjustment(grid, count, system, standard.threshold, cost)
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

    def __init__(self, grid: Grid, count: Ints, system: System, threshold: int, cost: Floats) -> None:
        column = system.column_of(len(grid))
        is_free = (column < 0) & (count >= threshold)
        least = np.zeros(len(grid), dtype=np.int64)
        least[system.cells[system.cells >= 0]] = system.lower[system.cells >= 0]
        wide = build_system(grid, count, (column >= 0) | is_free, least == 0)
        margin = _cheapest_margins(grid, is_free, cost)
        gives_way = is_free | ((least > 0) & (margin >= 0))
        self._of_cell, self.n = wide.column_of(len(grid)), len(wide.cells)
        self._shown = np.flatnonzero((wide.cells >= 0) & gives_way[wide.cells])
        cells = wide.cells[self._shown]
        #: What must be withheld for a number to give way: itself, or the margin.
        self._to_withhold = np.where(is_free[cells], cells, margin[cells])
        given = np.where(is_free[cells], count[cells], 0)
        self._lower = np.concatenate([wide.lower, np.zeros(len(cells))]).astype(float)
        self._lower[self._shown] = np.where(is_free[cells], 0, 1)
        upper = np.full(len(self._lower), highspy.kHighsInf)
        upper[self.n :] = np.where(is_free[cells], np.maximum(given - 1, 0), 1)
        costs = np.zeros(len(self._lower))
        costs[self._shown] = np.where(is_free[cells], cost[cells], 0)
        costs[self.n :] = cost[self._to_withhold]
        self._highs = quiet_highs()
        self._highs.passModel(self._programme(wide, given, costs, upper))
        self._highs.setOptionValue("solver", "ipm")  # the first answer comes sooner so; the next start from it
        self._highs.run()
        self._highs.setOptionValue("solver", "simplex")

    def _programme(self, wide: System, start: Ints, costs: Floats, upper: Floats) -> highspy.HighsLp:
        """Write x = start + up − down into the equations: `up` takes the column of x, `down` one at the end."""
        given = np.zeros(self.n, dtype=np.int64)
        given[self._shown] = start
        down = np.full(self.n, -1, dtype=np.int64)
        down[self._shown] = self.n + np.arange(len(self._shown))
        row = np.repeat(np.arange(len(wide.rhs)), np.diff(wide.row_at))
        is_shown = down[wide.row_col] >= 0
        rows, cols = np.concatenate([row, row[is_shown]]), np.concatenate([wide.row_col, down[wide.row_col[is_shown]]])
        signs = np.concatenate([wide.row_sign, -wide.row_sign[is_shown]])
        own = ~wide.implied  # an equation that follows from others asks nothing more
        kept = own[rows]
        rows, cols, signs = (np.cumsum(own) - 1)[rows[kept]], cols[kept], signs[kept]
        order = np.lexsort((cols, rows))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._lower), int(own.sum())
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, self._lower, upper
        lp.row_lower_ = lp.row_upper_ = (-wide.imbalance(given))[own].astype(float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=lp.num_row_))])
        lp.a_matrix_.index_, lp.a_matrix_.value_ = cols[order], signs[order].astype(float)
        return lp

    def reach(self, cell: int, point: int) -> Ints:
        """List published cells to withhold so that a withheld cell can take a value; empty when nothing helps."""
        column = int(self._of_cell[cell])
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


def _cheapest_margins(grid: Grid, is_free: Bools, cost: Floats) -> Ints:
    """Give, for every cell, the cheapest published margin directly above it, or -1; shape (n_cells,)."""
    best = np.full(len(grid), -1, dtype=np.int64)
    for d in grid.dimensions:
        up = grid.up[d]
        better = (up >= 0) & is_free[up] & ((best < 0) | (cost[up] < cost[best]))
        best[better] = up[better]
    return best
