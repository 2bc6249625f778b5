"""Complementary suppression: withhold further cells until the attacker fails.

First the cover of what single equations demand, then round after round: play the attacker on what would be published,
and withhold, for each number he narrows down, the cheapest published cell near it that gives it room. Then what
everyone can work out though it is withheld is published again, and the rounds go on from there. All of this reads
published numbers, the pattern of too-small and zero cells, and public costs, never a count below k.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.model.bounds import propagate
from geodata.attack.pipeline import Leak
from geodata.attack.search.solution_pool import SolutionPool
from geodata.disclosure.rules.zeros import broken_zero_rule, with_those_beneath
from geodata.disclosure.suppression.cheapest_in_equation import beside_cells
from geodata.disclosure.suppression.covering import cover
from geodata.disclosure.suppression.implied_counts import freed_of, harmless, known_large, leaves_the_same_open
from geodata.disclosure.suppression.margins import Easing
from geodata.disclosure.suppression.nearest import nearby_cells
from geodata.disclosure.suppression.tabular_adjustment import mending_cells, mending_in_vast
from geodata.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Floats
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Verdict
    from geodata.disclosure.protection import Standard
    from geodata.disclosure.visible import Visible
    from geodata.tabulation.grid import Grid


def protect_cells(
    grid: Grid,
    visible: Visible,
    primary: Bools,
    standard: Standard,
    cost: Floats,
    progress: Callable[[str], None] | None = None,
) -> Bools:
    """Choose what is withheld; shape (n_cells,).

    Parameters
    ----------
    grid
        The cells and their equations.
    visible
        Their counts, as far as they may be looked at.
    primary
        Cells that are too small or sensitive.
    standard
        What is too small, and what must be left open.
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
    withheld = standard.with_zeros(grid, visible.counts, primary)
    if withheld.all():  # no number is published, so no number can be worked out
        return withheld
    withheld = _by_single_equations(grid, visible, withheld, standard, cost)
    freed = freed_of(grid, visible, primary, withheld, standard, tell)
    if freed is not None:  # before the attack, which takes longest: what stays known after it is seldom much
        withheld = _cheaper(cost, visible, _by_single_equations(grid, visible, freed, standard, cost), withheld)
    seen = SolutionPool.of(len(grid), effort=standard.effort)
    withheld = _eased(grid, visible, withheld, standard, cost, seen, tell)
    withheld = rounds(grid, visible, withheld, standard, cost, seen, tell)
    freed = freed_of(grid, visible, primary, withheld, standard, tell)
    if freed is not None and leaves_the_same_open(grid, visible, withheld, freed, standard):
        again = replace(standard, effort=replace(standard.effort, rounds=standard.effort.rounds_again))
        with suppress(DisclosureError):  # they were of use after all
            withheld = _cheaper(cost, visible, rounds(grid, visible, freed, again, cost, seen, tell), withheld)
    return withheld & ~_shown_again(grid, visible, primary, withheld, standard, cost, seen)


def _shown_again(
    grid: Grid, visible: Visible, primary: Bools, withheld: Bools, standard: Standard, cost: Floats, seen: SolutionPool
) -> Bools:
    """Choose what follows by addition and can be shown, cell by cell.

    A shown number names a sum of the others beside it. Where that would be too narrow, what names it stays withheld.
    """
    if withheld.sum() > standard.effort.vast:  # one more attack takes minutes
        return np.zeros(len(grid), dtype=bool)
    shown = harmless(grid, withheld, known_large(grid, visible, withheld, standard) & ~primary, cost)
    while shown.any():
        system = standard.system(grid, visible.counts, withheld & ~shown)
        leaks = _attack(grid, visible, system, standard, seen, None).leaks
        if not leaks:
            break
        cells = system.cells[[leak.column for leak in leaks]]
        naming = np.isin(np.arange(len(grid)), cells) | np.any([np.isin(up, cells) for up in grid.up.values()], axis=0)
        shown &= ~naming if (shown & naming).any() else False
    return shown


def _cheaper(cost: Floats, visible: Visible, one: Bools, other: Bools) -> Bools:
    """Choose between two ways of withholding."""
    return one if cost[one & ~visible.is_zero].sum() < cost[other & ~visible.is_zero].sum() else other


def _eased(
    grid: Grid,
    visible: Visible,
    withheld: Bools,
    standard: Standard,
    cost: Floats,
    seen: SolutionPool,
    tell: Callable[[str], None],
) -> Bools:
    """Withhold more where tables are vast, until walks show what programmes would take too long for."""
    easing = Easing(grid, visible, standard, cost, seen, tell)
    while standard.protection.is_eased and withheld.sum() > standard.effort.vast:
        more = easing.more(withheld)
        if not more.any():
            break
        withheld = _by_single_equations(
            grid, visible, withhold(grid, visible, withheld, more, standard), standard, cost
        )
    return withheld


def rounds(
    grid: Grid,
    visible: Visible,
    withheld: Bools,
    standard: Standard,
    cost: Floats,
    seen: SolutionPool,
    tell: Callable[[str], None],
) -> Bools:
    """Withhold more, round after round, until the attacker fails; what completions show is added to `seen`."""
    effort = standard.effort
    limit: int | None = effort.leaks
    implied = np.zeros(len(grid), dtype=bool)
    most = effort.rounds_if_vast if withheld.sum() > effort.vast else effort.rounds
    for number in range(1, most):
        withheld = _by_single_equations(grid, visible, withheld, standard, cost) & ~implied
        system = standard.system(grid, visible.counts, withheld)
        (leaks, n_fractional), is_hasty = _attack(grid, visible, system, standard, seen, limit), limit is not None
        is_vast = len(system.cells) > effort.vast  # to decide all, or to name what helps, takes many minutes
        limit = effort.leaks if len(leaks) > effort.few_leaks or is_vast else None
        tell(f"round {number}: {int(withheld.sum())} withheld, {len(leaks)} numbers still derivable")
        zeros = [int(system.cells[leak.column]) for leak in leaks if leak.high == 0 and not leak.offset]
        zeros = [cell for cell in zeros if standard.is_known_zero(cell, visible.counts)]
        if zeros:  # everyone knows them: shown, they tell nothing
            implied[zeros] = True
            implied = with_those_beneath(grid, implied)
            continue
        if not leaks and n_fractional and is_hasty and not is_vast:
            continue  # what only fractions show is looked at in whole numbers, as the audit will
        if not leaks:
            told = broken_zero_rule(grid, visible.counts, withheld) if implied.any() else implied[:0]
            if not len(told):
                return withheld
            implied[:] = False
            limit = None
            continue
        more = mended(grid, visible, system, leaks, standard, cost, number)
        withheld = withhold(grid, visible, withheld, more, standard)
    msg = f"protect: found no end after {most} rounds; expected a protected table. Coarsen the tables."
    raise DisclosureError(msg)


def mended(
    grid: Grid, visible: Visible, system: Equations, leaks: list[Leak], standard: Standard, cost: Floats, number: int
) -> Bools:
    """Choose what to withhold for the leaks of a round."""
    is_vast = len(system.cells) > standard.effort.vast
    shown = (system.column_of(len(grid)) < 0) & visible.is_large
    more = np.zeros(len(grid), dtype=bool)
    if not is_vast:
        more = mending_cells(grid, visible, system, leaks, standard, cost)
    elif standard.protection.is_eased:  # at level exact nearly anything beside a known number gives it room
        more = _mended_in_turn(grid, visible, system, leaks, standard, cost)
    if not (more & shown).any():  # that, or only fractions have room: one must be even
        for _ in range(1 << min(number, standard.effort.doublings) if is_vast else 1):
            more |= beside_cells(grid, system, leaks, shown & ~more, cost, standard.effort)
    return more


def _mended_in_turn(
    grid: Grid, visible: Visible, system: Equations, leaks: list[Leak], standard: Standard, cost: Floats
) -> Bools:
    """Withhold what undoes the proofs of all leaks of vast tables, and what undoes those that are left, a few times.

    The next attack takes longer than all of them.
    """
    cells, chosen = system.cells[[leak.column for leak in leaks]], np.zeros(len(grid), dtype=bool)
    for _ in range(standard.effort.proofs):
        withheld = system.column_of(len(grid)) >= 0
        more = mending_in_vast(grid, visible, system, leaks, standard, cost) & ~withheld
        chosen |= more
        if not more.any():
            break
        system = standard.system(grid, visible.counts, standard.with_zeros(grid, visible.counts, withheld | more))
        columns = system.column_of(len(grid))[cells]
        leaks = [leak._replace(column=int(column)) for leak, column in zip(leaks, columns, strict=True)]
    return chosen


def _by_single_equations(grid: Grid, visible: Visible, withheld: Bools, standard: Standard, cost: Floats) -> Bools:
    """Withhold what single equations demand, and what bounds alone narrow down, until neither asks for more."""
    for _ in range(standard.effort.pencil_rounds):
        more = cover(grid, visible, withheld, standard, cost)
        if not more.any():
            system = standard.system(grid, visible.counts, withheld, records=False)
            more = _mend_bounds(grid, visible, system, standard, cost)
            if not more.any():
                return withheld
        withheld = withhold(grid, visible, withheld, more, standard)
    return withheld


def withhold(grid: Grid, visible: Visible, withheld: Bools, more: Bools, standard: Standard) -> Bools:
    """Withhold more cells too, and the zeros that then must be."""
    if not (more & ~withheld).any():
        msg = "protect: some cells stay derivable whatever is withheld. Coarsen the tables or pool places."
        raise DisclosureError(msg)
    return standard.with_zeros(grid, visible.counts, withheld | more)


def _attack(
    grid: Grid, visible: Visible, system: Equations, standard: Standard, seen: SolutionPool, limit: int | None
) -> Verdict:
    """Look for leaks, a few at a time: they share their causes, and what was seen stays true when more is withheld."""
    own = seen.of_cells(system.cells)
    found = standard.attack(grid, visible.counts, system, seen=own, limit=limit, is_hasty=True)
    seen.put_cells(system.cells, own)
    return found


def _mend_bounds(grid: Grid, visible: Visible, system: Equations, standard: Standard, cost: Floats) -> Bools:
    """Withhold the cheapest published cell near every number that bounds alone narrow down."""
    columns, offsets = standard.numbers(grid, visible.counts, system)
    low, high = propagate(system)
    lows, highs = low[columns] - offsets, high[columns] - offsets
    failing = np.flatnonzero(standard.fails(lows, highs))
    if offsets[failing].any():  # sums that anyone can name first: to withhold their parts mends others, too
        failing = failing[offsets[failing] > 0]
    # many have few causes, as where all zeros are protected
    failing = failing[:: 1 + len(failing) // standard.effort.narrow_at_once]
    leaks = [Leak(int(columns[t]), int(offsets[t]), int(lows[t]), int(highs[t])) for t in failing]
    return nearby_cells(grid, visible, system, leaks, (low, high), standard, cost)
