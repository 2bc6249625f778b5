"""Where a geometry lies: a spatial join with the outlines of counties, provinces and countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import shapely

from geodata.boundaries.codes import Level, RegionCode
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geodata.boundaries.packaged import Detail

#: Outlines are drawn to 0.008°: a point on a pier this far off the drawn coast is ashore as far as they can tell.
_COAST_DEGREES: Final = 0.01


def regions_at(
    points: gpd.GeoDataFrame, outlines: Callable[[str, Detail], gpd.GeoDataFrame]
) -> dict[Hashable, tuple[RegionCode, ...]]:
    """Find the finest regions that cover each geometry.

    Outlines are simplified, so a point within a kilometre of a border may fall on its other side.

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
    open_ones = gpd.GeoDataFrame({"leaf": leaf.to_numpy()}, geometry=points.geometry.to_numpy(), crs=points.crs)
    open_ones = open_ones[open_ones.geometry.notna() & ~open_ones.geometry.is_empty].to_crs("EPSG:4326")
    found: dict[Hashable, tuple[RegionCode, ...]] = {}
    for geometries in (open_ones, _widened(open_ones)):
        predicate = "covered_by" if geometries is open_ones else "intersects"
        for level in (Level.COUNTY, Level.STATE, Level.COUNTRY):
            rest = geometries[~geometries["leaf"].isin(found.keys())]
            joined = rest.sjoin(outlines(level, "detail"), predicate=predicate)
            codes = joined.groupby("leaf")["code"].agg(lambda group: tuple(sorted(set(group))))
            found |= codes.to_dict()
    return found


def _widened(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Widen points by the tolerance of the outlines; areas that no region covers stay as they are not: left out."""
    only = points[points.geom_type == "Point"]
    return only.set_geometry(
        gpd.GeoSeries(shapely.buffer(only.geometry.to_numpy(), _COAST_DEGREES), only.index, only.crs)
    )
