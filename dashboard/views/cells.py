"""Picking cells: the only way a view reads a release.

Views select cells that the release already holds; they never add, subtract or divide them. A dimension that is not
named is at its root, which is the published margin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from geodata.protected import Cell, root_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import pandas as pd

    from geodata.protected import ProtectedTable
    from geodata.release import Release

# One slice per table and period: a screen asks for the same period many times, and tables are large.
_slices: WeakKeyDictionary[ProtectedTable, dict[str, pd.DataFrame]] = WeakKeyDictionary()
_codes: WeakKeyDictionary[ProtectedTable, dict[str, frozenset[str]]] = WeakKeyDictionary()


def find_table(release: Release, *needs: str) -> str | None:
    """Name the plainest table that has all these dimensions, or `None` when the release has none."""
    having = [name for name, table in release.tables.items() if set(needs) <= set(table.dimensions)]
    return min(having, key=lambda name: len(release.tables[name].dimensions), default=None)


def _at_period(table: ProtectedTable, period: str) -> pd.DataFrame:
    slices = _slices.setdefault(table, {})
    if period not in slices:
        cells = table.cells
        slices[period] = cells[cells["period"] == period] if "period" in table.dimensions else cells
    return slices[period]


def codes_in(release: Release, table: str, dimension: str) -> frozenset[str]:
    """Return the codes of a dimension that a table has cells for."""
    source = release.tables[table]
    known = _codes.setdefault(source, {})
    if dimension not in known:
        known[dimension] = frozenset(map(str, source.cells[dimension].unique()))
    return known[dimension]


def select(release: Release, table: str, *, free: Collection[str], period: str = "all", **fixed: str) -> pd.DataFrame:
    """Return cells of a table.

    Parameters
    ----------
    free
        Dimensions that vary; all of their codes are returned.
    period, fixed
        Codes of other dimensions; those not named are at their root.

    Returns
    -------
    The table's columns, in its order; empty when the table has no such cell.
    """
    source = release.tables[table]
    cells = source.cells if "period" in free else _at_period(source, period)
    for dimension in source.dimensions:
        if dimension not in free and dimension != "period":
            cells = cells[cells[dimension] == fixed.get(dimension, root_of(dimension))]
    return cells


def by_code(cells: pd.DataFrame) -> dict[str, Cell]:
    """Return cells by the code that they are indexed by; columns count and status."""
    return dict(_pairs(cells))


def _pairs(cells: pd.DataFrame) -> Iterator[tuple[str, Cell]]:
    # Whole columns at once: pandas takes ten times as long cell by cell.
    missing, counts = cells["count"].isna().tolist(), cells["count"].to_numpy("int64", na_value=0).tolist()
    codes, statuses = cells.index.to_numpy(object), cells["status"].to_numpy(object)
    for code, count, is_missing, status in zip(codes, counts, missing, statuses, strict=True):
        yield str(code), Cell(None if is_missing else count, str(status))


def one(release: Release, **codes: str) -> Cell | None:
    """Return a single cell from the plainest table that has it, or `None`."""
    asked = {dimension: code for dimension, code in codes.items() if code != root_of(dimension)}
    table = find_table(release, *asked)
    return release.tables[table].cell(**asked) if table else None


def is_shown(cell: Cell | None) -> bool:
    """Say whether a cell holds a figure."""
    return cell is not None and cell.count is not None


def threshold(release: Release) -> int:
    """Return k: the smallest count that this release may show."""
    return int(release.manifest["policy"]["threshold"])


def is_synthetic(release: Release) -> bool:
    """Say whether a release describes a made-up country: every screen must say so."""
    declared = release.manifest.get("synthetic")
    return bool(declared) or "synthetic" in str(release.manifest.get("release", "")).lower()
