"""The attack on rounded tables: a rounded number is an interval, and the true ones in the intervals add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.attack.effort import EFFORT
from geodata.attack.interval_disclosure import find_leaks
from geodata.attack.model.equations import build_system, components, pack
from geodata.attack.presolve import reduce
from geodata.attack.programming.linear_program import Programme
from geodata.attack.search.solution_pool import SolutionPool

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations
    from geodata.tabulation.grid import Grid


class Attacked(NamedTuple):
    """Cells that stand out as narrow, with their ranges; how many were tested, and how many by fractions only."""

    narrow: dict[int, tuple[int, int | None]]
    n_tested: int
    lp_only: int


def narrow_intervals(
    grid: Grid, shown: Ints, exact: Bools, base: int, threshold: int, progress: Callable[[int, int], None] | None,
    effort: Effort = EFFORT,
) -> Attacked:  # fmt: skip
    """Test every rounded number that may stand for a small one.

    Where the rounded numbers add up themselves they are a completion, and so is that completion with up to base − 1
    records more of any one kind: every cell that holds them stays in its interval. So a rounded 0 can be all from 0 to
    base − 1, with no search. Others are searched first among the cells that aren't rounded to 0.

    Parameters
    ----------
    grid
        The cells and their equations.
    shown
        Numbers as shown, shape (n_cells,).
    exact
        Cells whose number is no interval, shape (n_cells,).
    base
        What the others are rounded to; at least the threshold, unless all is to be searched.
    threshold
        k.
    progress
        Told (numbers done, numbers in all).
    effort
        The budgets.

    Raises
    ------
    DisclosureError
        When the solver gives no answer.
    """
    tested = np.flatnonzero(~exact & (shown - base + 1 < threshold))
    open_cells, lp_only = tested, 0
    if base >= threshold and not exact.any() and adds_up(grid, shown):
        few = tested[shown[tested] > 0]
        found, lp_only = _leaks(grid, (shown, exact, base), threshold, few, shown > 0, progress, effort)
        open_cells = np.array(sorted(found), dtype=np.int64)
    narrow: dict[int, tuple[int, int | None]] = {}
    if len(open_cells):
        every = np.ones(len(grid), dtype=bool)
        narrow, fractional = _leaks(grid, (shown, exact, base), threshold, open_cells, every, progress, effort)
        lp_only += fractional
    return Attacked(narrow, len(tested), lp_only)


def adds_up(grid: Grid, shown: Ints) -> bool:
    """Say whether numbers satisfy every equation themselves, and are those of some records."""
    for d in grid.dimensions:
        up = grid.up[d]
        child = np.flatnonzero(up >= 0)
        total = np.rint(np.bincount(up[child], weights=shown[child], minlength=len(grid))).astype(np.int64)
        margins = np.unique(up[child])
        if (total[margins] != shown[margins]).any():
            return False
    return are_records(build_system(grid, shown, np.zeros(len(grid), dtype=bool), np.zeros(len(grid), dtype=bool)))


def are_records(system: Equations) -> bool:
    """Say whether there are records with the numbers that are shown, none withheld."""
    is_kept = not system.rhs[np.diff(system.row_at) == 0].any()
    return is_kept and all(_has_completion(part) for part, _ in components(reduce(system).system))


def _has_completion(part: Equations) -> bool:
    return SolutionPool.of(part.shape[1]).start(part) or Programme(part, integer=True).completion() is not None


def _leaks(
    grid: Grid, rounded: tuple[Ints, Bools, int], threshold: int, cells: Ints, free: Bools,
    progress: Callable[[int, int], None] | None, effort: Effort,
) -> tuple[dict[int, tuple[int, int | None]], int]:  # fmt: skip
    """Attack some cells while others, not free, keep their numbers."""
    if not len(cells):
        return {}, 0
    system = _intervals(grid, *rounded, free)
    columns = system.column_of(len(grid))[cells]
    none = np.zeros(len(cells), dtype=np.int64)
    found = find_leaks(system, columns, none, threshold, progress=progress, effort=effort)
    return {int(system.cells[leak.column]): (leak.low, leak.high) for leak in found.leaks}, found.lp_only


def _intervals(grid: Grid, shown: Ints, exact: Bools, base: int, free: Bools) -> Equations:
    """Write down cells as unknown, with the interval of each: x ≥ its least value, and x + slack = its greatest."""
    system = build_system(grid, np.where(free, 0, shown), free, free)
    n_rows, n_cols = system.shape
    column = np.flatnonzero(system.cells >= 0)
    cells, n = system.cells[column], len(column)
    new_rows = n_rows + np.arange(n)
    row = np.concatenate([np.repeat(np.arange(n_rows), np.diff(system.row_at)), new_rows, new_rows])
    col = np.concatenate([system.row_col, column, n_cols + np.arange(n)])
    sign = np.concatenate([system.row_sign, np.ones(2 * n, dtype=np.int64)])
    lower = np.concatenate([system.lower, np.zeros(n, dtype=np.int64)])
    lower[column] = np.where(exact[cells], shown[cells], np.maximum(shown[cells] - base + 1, 0))
    greatest = np.where(exact[cells], shown[cells], shown[cells] + base - 1)
    none = np.full(n, -1, dtype=np.int64)
    return pack(
        row, col, sign, np.concatenate([system.rhs, greatest]), np.concatenate([system.margin, none]),
        np.concatenate([system.axis, none]), lower, np.concatenate([system.cells, none]),
        np.concatenate([system.implied, none > 0]),
    )  # fmt: skip
