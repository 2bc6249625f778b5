"""Exact search in whole numbers, by GLPK: another make than the product's solver.

A problem is kept from one question to the next, so that each begins where the last one ended. What the solver says is
never taken for a world before it was put into every row; that there is none, or none lower, it proves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import swiglpk as glpk

from tests.promises.worlds.published import NO_END

if TYPE_CHECKING:
    from tests.promises.worlds.published import Bools, Ints

_WHOLE: Final = 1e-6
#: So many values from where fractions end are looked at one by one; then the end is searched for.
_STEPS: Final = 3


class Programme:
    """The whole-number points of ``low <= rows @ x <= high``, ``0 <= x <= most``.

    Parameters
    ----------
    rows
        Which unknowns each row sums; shape (n_rows, n_unknowns).
    low, high
        What the sums lie between, NO_END where there is no end; shape (n_rows,).
    most
        Of each unknown; shape (n_unknowns,).
    """

    def __init__(self, rows: Bools, low: Ints, high: Ints, most: Ints) -> None:
        self._rows, self._low, self._high, self._most = rows.astype(np.int64), low, high, most
        self._is_torn = bool((low > high).any())
        self._problem = glpk.glp_create_prob()
        glpk.glp_term_out(glpk.GLP_OFF)
        n_rows, n = rows.shape
        glpk.glp_add_rows(self._problem, n_rows + 1)  # the last is for questions
        glpk.glp_add_cols(self._problem, n)
        for r in range(n_rows):
            self._fill(r + 1, np.flatnonzero(rows[r]))
            self._between(r + 1, int(low[r]), int(high[r]))
        glpk.glp_set_row_bnds(self._problem, n_rows + 1, glpk.GLP_FR, 0, 0)
        for c in range(n):
            glpk.glp_set_col_kind(self._problem, c + 1, glpk.GLP_IV)
            self._box(c, 0, int(most[c]))
        self._simplex, self._whole = glpk.glp_smcp(), glpk.glp_iocp()
        glpk.glp_init_smcp(self._simplex)
        glpk.glp_init_iocp(self._whole)
        self._simplex.msg_lev = self._whole.msg_lev = glpk.GLP_MSG_OFF
        self._simplex.meth, self._whole.presolve = glpk.GLP_DUALP, glpk.GLP_ON  # which halves the search
        self._asked: Ints = np.empty(0, dtype=np.int64)

    def __del__(self) -> None:
        """Give the memory back."""
        glpk.glp_delete_prob(self._problem)

    def bound(self, unknowns: Ints, sign: int) -> int | None:
        """Give a value that a sum of unknowns is never less (sign 1) or greater (sign -1) than; None: no point is."""
        self._aim(unknowns, sign)
        return self._end_in_fractions(sign) if self._has_fractions() else None

    def end(self, unknowns: Ints, sign: int) -> Ints | None:
        """Find a point at which the sum of some unknowns is least (sign 1) or greatest (sign -1); None: nowhere.

        Where fractions end is asked for first: a point there needs no proof that none goes farther.
        """
        self._aim(unknowns, sign)
        if not self._has_fractions():
            return None
        point, value = self._whole_vertex(), self._end_in_fractions(sign)
        if point is not None:
            return point
        for beyond in range(_STEPS):
            found = self.at(unknowns, value + sign * beyond)
            if found is not None:
                return found
        self._aim(unknowns, sign)
        return self._solved()

    def at(self, unknowns: Ints, value: int) -> Ints | None:
        """Find a point at which the sum of some unknowns is a value; None: there is none."""
        self._aim(unknowns, 0)
        last = self._rows.shape[0] + 1
        self._ask(last, unknowns, glpk.GLP_FX, value)
        found = self._solved()
        self._ask(last, np.empty(0, dtype=np.int64), glpk.GLP_FR, 0)
        return found

    def within(self, low: Ints, high: Ints) -> None:
        """Take other bounds of the unknowns, shape (n_unknowns,) each."""
        for c in range(len(low)):
            self._box(c, int(low[c]), int(min(high[c], self._most[c])))

    def _ask(self, row: int, unknowns: Ints, kind: int, value: int) -> None:
        """Change a row; a basis that rests on what it was may be singular, and GLPK ends the process over some such."""
        self._fill(row, unknowns)
        glpk.glp_set_row_bnds(self._problem, row, kind, value, value)
        glpk.glp_std_basis(self._problem)

    def _aim(self, unknowns: Ints, sign: int) -> None:
        for c in self._asked.tolist():
            glpk.glp_set_obj_coef(self._problem, c + 1, 0)
        for c in unknowns.tolist():
            glpk.glp_set_obj_coef(self._problem, c + 1, sign)
        self._asked = unknowns

    def _solved(self) -> Ints | None:
        if not self._has_fractions():
            return None
        point = self._whole_vertex()
        if point is None:
            assert not glpk.glp_intopt(self._problem, self._whole)
            status = glpk.glp_mip_status(self._problem)
            if status == glpk.GLP_NOFEAS:
                return None
            assert status == glpk.GLP_OPT, status
            n = self._rows.shape[1]
            found = np.array([glpk.glp_mip_col_val(self._problem, c + 1) for c in range(n)])
            point = np.rint(found).astype(np.int64)
            assert self._holds(point)
        return point

    def _has_fractions(self) -> bool:
        """Solve in fractions; return whether there is a solution."""
        problem = self._problem
        if self._is_torn:
            return False
        if glpk.glp_simplex(problem, self._simplex):  # a basis that no longer serves: from the beginning
            glpk.glp_adv_basis(problem, 0)
            assert not glpk.glp_simplex(problem, self._simplex)
        status = glpk.glp_get_status(problem)
        if status in {glpk.GLP_NOFEAS, glpk.GLP_INFEAS}:
            return False
        assert status == glpk.GLP_OPT, status
        return True

    def _end_in_fractions(self, sign: int) -> int:
        """Round what a sum gets to in fractions inwards."""
        return sign * int(np.ceil(glpk.glp_get_obj_val(self._problem) - _WHOLE))

    def _whole_vertex(self) -> Ints | None:
        """Give the solution found in fractions, if it is in whole numbers."""
        point = np.array([glpk.glp_get_col_prim(self._problem, c + 1) for c in range(self._rows.shape[1])])
        whole = np.rint(point).astype(np.int64)
        if np.abs(point - whole).max(initial=0) > _WHOLE:
            return None
        assert self._holds(whole)
        return whole

    def _holds(self, point: Ints) -> bool:
        sums = self._rows @ point
        is_under = (sums <= self._high) | (self._high >= NO_END)
        return bool((point >= 0).all() and (sums >= self._low).all() and is_under.all())

    def _fill(self, row: int, unknowns: Ints) -> None:
        n = len(unknowns)
        at, ones = glpk.intArray(n + 1), glpk.doubleArray(n + 1)
        for i, c in enumerate(unknowns.tolist(), 1):
            at[i], ones[i] = c + 1, 1.0
        glpk.glp_set_mat_row(self._problem, row, n, at, ones)

    def _between(self, row: int, low: int, high: int) -> None:
        kind = glpk.GLP_FX if low >= high else glpk.GLP_LO if high >= NO_END else glpk.GLP_DB
        glpk.glp_set_row_bnds(self._problem, row, kind, low, high)

    def _box(self, column: int, low: int, high: int) -> None:
        kind = glpk.GLP_FX if low == high else glpk.GLP_DB
        glpk.glp_set_col_bnds(self._problem, column + 1, kind, low, high)
