"""Where things stand: a laptop's screen, a long title, paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

    Start = Callable[..., Visit]

LAPTOP = (1366, 768)
BOTTOM = "e => e.getBoundingClientRect().bottom"
TOP = "e => e.getBoundingClientRect().top"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_overview_fits_a_laptop_without_scrolling(visitor: Start, language: str) -> None:
    visit = visitor(*LAPTOP)
    visit.open(period="2023", lang=language)
    visit.settle()
    visit.idle()
    charts = visit.page.locator(".ra-bars, .ra-years")
    assert charts.count() == 3  # routes of both kinds, and the years
    visit.shot(f"overview-laptop-{language}")
    bottoms = {"trend": charts.last.evaluate(BOTTOM)}
    bottoms["map"] = visit.page.locator("iframe").evaluate(BOTTOM)
    bottoms["legend"] = visit.page.locator(".ra-legend").last.evaluate(BOTTOM)
    bottoms["as of"] = visit.page.locator(".st-key-last_lines p").first.evaluate(BOTTOM)
    named = visit.page.get_by_role("button", name="Operation Lost Souls")
    bottoms["operation"] = named.evaluate(BOTTOM)
    assert {name: at for name, at in bottoms.items() if at > LAPTOP[1]} == {}
    named.click()
    card = visit.page.locator("[data-testid=stPopoverBody]")
    card.get_by_text("Homeland Security Investigations").wait_for()
    assert card.evaluate(BOTTOM) <= LAPTOP[1]


def test_the_map_follows_the_height_of_the_window(visitor: Start) -> None:
    visit = visitor(1366, 1080)
    visit.open()
    visit.settle()
    inside = visit.frame().evaluate("document.querySelector('.leaflet-container').clientHeight")
    assert inside == visit.page.locator("iframe").evaluate("e => e.clientHeight")
    assert inside > 500


def test_the_map_stays_where_it_is_when_a_place_is_chosen(visitor: Start) -> None:
    visit = visitor()
    tops = []
    for region in ("WORLD", "US-TX", "US-NC"):
        visit.open("explore", region=region, period="2023")
        visit.settle()
        visit.idle()
        tops.append(visit.page.locator("iframe").evaluate(TOP))
    assert len(set(tops)) == 1


@pytest.mark.parametrize("path", ["", "explore", "public"])
def test_paper_holds_map_legend_table_and_source_but_no_control(visitor: Start, path: str) -> None:
    visit = visitor()
    visit.open(path, period="2023")
    visit.settle()
    visit.idle()
    rows = visit.page.locator(".ra-print tbody tr")
    on_screen = [rows.nth(0).is_visible()] if rows.count() else []
    visit.page.emulate_media(media="print")
    visit.page.set_viewport_size({"width": 740, "height": 1000})  # what margins leave of a sheet
    visit.idle()
    for part in ("iframe", ".ra-legend >> nth=0", ".st-key-last_lines"):
        assert visit.page.locator(part).first.is_visible(), part
    controls = visit.page.locator("button:visible, input:visible, [role=combobox]:visible, .stExpander:visible")
    assert controls.all_inner_texts() == []
    assert visit.page.locator("canvas:visible").count() == 0  # of a table it would print the rows in sight only
    if path:
        assert rows.count() > 50
        assert rows.last.is_visible()
        assert on_screen == [False]
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 740
    visit.shot(f"{path or 'overview'}-paper", whole=True)


def test_a_screen_reader_is_told_the_language_the_map_and_its_changes(visitor: Start) -> None:
    visit = visitor()
    visit.open("", period="2023", lang="es")
    before = visit.settle()
    told = visit.frame().get_by_role("status")
    first = told.inner_text()
    assert first in visit.page.locator(".st-key-overview_map").inner_text()
    assert visit.page.locator("html").get_attribute("lang") == "es"
    name = visit.frame().get_by_role("application").get_attribute("aria-label")
    assert visit.page.locator("iframe").get_attribute("title") == name
    visit.page.get_by_text("2020", exact=True).first.click()
    visit.settle(before)
    assert told.inner_text() not in {"", first}


def test_one_press_on_back_takes_back_a_place_with_its_level(visitor: Start) -> None:
    visit = visitor()
    visit.open("explore", period="2023", level="country")
    before = visit.settle()
    visit.page.get_by_role("textbox", name="Find a place").fill("Texas")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("button", name="Texas", exact=True).click()
    visit.page.get_by_role("heading", level=1, name="2023, Texas").wait_for(timeout=20_000)
    assert "level=country" not in visit.page.url
    assert before["atlasChosen"] == ""
    visit.page.go_back()
    visit.page.get_by_role("heading", level=1, name="found, 2023").wait_for(timeout=20_000)
    assert "level=country" in visit.page.url
    assert "region" not in visit.page.url
