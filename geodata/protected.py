"""Protected counts: the only numbers that leave geodata, and the proof that they were audited."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: A zero that is no fact: beside it lies what isn't told apart. See `geodata.release.stating`.
NONE_STATED = "none_stated"
#: A sum over rows some of which their source masks: it holds the numbers of the others, so it is *at least* that.
AT_LEAST = "at_least"
#: All that a cell can be.
STATUSES = ("published", "withheld", "not_reported", "rounded", NONE_STATED, AT_LEAST)
#: Those of cells that hold a number.
SHOWN = ("published", "rounded", NONE_STATED, AT_LEAST)


@dataclass(frozen=True)
class Finding:
    """Something an attacker can work out: the cell, its range, and the margins that force it."""

    table: str
    cell: Mapping[str, str]
    low: int
    high: int | None
    exact: bool
    witness: str

    def as_dict(self) -> dict[str, Any]:
        """Give the finding as plain values."""
        return {
            "table": self.table, "cell": dict(self.cell), "low": self.low, "high": self.high,
            "exact": self.exact, "witness": self.witness,
        }  # fmt: skip


@dataclass(frozen=True)
class AuditReport:
    """The audit's answer, bound to the cells it looked at by their hash."""

    complete: bool
    cells_checked: int
    lp_only: int
    findings: Sequence[Finding]
    cells_sha256: str = field(repr=False)

    @property
    def passed(self) -> bool:
        """True when everything was resolved and nothing can be worked out."""
        return self.complete and not self.findings

    def as_dict(self) -> dict[str, Any]:
        """Give the report as the command line and the manifest show it."""
        return {
            "passed": self.passed, "complete": self.complete, "cells_checked": self.cells_checked,
            "lp_only": self.lp_only, "findings": [f.as_dict() for f in self.findings],
        }  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One protected cell: a number only where it is shown."""

    count: int | None
    status: str


class ProtectedTable:
    """The cells of one table: a column of codes per dimension, `count` (missing unless shown) and `status`."""

    def __init__(self, name: str, dimensions: Sequence[str], cells: pd.DataFrame) -> None:
        expected = [*dimensions, "count", "status"]
        if list(cells.columns) != expected:
            msg = f"table {name}: columns {list(cells.columns)}; expected {expected}. Rebuild the release."
            raise DisclosureError(msg)
        shown = cells["status"].isin(SHOWN)
        if not cells["status"].isin(STATUSES).all() or (cells["count"].notna() != shown).any():
            msg = f"table {name}: a cell that isn't shown holds a number, or the other way round. Rebuild the release."
            raise DisclosureError(msg)
        if (cells.loc[cells["status"] == NONE_STATED, "count"] != 0).any():
            msg = f"table {name}: a number where none is stated; expected 0. Rebuild the release."
            raise DisclosureError(msg)
        self.name, self.dimensions, self._cells = name, tuple(dimensions), cells.reset_index(drop=True)
        self._index: pd.Series[int] | None = None

    @property
    def cells(self) -> pd.DataFrame:
        """A copy of the cells."""
        return self._cells.copy()

    def cell(self, **codes: str) -> Cell | None:
        """Look one cell up; a dimension not named is at its root. None when the table has no such cell."""
        if self._index is None:
            keys = pd.MultiIndex.from_frame(self._cells[list(self.dimensions)])
            self._index = pd.Series(range(len(self._cells)), index=keys)
        key = tuple(codes.get(d, root_of(d)) for d in self.dimensions)
        at = self._index.get(key if len(key) > 1 else key[0])
        if at is None:
            return None
        row = self._cells.iloc[int(at)]
        return Cell(None if pd.isna(row["count"]) else int(row["count"]), str(row["status"]))

    def tally(self) -> dict[str, int]:
        """Count cells, published and withheld ones."""
        status = self._cells["status"]
        return {"cells": len(status), "published": int(status.isin(SHOWN).sum()),
                "withheld": int((status == "withheld").sum())}  # fmt: skip


def root_of(dimension: str) -> str:
    """Name the root code of a dimension in a release."""
    return "WORLD" if dimension in {"origin", "recovery"} else "all"


class ProtectedCube:
    """All protected tables of a release. It can only be made of cells and a passed audit of exactly these cells.

    Raises
    ------
    DisclosureError
        When the audit didn't pass, or looked at other cells.
    """

    def __init__(self, tables: Mapping[str, ProtectedTable], audit: AuditReport) -> None:
        if not audit.passed:
            found = f"{len(audit.findings)} findings, complete: {audit.complete}"
            msg = f"audit: {found}; expected none. Nothing is released."
            raise DisclosureError(msg)
        if audit.cells_sha256 != cells_hash(tables):
            msg = "audit: looked at other cells than these; expected the same. Audit again."
            raise DisclosureError(msg)
        self.tables, self.audit = dict(tables), audit

    def __repr__(self) -> str:
        """Name the tables."""
        return f"ProtectedCube({', '.join(self.tables)})"


def cells_hash(tables: Mapping[str, ProtectedTable]) -> str:
    """Hash all cells of all tables."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        digest.update(name.encode())
        digest.update(table_csv(tables[name]))
    return digest.hexdigest()


def table_csv(table: ProtectedTable) -> bytes:
    """Write a table as CSV: UTF-8, LF, rows sorted by codes in column order."""
    frame = table.cells.sort_values(list(table.dimensions), kind="stable")
    return bytes(frame.to_csv(index=False, lineterminator="\n").encode())
