"""Where every region lies on the drawing plane: equal-area projections, insets and squares.

No tiles means no Mercator: areas are drawn true to size, and Leaflet shows the plane as it is (`crs="Simple"`).
Alaska, Hawaii, Puerto Rico and the islands lie in insets of the same plane, so one canvas draws everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Point, Polygon, box

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

NORTH_AMERICA_UNIT_M: Final = 4_000.0
WORLD_UNIT_M: Final = 28_000.0
LONGEST_EDGE_DEGREES: Final = 0.75  # longer edges are cut first: a parallel is a curve on an Albers plane
EQUAL_EARTH: Final = "+proj=eqearth +lon_0=0 +datum=WGS84 +units=m"


def _albers(south: float, north: float, latitude: float, longitude: float) -> str:
    return f"+proj=aea +lat_1={south} +lat_2={north} +lat_0={latitude} +lon_0={longitude} +datum=WGS84 +units=m"


@dataclass(frozen=True)
class Inset:
    """A part of the country that is drawn elsewhere: its own projection, its place (metres) and its scale."""

    projection: str
    centre_m: tuple[float, float]
    scale: float
    clip: tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """A dashed box around an inset (kilometres of the main plane), with its caption."""

    box_km: tuple[float, float, float, float]
    name: str
    name_es: str


MAIN: Final = Inset(_albers(24, 46, 36, -97), (0.0, 0.0), 1.0, (-170, 5, -45, 64))
ALASKA: Final = Inset(_albers(55, 65, 62, -152), (-2_190e3, -690e3), 0.255, (-171.5, 50, -129, 72))
HAWAII: Final = Inset(_albers(19, 22, 20.7, -157.3), (-2_250e3, -1_265e3), 0.95, (-161, 18, -154, 23))
CARIBBEAN: Final = Inset(_albers(17.8, 18.5, 18.1, -66), (1_985e3, -1_040e3), 1.7, (-69, 17, -64, 19))
INSETS: Final = {"US-AK": ALASKA, "US-HI": HAWAII, "US-PR": CARIBBEAN, "US-VI": CARIBBEAN}

# Places too small or too far away to draw: squares of 144 km, at these centres (metres of the main plane).
SQUARES_M: Final = {
    "US-DC": (2_130e3, 250e3),
    "US-GU": (1_830e3, -1_345e3),
    "US-MP": (2_010e3, -1_345e3),
    "US-AS": (2_190e3, -1_345e3),
}
SQUARE_HALF_M: Final = 72e3

FRAMES: Final = (
    Frame((-2600, -960, -1850, -420), "Alaska", "Alaska"),
    Frame((-2600, -1455, -1900, -1075), "Hawai\u02bbi", "Hawái"),
    Frame((1735, -1165, 2290, -905), "Puerto Rico, USVI", "Puerto Rico, I. Vírgenes"),
    Frame((1735, -1455, 2290, -1235), "Pacific territories", "Territorios del Pacífico"),
)
NORTH_AMERICA_HOME_KM: Final = (-2620, -1500, 2310, 1690)
# Antarctica is left out, so home is a little shorter than the whole plane.
WORLD_HOME_KM: Final = (-17_000, -6_900, 17_000, 8_500)


@cache
def _transformer(projection: str) -> Transformer:
    return Transformer.from_crs(4326, projection, always_xy=True)


def polygons_only(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of a geometry: clipping can leave points and lines behind."""
    parts = shapely.get_parts(shapely.get_parts(np.array([geometry])))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon) and not part.is_empty])


def place(geometry: BaseGeometry, state: str) -> MultiPolygon:
    """Project a region of North America to where it is drawn, in drawing units of 4 km.

    Parameters
    ----------
    geometry
        Outline in degrees (EPSG:4326).
    state
        Code of the state or country that decides the inset.

    Returns
    -------
    MultiPolygon
        Empty when nothing of the outline is inside the drawn area.
    """
    inset = INSETS.get(state, MAIN)
    west, south, east, north = inset.clip
    # Only what crosses the edge is clipped: clipping rewrites vertices, and neighbours must keep sharing theirs.
    inside = geometry.within(box(west, south, east, north))
    kept = geometry if inside else polygons_only(geometry.intersection(box(west, south, east, north)))
    transformer = _transformer(inset.projection)

    def to_plane(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = transformer.transform(degrees[:, 0], degrees[:, 1])
        metres = np.column_stack([x, y]) * inset.scale + np.array(inset.centre_m)
        return np.asarray(metres / NORTH_AMERICA_UNIT_M, dtype=np.float64)

    drawn = polygons_only(shapely.transform(shapely.segmentize(kept, LONGEST_EDGE_DEGREES), to_plane))
    return _within_frame(drawn, inset)


def _within_frame(drawn: MultiPolygon, inset: Inset) -> MultiPolygon:
    """Keep an inset within its box, and everything else out of all boxes: there it would be a stranger."""
    boxes = [_box_of(frame) for frame in FRAMES]
    if inset is MAIN:
        strange = shapely.unary_union(boxes)
        # Only what lies in a box is cut: cutting rewrites vertices, and neighbours must keep sharing theirs.
        return polygons_only(drawn.difference(strange)) if drawn.intersects(strange) else drawn
    own = next(frame for frame in boxes if frame.intersects(Point(*(c / NORTH_AMERICA_UNIT_M for c in inset.centre_m))))
    return drawn if drawn.within(own) else polygons_only(drawn.intersection(own))


def _box_of(frame: Frame) -> Polygon:
    return box(*(side * 1000 / NORTH_AMERICA_UNIT_M for side in frame.box_km))


def place_in_world(geometry: BaseGeometry) -> MultiPolygon:
    """Project a country onto the Equal Earth plane, in drawing units of 28 km."""
    transformer = _transformer(EQUAL_EARTH)

    def to_plane(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        x, y = transformer.transform(degrees[:, 0], degrees[:, 1])
        return np.asarray(np.column_stack([x, y]) / WORLD_UNIT_M, dtype=np.float64)

    return polygons_only(shapely.transform(shapely.segmentize(geometry, 5 * LONGEST_EDGE_DEGREES), to_plane))


def square(code: str) -> MultiPolygon:
    """Return the square that stands for a place too small or too far away to draw."""
    x, y = SQUARES_M[code]
    sides = (x - SQUARE_HALF_M, y - SQUARE_HALF_M, x + SQUARE_HALF_M, y + SQUARE_HALF_M)
    return MultiPolygon([box(*(side / NORTH_AMERICA_UNIT_M for side in sides))])
