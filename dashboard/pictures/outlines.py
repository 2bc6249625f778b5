"""The packed outlines of the app's own map, as shapes: pictures are drawn on the same equal-area plane."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import MultiPolygon

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
    plain = {"name": "", "name_es": None, "short": "", "at": None, "state": None, "context": False, "square": False}
    rows = [{"code": entry["id"], **plain, **entry["properties"]} for entry in drawn]
    frame = gpd.GeoDataFrame(rows, geometry=_shapes(drawn, arcs)).set_index("code")
    borders = {
        lines["id"]: gpd.GeoSeries([shapely.LineString(arcs[i]) for (i,) in lines["arcs"]])
        for lines in topology["objects"]["borders"]["geometries"]
    }
    west, south, east, north = topology["home"]
    return Plane(frame, borders, topology["frames"], topology["captions"], (west, south, east, north))


def _arcs(topology: dict[str, Any], tolerance: float) -> list[npt.NDArray[np.float64]]:
    """Return the simplified arcs; all at once, since a level has thousands of them."""
    lengths = [len(arc) for arc in topology["arcs"]]
    arc_of = np.repeat(np.arange(len(lengths)), lengths)
    starts = np.cumsum([0, *lengths[:-1]])
    steps = np.array(list(chain.from_iterable(topology["arcs"])))
    steps[starts[1:]] -= np.add.reduceat(steps, starts)[:-1]  # so that the sum begins anew with every arc
    points = np.cumsum(steps, axis=0) * np.array(topology["transform"]["scale"])
    simple = shapely.simplify(shapely.linestrings(points, indices=arc_of), tolerance, preserve_topology=True)
    return np.split(shapely.get_coordinates(simple), np.cumsum(shapely.get_num_coordinates(simple))[:-1])


def _shapes(drawn: Sequence[dict[str, Any]], arcs: Sequence[npt.NDArray[np.float64]]) -> list[MultiPolygon]:
    """Build the shapes of all regions."""
    lines: list[npt.NDArray[np.float64]] = []
    polygon_of: list[int] = []
    shape_of: list[int] = []
    for shape, entry in enumerate(drawn):
        for rings in entry["arcs"]:
            outer, *holes = (_ring(ring, arcs) for ring in rings)
            if len(outer) >= CORNERS:
                kept = [outer, *(hole for hole in holes if len(hole) >= CORNERS)]
                lines += kept
                polygon_of += [len(shape_of)] * len(kept)
                shape_of.append(shape)
    ring_of = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    rings = shapely.linearrings(np.concatenate(lines), indices=ring_of)
    shapes = np.full(len(drawn), MultiPolygon(), dtype=object)
    shapely.multipolygons(shapely.polygons(rings, indices=polygon_of), indices=shape_of, out=shapes)
    return list(shapes)


def _ring(indices: Sequence[int], arcs: Sequence[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    lines = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([lines[0], *(line[1:] for line in lines[1:])]) if len(lines) > 1 else lines[0]
