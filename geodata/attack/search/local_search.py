"""Integer completions by a walk: move one unknown a step, then mend the equations it unbalanced, until all balance.

A walk proves feasibility only: every state that it records satisfies all equations exactly, in whole numbers. What it
doesn't reach is left to programming. The search goes over unbalanced equations, each mended by the member
that leaves the least imbalance behind; rows that no change helps weigh more and more.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from geodata.attack.effort import EFFORT
from geodata.attack.model.free_columns import leaders_of
from geodata.attack.model.jit import expect
from geodata.attack.search import kernels as stepping
from geodata.attack.search.kernels import BITS, FROZEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geodata.arrays import Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations
    from geodata.attack.model.free_columns import Leaders

P = TypeVar("P")
R = TypeVar("R")
#: As many steps as may help to mend: so many at most, and as many more for each unknown.
PATIENTLY: Final = 1 << 40
#: So many moves of one walk are written down where somebody wants to see its completions.
_TRAIL: Final = 1 << 20


def widen(  # noqa: PLR0913 -- what is asked, and how it is looked for
    system: Equations,
    start: Ints,
    least: Ints,
    most: Ints,
    base: Ints | None = None,
    *,
    passes: int | None = None,
    seed: int = 0,
    witness: Callable[[Ints], None] | None = None,
    effort: Effort = EFFORT,
) -> tuple[Ints, Ints, Ints]:
    """Walk from one integer completion until every unknown has been seen as low and as high as asked, if it can be.

    Parameters
    ----------
    system
        The attacker's equations.
    start
        An integer completion; shape (n_columns,).
    least, most
        How low and how high each unknown should be seen; shape (n_columns,).
    base
        From where on the values of each are told apart, 0 unless told otherwise; shape (n_columns,).
    passes
        How many of the passes, each more patient than the one before; all unless told otherwise.
    seed
        Of the walk; the same seed takes the same way.
    witness
        Told of every completion met, of shape (n_columns,).
    effort
        The budgets.

    Returns
    -------
    The lowest and the highest value of every unknown over all completions met, and the values met as `bits_of` says;
    shape (n_columns,) each.
    """
    base = np.zeros_like(start) if base is None else base
    low, high, bits, before = start.copy(), start.copy(), bits_of(start - base), None
    led = leaders_of(system)
    worth = effort.programme_steps * len(start) if len(start) <= effort.vast else np.inf
    planned = effort.passes[:passes]
    for number, (tries, steps) in enumerate(planned):
        order = np.flatnonzero((low > least) | (high < most))
        is_patient_in_vast = number == effort.hasty_passes and len(start) > effort.vast
        is_for_pushes = is_patient_in_vast and len(order) <= effort.few_if_vast
        is_in_vain = before is not None and len(order) > effort.pass_pays * before
        if not len(order) or not len(led.columns) or is_for_pushes or is_in_vain:
            break
        walk = partial(_in_parts, led, start, (low, high, bits), (least, most, base), effort, witness)
        looks = effort.looks[0]
        if len(order) > effort.pass_more * effort.pass_sample:
            price, share = {}, {}
            for n, way in enumerate(effort.looks):
                sample = order[n :: len(order) // effort.pass_sample]
                made = walk(sample, (seed + number, tries, steps, way))
                n_shown = int(((low[sample] <= least[sample]) & (high[sample] >= most[sample])).sum())
                price[way], share[way] = made / max(n_shown, 1), max(n_shown, 1) / len(sample)
            looks = min(price, key=price.__getitem__)
            if price[looks] * share[looks] > worth:  # even if each were shown; more patience costs more
                break
            if price[looks] > worth or (share[looks] * effort.pass_shows < 1 and number + 1 < len(planned)):
                continue
            order = np.flatnonzero((low > least) | (high < most))
        made = walk(order, (seed + number, tries, steps, looks))
        before = len(order)
        if made > worth * int(((low[order] <= least[order]) & (high[order] >= most[order])).sum()):
            break
    return low, high, bits


def _in_parts(
    led: Leaders,
    start: Ints,
    state: tuple[Ints, Ints, Ints],
    goal: tuple[Ints, Ints, Ints],
    effort: Effort,
    witness: Callable[[Ints], None] | None,
    order: Ints,
    how: tuple[int, int, int, int],
) -> int:
    """Walk for some unknowns each, side by side: in as many parts on any number of cores, so that all find the same.

    `goal` is how low and how high, and from where on values are told apart, as in `widen`. Returned: how many steps
    were made.
    """
    seed, tries, steps, looks = how
    least, most, base = goal
    n_parts = effort.walks
    expect(len(order) * tries * steps // effort.steps_once, effort)
    own = [tuple(a.copy() for a in state) for _ in range(n_parts)]
    n = led.n_equations
    lead_of, row_of = np.full(len(start), -1, dtype=np.int64), np.full(len(start), -1, dtype=np.int64)
    lead_of[led.columns], row_of[led.followers] = np.arange(len(led.columns)), n + np.arange(len(led.followers))
    follower = np.concatenate([np.full(n, -1, dtype=np.int64), led.followers])
    matrix, from_here = _matrix(led), _standing(led, start[led.columns])

    def walk(part: int) -> int:
        cols, rows = (here.copy() for here in from_here)
        odds, mine, made = np.ones((2, 2), dtype=np.int64), order[part::n_parts], 0
        for number, first in enumerate(range(0, len(mine), effort.walk_length)):
            cols[:, 0], rows[:, 0], rows[:, 3] = from_here[0][:, 0], from_here[1][:, 0], (rows[:, 3] + 1) // 2
            some = mine[first : first + effort.walk_length]
            ends = follower, led.constant, lead_of, row_of, *own[part], base, some, least, most
            trail = np.zeros((_TRAIL if witness else 1, 2), dtype=np.int64)
            how = seed + n_parts * number, tries, steps, looks, effort.steps, trail
            stepping.widen(*matrix, cols, rows, odds, *ends, *how)
            made, before = int(odds[:, 1].sum()), made
            expect((made - before) // effort.moves_once, effort)
            for met in _retold(led, from_here[0][:, 0], trail) if witness else ():
                witness(met)  # type: ignore[misc]
        return made

    made = sum(side_by_side(walk, range(n_parts), len(order), effort))
    low, high, bits = state
    for lows, highs, seen in own:
        np.minimum(low, lows, out=low)
        np.maximum(high, highs, out=high)
        np.bitwise_or(bits, seen, out=bits)
    return made


def _retold(led: Leaders, start: Ints, trail: Ints) -> Iterator[Ints]:
    """Give the completions along a trail, up to where it was full."""
    x = start.copy()
    for column, by in trail[1 : trail[0, 0] + 1].tolist():
        if column >= 0:
            x[column] += by
        else:
            yield led.complete(x)


def side_by_side(work: Callable[[P], R], parts: Sequence[P], unknowns: int, effort: Effort = EFFORT) -> list[R]:
    """Do the parts of a work on so many unknowns, on several cores where that pays; in order, and always the same."""
    if unknowns < effort.worth_threads:
        return [work(part) for part in parts]
    expect(effort.interpreted, effort)  # what is worth threads is worth the compiler, and plain Python lets one run
    with ThreadPoolExecutor() as pool:
        return list(pool.map(work, parts))


def bits_of(x: Ints) -> Ints:
    """Write each value from 0 to 62 as a bit of its own, and others as none."""
    return np.where((x >= 0) & (x < BITS), np.left_shift(1, np.clip(x, 0, BITS - 1)), 0)


def mend(
    system: Equations,
    near: Ints,
    *,
    steps: int = PATIENTLY,
    seed: int = 0,
    news: tuple[Ints, ...] | None = None,
    fixed: tuple[int, int] | None = None,
    effort: Effort = EFFORT,
) -> Ints | None:
    """Look for an integer completion near a vector of whole numbers; None when so many steps don't find one.

    Where several ways are open it takes one that shows an unknown where it wasn't seen yet: `news` has the lowest and
    the highest values seen, and how low and how high it should be seen; shape (n_columns,) each.
    """
    led = leaders_of(system)
    cols, rows = _standing(led, np.maximum(near[led.columns], led.lower))
    if fixed is not None:
        cols, rows = _fixed(led, cols, rows, *fixed)
    if ((rows[:, 0] < rows[:, 1]) | (rows[:, 0] > rows[:, 2])).any():
        arrays = (*_matrix(led), cols, rows, *(news or (near, near, near, near)))
        steps = min(steps, effort.mending_steps + effort.mending_steps_each * len(near))
        expect(len(near), effort)
        if not stepping.mend(*arrays, seed, min(steps, effort.mending_at_first), effort.steps):
            expect(steps, effort)
            if not stepping.mend(*arrays, seed, steps, effort.steps):
                return None
    return led.complete(cols[:, 0])


def _fixed(led: Leaders, cols: Ints, rows: Ints, column: int, value: int) -> tuple[Ints, Ints]:
    """Hold one unknown at a value, be it one that leads or one that follows."""
    lead = int(np.searchsorted(led.columns, column))
    if lead < len(led.columns) and led.columns[lead] == column:
        x = cols[:, 0].copy()
        x[lead] = value
        cols, sums = _standing(led, x)
        cols[lead, 2] = FROZEN
        return cols, np.column_stack([sums[:, 0], rows[:, 1:]])
    row = led.n_equations + int(np.flatnonzero(led.followers == column)[0])
    rows[row, 1:3] = value - led.constant[row]
    return cols, rows


def _matrix(led: Leaders) -> tuple[Ints, ...]:
    """Lay out the matrix of a system in terms of its leaders as `stepping` says."""
    by_row, by_col = (
        np.stack([part.indices, part.data], axis=1).astype(np.int64) for part in (led.matrix, led.by_column)
    )
    return led.matrix.indptr.astype(np.int64), by_row, led.by_column.indptr.astype(np.int64), by_col, led.columns


def _standing(led: Leaders, x: Ints) -> tuple[Ints, Ints]:
    """Lay out the leaders, at x, and the rows with their sums as `stepping` says; all rows weigh alike at first."""
    rows = np.stack([led.matrix @ x, led.floor, led.ceiling, np.ones_like(led.floor)], axis=1)
    return np.stack([x, led.lower, np.zeros_like(x)], axis=1), rows
