"""The site of a release, opened from a file: its map is the app's own, and nothing is asked of anyone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.assets import STATIC
from dashboard.snapshot import render_site
from geodata.release import read_release
from tests.dashboard.handmade import write_release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

BLANK = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
KINDS = (
    "index.html", "es/places/MX.html", "places/FR.html", "data.html", "methods.html", "definitions.html",
    "terms.html", "es/help.html",
)  # fmt: skip
# Axe would fetch the style sheets again, which the pages' own policy forbids; it reads the styles as applied.
LOOKED_AT: dict[str, object] = {"preload": False, "resultTypes": ["violations"]}
LEFT_BEHIND = "net::ERR_ABORTED"  # what a page was still asking for when the next one was opened
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
    page.on("requestfailed", lambda request: wrong.append(request.url) if request.failure != LEFT_BEHIND else None)
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


def test_axe_finds_nothing_serious_on_any_kind_of_page(page: Page, site: Path) -> None:
    for path in KINDS:
        page.emulate_media(color_scheme="light")
        page.goto((site / path).as_uri())
        if path.endswith("index.html"):
            drawn(page, REGIONS["state"])
        assert serious(page, LOOKED_AT) == [], path
        page.emulate_media(color_scheme="dark")
        assert serious(page, LOOKED_AT | {"runOnly": ["color-contrast"]}) == [], path


def serious(page: Page, options: dict[str, object]) -> list[tuple[str, str]]:
    """Return what axe-core finds wrong for people with disabilities, serious or worse, and where."""
    found = Axe().run(page, options=options).response["violations"]
    return [(v["id"], str(v["nodes"][0]["target"])) for v in found if v["impact"] in {"serious", "critical"}]


def test_without_scripts_there_is_a_picture_and_a_table(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("#map img").is_visible()
    assert page.locator("table[data-table=places] a", has_text="Texas").is_visible()
    assert not page.locator("#controls").is_visible()
    context.close()
