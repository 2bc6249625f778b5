"""True counts. Secret: nothing here may reach a view, a cache, a log or a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.arrays import Bools, Ints
    from geodata.tabulation.grid import Grid
    from geodata.trees import Tree


class RawCube:
    """True counts of all cells of a grid, margins included.

    It shows nothing when printed, equals nothing, and refuses to be pickled or copied, so that no cache, log, message
    or file can take it by accident.
    """

    __slots__ = ("_count", "_masked", "_silent", "grid")

    def __init__(self, grid: Grid, count: Ints, silent: Bools, masked: Bools | None = None) -> None:
        self.grid, self._count, self._silent = grid, count, silent
        self._masked = np.zeros(len(grid), dtype=bool) if masked is None else masked

    def counts(self) -> Ints:
        """Give the true counts, shape (n_cells,); for disclosure control alone."""
        return self._count

    def silent(self) -> Bools:
        """Say which cells hold nothing but records whose count was not reported, shape (n_cells,)."""
        return self._silent

    def masked(self) -> Bools:
        """Say which cells hold records whose source masks the count: they are in no sum, shape (n_cells,)."""
        return self._masked

    def __repr__(self) -> str:
        """Show nothing."""
        return "RawCube(secret)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        """Compare by identity: equality would be an oracle."""
        return self is other

    __hash__ = None  # type: ignore[assignment]

    def _refuse(self, *_: object) -> NoReturn:
        msg = "RawCube: true counts can't be pickled or copied. Pass them to disclosure.protect instead."
        raise TypeError(msg)

    __reduce__ = __reduce_ex__ = __getstate__ = __copy__ = __deepcopy__ = __format__ = _refuse


def count_cells(
    grid: Grid,
    codes: Mapping[str, Ints],
    count: Ints,
    reported: Bools | None = None,
    masked: Bools | None = None,
) -> RawCube:
    """Count leaf records into every cell of a grid, margins included.

    Parameters
    ----------
    grid
        The cells.
    codes
        Per dimension of the grid, the tree index of every record; shape (n_records,).
    count
        Count of every record, any number where it is not reported; shape (n_records,).
    reported
        False where the count was not reported; shape (n_records,).
    masked
        Which of those have a count that their source masks; shape (n_records,).

    Returns
    -------
    The true counts.
    """
    known = np.ones(len(count), dtype=bool) if reported is None else reported
    secret = np.zeros(len(count), dtype=bool) if masked is None else masked
    values = (np.where(known, count, 0), (~known).astype(np.int64), secret.astype(np.int64))
    totals, missing, hidden = (np.zeros(len(grid), dtype=np.int64) for _ in values)
    for table in grid.tables:
        dimensions = [d for d in grid.dimensions if d in table.trees]
        at = tuple(_places(table.trees[d], grid.trees[d])[codes[d]] for d in dimensions)
        shape = [len(table.trees[d]) for d in dimensions]
        for value, out in zip(values, (totals, missing, hidden), strict=True):
            box = np.zeros(shape, dtype=np.int64)
            np.add.at(box, at, value)
            for axis, d in enumerate(dimensions):
                view = np.moveaxis(box, axis, 0)
                for node in range(len(table.trees[d]) - 1, 0, -1):
                    view[int(table.trees[d].parent[node])] += view[node]
            out[grid.members[table.name]] = box.ravel()
    return RawCube(grid, totals, (totals == 0) & (missing > 0) & (hidden == 0), hidden > 0)


def _places(here: Tree, full: Tree) -> Ints:
    """Map every node of a full tree to its finest ancestor that a cut of the tree still has."""
    index, out = here.index, np.zeros(len(full), dtype=np.int64)
    for node, (code, parent) in enumerate(zip(full.codes, full.parent, strict=True)):
        out[node] = index[code] if code in index else out[parent]
    return out
