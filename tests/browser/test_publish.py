"""The publish screen: places that a check left open are decided in a form, and checked again with the answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import serving
from tests.browser.test_screens import serious

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser.conftest import Visit

RECORDS = """period,origin,recovery,count,as_of
2021,"Baltimore, MD",Georgia,40,2021-12-31
2021,El Paso County,Texas,50,2021-12-31
2021,"*Small*ville :red[&amp; `x`], TX",US-TX,30,2021-12-31
"""


CROSS_TAB = """Recoveries by state
Origin,Texas,Chihuahua,Total
Texas,40,12,52
New Mexico,3,-8,
"""
FAULTY = """period,origin,recovery,count,as_of,region_group
2021,"Baltimore, MD",Texas,-4,2021-12-31,a
2020x,US-TX,Texas,50,2021-12-31,b
2021,US-TX,US-OK,1.5,2021-12-31,c
"""


@pytest.fixture(scope="module")
def desk(releases: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(releases[:1], tmp_path_factory.mktemp("desk"), publish_into="releases") as address:
        yield address


def test_open_places_are_decided_in_a_form(visitor: Callable[..., Visit], desk: str) -> None:
    visit = visitor(address=desk, height=1400)
    visit.open("publish")
    visit.idle()  # a file that is chosen while the page is built anew would be lost
    page = visit.page
    upload = {"name": "r.csv", "mimeType": "text/csv", "buffer": RECORDS.encode()}
    page.locator("input[type=file]").first.set_input_files(upload)  # type: ignore[arg-type]
    home = page.get_by_role("textbox", name="Your country or state")
    home.fill("US")
    home.press("Enter")
    page.get_by_role("button", name="Check", exact=True).click()
    form = page.get_by_test_id("stForm")
    form.wait_for(timeout=60_000)
    visit.idle()
    # Georgia is at home in the United States; the words of a record are no markup
    smallville = "*Small*ville :red[&amp; `x`], TX"
    assert form.locator("label").all_inner_texts() == [smallville, "Baltimore, MD", "El Paso County"]
    assert serious(visit) == []

    boxes = form.get_by_role("combobox")
    boxes.nth(1).click()
    offered = page.get_by_role("option")
    assert offered.all_inner_texts()[:2] == [
        "Baltimore County, Maryland · US-24005", "Baltimore city, Maryland · US-24510",
    ]  # fmt: skip
    offered.nth(1).click()
    for box, typed in ((0, "Springfield"), (2, "El Paso County, TX")):
        offered.first.wait_for(state="hidden")
        boxes.nth(box).click()
        page.keyboard.type(typed)
        offered.filter(has_text=typed).first.wait_for()
        page.keyboard.press("Enter")
    offered.first.wait_for(state="hidden")
    page.get_by_role("button", name="Apply and check again").click()
    page.get_by_text("Places decided: 2.").wait_for(timeout=60_000)
    visit.idle()
    assert form.locator("label").all_inner_texts() == [smallville]
    assert page.get_by_text("the answer is not one region").is_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name="Keep the decisions as a file").click()
    kept = Path(download.value.path()).read_text(encoding="utf-8")
    assert kept == 'place,code\n"Baltimore, MD",US-24510\nEl Paso County,US-48141\n'


def test_what_a_guessed_layout_leaves_open_is_answered_in_a_form(visitor: Callable[..., Visit], desk: str) -> None:
    visit = visitor(address=desk, height=1400)
    visit.open("publish", lang="es")
    visit.idle()
    page = visit.page
    upload = {"name": "cross.csv", "mimeType": "text/csv", "buffer": CROSS_TAB.encode()}
    page.locator("input[type=file]").first.set_input_files(upload)  # type: ignore[arg-type]
    page.get_by_role("button", name="Comprobar", exact=True).click()
    page.get_by_text("¿de qué año o periodo son las cifras?").wait_for(timeout=60_000)
    assert serious(visit) == []
    page.get_by_role("textbox", name="Periodo de todas").fill("2021")
    page.get_by_role("button", name="Aplicar y comprobar de nuevo").click()
    page.get_by_text("2 filas; se cargarían: 1, no: 1;").wait_for(timeout=60_000)
    visit.idle()
    assert serious(visit) == []
    assert page.get_by_text("La cifra es negativa. Corríjala").is_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Guardar la disposición en un archivo").click()
    kept = Path(download.value.path()).read_text(encoding="utf-8")
    assert 'period = "2021"' in kept
    assert "header = [2, 2]" in kept


def test_findings_are_read_on_a_phone(visitor: Callable[..., Visit], desk: str) -> None:
    visit = visitor(360, 740, address=desk, has_touch=True, is_mobile=True)
    visit.open("publish")
    visit.idle()
    page = visit.page
    upload = {"name": "records-of-a-long-name-2021.csv", "mimeType": "text/csv", "buffer": FAULTY.encode()}
    page.locator("input[type=file]").first.set_input_files(upload)  # type: ignore[arg-type]
    page.get_by_role("button", name="Check", exact=True).click()
    rows = page.locator(".ra-rows tbody tr")
    rows.first.wait_for(timeout=60_000)
    visit.idle()
    assert rows.count() >= 3
    boxes = [box for box in (row.bounding_box() for row in rows.all()) if box]
    assert max(box["x"] + box["width"] for box in boxes) <= 360
    assert max(box["height"] for box in boxes) <= 260, "no row is a column of single words"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.get_by_role("cell", name="The count is negative.").count() == 1
    assert serious(visit) == []
    visit.shot("publish-phone", whole=True)


def test_a_release_is_looked_at_before_it_is_written_under_its_name(visitor: Callable[..., Visit], desk: str) -> None:
    visit = visitor(address=desk, height=1400)
    visit.open("publish")
    visit.idle()
    page = visit.page
    upload = {"name": "faulty.csv", "mimeType": "text/csv", "buffer": FAULTY.replace("-4", "40").encode()}
    page.locator("input[type=file]").first.set_input_files(upload)  # type: ignore[arg-type]
    page.get_by_text("More choices").click()
    name = page.get_by_role("textbox", name="Name of the release")
    name.fill("looked-at")
    name.press("Enter")
    home = page.get_by_role("textbox", name="Your country or state")
    home.fill("US-MD")
    home.press("Enter")
    visit.idle()
    protect = page.get_by_role("button", name="Protect and preview")
    protect.click()
    page.get_by_text("Step 1 of 5: Reading the records").wait_for(timeout=20_000)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Stopped").wait_for(timeout=20_000)
    visit.idle()
    protect.click()
    page.get_by_text("1 of 3 rows were read; the other 2 aren't in these figures.").wait_for(timeout=90_000)
    assert int(visit.drawn()["atlasRegions"]) > 50
    assert page.locator(".ra-figure").first.inner_text() == "40"
    visit.idle()
    assert serious(visit) == []
    visit.shot("publish-preview", whole=True)
    page.get_by_role("button", name="Write release looked-at").click()
    page.get_by_text("Release looked-at is written").wait_for(timeout=20_000)
    visit.open("", release="looked-at")
    page.get_by_role("heading", level=1, name="Recoveries of missing children, 2021").wait_for(timeout=20_000)
