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
def _beyond(total, floor, ceiling):  # type: ignore[no-untyped-def]
    """Say how far a sum is from its range: above it (positive) or below it (negative)."""
    return max(total - ceiling, 0) + min(total - floor, 0)


@kernel
def _move(  # type: ignore[no-untyped-def]
    col, by, x, sums, floor, ceiling, queue, place, n_queue, col_at, col_row, col_sign
):  # fmt: skip
    """Change one unknown, and keep the queue of unbalanced rows; return its length."""
    x[col] += by
    for at in range(col_at[col], col_at[col + 1]):
        row = col_row[at]
        sums[row] += col_sign[at] * by
        is_off = sums[row] > ceiling[row] or sums[row] < floor[row]
        if is_off and place[row] < 0:
            queue[n_queue], place[row] = row, n_queue
            n_queue += 1
        elif not is_off and place[row] >= 0:
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
def _news(now, by, low, high, least, most):  # type: ignore[no-untyped-def]
    """Say whether a change shows an unknown where it shall be seen and wasn't yet (1), or takes that back (-1)."""
    if high < most and (now > high if by < 0 else now + by > high):
        return 1 if by > 0 else -1
    if low > least and (now < low if by > 0 else now + by < low):
        return 1 if by < 0 else -1
    return 0


@kernel
def _choose(  # type: ignore[no-untyped-def]
    row, step, now, x, sums, floor, ceiling, tabu, weight, low, high, least, most, row_at, row_col, row_sign, col_at,
    col_row, col_sign, lower, leads
):  # fmt: skip
    """Find the member of an unbalanced row whose change by a step leaves least imbalance; -1 when all are barred.

    Imbalance counts by the weight of its row, and what wasn't seen yet is worth some of it. Also returned: the change,
    and by how much the imbalance grows.
    """
    size = row_at[row + 1] - row_at[row]
    first = np.random.randint(size)
    way = -step if sums[row] > ceiling[row] else step
    best, best_by, best_price, growth, ties = -1, 0, _FROZEN, 0, 0
    for k in range(min(size, _SAMPLE)):
        at = row_at[row] + (first + k) % size
        col = row_col[at]
        if tabu[col] > now:
            continue
        by = way if row_sign[at] > 0 else -way
        if x[col] + by < lower[col]:
            continue
        cost = 0
        for other in range(col_at[col], col_at[col + 1]):
            its = col_row[other]
            total, change = sums[its], col_sign[other] * by
            before = _beyond(total, floor[its], ceiling[its])
            cost += weight[its] * (abs(_beyond(total + change, floor[its], ceiling[its])) - abs(before))
        of = leads[col]
        price = cost - _WORTH * _news(x[col], by, low[of], high[of], least[of], most[of])
        if price < best_price:
            best, best_by, best_price, growth, ties = col, by, price, cost, 1
        elif price == best_price:
            ties += 1
            if np.random.randint(ties) == 0:
                best, best_by, growth = col, by, cost
    return best, best_by, growth


@kernel
def _record(col, value, low, high, bits):  # type: ignore[no-untyped-def]
    """Keep what a completion shows of an unknown."""
    low[col], high[col] = min(low[col], value), max(high[col], value)
    if value < BITS:
        bits[col] |= 1 << value


@kernel
def _balance(  # type: ignore[no-untyped-def]
    lead, step, now, n_queue, x, sums, floor, ceiling, queue, place, tabu, weight, moved, moved_by, steps, low, high,
    least, most, row_at, row_col, row_sign, col_at, col_row, col_sign, lower, leads
):  # fmt: skip
    """Move an unknown a step, if it leads, and mend what is unbalanced, until all balance or patience ends.

    Returned: how many moves were made, how many rows are still unbalanced, and the time.
    """
    n_moved, n_idle, col, by = 0, 0, lead, step
    while True:
        if col >= 0:
            n_queue = _move(col, by, x, sums, floor, ceiling, queue, place, n_queue, col_at, col_row, col_sign)
            tabu[col] = _FROZEN if col == lead else now + _TABU // 2 + np.random.randint(_TABU)
            moved[n_moved], moved_by[n_moved] = col, by
            n_moved, n_idle = n_moved + 1, 0
        else:  # all are barred: it waits, or another row goes first
            n_idle += 1
        now += 1
        if n_queue == 0 or n_moved >= steps or n_idle > _PATIENCE:
            return n_moved, n_queue, now
        row = _pick(queue, n_queue, row_at)
        col, by, growth = _choose(
            row, abs(step), now, x, sums, floor, ceiling, tabu, weight, low, high, least, most, row_at, row_col,
            row_sign, col_at, col_row, col_sign, lower, leads
        )  # fmt: skip
        if growth >= 0:
            weight[row] += 1


@kernel
def _keep(col, x, sums, leads, follower, constant, low, high, bits, col_at, col_row):  # type: ignore[no-untyped-def]
    """Keep what a completion shows of an unknown that has moved, and of those that follow it."""
    _record(leads[col], x[col], low, high, bits)
    for at in range(col_at[col], col_at[col + 1]):
        row = col_row[at]
        if follower[row] >= 0:
            _record(follower[row], sums[row] + constant[row], low, high, bits)


@kernel
def _take_back(col, by, x, sums, col_at, col_row, col_sign):  # type: ignore[no-untyped-def]
    """Undo a move; whoever does it empties the queue."""
    x[col] -= by
    for at in range(col_at[col], col_at[col + 1]):
        sums[col_row[at]] -= col_sign[at] * by


@kernel
def widen(  # type: ignore[no-untyped-def]
    row_at, row_col, row_sign, col_at, col_row, col_sign, lower, leads, follower, constant, lead_of, row_of, floor,
    ceiling, x, sums, low, high, bits, order, least, most, seed, tries, steps, finely
):  # fmt: skip
    """Walk for the unknowns in `order`, as `walk.widen` says, from x and in place.

    One that leads is changed and kept; of one that follows the range is narrowed.
    """
    np.random.seed(seed)
    n_rows = len(row_at) - 1
    queue, place = np.empty(n_rows, np.int64), np.full(n_rows, -1, np.int64)
    tabu, weight = np.zeros(len(x), np.int64), np.ones(n_rows, np.int64)
    moved, moved_by = np.empty(steps + 1, np.int64), np.empty(steps + 1, np.int64)
    now = 1
    for target in order:
        lead, row = lead_of[target], row_of[target]
        for unit in (1, -1):
            failed, left = 0, tries + _MOST_MOVES
            while failed < tries and left > 0:
                away = most[target] - high[target] if unit > 0 else low[target] - least[target]
                if away <= 0:
                    break
                step = unit * max(1, away // _STRIDE if finely else away >> failed)
                n_queue = 0
                now += _TABU + 1
                if lead < 0:
                    old_floor, old_ceiling = floor[row], ceiling[row]
                    if sums[row] + step < old_floor:
                        break
                    if unit > 0:
                        floor[row] = sums[row] + step
                    else:
                        ceiling[row] = sums[row] + step
                    queue[0], place[row], n_queue = row, 0, 1
                elif x[lead] + step < lower[lead]:
                    break
                left -= 1
                n_moved, n_queue, now = _balance(
                    lead, step, now, n_queue, x, sums, floor, ceiling, queue, place, tabu, weight, moved, moved_by,
                    steps, low, high, least, most, row_at, row_col, row_sign, col_at, col_row, col_sign, lower, leads
                )  # fmt: skip
                if lead < 0:
                    floor[row], ceiling[row] = old_floor, old_ceiling
                else:
                    tabu[lead] = 0
                if n_queue == 0:
                    for k in range(n_moved):
                        _keep(moved[k], x, sums, leads, follower, constant, low, high, bits, col_at, col_row)
                    continue
                failed += 1
                for k in range(n_moved):
                    _take_back(moved[k], moved_by[k], x, sums, col_at, col_row, col_sign)
                for k in range(n_queue):
                    place[queue[k]] = -1


@kernel
def mend(  # type: ignore[no-untyped-def]
    row_at, row_col, row_sign, col_at, col_row, col_sign, lower, leads, floor, ceiling, x, sums, low, high, least,
    most, seed, steps
):  # fmt: skip
    """Bring the sums into their ranges, in place; return whether all are.

    Where no change helps, the row's weight grows: so the walk leaves places where it would turn in circles (the
    breakout method, Morris 1993).
    """
    np.random.seed(seed)
    n_rows = len(row_at) - 1
    queue, place, n_queue = np.empty(n_rows, np.int64), np.full(n_rows, -1, np.int64), 0
    for row in range(n_rows):
        if sums[row] > ceiling[row] or sums[row] < floor[row]:
            queue[n_queue], place[row] = row, n_queue
            n_queue += 1
    tabu, weight = np.zeros(len(x), np.int64), np.ones(n_rows, np.int64)
    for _ in range(1, steps):
        if n_queue == 0:
            break
        row = _pick(queue, n_queue, row_at)
        col, by, cost = _choose(
            row, 1, 0, x, sums, floor, ceiling, tabu, weight, low, high, least, most, row_at, row_col, row_sign, col_at,
            col_row, col_sign, lower, leads
        )  # fmt: skip
        if col >= 0:
            n_queue = _move(col, by, x, sums, floor, ceiling, queue, place, n_queue, col_at, col_row, col_sign)
            if cost >= 0:
                weight[row] += 1
    return n_queue == 0
