"""Withheld numbers of k or more that follow by addition from shown ones: shown again, cell by cell.

What everyone can work out protects no one. But a withheld margin also leaves open that what lies beneath it is 0;
shown, it would rule that out. So a margin is shown where every withheld cell beneath it lies under another withheld
margin too: then the same completions stay possible, and nothing that was proved of them changes. All of this reads
published numbers and which cells are withheld.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geodata.arrays import Bools, Floats
    from geodata.tabulation.grid import Grid


def harmless(grid: Grid, withheld: Bools, known: Bools, cost: Floats) -> Bools:
    """Say which known numbers can be shown, those first that readers miss most.

    Parameters
    ----------
    grid
        The cells.
    withheld
        What is withheld; shape (n_cells,), as all others.
    known
        Withheld cells whose number is k or more and follows from what is published.
    cost
        What withholding a cell costs its readers.
    """
    out, n_above = np.zeros(len(grid), dtype=bool), np.zeros(len(grid), dtype=np.int64)
    for up in grid.up.values():
        n_above += (up >= 0) & withheld[up]
    cells = np.flatnonzero(known)
    for cell in cells[np.argsort(-cost[cells], kind="stable")]:
        beneath = [np.flatnonzero((up == cell) & withheld & ~out) for up in grid.up.values()]
        if any((n_above[children] == 1).any() for children in beneath):
            continue
        out[cell] = True
        for children in beneath:
            n_above[children] -= 1
    return out
