"""Sets of records that agree with a release, found by whole-number programmes; what one shows is for certain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import highspy
import numpy as np
from scipy.sparse import coo_array, csr_array, hstack, vstack

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

#: A difference below this is none.
NOUGHT: Final = 1e-5
#: Seconds for one programme that has to be decided, and for one that is only to be good.
PATIENCE: Final = 300.0
HASTE: Final = 3.0


class Undecided(Exception):  # noqa: N818 -- no error: the attack knows that it doesn't know
    """A programme that wasn't decided in time."""


class Programme:
    """All sets of records that agree with a release, as a programme that can be asked again and again.

    Parameters
    ----------
    n
        How many classes there are.
    equations
        Classes, the sign of each, and what they add up to.
    floors
        Classes, and what they add up to at least.
    numbers
        The classes of each number under attack, and what is taken off.
    most
        What no class exceeds.
    whole
        Whether the answers have to be whole; an attacker who does without finds less, and sooner.
    """

    def __init__(
        self,
        n: int,
        equations: Sequence[tuple[Ints, Ints, int]],
        floors: Sequence[tuple[Sequence[int], int]],
        numbers: Sequence[tuple[Sequence[int], int]],
        most: int,
        *,
        whole: bool = True,
    ) -> None:
        self._n, self._m, self._whole = n, len(numbers), whole
        self._offset = np.array([offset for _, offset in numbers], dtype=np.int64)
        balance = _rows([(c, s) for c, s, _ in equations], n)
        floor = _rows([(c, np.ones(len(c))) for c, _ in floors], n)
        self._number = _rows([(c, np.ones(len(c))) for c, _ in numbers], n)
        m = self._m
        over = vstack([csr_array((balance.shape[0] + floor.shape[0], 2 * m)), _beside(m)]).tocsr()
        matrix = hstack([vstack([balance, floor, self._number]), over]).tocsr()
        right = np.array([b for _, _, b in equations], dtype=float)
        least = np.array([b for _, b in floors], dtype=float)
        low = np.concatenate([right, least, np.zeros(m)])
        high = np.concatenate([right, np.full(len(least), np.inf), np.zeros(m)])
        self._first = len(right) + len(least)
        self._balance, self._right, self._floor, self._least = balance, right, floor, least
        self._solver = _solver(matrix, low, high, np.concatenate([np.full(n, float(most)), np.full(2 * m, np.inf)]))
        if whole:
            kinds = [highspy.HighsVarType.kInteger] * n
            self._solver.changeColsIntegrality(n, np.arange(n, dtype=np.int32), np.array(kinds))

    def nearest(self, aims: Ints, weights: Floats, *, patience: float = PATIENCE, is_exact: bool = True) -> Floats:
        """Find records whose numbers come as near to some aims as can be, by their weights.

        Returns
        -------
        What each number is then.

        Raises
        ------
        Undecided
            When the solver isn't done in time; without `is_exact` any records will do.
        """
        n, m = self._n, self._m
        rows = np.arange(self._first, self._first + m, dtype=np.int32)
        aim = aims.astype(float) + self._offset
        self._solver.changeRowsBounds(m, rows, aim, aim)
        cost = np.concatenate([weights, weights]).astype(float)
        self._solver.changeColsCost(2 * m, np.arange(n, n + 2 * m, dtype=np.int32), cost)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + (patience if self._whole else PATIENCE))
        self._solver.setOptionValue("mip_rel_gap", 0.0 if is_exact else 0.02)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            msg = "no set of records agrees with the release; expected one. Either is wrong: the release or the attack."
            raise AssertionError(msg)
        if is_exact and status != highspy.HighsModelStatus.kOptimal:
            raise Undecided
        found = np.array(self._solver.getSolution().col_value)[:n]
        if not len(found) or (self._whole and not self._agrees(np.rint(found))):
            raise Undecided
        return self._number @ (np.rint(found) if self._whole else found) - self._offset

    def _agrees(self, found: Floats) -> bool:
        """Count again: whole records, every sum kept."""
        is_kept = (self._balance @ found == self._right).all() and (self._floor @ found >= self._least).all()
        return bool(is_kept and (found >= 0).all())


def _rows(terms: Sequence[tuple[Sequence[int] | Ints, Floats | Ints]], n: int) -> csr_array:
    at = np.repeat(np.arange(len(terms)), [len(c) for c, _ in terms]) if terms else np.empty(0, dtype=np.int64)
    columns = np.concatenate([np.asarray(c, dtype=np.int64) for c, _ in terms]) if terms else at
    signs = np.concatenate([np.asarray(s, dtype=float) for _, s in terms]) if terms else at
    return coo_array((signs, (at, columns)), shape=(len(terms), n)).tocsr()


def _beside(m: int) -> csr_array:
    """How far a number is above its aim, and below: number − above + below = aim."""
    at = np.arange(m)
    return coo_array((np.repeat([-1.0, 1.0], m), (np.tile(at, 2), np.arange(2 * m))), shape=(m, 2 * m)).tocsr()


def _solver(matrix: csr_array, low: Floats, high: Floats, most: Floats) -> highspy.Highs:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = np.zeros(len(most)), np.zeros(len(most)), most
    model.row_lower_, model.row_upper_ = low, high
    model.a_matrix_.num_row_, model.a_matrix_.num_col_ = matrix.shape
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 -- HiGHS's own signature
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    return solver
