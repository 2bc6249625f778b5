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

from geodata.coding import place_doubts
from geodata.errors import InputError
from geodata.gazetteer import Gazetteer
from geodata.regions import Regions
from loaders.errors import LoadError
from loaders.findings import RULES as LOADING_RULES
from loaders.records import Quarantine, Records, read_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PLACE_RULES: Final = {
    "place-unknown": "no such place is known. Correct the name, or write its code; its records count as unknown.",
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
    duplicates: str = "ask",
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
    duplicates
        What becomes of rows that are the same in every cell: `ask`, `keep` or `drop`.

    Raises
    ------
    InputError
        When a source is refused; all reasons are gathered.
    """
    with refusing():
        records, refused = read_records(sources, engine=engine, geometry=geometry, duplicates=duplicates)
    if quarantine is not None:
        write_quarantine(refused, quarantine)
    tally = records.tally
    return {
        "rows": tally.rows,
        "records": tally.loaded,
        "loaded": tally.loaded,
        "quarantined": tally.quarantined,
        "totals": tally.totals,
        "notes": tally.notes,
        "findings": [*_quarantined(refused), *_places(records), *_others(records)],
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


def write_quarantine(quarantine: Quarantine, out: Path) -> None:
    """Write the quarantined rows as CSV of source, row, column and rule; whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            quarantine.rows.to_csv(file, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        Path(temporary).replace(out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _quarantined(quarantine: Quarantine) -> Iterator[FindingDict]:
    for (source, column, rule), rows in quarantine.rows.groupby(_KEYS, sort=False)["row"]:
        yield _finding(source, column, rule, len(rows), [int(row) for row in rows])


def _places(records: Records) -> Iterator[FindingDict]:
    """Find the places that could not be coded, by the file they stand in."""
    doubts = place_doubts(records, Regions.packaged(), Gazetteer.packaged())
    located = doubts.merge(records.rows, on="leaf").rename(columns={"file": "source"})
    for (source, column, rule), rows in located.groupby(_KEYS):
        header = records.headers[str(source)].get(str(column), column)
        yield _finding(source, header, rule, int(rows["n_rows"].sum()), sorted(map(int, rows["row"])))


def _others(records: Records) -> Iterator[FindingDict]:
    for found in records.findings:
        yield _finding(found.source, found.column, found.rule, found.count, list(found.rows))


def _finding(source: object, column: object, rule: object, count: int, rows: list[int]) -> FindingDict:
    return {"source": str(source), "column": str(column), "rule": str(rule), "count": count, "rows": rows}
