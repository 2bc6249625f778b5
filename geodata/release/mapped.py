"""Regions with their outlines and published values, for whoever opens a release in a GIS: GeoJSON and GeoParquet."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from geodata.regions import Level
from geodata.release.reading import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.protected import ProtectedTable
    from geodata.regions import Regions
    from geodata.release.model import Release

#: Outlines are simplified to 0.03°; finer coordinates than this say nothing.
GRID_DEGREES: Final = 0.001
NAMES: Final = ("name_en", "name_es", "level")


def mapped(release: Release) -> dict[str, bytes]:
    """Write regions.geojson, and for every table of one place by period its regions with values.

    Which regions are in a file depends on the levels that the tables go down to, never on a count.
    """
    drawn = _outlines(release.regions, _levels(release))
    files = {"regions.geojson": _geojson(drawn[["code", "geometry"]])}
    for name, side in mapped_tables(release).items():
        valued = drawn.merge(values(release.tables[name], side), on="code", how="inner", validate="one_to_one")
        files[f"geo/{name}.geojson"] = _geojson(valued)
        files[f"geo/{name}.parquet"] = _geoparquet(valued)
    return files


def mapped_tables(release: Release) -> dict[str, str]:
    """Return the tables of one place by period, and which place it is."""
    kinds = {side: {side, "period"} for side in SIDES}
    tables = release.tables.items()
    return {name: side for name, table in tables for side, kind in kinds.items() if set(table.dimensions) == kind}


def values(table: ProtectedTable, side: str) -> pd.DataFrame:
    """Return a row per region: count and status of each period, the count empty unless it is shown."""
    wide = table.cells.pivot_table(  # one cell each: "first" is the cell
        index=side, columns="period", values=["count", "status"], aggfunc="first", dropna=False
    )
    periods = sorted(table.cells["period"].unique(), key=lambda code: (code != "all", code))
    columns = {f"{part}_{period}": wide[part, period].array for period in periods for part in ("count", "status")}
    return pd.DataFrame({"code": wide.index.astype(str), **columns})


def _levels(release: Release) -> list[Level]:
    """List the levels that have cells, coarse to fine; an outline that nothing is shown for is left out."""
    declared = [table["dimensions"] for table in release.manifest["tables"]]
    finest = max((Level(d[side]).depth for d in declared for side in SIDES if side in d), default=1)
    return [level for level in Level if 0 < level.depth <= finest]


def _outlines(regions: Regions, levels: Iterable[Level]) -> gpd.GeoDataFrame:
    """Return the outlines as drawn: pools dissolved, overview detail; names and level beside them."""
    parts = [regions.outlines(level) for level in levels]
    drawn = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=4326)
    drawn["geometry"] = shapely.set_precision(drawn.geometry.to_numpy(), GRID_DEGREES)
    told = regions.frame.set_index("code")[list(NAMES)].astype("str")
    return drawn[["code", "geometry"]].join(told, on="code")[["code", *NAMES, "geometry"]]


def _geojson(drawn: gpd.GeoDataFrame) -> bytes:
    names = [name for name in drawn.columns if name != "geometry"]
    rows = zip(*(drawn[name].astype(object).where(drawn[name].notna(), None) for name in names), strict=True)
    features = [
        f'{{"type":"Feature","properties":{_json(dict(zip(names, row, strict=True)))},"geometry":{shape}}}'
        for row, shape in zip(rows, shapely.to_geojson(drawn.geometry.to_numpy()), strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n").encode()


def _json(properties: dict[str, object]) -> str:
    return json.dumps(properties, ensure_ascii=False, separators=(",", ":"), default=int)


def _geoparquet(drawn: gpd.GeoDataFrame) -> bytes:
    out = BytesIO()
    drawn.to_parquet(out, index=False, compression="zstd")
    return out.getvalue()
