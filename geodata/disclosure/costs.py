"""What disclosure control weighs, and what it lets out: costs of withholding, and the tables with their blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.protected import AT_LEAST, ProtectedTable

if TYPE_CHECKING:
    from geodata.arrays import Bools, Floats, Ints
    from geodata.counting import RawCube
    from geodata.tabulation.grid import Grid


def weights(grid: Grid, count: Ints, kind: str) -> Floats:
    """Say what withholding a cell costs its readers: fine cells little, margins much; never a count unless asked."""
    if kind == "counts":
        return np.asarray(1.0 + 0.02 * count)
    depth, coarse = grid.depth(), np.zeros(len(grid))
    for at in grid.members.values():  # a margin is as coarse as in the table where it stands highest
        coarse[at] = np.maximum(coarse[at], depth[at].max() - depth[at])
    order = np.arange(len(grid)) / len(grid)
    return np.asarray(4.0**coarse + 0.01 * order)


def published(raw: RawCube, withheld: Bools) -> dict[str, ProtectedTable]:
    """Keep the numbers of published cells; a withheld cell holds none, and no reason."""
    grid, count, silent, masked = raw.grid, raw.counts(), raw.silent(), raw.masked()
    tables = {}
    for spec in grid.tables:
        at = grid.members[spec.name]
        hidden = withheld[at]
        quiet = silent[at] & ~hidden
        dimensions = [d for d in grid.dimensions if d in spec.trees]
        cells = pd.DataFrame({d: _names(grid, d, at) for d in dimensions}, dtype="str")
        cells["count"] = pd.array(np.where(hidden | quiet, 0, count[at]), dtype="Int64")
        cells.loc[hidden | quiet, "count"] = pd.NA
        told = [(hidden, "withheld"), (quiet, "not_reported"), (masked[at], AT_LEAST)]
        cells["status"] = np.select([where for where, _ in told], [status for _, status in told], "published")
        tables[spec.name] = ProtectedTable(spec.name, dimensions, cells)
    return tables


def _names(grid: Grid, dimension: str, cells: Ints) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(grid.trees[dimension].codes, dtype=object)[grid.node(dimension, cells)]
