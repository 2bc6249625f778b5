"""The compiled part of the walk: single moves of unknowns, and the queue of equations that they unbalance.

Rows are laid out as (sum, floor, ceiling, weight), unknowns as (value, least value, time
until which they are barred), and entries of the matrix as
(column, sign) by rows and (row, sign) by columns: what is read together lies together. `budget` is `effort.Steps`.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from geodata.attack.model.jit import kernel

#: So many values of an unknown are told apart, from its base up.
BITS: Final = 63
FROZEN: Final = 1 << 40


@kernel
def _beyond(total, floor, ceiling):  # type: ignore[no-untyped-def]
    """Say how far a sum is from its range: above it (positive) or below it (negative)."""
    return max(total - ceiling, 0) + min(total - floor, 0)


@kernel
def _move(col, by, cols, rows, queue, place, n_queue, col_at, in_cols):  # type: ignore[no-untyped-def]
    """Change one unknown, and keep the queue of unbalanced rows; return its length."""
    cols[col, 0] += by
    for at in range(col_at[col], col_at[col + 1]):
        row = in_cols[at, 0]
        rows[row, 0] += in_cols[at, 1] * by
        is_off = rows[row, 0] > rows[row, 2] or rows[row, 0] < rows[row, 1]
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
def _pick(queue, n_queue, looks, row_at):  # type: ignore[no-untyped-def]
    """Take an unbalanced row, the shortest of a few."""
    first = np.random.randint(n_queue)
    row = queue[first]
    for k in range(1, min(n_queue, looks)):
        other = queue[(first + k) % n_queue]
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
    row, step, now, cols, rows, row_at, in_rows, col_at, in_cols, worth, low, high, least, most, leads, budget
):  # fmt: skip
    """Find the member of an unbalanced row whose change by a step leaves least imbalance; -1 when all are barred.

    Imbalance counts by the weight of its row, and what wasn't seen yet is worth some of it. Also returned: the change,
    and by how much the imbalance grows.
    """
    size = row_at[row + 1] - row_at[row]
    first = np.random.randint(size)
    way = -step if rows[row, 0] > rows[row, 2] else step
    best, best_by, best_price, growth = -1, 0, FROZEN, 0
    for k in range(first, first + min(size, budget.members)):
        at = row_at[row] + (k if k < size else k - size)
        col = in_rows[at, 0]
        by = way if in_rows[at, 1] > 0 else -way
        if cols[col, 2] > now or cols[col, 0] + by < cols[col, 1]:
            continue
        cost = 0
        for other in range(col_at[col], col_at[col + 1]):
            its = in_cols[other, 0]
            total, floor, ceiling = rows[its, 0], rows[its, 1], rows[its, 2]
            after = abs(_beyond(total + in_cols[other, 1] * by, floor, ceiling))
            cost += rows[its, 3] * (after - abs(_beyond(total, floor, ceiling)))
        price = cost
        if worth > 0:
            of = leads[col]
            price -= worth * _news(cols[col, 0], by, low[of], high[of], least[of], most[of])
        if price < best_price:
            best, best_by, best_price, growth = col, by, price, cost
    return best, best_by, growth


@kernel
def _record(col, value, low, high, bits, base):  # type: ignore[no-untyped-def]
    """Keep what a completion shows of an unknown."""
    low[col], high[col] = min(low[col], value), max(high[col], value)
    above = value - base[col]
    if 0 <= above < BITS:
        bits[col] |= 1 << above


@kernel
def _balance(  # type: ignore[no-untyped-def]
    lead, step, now, tenure, looks, n_queue, cols, rows, queue, place, moved, moved_by, steps, low, high, least, most,
    row_at, in_rows, col_at, in_cols, leads, budget
):  # fmt: skip
    """Move an unknown a step, if it leads, and mend what is unbalanced, until all balance or patience ends.

    What moves is barred for up to the tenure. Returned: how many moves were made, how many rows are still unbalanced,
    and the time.
    """
    n_moved, n_idle, col, by = 0, 0, lead, step
    while True:
        if col >= 0:
            n_queue = _move(col, by, cols, rows, queue, place, n_queue, col_at, in_cols)
            cols[col, 2] = FROZEN if col == lead else now + tenure // 2 + np.random.randint(tenure)
            moved[n_moved], moved_by[n_moved] = col, by
            n_moved, n_idle = n_moved + 1, 0
        else:  # all are barred: it waits, or another row goes first
            n_idle += 1
        now += 1
        if n_queue == 0 or n_moved >= steps or n_idle > budget.idle:
            return n_moved, n_queue, now
        row = _pick(queue, n_queue, looks, row_at)
        col, by, growth = _choose(
            row, abs(step), now, cols, rows, row_at, in_rows, col_at, in_cols, 0, low, high, least, most, leads, budget
        )
        if growth >= 0:
            rows[row, 3] += 1


@kernel
def _keep(col, cols, rows, leads, follower, constant, low, high, bits, base, col_at, in_cols):  # type: ignore[no-untyped-def]
    """Keep what a completion shows of an unknown that has moved, and of those that follow it."""
    _record(leads[col], cols[col, 0], low, high, bits, base)
    for at in range(col_at[col], col_at[col + 1]):
        row = in_cols[at, 0]
        if follower[row] >= 0:
            _record(follower[row], rows[row, 0] + constant[row], low, high, bits, base)


@kernel
def _take_back(col, by, cols, rows, col_at, in_cols):  # type: ignore[no-untyped-def]
    """Undo a move; whoever does it empties the queue."""
    cols[col, 0] -= by
    for at in range(col_at[col], col_at[col + 1]):
        rows[in_cols[at, 0], 0] -= in_cols[at, 1] * by


@kernel
def _write_down(trail, moved, moved_by, n_moved):  # type: ignore[no-untyped-def]
    """Write down the moves to the next completion, and -1 after them; once they don't fit, count what is lost."""
    end = trail[0, 0] + n_moved + 1
    if trail[0, 1] > 0 or end >= len(trail):
        trail[0, 1] += 1
        return
    for k in range(n_moved):
        trail[trail[0, 0] + 1 + k] = moved[k], moved_by[k]
    trail[end, 0], trail[0, 0] = -1, end


@kernel
def widen(  # type: ignore[no-untyped-def]
    row_at, in_rows, col_at, in_cols, leads, cols, rows, odds, follower, constant, lead_of, row_of, low, high, bits,
    base, order, least, most, seed, tries, steps, looks, budget, trail
):  # fmt: skip
    """Walk for the unknowns in `order`, as `walk.widen` says, from where `cols` and `rows` stand and in place.

    One that leads is changed and kept; of one that follows the range is narrowed. How long what moves is barred
    is learnt from what succeeds: `odds` holds successes and moves of both. A trail of several
    lines gets the moves that last.
    """
    np.random.seed(seed)
    queue, place = np.empty(len(rows), np.int64), np.full(len(rows), -1, np.int64)
    moved, moved_by = np.empty(steps + 1, np.int64), np.empty(steps + 1, np.int64)
    now = cols[:, 2].max() + 1
    for target in order:
        lead, row = lead_of[target], row_of[target]
        for unit in (1, -1):
            failed, left = 0, tries + budget.moves
            while failed < tries and left > 0:
                away = most[target] - high[target] if unit > 0 else low[target] - least[target]
                if away <= 0:
                    break
                step = unit * max(1, away // budget.stride >> failed)
                n_queue, floor, ceiling = 0, 0, 0
                if lead < 0:
                    floor, ceiling = rows[row, 1], rows[row, 2]
                    if rows[row, 0] + step < floor:
                        break
                    end = rows[row, 0] + step
                    rows[row, 1], rows[row, 2] = (end, ceiling) if unit > 0 else (floor, end)
                    queue[0], place[row], n_queue = row, 0, 1
                elif cols[lead, 0] + step < cols[lead, 1]:
                    break
                left -= 1
                way = int(odds[1, 0] * odds[0, 1] > odds[0, 0] * odds[1, 1])
                if np.random.randint(budget.other) == 0:
                    way = 1 - way
                tenure = budget.long if way else budget.short
                n_moved, n_queue, now = _balance(
                    lead, step, now + budget.long + 2, tenure, looks, n_queue, cols, rows, queue, place, moved,
                    moved_by, steps, low, high, least, most, row_at, in_rows, col_at, in_cols, leads, budget
                )  # fmt: skip
                if lead < 0:
                    rows[row, 1], rows[row, 2] = floor, ceiling
                else:
                    cols[lead, 2] = 0
                odds[way, 0] += n_queue == 0
                odds[way, 1] += n_moved
                if n_queue == 0:
                    for k in range(n_moved):
                        _keep(moved[k], cols, rows, leads, follower, constant, low, high, bits, base, col_at, in_cols)
                    if len(trail) > 1:
                        _write_down(trail, moved, moved_by, n_moved)
                    continue
                failed += 1
                for k in range(n_moved):
                    _take_back(moved[k], moved_by[k], cols, rows, col_at, in_cols)
                for k in range(n_queue):
                    place[queue[k]] = -1


@kernel
def mend(  # type: ignore[no-untyped-def]
    row_at, in_rows, col_at, in_cols, leads, cols, rows, low, high, least, most, seed, steps, budget
):  # fmt: skip
    """Bring the sums into their ranges, in place; return whether all are.

    Where no change helps, the row's weight grows: so the walk leaves places where it would turn in circles (the
    breakout method, Morris 1993). What shows an unknown anew is worth a unit of imbalance.
    """
    np.random.seed(seed)
    queue, place, n_queue = np.empty(len(rows), np.int64), np.full(len(rows), -1, np.int64), 0
    for row in range(len(rows)):
        if rows[row, 0] > rows[row, 2] or rows[row, 0] < rows[row, 1]:
            queue[n_queue], place[row] = row, n_queue
            n_queue += 1
    for _ in range(1, steps):
        if n_queue == 0:
            break
        row = queue[np.random.randint(n_queue)]
        col, by, cost = _choose(
            row, 1, 0, cols, rows, row_at, in_rows, col_at, in_cols, 1, low, high, least, most, leads, budget
        )
        if col >= 0:
            n_queue = _move(col, by, cols, rows, queue, place, n_queue, col_at, in_cols)
            if cost >= 0:
                rows[row, 3] += 1
    return n_queue == 0
