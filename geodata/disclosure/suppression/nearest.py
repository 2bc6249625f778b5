"""What to withhold for a number that bounds alone narrow down: the cheapest published cell that gives it room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Leak
    from geodata.disclosure.protection import Standard
    from geodata.disclosure.visible import Visible
    from geodata.tabulation.grid import Grid


class _Neighbourhood:
    """Which published cells stand in the equation of a row: the margin, and its other children."""

    def __init__(self, grid: Grid, visible: Visible, system: Equations) -> None:
        self._grid, self._system = grid, system
        self._eligible = (system.column_of(len(grid)) < 0) & visible.is_large
        self._order = {d: np.argsort(grid.up[d], kind="stable") for d in grid.dimensions}
        self._above = {d: grid.up[d][self._order[d]] for d in grid.dimensions}

    def child_of(self, cell: int, cost: Floats) -> int | None:
        """Give the cheapest published child of a margin."""
        near = np.zeros(len(self._grid), dtype=bool)
        for d in self._grid.dimensions:
            near |= self._grid.up[d] == cell
        options = np.flatnonzero(near & self._eligible)
        return int(options[np.argmin(cost[options])]) if len(options) else None

    def of(self, row: int) -> Ints:
        """List the published cells, at least k, in the equation of a margin."""
        margin = int(self._system.margin[row])
        d = self._grid.dimensions[int(self._system.axis[row])]
        ends = [int(np.searchsorted(self._above[d], margin, side=side)) for side in ("left", "right")]
        cells = np.append(self._order[d][slice(*ends)], margin)
        return np.asarray(cells[self._eligible[cells]])


def nearby_cells(
    grid: Grid,
    visible: Visible,
    system: Equations,
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
    near = _Neighbourhood(grid, visible, system)
    used: set[int] = set()
    for leak in leaks:
        points = standard.missing(leak.low, leak.high)
        grows = bool(points) and points[-1] > leak.low
        found = _cheapest(near, system, bounds, (leak.column, 1 if grows else -1), used, cost, standard.effort.reach)
        child = near.child_of(int(system.cells[leak.column]), cost) if leak.offset else None
        if child is not None and (found is None or cost[child] <= cost[found]):
            found = child  # then no one can subtract it
        if found is not None:
            chosen[found] = True
    return chosen


def _cheapest(
    near: _Neighbourhood,
    system: Equations,
    bounds: tuple[Ints, Ints],
    start: tuple[int, int],
    used: set[int],
    cost: Floats,
    reach: int,
) -> int | None:
    """Search outwards from an unknown that should move by a sign; None when its equations are taken this round."""
    queue, seen, rows_seen = [start], {start}, 0
    while queue and rows_seen < reach:
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
            fresh = [step for step in steps if step not in seen][:reach]
            seen.update(fresh)
            queue += fresh
    return None


def _tight_rows(system: Equations, bounds: tuple[Ints, Ints], column: int, way: int) -> list[tuple[int, int]]:
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
