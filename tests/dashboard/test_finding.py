"""Finding a place by name: the release's own places only, whatever is typed."""

from __future__ import annotations

import pytest

from dashboard.views.finding import LONGEST, find_places
from tests.dashboard import tiny

RELEASE = tiny.release(tiny.table("places", ["recovery", "period"], {("WORLD", "2023"): 500}))
KNOWN = frozenset({"US-48141", "US-TX", "MX", "MX-CHH", "US-NM", "CO", "US-28047", "US-48201"})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("el pas", ["US-48141"]), ("TX", ["US-TX"]), ("méxico", ["MX", "US-NM"]), ("mexico", ["MX", "US-NM"]),
        ("us-48141", ["US-48141"]), ("nuevo", ["US-NM"]), ("", []), ("   ", []), ("<script>", []),
        ("harris", ["US-48201", "US-28047"]), ("harrison", ["US-28047"]), ("Oklahoma", []), ("m" * 9_999, []),
    ],
)  # fmt: skip
def test_a_place_is_found_by_name_in_either_language_or_by_code(asked: str, found: list[str]) -> None:
    assert find_places(RELEASE, asked, KNOWN) == found


def test_a_very_long_text_is_cut_before_it_is_compared() -> None:
    assert find_places(RELEASE, "texas" + " " * LONGEST + "x", KNOWN) == ["US-TX"]


def test_a_place_in_a_pool_leads_to_its_pool() -> None:
    pooled = tiny.release(
        tiny.table("places", ["recovery", "period"], {("WORLD", "2023"): 500}),
        pools={"US-TX/other": ["US-48301", "US-48269"]},
    )
    known = frozenset({"US-TX", "US-TX/other"})
    assert find_places(pooled, "loving", known) == ["US-TX/other"]
    assert find_places(pooled, "king co", known) == ["US-TX/other"]
    assert find_places(pooled, "loving", frozenset({"US-TX"})) == []
