"""GeoJSON, GeoPackage, GeoParquet and zipped Shapefile: records whose place is a geometry."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio

from loaders.errors import SourceError
from loaders.layouts.opened import Opened, cells, unreadable

if TYPE_CHECKING:
    from loaders.engines import DuckDBEngine
    from loaders.sources import Source

WGS84 = "EPSG:4326"
PARQUET = frozenset({".parquet", ".pq", ".geoparquet"})
_GEOJSON = re.compile(rb'"type"\s*:\s*"(FeatureCollection|Feature)"')


def is_geojson(source: Source) -> bool:
    """Say whether JSON is a layer of features, by its beginning."""
    with source.open() as file:
        return bool(_GEOJSON.search(file.read(100_000)))


def open_geo(source: Source, engine: DuckDBEngine) -> Opened:
    """Open a file of features; `row` counts them from 1, and equal geometries become one place.

    Raises
    ------
    SourceError
        When the file cannot be read, has no geometry, or does not say its coordinate reference system.
    """
    frame = _read(source)
    places, keys = _places(frame.geometry)
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    header = [str(name) for name in attributes.columns]
    columns = {"row": np.arange(1, len(frame) + 1), "fault": pa.nulls(len(frame), pa.string()), "geometry": keys}
    columns |= {cell: _text(attributes[name]) for cell, name in zip(cells(header), attributes.columns, strict=True)}
    return Opened(header, engine.arrow(pa.table(columns)), places=places)


def _read(source: Source) -> gpd.GeoDataFrame:
    found = ""
    try:
        frame = _parquet(source) if source.suffix in PARQUET else _features(source)
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
        raise source.refusal(found, expected, "Export the layer again, best in EPSG:4326.")
    return cast("gpd.GeoDataFrame", frame).to_crs(WGS84)


def _parquet(source: Source) -> gpd.GeoDataFrame:
    with source.open() as file:
        return gpd.read_parquet(file)


def _features(source: Source) -> pd.DataFrame:
    """Read the only layer of a file; GDAL's warnings are not shown, for they may quote the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layers = pyogrio.list_layers(source.path if source.content is None else source.content)[:, 0]
        if len(layers) > 1:
            found = f"{len(layers)} layers"
            raise source.refusal(found, "one layer", "Export the layer of records by itself.")
        return _streamed(source)


def _streamed(source: Source) -> pd.DataFrame:
    """Read features a batch at a time, so that it can be told how many there are so far."""
    given = source.path if source.content is None else source.content
    with pyogrio.open_arrow(given, use_pyarrow=True) as (told, stream):
        table = pa.Table.from_batches(list(source.counted(stream, len)), stream.schema)
    name = told["geometry_name"] or "wkb_geometry"
    columns = {field: table[field].to_pylist() for field in table.column_names if field != name}
    attributes = pd.DataFrame(columns, dtype=object)
    if name not in table.column_names:
        return attributes
    frame: pd.DataFrame = gpd.GeoDataFrame(
        attributes, geometry=gpd.GeoSeries.from_wkb(table[name].to_pylist(), crs=told["crs"])
    )
    return frame


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
