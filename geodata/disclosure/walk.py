"""Integer completions by a walk: move one unknown a step, then mend the equations it unbalanced, until all balance.

A walk proves feasibility only: every state that it records satisfies all equations exactly, in whole numbers. What it
doesn't reach is left to programming. The search is a tabu walk over unbalanced equations, each mended by the member
that leaves the least imbalance behind.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from geodata.disclosure import stepping
from geodata.disclosure.compiling import ENOUGH, expect
from geodata.disclosure.passive import settle
from geodata.disclosure.stepping import BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.arrays import Ints
    from geodata.disclosure.system import System

R = TypeVar("R")
#: Per pass over what is still open: tries per unit, steps per try.
PASSES: Final = ((10, 300), (20, 1000), (20, 3000), (100, 3000))
#: How many of them while leaks are still expected.
HASTY: Final = 3
#: A pass that leaves more than this share of the unknowns as they were is the last.
_PAYS: Final = 0.8
#: As many steps as may help to mend: so many at most, and as many more for each unknown.
PATIENTLY: Final = 1 << 40
_MOST: Final = 50_000
_MOST_EACH: Final = 20
#: After so many of them the compiler is worth its time.
_AT_FIRST: Final = 2_000
#: A pass of so many steps per unknown goes through it once, as far as the compiler is concerned.
_ONCE: Final = 3_000
#: So many walks go side by side.
_PARTS: Final = 4
#: For fewer unknowns threads cost more than they save; what is found is the same.
_WORTH_THREADS: Final = 500
#: Where `_arrays` has the followers, the one thing that a walk changes for a while.
_FOLLOWS: Final = 7


def widen(
    system: System,
    start: Ints,
    least: Ints,
    most: Ints,
    *,
    passes: int = len(PASSES),
    seed: int = 0,
    finely: bool = False,
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
    passes
        How many of the passes, each more patient than the one before.
    seed
        Of the walk; the same seed takes the same way.
    finely
        Go by small steps, so that the values between are met too.

    Returns
    -------
    The lowest and the highest value of every unknown over all completions met, and the values met as `bits_of` says;
    shape (n_columns,) each.
    """
    x, low, high, bits = start.copy(), start.copy(), start.copy(), bits_of(start)
    arrays, before = _arrays(system), None
    for number, (tries, steps) in enumerate(PASSES[:passes]):
        order = np.flatnonzero((low > least) | (high < most))
        if not len(order) or (before is not None and len(order) > _PAYS * before):
            break
        before = len(order)
        _in_parts(arrays, (x, low, high, bits), order, least, most, (seed + number, tries, steps, finely))
    return low, high, bits


def _in_parts(
    arrays: tuple[Ints, ...],
    state: tuple[Ints, ...],
    order: Ints,
    least: Ints,
    most: Ints,
    patience: tuple[int, int, int, bool],
) -> None:
    """Walk for some unknowns each, side by side: in as many parts on any number of cores, so that all find the same."""
    _, tries, steps, _ = patience
    expect(len(order) * tries * steps // _ONCE)
    own = [tuple(a.copy() for a in state) for _ in range(_PARTS)]
    follows = arrays[_FOLLOWS]

    def walk(part: int) -> None:
        ours = (*arrays[:_FOLLOWS], follows.copy(), *arrays[_FOLLOWS + 1 :])
        stepping.widen(*ours, *own[part], order[part::_PARTS], least, most, *patience)

    side_by_side(walk, range(_PARTS), len(order))
    x, low, high, bits = state
    x[:] = own[0][0]
    for _, lows, highs, seen in own:
        np.minimum(low, lows, out=low)
        np.maximum(high, highs, out=high)
        np.bitwise_or(bits, seen, out=bits)


def side_by_side(work: Callable[[int], R], parts: Sequence[int], unknowns: int) -> list[R]:
    """Do the parts of a work on so many unknowns, on several cores where that pays; in order, and always the same."""
    if unknowns < _WORTH_THREADS:
        return [work(part) for part in parts]
    expect(ENOUGH)  # plain Python draws from one row of random numbers for all threads; compiled, each has its own
    with ThreadPoolExecutor() as pool:
        return list(pool.map(work, parts))


def bits_of(x: Ints) -> Ints:
    """Write each value up to 62 as a bit of its own, and larger ones as none."""
    return np.where(x < BITS, np.left_shift(1, np.minimum(x, BITS - 1)), 0)


def mend(
    system: System, near: Ints, *, steps: int = PATIENTLY, seed: int = 0, news: tuple[Ints, ...] | None = None
) -> Ints | None:
    """Look for an integer completion near a vector of whole numbers; None when so many steps don't find one.

    Where several ways are open it takes one that shows an unknown where it wasn't seen yet: `news` has the lowest and
    the highest values seen, and how low and how high it should be seen; shape (n_columns,) each.
    """
    x = np.maximum(near, system.lower)
    off = system.imbalance(x)
    if not off.any():
        return x
    arrays, steps = (*_arrays(system), x, off, *(news or (x, x, x, x))), min(steps, _MOST + _MOST_EACH * len(x))
    expect(len(x))
    if not stepping.mend(*arrays, seed, min(steps, _AT_FIRST)):
        expect(steps)
        if not stepping.mend(*arrays, seed, steps):
            return None
    settle(system, x)
    return x


def _arrays(system: System) -> tuple[Ints, ...]:
    return (
        system.row_at, system.row_col, system.row_sign, system.col_at, system.col_row, system.col_sign, system.lower,
        system.followers[0],
    )  # fmt: skip
