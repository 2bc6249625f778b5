"""The map against the tutorial's: one change of year, in a real browser, on the same published cells.

The tutorial's map (`tutorial_app.py`, as streamlit-folium's tutorials lead to it) draws the same counties in full
detail. Both apps run side by side and are asked in turn; times are the page's own clock, from the click to the drawn
map. Figures: made up by a fixed seed for every county, as in the tests; the packaged national release goes down to
states only. Every year that is timed against the tutorial's is new to both servers and both browsers.

Then fifty visitors change a filter every five seconds, half of them on Overview, half on Explore with a state each, and
a browser among them times what it sees.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
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
QUIET_MS: Final = 300
RUNNING: Final = "[data-test-script-state=running]"
TARGETS: Final = {
    "sent_ratio": (">=", 250),
    "sent_kb": ("<=", 15),
    "redraw_ratio": (">=", 8),
    "cpu_ratio": (">=", 12),
    "heap_growth_percent": ("<=", 20),
    "first_map_ratio": (">=", 2),
    "crowd_p95_s": ("<=", 2),
    "crowd_browser_p95_s": ("<=", 2),
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
        self._wait_for_quiet()

    def _wait_for_quiet(self) -> None:
        """Wait until the server has ended its run and all that it sends has arrived."""
        for _ in range(PATIENCE_MS // QUIET_MS):
            before = self.server.wire.sent
            self.page.wait_for_timeout(QUIET_MS)
            if self.server.wire.sent == before and not self.page.locator(RUNNING).count():
                return

    def change(self, year: str) -> tuple[float, float, float]:
        """Change the year; return seconds to the drawn map, kilobytes on the wire, server seconds."""
        sent, cpu = self.server.wire.sent, self.server.cpu_s()
        ms = float(self.page.evaluate(CHANGE, [year, self.ours]))
        self._wait_for_quiet()
        return ms / 1000, (self.server.wire.sent - sent) / 1024, self.server.cpu_s() - cpu

    def heap_mb(self) -> float:
        """Return the memory of the page's scripts after a collection."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("HeapProfiler.collectGarbage")
        session.send("Performance.enable")
        told = session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in told if m["name"] == "JSHeapUsedSize")) / 2**20


def _first_maps(browser: Browser, pages: dict[bool, tuple[Server, str]], places: int, times: int) -> dict[bool, float]:
    """Open both pages some times, in turn, each with an empty cache of the browser; return the median seconds.

    Each is opened once before that is not counted: the server is warm then.
    """
    taken: dict[bool, list[float]] = {who: [] for who in pages}
    for _ in range(1 + times):
        for who, (server, path) in pages.items():
            visitor = Visitor(browser, server, path, places, ours=who)
            taken[who].append(visitor.first_ms / 1000)
            visitor.page.context.close()
    return {who: statistics.median(seconds[1:]) for who, seconds in taken.items()}


def _again(visitor: Visitor, years: list[str], changes: int) -> dict[str, float]:
    """Go through the years again and again: how memory grows, and what a year costs that was seen before."""
    for i in range(len(years) * 2):  # every year twice: charts and tables that are kept are there
        visitor.change(years[i % len(years)])
    before = visitor.heap_mb()
    seen = [visitor.change(years[i % len(years)]) for i in range(changes)]
    redraw_s, sent_kb, cpu_s = (statistics.median(each) for each in zip(*seen, strict=True))
    growth = (visitor.heap_mb() / before - 1) * 100
    return {"redraw_again_s": redraw_s, "sent_again_kb": sent_kb, "cpu_again_s": cpu_s, "heap_growth_percent": growth}


def _browsed(browser: Browser, ours: Server, theirs: Server, years: list[str], *, quick: bool) -> dict[str, float]:
    level, places = ("state", 50) if quick else ("county", 3_000)
    path = f"?level={level}&period={years[0]}"
    first = _first_maps(browser, {True: (ours, path), False: (theirs, "")}, places, 1 if quick else 3)
    one = Visitor(browser, ours, path, places, ours=True)
    two = Visitor(browser, theirs, "", places, ours=False)
    _tell("both maps are drawn; changing the year")
    changes: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
    for year in years[1:3] if quick else years[1:]:
        for visitor in (one, two):
            changes[visitor.ours].append(visitor.change(year))
    _tell("the same years again and again")
    mine, yours = ([statistics.median(each) for each in zip(*changes[who], strict=True)] for who in (True, False))
    return {
        "first_map_s": first[True], "tutorial_first_map_s": first[False], "first_map_ratio": first[False] / first[True],
        "redraw_s": mine[0], "tutorial_redraw_s": yours[0], "redraw_ratio": yours[0] / mine[0],
        "sent_kb": mine[1], "tutorial_sent_kb": yours[1], "sent_ratio": yours[1] / mine[1],
        "cpu_s": mine[2], "tutorial_cpu_s": yours[2], "cpu_ratio": yours[2] / max(mine[2], 0.01),
        **_again(one, years, 4 if quick else 100),
    }  # fmt: skip


def measure(quick: bool) -> Report:  # noqa: FBT001  (the one switch that every benchmark has)
    """Run both apps side by side, then let fifty visitors at ours."""
    found: Any = next((path for name in NAMES if (path := shutil.which(name))), None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        release = write_release(folder / "release", counties_of=("US-TX",) if quick else None)
        years = told_years(release)
        with our_app(release, folder) as ours:
            tutorial = tutorial_app(release, "state" if quick else "county", folder)
            with tutorial as theirs, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
                _tell("both servers run; opening both maps")
                metrics = _browsed(browser, ours, theirs, years, quick=quick)
                _tell("fifty visitors")
                metrics |= _crowded(browser, ours, years, quick=quick)
                browser.close()
    return Report("map", {name: round(figure, 3) for name, figure in metrics.items()}, TARGETS)


def _tell(phase: str) -> None:
    sys.stderr.write(f"map: {phase}\n")
    sys.stderr.flush()


def _crowded(browser: Browser, ours: Server, years: list[str], *, quick: bool) -> dict[str, float]:
    """Let many visitors without a browser change a filter now and then, and one with a browser among them."""
    visitors, times, every_s = (3, 1, 0.5) if quick else (50, 2, 5.0)
    one = Visitor(browser, ours, f"?level={'state' if quick else 'county'}&period={years[0]}", 50, ours=True)
    drawn: list[float] = []
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(crowd, ours.address, visitors, years * times, every_s)
        while not asked.done():
            drawn.append(one.change(years[(len(drawn) + 1) % len(years)])[0])
            time.sleep(every_s)
    seconds, errors = asked.result()
    return {"crowd_p95_s": _p95(seconds), "crowd_browser_p95_s": _p95(drawn), "crowd_errors": errors,
            "crowd_changes": len(seconds), "crowd_server_mb": ours.memory_mb()}  # fmt: skip


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


if __name__ == "__main__":
    run(measure, __doc__)
