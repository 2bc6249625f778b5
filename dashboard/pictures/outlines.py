"""The packed outlines of the app's own map, as shapes: pictures are drawn on the same equal-area plane."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from dashboard.assets import HERE, STATIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

#: Arcs are simplified once, not regions, so that neighbours go on sharing their borders.
TOLERANCE: Final = {"country": 0.35, "state": 0.8, "county": 0.6}
CORNERS: Final = 4  # of the smallest closed ring


@dataclass(frozen=True, eq=False)
class Plane:
    """One level as it is drawn, in drawing units.

    Attributes
    ----------
    regions
        Indexed by code: geometry and what the map's script knows of each; ``at`` is the label's circle.
    borders
        Kind of line (coast, inner, state, country) → lines.
    frames, captions
        Boxes around insets, and names of countries, as the map's script has them.
    home
        West, south, east, north.
    """

    regions: gpd.GeoDataFrame
    borders: dict[str, gpd.GeoSeries]
    frames: list[dict[str, Any]]
    captions: list[dict[str, Any]]
    home: tuple[float, float, float, float]


@cache
def plane(level: str, coarseness: float = 1.0) -> Plane:
    """Return the plane of a level (country, state or county), its lines simplified more or less."""
    index = json.loads((HERE / "geometry" / "index.json").read_text(encoding="utf-8"))
    topology = json.loads((STATIC / "geo" / index[level]["file"]).read_text(encoding="utf-8"))
    arcs = _arcs(topology, TOLERANCE[level] * coarseness)
    drawn = topology["objects"]["regions"]["geometries"]
    shapes = [_shape(entry["arcs"], arcs) for entry in drawn]
    plain = {"name": "", "name_es": None, "short": "", "at": None, "state": None, "context": False, "square": False}
    rows = [{"code": entry["id"], **plain, **entry["properties"]} for entry in drawn]
    frame = gpd.GeoDataFrame(rows, geometry=shapes).set_index("code")
    borders = {
        lines["id"]: gpd.GeoSeries([shapely.LineString(arcs[i]) for (i,) in lines["arcs"]])
        for lines in topology["objects"]["borders"]["geometries"]
    }
    west, south, east, north = topology["home"]
    return Plane(frame, borders, topology["frames"], topology["captions"], (west, south, east, north))


def _arcs(topology: dict[str, Any], tolerance: float) -> list[npt.NDArray[np.float64]]:
    scale = np.array(topology["transform"]["scale"])
    lines = [np.cumsum(np.array(arc), axis=0) * scale for arc in topology["arcs"]]
    simple = shapely.simplify([shapely.LineString(line) for line in lines], tolerance, preserve_topology=True)
    return [shapely.get_coordinates(line) for line in simple]


def _shape(polygons: Sequence[Sequence[Sequence[int]]], arcs: Sequence[npt.NDArray[np.float64]]) -> MultiPolygon:
    parts = []
    for rings in polygons:
        outer, *holes = (_ring(ring, arcs) for ring in rings)
        if len(outer) >= CORNERS:
            parts.append(Polygon(outer, [hole for hole in holes if len(hole) >= CORNERS]))
    return MultiPolygon(parts)


def _ring(indices: Sequence[int], arcs: Sequence[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    lines = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
