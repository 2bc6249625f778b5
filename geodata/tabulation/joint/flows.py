"""Numbers of records by origin and by recovery that some matrix of records from each origin to each recovery has.

Where no table crosses both, the matrix itself needs no unknowns: of a class of records (one relation), all pairs of
places are possible but those within blocks (a state to itself is not out of state). Then row sums and column sums come
from a matrix of whole numbers if and only if both have the same total T, and no block has more than T in its rows and
columns together. Where few pairs are possible the pairs themselves take fewer unknowns.

References
----------
Gale, D. (1957), A theorem on flows in networks, Pacific Journal of Mathematics 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Collection

    from geodata.arrays import Bools, Ints


class Flows(NamedTuple):
    """Unknown numbers of records of some classes, by where they start and end, and the equations among them.

    Attributes
    ----------
    kind
        The class of each unknown, -1 for a total or what a block leaves; shape (n,).
    first, second
        Row and column of each, -1 where it counts records of all of them; shape (n,).
    row, entry, sign
        Equations ``Σ sign · unknown = 0``; shape (n_entries,).
    n_rows
        How many.
    corners
        Pairs of two places that are both not known as finely as the class asks: the difference of three sums.
    """

    kind: Ints
    first: Ints
    second: Ints
    row: Ints
    entry: Ints
    sign: Ints
    n_rows: int
    corners: Ints


class _Part(NamedTuple):
    """Rows and columns that possible pairs connect, and the block that each is in, -1 for none."""

    rows: Ints
    columns: Ints
    row_block: Ints
    column_block: Ints
    n_blocks: int


def flows(possible: Ints, n_kinds: int, *, by_pairs: bool, cornered: Collection[int] = ()) -> Flows:
    """Write down the numbers of records between places.

    Parameters
    ----------
    possible
        For every pair of places the classes that a record may have, as bits; shape (n_first, n_second).
    n_kinds
        How many classes.
    by_pairs
        Whether a table shows the pairs, so that each needs an unknown of its own.
    cornered
        Classes of records of which a place isn't known: their corners are wanted.
    """
    draft = _Draft()
    for kind in range(n_kinds):
        allowed = (possible >> kind & 1).astype(bool)
        if not allowed.any():
            continue
        if by_pairs and kind not in cornered:
            rows, columns = np.nonzero(allowed)
            draft.pairs(kind, rows, columns, None)
            continue
        for rows, columns in _connected(allowed):
            inside = allowed[np.ix_(rows, columns)]
            part = None if by_pairs else _blocks(rows, columns, inside)
            if part is None or kind in cornered or inside.sum() <= len(rows) + len(columns) + part.n_blocks:
                row, column = np.nonzero(inside)
                corner = np.asarray(inside.all(axis=1))[row] & np.asarray(inside.all(axis=0))[column]
                draft.pairs(kind, rows[row], columns[column], corner if kind in cornered else None)
            else:
                draft.sums(kind, part)
    return draft.done()


class _Draft:
    def __init__(self) -> None:
        self._unknowns: list[tuple[Ints, Ints, Ints]] = []
        self._entries: list[tuple[Ints, Ints, Ints]] = []
        self._corners: list[Ints] = [np.empty(0, dtype=np.int64)]
        self._n = self._n_rows = 0

    def pairs(self, kind: int, first: Ints, second: Ints, is_corner: Bools | None) -> None:
        """Give every pair an unknown."""
        new = self._add(np.full(len(first), kind), first, second)
        if is_corner is not None:
            self._corners.append(new[is_corner])

    def sums(self, kind: int, part: _Part) -> None:
        """Give every row and column an unknown, one for the total, and one for what each block leaves of it."""
        none = np.full(len(part.rows), -1), np.full(len(part.columns), -1)
        at_rows = self._add(np.full(len(part.rows), kind), part.rows, none[0])
        at_columns = self._add(np.full(len(part.columns), kind), none[1], part.columns)
        extra = np.full(1 + part.n_blocks, -1)
        total, *left = self._add(extra, extra, extra)
        self._row(np.concatenate([at_rows, [total]]))
        self._row(np.concatenate([at_columns, [total]]))
        for block, slack in enumerate(left):
            mine = at_rows[part.row_block == block], at_columns[part.column_block == block]
            self._row(np.concatenate([*mine, [slack], [total]]))

    def _add(self, kind: Ints, first: Ints, second: Ints) -> Ints:
        self._unknowns.append((kind, first, second))
        self._n += len(kind)
        return np.arange(self._n - len(kind), self._n)

    def _row(self, entries: Ints) -> None:
        """Write that all but the last sum to the last."""
        sign = np.ones(len(entries), dtype=np.int64)
        sign[-1] = -1
        self._entries.append((np.full(len(entries), self._n_rows), entries, sign))
        self._n_rows += 1

    def done(self) -> Flows:
        none = np.empty(0, dtype=np.int64)
        (kind, first, second), (row, entry, sign) = (
            [np.concatenate([none, *(piece[part] for piece in pieces)]).astype(np.int64) for part in range(3)]
            for pieces in (self._unknowns, self._entries)
        )
        return Flows(kind, first, second, row, entry, sign, self._n_rows, np.concatenate(self._corners))


def _connected(allowed: Bools) -> list[tuple[Ints, Ints]]:
    """Split a matrix of possible pairs into parts that have no pair in common."""
    n_rows = len(allowed)
    rows, columns = np.nonzero(allowed)
    graph = sparse.coo_array((np.ones(len(rows)), (rows, n_rows + columns)), shape=(sum(allowed.shape),) * 2)
    _, label = sparse.csgraph.connected_components(graph, directed=False)
    used = np.concatenate([allowed.any(axis=1), allowed.any(axis=0)])
    order = np.argsort(label[used], kind="stable")
    nodes = np.flatnonzero(used)[order]
    parts = np.split(nodes, np.flatnonzero(np.diff(label[nodes])) + 1)
    return [(part[part < n_rows], part[part >= n_rows] - n_rows) for part in parts]


def _blocks(rows: Ints, columns: Ints, inside: Bools) -> _Part | None:
    """Find the blocks within which no pair is possible; None where the impossible pairs are no blocks."""
    row_block, column_block = np.full(len(rows), -1), np.full(len(columns), -1)
    n = 0
    if not inside.all():
        for mine, its in _connected(~inside):
            if inside[np.ix_(mine, its)].any():
                return None
            row_block[mine], column_block[its] = n, n
            n += 1
    return _Part(rows, columns, row_block, column_block, n)
