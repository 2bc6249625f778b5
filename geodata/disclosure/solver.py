"""Completions of one component of the attacker's equations, by linear and integer programming."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import highspy
import numpy as np

if TYPE_CHECKING:
    from geodata.arrays import Floats, Ints
    from scipy import sparse

    from geodata.disclosure.attack import Target

#: A component with at most so many unknowns is decided by integer programming, a larger one by linear programming.
EXACT_UNKNOWNS = 120
_TOLERANCE = 1e-6


class Range(NamedTuple):
    """A target's leak: its least and greatest feasible value (None: no bound)."""

    target: Target
    low: int
    high: int | None


class Solver:
    """One component, loaded once into HiGHS and asked again and again with other bounds and aims.

    `lp_only` counts the test points for which only a fractional completion was found; `complete` turns False when the
    solver gave up on one.
    """

    def __init__(self, matrix: sparse.csr_array, rhs: Ints, lower: Ints) -> None:
        self.matrix, self.rhs, self.lower = matrix, rhs, lower
        self.n = matrix.shape[1]
        self.exact = self.n <= EXACT_UNKNOWNS
        self.lp_only, self.complete = 0, True
        self._highs = self._load()
        self._random = np.random.default_rng(0)

    def _load(self) -> highspy.Highs:
        highs = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            highs.setOptionValue(option, value)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.n, self.matrix.shape[0]
        lp.col_cost_ = np.zeros(self.n)
        lp.col_lower_ = self.lower.astype(float)
        lp.col_upper_ = np.full(self.n, highspy.kHighsInf)
        lp.row_lower_ = lp.row_upper_ = self.rhs.astype(float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = self.matrix.indptr
        lp.a_matrix_.index_ = self.matrix.indices
        lp.a_matrix_.value_ = self.matrix.data.astype(float)
        if self.exact:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * self.n
        highs.passModel(lp)
        return highs

    def leaks(self, targets: list[Target], threshold: int) -> list[Range]:
        """Test every target at 1 and at k-1 above its offset; return those that fail."""
        points = {(t.column, t.offset + v) for t in targets for v in {1, threshold - 1}}
        points = {p for p in points if p[1] >= 0}
        hit, fractional = self._certify(sorted(points))
        out = []
        for t in targets:
            low_ok, high_ok = ((t.column, t.offset + v) in hit for v in (1, threshold - 1))
            if low_ok and high_ok:
                continue
            low, high = self._extremes(t.column)
            low, high = low - t.offset, None if high is None else high - t.offset
            if low < threshold:
                out.append(Range(t, low, high))
        self.lp_only += len(fractional)
        return out

    def _certify(self, points: list[tuple[int, int]]) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """Find completions at as many points as have one; the second set has fractional ones only."""
        open_points = {p for p in points if p[1] >= self.lower[p[0]]}
        hit: set[tuple[int, int]] = set()
        fractional: set[tuple[int, int]] = set()
        for point in sorted(open_points, key=lambda p: (p[1], p[0])):
            if point in hit:
                continue
            x = self._complete(point, open_points - hit)
            if x is None:
                continue
            whole = np.rint(x)
            if self._proves(whole.astype(np.int64)):
                column = whole.astype(np.int64)
                hit |= {p for p in open_points if column[p[0]] == p[1]}
            elif not self.exact:
                hit.add(point)
                fractional.add(point)
        return hit, fractional - {p for p in hit if p not in fractional}

    def _complete(self, point: tuple[int, int], others: set[tuple[int, int]]) -> Floats | None:
        """Look for a completion at one point, pushing other open points towards theirs; None when there is none."""
        column, value = point
        aim = np.zeros(self.n)
        others_at = np.array([p[0] for p in others if p[1] == value], dtype=np.int64)
        if not self.exact and len(others_at):
            aim[others_at] = (1 if value <= 1 else -1) * self._random.random(len(others_at))
        bounded = others_at[others_at != column] if not self.exact else others_at[:0]
        for caps in (bounded, ()) if len(bounded) else ((),):
            caps_at = np.asarray(caps, dtype=np.int64)
            x = self._solve_at(column, value, aim if len(caps_at) else np.zeros(self.n), caps_at)
            if x is not None:
                return x
        return None

    def _solve_at(self, column: int, value: int, aim: Floats, caps: Ints) -> Floats | None:
        highs, infinite = self._highs, highspy.kHighsInf
        every = np.arange(self.n, dtype=np.int32)
        lower, upper = self.lower.astype(float), np.full(self.n, infinite)
        if value > 1:
            upper[caps] = np.maximum(value, lower[caps])
        elif len(caps):
            lower[caps] = np.maximum(value, lower[caps])
        lower[column] = upper[column] = value
        highs.changeColsBounds(self.n, every, lower, upper)
        highs.changeColsCost(self.n, every, aim)
        return self._run()

    def _run(self) -> Floats | None:
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return np.asarray(self._highs.getSolution().col_value)
        if status not in {
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
            highspy.HighsModelStatus.kUnbounded,
        }:
            self.complete = False
        return None

    def _proves(self, x: Ints) -> bool:
        """Check an integer completion against every equation: the search is trusted with nothing."""
        return bool((x >= self.lower).all() and (self.matrix @ x == self.rhs).all())

    def _extremes(self, column: int) -> tuple[int, int | None]:
        highs, infinite = self._highs, highspy.kHighsInf
        every = np.arange(self.n, dtype=np.int32)
        highs.changeColsBounds(self.n, every, self.lower.astype(float), np.full(self.n, infinite))
        ends: list[int | None] = []
        for sign in (1.0, -1.0):
            aim = np.zeros(self.n)
            aim[column] = sign
            highs.changeColsCost(self.n, every, aim)
            x = self._run()
            if x is None:
                ends.append(None)
                continue
            end = sign * np.ceil(sign * x[column] - _TOLERANCE)
            ends.append(int(end))
        low, high = ends
        return (int(self.lower[column]) if low is None else low), high
