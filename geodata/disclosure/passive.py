"""Unknowns that only follow others: withheld margins that stand in no other equation than their own.

Such a margin is whatever its members sum to, so neither a walk nor a programme has to keep its equation; its value is
read off at the end. What is left of sparse tables is then close to a transport problem, which both are good at.

References
----------
Andersen, E. D. and Andersen, K. D. (1995), Presolving in linear programming, Mathematical Programming 71 (implied free
column singletons).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.disclosure import stepping

if TYPE_CHECKING:
    from geodata.arrays import Floats, Ints
    from geodata.disclosure.system import System


def followers(system: System) -> tuple[Ints, Ints]:
    """Find the unknowns that only follow.

    Returns
    -------
    Per equation the unknown that follows its other members, -1 where there is none; shape (n_rows,). And the equations
    that have one, so ordered that a follower's members are settled before it.
    """
    n_rows = len(system.rhs)
    row = np.repeat(np.arange(n_rows), np.diff(system.row_at))
    negative = system.row_sign < 0
    margin = np.full(n_rows, -1, dtype=np.int64)
    margin[row[negative]] = system.row_col[negative]
    # members at their least must already give the margin what it has at least
    spare = np.bincount(row, weights=system.row_sign * system.lower[system.row_col], minlength=n_rows) - system.rhs
    can = (np.bincount(row[negative], minlength=n_rows) == 1) & (spare >= 0)
    follows = np.full(n_rows, -1, dtype=np.int64)
    rows_left = np.diff(system.col_at)
    order = []
    waiting = [int(r) for r in np.flatnonzero(can) if rows_left[margin[r]] == 1]
    while waiting:
        at = waiting.pop()
        follows[at] = margin[at]
        order.append(at)
        for member in system.row_col[system.row_at[at] : system.row_at[at + 1]].tolist():
            rows_left[member] -= 1
            if rows_left[member] == 1:
                waiting += [
                    int(r)
                    for r in system.col_row[system.col_at[member] : system.col_at[member + 1]]
                    if follows[r] < 0 and can[r] and margin[r] == member
                ]
    return follows, np.array(order[::-1], dtype=np.int64)


def settle(system: System, x: Floats | Ints) -> None:
    """Give every follower its value, in place."""
    follows, following = system.followers
    stepping.settle(system.row_at, system.row_col, follows, following, system.rhs, x)
