"""Take the pictures in docs/screens of a running app: `python -m tests.browser.picture_screens http://127.0.0.1:8501`."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import NAMES, QUIET

OUT: Final = Path(__file__).parents[2] / "docs" / "screens"
QUALITY: Final = 60
TALLEST_PX: Final = 1_250
SCALE: Final = 0.66
SCREENS: Final = {
    "overview": "?period=2023", "explore": "explore?period=2023&region=US-TX&other=US-OK",
    "public": "public?period=2023", "method": "method?period=2023",
}  # fmt: skip
MORE: Final = {"routes": "explore?period=2023&by=route", "presentation": "?period=2023&show=presentation"}


def wanted() -> list[tuple[str, str, int, str, str]]:
    """List name, address, width, theme and language of every picture: each screen twice at either width."""
    looks = [(1280, "light", "en"), (1280, "dark", "es"), (360, "light", "es"), (360, "dark", "en")]
    every = [(f"{name}-{w}-{theme}-{lang}", f"{path}&lang={lang}", w, theme, lang)
             for name, path in SCREENS.items() for w, theme, lang in looks]  # fmt: skip
    return [*every, *((f"{name}-1280-light-en", path, 1280, "light", "en") for name, path in MORE.items())]


def main(address: str, *names: str) -> None:
    """Take all pictures, made small. Only those whose names are given, where any are."""
    OUT.mkdir(exist_ok=True)
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        for name, path, width, theme, _ in wanted():
            if names and name not in names:
                continue
            size = {"width": width, "height": 800 if width > 600 else 740}
            page = browser.new_page(viewport=size, color_scheme=theme)  # type: ignore[arg-type]
            page.goto(f"{address}/{path}")
            page.get_by_role("heading", level=1).wait_for(timeout=60_000)
            page.wait_for_timeout(5_000)
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
