"""Completions by linear and integer programming, for what the walk leaves open: exact, and slower.

References
----------
Fischetti, M. and Salazar, J. J. (2001), Solving the cell suppression problem on tabular data with linear constraints,
Management Science 47(7): the attacker's problems.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Final, NamedTuple

import highspy
import numpy as np
from scipy import sparse

from geodata.attack.effort import EFFORT
from geodata.attack.model.equations import TOLERANCE, UNBOUNDED, matrix_of, whole
from geodata.attack.model.free_columns import leaders_of
from geodata.attack.programming.solver import DONE, NONE, OPEN, model_of, quiet_highs, ran

if TYPE_CHECKING:
    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations

_PRIMAL: Final = 4


class Programme:
    """One system, loaded once and asked again and again; unknowns that only follow others are left out of it."""

    def __init__(self, system: Equations, *, integer: bool = False, effort: Effort = EFFORT) -> None:
        self._system, self._led, self._effort = system, leaders_of(system), effort
        led = self._led
        self._at, self._row_of = np.full(system.shape[1], -1), np.full(system.shape[1], -1)
        self._at[led.columns] = np.arange(len(led.columns))
        self._row_of[led.followers] = led.n_equations + np.arange(len(led.followers))
        asks = (led.floor == led.ceiling) | (led.matrix @ led.lower < led.floor)  # other followers are so by themselves
        upper, cost = np.full(len(led.columns), highspy.kHighsInf), np.zeros(len(led.columns))
        matrix = sparse.csr_array(led.matrix[np.flatnonzero(asks)].astype(float))
        lp = model_of(matrix, led.floor[asks].astype(float), led.lower.astype(float), upper, cost)
        lp.row_upper_ = np.where(led.ceiling[asks] < UNBOUNDED, led.ceiling[asks], highspy.kHighsInf)
        if integer:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * len(led.columns)
        self._highs, self.is_inside = quiet_highs(effort.solver_seconds), False
        self._highs.passModel(lp)

    def stay_inside(self) -> Programme:
        """Answer by interior points without vertices from now on, which in vast systems take many times as long."""
        self.is_inside = True
        self._highs.setOptionValue("solver", "ipm")
        self._highs.setOptionValue("run_crossover", "off")
        return self

    def whole_completion(self, column: int, value: int) -> Ints | None:
        """Find a whole completion with one unknown at a value; empty: there is none, None: none was found soon."""
        columns, weights, constant = self._sum(column)
        target = float(value - constant)
        self._highs.setOptionValue("mip_max_nodes", self._effort.nodes)
        self._highs.addRow(target, target, len(columns), columns.astype(np.int32), weights)
        self._highs.run()
        status = self._highs.getModelStatus()
        found = whole(self._whole_solution()) if status in DONE else None
        self._highs.deleteRows(1, np.array([self._highs.getNumRow() - 1], dtype=np.int32))
        self._highs.setOptionValue("mip_max_nodes", highspy.kHighsIInf)
        if found is not None and self._system.holds(found):
            return found
        return np.empty(0, dtype=np.int64) if status in NONE else None

    def copy(self) -> Programme:
        """Make a second solver of the same system, as warm as this one."""
        twin = copy(self)
        twin._highs = quiet_highs(self._effort.solver_seconds)  # noqa: SLF001 -- its own class
        twin._highs.passModel(self._highs.getLp())  # noqa: SLF001
        if self.is_inside:
            return twin.stay_inside()
        twin._highs.setBasis(self._highs.getBasis())  # noqa: SLF001
        twin._highs.setOptionValue("simplex_strategy", _PRIMAL)  # noqa: SLF001
        return twin

    def completion(self, fixed: tuple[int, int] | None = None) -> Floats | None:
        """Find a completion, on request with one unknown at a given value; None when there is none."""
        row = None
        if fixed is not None:
            if fixed[1] < self._system.lower[fixed[0]]:
                return None
            columns, weights, constant = self._sum(fixed[0])
            value = float(fixed[1] - constant)
            if not len(columns) and value:
                return None
            self._highs.addRow(value, value, len(columns), columns.astype(np.int32), weights)
            row = self._highs.getNumRow() - 1
        status = self._run()
        found = self._whole_solution() if status in DONE else None
        if row is not None:
            self._highs.deleteRows(1, np.array([row], dtype=np.int32))
        return found

    def end(self, column: int, sign: int) -> tuple[float | None, Floats | None]:
        """Find the least (sign 1) or greatest (sign −1) value of an unknown; None: no bound.

        Returns
        -------
        The value, and the completion that has it.
        """
        columns, weights, _ = self._sum(column)
        at = columns.astype(np.int32)
        self._highs.changeColsCost(len(at), at, sign * weights)
        status = self._run()
        self._highs.changeColsCost(len(at), at, np.zeros(len(at)))
        if status not in DONE:
            return None, None
        x = self._whole_solution()
        return float(x[column]), x

    def whole_end(self, column: int, sign: int) -> tuple[int | None, Ints | None]:
        """Find the least (sign 1) or greatest (sign −1) whole value of an unknown, and the completion that has it.

        None: there is no bound, or it wasn't found among so many nodes.
        """
        columns, weights, _ = self._sum(column)
        at = columns.astype(np.int32)
        self._highs.changeColsCost(len(at), at, sign * weights)
        self._highs.setOptionValue("mip_max_nodes", self._effort.nodes)
        self._highs.run()
        found = whole(self._whole_solution()) if self._highs.getModelStatus() in DONE else None
        self._highs.setOptionValue("mip_max_nodes", highspy.kHighsIInf)
        self._highs.changeColsCost(len(at), at, np.zeros(len(at)))
        return (None, None) if found is None or not self._system.holds(found) else (int(found[column]), found)

    def whole_ends(self, column: int) -> tuple[int | None, int | None]:
        """Round the least and the greatest value of an unknown inwards to whole numbers; None: no bound."""
        least, most = (self.end(column, sign)[0] for sign in (1, -1))
        low = None if least is None else int(np.ceil(least - TOLERANCE))
        return low, None if most is None else int(np.floor(most + TOLERANCE))

    def warm_up(self) -> Floats | None:
        """Find a completion by interior point, and go on from it by the primal simplex; None when there is none.

        Every later question then takes a few steps only.
        """
        self._highs.setOptionValue("solver", "ipm")
        found = self.completion()
        self._highs.setOptionValue("solver", "simplex")
        self._highs.setOptionValue("simplex_strategy", _PRIMAL)
        return found

    def _sum(self, column: int) -> tuple[Ints, Floats, int]:
        """Write an unknown as a weighted sum of those in the model, and a constant."""
        row = self._row_of[column]
        if row < 0:
            return self._at[[column]], np.ones(1), 0
        led = self._led
        at = slice(led.matrix.indptr[row], led.matrix.indptr[row + 1])
        return led.matrix.indices[at].astype(np.int64), led.matrix.data[at].astype(float), int(led.constant[row])

    def _whole_solution(self) -> Floats:
        """Give the completion found, with those that follow."""
        x: Floats = np.asarray(self._highs.getSolution().col_value)
        return self._led.complete(x)

    def _run(self) -> highspy.HighsModelStatus:
        self._highs.run()
        status = self._highs.getModelStatus()
        if self.is_inside and status not in DONE:  # a vertex is sure
            self._highs.setOptionValue("run_crossover", "on")
            self._highs.run()
            status = self._highs.getModelStatus()
            self._highs.setOptionValue("run_crossover", "off")
        return status if status in DONE | NONE | {OPEN} else ran(self._highs)


class Pushed(NamedTuple):
    """A completion, and the equations, ascending, that the proof of its being the farthest rests on.

    They are a whole proof only where all other unknowns could move.
    """

    x: Floats
    rows: Ints


def push_many(
    system: Equations, pushed: tuple[Ints, Ints], way: int, weight: Floats, *, beside: Bools, effort: Effort = EFFORT
) -> Pushed | None:
    """Push many unknowns up (way 1) or down (way −1) at once, none beyond its point; None when that can't be.

    By interior point and without a vertex, on a part of the unknowns: a hundred numbers in the time of one.

    Parameters
    ----------
    system
        The equations.
    pushed
        The unknowns, ascending, and their points; shape (n_pushed,) each.
    way
        1 or −1.
    weight
        Of each unknown that is pushed; shape (n_pushed,).
    beside
        Which other unknowns may be more than 0; shape (n_columns,).
    effort
        The budgets.
    """
    columns, points = pushed
    taken = beside | (system.lower > 0)
    taken[columns] = True
    use = np.flatnonzero(taken)
    at, lower = np.searchsorted(use, columns), system.lower[use].astype(float)
    upper, cost = np.full(len(use), highspy.kHighsInf), np.zeros(len(use))
    if way > 0:
        upper[at] = np.maximum(points, lower[at])
    else:
        lower[at] = np.maximum(points, lower[at])
    cost[at] = -way * weight
    matrix = matrix_of(system)[:, use]
    highs = quiet_highs(effort.push_seconds)
    highs.setOptionValue("solver", "ipm")
    highs.setOptionValue("run_crossover", "off")
    highs.passModel(model_of(matrix, system.rhs.astype(float), lower, upper, cost))
    highs.run()
    if highs.getModelStatus() not in DONE:  # it only helps: what it doesn't show is asked otherwise
        return None
    solution = highs.getSolution()
    found = np.maximum(np.asarray(solution.col_value), lower)
    if np.abs(matrix @ found - system.rhs).max() > TOLERANCE:  # an inner point is exact only as far as it says
        return None
    x = np.zeros(system.shape[1])
    x[use] = found
    return Pushed(x, np.flatnonzero(np.abs(np.asarray(solution.row_dual)) > TOLERANCE))


def inner_point(system: Equations, effort: Effort = EFFORT) -> Floats | None:
    """Find a completion in the middle of all, by interior point; None when none is found, or none exact enough."""
    n = system.shape[1]
    nothing = np.empty(0, dtype=np.int64)
    found = push_many(system, (nothing, nothing), 1, np.empty(0), beside=np.ones(n, dtype=bool), effort=effort)
    return None if found is None else found.x
