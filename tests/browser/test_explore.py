"""Explore in a real browser: clicks on the map and in the matrix end in the address, and the outline follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_screens import serious

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

    Start = Callable[..., Visit]


def click(visit: Visit, code: str, *, shift: bool = False) -> None:
    at = f"s.geometry.regions[s.indexOf['{code}']].at"
    x, y = visit.state(f"Object.values(s.map.latLngToContainerPoint([{at}[1], {at}[0]]))")
    frame = visit.page.locator("iframe").first
    frame.click(position={"x": x, "y": y}, modifiers=["Shift"] if shift else [])


def address_has(visit: Visit, *parts: str) -> None:
    wanted = "parts => parts.every(part => location.search.includes(part))"
    visit.page.wait_for_function(wanted, arg=list(parts), timeout=30_000)
    visit.idle()


def test_a_click_filters_a_shift_click_compares_and_the_way_leads_down(visitor: Start) -> None:
    visit = visitor()
    visit.open("explore", period="2023")
    before = visit.settle()
    click(visit, "US-TX")
    address_has(visit, "region=US-TX")
    after = visit.settle(before)
    assert after["atlasChosen"] == "US-TX"
    assert int(after["atlasOutline"]) > 0
    visit.page.get_by_role("heading", name="Texas: Recoveries per year").wait_for(timeout=20_000)
    click(visit, "US-OK", shift=True)
    address_has(visit, "region=US-TX", "other=US-OK")
    assert visit.settle(after)["atlasChosen"] == "US-TX US-OK"
    visit.page.get_by_role("button", name="Show the counties of Texas").click()
    address_has(visit, "level=county")
    assert int(visit.drawn()["atlasOutline"]) > 0, "a state is outlined on the map of counties"
    visit.page.get_by_role("button", name="United States ›").click()
    visit.page.wait_for_function("location.search.includes('region=US&')", timeout=30_000)


@pytest.mark.parametrize("by", ["route", "relation", "period"])
def test_what_is_not_offered_can_be_read_and_says_why(visitor: Start, by: str) -> None:
    visit = visitor()
    visit.open("explore", by=by, period="2023")
    visit.idle()
    assert visit.page.locator("[role=combobox]:disabled").count() > 0
    assert serious(visit) == []


def test_downloads_open_where_the_keyboard_is(visitor: Start) -> None:
    visit = visitor()
    visit.open("explore", period="2023")
    visit.settle()
    visit.idle()
    visit.page.locator(".st-key-downloads summary").focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("button", name="CSV", exact=True).wait_for()
    visit.page.keyboard.press("Tab")
    focused = visit.page.locator("*:focus")
    assert focused.inner_text() == "CSV"


def test_what_the_keyboard_is_on_is_seen(visitor: Start) -> None:
    visit = visitor()
    visit.open("explore", period="2023", region="US-TX")
    visit.settle()
    visit.idle()
    seen = "e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth]"
    for name in (visit.page.get_by_role("link", name="Explore"), visit.page.get_by_role("button", name="Search").first,
                 visit.page.get_by_role("button", name="United States ›")):  # fmt: skip
        name.focus()
        visit.page.keyboard.press("Shift+Tab")
        visit.page.keyboard.press("Tab")
        assert name.evaluate(seen) == ["solid", "3px"]
    toolbar = visit.page.locator(".stElementToolbar").first
    visit.page.get_by_role("button", name="Search").first.focus()
    visit.page.wait_for_timeout(500)
    assert toolbar.evaluate("e => getComputedStyle(e).opacity") == "1"


def test_a_place_is_found_by_name_and_the_matrix_chooses_a_route(visitor: Start) -> None:
    visit = visitor()
    visit.open("explore", period="2023")
    visit.settle()
    visit.page.get_by_role("textbox").fill("el paso county, t")
    visit.page.get_by_role("textbox").fill("harris")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("button", name="Harris County, TX").click(timeout=20_000)
    address_has(visit, "region=US-48201", "level=county")
    visit.open("explore", period="2023", by="route")
    visit.settle()
    visit.page.locator("[data-testid=stVegaLiteChart] path[aria-label*='California → Nevada: 125']").first.click(
        force=True, timeout=20_000
    )
    address_has(visit, "region=US-CA", "other=US-NV")
    assert visit.drawn()["atlasRoutes"] == "1"
