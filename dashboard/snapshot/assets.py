"""What the pages load: style, Leaflet, the app's own map script, geometry and values; all from beside the pages."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from dashboard.assets import HERE, MAP_LEVELS, STATIC, palette
from dashboard.views import legend, summary
from dashboard.views.choropleth import SCRIPTS, map_cells, payload
from dashboard.views.routes import routes_on_map, routes_when

if TYPE_CHECKING:
    from jinja2 import Environment

    from dashboard.wording import Words
    from geodata.release import Release


def fixed_assets(environment: Environment) -> dict[str, bytes]:
    """Return the files that are the same in every release."""
    themes = palette()
    shown = re.sub(r"</?style>", "", legend.style())
    css = environment.get_template("style.css").render(light=themes["light"], dark=themes["dark"], legend=shown)
    leaflet = (STATIC / "leaflet" / "leaflet.css").read_text(encoding="utf-8")
    files = {
        "assets/style.css": css.encode(),
        "assets/leaflet.css": re.sub(r"url\(images/[^)]*\)", "none", leaflet).encode(),
        "assets/leaflet.js": _without_source_map((STATIC / "leaflet" / "leaflet.js").read_bytes()),
        "assets/icon.png": (STATIC / "icon.png").read_bytes(),
        "assets/palette.js": _pack("palette", palette()),
    }
    files |= {f"assets/{name}.js": (STATIC / "map" / f"{name}.js").read_bytes() for name in (*SCRIPTS, "page")}
    return files | {f"assets/geometry-{level}.js": _geometry(level) for level in MAP_LEVELS}


def _without_source_map(script: bytes) -> bytes:
    return re.sub(rb"\n//# sourceMappingURL=.*", b"", script)


@cache
def _geometry(level: str) -> bytes:
    index = json.loads((HERE / "geometry" / "index.json").read_text(encoding="utf-8"))
    content = (STATIC / "geo" / index[level]["file"]).read_text(encoding="utf-8")
    return f'Atlas.pack("geometry-{level}", {content.strip()});\n'.encode()


def values(release: Release, levels: list[str], periods: list[str], words: Words) -> bytes:
    """Return what the map's script is told for every level and period: shown classes and figures, nothing else."""
    told: dict[str, Any] = {}
    for level in levels:
        for period in periods:
            side = "recovery" if len(map_cells(release, "recovery", period)) else "origin"
            cells = map_cells(release, side, period)
            note = "found_here" if side == "recovery" else "missing_here"
            drawn = payload(release, level, cells, words, found=routes_on_map(release, period, level), note=note)
            line = f"{summary.title(release, period, words)}. {summary.map_line(release, level, cells, words)}"
            when = routes_when(release, period, words) if drawn["routes"] else None
            told[f"{level} {period}"] = drawn | {"line": " ".join(filter(None, (line, when)))}
    return _pack(f"values-{words.language}", told)


def _pack(name: str, content: object) -> bytes:
    return f'Atlas.pack("{name}", {json.dumps(content, separators=(",", ":"), sort_keys=True)});\n'.encode()
