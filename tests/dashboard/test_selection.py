"""What an address may say: values that the release enumerates, and nothing else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.selection import Selection, allowed_values, read_query, starting_selection
from tests.dashboard import tiny

RELEASE = tiny.release(tiny.table("places", ["recovery", "period"], {("WORLD", "2023"): 500}))
HOME = starting_selection(RELEASE)
ALLOWED = allowed_values(RELEASE, ["tiny"])
NAMES = sorted(ALLOWED)


def test_a_visitor_starts_with_the_latest_year_by_state() -> None:
    assert Selection(release="tiny", period="2023") == HOME


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*NAMES, "page", "__class__", "to_query"]), st.text(max_size=40)))
def test_no_value_outside_the_release_gets_in(query: dict[str, str]) -> None:
    selection = read_query(query, RELEASE, ["tiny"])
    for name in NAMES:
        value = getattr(selection, name)
        assert value in ALLOWED[name] or value == getattr(HOME, name)
        if query.get(name) not in ALLOWED[name]:
            assert value == getattr(HOME, name)


@settings(deadline=None)
@given(st.fixed_dictionaries({name: st.sampled_from(sorted(ALLOWED[name])) for name in NAMES}))
def test_every_selection_survives_its_address(chosen: dict[str, str]) -> None:
    selection = read_query(chosen, RELEASE, ["tiny"])
    assert read_query(selection.to_query(HOME), RELEASE, ["tiny"]) == selection


def test_an_address_says_only_what_differs_from_home() -> None:
    assert HOME.to_query(HOME) == {}
    assert read_query({"period": "2022"}, RELEASE, ["tiny"]).to_query(HOME) == {"period": "2022"}
