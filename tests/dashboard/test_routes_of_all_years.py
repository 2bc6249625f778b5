"""Where routes are published for all years only, a map of one year draws those, and says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dashboard.screens.previewing import kept_back_lines
from dashboard.snapshot.assets import values
from dashboard.views.maps import overview_map
from tests.dashboard import tiny

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.release import Release

PLACES = {("WORLD", "2023"): 60, ("WORLD", "all"): 90, ("US-TX", "2023"): 40, ("US-TX", "all"): 60}
PLACES |= {("US-OK", "all"): 30}
ROUTES = {("WORLD", "WORLD"): 90, ("US-TX", "US-OK"): 25, ("US-OK", "US-TX"): "withheld"}


def release() -> Release:
    return tiny.release(
        tiny.table("places", ["recovery", "period"], PLACES), tiny.table("corridors", ["origin", "recovery"], ROUTES)
    )


def test_the_map_of_a_year_draws_routes_of_all_years_and_says_so(words: Words) -> None:
    drawn = overview_map(release(), "state", "2023", words)
    assert [(route["from"], route["to"]) for route in drawn.payload["routes"]] == [("US-TX", "US-OK")]
    assert drawn.line.endswith(words["routes_all_years"])


def test_the_map_of_all_years_needs_no_such_word_nor_does_one_without_routes(words: Words) -> None:
    whole = overview_map(release(), "state", "all", words)
    assert whole.payload["routes"]
    assert words["routes_all_years"] not in whole.line
    plain = tiny.release(tiny.table("places", ["recovery", "period"], PLACES))
    assert words["routes_all_years"] not in overview_map(plain, "state", "2023", words).line
    assert words["routes_all_years"] not in overview_map(release(), "county", "2023", words).line


def test_the_map_of_the_site_does_the_same(words: Words) -> None:
    packed = values(release(), ["state"], ["all", "2023"], words).decode()
    told = json.loads(packed[packed.index(", ") + 2 : packed.rindex(")")])
    assert [len(told[f"state {period}"]["routes"]) for period in ("all", "2023")] == [1, 1]
    assert [words["routes_all_years"] in told[f"state {period}"]["line"] for period in ("all", "2023")] == [False, True]


def test_the_preview_says_which_large_places_are_not_shown_by_themselves(words: Words) -> None:
    (line,) = kept_back_lines(release(), {"recovery": ["US-OK"]}, words)
    assert line == words.say("kept_back_recovery", n=1, k=11, last=10, names="Oklahoma")
    assert kept_back_lines(release(), {}, words) == []
    many = [f"US-{code}" for code in ["AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL"]]
    (long,) = kept_back_lines(release(), {"origin": many}, words)
    assert "13" in long
    assert ", …" in long
