"""Complementary suppression: withhold further cells until the attacker fails.

Every round plays the attacker (`attack.find_leaks`) on what would be published. For each leak a linear programme looks
for the least costly way to move the published numbers so that the leaking cell may take the values it must be able to
take; the published cells that move are withheld. Both read published numbers, the pattern of too-small and zero cells,
and public weights, never a withheld count (the first guess aside, see `partners`).

References
----------
Castro, J. (2012), Recent advances in optimization techniques for statistical tabular data protection, EJOR 216(2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy import sparse

from geodata.disclosure import attack, zeros
from geodata.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Floats, Ints
    from geodata.tabulation.grid import Grid

_MOVED = 1e-6


def protect_cells(
    grid: Grid,
    count: Ints,
    primary: Bools,
    threshold: int,
    weight: Floats,
    progress: Callable[[str], None] | None = None,
) -> Bools:
    """Choose what is withheld; shape (n_cells,).

    Parameters
    ----------
    grid
        The cells and their equations.
    count
        True counts, shape (n_cells,).
    primary
        Cells that are too small or sensitive.
    threshold
        k: a count below it is too small.
    weight
        Cost of withholding a published cell, shape (n_cells,).
    progress
        Told a sentence per round.

    Raises
    ------
    DisclosureError
        When a leak remains that no further cell can mend.
    """
    withheld = primary | partners(grid, count, primary, threshold, weight)
    for round_number in range(200):
        withheld |= zeros.withheld_zeros(grid, count, withheld)
        free = zeros.may_be_zero(grid, withheld)
        system = attack.build_system(grid, count, withheld, free)
        leaks, _, complete = attack.find_leaks(system, attack.targets_of(grid, count, withheld, system), threshold)
        if progress:
            progress(f"round {round_number + 1}: {int(withheld.sum())} withheld, {len(leaks)} still derivable")
        if not complete:
            msg = "protect: the solver gave up on a cell; expected an answer. Coarsen the tables."
            raise DisclosureError(msg)
        if not leaks:
            return withheld
        more = _mend(
            grid, count, withheld, free, [(int(system.cells[x.target.column]), x) for x in leaks], threshold, weight
        )
        if not more.any():
            msg = f"protect: {len(leaks)} cells stay derivable whatever is withheld. Coarsen the tables or pool places."
            raise DisclosureError(msg)
        withheld |= more
    msg = "protect: found no end after 200 rounds; expected a protected table. Coarsen the tables."
    raise DisclosureError(msg)


def partners(grid: Grid, count: Ints, primary: Bools, threshold: int, weight: Floats) -> Bools:
    """First guess: a shown margin whose too-small children are fewer than k gets its cheapest large child withheld.

    Fewer than k too-small children might sum to less than k; the rule looks at how many there are, not at their sum,
    so it says nothing about them. Repeated until nothing changes.
    """
    withheld = primary.copy()
    for _ in range(len(grid.dimensions) * 8):
        chosen = np.zeros(len(grid), dtype=bool)
        for d in grid.dimensions:
            up = grid.up[d]
            child = up >= 0
            hidden = np.bincount(up[child & withheld & (count > 0)], minlength=len(grid))
            large = np.bincount(up[child & withheld & (count >= threshold)], minlength=len(grid))
            needy = ~withheld & ~chosen & (hidden > 0) & (large == 0) & (hidden < threshold)
            candidate = np.flatnonzero(child & ~withheld & (count >= threshold) & needy[up])
            order = candidate[np.lexsort((candidate, weight[candidate], up[candidate]))]
            _, first = np.unique(up[order], return_index=True)
            chosen[order[first]] = True
        if not chosen.any():
            break
        withheld |= chosen
    return withheld & ~primary


def _mend(
    grid: Grid,
    count: Ints,
    withheld: Bools,
    free: Bools,
    leaks: list[tuple[int, attack.Leak]],
    threshold: int,
    weight: Floats,
) -> Bools:
    """Withhold what lets every leaking cell reach both test points; cells already chosen this round cost nothing."""
    model = _Repair(grid, count, withheld, free, threshold, weight)
    chosen = np.zeros(len(grid), dtype=bool)
    for cell, leak in leaks:
        for value in sorted({1, threshold - 1}):
            point = leak.target.offset + value
            if leak.low <= value and (leak.high is None or value <= leak.high):
                continue
            moved = model.reach(cell, point, leak.target.offset)
            chosen[moved] = True
            model.make_free(moved)
    return chosen


class _Repair:
    """Least weighted change of published numbers, as a linear programme: x = n + up - down on published cells."""

    def __init__(self, grid: Grid, count: Ints, withheld: Bools, free: Bools, threshold: int, weight: Floats) -> None:
        active = withheld | (count > 0)
        full = sparse.csc_array(grid.equations(active))
        self.slack = np.arange(len(grid), full.shape[1])
        self.unknown = np.concatenate([np.flatnonzero(withheld), self.slack])
        self.shown = np.flatnonzero(~withheld & (count >= threshold))
        self.position = np.full(full.shape[1], -1)
        self.position[self.unknown] = np.arange(len(self.unknown))
        known = np.zeros(full.shape[1])
        known[self.shown] = count[self.shown]
        matrix = sparse.hstack([full[:, self.unknown], full[:, self.shown], -full[:, self.shown]]).tocsr()
        n_unknown, n_shown = len(self.unknown), len(self.shown)
        lower = np.zeros(n_unknown)
        lower[: n_unknown - len(self.slack)] = np.where(free[withheld], 0, 1)
        self.lower = np.concatenate([lower, np.zeros(2 * n_shown)])
        infinite = highspy.kHighsInf
        self.upper = np.concatenate([np.full(n_unknown + n_shown, infinite), count[self.shown] - 1.0])
        self.cost = np.concatenate([np.zeros(n_unknown), weight[self.shown], weight[self.shown]])
        self._highs = _load(matrix, -(full @ known), self.lower, self.upper, self.cost)

    def reach(self, cell: int, point: int, offset: int) -> Ints:
        """List published cells whose change lets `cell` take the value `point`; empty when nothing does."""
        column = int(self.position[cell])
        if point < self.lower[column]:
            return np.empty(0, dtype=np.int64)
        self._highs.changeColBounds(column, point, point)
        self._highs.run()
        optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        x = np.asarray(self._highs.getSolution().col_value) if optimal else np.zeros(len(self.lower))
        self._highs.changeColBounds(column, self.lower[column], highspy.kHighsInf)
        start, n = len(self.unknown), len(self.shown)
        return self.shown[(x[start : start + n] > _MOVED) | (x[start + n :] > _MOVED)]

    def make_free(self, cells: Ints) -> None:
        """Let cells chosen for one leak serve the next at no cost."""
        at = np.flatnonzero(np.isin(self.shown, cells)) + len(self.unknown)
        for column in np.concatenate([at, at + len(self.shown)]):
            self._highs.changeColCost(int(column), 0.0)


def _load(matrix: sparse.csr_array, rhs: Floats, lower: Floats, upper: Floats, cost: Floats) -> highspy.Highs:
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        highs.setOptionValue(option, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
    lp.row_lower_ = lp.row_upper_ = rhs
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
    lp.a_matrix_.value_ = matrix.data.astype(float)
    highs.passModel(lp)
    return highs
