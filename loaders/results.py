"""What reading gives: records, the rows that are none, and the tally that accounts for both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from loaders.findings import Finding


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of every row: each is exactly one of loaded, quarantined, a total, or a note.

    Attributes
    ----------
    records
        How many records the loaded rows hold; in a cross tab a row holds several.

    Raises
    ------
    ValueError
        When a row is not accounted for, or twice.
    """

    rows: int
    loaded: int
    quarantined: int
    totals: int
    notes: int
    records: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        """Check the account."""
        n_accounted = self.loaded + self.quarantined + self.totals + self.notes
        if n_accounted != self.rows:
            msg = f"tally: {n_accounted} rows accounted for; expected {self.rows}. This is a defect of the loaders."
            raise ValueError(msg)


@dataclass(frozen=True, eq=False, slots=True)
class Records:
    """Validated records, grouped.

    Attributes
    ----------
    frame
        The columns of `loaders.columns.RECORDS`, one row for each distinct record, sorted by them; count ``<NA>``
        where it was not reported, in a row of its own, and where it was masked, in another: then `count_low` says what
        it is at least, and `count_high` at most, ``<NA>`` where the source doesn't say. Both columns are there only if
        any count was masked. The order of the input leaves no trace.
    points
        Geometries, indexed like the rows of `frame` that have one; None if no source has geometry.
    rows
        Where the records stand: columns leaf (index of `frame`), file, row (the first of equal ones), n_rows.
    headers
        File → record column → its header as written there.
    findings
        What else there is to say about the sources: columns not read, totals that do not add up.
    undecided
        What is counted, but waits for a decision: option → number of rows, where there are any. `duplicates`: rows that
        are the same as another in every cell; `totals`: rows that look like totals of others; `hidden`: what a workbook
        hides.
    as_of
        The newest day, as 2021-06-16, at which the records were current; None if neither they nor the caller say.
    """

    frame: pd.DataFrame
    points: gpd.GeoDataFrame | None
    rows: pd.DataFrame
    headers: Mapping[str, Mapping[str, str]]
    tally: Tally
    findings: tuple[Finding, ...]
    as_of: str | None
    undecided: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Show the size only; rows may be about single children."""
        return f"Records({len(self.frame)} rows)"


@dataclass(frozen=True, eq=False, slots=True)
class Quarantine:
    """Rows that were not loaded.

    Attributes
    ----------
    rows
        Columns source (the file), row (its line, or its number in formats without lines), column (empty: the row as a
        whole), rule; never the value, but in the column `value` where the caller chose so.
    """

    rows: pd.DataFrame
