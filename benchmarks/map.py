"""The map against the tutorial's: one change of year, in a real browser, on the same published cells.

The tutorial's map (`tutorial_app.py`, as streamlit-folium's tutorials lead to it) draws the same counties in full
detail. Both apps run side by side and are asked in turn; times are the page's own clock, from the click to the drawn
map. Figures: made up by a fixed seed for every county, as in the tests; the packaged national release goes down to
states only.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

from benchmarks.report import Report, run
from benchmarks.served import Server, crowd, our_app, told_years, tutorial_app
from tests.dashboard.handmade import write_release

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
FLAGS: Final = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run", "--enable-precise-memory-info")  # fmt: skip
PATIENCE_MS: Final = 120_000
TARGETS: Final = {
    "sent_ratio": (">=", 250),
    "sent_kb": ("<=", 15),
    "redraw_ratio": (">=", 8),
    "cpu_ratio": (">=", 12),
    "heap_growth_percent": ("<=", 20),
    "first_map_ratio": (">=", 2),
    "crowd_p95_s": ("<=", 2),
    "crowd_errors": ("==", 0),
    "crowd_server_mb": ("<=", 2048),
}
# Click the radio of a year and wait, frame by frame, until the map shows other values; return the milliseconds.
CHANGE: Final = """([year, ours]) => new Promise((done) => {
    const PATHS = "path.leaflet-interactive";
    const drawn = () => {
        for (const frame of document.querySelectorAll("iframe")) {
            const page = frame.contentDocument, map = page && page.querySelector(".leaflet-container");
            if (!map) continue;
            if (ours) { if (map.dataset.atlasApplied > window.seen) return map; }
            else if (!page.known && page.querySelectorAll(PATHS).length >= window.places) return page;
        }
    };
    for (const frame of document.querySelectorAll("iframe")) {
        const page = frame.contentDocument, map = page && page.querySelector(".leaflet-container");
        if (ours && map) window.seen = +map.dataset.atlasApplied;
        if (!ours && page) page.known = true;
    }
    const text = [...document.querySelectorAll("label, button")].find((e) => e.innerText.trim() === year);
    const start = performance.now();
    (text.querySelector("input") || text).click();
    const end = () => done(performance.now() - start);
    const look = () => requestAnimationFrame(drawn() ? end : look);
    look();
})"""
FIRST: Final = """(places) => { window.places = places;
return [...document.querySelectorAll("iframe")].some((frame) => {
    const page = frame.contentDocument, map = page && page.querySelector(".leaflet-container");
    return map && (map.dataset.atlasApplied || page.querySelectorAll("path.leaflet-interactive").length >= places);
}); }"""


class Visitor:
    """A browser's page on one of the apps."""

    def __init__(self, browser: Browser, server: Server, path: str, places: int, *, ours: bool) -> None:
        self.page: Page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        self.server, self.ours = server, ours
        self.page.goto(f"{server.wire.address}/{path}")
        self.page.wait_for_function(FIRST, arg=places, timeout=PATIENCE_MS)
        self.first_ms = float(self.page.evaluate("performance.now()"))
        self.page.wait_for_timeout(1500)

    def change(self, year: str) -> tuple[float, float, float]:
        """Change the year; return seconds to the drawn map, kilobytes on the wire, server seconds."""
        sent, cpu = self.server.wire.sent, self.server.cpu_s()
        ms = float(self.page.evaluate(CHANGE, [year, self.ours]))
        self.page.wait_for_timeout(600)  # the server ends its run, and other elements arrive
        return ms / 1000, (self.server.wire.sent - sent) / 1024, self.server.cpu_s() - cpu

    def heap_mb(self) -> float:
        """Return the memory of the page's scripts after a collection."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("HeapProfiler.collectGarbage")
        session.send("Performance.enable")
        told = session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in told if m["name"] == "JSHeapUsedSize")) / 2**20


def _first_map(browser: Browser, server: Server, path: str, places: int, *, ours: bool) -> Visitor:
    """Open the page twice, and return the second visitor: the server is warm then, the browser's cache empty."""
    Visitor(browser, server, path, places, ours=ours).page.context.close()
    return Visitor(browser, server, path, places, ours=ours)


def _heap_growth(visitor: Visitor, years: list[str], changes: int) -> float:
    for i in range(len(years) * 2):  # every year once: charts and tables that are kept are there
        visitor.change(years[i % len(years)])
    before = visitor.heap_mb()
    for i in range(changes):
        visitor.change(years[i % len(years)])
    return (visitor.heap_mb() / before - 1) * 100


def _browsed(browser: Browser, ours: Server, theirs: Server, years: list[str], *, quick: bool) -> dict[str, float]:
    level, places = ("state", 50) if quick else ("county", 3_000)
    one = _first_map(browser, ours, f"?level={level}&period={years[0]}", places, ours=True)
    two = _first_map(browser, theirs, "", places, ours=False)
    changes: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
    for year in years[1:3] if quick else years[1:]:
        for visitor in (one, two):
            changes[visitor.ours].append(visitor.change(year))
    mine, yours = ([statistics.median(each) for each in zip(*changes[who], strict=True)] for who in (True, False))
    return {
        "first_map_s": one.first_ms / 1000, "tutorial_first_map_s": two.first_ms / 1000,
        "first_map_ratio": two.first_ms / one.first_ms,
        "redraw_s": mine[0], "tutorial_redraw_s": yours[0], "redraw_ratio": yours[0] / mine[0],
        "sent_kb": mine[1], "tutorial_sent_kb": yours[1], "sent_ratio": yours[1] / mine[1],
        "cpu_s": mine[2], "tutorial_cpu_s": yours[2], "cpu_ratio": yours[2] / max(mine[2], 0.01),
        "heap_growth_percent": _heap_growth(one, years, 4 if quick else 100),
    }  # fmt: skip


def measure(quick: bool) -> Report:  # noqa: FBT001  (the one switch that every benchmark has)
    """Run both apps side by side, then let fifty visitors at ours."""
    found: Any = next((path for name in NAMES if (path := shutil.which(name))), None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        release = write_release(folder / "release", counties_of=("US-TX",) if quick else None)
        years = told_years(release)
        with our_app(release, folder) as ours:
            leaflet = f"{ours.address}/app/static/leaflet"
            tutorial = tutorial_app(release, "state" if quick else "county", leaflet, folder)
            with tutorial as theirs, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
                metrics = _browsed(browser, ours, theirs, years, quick=quick)
                browser.close()
            seconds, errors = _crowded(ours, years, quick=quick)
            metrics |= {"crowd_p95_s": sorted(seconds)[int(len(seconds) * 0.95)], "crowd_errors": errors,
                        "crowd_changes": len(seconds), "crowd_server_mb": ours.memory_mb()}  # fmt: skip
    return Report("map", {name: round(figure, 3) for name, figure in metrics.items()}, TARGETS)


def _crowded(ours: Server, years: list[str], *, quick: bool) -> tuple[list[float], int]:
    """Fifty visitors, each changing the year every five seconds: without a browser, so that the server is measured."""
    return crowd(ours.address, 3 if quick else 50, years if quick else years * 2, 0.5 if quick else 5)


if __name__ == "__main__":
    run(measure, __doc__)
