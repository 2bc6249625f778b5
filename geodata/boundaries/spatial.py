"""Where a geometry lies: a spatial join with the outlines of counties, provinces and countries.

The rules: an area is the finest region that holds more than half of its land. A point or a line is the finest region
that covers it; on a border it is of both sides, so of the region that holds both. A point that no region covers is of
the region within :data:`COAST_DEGREES`, else of none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from geodata.boundaries.antimeridian import cut_at_180
from geodata.boundaries.codes import Level, RegionCode
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from geodata.boundaries.packaged import Detail

    Outlines = Callable[[str, Detail], gpd.GeoDataFrame]
    Found = dict[Hashable, tuple[RegionCode, ...]]

#: Outlines are drawn to 0.008°: a point on a pier this far off the drawn coast is ashore as far as they can tell.
COAST_DEGREES: Final = 0.01
#: An area belongs to a region that holds more than this share of its land.
MAJORITY: Final = 0.5
_AREA: Final = 2
_EQUAL_AREA: Final = "EPSG:6933"
#: No county or state is larger, so an area of more than twice that has its majority in none.
_LARGEST_KM2: Final = {Level.COUNTY: 400_000, Level.STATE: 2_200_000}
_M2_PER_KM2: Final = 1_000_000
_LEVELS: Final = (Level.COUNTY, Level.STATE, Level.COUNTRY)


def regions_at(points: gpd.GeoDataFrame, outlines: Outlines) -> Found:
    """Find the finest regions that each geometry lies in.

    Outlines are simplified, so a point within a kilometre of a border may fall on its other side.

    Parameters
    ----------
    points
        Geometries with a CRS; the index, or a column ``leaf``, says which record each belongs to.
    outlines
        Gives the outlines of a level: columns code and geometry, EPSG:4326.

    Returns
    -------
    Record → codes of the county, else the state, else the country; several where it lies on their border, none at sea
    and where no country holds most of an area.

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
    open_ones = open_ones.to_crs("EPSG:4326")
    open_ones = open_ones.set_geometry(
        gpd.GeoSeries(cut_at_180(open_ones.geometry.to_numpy()), open_ones.index, open_ones.crs)
    )
    is_area = shapely.get_dimensions(open_ones.geometry.to_numpy()) == _AREA
    found = _covering(open_ones[~is_area], outlines, {}, "covered_by")
    found = _covering(_widened(open_ones[~is_area]), outlines, found, "intersects")
    return found | _holding(open_ones[is_area], outlines)


def _covering(shapes: gpd.GeoDataFrame, outlines: Outlines, found: Found, predicate: str) -> Found:
    """Add what covers, or touches, each geometry that has no region yet, at the finest level where anything does."""
    for level in _LEVELS:
        rest = shapes[~shapes["leaf"].isin(found.keys())]
        joined = rest.sjoin(outlines(level, "detail"), predicate=predicate)
        codes = joined.groupby("leaf")["code"].agg(lambda group: tuple(sorted(set(group))))
        found = found | codes.to_dict()
    return found


def _holding(areas: gpd.GeoDataFrame, outlines: Outlines) -> Found:
    """Find the finest region that holds most of the land of each area."""
    found: Found = {}
    if areas.empty:
        return found
    whole = areas.set_geometry(gpd.GeoSeries(shapely.make_valid(areas.geometry.to_numpy()), areas.index, areas.crs))
    countries = _overlaps(whole, outlines(Level.COUNTRY, "detail"))
    land = countries.groupby("leaf")["size"].sum()
    for level in _LEVELS:
        largest = _LARGEST_KM2.get(level, 0) * _M2_PER_KM2
        small = whole[whole["leaf"].map(land) * MAJORITY < largest]
        pairs = _overlaps(small, outlines(level, "detail")) if largest else countries
        most = pairs[pairs["size"] > MAJORITY * pairs["leaf"].map(land)]
        found = {leaf: (RegionCode(code),) for leaf, code in zip(most["leaf"], most["code"], strict=True)} | found
    return found


def _overlaps(areas: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame) -> pd.DataFrame:
    """Measure how much of each area lies in each region: columns leaf, code, size (m²)."""
    joined = areas.sjoin(outlines, predicate="intersects")
    own = outlines.geometry.loc[joined["index_right"]].to_numpy()
    pieces = gpd.GeoSeries(shapely.intersection(joined.geometry.to_numpy(), own), crs="EPSG:4326")
    table = pd.DataFrame({"leaf": joined["leaf"].to_numpy(), "code": joined["code"].to_numpy()})
    return table.assign(size=pieces.to_crs(_EQUAL_AREA).area.to_numpy())


def _widened(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Widen points by the tolerance of the outlines; lines that no region covers are left out."""
    only = points[points.geom_type == "Point"]
    return only.set_geometry(
        gpd.GeoSeries(shapely.buffer(only.geometry.to_numpy(), COAST_DEGREES), only.index, only.crs)
    )
