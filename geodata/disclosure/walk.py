"""Integer completions by a walk: move one unknown, then mend the equations it unbalanced, until all balance again.

A walk proves feasibility only: every completion it reports satisfies all equations exactly, in whole numbers. What it
doesn't reach is left to linear and integer programming. The search is a tabu walk over unbalanced equations, each mended
by the member that leaves the least imbalance behind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

    from geodata.arrays import Bools, Ints

STEPS = 600
TRIES = 6
_SAMPLE = 48
_TABU = 12


def hit_points(
    matrix: sparse.csr_array, lower: Ints, start: Ints, columns: Ints, values: Ints, *, seed: int = 0, tries: int = TRIES
) -> Bools:
    """Walk from one integer completion to as many test points as it can.

    Parameters
    ----------
    matrix
        Equations, coefficients ±1, shape (n_equations, n_unknowns).
    lower
        Least values, shape (n_unknowns,).
    start
        An integer completion, shape (n_unknowns,).
    columns, values
        Test points, sorted by column: is there a completion with x[column] = value? Shape (n_points,).
    seed
        Of the walk; the same seed takes the same way.
    tries
        How often to start for one point.

    Returns
    -------
    True where a completion was found; shape (n_points,).
    """
    by_row, by_column = matrix.tocsr(), matrix.tocsc()
    n = matrix.shape[1]
    first = np.searchsorted(columns, np.arange(n + 1))
    return np.asarray(
        _walk(
            by_row.indptr.astype(np.int64), by_row.indices.astype(np.int64), by_row.data.astype(np.int64),
            by_column.indptr.astype(np.int64), by_column.indices.astype(np.int64), by_column.data.astype(np.int64),
            lower, start.copy(), columns, values, first, seed, tries,
        )
    )  # fmt: skip


@numba.njit(cache=True)
def _walk(
    row_at, row_col, row_sign, col_at, col_row, col_sign, lower, x, columns, values, first, seed, tries
):  # type: ignore[no-untyped-def] # pragma: no cover (compiled)
    np.random.seed(seed)
    n_rows, n = len(row_at) - 1, len(col_at) - 1
    hit = np.zeros(len(columns), dtype=np.bool_)
    for p in range(len(columns)):
        if x[columns[p]] == values[p]:
            hit[p] = True
    off = np.zeros(n_rows, dtype=np.int64)
    queue = np.empty(n_rows, dtype=np.int64)
    place = np.full(n_rows, -1, dtype=np.int64)
    tabu = np.zeros(n, dtype=np.int64)
    log_col = np.empty(4 * STEPS, dtype=np.int64)
    log_by = np.empty(4 * STEPS, dtype=np.int64)
    clock = 0
    for p in range(len(columns)):
        if hit[p]:
            continue
        target = columns[p]
        for attempt in range(tries):
            n_log, n_queue = 0, 0
            clock += 2 * _TABU
            by = values[p] - x[target]
            move, step = target, 0
            steps = STEPS // 4 if attempt < 2 else STEPS
            while True:
                x[move] += by
                tabu[move] = clock + step + (1_000_000 if move == target else _TABU // 2 + np.random.randint(_TABU))
                log_col[n_log], log_by[n_log] = move, by
                n_log += 1
                for at in range(col_at[move], col_at[move + 1]):
                    row = col_row[at]
                    off[row] += col_sign[at] * by
                    if off[row] != 0 and place[row] < 0:
                        queue[n_queue], place[row] = row, n_queue
                        n_queue += 1
                    elif off[row] == 0 and place[row] >= 0:
                        n_queue -= 1
                        last = queue[n_queue]
                        queue[place[row]], place[last] = last, place[row]
                        place[row] = -1
                step += 1
                if n_queue == 0 or step >= steps:
                    break
                row = queue[np.random.randint(n_queue)]
                size = row_at[row + 1] - row_at[row]
                best, best_by, best_cost, ties = -1, 0, 1 << 60, 0
                offset = np.random.randint(size)
                for k in range(min(size, _SAMPLE)):
                    at = row_at[row] + (offset + k) % size
                    c = row_col[at]
                    if tabu[c] > clock + step:
                        continue
                    d = -off[row] * row_sign[at]
                    if x[c] + d < lower[c]:
                        d = lower[c] - x[c]
                    if d == 0:
                        continue
                    cost = 0
                    for a in range(col_at[c], col_at[c + 1]):
                        r = col_row[a]
                        cost += abs(off[r] + col_sign[a] * d) - abs(off[r])
                    if cost < best_cost:
                        best, best_by, best_cost, ties = c, d, cost, 1
                    elif cost == best_cost:
                        ties += 1
                        if np.random.randint(ties) == 0:
                            best, best_by = c, d
                if best < 0:
                    break
                move, by = best, best_by
            tabu[target] = 0
            clock += step
            if n_queue == 0:
                for k in range(n_log):
                    c = log_col[k]
                    for q in range(first[c], first[c + 1]):
                        if x[c] == values[q]:
                            hit[q] = True
                break
            for k in range(n_log - 1, -1, -1):
                x[log_col[k]] -= log_by[k]
            for k in range(n_queue):
                off[queue[k]], place[queue[k]] = 0, -1
            # every unbalanced row is in the queue, and undoing all moves balances it again
    return hit
