"""Read the packaged layers; the only module that knows their file names."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final, Literal, TypeVar

import pandas as pd

from geodata.boundaries.codes import COLUMNS, UNKNOWN, WORLD, Level, unspecified
from geodata.boundaries.wording import unspecified_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import geopandas as gpd

Detail = Literal["overview", "detail"]
T = TypeVar("T")

#: Which files hold the outlines of a level. Later files win, so finer outlines replace coarser ones.
_OUTLINE_FILES: Final[dict[tuple[str, Detail], tuple[str, ...]]] = {
    ("county", "overview"): ("us_county.overview", "mx_municipio.overview"),
    ("county", "detail"): ("us_county.detail", "mx_municipio.detail"),
    ("state", "overview"): ("admin1_na.overview",),
    ("state", "detail"): ("admin1_na.detail",),
    ("country", "overview"): ("country.overview",),
    ("country", "detail"): ("country.overview", "country_na.detail"),
}


def _read(file: str, reader: Callable[[Path], T]) -> T:
    """Read one packaged file, also from a zipped package."""
    with as_file(files("geodata.boundaries") / "layers" / file) as path:
        return reader(path)


@cache
def read_attributes() -> pd.DataFrame:
    """Read code, parent, level, names, territory flag and population of every mapped region."""
    return _read("attributes.parquet", pd.read_parquet)


@cache
def read_regions() -> pd.DataFrame:
    """Build the table of all regions: the mapped ones, the world, ``unknown``, and the unspecified children.

    A region has an unspecified child where it has other children, so that a place known only coarsely is still a leaf.

    Returns
    -------
    Columns :data:`COLUMNS`, one row for each region.
    """
    mapped = read_attributes()[list(COLUMNS)]
    parents = mapped[mapped["code"].isin(mapped["parent"])]
    vague = [
        (unspecified(code), code, str(Level(level).below), *unspecified_names(code, name_en, name_es))
        for code, _, level, name_en, name_es in zip(*(parents[column] for column in COLUMNS[:5]), strict=True)
    ]
    special = [
        (WORLD, None, str(Level.WORLD), "World", "Mundo"),
        (UNKNOWN, WORLD, str(Level.COUNTRY), "Unknown", "Desconocido"),
    ]
    extra = pd.DataFrame([*special, *vague], columns=list(COLUMNS[:5]))
    unmapped = extra.assign(territory=False, population=pd.array([pd.NA] * len(extra), dtype="Int64"))
    return pd.concat([unmapped, mapped], ignore_index=True)


@cache
def read_borders() -> pd.DataFrame:
    """Read the pairs of regions that touch: level, a, b, shared_km (0 where they meet in a corner)."""
    return _read("adjacency.parquet", pd.read_parquet)


@cache
def read_look_up() -> pd.DataFrame:
    """Read the extra names and codes of regions: kind, text, code."""
    return _read("look_up.parquet", pd.read_parquet)


@cache
def read_outlines(level: str, detail: Detail) -> gpd.GeoDataFrame:
    """Read the outlines of one level in EPSG:4326.

    Parameters
    ----------
    level
        ``country``, ``state`` or ``county``.
    detail
        ``overview`` (0.03°) or ``detail`` (0.008°). Outside North America countries exist as overview only.

    Returns
    -------
    Columns code and geometry, one row for each region that has an outline, sorted by code.
    """
    import geopandas as gpd  # noqa: PLC0415 -- slow to import, and few need outlines

    parts = [
        _read(f"{name}.parquet", lambda path: gpd.read_parquet(path, columns=["code", "geometry"]))
        for name in _OUTLINE_FILES[level, detail]
    ]
    merged = pd.concat(parts, ignore_index=True).drop_duplicates("code", keep="last")
    return gpd.GeoDataFrame(merged.sort_values("code", ignore_index=True), geometry="geometry", crs="EPSG:4326")
