"""The page around every screen, with a map on it or not: its title and its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

    Start = Callable[..., Visit]


@pytest.mark.parametrize(
    ("path", "title", "spanish"),
    [("", "Overview", "Resumen"), ("explore", "Explore", "Explorar"), ("public", "Public", "Público"),
     ("method", "Method", "Método")],
)  # fmt: skip
def test_the_tab_names_the_screen_in_the_pages_language(visitor: Start, path: str, title: str, spanish: str) -> None:
    visit = visitor()
    visit.open(path)
    expect(visit.page).to_have_title(f"{title} · Recovery Atlas")
    assert visit.page.locator("html").get_attribute("lang") == "en"
    visit.page.get_by_role("radio", name="Español").click()
    expect(visit.page).to_have_title(f"{spanish} · Recovery Atlas")
    expect(visit.page.locator("html")).to_have_attribute("lang", "es")
    visit.page.go_back()
    expect(visit.page).to_have_title(f"{title} · Recovery Atlas")
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")


def test_a_screen_without_a_map_says_its_language_when_it_is_opened(visitor: Start) -> None:
    visit = visitor()
    visit.open("method", lang="es")
    expect(visit.page.locator("html")).to_have_attribute("lang", "es")
