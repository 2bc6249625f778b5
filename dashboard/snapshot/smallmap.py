"""The small map of a place as SVG inside its page: no script, the page's own colours, a title on every shape."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from dashboard.pictures.outlines import plane
from dashboard.views.scale import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WIDTH: Final = 800  # units of the drawing, a little finer than a pixel
MOST_TALL: Final = 1.1
AROUND: Final = {"county": 0.06, "state": 0.35, "country": 0.9}  # of the larger side
COARSENESS: Final = {"county": 0.45, "state": 1.0, "country": 2.0}  # of the lines
TEXTURES: Final = (
    '<defs><pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse">'
    '<rect width="9" height="9" fill="var(--withheld)"/>'
    '<path d="M-1,10L10,-1M-1,1L1,-1M8,10L10,8" fill="none" stroke="var(--hatch)" stroke-width="1.5"/></pattern>'
    '<pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="var(--silent)"/>'
    '<circle cx="2" cy="2" r="1" fill="var(--dot)"/><circle cx="6" cy="6" r="1" fill="var(--dot)"/></pattern></defs>'
)
Shapes = tuple[tuple[str, str], ...]


def level_of(code: str, country: str) -> str:
    """Return what a place's map is drawn in: counties of its states, states of its country, or countries."""
    if "-" in code:
        return "county" if code.startswith("US-") else "state"
    return "state" if country in {"US", "MX", "CA"} else "country"


@cache
def _drawn(code: str, level: str) -> tuple[int, Shapes]:
    """Return the height of a place's map and its shapes: code and path, the place's own parts and what lies around."""
    regions = plane(level, COARSENESS[level]).regions
    if level == "county":
        own = (regions["state"] == code) | (regions.index == code)
    else:
        own = (regions.index == code) | regions.index.str.startswith(f"{code}-")
    shapes = regions.geometry[own & ~regions.geometry.is_empty]
    if not len(shapes):
        return 0, ()
    main = shapes if level == "county" else shapes.map(_largest)  # not the islands on the other side of the world
    west, south, east, north = main.total_bounds
    around = AROUND[level] * max(east - west, north - south)
    window = (west - around, south - around, east + around, north + around)
    height = min((window[3] - window[1]) / (window[2] - window[0]), MOST_TALL)
    scale = WIDTH * min(1, height / ((window[3] - window[1]) / (window[2] - window[0]))) / (window[2] - window[0])
    near = shapes if level == "county" else regions.geometry.cx[window[0] : window[2], window[1] : window[3]]
    left = (WIDTH / scale - (window[2] - window[0])) / 2
    paths = [
        (str(name), path)
        for name, shape in near.items()
        if (path := _path(shapely.clip_by_rect(shape, *window), (window[0] - left, window[3]), scale))
    ]
    return round(WIDTH * height), tuple(paths)


def _largest(shape: shapely.Geometry) -> shapely.Geometry:
    return max(shapely.get_parts(shape), key=lambda part: part.area)


def _path(shape: shapely.Geometry, origin: tuple[float, float], scale: float) -> str:
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    drawn = []
    for ring in rings:
        points = np.rint((shapely.get_coordinates(ring) - origin) * (scale, -scale)).astype(int)
        steps = np.diff(points, axis=0)
        steps = steps[steps.any(axis=1)]
        if len(steps) > 2:  # noqa: PLR2004 -- fewer enclose nothing
            joined = " ".join(map(str, steps[:-1].ravel().tolist()))
            drawn.append(f"M{points[0][0]} {points[0][1]}l{joined}z")
    return "".join(drawn)


def drawn_codes(code: str, level: str) -> list[str]:
    """Return the places that a place's map draws."""
    return [name for name, _ in _drawn(code, level)[1]]


def small_map(code: str, level: str, classes: Mapping[str, int], told: Callable[[str], str], alt: str) -> str:
    """Draw a place with its parts, or among its neighbours.

    Parameters
    ----------
    classes
        Code → class, as on the large map.
    told
        Code of a classed place → its name with its figure or status in words.

    Returns
    -------
    An SVG element; empty for a place that isn't drawn.
    """
    height, shapes = _drawn(code, level)
    if not shapes:
        return ""
    parts = [f'<svg class="place-map" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(alt)}">{TEXTURES}']
    for name, path in shapes:
        kind = classes.get(name, CONTEXT)
        title = "" if kind == CONTEXT else f"<title>{escape(told(name))}</title>"
        parts.append(f'<path class="k{kind}" d="{path}">{title}</path>')
    outline = next((path for name, path in shapes if name == code), "")
    if outline and len(shapes) > 1:
        parts.append(f'<path class="chosen" d="{outline}"/>')
    return "".join([*parts, "</svg>"])
