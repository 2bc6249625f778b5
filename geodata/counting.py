"""True counts. Secret: nothing here may reach a view, a cache, a log or a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from geodata.arrays import Bools, Ints
    from geodata.tabulation.grid import Grid


class RawCube:
    """True counts of all cells of a grid, margins included.

    It shows nothing when printed, equals nothing, and refuses to be pickled or copied, so that no cache, log, message
    or file can take it by accident.
    """

    __slots__ = ("_count", "_silent", "grid")

    def __init__(self, grid: Grid, count: Ints, silent: Bools) -> None:
        self.grid, self._count, self._silent = grid, count, silent

    def counts(self) -> Ints:
        """Give the true counts, shape (n_cells,); for disclosure control alone."""
        return self._count

    def silent(self) -> Bools:
        """Say which cells hold nothing but records whose count was not reported, shape (n_cells,)."""
        return self._silent

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

    __reduce__ = __reduce_ex__ = __getstate__ = __copy__ = __deepcopy__ = __format__ = _refuse  # type: ignore[assignment]


def count_cells(leaves: pd.DataFrame, grid: Grid) -> RawCube:
    """Count leaves into every cell of a grid, margins included.

    Parameters
    ----------
    leaves
        One column of codes per dimension of the grid and `count` (missing = not reported).
    grid
        The cells.

    Returns
    -------
    The true counts.
    """
    known = leaves["count"].fillna(0).to_numpy(dtype=np.int64)
    absent = leaves["count"].isna().to_numpy(dtype=np.int64)
    totals = np.zeros(len(grid), dtype=np.int64)
    missing = np.zeros(len(grid), dtype=np.int64)
    for table in grid.tables:
        dimensions = [d for d in grid.dimensions if d in table.trees]
        at = []
        for d in dimensions:
            tree = table.trees[d]
            here, full = tree.index, grid.trees[d]
            place = {c: _nearest(c, here, full.parents()) for c in leaves[d].unique()} if len(leaves) else {}
            at.append(leaves[d].map(place).to_numpy(dtype=np.int64))
        shape = [len(table.trees[d]) for d in dimensions]
        for values, out in ((known, totals), (absent, missing)):
            box = np.zeros(shape, dtype=np.int64)
            np.add.at(box, tuple(at), values)
            for axis, d in enumerate(dimensions):
                view = np.moveaxis(box, axis, 0)
                for node in range(len(table.trees[d]) - 1, 0, -1):
                    view[int(table.trees[d].parent[node])] += view[node]
            out[grid.members[table.name]] = box.ravel()
    return RawCube(grid, totals, (totals == 0) & (missing > 0))


def _nearest(code: str, here: dict[str, int], parents: dict[str, str | None]) -> int:
    """Climb from a code to the finest ancestor that a table's tree still has."""
    step: str | None = code
    while step is not None and step not in here:
        step = parents[step]
    return here[step] if step is not None else 0
