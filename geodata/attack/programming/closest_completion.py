"""Another completion, close to one that is known: the least change that brings an unknown to a value.

It is a linear programme. The difference of two completions sums to nothing in every equation; the least one that moves
an unknown is a circuit through few equations, and what it leads to is nearly always whole where it began whole, while a
vertex that lies farthest hardly ever is. No such change at all proves that no completion has the unknown at that value.

References
----------
Kelly, J. P., Golden, B. L. and Assad, A. A. (1992), Cell suppression: disclosure protection for sensitive tabular data,
Networks 22(4): circuits through withheld cells. Castro, J. (2006), Minimum-distance controlled perturbation methods for
large-scale tabular data protection, European Journal of Operational Research 171(1): the programme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy import sparse

from geodata.attack.model.equations import UNBOUNDED
from geodata.attack.model.free_columns import leaders_of
from geodata.attack.programming.solver import is_none, model_of, quiet_highs, ran

if TYPE_CHECKING:
    from geodata.arrays import Floats, Ints
    from geodata.attack.model.equations import Equations


class Closest:
    """Changes of one whole completion; asked again and again, each answer depends on the question alone.

    Parameters
    ----------
    system
        The equations.
    start
        A whole completion; shape (n_columns,).
    seed
        0: all unknowns cost 1; else each a cost of its own from 1 to 2, drawn with this seed.
    """

    def __init__(self, system: Equations, start: Ints, *, seed: int = 0) -> None:
        self._led, self._start = leaders_of(system), start
        led = self._led
        self._from, n = start[led.columns], len(led.columns)
        self._at, self._row_of = np.full(system.shape[1], -1), np.full(system.shape[1], -1)
        self._at[led.columns] = np.arange(n)
        self._row_of[led.followers] = led.n_equations + np.arange(len(led.followers))
        asks = np.flatnonzero((led.floor == led.ceiling) | (led.matrix @ led.lower < led.floor))
        matrix = sparse.csr_array(led.matrix[asks].astype(float))
        stands = (led.matrix @ self._from)[asks]
        cost = 1 + (np.random.default_rng(seed).random(n) if seed else np.zeros(n))
        self._falls = (self._from - led.lower).astype(float)
        upper = np.concatenate([np.full(n, highspy.kHighsInf), self._falls])
        both = sparse.csr_array(sparse.hstack([matrix, -matrix]))
        lp = model_of(both, (led.floor[asks] - stands).astype(float), np.zeros(2 * n), upper, np.tile(cost, 2))
        lp.row_upper_ = np.where(led.ceiling[asks] < UNBOUNDED, led.ceiling[asks] - stands, highspy.kHighsInf)
        self._highs = quiet_highs()
        self._highs.setOptionValue("presolve", "off")  # a question touches few equations: to look at all takes longest
        self._highs.setOptionValue("solver", "simplex")
        self._highs.passModel(lp)

    def at(self, column: int, value: int, *, or_above: bool = False) -> Floats | None:
        """Give the closest completion with an unknown at a value; None when there is none.

        Parameters
        ----------
        column, value
            Which unknown, and the value.
        or_above
            Any value above will do, too.

        Raises
        ------
        DisclosureError
            When the solver gives no answer.
        """
        by, most = float(value - self._start[column]), highspy.kHighsInf
        most = most if or_above else by
        if self._at[column] < 0:
            return self._with_row(int(self._row_of[column]), by, most)
        rises, falls = int(self._at[column]), len(self._from) + int(self._at[column])
        if -by > self._falls[rises]:
            return None
        self._highs.changeColBounds(rises, max(by, 0), max(most, 0))
        self._highs.changeColBounds(falls, max(-most, 0), max(-by, 0))
        found = self._solved()
        self._highs.changeColBounds(rises, 0, highspy.kHighsInf)
        self._highs.changeColBounds(falls, 0, self._falls[rises])
        return found

    def _with_row(self, row: int, by: float, most: float) -> Floats | None:
        """Find the least change that moves an unknown that only follows others."""
        at = slice(self._led.matrix.indptr[row], self._led.matrix.indptr[row + 1])
        columns, weights = self._led.matrix.indices[at], self._led.matrix.data[at].astype(float)
        both = np.concatenate([columns, columns + len(self._from)]).astype(np.int32)
        self._highs.addRow(by, most, len(both), both, np.concatenate([weights, -weights]))
        found = self._solved()
        self._highs.deleteRows(1, np.array([self._highs.getNumRow() - 1], dtype=np.int32))
        return found

    def _solved(self) -> Floats | None:
        self._highs.setBasis()  # from no change at all: what was asked before leaves no trace
        if is_none(ran(self._highs)):
            return None
        change: Floats = np.asarray(self._highs.getSolution().col_value)
        n = len(self._from)
        moved: Floats = self._from + change[:n] - change[n:]
        return self._led.complete(moved)
