"""What would load and what would not: findings without values.

The dashboard and the command line know the loaders through this front only, so no record and no value of one can reach
them.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final, NotRequired, TypedDict

from geodata.coding import Guidance, place_doubts, unplaced
from geodata.gazetteer import Gazetteer
from geodata.outputs import write_file
from geodata.reading import read, refusing
from loaders.findings import RULES as LOADING_RULES
from loaders.layouts.explaining import EXPLANATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from loaders.layouts.layout import Guess
    from loaders.records import Quarantine, Records

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
#: How a layout is written, with examples.
LAYOUTS: Final = EXPLANATION
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


class LayoutDict(TypedDict):
    """Where the records of a sheet stand, as the TOML that `--layout` takes, and how certain that is (0 to 1)."""

    source: str
    certainty: float
    questions: list[str]
    toml: str


class CheckDict(TypedDict):
    """The answer to a check: rows = loaded + quarantined + totals + notes; `layouts` are those that were guessed."""

    rows: int
    records: int
    loaded: int
    quarantined: int
    totals: int
    notes: int
    layouts: NotRequired[list[LayoutDict]]
    findings: list[FindingDict]


def check(  # noqa: PLR0913  (they are the options of the command)
    sources: Sequence[Path],
    *,
    quarantine: Path | None = None,
    guidance: Guidance | None = None,
    open_places: Path | None = None,
    duplicates: str = "ask",
    layout: Path | None = None,
    save_layout: Path | None = None,
    with_values: bool = False,
    progress: Callable[[str], None] | None = None,
) -> CheckDict:
    """Say what would load and what would not, and why.

    Parameters
    ----------
    sources
        The files to look at.
    quarantine
        Where to write the rows that would not load, as CSV of source, row, column and rule; or None.
    guidance
        What the publisher says about places beyond the records.
    open_places
        Where to write the places that stay open, as CSV of place, code (empty) and candidates; or None. The places are
        written as the records have them: it is the analyst's own file.
    duplicates
        What becomes of rows that are the same in every cell: `ask`, `keep` or `drop`.
    layout
        A file that says where in the sheets the records stand; None: it is found or guessed.
    save_layout
        Where to write what was found or guessed about the last sheet, even if it leaves the sheet refused; or None.
    with_values
        Whether the rows that would not load are written with the cell that keeps them out: the sender's own file.
    progress
        Told which file is being read, and after it rows and bytes.

    Raises
    ------
    InputError
        When a source is refused; all reasons are gathered.
    """
    guesses: dict[str, Guess] = {}
    try:
        with refusing():
            records, refused = read(
                sources,
                duplicates=duplicates,
                layout=layout,
                on_layout=guesses.__setitem__,
                with_values=with_values,
                progress=progress,
            )
    finally:
        if save_layout is not None and guesses:
            write_file(save_layout, _layout_text(guesses).encode(), is_private=True)
    if quarantine is not None:
        write_file(quarantine, _csv(refused.rows).encode(), is_private=True)
    gazetteer = Gazetteer.packaged()
    if open_places is not None:
        write_file(open_places, _csv(unplaced(records, gazetteer, guidance)).encode(), is_private=True)
    tally = records.tally
    answer: CheckDict = {
        "rows": tally.rows,
        "records": tally.records,
        "loaded": tally.loaded,
        "quarantined": tally.quarantined,
        "totals": tally.totals,
        "notes": tally.notes,
        "findings": [*_quarantined(refused), *_places(records, gazetteer, guidance), *_others(records)],
    }
    if guessed := [_layout(where, guess) for where, guess in guesses.items() if guess.certainty < 1]:
        answer["layouts"] = guessed
    return answer


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)


def _layout(where: str, guess: Guess) -> LayoutDict:
    toml, questions = guess.layout.as_toml(), list(guess.questions)
    return {"source": where, "certainty": guess.certainty, "questions": questions, "toml": toml}


def _layout_text(guesses: Mapping[str, Guess]) -> str:
    """Write the last layout, with what it leaves open as remarks."""
    where, guess = list(guesses.items())[-1]
    remarks = [f"certainty {guess.certainty:.0%}", *(f"open: {question}?" for question in guess.questions)]
    lines = [f"# {remark}" for remark in (f"{where}, as found by check", *remarks)]
    return "\n".join([*lines, guess.layout.as_toml()])


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
