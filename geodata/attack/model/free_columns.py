"""Unknowns that only follow others: withheld margins that stand in no other equation than their own.

Such a margin is whatever its members sum to, so its equation asks one thing only: that they sum to what it is at least.
A walk and a programme then move the leaders alone. What is left of sparse tables is close to a transport problem, which
both are good at.

References
----------
Andersen, E. D. and Andersen, K. D. (1995), Presolving in linear programming, Mathematical Programming 71 (implied free
column singletons).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from scipy import sparse

from geodata.attack.model.equations import UNBOUNDED

if TYPE_CHECKING:
    from geodata.arrays import Floats, Ints
    from geodata.attack.model.equations import Equations

Leading = TypeVar("Leading", "Ints", "Floats")


@dataclass(frozen=True, eq=False)
class Leaders:
    """A system in terms of the unknowns that lead.

    Attributes
    ----------
    columns, followers
        Which unknowns of the system lead, and which follow.
    matrix
        The rows as sums of leaders: first the equations that are left, then the followers; shape (n_rows, n_leaders).
    by_column
        The same by columns.
    floor, ceiling
        Between what the sum of each row must be; shape (n_rows,).
    constant
        What has to be added to a row's sum to have the follower; 0 for equations; shape (n_rows,).
    lower
        Least values of the leaders; shape (n_leaders,).
    """

    columns: Ints
    followers: Ints
    matrix: sparse.csr_array
    by_column: sparse.csc_array
    floor: Ints
    ceiling: Ints
    constant: Ints
    lower: Ints

    @property
    def n_equations(self) -> int:
        """How many rows are equations."""
        return len(self.floor) - len(self.followers)

    def complete(self, x: Leading) -> Leading:
        """Give all unknowns of the system, from those that lead; shape (n_columns,)."""
        out: Leading = np.empty(len(self.columns) + len(self.followers), dtype=x.dtype)
        out[self.columns] = x
        out[self.followers] = (self.matrix @ x + self.constant)[self.n_equations :]
        return out


_known: WeakKeyDictionary[Equations, Leaders] = WeakKeyDictionary()


def leaders_of(system: Equations) -> Leaders:
    """Write a system in terms of the unknowns that lead; once for each."""
    if system not in _known:
        _known[system] = _leaders(system)
    return _known[system]


def _leaders(system: Equations) -> Leaders:
    follows = followers(system)
    rows = np.flatnonzero(follows >= 0)
    following = follows[rows]
    is_leader = np.ones(system.shape[1], dtype=bool)
    is_leader[following] = False
    columns, equations = np.flatnonzero(is_leader), np.flatnonzero(follows < 0)
    whole = sparse.csr_array((system.row_sign, system.row_col, system.row_at), shape=system.shape)
    sums, constant = _sums(whole[rows], columns, following, system.rhs[rows])
    matrix = sparse.csr_array(sparse.vstack([whole[equations][:, columns], sums]))
    matrix.sort_indices()
    by_column = sparse.csc_array(matrix)
    by_column.sort_indices()
    rhs = system.rhs[equations]
    return Leaders(
        columns, following, matrix, by_column,
        np.concatenate([rhs, system.lower[following] - constant]),
        np.concatenate([rhs, np.full(len(rows), UNBOUNDED)]),
        np.concatenate([np.zeros_like(rhs), constant]), system.lower[columns],
    )  # fmt: skip


def _sums(own: sparse.csr_array, columns: Ints, following: Ints, rhs: Ints) -> tuple[sparse.csr_array, Ints]:
    """Write followers as sums of leaders and a constant, given their equations; members may follow themselves."""
    n = len(following)
    members = sparse.csr_array(own[:, following] + sparse.eye_array(n, dtype=np.int64))
    members.eliminate_zeros()
    step, more = sparse.csr_array(own[:, columns]), -rhs
    sums, constant = step, more
    while step.nnz or more.any():  # followers of followers, a level further down each time
        step, more = sparse.csr_array(members @ step), members @ more
        sums, constant = sums + step, constant + more
    return sparse.csr_array(sums), np.asarray(constant)


def followers(system: Equations) -> Ints:
    """Find the unknown that follows each equation's other members, -1 where there is none; shape (n_rows,)."""
    n_rows = len(system.rhs)
    row = np.repeat(np.arange(n_rows), np.diff(system.row_at))
    negative = system.row_sign < 0
    margin = np.full(n_rows, -1, dtype=np.int64)
    margin[row[negative]] = system.row_col[negative]
    can = np.bincount(row[negative], minlength=n_rows) == 1
    follows = np.full(n_rows, -1, dtype=np.int64)
    rows_left = np.diff(system.col_at)
    waiting = [int(r) for r in np.flatnonzero(can) if rows_left[margin[r]] == 1]
    while waiting:
        at = waiting.pop()
        follows[at] = margin[at]
        for member in system.row_col[system.row_at[at] : system.row_at[at + 1]].tolist():
            rows_left[member] -= 1
            if rows_left[member] == 1:
                waiting += [
                    int(r)
                    for r in system.col_row[system.col_at[member] : system.col_at[member + 1]]
                    if follows[r] < 0 and can[r] and margin[r] == member
                ]
    return follows
