"""Equations of the records behind the tables, written from what is published: most of what an attacker knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from geodata.arrays import Ints
    from geodata.tabulation.hidden_records import Joint


class JointRows(NamedTuple):
    """Equations of the records behind the tables that hold an unknown, and their numbers that may be more than 0."""

    row: Ints
    col: Ints
    sign: Ints
    rhs: Ints
    number: Ints
    hidden: Ints


def joint_rows(joint: Joint, known: Ints, column: Ints, n_cells: int) -> JointRows:
    """Write the equations of the records behind the tables; numbers that can only be 0 are left out."""
    is_open = column[joint.cell] >= 0
    given = np.bincount(joint.cell_row, weights=joint.cell_sign * known[joint.cell], minlength=joint.n_rows)
    rhs = -np.rint(given).astype(np.int64)
    n_open = np.bincount(joint.cell_row[is_open], minlength=joint.n_rows)
    alive = np.ones(joint.n_hidden, dtype=bool)
    at = np.arange(len(joint.row))
    while True:
        n_more, n_less = (
            np.bincount(joint.row[at[sign * joint.sign[at] > 0]], minlength=joint.n_rows) for sign in (1, -1)
        )
        empties = (n_open == 0) & (rhs == 0) & ((n_more == 0) != (n_less == 0))
        gone = at[empties[joint.row[at]]]
        if not len(gone):
            break
        alive[joint.hidden[gone]] = False
        at = at[alive[joint.hidden[at]]]
    hidden = np.flatnonzero(alive)
    place = np.cumsum(alive) - 1
    kept = np.flatnonzero((n_open + n_more + n_less > 0) | (rhs != 0))
    new_row = np.full(joint.n_rows, -1, dtype=np.int64)
    new_row[kept] = np.arange(len(kept))
    cell = np.flatnonzero(is_open)
    return JointRows(
        np.concatenate([new_row[joint.row[at]], new_row[joint.cell_row[cell]]]),
        np.concatenate([n_cells + place[joint.hidden[at]], column[joint.cell[cell]]]),
        np.concatenate([joint.sign[at], joint.cell_sign[cell]]), rhs[kept], kept, hidden,
    )  # fmt: skip
