"""Operation cards: public facts of an operation, with the figures that the release shows for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from dashboard.view_cache import kept
from dashboard.views.cells import by_code
from dashboard.views.naming import cell_text
from dashboard.views.partition import ALL, missing_line, part_name, parts_of
from dashboard.views.tables import operation_cells

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from dashboard.wording import Words
    from geodata.release import Release

FACTS: Final = (
    ("lead_agencies", "led_by"),
    ("partner_agencies", "partners"),
    ("investigations", "investigations"),
    ("services_offered", "services"),
    ("facts", "further_facts"),
    ("source", "source"),
)


@dataclass(frozen=True)
class Card:
    """One operation: name, one line on when and where, shown figures, facts."""

    name: str
    line: str
    figures: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    missing: str | None = None  # which part of the figures isn't shown


def _text(value: object) -> str:
    """Write a fact; lists are joined, blanks are empty."""
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    return "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124 -- NaN


def _line(row: Mapping[Hashable, Any], words: Words) -> str:
    status = _text(row.get("status"))
    when = " – ".join(filter(None, (_text(row.get("start")), _text(row.get("end")))))
    said = words.get(f"operation_status_{status}", status)
    return " · ".join(filter(None, (_text(row.get("jurisdiction")), when, said)))


def _figures(release: Release, name: str, words: Words) -> list[tuple[str, str]]:
    cells = by_code(operation_cells(release, name).set_index("relation"))
    known = [relation for relation in (ALL, *parts_of(cells)) if relation in cells]
    return [(part_name(code, words), cell_text(cells[code], words)) for code in known]


def _missing(release: Release, name: str, words: Words) -> str | None:
    return missing_line(by_code(operation_cells(release, name).set_index("relation")), words)


@kept
def operation_cards(release: Release, words: Words) -> list[Card]:
    """Return the cards of the operations that the release names, in its order."""
    frame = release.operations
    if frame is None or not len(frame):
        return []
    cards = []
    for row in frame.to_dict("records"):
        name = str(row["operation"])
        facts = [(words[word], text) for column, word in FACTS if (text := _text(row.get(column)))]
        told = _missing(release, name, words)
        cards.append(Card(name, _line(row, words), _figures(release, name, words), facts, told))
    return cards
