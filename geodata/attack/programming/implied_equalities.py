"""Which unknowns can move at all, where there are too many to ask for each: one direction moves all that can.

Let I be the unknowns that some completion shows above their least value. Around the mean of those completions they can
move both ways, so an unknown outside I can rise if its column, with those of others that rise beside it, lies in the
range of the columns of I. And an unknown in I can move unless it follows from the equations of all that can.

References
----------
Drusvyatskiy, D. and Wolkowicz, H. (2017), The many faces of degeneracy in conic optimization, Foundations and Trends in
Optimization 3(2): the least face that holds all completions, found by cuts.
Fong, D. C.-L. and Saunders, M. A. (2011), LSMR, SIAM Journal on Scientific Computing 33(5): sparse least squares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import highspy
import numpy as np
from scipy import sparse
from scipy.sparse.linalg import lsmr

from geodata.attack.effort import EFFORT
from geodata.attack.model.equations import matrix_of
from geodata.attack.programming.solver import model_of, quiet_highs

if TYPE_CHECKING:
    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations

#: What rises does so by 1, and further at such a cost: what needs a thousand times more of others counts as unmoved.
_FURTHER: Final = 1e-3
#: What is left of a vector counts as nothing, and as at right angles, below such a share of it.
_NOTHING: Final = 1e-6
_SQUARE: Final = 1e-10
#: Of a cut, and of a random direction, what is smaller than this is noise.
_NOISE: Final = 1e-6


def can_move(system: Equations, low: Ints, high: Ints, effort: Effort = EFFORT) -> Bools | None:
    """Say which unknowns have different values in different completions, fractional ones included.

    Parameters
    ----------
    system
        The attacker's equations.
    low, high
        The lowest and highest value of every unknown over some completions; shape (n_columns,) each.
    effort
        The budgets.

    Returns
    -------
    Shape (n_columns,); None where the solvers aren't exact enough to tell.
    """
    matrix = sparse.csc_array(matrix_of(system))
    inner = high > system.lower
    outer = np.flatnonzero(~inner)
    rising = _rising(matrix[:, np.flatnonzero(inner)], sparse.csr_array(matrix[:, outer]), effort)
    if rising is None:
        return None
    moves = high > low
    moves[outer] |= rising
    above = inner.copy()
    above[outer] = rising
    stuck = above & ~moves
    if stuck.any():
        columns = np.flatnonzero(above)
        anywhere = np.random.default_rng(0).normal(size=len(columns))
        direction = _beyond(sparse.csc_array(matrix[:, columns].T), anywhere, effort)
        if direction is None:
            return None
        moves[columns] |= np.abs(direction) > _NOISE
    return moves


def _rising(inner: sparse.csc_array, outer: sparse.csr_array, effort: Effort) -> Bools | None:
    """Say which of the outer unknowns rise in some direction in which none of them falls; shape (n_outer,).

    Where the direction asked for can't be made up by inner unknowns, what is missing is a cut for the next.
    """
    alone = np.flatnonzero(np.diff(sparse.csr_array(inner).indptr) == 0)
    cuts = outer[alone]
    for _ in range(effort.cuts):
        by = _widest(cuts, effort)
        if by is None:
            return None
        asked = outer @ by
        asked[alone] = 0
        missing = _beyond(inner, asked, effort)
        if missing is None:
            return None
        if not missing.any():
            return np.asarray(by > 1 / 2)
        missing[alone] = 0  # they have their cuts
        cut = missing @ outer
        cut[np.abs(cut) < _NOISE * np.abs(cut).max()] = 0
        cuts = sparse.csr_array(sparse.vstack([cuts, sparse.csr_array(cut[None, :] / np.abs(cut).max())]))
    return None


def _widest(cuts: sparse.csr_array, effort: Effort) -> Floats | None:
    """Find the direction that keeps to the cuts and in which most unknowns rise, by 1 or more; shape (n_columns,)."""
    n = cuts.shape[1]
    upper = np.concatenate([np.ones(n), np.full(n, highspy.kHighsInf)])
    cost = np.concatenate([-np.ones(n), np.full(n, _FURTHER)])
    twice = sparse.csr_array(sparse.hstack([cuts, cuts]))
    highs = quiet_highs(effort.push_seconds)
    highs.passModel(model_of(twice, np.zeros(cuts.shape[0]), np.zeros(2 * n), upper, cost))
    highs.run()
    if highs.getModelStatus() not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty}:
        return None
    found = np.asarray(highs.getSolution().col_value)
    return np.asarray(found[:n] + found[n:])


def _beyond(matrix: sparse.csc_array, vector: Floats, effort: Effort) -> Floats | None:
    """Give what is left of a vector beyond the range of a matrix: zeros for nothing, None where that isn't clear."""
    size, rest = np.abs(vector).max(initial=0), vector
    for _ in range(effort.refinements):
        if np.abs(rest).max(initial=0) <= _NOTHING * size:
            return np.zeros_like(rest)
        if np.abs(matrix.T @ rest).max(initial=0) <= _SQUARE * np.abs(rest).max():
            return rest
        rest = rest - matrix @ lsmr(matrix, rest, atol=0, btol=0, conlim=0, maxiter=effort.refining_steps)[0]
    return None
