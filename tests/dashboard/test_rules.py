"""The rules in words: those that a policy has, and no others."""

from __future__ import annotations

import pytest

from dashboard.views import tables
from dashboard.views.answers import Answer
from dashboard.views.rules import audit_line, rule_lines
from dashboard.wording import Words
from tests.dashboard import tiny

PLACES = tiny.table(
    "places", ["recovery", "period"],
    {
        ("WORLD", "all"): 100, ("US", "all"): 96, ("MX", "all"): "withheld", ("FR", "all"): 0, ("CA", "all"): 14,
        ("WORLD", "2023"): 50,
    },
)  # fmt: skip


def release(**policy: object) -> tiny.Release:
    return tiny.release(PLACES, policy={"name": "own", "threshold": 11, **policy})


@pytest.mark.parametrize(
    ("policy", "said", "unsaid"),
    [
        ({}, ["Other counts are withheld too", "A zero is shown only"], ["rounded", "source", "category", "Shares"]),
        ({"rounding": 15}, ["multiple of 15; none is withheld"], ["Other counts", "A zero"]),
        ({"contributors": "source"}, ["a single source supplied nearly all"], ["category"]),
        ({"sensitive_categories": ["trafficking"]}, ["of one sensitive category"], ["source"]),
        ({"level": "exact"}, ["to a few values, never to one"], ["rounded"]),
        ({"zeros": "protected"}, ["Zeros are protected"], ["A zero is shown only", "never to one"]),
        ({"shares": "banded"}, ["below 5% and above 95%"], ["rounded"]),
    ],
)
def test_a_rule_is_told_where_it_holds(policy: dict[str, object], said: list[str], unsaid: list[str]) -> None:
    text = " ".join(rule_lines(release(**policy), Words("en")))
    assert all(part in text for part in said)
    assert not [part for part in unsaid if part in text]


def test_the_audit_of_rounded_figures_is_told_as_such() -> None:
    assert "3 withheld cells and sums" in audit_line(release(), Words("en"))
    assert "3 withheld cells were attacked" in audit_line(release(level="exact"), Words("en"))
    assert "3 figures that could stand for a small count" in audit_line(release(rounding=15), Words("en"))


def test_shares_are_a_column_where_the_policy_tells_them() -> None:
    banded, words = release(shares="banded"), Words("en")
    cells = PLACES.cells[PLACES.cells["period"] == "all"]
    answer = Answer("places", ("recovery",), cells)
    table = tables.answer_table(banded, answer, words)
    shares = dict(zip(table["Found in"], table["Share"], strict=True))
    assert shares == {"World": "", "United States": ">95%", "Canada": "14%", "France": "<5%", "Mexico": ""}
    assert "Share" not in tables.answer_table(release(), answer, words)
    none = Answer(None, ("recovery",), cells.iloc[:0])
    assert "Share" not in tables.answer_table(banded, none, words)
    both = tables.compared_table(banded, answer, answer, ("2022", "2023"), words)
    assert {"Share, 2022", "Share, 2023", "Status, 2022"} <= set(both.columns)
