"""What would load and what would not: findings without values.

The dashboard and the command line know the loaders through this front only, so no record and no value of one can reach
them.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NotRequired, TypedDict

from geodata.coding import Guidance, unplaced
from geodata.findings import DETAILS, PLACE_RULES, RULES, FindingDict, findings_of
from geodata.gazetteer import Gazetteer
from geodata.outputs import write_file
from geodata.reading import ASK, Decisions, read, refusing
from loaders.layouts.explaining import EXPLANATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from loaders.layout import Guess

__all__ = ["DETAILS", "LAYOUTS", "PLACE_RULES", "RULES", "CheckDict", "FindingDict", "LayoutDict", "check"]

#: How a layout is written, with examples.
LAYOUTS: Final = EXPLANATION


class LayoutDict(TypedDict):
    """Where the records of a sheet stand, as the TOML that `--layout` takes, and how certain that is (0 to 1)."""

    source: str
    certainty: float
    questions: list[str]
    toml: str


class CheckDict(TypedDict):
    """The answer to a check: rows = loaded + quarantined + totals + notes; `layouts` are those that were guessed.

    `undecided` says what the publisher has to decide before `publish`: option → number of rows, where there are any.
    """

    rows: int
    records: int
    loaded: int
    quarantined: int
    totals: int
    notes: int
    undecided: NotRequired[dict[str, int]]
    layouts: NotRequired[list[LayoutDict]]
    findings: list[FindingDict]


def check(  # noqa: PLR0913  (they are the options of the command)
    sources: Sequence[Path],
    *,
    quarantine: Path | None = None,
    guidance: Guidance | None = None,
    open_places: Path | None = None,
    duplicates: str = ASK,
    totals: str = ASK,
    hidden: str = ASK,
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
    totals
        What becomes of rows that equal the sum of rows below them: `ask`, `keep` or `drop`.
    hidden
        What becomes of rows, columns and sheets that a workbook hides: `ask`, `keep` or `drop`.
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
    decided = Decisions(duplicates, totals, hidden)
    try:
        with refusing():
            records, refused = read(
                sources,
                decisions=decided,
                guidance=guidance,
                layout=layout,
                on_layout=guesses.__setitem__,
                with_values=with_values,
                progress=progress,
            )
    finally:
        if save_layout is not None and guesses:
            write_file(save_layout, _layout_text(guesses, decided).encode(), is_private=True)
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
        "findings": findings_of(records, refused, gazetteer, guidance),
    }
    if records.undecided:
        answer["undecided"] = dict(records.undecided)
    if guessed := [_layout(where, guess) for where, guess in guesses.items() if guess.certainty < 1]:
        answer["layouts"] = guessed
    return answer


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)


def _layout(where: str, guess: Guess) -> LayoutDict:
    toml, questions = guess.layout.as_toml(), list(guess.questions)
    return {"source": where, "certainty": guess.certainty, "questions": questions, "toml": toml}


def _layout_text(guesses: Mapping[str, Guess], decided: Decisions) -> str:
    """Write the last layout, with what was decided, and what it leaves open as remarks."""
    where, guess = list(guesses.items())[-1]
    kept = guess.layout
    kept = kept if decided.totals == ASK else replace(kept, totals=decided.totals)
    kept = kept if decided.hidden == ASK else replace(kept, hidden=decided.hidden)
    remarks = [f"certainty {guess.certainty:.0%}", *(f"open: {question}?" for question in guess.questions)]
    lines = [f"# {remark}" for remark in (f"{where}, as found by check", *remarks)]
    return "\n".join([*lines, kept.as_toml()])
