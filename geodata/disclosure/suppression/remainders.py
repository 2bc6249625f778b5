"""What a contributor works out that subtracts its own records from every number: remainders, and what keeps them open.

The remainder of a number is what all others supplied of it. Others' records are records too: whatever sums hold for the
tables, and for the records behind them, hold for remainders. So a contributor attacks as everyone does, on tables less
its own, and knows one thing less: a withheld number that is at least 1 may be wholly its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geodata.attack.search.solution_pool import SolutionPool
from geodata.disclosure.suppression import secondary
from geodata.disclosure.suppression.cheapest_in_equation import cheapest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Leak
    from geodata.disclosure.protection import Standard
    from geodata.disclosure.visible import Visible
    from geodata.tabulation.grid import Grid


class Attack(NamedTuple):
    """What a contributor finds.

    Attributes
    ----------
    system
        Its equations, over remainders.
    leaks
        Remainders that are too narrow, of withheld cells, named sums and corners.
    sums
        Equations of the system that leave several withheld cells a remainder from 1 to k − 1 together.
    lp_only
        How many remainders are shown open by fractions only.
    """

    system: Equations
    leaks: list[Leak]
    sums: Ints
    lp_only: int = 0


def too_small(count: Ints, parts: Sequence[Ints], standard: Standard) -> Bools:
    """Say which counts leave some contributor a remainder that is too small to be shown; shape as `count`."""
    out = np.zeros(len(count), dtype=bool)
    for own in parts:
        out |= (count > 0) & standard.is_small(count - own)
    return out


def attack_less_own(
    grid: Grid,
    count: Ints,
    own: Ints,
    withheld: Bools,
    standard: Standard,
    *,
    seen: SolutionPool | None = None,
    limit: int | None = None,
) -> Attack:
    """Attack as a contributor.

    Parameters
    ----------
    grid
        The cells and their equations.
    count
        Read only where a cell is not withheld; shape (n_cells,).
    own
        What the contributor supplied of each cell; shape (n_cells,).
    withheld
        Which cells are unknown; shape (n_cells,).
    standard
        What must be left open, of remainders as of counts.
    seen
        What completions have shown of the remainder of each cell; added to.
    limit
        As `find_leaks` takes it.

    Raises
    ------
    DisclosureError
        When the solver gives no answer.
    """
    rest = np.where(withheld, 0, count - own)
    system = standard.system(grid, rest, withheld)
    supplied = np.where(system.cells >= 0, own[np.maximum(system.cells, 0)], 0)
    system = replace(system, lower=np.maximum(system.lower - supplied, 0))
    if withheld.all():  # no number is published, so any remainders fit
        return Attack(system, [], np.empty(0, dtype=np.int64))
    known = None if seen is None else seen.of_cells(system.cells)
    is_hasty = seen is not None
    leaks, lp_only = standard.attack(grid, rest, system, seen=known, limit=limit, is_hasty=is_hasty)
    is_vast = len(system.cells) > standard.effort.vast
    if not leaks and lp_only and limit is not None and not is_vast:  # what whole numbers say of those
        leaks, lp_only = standard.attack(grid, rest, system, seen=known, is_hasty=is_hasty)
    if seen is not None and known is not None:
        seen.put_cells(system.cells, known)
    sums = standard.fixed_sums(system)
    return Attack(system, leaks, sums[np.diff(system.row_at)[sums] > 1], lp_only)


def hold_remainders(
    grid: Grid,
    visible: Visible,
    parts: Sequence[Ints],
    withheld: Bools,
    standard: Standard,
    cost: Floats,
    tell: Callable[[str], None],
) -> Bools:
    """Withhold more, round after round, until no contributor works a remainder out; shape (n_cells,).

    Parameters
    ----------
    grid
        The cells and their equations.
    visible
        Their counts, as far as they may be looked at.
    parts
        What each contributor supplied of each cell; shape (n_cells,) each.
    withheld
        What is withheld already: all that is `too_small`, or one contributor's alone; and nobody works out a number.
    standard
        What must be left open.
    cost
        Cost of withholding a published cell, shape (n_cells,).
    tell
        Told a sentence per round.

    Raises
    ------
    DisclosureError
        When a remainder stays narrow whatever is withheld.
    """
    effort = standard.effort
    anyone, *seen = (SolutionPool.of(len(grid), effort=effort) for _ in range(1 + len(parts)))
    number = 0
    while True:
        number += 1
        more, n_found = np.zeros(len(grid), dtype=bool), 0
        for own, shown in zip(parts, seen, strict=True):
            found = attack_less_own(grid, visible.counts, own, withheld, standard, seen=shown, limit=effort.leaks)
            n_found += len(found.leaks) + len(found.sums)
            if found.leaks:
                more |= secondary.mended(grid, visible.less(own), found.system, found.leaks, standard, cost, number)
            more |= _beside_sums(grid, found, ~withheld & ~more & visible.is_large, cost)
        tell(f"remainders, round {number}: {int(withheld.sum())} withheld, {n_found} still derivable by a contributor")
        if not n_found:
            return withheld
        withheld = secondary.withhold(grid, visible, withheld, more, standard)
        if not withheld.all():
            withheld = secondary.rounds(grid, visible, withheld, standard, cost, anyone, tell)


def _beside_sums(grid: Grid, found: Attack, shown: Bools, cost: Floats) -> Bools:
    """Choose the cheapest shown cell in each equation that leaves too little: the margin, or another that it sums."""
    chosen = np.zeros(len(grid), dtype=bool)
    for row in found.sums.tolist():
        margin, up = int(found.system.margin[row]), grid.up[grid.dimensions[int(found.system.axis[row])]]
        near = up == margin
        near[margin] = True
        chosen |= cheapest(near & shown, cost)
    return chosen
