"""The audit: attack tables from their published cells alone.

It knows k, the trees and the rules, as any attacker does; it never sees a true count, and takes no one's word for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.rounded_intervals import narrow_intervals
from geodata.disclosure.rules import zeros
from geodata.disclosure.rules.group_disclosure import shown_homogeneous
from geodata.disclosure.rules.masked_rows import finest
from geodata.errors import DisclosureError
from geodata.protected import AT_LEAST, AuditReport, Finding, cells_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from geodata.arrays import Bools, Ints
    from geodata.attack.model.equations import Equations
    from geodata.attack.pipeline import Leak
    from geodata.disclosure.protection import Standard
    from geodata.protected import ProtectedTable
    from geodata.tabulation.grid import Grid


def audit_tables(
    grid: Grid,
    tables: Mapping[str, ProtectedTable],
    standard: Standard,
    *,
    sensitive: Collection[str] = (),
    rounding: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> AuditReport:
    """Attack tables as published.

    Parameters
    ----------
    grid
        The cells and their equations.
    tables
        The published cells, in the order of the product of each table's trees.
    standard
        What must be left open.
    sensitive
        Categories that no count may visibly consist of.
    rounding
        What rounded numbers are multiples of; 0 where none is rounded.
    progress
        Told (numbers done, numbers in all).

    Returns
    -------
    The report; `complete` is False when the solver gave up anywhere.
    """
    if rounding:
        return _audit_rounded(grid, tables, standard, rounding, progress)
    count, withheld, findings = _read(grid, tables)
    findings += [*_openly_wrong(grid, count, withheld, standard), *_mismarked(grid, tables, withheld)]
    for cell in map(int, shown_homogeneous(grid, count, withheld, sensitive, standard.may_be_zero(grid, withheld))):
        known = None if withheld[cell] else int(count[cell])
        findings.append(_finding(grid, cell, known or 1, known, "all of it is of one sensitive category"))
    system = standard.system(grid, count, withheld)
    for row in standard.fixed_sums(system):
        margin, left = int(system.margin[row]), int(system.rhs[row])
        if left == count[margin] or system.row_at[row + 1] - system.row_at[row] == 1:
            continue  # the margin itself, or one cell: found as such
        findings.append(_finding(grid, margin, left, left, f"{_name(grid, margin)} minus its published children"))
    columns, _ = standard.numbers(grid, count, system)
    lp_only, complete = 0, True
    try:
        if not withheld.all():
            leaks, lp_only = standard.attack(grid, count, system, progress=progress)
        else:  # no number is published; any number of records, all alike, fits: so each is 1..k−1 in some completion
            leaks = []
    except DisclosureError:
        leaks, complete = [], False
    findings += [_leak(grid, count, withheld, system, leak) for leak in leaks]
    return AuditReport(complete, len(columns), lp_only, tuple(findings), cells_hash(tables))


def _audit_rounded(
    grid: Grid,
    tables: Mapping[str, ProtectedTable],
    standard: Standard,
    base: int,
    progress: Callable[[int, int], None] | None,
) -> AuditReport:
    """Attack tables whose numbers are rounded: a number that is no multiple of the base is known as it stands."""
    threshold = standard.threshold
    count, withheld, findings = _read(grid, tables)
    exact = np.zeros(len(grid), dtype=bool)
    for name, table in tables.items():
        exact[grid.members[name]] |= (table.cells["status"] != "rounded").to_numpy()
    exact |= count % base != 0
    small = np.flatnonzero(exact & ~withheld & (count > 0) & (count < threshold))
    findings += [_finding(grid, int(c), int(count[c]), int(count[c]), "published although too small") for c in small]
    hidden = np.flatnonzero(withheld)
    findings += [_finding(grid, int(c), 0, None, "withheld among rounded numbers") for c in hidden]
    try:
        attacked = narrow_intervals(grid, count, exact, base, threshold, progress, standard.effort)
    except DisclosureError:
        return AuditReport(
            complete=False, cells_checked=0, lp_only=0, findings=tuple(findings), cells_sha256=cells_hash(tables)
        )
    for cell, (low, high) in sorted(attacked.narrow.items()):
        told = f"{_name(grid, cell)} is rounded to {int(count[cell])}, and what adds up with it leaves less room"
        findings.append(_finding(grid, cell, low, high, told))
    return AuditReport(
        complete=True, cells_checked=attacked.n_tested, lp_only=attacked.lp_only, findings=tuple(findings),
        cells_sha256=cells_hash(tables),
    )  # fmt: skip


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


def _openly_wrong(grid: Grid, count: Ints, withheld: Bools, standard: Standard) -> list[Finding]:
    """Find what needs no attack: small numbers shown, zeros shown against the zero rule, margins that don't add up."""
    small = np.flatnonzero(~withheld & standard.is_small(count))
    found = [_finding(grid, int(c), int(count[c]), int(count[c]), "published although too small") for c in small]
    found += [
        _finding(grid, int(c), 0, 0, "a zero shown under a withheld margin")
        for c in (() if standard.hides_zeros else zeros.broken_zero_rule(grid, count, withheld))
    ]
    for d in grid.dimensions:
        up = grid.up[d]
        child = up >= 0
        hidden = np.bincount(up[child], weights=withheld[child], minlength=len(grid)) > 0
        total = np.rint(np.bincount(up[child], weights=np.where(withheld, 0, count)[child], minlength=len(grid)))
        has_child = np.bincount(up[child], minlength=len(grid)) > 0
        for cell in np.flatnonzero(has_child & ~hidden & ~withheld & (total != count)):
            found.append(
                _finding(grid, int(cell), int(count[cell]), int(count[cell]), "its children don't add up to it")
            )
    return found


def _mismarked(grid: Grid, tables: Mapping[str, ProtectedTable], withheld: Bools) -> Iterator[Finding]:
    """Find shown numbers over masked rows that aren't told as that, or that no withheld cell lies beneath."""
    marked = np.zeros(len(grid), dtype=bool)
    for name, table in tables.items():
        marked[grid.members[name]] |= (table.cells["status"] == AT_LEAST).to_numpy()
    if not marked.any():
        return
    for cell in np.flatnonzero(marked & finest(grid)):
        yield _finding(grid, int(cell), 0, None, "at least, though nothing adds up to it")
    for d in grid.dimensions:
        above = grid.up[d][marked & (grid.up[d] >= 0)]
        for cell in np.unique(above[~marked[above] & ~withheld[above]]):
            yield _finding(grid, int(cell), 0, None, "told as exact, though it holds a number that is at least")


def _leak(grid: Grid, count: Ints, withheld: Bools, system: Equations, leak: Leak) -> Finding:
    cell = int(system.cells[leak.column])
    if cell < 0:
        return _corner(grid, -2 - cell, leak)
    return _finding(grid, cell, leak.low, leak.high, _witness(grid, count, withheld, cell, leak.offset))


def _corner(grid: Grid, number: int, leak: Leak) -> Finding:
    """Name a corner, which no table has."""
    corners = grid.joint.corners if grid.joint else None
    if corners is None:  # pragma: no cover -- only a grid with records has such numbers
        msg = "audit: a number of no table; expected a cell. This is a defect of the program."
        raise DisclosureError(msg)
    at = int(np.flatnonzero(corners.ids == number)[0])
    codes = {d: grid.trees[d].codes[int(nodes[at])] for d, nodes in corners.at.items() if int(nodes[at])}
    witness = "the difference of three sums: records of which neither place is known so finely"
    return Finding("records", codes, leak.low, leak.high, leak.low == leak.high, witness)


def _finding(grid: Grid, cell: int, low: int, high: int | None, witness: str) -> Finding:
    (table,) = grid.table_of(np.array([cell]))
    codes = grid.codes(cell)
    spec = next(t for t in grid.tables if t.name == table)
    return Finding(table, {d: codes[d] for d in spec.trees}, low, high, low == high, witness)


def _name(grid: Grid, cell: int) -> str:
    """Name a cell by the codes that are not at their root; the grand total by its roots."""
    codes = grid.codes(cell)
    own = [code for d, code in codes.items() if code != grid.trees[d].codes[0]]
    return " × ".join(own or list(codes.values()))


def _witness(grid: Grid, count: Ints, withheld: Bools, cell: int, offset: int) -> str:
    """Name the margins around a cell that leave it too little room, the tightest first."""
    if offset:
        return f"{_name(grid, cell)} minus its published children ({offset})"
    known = np.where(withheld, 0, count)
    parts = []
    for d in grid.dimensions:
        margin = int(grid.up[d][cell])
        if margin < 0:
            continue
        if withheld[margin]:
            parts.append((1 << 40, f"{_name(grid, margin)} is withheld"))
            continue
        left = int(zeros.residual(grid, d, known, ~withheld)[margin])
        hidden = int((withheld & (grid.up[d] == margin)).sum())
        shown = f"{_name(grid, margin)} = {int(count[margin])}"
        parts.append((left, f"{shown} leaves {left} for {hidden} withheld cell{'s' if hidden > 1 else ''}"))
    return "; ".join(text for _, text in sorted(parts)) or "the other tables"
