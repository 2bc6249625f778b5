"""What is packed with the app: palette, map geometry, scripts, and the address of each as the browser asks for it.

Nothing is ever fetched from another host. Addresses are relative to the map's own frame
(`component/<name>/index.html`), so they also hold under a `server.baseUrlPath`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
ROOT_OF_FRAME: Final = "../.."
MAP_LEVELS: Final = ("country", "state", "county")


@dataclass(frozen=True)
class Geometry:
    """One level's packed geometry: its address, and its region codes in drawing order (`None`: land for context)."""

    url: str
    codes: tuple[str | None, ...]


@cache
def static_url(path: str) -> str:
    """Return the address of a packed file, as seen from the map's frame; it changes with the content."""
    version = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"{ROOT_OF_FRAME}/app/static/{path}?v={version}"


@cache
def palette() -> dict[str, Any]:
    """Return all colours: the one source for map, legend and charts."""
    loaded: dict[str, Any] = json.loads((STATIC / "palette.json").read_text(encoding="utf-8"))
    return loaded


@cache
def geometry(level: str) -> Geometry:
    """Return the geometry of a level (`country`, `state` or `county`)."""
    index = json.loads((HERE / "geometry" / "index.json").read_text(encoding="utf-8"))
    entry = index[level]
    return Geometry(static_url(f"geo/{entry['file']}"), tuple(entry["codes"]))


@cache
def font_url() -> str:
    """Return the address of the text font, which Streamlit ships: the map's labels use the page's own letters."""
    spec = importlib.util.find_spec("streamlit")
    if spec is None or spec.origin is None:
        return ""
    media = Path(spec.origin).parent / "static" / "static" / "media"
    fonts = sorted(media.glob("SourceSansVF-Upright*.woff2"))
    return f"{ROOT_OF_FRAME}/static/media/{fonts[0].name}" if fonts else ""
