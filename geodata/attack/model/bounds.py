"""Integer bounds of every unknown, by propagation: what each equation alone, again and again, leaves for its members.

Bounds are what anyone finds with a pencil. They prove leaks at once, but never prove safety: that takes a completion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.model.equations import UNBOUNDED
from geodata.attack.model.jit import expect, kernel

if TYPE_CHECKING:
    from geodata.arrays import Ints
    from geodata.attack.model.equations import Equations


def propagate(system: Equations) -> tuple[Ints, Ints]:
    """Tighten the bounds of all unknowns to a fixpoint.

    Returns
    -------
    Least and greatest values, shape (n_columns,) each; `UNBOUNDED` where nothing bounds a value from above. A least
    value above a greatest one says that the equations contradict each other.
    """
    expect(len(system.lower))
    low, high = system.lower.copy(), np.full(len(system.lower), UNBOUNDED, dtype=np.int64)
    with np.errstate(over="ignore"):  # equations that contradict each other drive bounds apart
        _propagate(
            system.row_at, system.row_col, system.row_sign, system.col_at, system.col_row, system.rhs, low, high,
            np.full(len(system.rhs), 60, dtype=np.int64),
        )  # fmt: skip
    return low, high


@kernel
def _propagate(row_at, row_col, row_sign, col_at, col_row, rhs, low, high, visits):  # type: ignore[no-untyped-def]
    n_rows = len(row_at) - 1
    queue = np.arange(n_rows)
    waiting = np.ones(n_rows, dtype=np.bool_)
    head, size = 0, n_rows
    while size > 0:
        row = queue[head]
        head = (head + 1) % n_rows
        size -= 1
        waiting[row] = False
        visits[row] -= 1
        if visits[row] < 0:  # a slow convergence is cut off: looser bounds are still true
            continue
        # least and greatest value of Σ sign·x, unbounded terms counted apart
        least, most, open_least, open_most = 0, 0, 0, 0
        for at in range(row_at[row], row_at[row + 1]):
            a, b = low[row_col[at]], high[row_col[at]]
            if row_sign[at] > 0:
                least += a
                if b >= UNBOUNDED:
                    open_most += 1
                else:
                    most += b
            else:
                most -= a
                if b >= UNBOUNDED:
                    open_least += 1
                else:
                    least -= b
        for at in range(row_at[row], row_at[row + 1]):
            col = row_col[at]
            a, b = low[col], high[col]
            is_open = b >= UNBOUNDED
            if row_sign[at] > 0:
                others_least, open_l = least - a, open_least
                others_most, open_m = (most, open_most - 1) if is_open else (most - b, open_most)
                new_high = rhs[row] - others_least if open_l == 0 else UNBOUNDED
                new_low = rhs[row] - others_most if open_m == 0 else a
            else:
                others_most, open_m = most + a, open_most
                others_least, open_l = (least, open_least - 1) if is_open else (least + b, open_least)
                new_high = others_most - rhs[row] if open_m == 0 else UNBOUNDED
                new_low = others_least - rhs[row] if open_l == 0 else a
            new_high, new_low = min(b, new_high), max(a, new_low)
            if new_high == b and new_low == a:
                continue
            low[col], high[col] = new_low, new_high
            # the sums of this row follow at once
            if row_sign[at] > 0:
                least += new_low - a
                if is_open and new_high < UNBOUNDED:
                    open_most -= 1
                    most += new_high
                elif not is_open:
                    most += new_high - b
            else:
                most -= new_low - a
                if is_open and new_high < UNBOUNDED:
                    open_least -= 1
                    least -= new_high
                elif not is_open:
                    least -= new_high - b
            for other in range(col_at[col], col_at[col + 1]):
                other_row = col_row[other]
                if not waiting[other_row] and other_row != row:
                    waiting[other_row] = True
                    queue[(head + size) % n_rows] = other_row
                    size += 1
