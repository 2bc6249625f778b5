"""Screens in a real browser: addresses, languages, themes, keyboard, phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboard.views.naming import code_name
from dashboard.wording import Words
from geodata.release import read_release
from tests.browser.conftest import TOLD_BY_AN_ERROR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Visit

    Start = Callable[..., Visit]

PATHS = ["", "explore", "public", "method"]
TITLES = {
    "en": ["Recoveries of missing children, 2023", "Recoveries by place where the child was found, 2023",
           "Recoveries of missing children, 2023", "How these figures are made and protected"],
    "es": ["Menores desaparecidos localizados, 2023", "Localizaciones por lugar donde se encontró al menor, 2023",
           "Menores desaparecidos localizados, 2023", "Cómo se hacen y se protegen estas cifras"],
}  # fmt: skip
COLUMNS = "[class^=ra-years] i:not(.ra-unknown), .ra-bars i:not(.ra-unknown)"
# What is pressed by finger, under 24 px; a switch's or a slider's own input lies under a larger mark.
SMALL = """() => [...document.querySelectorAll(':is(main,[data-testid=stMain]) :is(button,a,summary,[role=radio])')]
    .map(e => [e.getAttribute("aria-label") || e.innerText, e.getBoundingClientRect()])
    .filter(([, r]) => r.width > 0 && (r.width < 24 || r.height < 24)).map(([name]) => name)"""
# A table as it is printed, with all of its rows; on the screen it is drawn, and only as far as one sees.
TABLE_ROWS = """() => [...document.querySelectorAll("table.ra-print tbody tr")]
    .map(row => [...row.cells].map(cell => cell.textContent))"""
FOCUSED = """() => {
    let e = document.activeElement;
    if (e && e.tagName === "IFRAME") e = e.contentDocument.activeElement;
    if (!e || e === e.ownerDocument.body) return "";
    return (e.getAttribute("aria-label") || e.title || e.innerText || e.value || e.tagName).trim();
}"""


def title(visit: Visit) -> str:
    return visit.page.get_by_role("heading", level=1).inner_text()


def serious(visit: Visit) -> list[tuple[str, str]]:
    """Return what axe-core finds wrong for people with disabilities, serious or worse, and where."""
    found = Axe().run(visit.page).response["violations"]
    return [(v["id"], str(v["nodes"][0]["target"])) for v in found if v["impact"] in {"serious", "critical"}]


def wait_for_theme(visit: Visit, theme: str) -> None:
    visit.frame().wait_for_function("t => document.documentElement.dataset.atlasTheme === t", arg=theme, timeout=10_000)


@pytest.mark.parametrize("path", PATHS)
def test_every_screen_in_both_languages_and_themes(visitor: Start, path: str) -> None:
    visit = visitor()
    visit.open(path, period="2023")
    for language in ("en", "es"):
        if language == "es":
            visit.page.get_by_role("radio", name="Español").click()
        wanted = TITLES[language][PATHS.index(path)]
        visit.page.get_by_role("heading", level=1, name=wanted).wait_for(timeout=30_000)
        for theme in ("light", "dark"):
            visit.page.emulate_media(color_scheme=theme)
            visit.idle()
            if path != "method":
                visit.settle()
                wait_for_theme(visit, theme)
                assert visit.page.locator(".ra-steps i").count() == 5
            if not path:
                expect(visit.page.locator(COLUMNS)).to_have_count(6 + 3 + 3)  # years, and routes of both kinds
            assert serious(visit) == []
            visit.shot(f"{path or 'overview'}-{language}-{theme}", whole=True)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_a_phone(visitor: Start, path: str) -> None:
    visit = visitor(360, 740, has_touch=True, is_mobile=True, device_scale_factor=2)
    for language in ("en", "es"):
        visit.open(path, lang=language, period="2023")
        for theme in ("dark", "light"):
            visit.page.emulate_media(color_scheme=theme)
            if path != "method":
                visit.settle()
                wait_for_theme(visit, theme)
                assert visit.page.locator(".ra-steps i").count() == 5
            visit.idle()
            assert title(visit) == TITLES[language][PATHS.index(path)]
            assert serious(visit) == []
            nothing_runs_off(visit)
            visit.shot(f"{path or 'overview'}-phone-{language}-{theme}", whole=True)


def nothing_runs_off(visit: Visit) -> None:
    """See that nothing is wider than the phone, and that what is pressed by finger is large enough."""
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
    wide = visit.page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] *')].filter(e => e.getBoundingClientRect().right > 361"
        " && getComputedStyle(e).visibility !== 'hidden' && !e.closest('[data-testid=stDataFrame]')"
        " && !e.matches('input[type=range]')).length"  # a slider's own, out of sight under its thumb
    )
    assert wide == 0
    small = visit.page.evaluate(SMALL)
    assert small == []


def test_a_link_reopens_the_same_view(visitor: Start) -> None:
    first = visitor()
    first.open("explore", lang="es", period="2021", by="route", region="US-TX")
    before = first.settle()
    first.idle()
    heading = title(first)
    assert heading == "Localizaciones por ruta, 2021, Texas"
    second = visitor()
    second.page.goto(first.page.url)
    after = second.settle()
    second.idle()
    assert title(second) == heading
    same = ("atlasRegions", "atlasRoutes", "atlasClasses", "atlasChosen")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert after["atlasChosen"] == "US-TX"
    first.shot("explore-routes-of-texas")


def test_reload_and_back_give_the_view_again(visitor: Start) -> None:
    visit = visitor()
    visit.open()
    visit.settle()
    visit.page.get_by_text("2020", exact=True).first.click()
    visit.page.get_by_role("heading", name="Recoveries of missing children, 2020").wait_for(timeout=20_000)
    visit.page.reload()
    visit.page.get_by_role("heading", name="Recoveries of missing children, 2020").wait_for(timeout=30_000)
    visit.page.go_back()
    visit.page.get_by_role("heading", name="Recoveries of missing children, 2024").wait_for(timeout=30_000)


def test_hostile_values_in_an_address_are_ignored_and_never_shown(visitor: Start) -> None:
    visit = visitor()
    attack = "<img src=x onerror=alert(1)>"
    visit.open("explore", period=attack, region="../../etc/passwd", by="__class__", lang="'; DROP", release=attack)
    visit.settle()
    visit.idle()
    assert title(visit) == "Recoveries by place where the child was found, 2024"
    body = visit.page.locator("body").inner_text()
    assert "onerror" not in body
    assert "passwd" not in body
    assert visit.page.locator("img[src=x]").count() == 0


def test_the_keyboard_reaches_every_control_of_the_overview(visitor: Start) -> None:
    visit = visitor()
    visit.open()
    visit.settle()
    visit.idle()
    reached: list[str] = []
    for _ in range(70):
        visit.page.keyboard.press("Tab")
        reached.append(visit.page.evaluate(FOCUSED))
    heard = "\n".join(reached)
    for control in (
        "Overview", "Explore", "Method", "English", "2019", "2024", "All years", "States",
        "Map of recoveries", "Zoom in", "Zoom out", "Reset view", "Show as a table",
    ):  # fmt: skip
        assert control in heard, f"{control} is not reached: {reached}"


def test_the_keyboard_chooses_a_year_and_moves_the_map(visitor: Start) -> None:
    visit = visitor()
    visit.open()
    before = visit.settle()
    visit.page.get_by_role("radio", name="2019").focus()
    visit.page.keyboard.press("Space")
    visit.settle(before)
    assert "period=2019" in visit.page.url
    zoom = visit.state("s.map.getZoom()")
    visit.frame().locator(".leaflet-container").focus()
    visit.page.keyboard.press("+")
    visit.frame().wait_for_function("z => Atlas.state.map.getZoom() > z", arg=zoom, timeout=5_000)


def test_the_table_holds_what_the_map_shows(visitor: Start, releases: list[Path]) -> None:
    """Every figure of the map stands in the table, and every number of the table on the map, where it has the place."""
    visit = visitor()
    visit.open()
    visit.settle()
    visit.page.get_by_text("Show as a table").click()
    visit.page.locator('[data-testid="stDataFrame"]').wait_for(timeout=10_000)
    visit.idle()
    visit.page.locator('[data-testid="stDataFrame"]').scroll_into_view_if_needed()
    visit.shot("overview-table")
    drawn = dict(visit.state("s.geometry.regions.map((region, i) => [region.code, s.figures[i]])"))
    release, words = read_release(releases[0]), Words("en")
    known = [code for code in drawn if code in release.regions]
    on_map = {code_name(release, "recovery", code, words): drawn[code] for code in known}
    rows = visit.page.evaluate(TABLE_ROWS)
    in_table = {place: int(number.replace(",", "")) if number else None for place, number, _ in rows}
    assert len(in_table) == len(rows) > 50
    shown = {place: number for place, number in in_table.items() if place in on_map}
    assert shown == {place: on_map[place] for place in shown}
    assert {place for place, figure in on_map.items() if figure} <= set(shown)
    assert {number is None for number in shown.values()} == {True, False}


def test_the_download_is_a_csv_of_the_shown_cells(visitor: Start) -> None:
    visit = visitor(accept_downloads=True)
    visit.open("explore", period="2023", region="US-TX", level="county")
    visit.settle()
    visit.idle()
    with visit.page.expect_download(timeout=20_000) as told:
        visit.page.get_by_text("Download these cells").click()
        visit.page.get_by_role("button", name="CSV", exact=True).click()
    assert told.value.suggested_filename == "recovery-atlas-hand-made-places.csv"
    lines = told.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "recovery,period,recovery_name,count,status,release"
    assert len(lines) > 200
    assert all(line.startswith(("US-48", "US-TX/")) for line in lines[1:])
    assert any(",,withheld," in line for line in lines)


def test_the_map_and_the_brief_are_taken_with_one_click_each(visitor: Start) -> None:
    visit = visitor(accept_downloads=True)
    visit.open(period="2023", lang="es")
    visit.settle()
    visit.idle()
    for name, ending, starts in (("Mapa", "png", b"\x89PNG"), ("Ficha", "pdf", b"%PDF")):
        with visit.page.expect_download(timeout=60_000) as told:
            visit.page.get_by_role("button", name=name, exact=True).click()
        assert told.value.suggested_filename == f"recovery-atlas-hand-made-state-2023-es.{ending}"
        assert told.value.path().read_bytes().startswith(starts)


def test_an_error_reaches_the_browser_without_its_message(visitor: Start) -> None:
    visit = visitor()
    frames: list[bytes] = []

    def keep(payload: str | bytes) -> None:
        frames.append(payload.encode() if isinstance(payload, str) else payload)

    visit.page.on("websocket", lambda socket: socket.on("framereceived", keep))
    visit.page.goto(f"{visit.address}/?release=broken")
    visit.page.get_by_text("This screen can't be shown just now.").wait_for(timeout=30_000)
    assert visit.page.locator('[data-testid="stException"]').count() == 0
    visit.idle()
    body = visit.page.locator("body").inner_text()
    for told in (body.encode(), *frames):
        assert TOLD_BY_AN_ERROR.encode() not in told
        assert b"Traceback" not in told
    assert "tuple.index" not in body
    assert "ValueError" not in body


def test_screens_are_reached_by_their_links_and_keep_language_and_year(visitor: Start) -> None:
    visit = visitor()
    visit.open(lang="es", period="2022")
    visit.settle()
    overview = "Menores desaparecidos localizados, 2022"
    ways = {"Explorar": "Localizaciones por lugar", "Método": "Cómo se hacen", "Resumen": overview}
    for name, heading in ways.items():
        visit.page.get_by_role("link", name=name).click()
        visit.page.get_by_role("heading", level=1, name=heading).wait_for(timeout=20_000)
    assert "lang=es" in visit.page.url
    assert "period=2022" in visit.page.url
