"""GeoJSON, GeoPackage and GeoParquet: records whose place is a geometry."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio

from loaders.errors import Fault, SourceError
from loaders.layouts.opened import Opened, cells, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.engines import DuckDBEngine

WGS84 = "EPSG:4326"


def open_geo(path: Path, engine: DuckDBEngine) -> Opened:
    """Open a file of features; `row` counts them from 1, and equal geometries become one place.

    Raises
    ------
    SourceError
        When the file cannot be read, has no geometry, or does not say its coordinate reference system.
    """
    frame = _read(path)
    places, keys = _places(frame.geometry)
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    header = [str(name) for name in attributes.columns]
    columns = {"row": np.arange(1, len(frame) + 1), "fault": pa.nulls(len(frame), pa.string()), "geometry": keys}
    columns |= {cell: _text(attributes[name]) for cell, name in zip(cells(header), attributes.columns, strict=True)}
    return Opened(header, engine.arrow(pa.table(columns)), places=places)


def _read(path: Path) -> gpd.GeoDataFrame:
    found = ""
    try:
        frame = gpd.read_parquet(path) if path.suffix.lower() not in {".geojson", ".json", ".gpkg"} else _features(path)
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001  (GDAL, Arrow and GeoPandas raise many kinds, and quote the file)
        found = unreadable(error)
    else:
        if not isinstance(frame, gpd.GeoDataFrame):
            found = "no geometry"
        elif frame.crs is None:
            found = "no coordinate reference system"
    if found:
        expected = "features with geometry and a coordinate reference system"
        raise SourceError([Fault(path.name, found, expected, "Export the layer again, best in EPSG:4326.")])
    return frame.to_crs(WGS84)


def _features(path: Path) -> gpd.GeoDataFrame:
    """Read the only layer of a file; GDAL's warnings are not shown, for they may quote the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layers = pyogrio.list_layers(path)[:, 0]
        if len(layers) > 1:
            fault = Fault(path.name, f"{len(layers)} layers", "one layer", "Export the layer of records by itself.")
            raise SourceError([fault])
        return gpd.read_file(path, engine="pyogrio", use_arrow=False)


def _places(geometry: gpd.GeoSeries) -> tuple[gpd.GeoSeries, pa.Array]:
    """Key the distinct geometries by their bytes, so that keys do not depend on the order of rows."""
    hexadecimal = geometry.to_wkb(hex=True).where(geometry.notna() & ~geometry.is_empty, None)
    distinct = pd.Series(hexadecimal.dropna().unique()).sort_values()
    places = gpd.GeoSeries.from_wkb(distinct.to_numpy(), index=distinct.to_numpy(), crs=WGS84)
    return places, pa.array(list(hexadecimal.where(hexadecimal.notna(), None)), pa.string(), from_pandas=True)


def _text(column: pd.Series) -> pa.Array:
    """Write the values of an attribute as strings; whole floats lose their point, missing values stay missing."""
    words = [None if missing else str(value) for value, missing in zip(column, column.isna(), strict=True)]
    return pa.array(words, pa.string())
