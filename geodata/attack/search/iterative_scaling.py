"""A point near the completions of a system, in a second where a programme takes minutes: to mend, not to rely on.

References
----------
Darroch, J. N. and Ratcliff, D. (1972), Generalized iterative scaling for log-linear models, The Annals of Mathematical
Statistics 43(5): all equations at once, where iterative proportional fitting goes from one to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.attack.effort import EFFORT
from geodata.attack.model.equations import matrix_of

if TYPE_CHECKING:
    from geodata.arrays import Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations

#: Sides are taken for no less than so much.
_LEAST: Final = 1e-9


def near_completions(system: Equations, effort: Effort = EFFORT) -> Ints:
    """Scale all unknowns, again and again, until both sides of most equations are about the same; then round.

    Each unknown goes by the mean of what its equations ask for. Nothing is promised of the result.

    Returns
    -------
    Whole numbers, none below its least value; shape (n_columns,).
    """
    matrix = matrix_of(system)
    up, down = (abs(matrix) + matrix) / 2, (abs(matrix) - matrix) / 2
    across = matrix.T.tocsr()
    n_equations = np.maximum(np.bincount(system.row_col, minlength=system.shape[1]), 1)
    right = system.rhs - matrix @ system.lower.astype(float)
    growth = effort.scaling_growth
    above = np.full(system.shape[1], effort.scaling_start)
    for _ in range(effort.scaling_sweeps):
        left, other = up @ above + np.maximum(-right, 0), down @ above + np.maximum(right, 0)
        asked = np.log(np.maximum(other, _LEAST) / np.maximum(left, _LEAST))
        above *= np.exp(np.clip(across @ asked / n_equations, -growth, growth))
    return np.asarray(system.lower + np.rint(above).astype(np.int64))
