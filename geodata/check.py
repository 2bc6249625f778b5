"""What would load and what would not: findings without values.

The dashboard and the command line know the loaders through this front only, so no record and no value of one can reach
them.
"""

from __future__ import annotations

import csv
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict

from geodata.coding import Guidance, place_doubts, unplaced
from geodata.errors import InputError
from geodata.gazetteer import Gazetteer
from loaders.errors import LoadError
from loaders.findings import RULES as LOADING_RULES
from loaders.records import Quarantine, Records, read_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

PLACE_RULES: Final = {
    "place-unknown": "no such place is known. Correct the name, or write its code; its records count as unknown, or to"
    " the region that the rest of the name says.",
    "place-several": "the cell names several places. Write the place of custody; its records count as unknown.",
    "place-by-column": "could mean two places; the other rows of the source decided. Write the country to be sure.",
    "place-ambiguous": "several places have this name. Add the state or the country, or write the code.",
    "place-conflict": "the columns name places that exclude each other. Correct one; what they share is counted.",
}
#: Rule → what it means and what to do, for every rule that a finding may name.
RULES: Final = LOADING_RULES | PLACE_RULES
_KEYS: Final = ["source", "column", "rule"]


class FindingDict(TypedDict):
    """One rule that applied to a column of a source; `rows` are 1-based lines of a text file.

    `rows` is empty where the rule is about the whole column; about places it holds the first of rows that are alike.
    """

    source: str
    column: str
    rule: str
    count: int
    rows: list[int]


class CheckDict(TypedDict):
    """The answer to a check: rows = loaded + quarantined + totals + notes."""

    rows: int
    records: int
    loaded: int
    quarantined: int
    totals: int
    notes: int
    findings: list[FindingDict]


def check(
    sources: Sequence[Path],
    *,
    engine: str = "duckdb",
    geometry: str = "recovery",
    quarantine: Path | None = None,
    guidance: Guidance | None = None,
    open_places: Path | None = None,
) -> CheckDict:
    """Say what would load and what would not, and why.

    Parameters
    ----------
    sources
        The files to look at.
    engine
        Where the rows are validated and grouped.
    geometry
        The side, origin or recovery, that a geometry stands for.
    quarantine
        Where to write the rows that would not load, as CSV of source, row, column and rule; or None.
    guidance
        What the publisher says about places beyond the records.
    open_places
        Where to write the places that stay open, as CSV of place, code (empty) and candidates; or None. The places are
        written as the records have them: it is the analyst's own file.

    Raises
    ------
    InputError
        When a source is refused; all reasons are gathered.
    """
    with refusing():
        records, refused = read_records(sources, engine=engine, geometry=geometry)
    if quarantine is not None:
        _write(refused.rows, quarantine)
    gazetteer = Gazetteer.packaged()
    if open_places is not None:
        _write(unplaced(records, gazetteer, guidance), open_places)
    tally = records.tally
    return {
        "rows": tally.rows,
        "records": tally.loaded,
        "loaded": tally.loaded,
        "quarantined": tally.quarantined,
        "totals": tally.totals,
        "notes": tally.notes,
        "findings": [*_quarantined(refused), *_places(records, gazetteer, guidance), *_others(records)],
    }


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the loaders refuse into what geodata raises.

    Raises
    ------
    InputError
        In place of a LoadError, with the same reasons.
    """
    try:
        yield
    except LoadError as error:
        raise InputError(map(str, error.faults)) from None


def _write(table: pd.DataFrame, out: Path) -> None:
    """Write a table as CSV; whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            table.to_csv(file, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        Path(temporary).replace(out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _quarantined(quarantine: Quarantine) -> Iterator[FindingDict]:
    for (source, column, rule), rows in quarantine.rows.groupby(_KEYS, sort=False)["row"]:
        yield _finding(source, column, rule, len(rows), [int(row) for row in rows])


def _places(records: Records, gazetteer: Gazetteer, guidance: Guidance | None) -> Iterator[FindingDict]:
    """Find the places that could not be coded, by the file they stand in."""
    doubts = place_doubts(records, gazetteer, guidance)
    located = doubts.merge(records.rows, on="leaf").rename(columns={"file": "source"})
    for (source, column, rule), rows in located.groupby(_KEYS):
        header = records.headers[str(source)].get(str(column), column)
        yield _finding(source, header, rule, int(rows["n_rows"].sum()), sorted(map(int, rows["row"])))


def _others(records: Records) -> Iterator[FindingDict]:
    for found in records.findings:
        yield _finding(found.source, found.column, found.rule, found.count, list(found.rows))


def _finding(source: object, column: object, rule: object, count: int, rows: list[int]) -> FindingDict:
    return {"source": str(source), "column": str(column), "rule": str(rule), "count": count, "rows": rows}
