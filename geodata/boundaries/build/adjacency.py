"""Which regions touch, read off the vertices that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

_METRES: Final = 1000
_DECIMALS: Final = 2


def neighbours(level: str, layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """List the pairs of regions of a level that touch.

    In a coverage, regions touch where they share a vertex, and share a border where they share an edge; islands in a
    hole included.

    Parameters
    ----------
    level
        ``country``, ``state`` or ``county``.
    layer
        A valid coverage, columns code and geometry (EPSG:4326).

    Returns
    -------
    Columns level, a, b, shared_km (on the ellipsoid; 0 where they meet in a corner), a before b, sorted.
    """
    rings, owners = _rings(layer)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    _, vertex = np.unique(points, axis=0, return_inverse=True)
    vertex = vertex.ravel()
    owner = owners[ring]
    follows = ring[1:] == ring[:-1]
    ends = np.sort(np.column_stack([vertex[:-1], vertex[1:]])[follows], axis=1)
    steps = np.column_stack([points[:-1], points[1:]])[follows]
    km = Geod(ellps="WGS84").inv(*(steps[:, column] for column in range(4)))[2] / _METRES
    borders = _shared(ends, owner[:-1][follows]).merge(
        pd.DataFrame({"key": _keys(ends), "km": km}).drop_duplicates("key"), on="key", validate="m:1"
    )
    corners = _shared(vertex[:, None], owner).assign(km=0.0)
    pairs = pd.concat([borders, corners]).groupby(["a", "b"], as_index=False)["km"].sum()
    codes = layer["code"].to_numpy()
    named = np.sort(np.column_stack([codes[pairs["a"]], codes[pairs["b"]]]).astype(str), axis=1)
    table = {"level": level, "a": named[:, 0], "b": named[:, 1], "shared_km": pairs["km"].round(_DECIMALS)}
    return pd.DataFrame(table).sort_values(["a", "b"], ignore_index=True)


def _rings(layer: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.int64]]:
    """Return all rings of a layer, and the position of the region that each belongs to."""
    parts, owners = shapely.get_parts(layer.geometry.to_numpy(), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    return rings, owners[part]


def _keys(things: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give vertices or edges numbers, equal ones the same."""
    return np.asarray(things[:, 0] * (things.max() + 1) + things[:, -1], dtype=np.int64)


def _shared(things: npt.NDArray[np.int64], owner: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Pair the owners of the same thing: columns key, a, b with a < b."""
    owned = pd.DataFrame({"key": _keys(things), "owner": owner}).drop_duplicates()
    owned = owned[owned["key"].duplicated(keep=False)]
    pairs = owned.merge(owned, on="key").rename(columns={"owner_x": "a", "owner_y": "b"})
    return pairs[pairs["a"] < pairs["b"]]
