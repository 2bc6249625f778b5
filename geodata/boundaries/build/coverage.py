"""One coverage for all levels: neighbours share their vertices, and every region is exactly the sum of its parts.

References
----------
https://shapely.readthedocs.io/en/stable/coverage.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.boundaries.build.errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

DETAIL_DEGREES: Final = 0.008
OVERVIEW_DEGREES: Final = 0.03
_LEAST_AREA: Final = 0.5
_WORLD_BOX: Final = (-181, -91, 181, 91)
_GRID_DEGREES: Final = 2.0**-16  # 1.7 m; binary fractions pack far better than decimal ones
_SNAPPING_DEGREES: Final = 2e-5
_GAP_DEGREES: Final = 0.05


def one_coverage(leaves: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Fit the leaves together: shared borders identical, overlaps given to the first leaf, slivers between them closed.

    Cleaning comes last: mending a single polygon afterwards would break the coverage.
    """
    valid = shapely.make_valid(leaves.geometry.to_numpy())
    snapped = _polygons(shapely.set_precision(valid, _GRID_DEGREES))
    cleaned = shapely.coverage_clean(
        snapped, gap_width=_GAP_DEGREES, snapping_distance=_SNAPPING_DEGREES, merge_strategy="min_index"
    )
    fitted = _redrawn(leaves, cleaned)
    lost = fitted["code"][fitted.is_empty].tolist()
    if lost:
        msg = f"coverage: {lost} gone after cleaning; expected every leaf on the map. Lessen the snapping."
        raise BuildError(msg)
    return fitted


def detailed(leaves: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the leaves as drawn when a state fills the screen, still one coverage."""
    # One tolerance for all: an array of them would be broadcast against the whole coverage.
    return _redrawn(leaves, shapely.coverage_simplify(leaves.geometry.to_numpy(), DETAIL_DEGREES))


def overview(leaves: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the detailed leaves as drawn when the continent fills the screen, still one coverage.

    A place that would lose half its area keeps its detailed outline: a county that can't be seen can't be pointed at.
    """
    shapes = leaves.geometry.to_numpy()
    area = shapely.area(shapes)
    # With the sea as one more region, the only borders without a second owner are those of the places kept as they are.
    sea = shapely.difference(shapely.box(*_WORLD_BOX), shapely.coverage_union_all(shapes))
    kept = np.zeros(len(shapes), dtype=bool)
    while True:
        drawn = shapes.copy()
        others = np.append(shapes[~kept], sea)
        drawn[~kept] = shapely.coverage_simplify(others, OVERVIEW_DEGREES, simplify_boundary=False)[:-1]
        collapsed = shapely.area(drawn) < area * _LEAST_AREA
        if not collapsed.any():
            return _redrawn(leaves, drawn)
        kept |= collapsed


def _redrawn(leaves: gpd.GeoDataFrame, shapes: npt.NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Return the leaves with other outlines."""
    return leaves.set_geometry(gpd.GeoSeries(shapes, leaves.index, leaves.crs))


def dissolved(leaves: gpd.GeoDataFrame, by: str) -> gpd.GeoDataFrame:
    """Return the outlines of the leaves' states or countries, made of the same vertices.

    Parameters
    ----------
    leaves
        Columns code, parent, country, geometry.
    by
        ``parent`` or ``country``.

    Returns
    -------
    Columns code and geometry, sorted by code.
    """
    whole = leaves.dissolve(by, method="coverage", as_index=False)[[by, "geometry"]]
    return whole.rename(columns={by: "code"}).sort_values("code", ignore_index=True)


def check(layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Refuse layers that overlap, leave gaps along shared borders, or hold a polygon that is not valid."""
    broken = [
        name
        for name, layer in layers.items()
        if not (shapely.coverage_is_valid(layer.geometry.to_numpy()) and layer.is_valid.all())
    ]
    if broken:
        msg = f"coverage: {broken} not valid; expected shared borders to be identical. Compare the shapely version."
        raise BuildError(msg)


def _polygons(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Keep the polygons of each shape: mending leaves points and lines behind."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    owner, is_area = owner[inner], shapely.get_dimensions(parts) == 2  # noqa: PLR2004  (an area has two dimensions)
    indices = owner[is_area]
    return np.asarray(shapely.multipolygons(parts[is_area], indices=indices), dtype=object)
