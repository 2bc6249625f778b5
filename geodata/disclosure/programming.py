"""Completions by linear and integer programming, for what the walk leaves open: exact, and slower.

References
----------
Fischetti, M. and Salazar, J. J. (2001), Solving the cell suppression problem on tabular data with linear constraints,
Management Science 47(7): the attacker's problems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import highspy
import numpy as np

from geodata.errors import DisclosureError

if TYPE_CHECKING:
    from geodata.arrays import Floats, Ints
    from geodata.disclosure.system import System

TOLERANCE: Final = 1e-5
_PRIMAL: Final = 4
_DONE: Final = highspy.HighsModelStatus.kOptimal
_NONE: Final = frozenset({highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible})
_OPEN: Final = highspy.HighsModelStatus.kUnbounded


def quiet_highs() -> highspy.Highs:
    """Return a solver that prints nothing and gives the same answer every time."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("log_to_console", False), ("output_flag", False), ("threads", 1), ("random_seed", 0)):
        highs.setOptionValue(option, value)
    return highs


class Programme:
    """One system, loaded once and asked again and again."""

    def __init__(self, system: System, *, integer: bool = False) -> None:
        n_rows, self.n = system.shape
        self._lower = system.lower.astype(float)
        self._highs = quiet_highs()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.n, n_rows
        lp.col_cost_, lp.col_lower_ = np.zeros(self.n), self._lower
        lp.col_upper_ = np.full(self.n, highspy.kHighsInf)
        lp.row_lower_ = lp.row_upper_ = system.rhs.astype(float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = system.row_at, system.row_col
        lp.a_matrix_.value_ = system.row_sign.astype(float)
        if integer:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * self.n
        self._highs.passModel(lp)

    def completion(self, fixed: tuple[int, int] | None = None) -> Floats | None:
        """Find a completion, on request with one unknown at a given value; None when there is none."""
        if fixed is not None:
            if fixed[1] < self._lower[fixed[0]]:
                return None
            self._highs.changeColBounds(fixed[0], float(fixed[1]), float(fixed[1]))
        status = self._run()
        found = np.asarray(self._highs.getSolution().col_value) if status == _DONE else None
        if fixed is not None:
            self._highs.changeColBounds(fixed[0], float(self._lower[fixed[0]]), highspy.kHighsInf)
        return found

    def end(self, column: int, sign: int) -> tuple[float | None, Floats | None]:
        """Find the least (sign 1) or greatest (sign −1) value of an unknown; None: no bound.

        Returns
        -------
        The value, and the completion that has it.
        """
        self._highs.changeColCost(column, float(sign))
        status = self._run()
        self._highs.changeColCost(column, 0.0)
        if status != _DONE:
            return None, None
        x = np.asarray(self._highs.getSolution().col_value)
        return float(x[column]), x

    def warm_up(self) -> Floats | None:
        """Find a completion by interior point, and go on from it by the primal simplex; None when there is none.

        Every later question then takes a few steps only.
        """
        self._highs.setOptionValue("solver", "ipm")
        found = self.completion()
        self._highs.setOptionValue("solver", "simplex")
        self._highs.setOptionValue("simplex_strategy", _PRIMAL)
        return found

    def push(self, columns: Ints, points: Ints, way: int, weight: Floats) -> Floats | None:
        """Push several unknowns up (way 1) or down (way −1) at once, none beyond its point; None when that can't be."""
        at, n = columns.astype(np.int32), len(columns)
        lower, upper = self._lower[columns], np.full(n, highspy.kHighsInf)
        least, most = (lower, np.maximum(points, lower)) if way > 0 else (np.maximum(points, lower), upper)
        self._highs.changeColsBounds(n, at, least, most)
        self._highs.changeColsCost(n, at, -way * weight)
        status = self._run()
        x = np.asarray(self._highs.getSolution().col_value)
        self._highs.changeColsBounds(n, at, lower, upper)
        self._highs.changeColsCost(n, at, np.zeros(n))
        return x if status == _DONE else None

    def _run(self) -> highspy.HighsModelStatus:
        self._highs.run()
        status = self._highs.getModelStatus()
        if status != _DONE and status not in _NONE and status != _OPEN:
            msg = "audit: the solver gave up on a number; expected an answer. Coarsen the tables."
            raise DisclosureError(msg)
        return status


def whole(x: Floats) -> Ints:
    """Round a vertex to whole numbers; the equations then prove or refute it."""
    return np.rint(x).astype(np.int64)
