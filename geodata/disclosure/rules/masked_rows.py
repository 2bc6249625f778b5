"""Which cells may hold a number that is *at least*: margins alone; the finest cell with a masked row is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geodata.arrays import Bools
    from geodata.tabulation.grid import Grid


def finest(grid: Grid) -> Bools:
    """Say which cells are no margin of any table; shape (n_cells,)."""
    is_margin = np.zeros(len(grid), dtype=bool)
    for up in grid.up.values():
        is_margin[up[up >= 0]] = True
    return ~is_margin
