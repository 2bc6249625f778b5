"""What is known about a region: people, neighbours, and how far the land borders of the United States are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import shapely

from geodata.boundaries.codes import Level, RegionCode
from geodata.boundaries.packaged import read_outlines

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: The countries that the United States touches, and so the borders that a distance is told to.
BORDERS: Final = ("MX", "CA")
_HOME: Final = "US"
_METRES: Final = 1000


@dataclass(frozen=True)
class Profile:
    """What is known about a region.

    Attributes
    ----------
    population
        As a package gives it, with the year if it says so; None where none does: it is never guessed.
    neighbours
        Regions of the same level that touch it.
    border_km
        Country → distance from the region's nearest point to the land border between that country and the United
        States, in kilometres on the ellipsoid, 0 on the border. Only within these three countries.
    """

    code: RegionCode
    name: str
    level: Level
    parent: RegionCode | None
    is_territory: bool
    population: int | None
    population_year: int | None
    neighbours: tuple[RegionCode, ...]
    border_km: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Give the profile as the command line shows it."""
        return {
            "name": self.name,
            "level": str(self.level),
            "parent": self.parent,
            "territory": self.is_territory,
            "population": self.population,
            "population_year": self.population_year,
            "neighbours": list(self.neighbours),
            "border_km": self.border_km,
        }


def border_distances(code: str, level: str) -> dict[str, float]:
    """Measure how far a region is from the land borders of the United States.

    Parameters
    ----------
    code, level
        A region with an outline; any other has no distance.

    Returns
    -------
    Country → kilometres, to a tenth. Outlines are drawn to about a kilometre, and so are the distances.
    """
    outlines = read_outlines(str(level), "detail")
    own = outlines.loc[outlines["code"] == code, "geometry"]
    if own.empty or code[:2] not in {_HOME, *BORDERS}:
        return {}
    shape = own.iloc[0]
    return {country: _kilometres(shape, _border(country)) for country in BORDERS}


def _kilometres(shape: BaseGeometry, border: BaseGeometry) -> float:
    """Measure a distance on a plane that is true from the region's own nearest point."""
    near = shapely.get_point(shapely.shortest_line(shape, border), 0)
    plane = f"+proj=aeqd +lon_0={near.x} +lat_0={near.y} +datum=WGS84"
    pair = gpd.GeoSeries([shape, border], crs="EPSG:4326").to_crs(plane)
    return float(round(pair.iloc[0].distance(pair.iloc[1]) / _METRES, 1))


@cache
def _border(country: str) -> BaseGeometry:
    """Return the line that two countries share; in one coverage it is in both outlines, vertex by vertex."""
    outlines = read_outlines(Level.COUNTRY, "detail").set_index("code")["geometry"]
    return shapely.intersection(shapely.boundary(outlines[_HOME]), shapely.boundary(outlines[country]))
