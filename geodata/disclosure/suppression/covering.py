"""The first choice of what else to withhold: the least costly cover of what single equations demand.

A shown margin leaves its withheld children a sum that everyone can work out. If that sum is too small to let each
child be anything from 1 to k−1, more must be withheld beneath the margin, or the margin itself; and whatever is
withheld needs a second withheld member in each of its equations, or it stays known. One integer programme asks this of
all equations at once. It reads published numbers, the pattern of too-small and zero cells, and the costs.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, ch. 4.4 (secondary suppression as covering).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import highspy
import numpy as np

from geodata.attack.programming.solver import quiet_highs

if TYPE_CHECKING:
    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.effort import Effort
    from geodata.disclosure.protection import Standard
    from geodata.disclosure.visible import Visible
    from geodata.tabulation.grid import Grid

_HALF: Final = 0.5


class _Rows(NamedTuple):
    """Equations margin = Σ children that may not be 0, of all dimensions: margins, (row, child) pairs."""

    margin: Ints
    row: Ints
    child: Ints


def cover(grid: Grid, visible: Visible, withheld: Bools, standard: Standard, cost: Floats) -> Bools:
    """Choose published cells to withhold so that every single equation leaves its members room.

    Parameters
    ----------
    grid
        The cells.
    visible
        Their counts, as far as they may be looked at.
    withheld
        What is withheld already.
    standard
        What must be left open.
    cost
        What withholding a cell costs; shape (n_cells,).

    Returns
    -------
    The cells chosen; shape (n_cells,).
    """
    rows = _rows_of(grid, visible, standard)
    hidden = withheld[rows.child]
    n_hidden = np.bincount(rows.row[hidden], minlength=len(rows.margin))
    shown_sum = np.bincount(rows.row[~hidden], weights=visible.counts[rows.child[~hidden]], minlength=len(rows.margin))
    left = np.where(withheld[rows.margin], 0, visible.counts[rows.margin]) - np.rint(shown_sum).astype(np.int64)
    lowest = np.where(standard.may_be_zero(grid, withheld), 0, 1)
    floor = np.rint(np.bincount(rows.row[hidden], weights=lowest[rows.child[hidden]], minlength=len(rows.margin)))
    least = np.full(len(rows.margin), 1, dtype=np.int64)
    np.minimum.at(least, rows.row[hidden], lowest[rows.child[hidden]])
    lacking = standard.lacking(left, n_hidden, floor.astype(np.int64), least)
    lacking[withheld[rows.margin]] = 0
    chosen = np.zeros(len(grid), dtype=bool)
    if not lacking.any():
        return chosen
    chosen[_solve(rows, visible, withheld, lacking, n_hidden + withheld[rows.margin], cost, standard.effort)] = True
    return chosen


def _rows_of(grid: Grid, visible: Visible, standard: Standard) -> _Rows:
    is_there = (visible.counts >= int(not standard.hides_zeros)) | standard.primary(visible.counts)
    margins, rows, children, n = [], [], [], 0
    for d in grid.dimensions:
        child = np.flatnonzero((grid.up[d] >= 0) & is_there)
        margin, row = np.unique(grid.up[d][child], return_inverse=True)
        margins.append(margin)
        rows.append(n + row)
        children.append(child)
        n += len(margin)
    return _Rows(np.concatenate(margins), np.concatenate(rows), np.concatenate(children))


def _solve(
    rows: _Rows, visible: Visible, withheld: Bools, lacking: Ints, n_hidden: Ints, cost: Floats, effort: Effort
) -> Ints:
    """Solve the cover: a binary per published cell, and one per row that it touches."""
    open_child = ~withheld[rows.child]
    row, cell = rows.row[open_child], rows.child[open_child]
    open_margin = np.flatnonzero(~withheld[rows.margin])
    pair_row = np.concatenate([row, open_margin])
    pair_cell = np.concatenate([cell, rows.margin[open_margin]])
    is_margin = np.concatenate([np.zeros(len(row), dtype=bool), np.ones(len(open_margin), dtype=bool)])
    cells, at = np.unique(pair_cell, return_inverse=True)
    n_cells = len(cells)
    order = np.argsort(pair_row, kind="stable")
    pair_row, at, is_margin = pair_row[order], at[order], is_margin[order]
    size = np.bincount(pair_row, minlength=len(rows.margin))
    # what a row gains from a cell: all it lacks from the margin, at most the cell's own room from a child
    room = visible.counts[cells[at]] - 1
    gain = np.where(is_margin, lacking[pair_row], np.minimum(room, lacking[pair_row])).astype(float)
    demanding = lacking > 0
    paired = (n_hidden == 0) & (size > 0)
    rows_kept = np.flatnonzero(demanding | paired)
    new = np.full(len(rows.margin), -1)
    new[rows_kept] = np.arange(len(rows_kept))
    keep = new[pair_row] >= 0
    pair_row, at, gain = new[pair_row[keep]], at[keep], gain[keep]
    is_paired = ~demanding[rows_kept]
    gain = np.where(is_paired[pair_row], 1.0, gain)
    flag = np.full(len(rows_kept), -1)
    flag[is_paired] = n_cells + np.arange(is_paired.sum())
    # row: Σ gain·w ≥ lacking, or Σ w ≥ 2·y; and w ≤ y for every cell of a paired row
    in_paired = np.flatnonzero(is_paired[pair_row])
    n_rows, n_cols = len(rows_kept), n_cells + int(is_paired.sum())
    i = np.concatenate(
        [pair_row, np.flatnonzero(is_paired), n_rows + np.arange(len(in_paired)), n_rows + np.arange(len(in_paired))]
    )
    j = np.concatenate([at, flag[is_paired], flag[pair_row[in_paired]], at[in_paired]])
    a = np.concatenate(
        [gain, np.full(int(is_paired.sum()), -2.0), np.ones(len(in_paired)), np.full(len(in_paired), -1.0)]
    )
    lower = np.concatenate([np.where(is_paired, 0, lacking[rows_kept]), np.zeros(len(in_paired))]).astype(float)
    objective = np.concatenate([cost[cells], np.zeros(n_cols - n_cells)])
    x = _binary(i, j, a, lower, objective, effort)
    return cells[x[:n_cells] > _HALF]


def _binary(i: Ints, j: Ints, a: Floats, lower: Floats, cost: Floats, effort: Effort) -> Floats:
    order = np.lexsort((j, i))
    highs = quiet_highs()
    for option, value in (("mip_rel_gap", effort.cover_gap), ("mip_max_nodes", effort.cover_nodes)):
        highs.setOptionValue(option, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), np.ones(len(cost))
    lp.row_lower_, lp.row_upper_ = lower, np.full(len(lower), highspy.kHighsInf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(i, minlength=len(lower)))])
    lp.a_matrix_.index_, lp.a_matrix_.value_ = j[order], a[order]
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    highs.passModel(lp)
    highs.run()
    return np.asarray(highs.getSolution().col_value)
