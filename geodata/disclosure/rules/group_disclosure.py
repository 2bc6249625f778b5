"""Counts that wholly are of one sensitive category: who is known to be in one, is known to be of the category.

References
----------
Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley, ch. 5: group disclosure.
Machanavajjhala, A. et al. (2007), l-diversity, ACM TKDD 1(1): homogeneity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection

    from geodata.arrays import Bools, Ints
    from geodata.tabulation.grid import Grid

CATEGORY: Final = "category"


def homogeneous(grid: Grid, count: Ints, categories: Collection[str]) -> Bools:
    """Say which counts wholly are of one sensitive category; shape (n_cells,)."""
    out = np.zeros(len(grid), dtype=bool)
    for cells, margins in _of_categories(grid, categories):
        out[margins] |= (count[cells] == count[margins]) & (count[margins] > 0)
    return out


def shown_homogeneous(
    grid: Grid, count: Ints, withheld: Bools, categories: Collection[str], may_be_zero: Bools
) -> Ints:
    """List counts of which everyone can see that they wholly are of one sensitive category: all others are shown as 0.

    Reads published cells only. A withheld category that can't be 0 counts as seen.
    """
    if CATEGORY not in grid.trees:
        return np.empty(0, dtype=np.int64)
    up = grid.up[CATEGORY]
    others = np.bincount(up[up >= 0], weights=(withheld | (count > 0))[up >= 0], minlength=len(grid))
    is_there = np.where(withheld, ~may_be_zero, count > 0)
    found = [margins[(others[margins] == 1) & is_there[cells]] for cells, margins in _of_categories(grid, categories)]
    return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *found]))


def _of_categories(grid: Grid, categories: Collection[str]) -> list[tuple[Ints, Ints]]:
    """Give, per sensitive category, its cells and the margins over all categories above them."""
    if CATEGORY not in grid.trees:
        return []
    node, up, index = grid.node(CATEGORY), grid.up[CATEGORY], grid.trees[CATEGORY].index
    cells = [np.flatnonzero((node == index[c]) & (up >= 0)) for c in categories if c in index]
    return [(at, up[at]) for at in cells]
