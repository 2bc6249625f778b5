"""Equations between cells of tables and numbers of records that no table shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.arrays import Ints


class Numbers(NamedTuple):
    """Numbers of records, and what records each counts.

    Attributes
    ----------
    ids
        Their places: of a number that no table shows from 0 up, of a cell ``-1 - cell``; shape (n,).
    at
        Per dimension the node of its tree, at some cut of it; shape (n,) each.
    """

    ids: Ints
    at: Mapping[str, Ints]

    def take(self, some: Ints) -> Numbers:
        """Take some of them."""
        return Numbers(self.ids[some], {d: nodes[some] for d, nodes in self.at.items()})


@dataclass(frozen=True, eq=False)
class Joint:
    """Equations ``Σ sign · number = 0`` over cells and over numbers of records that no table shows, all at least 0.

    Attributes
    ----------
    n_hidden
        How many numbers no table shows.
    n_rows
        How many equations.
    row, hidden, sign
        Entries of numbers that no table shows; shape (n_entries,) each.
    cell_row, cell, cell_sign
        Entries of cells; shape (n_cell_entries,) each.
    corners
        Those of the numbers that everyone can name all the same: both places unknown, both counties unknown.
    """

    n_hidden: int
    n_rows: int
    row: Ints
    hidden: Ints
    sign: Ints
    cell_row: Ints
    cell: Ints
    cell_sign: Ints
    corners: Numbers

    def cells_of(self, row: int) -> Ints:
        """List the cells in an equation."""
        order, at = self._by_row
        return self.cell[order[at[row] : at[row + 1]]]

    @cached_property
    def _by_row(self) -> tuple[Ints, Ints]:
        at = np.concatenate([[0], np.cumsum(np.bincount(self.cell_row, minlength=self.n_rows))])
        return np.argsort(self.cell_row, kind="stable"), at


@dataclass
class Writer:
    """Equations while they are written."""

    n_hidden: int = 0
    n_rows: int = 0
    corners: list[Numbers] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)

    def numbers(self, n: int) -> Ints:
        """Bring in numbers that no table shows; return their places."""
        first = self.n_hidden
        self.n_hidden += n
        return np.arange(first, self.n_hidden)

    def rows(self, row: Ints, ids: Ints, sign: Ints, n_rows: int) -> None:
        """Write equations whose entries are numbered from 0."""
        self._entries.append((self.n_rows + row, ids, sign))
        self.n_rows += n_rows

    def equate(self, keys: Ints, ids: Ints, other_keys: Ints, other_ids: Ints) -> None:
        """Write, for every key, that the numbers of one kind sum to what those of another do."""
        every, row = np.unique(np.concatenate([keys, other_keys]), return_inverse=True)
        sign = np.concatenate([np.ones(len(keys), np.int64), np.full(len(other_keys), -1, dtype=np.int64)])
        self.rows(row, np.concatenate([ids, other_ids]), sign, len(every))

    def written(self) -> Joint:
        """Give what was written."""
        none = np.empty(0, dtype=np.int64)
        row, ids, sign = (np.concatenate([none, *(entry[part] for entry in self._entries)]) for part in range(3))
        is_cell = ids < 0
        return Joint(
            self.n_hidden, self.n_rows, row[~is_cell], ids[~is_cell], sign[~is_cell],
            row[is_cell], -1 - ids[is_cell], sign[is_cell], joined(self.corners),
        )  # fmt: skip


def joined(parts: Sequence[Numbers]) -> Numbers:
    """Put numbers together; they are told by what all of them are told by."""
    dimensions = set.intersection(*(set(p.at) for p in parts)) if parts else set()
    at = {d: np.concatenate([p.at[d] for p in parts]) for d in sorted(dimensions)}
    return Numbers(np.concatenate([np.empty(0, dtype=np.int64), *(p.ids for p in parts)]), at)
