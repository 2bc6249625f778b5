"""The zero rule: which zeros may be shown, so that a shown zero never proves that its neighbour isn't one.

A zero is shown where every margin directly above it is shown, or where a shown margin leaves nothing for it (the
margin equals the sum of its shown children: the reader knows the zero anyway). All other zeros are withheld, and so
every withheld cell that may be 0 lies under a withheld margin. Pure functions of numbers and of the pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints

    from geodata.tabulation.grid import Grid


def residual(grid: Grid, dimension: str, count: Ints, shown: Bools) -> Ints:
    """Give, for every cell as a margin in one dimension, its count minus its shown children; shape (n_cells,)."""
    up = grid.up[dimension]
    child = (up >= 0) & shown
    total = np.bincount(up[child], weights=count[child], minlength=len(grid))
    return count - np.rint(total).astype(np.int64)


def withheld_zeros(grid: Grid, count: Ints, withheld: Bools) -> Bools:
    """Say which zeros must be withheld, given the positive cells that are; shape (n_cells,)."""
    zero = count == 0
    out = withheld & ~zero
    sensitive = withheld & zero
    left = {d: residual(grid, d, count, ~out) for d in grid.dimensions}
    depth = grid.depth()
    for level in np.unique(depth):
        cells = np.flatnonzero((depth == level) & zero)
        hidden = np.zeros(len(cells), dtype=bool)
        implied = np.zeros(len(cells), dtype=bool)
        for d in grid.dimensions:
            up = grid.up[d][cells]
            above = up >= 0
            hidden |= above & out[up]
            implied |= above & ~out[up] & (left[d][up] == 0)
        out[cells] = hidden & ~implied | sensitive[cells]
    return out & zero


def may_be_zero(grid: Grid, withheld: Bools) -> Bools:
    """Say which withheld cells the attacker can't rule out to be 0: those under a withheld margin."""
    free = np.zeros(len(grid), dtype=bool)
    for d in grid.dimensions:
        up = grid.up[d]
        free |= (up >= 0) & withheld[up]
    return free & withheld


def broken_zero_rule(grid: Grid, count: Ints, withheld: Bools) -> Ints:
    """List shown zeros that lie under a withheld margin though nothing shown implies them."""
    suspects = (count == 0) & ~withheld & (np.isin(np.arange(len(grid)), np.flatnonzero(_under(grid, withheld))))
    known = np.where(withheld, 0, count)
    implied = np.zeros(len(grid), dtype=bool)
    for d in grid.dimensions:
        up = grid.up[d]
        left = residual(grid, d, known, ~withheld)
        implied |= (up >= 0) & ~withheld[up] & (left[up] == 0)
    return np.flatnonzero(suspects & ~implied)


def _under(grid: Grid, withheld: Bools) -> Bools:
    under = np.zeros(len(grid), dtype=bool)
    for d in grid.dimensions:
        up = grid.up[d]
        under |= (up >= 0) & withheld[up]
    return under
