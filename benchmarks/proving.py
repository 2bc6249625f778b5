"""Why an attacker succeeds: which published cells his proof rests on, by the duals of his linear programme.

All equations are written over all cells; a published one is fixed at its number. A bound on an unknown is a weighted
sum of equations, and it holds whatever else is withheld, as long as the cells whose weight is not 0 stay published.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import highspy
import numpy as np
from scipy import sparse

from geodata.attack.model.equations import build_system
from geodata.attack.programming.solver import quiet_highs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.arrays import Bools, Floats, Ints
    from geodata.tabulation.grid import Grid

_TINY: Final = 1e-6


class Proof(NamedTuple):
    """A bound on an unknown; and the cells, none 0, of which one must be withheld for it to fall."""

    bound: float
    rests_on: Ints


class World:
    """The equations of a grid over all its cells, and their true counts."""

    def __init__(self, grid: Grid, count: Ints) -> None:
        everything = np.ones(len(grid), dtype=bool)
        system = build_system(grid, count, everything, everything)
        entries = system.row_sign.astype(float), system.row_col, system.row_at
        self.grid, self.count, self.n = grid, count, len(grid)
        self.matrix = sparse.csr_array(entries, shape=system.shape)  # shares of links stand behind the cells
        self.margin = system.margin

    @cached_property
    def above(self) -> list[list[int]]:
        """The margins directly above every cell."""
        ups = np.stack([self.grid.up[d] for d in self.grid.dimensions])
        return [[int(m) for m in column if m >= 0] for column in ups.T]

    def hidden(self, positive: Bools) -> Bools:
        """Add the zeros below withheld margins to the withheld cells; shape (n_cells,)."""
        hidden = positive.copy()
        for level in np.unique(self.grid.depth()):
            cells = np.flatnonzero((self.grid.depth() == level) & (self.count == 0))
            hidden[cells] = [any(hidden[m] for m in self.above[c]) for c in cells]
        return hidden

    def hiding(self, zero: int) -> set[int]:
        """List the cells of which one must be withheld for a zero to be."""
        found: set[int] = set()
        for margin in self.above[zero]:
            found |= {margin} if self.count[margin] else self.hiding(margin)
        return found

    def attacks(self, hidden: Bools, targets: Ints) -> Iterator[tuple[int, Attack]]:
        """Give every target its attack, component by component."""
        free = np.append(hidden, np.ones(self.matrix.shape[1] - self.n, dtype=bool))
        columns = np.flatnonzero(free)
        part = self.matrix[:, columns]
        graph = sparse.block_array([[None, part], [part.T, None]]).tocsr()
        _, label = sparse.csgraph.connected_components(graph, directed=False)
        row_label, label = label[: part.shape[0]], label[part.shape[0] :]
        at = np.searchsorted(columns, targets)
        for name in np.unique(label[at]):
            attack = Attack(self, hidden, np.flatnonzero(row_label == name), columns[label == name])
            for target in targets[label[at] == name].tolist():
                yield target, attack


class Attack:
    """The linear programme of one component of what is withheld."""

    def __init__(self, world: World, hidden: Bools, rows: Ints, columns: Ints) -> None:
        self.world, self.hidden, self.columns, self._rows = world, hidden, columns, rows
        shown = np.where(hidden, 0, world.count)
        self._may_be_zero = np.array([c >= world.n or any(hidden[m] for m in world.above[c]) for c in columns])
        own = sparse.csr_array(world.matrix[rows])
        matrix = sparse.csr_array(own[:, columns])
        rhs = -(own[:, : world.n] @ shown)
        self.lower = np.where(self._may_be_zero, 0.0, 1.0)
        self._highs = quiet_highs()
        self._highs.passModel(model(matrix, rhs, self.lower))

    def ask(self, target: int, sign: int) -> Proof | None:
        """Prove how small (sign 1) or how great (sign −1) a withheld cell must be; None: there is no bound."""
        column = int(np.searchsorted(self.columns, target))
        self._highs.changeColCost(column, float(sign))
        self._highs.run()
        optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self._highs.changeColCost(column, 0.0)
        if not optimal:
            return None
        solution = self._highs.getSolution()
        return Proof(float(solution.col_value[column]), self._rests_on(target, sign, np.asarray(solution.row_dual)))

    def _rests_on(self, target: int, sign: int, dual: Floats) -> Ints:
        """Read from the duals which cells the bound rests on."""
        world = self.world
        weight = -(sparse.csr_array(world.matrix[self._rows]).T @ dual)
        weight[target] += sign
        out: set[int] = set()
        for cell in np.flatnonzero(np.abs(weight[: world.n]) > _TINY).tolist():
            if self.hidden[cell]:  # an unknown at its least: 1 as long as no margin above it is withheld
                if not self._may_be_zero[np.searchsorted(self.columns, cell)]:
                    out.update(world.above[cell])
            elif world.count[cell]:
                out.add(cell)
            elif weight[cell] < 0:  # a zero is as small as it can be already
                out |= world.hiding(cell)
        return np.array(sorted(out), dtype=np.int64)

    def completion(self, target: int, most: int) -> Floats | None:
        """Find whole numbers that fit, with an unknown no greater than so much; shape (n_columns,)."""
        highs = quiet_highs()
        lp = self._highs.getLp()
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(self.columns)
        highs.passModel(lp)
        column = int(np.searchsorted(self.columns, target))
        highs.changeColBounds(column, float(self.lower[column]), float(most))
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.rint(highs.getSolution().col_value)


def model(matrix: sparse.csr_array, rhs: Floats, lower: Floats) -> highspy.HighsLp:
    """Write down matrix · x = rhs, x ≥ lower, at no cost."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_ = np.zeros(len(lower)), lower
    lp.col_upper_ = np.full(len(lower), highspy.kHighsInf)
    lp.row_lower_ = lp.row_upper_ = np.asarray(rhs, dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    return lp
