"""The shapes that small maps are cut from: the app's plane, and for places in its insets one of their own.

On the plane Alaska or Guam lie beside strangers. So a place there is drawn from its outlines, in an equal-area
projection centred on it, with what really surrounds it; and on no other place's map is there anything of an inset.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from dashboard.geometry import projection
from dashboard.pictures.outlines import plane
from geodata.boundaries import read_outlines
from geodata.regions import Regions

if TYPE_CHECKING:
    import numpy.typing as npt

#: What the plane draws elsewhere than it lies; the District of Columbia is a square in its own place.
AWAY: Final = frozenset({*projection.INSETS, *projection.SQUARES_M} - {"US-DC"})
COARSENESS: Final = {"county": 0.45, "state": 1.0, "country": 2.0}  # of the lines
EARTH_UNITS: Final = 6_371_007.2 / projection.NORTH_AMERICA_UNIT_M  # radius of the sphere of the same area
FINE: Final = 700  # steps across a place: finer lines than a pixel are left out
REACH: Final = 2.5  # how far around is looked for neighbours, by the place's own radius
#: West, south, east, north of what the layer of countries draws as the United States and is a territory of it.
TERRITORIES: Final = ((-68.0, 17.0, -64.0, 19.0), (144.0, 13.0, 147.0, 21.0), (-171.5, -15.0, -168.0, -11.0))
WITH_STATES: Final = ("US", "MX", "CA")


@dataclass(frozen=True, eq=False)
class Layer:
    """The shapes of a level side by side, as arrays: a site draws three hundred maps from it."""

    codes: npt.NDArray[np.object_]
    states: npt.NDArray[np.object_]
    shapes: npt.NDArray[np.object_]
    bounds: npt.NDArray[np.float64]


def layer_of(code: str, level: str) -> Layer:
    """Return what a place's map is cut from."""
    return _around(code, level) if code in AWAY else _of_plane(level)


@cache
def _of_plane(level: str) -> Layer:
    regions = plane(level, COARSENESS[level]).regions
    regions = regions[~regions.geometry.is_empty]
    regions = regions[~(regions.index.isin(AWAY) | regions["state"].isin(AWAY))]
    codes, shapes = regions.index.to_numpy(object), regions.geometry.to_numpy()
    states = regions["state"].to_numpy(object)
    if level == "country":
        codes, states, shapes = _without_territories(codes, states, shapes)
    return Layer(codes, states, shapes, shapely.bounds(shapes))


def _without_territories(
    codes: npt.NDArray[np.object_], states: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_]
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Draw the territories as land without a figure: the figure of the United States is told of its mainland."""
    at = int(np.flatnonzero(codes == "US")[0])
    there = shapely.unary_union([projection.place_in_world(shapely.box(*sides)) for sides in TERRITORIES])
    parts = shapely.get_parts(shapes[at])
    is_there = shapely.intersects(parts, there)
    shapes = shapes.copy()
    shapes[at] = shapely.multipolygons(parts[~is_there])
    if not is_there.any():
        return codes, states, shapes
    apart = np.array([shapely.multipolygons(parts[is_there])], dtype=object)
    none = np.array([None], dtype=object)
    return (
        np.concatenate([codes, np.array([""], dtype=object)]),
        np.concatenate([states, none]),
        np.concatenate([shapes, apart]),
    )


@cache
def _around(code: str, level: str) -> Layer:
    """Project a place and what lies around it onto a plane that touches the earth in its middle."""
    frames = [read_outlines("state", "detail"), read_outlines("country", "overview")]
    if level == "county":
        frames.insert(0, read_outlines("county", "detail"))
    regions = Regions.packaged()
    found = [(str(name), shape) for frame in frames for name, shape in zip(frame["code"], frame.geometry, strict=True)]
    parents = [str(regions.parent(name)) if level == "county" and regions.level(name) == "county" else None
               for name, _ in found]  # fmt: skip
    drawn = [
        i for i, (name, _) in enumerate(found)
        if (parents[i] in {None, code}) and name not in WITH_STATES and not (level == "county" and name == code)
    ]  # fmt: skip
    names, states = np.array([found[i][0] for i in drawn], object), np.array([parents[i] for i in drawn], object)
    outlines = np.array([found[i][1] for i in drawn], dtype=object)
    own = (names == code) | (states == code)
    centre, radius = _middle(shapely.get_coordinates(outlines[own]))
    near = np.array([_distance(shapely.get_coordinates(shape), centre).min() for shape in outlines]) < REACH * radius
    tolerance = EARTH_UNITS * 2 * radius / FINE
    shapes = shapely.simplify(shapely.transform(outlines[near], lambda at: _projected(at, centre)), tolerance)
    return Layer(names[near], states[near], shapes, shapely.bounds(shapes))


def _vectors(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Turn longitudes and latitudes into directions; shape (n, 3)."""
    east, north = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _distance(degrees: npt.NDArray[np.float64], centre: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how far points lie from a direction, in radians."""
    return np.asarray(np.arccos(np.clip(_vectors(degrees) @ centre, -1, 1)))


def _middle(degrees: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], float]:
    """Return the direction of the middle of some points, and the largest distance from it in radians."""
    total = _vectors(degrees).sum(axis=0)
    centre = total / np.linalg.norm(total)
    return centre, float(_distance(degrees, centre).max())


def _projected(degrees: npt.NDArray[np.float64], centre: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Project points by Lambert's azimuthal equal-area projection, in drawing units.

    References
    ----------
    Snyder, J. P. (1987). Map Projections: A Working Manual. USGS Professional Paper 1395, section 24.
    """
    north = np.array([0.0, 0.0, 1.0])
    east = np.cross(north, centre)
    east /= np.linalg.norm(east)
    at = _vectors(degrees)
    stretch = EARTH_UNITS * np.sqrt(2 / np.maximum(1 + at @ centre, 1e-6))
    return np.column_stack([stretch * (at @ east), stretch * (at @ np.cross(centre, east))])
