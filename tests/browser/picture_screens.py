"""Take the pictures in docs/screens of a running app: `python -m tests.browser.picture_screens http://127.0.0.1:8501`.

Start it with `serve --publish-into DIR`, or Publish has no picture.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image
from playwright.sync_api import sync_playwright

from dashboard.wording import Words
from tests.browser.conftest import NAMES, QUIET

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from dashboard.wording import Language

OUT: Final = Path(__file__).parents[2] / "docs" / "screens"
QUALITY: Final = 60
TALLEST_PX: Final = 1_250
SCALE: Final = 0.66
SCREENS: Final = {
    "overview": "?period=2023", "explore": "explore?period=2023&region=US-TX&other=US-OK",
    "public": "public?period=2023", "method": "method?period=2023",
    "publish": "publish?period=2023",
}  # fmt: skip
#: Made-up records with a few faults, for Publish to find.
RECORDS: Final = """period,origin,recovery,count,as_of,region_group
2021,"Baltimore, MD",Texas,-4,2021-12-31,a
2020x,US-TX,Texas,50,2021-12-31,b
2021,US-TX,US-OK,1.5,2021-12-31,c
2021,US-TX,US-TX,48,2021-12-31,d
"""
#: More of them, for a preview that has something to show.
WITHIN: Final = {
    "TX": 412, "CA": 655, "FL": 268, "NM": 61, "OK": 75, "LA": 88, "AZ": 120, "NY": 310, "GA": 143, "KS": 4,
}  # fmt: skip
BETWEEN: Final = {("TX", "OK"): 31, ("CA", "AZ"): 54, ("FL", "GA"): 23, ("NY", "FL"): 17, ("TX", "NM"): 9}
MORE: Final = {
    "routes": "explore?period=2023&by=route",
    "presentation": "?period=2023&show=presentation",
    "preview": "publish?period=2023",
}


def wanted() -> list[tuple[str, str, int, str, Language]]:
    """List name, address, width, theme and language of every picture: each screen twice at either width."""
    looks: list[tuple[int, str, Language]] = [
        (1280, "light", "en"),
        (1280, "dark", "es"),
        (360, "light", "es"),
        (360, "dark", "en"),
    ]
    every = [(f"{name}-{w}-{theme}-{lang}", f"{path}&lang={lang}", w, theme, lang)
             for name, path in SCREENS.items() for w, theme, lang in looks]  # fmt: skip
    more: list[tuple[str, str, int, str, Language]] = [
        (f"{name}-1280-light-en", path, 1280, "light", "en") for name, path in MORE.items()
    ]
    return [*every, *more]


def records() -> str:
    """Write made-up records that a preview can be made of, the faulty ones among them."""
    within = [f"2021,US-{state},US-{state},{n},2021-12-31,e" for state, n in WITHIN.items()]
    between = [f"2021,US-{one},US-{other},{n},2021-12-31,f" for (one, other), n in BETWEEN.items()]
    return RECORDS + "\n".join([*within, *between, ""])


def preview(page: Page, words: Words) -> None:
    """Protect the made-up records and wait for what would be shown of them."""
    upload = {"name": "made-up.csv", "mimeType": "text/csv", "buffer": records().encode()}
    page.locator("input[type=file]").first.set_input_files(upload)  # type: ignore[arg-type]
    page.get_by_role("button", name=words["publish_protect"], exact=True).click()
    page.get_by_role("heading", name=words["publish_result"]).wait_for(timeout=240_000)
    page.wait_for_timeout(4_000)


def check(page: Page, words: Words) -> None:
    """Load the made-up records and wait for what is found in them."""
    upload = {"name": "made-up.csv", "mimeType": "text/csv", "buffer": RECORDS.encode()}
    page.locator("input[type=file]").first.set_input_files(upload)  # type: ignore[arg-type]
    page.get_by_role("button", name=words["publish_check"], exact=True).click()
    page.get_by_role("heading", name=words["publish_findings"]).wait_for(timeout=60_000)
    page.wait_for_timeout(2_000)


PREPARED: Final = {"publish": check, "preview": preview}


def main(address: str, *names: str) -> None:
    """Take all pictures, made small. Only those whose names are given, where any are."""
    OUT.mkdir(exist_ok=True)
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        for name, path, width, theme, language in wanted():
            if names and name not in names:
                continue
            size = {"width": width, "height": 800 if width > 600 else 740}
            page = browser.new_page(viewport=size, color_scheme=theme)  # type: ignore[arg-type]
            page.goto(f"{address}/{path}")
            page.get_by_role("heading", level=1).wait_for(timeout=60_000)
            page.wait_for_timeout(5_000)
            prepare = next((PREPARED[start] for start in PREPARED if name.startswith(start)), None)
            if prepare:
                prepare(page, Words(language))
            height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight + 4")
            page.set_viewport_size({"width": width, "height": min(int(height), TALLEST_PX)})
            page.wait_for_timeout(2_000)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            if width > 600:
                picture = picture.resize((int(picture.width * SCALE), int(picture.height * SCALE)))
            picture.save(OUT / f"{name}.jpg", quality=QUALITY, optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
