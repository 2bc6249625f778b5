"""The audit: attack tables from their published cells alone.

It knows k, the trees and the rules, as any attacker does; it never sees a true count, and takes no one's word for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.disclosure import attack, zeros
from geodata.protected import AuditReport, Finding, cells_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geodata.arrays import Bools, Ints
    from geodata.tabulation.grid import Grid
    from geodata.protected import ProtectedTable


def audit_tables(
    grid: Grid,
    tables: Mapping[str, ProtectedTable],
    *,
    threshold: int,
    zeros_protected: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> AuditReport:
    """Attack tables as published.

    Parameters
    ----------
    grid
        The cells and their equations.
    tables
        The published cells, in the order of the product of each table's trees.
    threshold
        k.
    zeros_protected
        Zeros are sensitive too, and never published.
    progress
        Told (targets done, targets in all).

    Returns
    -------
    The report; `complete` is False when the solver gave up anywhere.
    """
    count, withheld, findings = _read(grid, tables)
    least = 0 if zeros_protected else 1
    for cell in np.flatnonzero(~withheld & (count >= least) & (count < threshold)):
        findings.append(_finding(grid, int(cell), int(count[cell]), int(count[cell]), "published although too small"))
    for cell in zeros.broken_zero_rule(grid, count, withheld):
        findings.append(_finding(grid, int(cell), 0, 0, "a zero shown under a withheld margin"))
    free = withheld if zeros_protected else zeros.may_be_zero(grid, withheld)
    system = attack.build_system(grid, count, withheld, free)
    for cell in system.broken:
        if cell < len(grid):
            findings.append(_finding(grid, int(cell), int(count[cell]), int(count[cell]), "its margins don't add up"))
    targets = attack.targets_of(grid, count, withheld, system)
    leaks, lp_only, complete = attack.find_leaks(system, targets, threshold, progress=progress)
    for leak in leaks:
        cell = int(system.cells[leak.target.column])
        reason = _witness(grid, count, withheld, cell, leak.target.offset)
        findings.append(_finding(grid, cell, leak.low, leak.high, reason))
    return AuditReport(complete, len(targets), lp_only, tuple(findings), cells_hash(tables))


def _read(grid: Grid, tables: Mapping[str, ProtectedTable]) -> tuple[Ints, Bools, list[Finding]]:
    """Lay the published cells on the grid; a cell shown in one table is known in all."""
    count = np.zeros(len(grid), dtype=np.int64)
    shown = np.zeros(len(grid), dtype=bool)
    findings = []
    for name, table in tables.items():
        cells = table.cells
        status = cells["status"].to_numpy()
        at = grid.members[name]
        number = cells["count"].fillna(0).to_numpy(dtype=np.int64)
        known = status != "withheld"
        clash = at[known & shown[at] & (count[at] != number)]
        findings += [_finding(grid, int(c), 0, None, f"table {name} and another show different numbers") for c in clash]
        count[at[known]] = number[known]
        shown[at[known]] = True
    return count, ~shown, findings


def _finding(grid: Grid, cell: int, low: int, high: int | None, witness: str) -> Finding:
    (table,) = grid.table_of(np.array([cell]))
    codes = grid.codes(cell)
    spec = next(t for t in grid.tables if t.name == table)
    return Finding(table, {d: codes[d] for d in spec.trees}, low, high, low == high, witness)


def _witness(grid: Grid, count: Ints, withheld: Bools, cell: int, offset: int) -> str:
    """Name the margins around a cell that leave it too little room, the tightest first."""
    if offset:
        own = " × ".join(c for c in grid.codes(cell).values())
        return f"{own} minus its published children ({offset})"
    known = np.where(withheld, 0, count)
    parts = []
    for d in grid.dimensions:
        margin = int(grid.up[d][cell])
        if margin < 0:
            continue
        left = int(zeros.residual(grid, d, known, ~withheld)[margin])
        name = " × ".join(grid.codes(margin).values())
        hidden = int((withheld & (grid.up[d] == margin)).sum())
        if withheld[margin]:
            parts.append((10**12, f"{name} is withheld"))
        else:
            parts.append((left, f"{name} = {int(count[margin])} leaves {left} for {hidden} withheld cells"))
    return "; ".join(text for _, text in sorted(parts)) or "the other tables"
