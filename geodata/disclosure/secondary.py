"""Complementary suppression: withhold further cells until the attacker fails.

First the cover of what single equations demand, then round after round: play the attacker on what would be published,
and withhold, for each number he narrows down, the cheapest published cell near it that gives it room. Then what
everyone can work out though it is withheld is published again, and the rounds go on from there. All of this reads
published numbers, the pattern of too-small and zero cells, and public costs, never a count below k.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.disclosure import zeros
from geodata.disclosure.bounds import propagate
from geodata.disclosure.certify import Leak, find_leaks
from geodata.disclosure.cover import cover
from geodata.disclosure.repair import mending_cells, nearby_cells
from geodata.disclosure.seen import Seen
from geodata.disclosure.system import build_system, targets_of
from geodata.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Floats, Ints
    from geodata.disclosure.system import System
    from geodata.tabulation.grid import Grid

_ROUNDS: Final = 400
#: So many leaks of a component are mended before the next attack.
_LEAKS: Final = 150
#: After a round with no more than so many leaks every number is decided.
_FEW: Final = 10


def protect_cells(
    grid: Grid,
    count: Ints,
    primary: Bools,
    threshold: int,
    cost: Floats,
    progress: Callable[[str], None] | None = None,
) -> Bools:
    """Choose what is withheld; shape (n_cells,).

    Parameters
    ----------
    grid
        The cells and their equations.
    count
        True counts, shape (n_cells,).
    primary
        Cells that are too small or sensitive.
    threshold
        k: a count below it is too small.
    cost
        Cost of withholding a published cell, shape (n_cells,).
    progress
        Told a sentence per round.

    Raises
    ------
    DisclosureError
        When a leak remains that no further cell can mend.
    """
    tell = progress or (lambda _: None)
    withheld = zeros.with_zeros(grid, count, primary)
    if withheld.all():  # no number is published, so no number can be worked out
        return withheld
    withheld = _rounds(grid, count, withheld, threshold, cost, tell)
    known = _known(grid, count, withheld, threshold) & ~primary
    if not known.any():
        return withheld
    tell(f"{int(known.sum())} withheld numbers of k or more can be worked out: published again")
    try:
        cleaned = _rounds(grid, count, zeros.with_zeros(grid, count, withheld & ~known), threshold, cost, tell)
    except DisclosureError:  # they were of use after all: withheld, they hide which cells below them are 0
        return withheld
    return cleaned if cost[cleaned & (count > 0)].sum() < cost[withheld & (count > 0)].sum() else withheld


def _known(grid: Grid, count: Ints, withheld: Bools, threshold: int) -> Bools:
    """Say which withheld cells everyone can work out by bounds, though they are k or more: that protects no one."""
    system = build_system(grid, count, withheld, zeros.may_be_zero(grid, withheld))
    low, high = propagate(system)
    known = np.zeros(len(grid), dtype=bool)
    known[system.cells[(low == high) & (low >= threshold) & (system.cells >= 0)]] = True
    return known


def _rounds(
    grid: Grid, count: Ints, withheld: Bools, threshold: int, cost: Floats, tell: Callable[[str], None]
) -> Bools:
    """Withhold more, round after round, until the attacker fails."""
    seen = Seen.of(len(grid))
    limit: int | None = _LEAKS
    for number in range(1, _ROUNDS):
        more = cover(grid, count, withheld, threshold, cost)
        if not more.any():
            system = build_system(grid, count, withheld, zeros.may_be_zero(grid, withheld))
            columns, offsets = targets_of(grid, count, system)
            more = _mend_bounds(grid, count, system, columns, offsets, threshold, cost)
            if not more.any():
                leaks = _attack(system, columns, offsets, threshold, seen, limit)
                limit = _LEAKS if len(leaks) > _FEW else None
                tell(f"round {number}: {int(withheld.sum())} withheld, {len(leaks)} numbers still derivable")
                if not leaks:
                    return withheld
                more = mending_cells(grid, count, system, leaks, threshold, cost)
        if not (more & ~withheld).any():
            msg = "protect: some cells stay derivable whatever is withheld. Coarsen the tables or pool places."
            raise DisclosureError(msg)
        withheld = zeros.with_zeros(grid, count, withheld | more)
    msg = f"protect: found no end after {_ROUNDS} rounds; expected a protected table. Coarsen the tables."
    raise DisclosureError(msg)


def _attack(system: System, columns: Ints, offsets: Ints, threshold: int, seen: Seen, limit: int | None) -> list[Leak]:
    """Look for leaks, a few at a time: they share their causes, and what was seen stays true when more is withheld."""
    is_cell = system.cells >= 0
    own = Seen.of(len(system.cells))
    own.put(np.flatnonzero(is_cell), seen.take(system.cells[is_cell]))
    found = find_leaks(system, columns, offsets, threshold, seen=own, limit=limit).leaks
    seen.put(system.cells[is_cell], own.take(np.flatnonzero(is_cell)))
    return found


def _mend_bounds(
    grid: Grid, count: Ints, system: System, columns: Ints, offsets: Ints, threshold: int, cost: Floats
) -> Bools:
    """Withhold the cheapest published cell near every number that bounds alone narrow down."""
    low, high = propagate(system)
    lows, highs = low[columns] - offsets, high[columns] - offsets
    failing = np.flatnonzero((lows < threshold) & ((lows > 1) | (highs < threshold - 1)))
    leaks = [Leak(int(columns[t]), int(offsets[t]), int(lows[t]), int(highs[t])) for t in failing]
    return nearby_cells(grid, count, system, leaks, (low, high), threshold, cost)
