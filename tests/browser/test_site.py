"""The site of a release, opened from a file: its map is the app's own, and nothing is asked of anyone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dashboard.assets import STATIC
from dashboard.snapshot import render_site
from geodata.release import read_release
from tests.dashboard.handmade import write_release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

BLANK = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
REGIONS = {"state": "117", "county": "3289", "country": "243"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    release = read_release(write_release(folder / "release", counties_of=("US-TX",)))
    picture = (STATIC / "icon.png").read_bytes()  # stands for those that take seconds to draw
    for path, content in render_site(release, is_drawn=False).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content or (picture if path.endswith(".png") else BLANK))
    return folder


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """Open the index on a phone; afterwards nothing may have gone wrong or been asked of anyone."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme="dark")
    page = context.new_page()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith("file:") else None)
    page.goto((site / "index.html").as_uri())
    yield page
    context.close()
    assert wrong == []


def drawn(page: Page, regions: str) -> dict[str, str]:
    page.wait_for_selector(f'[data-atlas-regions="{regions}"]', timeout=30_000)
    told: dict[str, str] = page.eval_on_selector(".leaflet-container", "e => ({...e.dataset})")
    return told


def test_the_map_shows_every_level_and_period_and_a_link_opens_the_same(page: Page, site: Path) -> None:
    first = drawn(page, REGIONS["state"])
    assert sum(json.loads(first["atlasClasses"]).values()) == 117
    for level in ("county", "country", "state"):
        page.select_option("select[name=level]", level)
        assert drawn(page, REGIONS[level])["atlasApplied"] == "1"
    page.select_option("select[name=period]", "2019")
    page.wait_for_selector('[data-atlas-applied="2"]')
    assert page.url.endswith("#level=state&period=2019")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.goto((site / "es" / "index.html").as_uri() + "#level=country&period=2020")
    drawn(page, REGIONS["country"])
    assert page.input_value("select[name=period]") == "2020"


def test_without_scripts_there_is_a_picture_and_a_table(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("#map img").is_visible()
    assert page.locator("table[data-table=places] a", has_text="Texas").is_visible()
    assert not page.locator("#controls").is_visible()
    context.close()
