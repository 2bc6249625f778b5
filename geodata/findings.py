"""What there is to say about records, without a value: what `check` answers and `publish` says before it protects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NotRequired, TypedDict

from geodata.coding import Guidance, place_doubts
from loaders.findings import DETAILS
from loaders.findings import RULES as LOADING_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geodata.gazetteer import Gazetteer
    from loaders.records import Quarantine, Records

__all__ = ["DETAILS", "PLACE_RULES", "RULES", "FindingDict", "findings_of"]

PLACE_RULES: Final = {
    "place-unknown": "no such place is known. Correct the name, or write its code; its records count as unknown, or to"
    " the region that the rest of the name says.",
    "place-several": "the cell names several places. Write the place of custody; its records count as unknown.",
    "place-by-column": "could mean two places; the other rows of the source decided. Write the country to be sure.",
    "place-ambiguous": "several places have this name. Add the state or the country, or write the code.",
    "place-missing": "a sign for a missing place was read as unknown. Write unknown, or the place.",
    "place-empty": "no place is given; it counts as unknown. Write unknown, or the place.",
    "place-coarser": "the place counts at a coarser level than its column says. Correct it, or write its code.",
    "place-conflict": "the columns name places that exclude each other. Correct one; what they share is counted.",
}
#: Rule → what it means and what to do, for every rule that a finding may name.
RULES: Final = LOADING_RULES | PLACE_RULES
_KEYS: Final = ["source", "column", "rule"]


class FindingDict(TypedDict):
    """One rule that applied to a column of a source; `rows` are 1-based lines of a text file.

    `rows` is empty where the rule is about the whole column; about places it holds the first of rows that are alike.
    `detail` says more where a rule has more to say: of a total that differs, which way and by how much in bands,
    as a key of `DETAILS`.
    """

    source: str
    column: str
    rule: str
    count: int
    rows: list[int]
    detail: NotRequired[str]


def findings_of(
    records: Records, quarantine: Quarantine, gazetteer: Gazetteer, guidance: Guidance | None
) -> list[FindingDict]:
    """List what there is to say: rows in quarantine, places in doubt, all else."""
    return [*_quarantined(quarantine), *_places(records, gazetteer, guidance), *_others(records)]


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
        told = _finding(found.source, found.column, found.rule, found.count, list(found.rows))
        if found.detail:
            told["detail"] = found.detail
        yield told


def _finding(source: object, column: object, rule: object, count: int, rows: list[int]) -> FindingDict:
    return {"source": str(source), "column": str(column), "rule": str(rule), "count": count, "rows": rows}
