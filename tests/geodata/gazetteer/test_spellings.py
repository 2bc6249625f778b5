"""Hundreds of spellings as agencies write them: the right code, a list that holds it, or nothing; never a wrong one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geodata.gazetteer import Gazetteer

_TABLE: Final = (Path(__file__).parent / "spellings.csv").read_text(encoding="utf-8")
_FIELDS: Final = 4


def spellings() -> list[tuple[str, list[str | None], str]]:
    """Read the table: query, country, state and level, and what is expected.

    Expected is a code, ``-`` for unknown, or ``?`` and the candidates, none where there are too many to list.
    """
    rows = []
    for line in _TABLE.splitlines()[1:]:
        query, *context, expected = line.split("|", _FIELDS)
        rows.append((query.replace(r"\u0303", "\u0303"), [text or None for text in context], expected))
    return rows


def answer(query: str, country: str | None, state: str | None, level: str | None, expected: str) -> str:
    """Write an answer as the table does."""
    found = Gazetteer.packaged().look_up(query, country=country, state=state, level=level, suggest=False)
    if found.status == "ambiguous":
        return "?" if expected == "?" else "?" + "|".join(sorted(candidate.code for candidate in found.candidates))
    return found.code or "-"


def test_every_spelling_has_the_expected_answer() -> None:
    rows = spellings()
    assert len(rows) >= 1200
    answers = [(query, context, expected, answer(query, *context, expected)) for query, context, expected in rows]
    assert [row for row in answers if row[2] != row[3]] == []
