"""The time slider, the tree of regions and the phone, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import serving
from tests.browser.test_explore import address_has
from tests.browser.test_screens import serious
from tests.dashboard.handmade import YEARS, write_release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser.conftest import Visit

    Start = Callable[..., Visit]

#: Writes down every period that the address names, with what the map had applied by then.
WATCH = """() => {
  window.seen = [];
  setInterval(() => {
    const period = new URLSearchParams(location.search).get('period') || 'home';
    if (window.seen.at(-1) !== period) window.seen.push(period);
  }, 50);
}"""

#: Writes down every text that a table draws: it is a canvas.
LISTEN = """(() => {
  const draw = CanvasRenderingContext2D.prototype.fillText;
  window.written = new Set();
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.written.add(text);
    return draw.call(this, text, ...rest);
  };
})()"""


@pytest.fixture(scope="module")
def monthly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("monthly")
    release = write_release(folder / "m", name="monthly", counties_of=("US-TX",), by_month=True)
    with serving([release], tmp_path_factory.mktemp("empty-too")) as address:
        yield address


def test_play_goes_through_every_quarter_and_the_map_follows(visitor: Start, monthly: str) -> None:
    visit = visitor(address=monthly)
    visit.open(period="2024")
    visit.settle()
    visit.page.get_by_role("radio", name="Quarters").click()
    address_has(visit, "period=2024-Q1")
    assert serious(visit) == []
    before = visit.drawn()
    visit.page.evaluate(WATCH)
    visit.page.get_by_role("button", name="Play").click()
    visit.page.get_by_role("heading", name="Q4 2024").wait_for(timeout=120_000)
    visit.page.get_by_role("button", name="Play").wait_for(timeout=20_000)
    quarters = [f"{year}-Q{quarter}" for year in YEARS for quarter in range(1, 5)]
    assert [period for period in visit.page.evaluate("window.seen") if period != "2024-Q1"] == [
        period for period in quarters if period != "2024-Q1"
    ]
    assert int(visit.drawn()["atlasApplied"]) - int(before["atlasApplied"]) >= len(quarters) // 2


def test_the_slider_moves_by_keyboard_and_tells_its_month(visitor: Start, monthly: str) -> None:
    visit = visitor(address=monthly)
    visit.open("explore", period="2023-05", lang="es")
    before = visit.settle()
    slider = visit.page.get_by_role("slider")
    assert slider.get_attribute("aria-valuetext") == "mayo de 2023"
    slider.focus()
    visit.page.keyboard.press("ArrowRight")
    address_has(visit, "period=2023-06")
    visit.settle(before)
    visit.page.get_by_role("heading", level=1, name="junio de 2023").wait_for(timeout=20_000)


def test_the_tree_is_walked_by_keyboard(visitor: Start) -> None:
    visit = visitor()
    visit.open("explore", period="2023")
    visit.settle()
    for name, typed, region in (
        ("Country", "United S", "US"),
        ("State", "Texas", "US-TX"),
        ("County", "Harris", "US-48201"),
    ):
        visit.page.get_by_role("combobox", name=name, exact=False).first.focus()
        visit.page.keyboard.type(typed)
        visit.page.keyboard.press("Enter")
        address_has(visit, f"region={region}")
    assert visit.settle()["atlasChosen"] == "US-48201"  # on another map: that of counties
    assert serious(visit) == []


def test_filters_wait_behind_a_switch_on_a_phone(visitor: Start) -> None:
    visit = visitor(360, 740, has_touch=True, is_mobile=True, device_scale_factor=2)
    visit.open("explore", period="2023", lang="es")
    visit.settle()
    visit.idle()
    country = visit.page.get_by_role("combobox", name="País")
    assert not country.is_visible()
    top = visit.page.locator("iframe").first.bounding_box()
    assert top is not None
    assert top["y"] < 740, "the map begins on the first screen"
    visit.page.get_by_text("Filtros", exact=True).click()
    country.wait_for(timeout=10_000)
    visit.idle()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert serious(visit) == []


@pytest.mark.parametrize(("lang", "locale", "written"), [("es", "en-US", "14\u202f628"), ("en", "de-DE", "14,628")])
def test_numbers_are_those_of_the_page_whatever_the_browser_speaks(
    visitor: Start, lang: str, locale: str, written: str
) -> None:
    visit = visitor(locale=locale)
    visit.page.add_init_script(LISTEN)
    visit.open("explore", period="all", lang=lang)
    visit.settle()
    visit.idle()
    assert written in visit.page.evaluate("[...window.written]")
