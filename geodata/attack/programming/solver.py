"""The solver of linear and integer programmes: HiGHS, silent, and the same answer every time.

References
----------
Huangfu, Q. and Hall, J. A. J. (2018), Parallelizing the dual revised simplex method, Mathematical Programming
Computation 10(1): HiGHS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import highspy

from geodata.attack.effort import EFFORT
from geodata.errors import DisclosureError

if TYPE_CHECKING:
    from scipy import sparse

    from geodata.arrays import Floats

#: A model is empty where all its unknowns follow from what is published.
DONE: Final = frozenset({highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty})
NONE: Final = frozenset({highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible})
OPEN: Final = highspy.HighsModelStatus.kUnbounded


class _Silent(highspy.Highs):
    """A solver that says nothing of itself: where it is made it would greet once, on stdout."""

    def enableCallbacks(self) -> None:  # noqa: N802 -- the solver's own name; called before it greets
        self.setOptionValue("output_flag", "false")
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def quiet_highs(seconds: float = EFFORT.solver_seconds) -> highspy.Highs:
    """Return a solver that prints nothing and gives the same answer every time, as far as it has time for one."""
    highs = _Silent()  # type: ignore[no-untyped-call]
    for option, value in (("log_to_console", False), ("output_flag", False), ("threads", 1), ("random_seed", 0)):
        highs.setOptionValue(option, value)
    highs.setOptionValue("time_limit", seconds)
    return highs


def ran(highs: highspy.Highs) -> highspy.HighsModelStatus:
    """Run a solver and return how it ended, with an answer.

    Raises
    ------
    DisclosureError
        When it gives none.
    """
    highs.run()
    if highs.getModelStatus() not in DONE | NONE | {OPEN}:  # from scratch: with huge numbers a basis can mislead
        highs.clearSolver()
        highs.run()
    status = highs.getModelStatus()
    if status not in DONE | NONE | {OPEN}:
        msg = "audit: the solver gave up on a number; expected an answer. Coarsen the tables."
        raise DisclosureError(msg)
    return status


def is_none(status: highspy.HighsModelStatus) -> bool:
    """Say whether there is no completion."""
    return status in NONE


def model_of(matrix: sparse.csr_array, rhs: Floats, lower: Floats, upper: Floats, cost: Floats) -> highspy.HighsLp:
    """Write a linear programme: least cost, with the equations matrix · x = rhs."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
    lp.row_lower_ = lp.row_upper_ = rhs
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    return lp
