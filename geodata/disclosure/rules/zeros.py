"""The zero rule: which zeros may be shown, so that a shown zero never proves that its neighbour isn't one.

A zero under a withheld margin is withheld, unless the other published numbers leave nothing else for it: then every
reader knows it anyway, and it is shown. So a withheld cell that may be 0 lies under a withheld margin, and no withheld
cell can only be 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.implied_zeros import only_zero
from geodata.attack.model.bounds import propagate
from geodata.attack.model.equations import build_system

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints
    from geodata.tabulation.grid import Grid


def residual(grid: Grid, dimension: str, count: Ints, shown: Bools) -> Ints:
    """Give, for every cell as a margin in one dimension, its count minus its shown children; shape (n_cells,)."""
    up = grid.up[dimension]
    child = (up >= 0) & shown
    total = np.bincount(up[child], weights=count[child], minlength=len(grid))
    return count - np.rint(total).astype(np.int64)


def under_withheld(grid: Grid, withheld: Bools) -> Bools:
    """Say which cells have a withheld margin directly above them, one step up in any dimension; shape (n_cells,)."""
    under = np.zeros(len(grid), dtype=bool)
    for d in grid.dimensions:
        up = grid.up[d]
        under |= (up >= 0) & withheld[up]
    return under


def may_be_zero(grid: Grid, withheld: Bools) -> Bools:
    """Say which withheld cells the attacker can't rule out to be 0: those under a withheld margin."""
    return under_withheld(grid, withheld) & withheld


def with_zeros(grid: Grid, count: Ints, withheld: Bools, kept: Bools | None = None) -> Bools:
    """Apply the zero rule to what is withheld.

    Parameters
    ----------
    grid
        The cells.
    count
        Counts; of withheld cells only whether they are 0 is read.
    withheld
        The positive cells that are withheld; whatever it says of zeros is not read.
    kept
        Cells that stay withheld, zeros among them; shape (n_cells,).

    Returns
    -------
    The withheld cells, zeros included; shape (n_cells,).
    """
    held = np.zeros(len(grid), dtype=bool) if kept is None else kept
    zero = (count == 0) & ~held
    out: Bools = withheld & (count > 0) | held
    depth = grid.depth()
    for level in np.unique(depth):
        cells = np.flatnonzero((depth == level) & zero)
        for d in grid.dimensions:
            up = grid.up[d][cells]
            out[cells] |= (up >= 0) & out[up]
    out[_only_zero(grid, count, out, zero)] = False
    return out


def with_those_beneath(grid: Grid, zero: Bools) -> Bools:
    """Add to some cells that are 0 all that they sum; shape (n_cells,)."""
    out, depth = zero.copy(), grid.depth()
    for level in np.unique(depth):
        cells = np.flatnonzero(depth == level)
        for d in grid.dimensions:
            up = grid.up[d][cells]
            out[cells] |= (up >= 0) & out[up]
    return out


def broken_zero_rule(grid: Grid, count: Ints, withheld: Bools) -> Ints:
    """List shown zeros that lie under a withheld margin though no published number implies them."""
    suspects = (count == 0) & ~withheld & under_withheld(grid, withheld)
    if not suspects.any():
        return np.empty(0, dtype=np.int64)
    implied = _only_zero(grid, count, withheld | suspects, suspects, surely=True)
    return np.setdiff1d(np.flatnonzero(suspects), implied)


def _only_zero(grid: Grid, count: Ints, withheld: Bools, among: Bools, *, surely: bool = False) -> Ints:
    """List the cells, of some, that can only be 0 by what is published: by bounds, or whatever that takes."""
    system = build_system(grid, count, withheld, may_be_zero(grid, withheld))
    _, high = propagate(system)
    is_zero = (high == 0) & (system.cells >= 0)
    if surely:
        asked = np.flatnonzero(~is_zero & (system.cells >= 0) & among[np.maximum(system.cells, 0)])
        is_zero[asked[only_zero(system, asked)]] = True
    cells = system.cells[is_zero]
    return np.asarray(cells[among[cells]])
