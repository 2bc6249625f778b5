"""A release: everything that anyone ever sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geodata.errors import ReleaseError
from geodata.protected import AT_LEAST, NONE_STATED, root_of
from geodata.shares import share

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geodata.protected import Cell, ProtectedTable
    from geodata.regions import Regions


@dataclass(frozen=True, eq=False)
class Release:
    """Protected tables, the regions they are about, and the manifest that says how they came to be.

    It comes from a `ProtectedCube`, which can't exist unaudited, or from files that are what their manifest says. Its
    tables hold no number that isn't shown, so whatever reads a release can't reveal one.

    Attributes
    ----------
    tables
        Name → protected table.
    regions
        All regions with this release's pools, as far as the release knows them.
    manifest
        The content of manifest.json.
    codes
        Dimension → code, parent (empty for the root), label.
    operations
        Public facts of the operations that the policy lets be named; one row each, empty when there are none.
    """

    tables: Mapping[str, ProtectedTable]
    regions: Regions
    manifest: dict[str, Any] = field(repr=False)
    codes: Mapping[str, pd.DataFrame] = field(repr=False)
    operations: pd.DataFrame = field(repr=False)

    def cell(self, table: str, **codes: str) -> Cell | None:
        """Look one cell up; a dimension not named is at its root. None when the table has no such cell.

        Raises
        ------
        ReleaseError
            When the release has no such table.
        """
        if table not in self.tables:
            msg = f"release: no table {table!r}; expected one of {', '.join(self.tables)}. Correct the name."
            raise ReleaseError(msg)
        return self.tables[table].cell(**codes)

    def share(self, table: str, of: str, **codes: str) -> str | None:
        """Tell a cell as a share of the cell at the root of dimension `of`: `<5%`, `40%`, `>95%`.

        None where the policy tells no shares, for the root itself, where one of the two cells isn't shown, and where
        none is stated, or one is *at least*.

        Raises
        ------
        ReleaseError
            When the release has no such table.
        """
        if self.manifest["policy"].get("shares", "hidden") == "hidden" or codes.get(of, root_of(of)) == root_of(of):
            return None
        part = self.cell(table, **codes)
        whole = self.cell(table, **{d: c for d, c in codes.items() if d != of})
        if any(cell is not None and cell.status in {NONE_STATED, AT_LEAST} for cell in (part, whole)):
            return None  # 0 % would say that there were none; and of what is at least so much nobody knows the share
        return share(part, whole)
