"""Where a geometry lies: a spatial join with the outlines of counties, provinces and countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.boundaries.codes import Level, RegionCode
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geodata.boundaries.packaged import Detail

#: Outlines are drawn to 0.008°: a point on a pier this far off the drawn coast is ashore as far as they can tell.
_COAST_DEGREES: Final = 0.01
#: By as much areas are drawn in; by less where nothing of them would be left.
_SHRINKING_DEGREES: Final = (0.01, 0.005, 0.0025)
_AREA: Final = 2


def regions_at(
    points: gpd.GeoDataFrame, outlines: Callable[[str, Detail], gpd.GeoDataFrame]
) -> dict[Hashable, tuple[RegionCode, ...]]:
    """Find the finest regions that cover each geometry.

    Outlines are simplified, so a point within a kilometre of a border may fall on its other side, and an area that
    reaches less than a kilometre into the next county counts as this county's.

    Parameters
    ----------
    points
        Geometries with a CRS; the index, or a column ``leaf``, says which record each belongs to.
    outlines
        Gives the outlines of a level: columns code and geometry, EPSG:4326.

    Returns
    -------
    Record → codes of the county, else the state, else the country; several where it lies on their border, none at sea.

    Raises
    ------
    GeodataError
        When the geometries have no CRS.
    """
    if points.crs is None:
        msg = "geometry: no coordinate reference system; expected one, such as EPSG:4326. Set it in the source."
        raise GeodataError(msg)
    leaf = points["leaf"] if "leaf" in points else points.index.to_series()
    shapes = points.geometry.to_numpy()
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    open_ones = gpd.GeoDataFrame({"leaf": leaf.to_numpy()[usable]}, geometry=shapes[usable], crs=points.crs)
    open_ones = _shrunk(open_ones.to_crs("EPSG:4326"))
    found: dict[Hashable, tuple[RegionCode, ...]] = {}
    for geometries in (open_ones, _widened(open_ones)):
        predicate = "covered_by" if geometries is open_ones else "intersects"
        for level in (Level.COUNTY, Level.STATE, Level.COUNTRY):
            rest = geometries[~geometries["leaf"].isin(found.keys())]
            joined = rest.sjoin(outlines(level, "detail"), predicate=predicate)
            codes = joined.groupby("leaf")["code"].agg(lambda group: tuple(sorted(set(group))))
            found |= codes.to_dict()
    return found


def _shrunk(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw areas in by the tolerance of the outlines, so that another drawing of a county lies in that county alone."""
    drawn = shapes.geometry.to_numpy().copy()
    waiting = np.flatnonzero(shapely.get_dimensions(drawn) == _AREA)
    for degrees in _SHRINKING_DEGREES:
        inner = shapely.buffer(shapely.make_valid(drawn[waiting]), -degrees)
        has_room = ~shapely.is_empty(inner)
        drawn[waiting[has_room]] = inner[has_room]
        waiting = waiting[~has_room]
    return shapes.set_geometry(gpd.GeoSeries(drawn, shapes.index, shapes.crs))


def _widened(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Widen points by the tolerance of the outlines; areas that no region covers stay as they are not: left out."""
    only = points[points.geom_type == "Point"]
    return only.set_geometry(
        gpd.GeoSeries(shapely.buffer(only.geometry.to_numpy(), _COAST_DEGREES), only.index, only.crs)
    )
