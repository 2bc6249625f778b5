"""What to withhold for a number that is still derivable: the cheapest published cells that give it room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import highspy
import numpy as np

from geodata.disclosure.programming import TOLERANCE, quiet_highs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Bools, Floats, Ints
    from geodata.disclosure.certify import Leak
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
    threshold: int,
    cost: Floats,
) -> Bools:
    """Choose, for every leak, the cheapest published cell in the nearest equation that holds it back.

    The search follows tight equations outwards: what keeps a number from growing is its fellow members that can't
    shrink, and so on. One cell per equation and round.
    """
    chosen = np.zeros(len(grid), dtype=bool)
    if not leaks:
        return chosen
    near = _Neighbourhood(grid, count, system, threshold)
    used: set[int] = set()
    for leak in leaks:
        grows = leak.high is not None and leak.high < threshold - 1
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
    grid: Grid, count: Ints, system: System, leaks: Sequence[Leak], threshold: int, cost: Floats
) -> Bools:
    """Choose the cells whose least costly change lets every leak reach 1 and k−1; chosen cells cost the next nothing.

    References
    ----------
    Castro, J. (2012), Recent advances in optimization techniques for statistical tabular data protection, EJOR 216(2).
    """
    chosen = np.zeros(len(grid), dtype=bool)
    model = _Adjustment(grid, count, system, threshold, cost)
    for leak in leaks:
        for value in sorted({1, threshold - 1}):
            if leak.low <= value and (leak.high is None or value <= leak.high):
                continue
            moved = model.reach(leak.column, leak.offset + value)
            chosen[moved] = True
            model.make_free(moved)
    return chosen


class _Adjustment:
    """Least costly change of published numbers, as a linear programme: n + up − down on published cells."""

    def __init__(self, grid: Grid, count: Ints, system: System, threshold: int, cost: Floats) -> None:
        shown = np.flatnonzero((system.column_of(len(grid)) < 0) & (count >= threshold))
        rows, cols, signs, n_rows = self._equations(grid, system, shown)
        self.shown, self.n = shown, len(system.cells)
        n_shown, infinite = len(shown), highspy.kHighsInf
        is_shown = cols >= self.n
        rows, signs = np.concatenate([rows, rows[is_shown]]), np.concatenate([signs, -signs[is_shown]])
        cols = np.concatenate([cols, cols[is_shown] + n_shown])
        order = np.lexsort((cols, rows))
        rhs = np.concatenate([system.rhs, np.zeros(n_rows - len(system.rhs))]).astype(float)
        self._lower = np.concatenate([system.lower, np.zeros(2 * n_shown)]).astype(float)
        self._highs = quiet_highs()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self._lower), n_rows
        lp.col_cost_ = np.concatenate([np.zeros(self.n), cost[shown], cost[shown]])
        lp.col_lower_ = self._lower
        lp.col_upper_ = np.concatenate([np.full(self.n + n_shown, infinite), np.maximum(count[shown] - 1.0, 0)])
        lp.row_lower_ = lp.row_upper_ = rhs
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n_rows))])
        lp.a_matrix_.index_, lp.a_matrix_.value_ = cols[order], signs[order].astype(float)
        self._highs.passModel(lp)
        self._highs.setOptionValue("solver", "ipm")  # the first answer comes sooner so; the next start from it
        self._highs.run()
        self._highs.setOptionValue("solver", "simplex")

    @staticmethod
    def _equations(grid: Grid, system: System, shown: Ints) -> tuple[Ints, Ints, Ints, int]:
        """Extend the attacker's equations by the published cells, and by those between published cells only."""
        place = np.full(len(grid), -1, dtype=np.int64)
        place[shown] = len(system.cells) + np.arange(len(shown))
        row_of = {
            (int(a), int(m)): r for r, (a, m) in enumerate(zip(system.axis, system.margin, strict=True)) if m >= 0
        }
        rows = [np.repeat(np.arange(len(system.rhs)), np.diff(system.row_at))]
        cols, signs, n_rows = [system.row_col], [system.row_sign], len(system.rhs)
        for axis, d in enumerate(grid.dimensions):
            child = shown[grid.up[d][shown] >= 0]
            margins = np.union1d(grid.up[d][child], system.margin[system.axis == axis])
            number = np.array([row_of.get((axis, int(m)), -1) for m in margins], dtype=np.int64)
            fresh = number < 0
            number[fresh] = n_rows + np.arange(int(fresh.sum()))
            n_rows += int(fresh.sum())
            rows.append(number[np.searchsorted(margins, grid.up[d][child])])
            cols.append(place[child])
            signs.append(np.ones(len(child), dtype=np.int64))
            open_margin = place[margins] >= 0
            rows.append(number[open_margin])
            cols.append(place[margins[open_margin]])
            signs.append(np.full(int(open_margin.sum()), -1, dtype=np.int64))
        return np.concatenate(rows), np.concatenate(cols), np.concatenate(signs), n_rows

    def reach(self, column: int, point: int) -> Ints:
        """List published cells whose change lets an unknown take a value; empty when nothing does."""
        if point < self._lower[column]:
            return np.empty(0, dtype=np.int64)
        self._highs.changeColBounds(column, float(point), float(point))
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            x = np.zeros(len(self._lower))
        else:
            x = np.asarray(self._highs.getSolution().col_value)
        self._highs.changeColBounds(column, float(self._lower[column]), highspy.kHighsInf)
        n = len(self.shown)
        return self.shown[(x[self.n : self.n + n] > TOLERANCE) | (x[self.n + n :] > TOLERANCE)]

    def make_free(self, cells: Ints) -> None:
        """Let cells chosen for one leak serve the next at no cost."""
        at = self.n + np.flatnonzero(np.isin(self.shown, cells))
        for column in np.concatenate([at, at + len(self.shown)]):
            self._highs.changeColCost(int(column), 0.0)
