"""What an attacker can work out from published cells: the range of every withheld cell and named sum.

The attacker solves, for each test point, whether the published equations have a completion there. Integer programming
(HiGHS) decides it exactly on small components; on large ones linear programming does, and an integer completion is
looked for by rounding a vertex, which the equations then prove or refute.

References
----------
Fischetti, M. and Salazar, J. J. (2001), Solving the cell suppression problem on tabular data with linear constraints,
Management Science 47(7): the attacker's problems. Hundepool et al. (2012), Statistical Disclosure Control, ch. 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from geodata.disclosure.solver import Solver

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints
    from collections.abc import Callable

    from geodata.tabulation.grid import Grid


@dataclass(frozen=True, eq=False)
class System:
    """Equations `matrix @ x = rhs` over the withheld cells, with x ≥ lower, x integer.

    `cells[j]` is the grid cell of column j, or -1 for the unknown share of a link. `broken` lists published cells in
    equations without a withheld member whose sides differ.
    """

    matrix: sparse.csr_array
    rhs: Ints
    lower: Ints
    cells: Ints
    broken: Ints


@dataclass(frozen=True)
class Target:
    """A number under test: column j minus a published offset (0 for a cell, the published children for a sum)."""

    column: int
    offset: int


@dataclass(frozen=True)
class Leak:
    """A target whose feasible set neither holds 1..k-1 nor lies at or above k."""

    target: Target
    low: int
    high: int | None


def build_system(grid: Grid, count: Ints, withheld: Bools, may_be_zero: Bools) -> System:
    """Write down what the attacker knows. `count` is read only where a cell is not withheld."""
    known = np.where(withheld, 0, count)
    full = grid.equations(withheld | (known > 0)).tocsc()
    n_slack = full.shape[1] - len(grid)
    unknown = np.concatenate([np.flatnonzero(withheld), np.arange(len(grid), len(grid) + n_slack)])
    padded = np.concatenate([known, np.zeros(n_slack, dtype=np.int64)])
    rhs = np.rint(-(full @ padded)).astype(np.int64)
    part = full[:, unknown].tocsr()
    has = np.diff(part.indptr) > 0
    broken_rows = np.flatnonzero(~has & (rhs != 0))
    broken = np.unique(full.tocsr()[broken_rows].indices) if len(broken_rows) else np.empty(0, dtype=np.int64)
    lower = np.concatenate([np.where(may_be_zero[withheld], 0, 1), np.zeros(n_slack, dtype=np.int64)])
    cells = np.where(unknown < len(grid), unknown, -1)
    return System(sparse.csr_array(part[has]), rhs[has], lower.astype(np.int64), cells, broken.astype(np.int64))


def targets_of(grid: Grid, count: Ints, withheld: Bools, system: System) -> list[Target]:
    """List every withheld cell and every named sum (a withheld margin minus its published children)."""
    column = np.full(len(grid), -1)
    column[system.cells[system.cells >= 0]] = np.flatnonzero(system.cells >= 0)
    known = np.where(withheld, 0, count)
    found = {(int(column[c]), 0) for c in np.flatnonzero(withheld)}
    for d in grid.dimensions:
        up = grid.up[d]
        shown = (up >= 0) & ~withheld
        total = np.rint(np.bincount(up[shown], weights=known[shown], minlength=len(grid))).astype(np.int64)
        hidden = np.bincount(up[(up >= 0) & withheld], minlength=len(grid))
        found |= {(int(column[m]), int(total[m])) for m in np.flatnonzero(withheld & (total > 0) & (hidden > 0))}
    return [Target(c, o) for c, o in sorted(found)]


def components(system: System) -> list[tuple[Ints, Ints]]:
    """Split a system into (rows, columns) that share no unknown."""
    n_rows, n_cols = system.matrix.shape
    graph = (
        sparse.block_array([[None, system.matrix], [system.matrix.T, None]])
        if n_rows
        else sparse.csr_array((n_cols, n_cols))
    )
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    rows, cols = label[: graph.shape[0] - n_cols], label[graph.shape[0] - n_cols :]
    row_order, col_order = np.argsort(rows, kind="stable"), np.argsort(cols, kind="stable")
    groups = np.unique(cols)
    r0, r1 = (np.searchsorted(rows[row_order], groups, side=s) for s in ("left", "right"))
    c0, c1 = (np.searchsorted(cols[col_order], groups, side=s) for s in ("left", "right"))
    return [(row_order[a:b], col_order[c:d]) for a, b, c, d in zip(r0, r1, c0, c1, strict=True)]


def find_leaks(
    system: System, targets: list[Target], threshold: int, *, progress: Callable[[int, int], None] | None = None
) -> tuple[list[Leak], int, bool]:
    """Test every target; return the leaks, how many rest on linear completions only, and whether all were resolved."""
    by_column: dict[int, list[Target]] = {}
    for t in targets:
        by_column.setdefault(t.column, []).append(t)
    leaks: list[Leak] = []
    lp_only, complete, done = 0, True, 0
    for rows, cols in components(system):
        mine = [Target(j, t.offset) for j, c in enumerate(cols) for t in by_column.get(int(c), [])]
        if not mine:
            continue
        part = sparse.csr_array(system.matrix[rows][:, cols])
        solver = Solver(part, system.rhs[rows], system.lower[cols])
        for leak in solver.leaks(mine, threshold):
            leaks.append(Leak(Target(int(cols[leak.target.column]), leak.target.offset), leak.low, leak.high))
        lp_only += solver.lp_only
        complete &= solver.complete
        done += len(mine)
        if progress:
            progress(done, len(targets))
    return leaks, lp_only, complete
