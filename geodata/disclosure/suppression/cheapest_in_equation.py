"""Shown numbers in the equations of others: what is left to withhold where no programme names a better choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.effort import EFFORT

if TYPE_CHECKING:
    from collections.abc import Collection

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Leak
    from geodata.tabulation.grid import Grid


def beside_cells(
    grid: Grid, system: Equations, leaks: Collection[Leak], shown: Bools, cost: Floats, effort: Effort = EFFORT
) -> Bools:
    """Choose, for every leak, the cheapest of the shown cells in an equation with it; anywhere where there is none."""
    chosen = np.zeros(len(grid), dtype=bool)
    for leak in leaks:
        near = _near_records(grid, system, leak.column, effort)
        cell = int(system.cells[leak.column])
        for d in grid.dimensions if cell >= 0 else ():
            near |= (grid.up[d] == cell) | fellows(grid.up[d], np.array([cell]))
        chosen |= cheapest(near & shown if (near & shown).any() else shown, cost)
    return chosen


def _near_records(grid: Grid, system: Equations, column: int, effort: Effort) -> Bools:
    """Say which cells stand in equations of the records behind the tables with an unknown, or a step away."""
    near = np.zeros(len(grid), dtype=bool)
    if grid.joint is None:
        return near
    columns = np.array([column])
    for _ in range(effort.record_steps):
        rows = np.unique(np.concatenate([system.col_row[system.col_at[c] : system.col_at[c + 1]] for c in columns]))
        rows = rows[system.margin[rows] < -1]
        for number in (-2 - system.margin[rows]).tolist():
            near[grid.joint.cells_of(number)] = True
        parts = [system.row_col[system.row_at[r] : system.row_at[r + 1]] for r in rows]
        columns = np.unique(np.concatenate([columns, *parts]))
    return near


def fellows(up: Ints, cells: Ints) -> Bools:
    """Say which cells stand in the equation of a margin directly above some cells, that margin included."""
    margins = np.unique(up[cells])
    out = np.isin(up, margins[margins >= 0])
    out[margins[margins >= 0]] = True
    return out


def cheapest(options: Bools, cost: Floats) -> Bools:
    """Choose the cheapest of some cells; none where there are none."""
    chosen = np.zeros(len(options), dtype=bool)
    if options.any():
        chosen[np.argmin(np.where(options, cost, np.inf))] = True
    return chosen
