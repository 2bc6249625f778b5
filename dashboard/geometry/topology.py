"""Regions to TopoJSON: every shared border is stored once, as an arc that both neighbours point to.

The arcs also say what kind of line each border is (coast, inner, state, country): the map draws these lines apart from
the fills, cased, so that a state line stays visible on any class.

References
----------
https://github.com/topojson/topojson-specification
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry import MultiPolygon, Polygon

Point: TypeAlias = tuple[int, int]
Ring: TypeAlias = list[Point]
BorderKind: TypeAlias = Literal["coast", "inner", "state", "country"]

CORNERS: Final = 3  # of the smallest polygon
BORDER_KINDS: Final[tuple[BorderKind, ...]] = ("coast", "inner", "state", "country")


@dataclass(frozen=True)
class Shape:
    """A region as it is drawn: its code, its state and country, what the script says about it, its outline."""

    code: str
    state: str
    country: str
    properties: dict[str, Any]
    outline: MultiPolygon = field(repr=False)


def _quantised_ring(line: shapely.LinearRing, grid: int) -> Ring:
    steps = np.rint(shapely.get_coordinates(line) * grid).astype(int)
    moved = np.r_[True, (np.diff(steps, axis=0) != 0).any(axis=1)]
    ring = [(int(x), int(y)) for x, y in steps[moved]]
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def _rings(polygon: Polygon, grid: int) -> list[Ring]:
    rings = [_quantised_ring(line, grid) for line in (polygon.exterior, *polygon.interiors)]
    # A ring that collapses on the grid would be a line; an outer ring that collapses takes its holes with it.
    return [ring for ring in rings if len(ring) >= CORNERS] if len(rings[0]) >= CORNERS else []


def _junctions(rings: Iterable[Ring]) -> set[Point]:
    """Find the points where borders part: those that have different neighbours in different rings."""
    neighbours: dict[Point, frozenset[Point]] = {}
    junctions: set[Point] = set()
    for ring in rings:
        for i, point in enumerate(ring):
            pair = frozenset((ring[i - 1], ring[(i + 1) % len(ring)]))
            if neighbours.setdefault(point, pair) != pair:
                junctions.add(point)
    return junctions


class _Arcs:
    """The arcs met so far; the same line in either direction gets one index (`~index` when reversed)."""

    def __init__(self) -> None:
        self.points: list[tuple[Point, ...]] = []
        self._index: dict[tuple[Point, ...], int] = {}

    def add(self, line: Sequence[Point]) -> int:
        """Return the index of a line, stored now if it is new."""
        key = tuple(line)
        if key in self._index:
            return self._index[key]
        if key[::-1] in self._index:
            return ~self._index[key[::-1]]
        self._index[key] = len(self.points)
        self.points.append(key)
        return self._index[key]

    def cut(self, ring: Ring, junctions: set[Point]) -> list[int]:
        """Return a ring as arcs that begin and end at junctions."""
        cuts = [i for i, point in enumerate(ring) if point in junctions]
        if not cuts:
            start = ring.index(min(ring))  # an island starts at its smallest point, wherever its source started
            turned = ring[start:] + ring[:start]
            return [self.add([*turned, turned[0]])]
        ends = [*cuts[1:], cuts[0] + len(ring)]
        return [self.add([ring[k % len(ring)] for k in range(a, b + 1)]) for a, b in zip(cuts, ends, strict=True)]

    def deltas(self) -> Iterator[list[list[int]]]:
        """Yield the arcs as TopoJSON wants them: the first point, then steps."""
        for line in self.points:
            steps = [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(line)]
            yield [list(line[0]), *steps]


def _border_kind(owners: Sequence[Shape]) -> BorderKind:
    if len(owners) == 1:
        return "coast"
    first, second = owners[0], owners[1]
    if first.country != second.country:
        return "country"
    return "state" if first.state != second.state else "inner"


def _borders(shapes: Sequence[Shape], arcs_of: Sequence[list[list[list[int]]]]) -> dict[BorderKind, list[int]]:
    owners: dict[int, list[Shape]] = {}
    for shape, polygons in zip(shapes, arcs_of, strict=True):
        for arc in (arc for polygon in polygons for ring in polygon for arc in ring):
            owners.setdefault(max(arc, ~arc), []).append(shape)
    borders: dict[BorderKind, list[int]] = {kind: [] for kind in BORDER_KINDS}
    for arc, shapes_of_arc in owners.items():
        if not shapes_of_arc[0].properties.get("square"):
            borders[_border_kind(shapes_of_arc)].append(arc)
    return borders


def topology(shapes: Sequence[Shape], *, grid: int) -> dict[str, Any]:
    """Return the TopoJSON of some regions: an object `regions` in their order, an object `borders` by kind of line.

    Parameters
    ----------
    shapes
        Regions that share their borders' vertices exactly.
    grid
        Steps per drawing unit; coordinates are rounded to it.
    """
    rings_of = [[rings for part in shape.outline.geoms if (rings := _rings(part, grid))] for shape in shapes]
    junctions = _junctions(ring for polygons in rings_of for rings in polygons for ring in rings)
    arcs = _Arcs()
    arcs_of = [[[arcs.cut(ring, junctions) for ring in rings] for rings in polygons] for polygons in rings_of]
    regions = [
        {"type": "MultiPolygon", "id": shape.code, "arcs": polygons, "properties": shape.properties}
        for shape, polygons in zip(shapes, arcs_of, strict=True)
    ]
    borders = [
        {"type": "MultiLineString", "id": kind, "arcs": [[arc] for arc in lines]}
        for kind, lines in _borders(shapes, arcs_of).items()
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [1 / grid, 1 / grid], "translate": [0, 0]},
        "objects": {
            "regions": {"type": "GeometryCollection", "geometries": regions},
            "borders": {"type": "GeometryCollection", "geometries": borders},
        },
        "arcs": list(arcs.deltas()),
    }
