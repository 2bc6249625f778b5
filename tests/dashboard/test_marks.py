"""Internal, invented, masked: marked on every screen's last lines, page, picture and brief; terms by the audience."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.pictures import card, national_map, trend
from dashboard.pictures.figure import source_line
from dashboard.snapshot import render_site
from dashboard.views import rules
from dashboard.wording import Words
from geodata.policy import PACKAGED, is_internal, read_policy
from geodata.release.coverage import coverage
from tests.dashboard import tiny

if TYPE_CHECKING:
    from geodata.release import Release

FIGURES = {("WORLD", "2023"): 30, ("WORLD", "all"): 30, ("US-TX", "all"): 30}
PLACES = tiny.table("places", ["recovery", "period"], FIGURES)
INTERNAL = {"name": "internal", "threshold": 5, "audience": "internal", "operations": "named"}
PUBLIC = {"name": "public", "threshold": 11, "operations": "hidden"}


def marked() -> Release:
    return tiny.release(
        PLACES, policy=INTERNAL, synthetic=True, territories="domestic", version=1, dimensions={},
        coverage={"read": "all", "masked": None}, audit={"passed": True, "complete": True, "cells_checked": 3},
    )  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    site = render_site(marked(), is_drawn=False)
    return {path: content.decode() for path, content in site.items() if path.endswith(".html")}


def test_every_page_is_marked_and_none_says_that_it_may_be_published(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        words = Words("es" if path.startswith("es/") else "en")
        assert page.count('<p class="notice" role="note">') == 3, path
        assert all(mark in page for mark in rules.marks(marked(), words)), path
        assert words["terms_internal"] in page, path
        assert words["terms_more"] not in page, path


def test_every_picture_is_marked(english: Words) -> None:
    release = marked()
    for drawn in (national_map(release, english, period="2023"), trend(release, english)):
        assert "Internal: for the agencies" in " ".join(drawn.forms["svg"].decode().split())
    social = card(release, english, period="2023", forms=("svg",)).forms["svg"].decode()
    assert "Internal · Synthetic data" in social
    plain = tiny.release(PLACES, policy=PUBLIC)
    assert "Internal" not in card(plain, english, period="2023", forms=("svg",)).forms["svg"].decode()


def test_a_public_release_has_no_mark_and_may_be_used(words: Words) -> None:
    plain = tiny.release(PLACES, policy=PUBLIC)
    assert rules.marks(plain, words) == []
    assert rules.short_marks(plain, words) == ""
    assert rules.terms(plain, words) == [words["terms_text"], words["terms_more"]]
    assert not source_line(plain, words).startswith(words["internal"])


def test_what_protects_less_than_the_public_is_owed_is_internal_whatever_it_says() -> None:
    assert is_internal({"threshold": 5, "audience": "public"})
    assert is_internal({"threshold": 20, "audience": "internal"})
    assert {name for name in PACKAGED if is_internal(read_policy(name).as_dict())} == {"internal"}


def test_masked_rows_are_told_as_other_rows_are() -> None:
    rows = {"rows": 100, "loaded": 100, "quarantined": 0, "totals": 0, "notes": 0, "threshold": 11}
    assert coverage(**rows, masked=20)["masked"] == 20
    assert coverage(**rows, masked=3)["masked"] is None
    assert "masked" not in coverage(**rows)
