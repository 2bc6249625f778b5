"""The parts beside a total add up to it, or a sentence says which of them is missing; on random releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dashboard.snapshot.grids import Cells
from dashboard.snapshot.pages import all_pages
from dashboard.views import summary
from dashboard.views.naming import depth_first
from dashboard.wording import Words
from tests.dashboard import tiny

if TYPE_CHECKING:
    from geodata.release import Release

BELOW = {
    "elsewhere": ("out_of_state", "cross_border"),
    "all": ("in_state", "elsewhere", "domestic_unspecified", "unknown"),
}


def random_release(seed: int, *, hidden: float) -> tuple[Release, dict[str, int]]:
    """Draw counts that add up, and withhold some: never one alone of a sum, since it would follow from the others."""
    rng = np.random.default_rng(seed)
    truth = {code: int(rng.choice([0, 11, 40, 333])) for code in ("in_state", "out_of_state", "cross_border",
                                                                  "domestic_unspecified", "unknown")}  # fmt: skip
    for whole, parts in BELOW.items():
        truth[whole] = sum(truth[part] for part in parts)
    withheld = {code for code in truth if rng.random() < hidden}
    for whole, parts in BELOW.items():
        if len(withheld & {whole, *parts}) == 1:
            withheld -= {whole, *parts}
    rows = {(code, "2023"): "withheld" if code in withheld else n for code, n in truth.items()}
    return tiny.release(tiny.table("relations", ["relation", "period"], rows)), truth


@pytest.mark.parametrize("hidden", [0.0, 0.4, 0.8])
@pytest.mark.parametrize("seed", range(40))
def test_the_parts_add_up_or_a_sentence_says_what_is_missing(seed: int, hidden: float) -> None:
    words = Words()
    release, truth = random_release(seed, hidden=hidden)
    total, *parts = summary.headlines(release, "2023", words)
    numbers = [int(part.value.replace(",", "")) for part in parts if part.value[0].isdigit()]
    lines = summary.headline_lines(release, "2023", words)
    missing = [part.label for part in parts if not part.value[0].isdigit()]
    if total.value == words["withheld"]:
        assert lines == []
    elif not missing:
        assert (sum(numbers), lines) == (truth["all"], [])
    else:
        assert len(lines) == 1
        assert all(label in lines[0] for label in missing)
        assert sum(numbers) <= truth["all"]


def test_within_the_country_is_told_where_there_are_any_and_only_there(words: Words) -> None:
    rows = {("all", "2023"): 56, ("in_state", "2023"): 30, ("domestic_unspecified", "2023"): 26, ("unknown", "2023"): 0}
    label = words["headline_domestic_unspecified"]
    told = {h.label: h.value for h in summary.headlines(tiny.release(tiny.table("r", ["relation", "period"], rows)),
                                                        "2023", words)}  # fmt: skip
    assert told[label] == "26"
    rows |= {("all", "2023"): 30, ("domestic_unspecified", "2023"): 0}
    release = tiny.release(tiny.table("r", ["relation", "period"], rows))
    assert label not in {h.label for h in summary.headlines(release, "2023", words)}


def test_the_first_page_says_what_is_missing_too(words: Words) -> None:
    rows = {("all", "all"): 56, ("in_state", "all"): "withheld", ("unknown", "all"): "withheld"}
    release = tiny.release(
        tiny.table("relations", ["relation", "period"], rows), synthetic=False,
        policy={"name": "own", "threshold": 11, "operations": "hidden"},
    )  # fmt: skip
    alts = dict.fromkeys(("map", "border", "trend", "card"), "")
    page = all_pages(Cells(release), words, "all", alts, frozenset())["index"]
    assert words["relation_in_state"] in page["headline_lines"][0]


def test_relations_stand_with_their_parts_right_below_them(release: Release) -> None:
    assert depth_first(release, "relation") == [
        "all", "in_state", "same_county", "other_county", "in_state_unspecified", "out_of_state", "cross_border",
        "outbound", "inbound", "third", "domestic_unspecified", "unknown",
    ]  # fmt: skip
