"""The compiled part of the walk: single moves of unknowns, and the queue of equations that they unbalance."""

from __future__ import annotations

from typing import Final

import numpy as np

from geodata.disclosure.compiling import kernel

#: So many values of an unknown are told apart, 0 the first.
BITS: Final = 63
_SAMPLE: Final = 300
_TABU: Final = 3
#: So many times in a row nothing can be changed, then it is given up: what is barred is so for less.
_PATIENCE: Final = 16
#: A fine walk goes by one where so few units are missing, and by longer steps where more are: k may be a billion.
_STRIDE: Final = 16
#: So many moves that succeed are enough for one unknown: where k is a billion, small steps lead nowhere.
_MOST_MOVES: Final = 512
#: Of so many unbalanced equations the shortest is mended first: long ones are mended by the way.
_LOOKS: Final = 4
_FROZEN: Final = 1 << 40
#: What is new is worth so much imbalance.
_WORTH: Final = 1


@kernel
def _move(col, by, x, off, queue, place, n_queue, col_at, col_row, col_sign, follows):  # type: ignore[no-untyped-def]
    """Change one unknown, and keep the queue of unbalanced rows; return its length."""
    x[col] += by
    for at in range(col_at[col], col_at[col + 1]):
        row = col_row[at]
        if follows[row] >= 0:
            continue
        off[row] += col_sign[at] * by
        if off[row] != 0 and place[row] < 0:
            queue[n_queue], place[row] = row, n_queue
            n_queue += 1
        elif off[row] == 0 and place[row] >= 0:
            n_queue -= 1
            last = queue[n_queue]
            queue[place[row]], place[last] = last, place[row]
            place[row] = -1
    return n_queue


@kernel
def _pick(queue, n_queue, row_at):  # type: ignore[no-untyped-def]
    """Take an unbalanced row, the shortest of a few."""
    row = queue[np.random.randint(n_queue)]
    for _ in range(_LOOKS - 1):
        other = queue[np.random.randint(n_queue)]
        if row_at[other + 1] - row_at[other] < row_at[row + 1] - row_at[row]:
            row = other
    return row


@kernel
def _news(col, by, x, low, high, least, most):  # type: ignore[no-untyped-def]
    """Say whether a change shows an unknown where it shall be seen and wasn't yet (1), or takes that back (-1)."""
    if high[col] < most[col] and (x[col] > high[col] if by < 0 else x[col] + by > high[col]):
        return 1 if by > 0 else -1
    if low[col] > least[col] and (x[col] < low[col] if by > 0 else x[col] + by < low[col]):
        return 1 if by < 0 else -1
    return 0


@kernel
def _choose(  # type: ignore[no-untyped-def]
    row, step, now, x, off, tabu, weight, low, high, least, most, row_at, row_col, row_sign, col_at, col_row, col_sign,
    lower, follows
):  # fmt: skip
    """Find the member of an unbalanced row whose change by a step leaves least imbalance; -1 when all are barred.

    Imbalance counts by the weight of its row, and what wasn't seen yet is worth some of it. Also returned: the change,
    and by how much the imbalance grows.
    """
    size = row_at[row + 1] - row_at[row]
    first = np.random.randint(size)
    best, best_by, best_price, growth, ties = -1, 0, _FROZEN, 0, 0
    for k in range(min(size, _SAMPLE)):
        at = row_at[row] + (first + k) % size
        col = row_col[at]
        if tabu[col] > now:
            continue
        by = -step * row_sign[at] if off[row] > 0 else step * row_sign[at]
        if x[col] + by < lower[col]:
            continue
        cost = 0
        for other in range(col_at[col], col_at[col + 1]):
            if follows[col_row[other]] < 0:
                more = abs(off[col_row[other]] + col_sign[other] * by) - abs(off[col_row[other]])
                cost += weight[col_row[other]] * more
        price = cost - _WORTH * _news(col, by, x, low, high, least, most)
        if price < best_price:
            best, best_by, best_price, growth, ties = col, by, price, cost, 1
        elif price == best_price:
            ties += 1
            if np.random.randint(ties) == 0:
                best, best_by, growth = col, by, cost
    return best, best_by, growth


@kernel
def widen(  # type: ignore[no-untyped-def]
    row_at, row_col, row_sign, col_at, col_row, col_sign, lower, follows, x, low, high, bits, order, least,
    most, seed, tries, steps, finely
):  # fmt: skip
    """Walk for the unknowns in `order`, as `walk.widen` says, from x and in place."""
    np.random.seed(seed)
    n_rows = len(row_at) - 1
    off, queue, place = np.zeros(n_rows, np.int64), np.empty(n_rows, np.int64), np.full(n_rows, -1, np.int64)
    tabu, weight = np.zeros(len(x), np.int64), np.ones(n_rows, np.int64)
    moved, moved_by = np.empty(steps + 1, np.int64), np.empty(steps + 1, np.int64)
    now = 1
    way, way_by = np.empty(len(x), np.int64), np.empty(len(x), np.int64)
    freed, freed_of = np.empty(n_rows, np.int64), np.empty(n_rows, np.int64)
    waiting = np.empty(len(row_col) + 1, np.int64)
    led, is_led = np.empty(len(x), np.int64), np.zeros(len(x), np.bool_)
    for target in order:
        n_freed = _free(target, row_at, row_col, col_at, col_row, follows, freed, freed_of, waiting)
        for unit in (1, -1):
            failed, left = 0, tries + _MOST_MOVES
            while failed < tries and left > 0:
                away = most[target] - high[target] if unit > 0 else low[target] - least[target]
                if away <= 0:
                    break
                step = max(1, away // _STRIDE if finely else away >> failed)
                if x[target] + unit * step < lower[target]:
                    break
                left -= 1
                n_moved, n_idle, n_queue, col, by = 0, 0, 0, target, unit * step
                now += _TABU + 1
                while True:
                    if col >= 0:
                        n_queue = _move(col, by, x, off, queue, place, n_queue, col_at, col_row, col_sign, follows)
                        tabu[col] = _FROZEN if col == target else now + _TABU // 2 + np.random.randint(_TABU)
                        moved[n_moved], moved_by[n_moved] = col, by
                        n_moved, n_idle = n_moved + 1, 0
                    else:  # all are barred: it waits, or another row goes first
                        n_idle += 1
                    now += 1
                    if n_queue == 0 or n_moved >= steps or n_idle > _PATIENCE:
                        break
                    row = _pick(queue, n_queue, row_at)
                    col, by, growth = _choose(
                        row, step, now, x, off, tabu, weight, low, high, least, most, row_at, row_col, row_sign, col_at,
                        col_row, col_sign, lower, follows
                    )  # fmt: skip
                    if growth >= 0:
                        weight[row] += 1
                tabu[target] = 0
                if n_queue == 0:
                    n_led = 0
                    for k in range(n_moved):
                        n_led = _lead(
                            moved[k], moved_by[k], x, col_at, col_row, col_sign, follows, way, way_by, led, n_led,
                            is_led
                        )  # fmt: skip
                        _record(moved[k], x, low, high, bits)
                    for k in range(n_led):
                        _record(led[k], x, low, high, bits)
                        is_led[led[k]] = False
                else:  # undo; the queue holds all rows that are unbalanced
                    failed += 1
                    for k in range(n_moved - 1, -1, -1):
                        x[moved[k]] -= moved_by[k]
                    for k in range(n_queue):
                        off[queue[k]], place[queue[k]] = 0, -1
        for k in range(n_freed):
            follows[freed[k]] = freed_of[k]


@kernel
def _free(col, row_at, row_col, col_at, col_row, follows, freed, freed_of, waiting):  # type: ignore[no-untyped-def]
    """Let an unknown that follows lead, and with it those of its members that follow theirs, and so on down.

    Their equations must balance now as all others. Return how many they are; `freed` lists them.
    """
    n_freed, n_waiting, waiting[0] = 0, 1, col
    while n_waiting > 0:
        n_waiting -= 1
        col = waiting[n_waiting]
        for at in range(col_at[col], col_at[col + 1]):
            row = col_row[at]
            if follows[row] != col:
                continue
            follows[row] = -1
            freed[n_freed], freed_of[n_freed] = row, col
            n_freed += 1
            for member in range(row_at[row], row_at[row + 1]):
                if row_col[member] != col:
                    waiting[n_waiting] = row_col[member]
                    n_waiting += 1
    return n_freed


@kernel
def _record(col, x, low, high, bits):  # type: ignore[no-untyped-def]
    """Keep what a completion shows of an unknown."""
    low[col], high[col] = min(low[col], x[col]), max(high[col], x[col])
    if x[col] < BITS:
        bits[col] |= 1 << x[col]


@kernel
def _lead(col, by, x, col_at, col_row, col_sign, follows, way, way_by, led, n_led, is_led):  # type: ignore[no-untyped-def]
    """Move the followers of an unknown that has moved, list them, and return how many are listed."""
    way[0], way_by[0], n = col, by, 1
    while n > 0:
        n -= 1
        col, by = way[n], way_by[n]
        for at in range(col_at[col], col_at[col + 1]):
            up = follows[col_row[at]]
            if up >= 0 and up != col:
                x[up] += col_sign[at] * by
                way[n], way_by[n] = up, col_sign[at] * by
                n += 1
                if not is_led[up]:
                    led[n_led], is_led[up] = up, True
                    n_led += 1
    return n_led


@kernel
def mend(  # type: ignore[no-untyped-def]
    row_at, row_col, row_sign, col_at, col_row, col_sign, lower, follows, x, off, low, high, least, most, seed, steps
):  # fmt: skip
    """Balance the equations in place; return whether all are.

    Where no change helps, the row's weight grows: so the walk leaves places where it would turn in circles (the
    breakout method, Morris 1993).
    """
    np.random.seed(seed)
    n_rows = len(row_at) - 1
    queue, place, n_queue = np.empty(n_rows, np.int64), np.full(n_rows, -1, np.int64), 0
    for row in range(n_rows):
        if off[row] != 0 and follows[row] < 0:
            queue[n_queue], place[row] = row, n_queue
            n_queue += 1
    tabu, weight = np.zeros(len(x), np.int64), np.ones(n_rows, np.int64)
    for _ in range(1, steps):
        if n_queue == 0:
            break
        row = _pick(queue, n_queue, row_at)
        col, by, cost = _choose(
            row, 1, 0, x, off, tabu, weight, low, high, least, most, row_at, row_col, row_sign, col_at, col_row,
            col_sign, lower, follows
        )  # fmt: skip
        if col >= 0:
            n_queue = _move(col, by, x, off, queue, place, n_queue, col_at, col_row, col_sign, follows)
            if cost >= 0:
                weight[row] += 1
    return n_queue == 0


@kernel
def settle(row_at, row_col, follows, following, rhs, x):  # type: ignore[no-untyped-def]
    """Give every follower its value, in place."""
    for row in following:
        x[follows[row]] = -rhs[row]
        for at in range(row_at[row], row_at[row + 1]):
            if row_col[at] != follows[row]:
                x[follows[row]] += x[row_col[at]]
