"""A real server on a free port, and a browser that reaches nothing but loopback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.dashboard.handmade import write_release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Frame, Page

SHOTS = Path(__file__).parents[2] / "docs" / "screens" / "tests"  # to look at; not kept
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-default-apps", "--disable-features=OptimizationHints,MediaRouter",
)  # fmt: skip
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
STARTING_S = 60
TOLD_BY_AN_ERROR = "k918273645"  # stands for a count in an error's message
# Streamlit's own page asks for these two beside a deep link's path first, and takes the next place when told 404.
LOOKED_FOR = ("_stcore/health", "_stcore/host-config")
# Chromium says these about Streamlit's own iframe attributes, whatever the page holds.
NOT_OURS = ("Unrecognized feature", "An iframe which has both allow-scripts and allow-same-origin", "preload")


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Write a release with the counties of all states, one in which all is withheld, and one that fails."""
    root = tmp_path_factory.mktemp("served")
    return [
        write_release(root / "hand-made", counties_of=None),
        write_release(root / "withheld", name="all-withheld", k=10**9, counties_of=("US-TX",)),
        _broken(write_release(root / "broken", name="broken", counties_of=("US-TX",))),
    ]


def _broken(folder: Path) -> Path:
    """Break a release so that screens fail in the middle, over a level that is a secret."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"][0]["dimensions"]["recovery"] = TOLD_BY_AN_ERROR
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING_S
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the server did not answer at {address}")


@contextmanager
def serving(releases: list[Path], folder: Path, *, publish_into: str | None = None) -> Iterator[str]:
    """Start the app as `recovery-atlas serve` does, from an empty directory, and give its address."""
    port = _free_port()
    into = f", publish_into=Path({publish_into!r})" if publish_into else ""
    code = "import sys; from pathlib import Path; from dashboard.server import serve; "
    code += f"serve([Path(p) for p in sys.argv[2:]], port=int(sys.argv[1]){into})"
    log = (folder / "server.log").open("wb")
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(port), *map(str, releases)], cwd=folder, stdout=log, stderr=log,
        env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    try:
        _wait_for(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


@pytest.fixture(scope="session")
def server(releases: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(releases, tmp_path_factory.mktemp("empty")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the Chromium on PATH, else Playwright's own."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield started
        started.close()


@dataclass
class Visit:
    """One visitor: a page, everything that it asked for, and all that went wrong."""

    page: Page
    address: str
    left_loopback: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str = "", **query: str) -> None:
        """Open a screen and wait for its map, where it has one."""
        self.page.goto(f"{self.address}/{path}" + (f"?{urlencode(query)}" if query else ""))
        self.page.get_by_role("heading", level=1).wait_for(timeout=30_000)

    def frame(self) -> Frame:
        """Return the map's frame, once the map is drawn."""
        self.page.locator("iframe").first.wait_for(timeout=30_000)
        element = self.page.locator("iframe").first.element_handle()
        inside = element.content_frame() if element else None
        assert inside is not None
        inside.wait_for_selector("[data-atlas-applied]", timeout=30_000)
        return inside

    def drawn(self) -> dict[str, str]:
        """Return what the map says it draws."""
        told: dict[str, str] = self.frame().eval_on_selector(".leaflet-container", "e => ({...e.dataset})")
        return told

    def state(self, expression: str) -> Any:  # noqa: ANN401
        """Read something of the map script's state."""
        return self.frame().evaluate(f"(() => {{ const s = Atlas.state; return {expression}; }})()")

    def settle(self, before: dict[str, str] | None = None) -> dict[str, str]:
        """Wait until values other than `before` are applied, and return what is drawn."""
        applied = (before or {}).get("atlasApplied", "0")
        later = "n => +document.querySelector('.leaflet-container').dataset.atlasApplied > n"
        self.frame().wait_for_function(later, arg=int(applied), timeout=30_000)
        return self.drawn()

    def idle(self) -> None:
        """Wait until the server has run the screen and nothing moves."""
        self.page.wait_for_function("!document.querySelector('[data-test-script-state=\"running\"]')", timeout=30_000)
        self.page.wait_for_timeout(600)

    def shot(self, name: str, *, whole: bool = False) -> None:
        """Save a screenshot to look at."""
        SHOTS.mkdir(exist_ok=True)
        if whole:
            height = self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight + 4")
            size = self.page.viewport_size or {"width": 1280, "height": 800}
            self.page.set_viewport_size({"width": size["width"], "height": min(int(height), 6_000)})
            self.page.wait_for_timeout(900)
            self.page.screenshot(path=SHOTS / f"{name}.png")
            self.page.set_viewport_size(size)
        else:
            self.page.screenshot(path=SHOTS / f"{name}.png")


def _is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in LOOPBACK


def _only_loopback(visit: Visit) -> None:
    """Let nothing but loopback through, and write down what tried."""

    def route(route: Any) -> None:  # noqa: ANN401
        if _is_loopback(route.request.url):
            route.continue_()
        else:
            visit.left_loopback.append(route.request.url)
            route.abort()

    def socket_opened(opened: Any) -> None:  # noqa: ANN401
        if not _is_loopback(opened.url):
            visit.left_loopback.append(opened.url)

    visit.page.route("**/*", route)
    visit.page.on("websocket", socket_opened)


def _nothing_wrong(visit: Visit) -> None:
    """Write down errors on the console, in scripts and in answers, and requests that failed."""

    def said(message: Any) -> None:  # noqa: ANN401
        if message.type == "error" and "404" not in message.text and not message.text.startswith(NOT_OURS):
            visit.wrong.append(f"console: {message.text}")

    def answered(response: Any) -> None:  # noqa: ANN401
        if response.status >= 400 and not response.url.endswith(LOOKED_FOR):
            visit.wrong.append(f"{response.status}: {response.url}")

    def failed(request: Any) -> None:  # noqa: ANN401
        # A page that is closed or left takes its unfinished requests with it.
        if "ERR_ABORTED" not in (request.failure or ""):
            visit.wrong.append(f"failed: {request.url} {request.failure}")

    visit.page.on("console", said)
    visit.page.on("response", answered)
    visit.page.on("requestfailed", failed)
    visit.page.on("pageerror", lambda error: visit.wrong.append(f"error: {error}"))


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens a fresh browser; afterwards nothing may have gone wrong or left loopback."""
    visits: list[Visit] = []

    def start(width: int = 1280, height: int = 800, *, address: str = server, **options: Any) -> Visit:  # noqa: ANN401
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        visit = Visit(context.new_page(), address)
        _only_loopback(visit)
        _nothing_wrong(visit)
        visits.append(visit)
        return visit

    yield start
    for visit in visits:
        visit.page.context.close()
    assert [url for visit in visits for url in visit.left_loopback] == []
    assert [what for visit in visits for what in visit.wrong] == []
