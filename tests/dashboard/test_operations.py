"""Operation cards: public facts as they are, figures only as published."""

from __future__ import annotations

import pandas as pd

from dashboard.views.operations import operation_cards
from dashboard.wording import Words
from tests.dashboard import tiny

FACTS = pd.DataFrame(
    [
        {
            "operation": "Operation Lost Souls", "start": "2021-05", "end": "", "status": "ongoing",
            "jurisdiction": "El Paso County, Texas", "lead_agencies": "A; B", "partner_agencies": "",
            "investigations": "two", "services_offered": "victim services", "source": "press release",
            "source_date": "2021-06-16",
        }
    ]
)  # fmt: skip
FIGURES = tiny.table(
    "operations", ["relation", "operation"],
    {
        ("all", "Operation Lost Souls"): 24, ("in_state", "Operation Lost Souls"): 18,
        ("out_of_state", "Operation Lost Souls"): "withheld", ("cross_border", "Operation Lost Souls"): "withheld",
        ("elsewhere", "Operation Lost Souls"): 6, ("all", "all"): 24,
    },
)  # fmt: skip


def test_a_card_has_the_facts_and_the_figures_that_may_be_shown() -> None:
    (card,) = operation_cards(tiny.release(FIGURES, operations=FACTS), Words("en"))
    assert card.name == "Operation Lost Souls"
    assert card.line == "El Paso County, Texas · 2021-05 · Ongoing"
    assert dict(card.figures) == {
        "All recoveries": "24", "In state": "18", "Another state or country": "6",
    }  # fmt: skip
    facts = dict(card.facts)
    assert facts["Led by"] == "A; B"
    assert "With" not in facts, "an empty fact is left out"


def test_a_release_that_names_no_operation_has_no_card() -> None:
    assert operation_cards(tiny.release(FIGURES), Words("es")) == []


def test_facts_without_a_table_of_operations_stand_alone() -> None:
    places = tiny.table("places", ["recovery", "period"], {("WORLD", "2023"): 24})
    (card,) = operation_cards(tiny.release(places, operations=FACTS), Words("en"))
    assert card.figures == []
