"""The small map of a place as SVG inside its page: no script, the page's own colours, a title on every shape."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from dashboard.snapshot.layers import AWAY, layer_of
from dashboard.views.scale import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import numpy.typing as npt

WIDTH: Final = 800  # units of the drawing, a little finer than a pixel
MOST_TALL: Final = 1.1
AROUND: Final = {"county": 0.06, "state": 0.35, "country": 0.9}  # of the larger side
OF_STATES: Final = 0.05  # the islands of Hawaii, both halves of Michigan
OF_COUNTRIES: Final = 1.0  # not the overseas parts of France
TEXTURES: Final = (
    '<defs><pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse">'
    '<rect width="9" height="9" fill="var(--withheld)"/>'
    '<path d="M-1,10L10,-1M-1,1L1,-1M8,10L10,8" fill="none" stroke="var(--hatch)" stroke-width="1.5"/></pattern>'
    '<pattern id="dots" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="var(--silent)"/>'
    '<circle cx="2" cy="2" r="1" fill="var(--dot)"/><circle cx="6" cy="6" r="1" fill="var(--dot)"/></pattern>'
    '<pattern id="lines" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<rect width="8" height="8" fill="var(--unstated)"/><path d="M0,4H8" stroke="var(--dash)"/></pattern></defs>'
)
Shapes = tuple[tuple[str, str], ...]


def level_of(code: str, levels: Collection[str]) -> str:
    """Return what a place's map is drawn in: its counties, or states or countries around it.

    Parameters
    ----------
    levels
        The levels that the release has figures for: a map of others would be an empty one.
    """
    country = code.partition("-")[0]
    if code.startswith("US-") and "county" in levels:
        return "county"
    return "state" if country in {"US", "MX", "CA"} and "state" in levels else "country"


@cache
def _drawn(code: str, level: str) -> tuple[int, Shapes]:
    """Return the height of a place's map and its shapes: code and path, the place's own parts and what lies around."""
    layer = layer_of(code, level)
    own = layer.codes == code
    if level == "county":
        own |= layer.states == code
    else:
        own |= np.array([str(name).startswith(f"{code}-") for name in layer.codes], dtype=bool)
    if not own.any():
        return 0, ()
    least = OF_STATES if "-" in code else OF_COUNTRIES
    window, height, scale = _window(layer.bounds[own] if level == "county" else _main(layer.shapes[own], least), level)
    west, _, east, north = window
    near = own if level == "county" and code not in AWAY else _overlaps(layer.bounds, window)
    left = (WIDTH / scale - (east - west)) / 2
    drawn = _paths(shapely.clip_by_rect(layer.shapes[near], *window), (west - left, north), scale)
    return round(WIDTH * height), tuple((str(layer.codes[near][i]), path) for i, path in drawn.items())


def _main(shapes: npt.NDArray[np.object_], least: float) -> npt.NDArray[np.float64]:
    """Return the bounds of the large parts of each shape: not the islands on the other side of the world.

    Parameters
    ----------
    least
        How large a part must be, by the largest of its shape.
    """
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    areas = shapely.area(parts)
    largest = np.zeros(len(shapes))
    np.maximum.at(largest, shape_of, areas)
    return np.asarray(shapely.bounds(parts[areas >= least * largest[shape_of]]))


def _window(bounds: npt.NDArray[np.float64], level: str) -> tuple[tuple[float, float, float, float], float, float]:
    """Return what a map shows (west, south, east, north), its height by its width, and its scale."""
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    around = AROUND[level] * max(east - west, north - south)
    window = (west - around, south - around, east + around, north + around)
    ratio = (window[3] - window[1]) / (window[2] - window[0])
    height = min(ratio, MOST_TALL)
    return window, height, WIDTH * min(1, height / ratio) / (window[2] - window[0])


def _overlaps(bounds: npt.NDArray[np.float64], window: tuple[float, float, float, float]) -> npt.NDArray[np.bool_]:
    west, south, east, north = window
    return np.asarray(
        (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    )


def _paths(shapes: npt.NDArray[np.object_], origin: tuple[float, float], scale: float) -> dict[int, str]:
    """Write shapes as paths by their place in the array; all at once, since a ring is only a handful of points."""
    parts, shape_of = shapely.get_parts(shapes, return_index=True)
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part_of = shapely.get_rings(parts[is_polygon], return_index=True)
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    points = np.rint((coordinates - origin) * (scale, -scale)).astype(int)
    steps = np.diff(points, axis=0)
    kept = steps.any(axis=1) & (ring_of[1:] == ring_of[:-1])
    texts = list(map(str, steps[kept].ravel().tolist()))
    ends = np.searchsorted(ring_of[1:][kept], np.arange(len(rings) + 1)).tolist()
    starts = points[np.searchsorted(ring_of, np.arange(len(rings)))].tolist() if len(points) else []
    drawn: dict[int, str] = {}
    for i, (x, y) in enumerate(starts):
        begin, end = ends[i], ends[i + 1]
        if end - begin > 2:  # noqa: PLR2004 -- fewer enclose nothing
            joined = " ".join(texts[2 * begin : 2 * (end - 1)])
            shape = int(shape_of[is_polygon][part_of[i]])
            drawn[shape] = f"{drawn.get(shape, '')}M{x} {y}l{joined}z"
    return drawn


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
