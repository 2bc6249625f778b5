"""The map in a real browser: what is drawn, what changes, what stays."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from dashboard import assets
from dashboard.views.choropleth import map_cells
from geodata.release import read_release

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Visit

    Start = Callable[..., Visit]


def pick(page: Page, label: str) -> None:
    radio, button = (page.get_by_role(role, name=label, exact=True) for role in ("radio", "button"))
    radio.or_(button).first.click()


@pytest.mark.parametrize("level", assets.MAP_LEVELS)
def test_every_region_of_the_level_is_drawn(visitor: Start, releases: list[Path], level: str) -> None:
    visit = visitor()
    visit.open(level=level)
    drawn = visit.settle()
    geometry = assets.geometry(level)
    assert int(drawn["atlasRegions"]) == len(geometry.codes)
    assert sum(json.loads(drawn["atlasClasses"]).values()) == len(geometry.codes)
    painted = {geometry.codes[i] for i in visit.state("[...s.painted]")}
    home = [c for c in geometry.codes if c and (level == "country" or c.startswith("US-"))]
    missing = [code for code in home if code not in painted]
    assert len(missing) <= len(home) // 200, missing
    release = read_release(releases[0])
    cells = map_cells(release, "recovery", "2024")
    counts = json.loads(drawn["atlasClasses"])
    known = cells.loc[[code for code in geometry.codes if code in cells.index]]
    assert counts.get("0", 0) == int((known["count"] == 0).sum())
    assert counts.get("7", 0) == int((known["status"] == "not_reported").sum())
    assert counts.get("6", 0) + counts.get("9", 0) == int((known["status"] == "withheld").sum())


def test_a_filter_changes_the_map_and_keeps_its_place(visitor: Start) -> None:
    visit = visitor()
    visit.open()
    before = visit.settle()
    frame = visit.frame()
    frame.evaluate("void Atlas.state.map.setView([0, 0], Atlas.state.map.getZoom() + 1, {animate: false})")
    place = visit.state("[s.map.getZoom(), s.map.getCenter().lat, s.map.getCenter().lng]")
    pixels = visit.page.locator("iframe").first.screenshot()
    pick(visit.page, "2019")
    after = visit.settle(before)
    visit.idle()
    assert visit.state("[s.map.getZoom(), s.map.getCenter().lat, s.map.getCenter().lng]") == place
    assert after["atlasClasses"] != before["atlasClasses"]
    assert 0 < int(after["atlasChanged"]) < int(after["atlasRegions"]) // 2, "only what changed is painted again"
    assert visit.page.locator("iframe").first.screenshot() != pixels
    assert "period=2019" in visit.page.url


def test_a_window_of_another_size_fits_the_map_anew_unless_a_place_was_chosen(visitor: Start) -> None:
    visit = visitor()
    visit.open()
    visit.settle()
    zoom = "s.map.getZoom()"
    at_home = visit.state(zoom)
    visit.page.set_viewport_size({"width": 700, "height": 720})
    visit.page.wait_for_timeout(600)
    assert visit.state(zoom) < at_home
    visit.frame().evaluate("void Atlas.state.map.setView([-20, 10], Atlas.state.map.getZoom() + 1, {animate: false})")
    chosen = visit.state(zoom)
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    visit.page.wait_for_timeout(600)
    assert visit.state(zoom) == chosen


def hover(visit: Visit, code: str) -> str:
    """Hover over a region and return what its tooltip says."""
    at = f"s.geometry.regions[s.indexOf['{code}']].at"
    x, y = visit.state(f"Object.values(s.map.latLngToContainerPoint([{at}[1], {at}[0]]))")
    box = visit.page.locator("iframe").first.bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + x - 3, box["y"] + y - 3)
    visit.page.mouse.move(box["x"] + x, box["y"] + y)
    tip = visit.frame().locator(".leaflet-tooltip.atlas")
    tip.wait_for(timeout=5_000)
    return tip.inner_text()


def test_tooltips_say_the_figure_or_the_status_and_never_a_number_for_a_withheld_place(visitor: Start) -> None:
    visit = visitor()
    visit.open()
    visit.settle()
    assert re.search(r"^Texas\s+[\d,]+ recoveries", hover(visit, "US-TX"))
    visit.shot("tooltip")
    withheld = hover(visit, "MX-COA")
    assert withheld.splitlines()[0] == "Coahuila"
    assert "Withheld" in withheld
    assert "This does not mean few or none." in withheld
    assert not re.search(r"\d", withheld)
    visit.shot("tooltip-withheld")
    silent = hover(visit, "US-ND")
    assert "Not reported" in silent
    assert not re.search(r"\d", silent)


def test_counties_counted_together_tell_their_joint_figure(visitor: Start) -> None:
    visit = visitor()
    visit.open(level="county")
    visit.settle()
    pooled = "s.codes.findIndex((code, i) => code === 9 && s.geometry.regions[i].at[2] > 6)"
    code = visit.state(f"s.geometry.regions[{pooled}].code")
    said = hover(visit, code)
    assert re.search(r"[\d,]+ recoveries|Withheld", said)
    assert "counted together" in said.lower()


def test_an_all_withheld_release_draws_hatches_and_no_figure(visitor: Start) -> None:
    visit = visitor()
    visit.open(release="all-withheld")
    drawn = visit.settle()
    assert set(json.loads(drawn["atlasClasses"])) <= {"0", "6", "7", "8"}
    assert int(drawn["atlasRoutes"]) == 0
    assert visit.state("s.figures.filter(n => n > 0).length") == 0
    visit.idle()
    visit.shot("all-withheld", whole=True)
