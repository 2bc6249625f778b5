"""Controlled rounding: every count to a multiple of a base next to it, so that all margins still add up.

A base of at least k hides what is small: a rounded 0 may be anything up to the base less one. Whether everything that
adds up together gives more away is for the audit (`rounded`). How counts below k are rounded doesn't depend on how
small they are.

References
----------
Cox, L. H. (1987), A constructive procedure for unbiased controlled rounding, JASA 82(398).
Salazar-González, J. J. (2006), Controlled rounding and cell perturbation, Mathematical Programming 105: the programme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array

from geodata.attack.effort import EFFORT
from geodata.attack.model.record_equations import joint_rows
from geodata.counting import RawCube
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.errors import DisclosureError
from geodata.protected import ProtectedCube, ProtectedTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.effort import Effort
    from geodata.policy import Policy
    from geodata.tabulation.grid import Grid


def rounded_cube(
    raw: RawCube, policy: Policy, lay_out: Callable[[RawCube, Bools], Mapping[str, ProtectedTable]],
    tell: Callable[[str], None],
) -> ProtectedCube:  # fmt: skip
    """Round all counts, and audit them: no number is withheld, and none is exact.

    Parameters
    ----------
    raw
        True counts.
    policy
        The rules, `rounding` among them.
    lay_out
        Lays numbers out as tables.
    tell
        Told a sentence per step.

    Raises
    ------
    DisclosureError
        When no rounding is found, or the audit finds something or doesn't finish.
    """
    grid = raw.grid
    if raw.masked().any():
        msg = "policy: rounding, and counts that their source masks; expected all stated: rounded, none is *at least*."
        raise DisclosureError(msg + " Take rounding out of the policy.")
    if raw.silent().any():
        msg = "policy: rounding, and counts that are not reported; expected all reported: a gap would be an exact 0."
        raise DisclosureError(msg + " Take rounding out of the policy.")
    counts = round_cells(grid, raw.counts(), policy.rounding, policy.threshold)
    tell(f"rounded all counts to multiples of {policy.rounding}")
    laid = lay_out(RawCube(grid, counts, raw.silent()), np.zeros(len(grid), dtype=bool))
    tables = {name: _as_rounded(table) for name, table in laid.items()}
    report = audit_tables(grid, tables, Standard.of(policy), rounding=policy.rounding)
    tell(f"audited {report.cells_checked} rounded cells")
    return ProtectedCube(tables, report)


def _as_rounded(table: ProtectedTable) -> ProtectedTable:
    cells = table.cells
    cells["status"] = cells["status"].replace("published", "rounded")
    return ProtectedTable(table.name, table.dimensions, cells)


def round_cells(grid: Grid, count: Ints, base: int, threshold: int, effort: Effort = EFFORT) -> Ints:
    """Round all counts to a base so that margins hold, as numbers of records; a multiple stays. Shape (n_cells,).

    Parameters
    ----------
    grid
        The cells and their equations.
    count
        True counts, shape (n_cells,).
    base
        At least the threshold.
    threshold
        k.
    effort
        The budgets.

    Raises
    ------
    DisclosureError
        When no such rounding is found.
    """
    steps, rest = np.divmod(count, base)
    movable = np.flatnonzero(rest)
    if not len(movable):
        return count.copy()
    column = np.full(len(grid), -1, dtype=np.int64)
    column[movable] = np.arange(len(movable))
    # up costs base − rest and down costs rest; for a small count both cost the same, whatever it is
    cost = np.where(count[movable] < threshold, 0.0, base - 2.0 * rest[movable])
    matrix, low, high = _equations(grid, steps, column)
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 -- slow to import, and seldom asked for

    n, n_hidden = len(movable), matrix.shape[1] - len(movable)
    found = milp(
        np.concatenate([cost + 1e-3, np.zeros(n_hidden)]),
        constraints=LinearConstraint(matrix, low, high) if len(low) else (),
        bounds=Bounds(0, np.concatenate([np.ones(n), np.full(n_hidden, np.inf)])),
        integrality=np.concatenate([np.ones(n, dtype=np.int64), np.zeros(n_hidden, dtype=np.int64)]),
        options={"mip_rel_gap": effort.rounding_gap, "time_limit": effort.rounding_seconds},
    )
    if found.x is None:
        msg = f"protect: no rounding to {base} by which all margins add up was found; expected one. Take another base."
        raise DisclosureError(msg)
    steps[movable] += np.rint(found.x[:n]).astype(np.int64)
    return steps * base


def _equations(grid: Grid, steps: Ints, column: Ints) -> tuple[csr_array, Floats, Floats]:
    """Write what must add up over the cells that can be rounded either way: margins, and the records behind them."""
    rows: list[Ints] = []
    cols: list[Ints] = []
    signs: list[Ints] = []
    low: list[Floats] = []
    high: list[Floats] = []
    n = 0
    for d in grid.dimensions:
        up = grid.up[d]
        child = np.flatnonzero(up >= 0)
        margins, of = np.unique(up[child], return_inverse=True)
        known = steps[margins].astype(float) - np.bincount(of, weights=steps[child])
        for cells, row, sign in ((child, of, 1), (margins, np.arange(len(margins)), -1)):
            at = column[cells] >= 0
            rows.append(n + row[at])
            cols.append(column[cells][at])
            signs.append(np.full(int(at.sum()), sign))
        low.append(np.asarray(known, dtype=float))
        high.append(np.asarray(known, dtype=float))
        n += len(margins)
    n_hidden = 0
    if grid.joint is not None:  # rounded numbers are those of records, too, be they no whole ones
        own = joint_rows(grid.joint, steps, column, int(column.max()) + 1)
        n_hidden = len(own.hidden)
        rows.append(n + own.row)
        cols.append(own.col)
        signs.append(own.sign)
        low.append(own.rhs.astype(float))
        high.append(own.rhs.astype(float))
        n += len(own.rhs)
    entries = np.concatenate(signs), (np.concatenate(rows), np.concatenate(cols))
    matrix = csr_array(coo_array(entries, shape=(n, int(column.max()) + 1 + n_hidden)))
    used = np.diff(matrix.indptr) > 0
    return matrix[used], np.concatenate(low)[used], np.concatenate(high)[used]
