"""Withheld numbers of k or more that follow by addition from shown ones: shown again, cell by cell.

What everyone can work out protects no one. But a withheld margin also leaves open that what lies beneath it is 0;
shown, it would rule that out. So a margin is shown where every withheld cell beneath it lies under another withheld
margin too: then the same completions stay possible, and nothing that was proved of them changes. All of this reads
published numbers and which cells are withheld.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.model.bounds import propagate

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Floats
    from geodata.disclosure.protection import Standard
    from geodata.disclosure.visible import Visible
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


def known_large(grid: Grid, visible: Visible, withheld: Bools, standard: Standard) -> Bools:
    """Say which withheld cells everyone can work out by bounds, though they are k or more: that protects no one."""
    system = standard.system(grid, visible.counts, withheld)
    low, high = propagate(system)
    known = np.zeros(len(grid), dtype=bool)
    known[system.cells[(low == high) & (low >= standard.threshold) & (system.cells >= 0)]] = True
    return known


def freed_of(
    grid: Grid, visible: Visible, primary: Bools, withheld: Bools, standard: Standard, tell: Callable[[str], None]
) -> Bools | None:
    """Publish again what everyone can work out though it is withheld; None when there is nothing."""
    known = known_large(grid, visible, withheld, standard) & ~primary
    if not known.any():
        return None
    tell(f"{int(known.sum())} withheld numbers of k or more can be worked out: published again")
    return standard.with_zeros(grid, visible.counts, withheld & ~known)


def leaves_the_same_open(grid: Grid, visible: Visible, withheld: Bools, freed: Bools, standard: Standard) -> bool:
    """Say whether the same zeros stay withheld, and the same numbers may be 0.

    Then the same completions stay possible when known numbers are published, and what was seen of them stays true.
    """
    is_new = standard.may_be_zero(grid, freed) != standard.may_be_zero(grid, withheld)
    return not ((freed != withheld)[visible.is_zero].any() or is_new[freed].any())
