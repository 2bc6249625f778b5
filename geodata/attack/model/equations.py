"""What an attacker knows: one sparse system of equations over the withheld cells, and the numbers he is after.

Every margin is an equation *sum of children − margin = 0*; what is published moves to the right-hand side. The engine
and the audit both build it from the published cells alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from geodata.attack.model.record_equations import joint_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.arrays import Bools, Floats, Ints
    from geodata.tabulation.grid import Grid

#: Stands for "no bound": far above any count, far below overflow when many are added.
UNBOUNDED: Final = 1 << 40
TOLERANCE: Final = 1e-5
#: What a value noted of a completion, less its tolerance, may lack of what it had to reach.
SEEN: Final = 2 * TOLERANCE


@dataclass(frozen=True, eq=False)
class Equations:
    """Equations ``Σ sign · x = rhs`` with x ≥ lower and x integer, by rows and by columns.

    Attributes
    ----------
    row_at, row_col, row_sign
        Row r holds the columns ``row_col[row_at[r]:row_at[r + 1]]``, with signs +1 or −1.
    col_at, col_row, col_sign
        The same by columns.
    rhs
        What the published numbers leave; shape (n_rows,).
    margin, axis
        The grid cell whose children a row sums, and along which of the grid's dimensions; ``-2 - n`` and -1 for
        equation n of the records behind the tables; shape (n_rows,).
    lower
        Least values; shape (n_columns,).
    cells
        The grid cell of a column, ``-2 - n`` for number n of the records behind the tables; shape (n_columns,).
    implied
        Which rows follow from other rows; shape (n_rows,).
    """

    row_at: Ints
    row_col: Ints
    row_sign: Ints
    col_at: Ints
    col_row: Ints
    col_sign: Ints
    rhs: Ints
    margin: Ints
    axis: Ints
    lower: Ints
    cells: Ints
    implied: Bools

    @property
    def shape(self) -> tuple[int, int]:
        """Number of equations and of unknowns."""
        return len(self.rhs), len(self.cells)

    def part(self, columns: Ints) -> Equations:
        """Take out a component: some columns, ascending, with all their rows."""
        at = np.concatenate([np.arange(self.col_at[c], self.col_at[c + 1]) for c in columns])
        col = np.repeat(np.arange(len(columns)), self.col_at[columns + 1] - self.col_at[columns])
        rows, row = np.unique(self.col_row[at], return_inverse=True)
        return pack(
            row, col, self.col_sign[at], self.rhs[rows], self.margin[rows], self.axis[rows],
            self.lower[columns], self.cells[columns], self.implied[rows],
        )  # fmt: skip

    def only(self, rows: Ints) -> tuple[Equations, Ints]:
        """Take some rows, ascending, with the columns that they hold; also returned: those, ascending."""
        size = self.row_at[rows + 1] - self.row_at[rows]
        row, first = np.repeat(np.arange(len(rows)), size), self.row_at[rows] - np.cumsum(size) + size
        at = first[row] + np.arange(len(row))
        columns, col = np.unique(self.row_col[at], return_inverse=True)
        return pack(
            row, col, self.row_sign[at], self.rhs[rows], self.margin[rows], self.axis[rows],
            self.lower[columns], self.cells[columns], self.implied[rows],
        ), columns  # fmt: skip

    def column_of(self, n_cells: int) -> Ints:
        """Give the column of every grid cell, -1 where it is published; shape (n_cells,)."""
        column = np.full(n_cells, -1, dtype=np.int64)
        is_cell = self.cells >= 0
        column[self.cells[is_cell]] = np.flatnonzero(is_cell)
        return column

    def holds(self, x: Ints) -> bool:
        """Check a completion against every equation and bound: no search is trusted."""
        return bool((x >= self.lower).all() and not self.imbalance(x).any())

    def imbalance(self, x: Ints) -> Ints:
        """Give, per equation, how far a vector is from satisfying it."""
        row = np.repeat(np.arange(len(self.rhs)), np.diff(self.row_at))
        total = np.bincount(row, weights=x[self.row_col] * self.row_sign, minlength=len(self.rhs))
        return np.rint(total).astype(np.int64) - self.rhs


def build_system(grid: Grid, count: Ints, withheld: Bools, may_be_zero: Bools, *, records: bool = True) -> Equations:
    """Write down what the attacker knows.

    Parameters
    ----------
    grid
        The cells and their margins.
    count
        Read only where a cell is not withheld; shape (n_cells,).
    withheld
        Which cells are unknown; shape (n_cells,).
    may_be_zero
        Which withheld cells the attacker can't rule out to be 0; shape (n_cells,).
    records
        Whether he reckons with the records behind the tables, or with their margins alone, which is sooner done.
    """
    known = np.where(withheld, 0, count)
    column = np.full(len(grid), -1, dtype=np.int64)
    cells = np.flatnonzero(withheld)
    column[cells] = np.arange(len(cells))
    rows, cols, signs, rhs, margins, axes, n_rows = [], [], [], [], [], [], 0
    for axis, d in enumerate(grid.dimensions):
        row_of, left = _margin_rows(grid.up[d], known, withheld)
        has_row = np.flatnonzero(row_of >= 0)
        child = np.flatnonzero(withheld & (grid.up[d] >= 0))
        open_margin = has_row[withheld[has_row]]
        rows += [n_rows + row_of[grid.up[d][child]], n_rows + row_of[open_margin]]
        cols += [column[child], column[open_margin]]
        signs += [np.ones(len(child), dtype=np.int64), np.full(len(open_margin), -1, dtype=np.int64)]
        rhs.append(left[has_row])
        margins.append(has_row)
        axes.append(np.full(len(has_row), axis))
        n_rows += len(has_row)
    implied = _implied(grid, withheld, margins)
    hidden = np.empty(0, dtype=np.int64)
    if records and grid.joint is not None:
        own = joint_rows(grid.joint, known, column, len(cells))
        hidden = own.hidden
        rows.append(n_rows + own.row)
        cols.append(own.col)
        signs.append(own.sign)
        rhs.append(own.rhs)
        margins.append(-2 - own.number)
        axes.append(np.full(len(own.rhs), -1))
        implied.append(np.zeros(len(own.rhs), dtype=bool))
    lower = np.concatenate([np.where(may_be_zero[cells], 0, 1), np.zeros(len(hidden), dtype=np.int64)])
    return pack(
        np.concatenate(rows), np.concatenate(cols), np.concatenate(signs), np.concatenate(rhs),
        np.concatenate(margins), np.concatenate(axes), lower.astype(np.int64), np.concatenate([cells, -2 - hidden]),
        np.concatenate(implied),
    )  # fmt: skip


def _implied(grid: Grid, withheld: Bools, margins: Sequence[Ints]) -> list[Bools]:
    """Say which equations follow from others, of the margins of each dimension.

    The dimension with most withheld margins goes first: then most of them stand in one equation only, and just follow.
    """
    n_withheld = np.array([withheld[rows].sum() for rows in margins])
    order = [grid.dimensions[axis] for axis in np.argsort(-n_withheld, kind="stable")]
    implied = grid.implied(order)
    return [implied[d][rows] for d, rows in zip(grid.dimensions, margins, strict=True)]


def _margin_rows(up: Ints, known: Ints, withheld: Bools) -> tuple[Ints, Ints]:
    """List the margins of one dimension whose equation holds an unknown, and say what is left for it."""
    child = np.flatnonzero(up >= 0)
    n = len(up)
    has_child = np.bincount(up[child], minlength=n) > 0
    unknown = np.bincount(up[child], weights=withheld[child], minlength=n)
    left = known - np.rint(np.bincount(up[child], weights=known[child], minlength=n)).astype(np.int64)
    row_of = np.full(n, -1, dtype=np.int64)
    at = np.flatnonzero(has_child & ((unknown > 0) | withheld))
    row_of[at] = np.arange(len(at))
    return row_of, left


def pack(  # noqa: PLR0913, PLR0917 -- the parts of a system
    row: Ints, col: Ints, sign: Ints, rhs: Ints, margin: Ints, axis: Ints, lower: Ints, cells: Ints, implied: Bools
) -> Equations:
    """Pack entries (row, col, sign) and what belongs to rows and columns into a system."""
    by_row, by_col = np.lexsort((col, row)), np.lexsort((row, col))
    row_at = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(rhs)))]).astype(np.int64)
    col_at = np.concatenate([[0], np.cumsum(np.bincount(col, minlength=len(cells)))]).astype(np.int64)
    return Equations(
        row_at, col[by_row], sign[by_row], col_at, row[by_col], sign[by_col], rhs, margin, axis, lower, cells, implied
    )


def targets_of(grid: Grid, count: Ints, system: Equations) -> tuple[Ints, Ints]:
    """List every withheld cell, every withheld margin minus its published children, and every corner.

    Returns
    -------
    Columns and offsets, shape (n_targets,) each, sorted: the number under test is x[column] − offset.
    """
    column = system.column_of(len(grid))
    withheld = column >= 0
    known = np.where(withheld, 0, count)
    columns, offsets = [column[withheld]], [np.zeros(int(withheld.sum()), dtype=np.int64)]
    for d in grid.dimensions:
        up = grid.up[d]
        child = np.flatnonzero(up >= 0)
        shown = np.rint(np.bincount(up[child], weights=known[child], minlength=len(grid))).astype(np.int64)
        hidden = np.bincount(up[child], weights=withheld[child], minlength=len(grid)) > 0
        margin = np.flatnonzero(withheld & hidden & (shown > 0))
        columns.append(column[margin])
        offsets.append(shown[margin])
    corners = corners_of(grid, system)
    columns.append(corners)
    offsets.append(np.zeros_like(corners))
    found = np.unique(np.stack([np.concatenate(columns), np.concatenate(offsets)], axis=1), axis=0)
    return found[:, 0].copy(), found[:, 1].copy()


def corners_of(grid: Grid, system: Equations) -> Ints:
    """List the columns of corners: differences of sums that everyone can name, such as both places unknown."""
    if grid.joint is None:
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(np.isin(system.cells, -2 - grid.joint.corners.ids))


def fixed_sums(system: Equations, threshold: int) -> Ints:
    """List equations whose withheld members sum to a known number from 1 to k−1: anyone can subtract it."""
    row = np.repeat(np.arange(len(system.rhs)), np.diff(system.row_at))
    n_less = np.bincount(row[system.row_sign < 0], minlength=len(system.rhs))
    signs = (np.diff(system.row_at) > 0) & (n_less == 0)
    return np.flatnonzero((signs > 0) & (system.margin >= 0) & (system.rhs > 0) & (system.rhs < threshold))


def components(system: Equations) -> Iterator[tuple[Equations, Ints]]:
    """Split a system into parts that share no equation, each with its columns in the whole, ascending."""
    n_rows, n_cols = system.shape
    if not n_cols:
        return
    row = np.repeat(np.arange(n_rows), np.diff(system.row_at))
    graph = sparse.coo_array((np.ones(len(row)), (row, n_rows + system.row_col)), shape=(n_rows + n_cols,) * 2)
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    order = np.argsort(label[n_rows:], kind="stable")
    for cols in np.split(order, np.flatnonzero(np.diff(label[n_rows:][order])) + 1):
        yield system.part(cols), cols


def matrix_of(system: Equations) -> sparse.csr_array:
    """Write the equations as a matrix, one row each."""
    entries = system.row_sign.astype(float), system.row_col, system.row_at
    return sparse.csr_array(entries, shape=system.shape)


def whole(x: Floats) -> Ints:
    """Round a vertex to whole numbers; the equations then prove or refute it."""
    return np.rint(x).astype(np.int64)
