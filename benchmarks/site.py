"""How long a national release takes, and a site; how large the site is, and how soon its map is there.

The national example is published under `public` as a whole command: read, protected, audited, drawn and written. The
site is timed by itself on a release with the counties of all states, which is made up first; its baseline is writing
the same bytes. `--quick` publishes nothing and draws a packaged release of states. The map is timed in a headless
Chromium that opens the index from a file; without a Chromium these metrics are left out.
"""

from __future__ import annotations

import gzip
import importlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.report import Report, run
from dashboard.commands import RELEASES
from dashboard.snapshot import render_site
from geodata.examples import NATIONAL_SYNTHETIC, write_example
from geodata.release import read_release
from geodata.release.contents import contents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.release import Release

SENT_AT_ONCE: Final = (
    "index.html", "assets/style.css", "assets/leaflet.css", "assets/leaflet.js", "assets/geometry.js",
    "assets/paint.js", "assets/labels.js", "assets/routes.js", "assets/atlas.js", "assets/page.js", "assets/palette.js",
    "assets/geometry-state.js", "assets/values-en.js", "pictures/trend-en.svg",
)  # fmt: skip
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET: Final = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
#: The map is drawn in so many fresh browsers, and the middle time counts: the first one is still read from disk.
TIMES: Final = 3
TARGETS: Final[dict[str, tuple[str, float]]] = {
    "empty_files": ("==", 0),
    "seconds": ("<=", 120.0),
    "peak_memory_mb": ("<=", 1_000.0),
    "site_mb": ("<=", 60.0),
    "largest_place_page_kb": ("<=", 150.0),
    "index_kb_gzipped": ("<=", 1_000.0),
}
#: The same of a whole national release.
PUBLISHING: Final[dict[str, tuple[str, float]]] = {
    "publish_seconds": ("<=", 120.0),
    "publish_peak_memory_mb": ("<=", 1_000.0),
    "publish_findings": ("==", 0),
}


def made_up(folder: Path) -> Release:
    """Return a release with the counties of all states."""
    handmade = importlib.import_module("tests.dashboard.handmade")
    return read_release(handmade.write_release(folder / "counties", counties_of=None))


def made(release: Release, folder: Path) -> dict[str, float]:
    """Render, write and weigh the files of a release."""
    started = time.perf_counter()
    files = contents(release) | render_site(release)
    rendered = time.perf_counter() - started
    started = time.perf_counter()
    write(files, folder / "site")
    copied = time.perf_counter() - started
    pages = [len(content) for path, content in files.items() if "places/" in path]
    sent = sum(len(gzip.compress(files[path], 6)) for path in SENT_AT_ONCE)
    return {
        "seconds": round(rendered + copied, 2),
        "ratio_to_writing_the_same_bytes": round((rendered + copied) / copied, 1),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "files": len(files),
        "empty_files": sum(not content for content in files.values()),
        "site_mb": round(sum(map(len, files.values())) / 1e6, 1),
        "largest_place_page_kb": round(max(pages) / 1e3, 1),
        "index_kb_gzipped": round(sent / 1e3, 1),
    }


def published(folder: Path) -> dict[str, float]:
    """Publish the national example as a whole command, and say what it took."""
    records, out = folder / "national.csv", folder / "national"
    write_example(NATIONAL_SYNTHETIC, records)
    command = [sys.executable, "-m", "dashboard.cli", "publish", str(records), "--policy", "public", "--out", str(out)]
    started = time.perf_counter()
    done = subprocess.run([*command, "--format", "json"], check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    audit = json.loads(done.stdout)["audit"]
    return {
        "publish_seconds": round(seconds, 1),
        "publish_peak_memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, 1),
        "publish_cells_attacked": audit["cells_checked"],
        "publish_findings": len(audit["findings"]),
    }


def write(files: Mapping[str, bytes], out: Path) -> None:
    """Write files into a folder."""
    for path, content in files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(content)


def drawn_after(page_file: Path) -> float | None:
    """Return the seconds from opening a page to its map being drawn, or None without a browser."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        return None
    playwright = importlib.import_module("playwright.sync_api")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=browser, args=list(QUIET))
        page = started.new_page(viewport={"width": 1280, "height": 800})
        page.goto(page_file.as_uri())
        page.wait_for_selector("[data-atlas-applied]")
        seconds = float(page.evaluate("performance.now()")) / 1e3
        started.close()
    return round(seconds, 2)


def measure(quick: bool) -> Report:  # noqa: FBT001  (the one switch that every benchmark has)
    """Publish, make a site, weigh it, and open it."""
    targets = TARGETS if quick else TARGETS | PUBLISHING
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        whole = {} if quick else published(folder)
        release = read_release(RELEASES / "national-synthetic.zip") if quick else made_up(folder)
        metrics = whole | made(release, folder)
        opened = [drawn_after(folder / "site" / "index.html") for _ in range(1 if quick else TIMES)]
    seconds = [s for s in opened if s is not None]
    if not seconds:
        return Report("site", metrics, targets)
    metrics["map_drawn_seconds"] = median(seconds)
    return Report("site", metrics, targets | {"map_drawn_seconds": ("<=", 3.0)})


if __name__ == "__main__":
    run(measure, __doc__)
