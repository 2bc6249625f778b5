"""What else to withhold so that dominated and homogeneous counts, withheld themselves, have room about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.interval_disclosure import find_leaks
from geodata.disclosure.protection import Standard
from geodata.disclosure.rules.group_disclosure import CATEGORY
from geodata.disclosure.suppression import secondary
from geodata.disclosure.suppression.cheapest_in_equation import beside_cells, cheapest, fellows
from geodata.disclosure.suppression.tabular_adjustment import mending_cells
from geodata.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Leak
    from geodata.disclosure.visible import Visible
    from geodata.tabulation.grid import Grid


def with_room(
    grid: Grid,
    visible: Visible,
    primary: Bools,
    sensitive: tuple[Bools, Bools],
    standard: Standard,
    cost: Floats,
    tell: Callable[[str], None],
) -> Bools:
    """Withhold until dominated and homogeneous counts have room about them."""
    n, more = 0, ~primary
    while more.any() and n < standard.effort.room_rounds:
        withheld = secondary.protect_cells(grid, visible, primary, standard, cost, tell)
        found = _too_narrow(grid, visible, withheld, sensitive, standard, cost)
        if found is None:
            return withheld
        n, more = n + 1, found & ~withheld
        primary = primary | more
    msg = "protect: a sensitive count stays narrow whatever is withheld; expected room. Coarsen the tables."
    raise DisclosureError(msg)


def _too_narrow(
    grid: Grid, visible: Visible, withheld: Bools, sensitive: tuple[Bools, Bools], standard: Standard, cost: Floats
) -> Bools | None:
    """Choose what else to withhold so that sensitive counts have room; None where all have."""
    if withheld.all():  # no number is published, so no number can be narrowed down
        return None
    k = standard.threshold
    dominated, grouped = (s & visible.is_large for s in sensitive)
    system = standard.system(grid, visible.counts, withheld)
    more, is_narrow = np.zeros(len(grid), dtype=bool), False
    # a dominated count n must reach n − k + 1 and n + k − 1; a homogeneous one n + k − 1, with others in it
    for cells, below, room in ((dominated, k, 2 * k), (grouped & ~dominated, 1, k + 1)):
        leaks = _narrow(system, visible, np.flatnonzero(cells), below, room, standard.effort)
        if leaks:
            is_narrow = True
            wide = Standard(room, effort=standard.effort)
            mending = mending_cells(grid, visible, system, leaks, wide, cost) & ~withheld
            shown = ~withheld & visible.is_large
            more |= mending if mending.any() else beside_cells(grid, system, leaks, shown, cost, standard.effort)
    for margin in np.flatnonzero(grouped):
        others = grid.up[CATEGORY] == margin
        if not (others & withheld & visible.is_zero).any():
            is_narrow = True
            more |= _hides_others(grid, visible, np.flatnonzero(others & visible.is_zero), withheld, cost)
    return more if is_narrow else None


def _narrow(system: Equations, visible: Visible, cells: Ints, below: int, room: int, effort: Effort) -> list[Leak]:
    """List the counts that can't move freely about what they are."""
    columns = system.column_of(len(visible.counts))[cells]
    return find_leaks(system, columns, visible.counts[cells] - below, room, effort=effort).leaks if len(cells) else []


def _hides_others(grid: Grid, visible: Visible, others: Ints, withheld: Bools, cost: Floats) -> Bools:
    """Choose a number of another category that leaves open whether a homogeneous count holds some of it."""
    near, front = np.zeros(len(grid), dtype=bool), others
    while len(front):
        for d in grid.dimensions:
            if d != CATEGORY:
                near |= fellows(grid.up[d], front)
        above = [grid.up[d][front] for d in grid.dimensions if d != CATEGORY]
        front = np.unique(np.concatenate(above))
        front = front[front >= 0]
    return cheapest(near & ~withheld & visible.is_large, cost)
