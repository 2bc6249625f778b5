"""Shapes that reach across 180°, cut there as the packaged outlines are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

_HALF: Final = 180.0
_TURN: Final = 360.0
#: A part wider than half the world is one that was written across 180° with a jump; a whole turn is Antarctica.
_WIDEST: Final = 359.0
_TOP: Final = 90.0


def cut_at_180(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Bring all longitudes into −180° to 180°: 190° becomes −170°, and what crosses 180° is cut there.

    Parameters
    ----------
    shapes
        Geometries in degrees; one wider than half the world is taken to cross 180°, not the Atlantic.
    """
    bounds = shapely.bounds(shapes)
    width = bounds[:, 2] - bounds[:, 0]
    odd = (bounds[:, 0] < -_HALF) | (bounds[:, 2] > _HALF) | ((width > _HALF) & (width < _WIDEST))
    done = shapes.copy()
    done[odd] = [_cut(shape) for shape in shapes[odd]]
    return done


def _cut(shape: BaseGeometry) -> BaseGeometry:
    """Cut each part by itself: islands on both sides are whole already."""
    parts = [_part(part) for part in shapely.get_parts(shape)]
    return shapely.union_all(parts) if len(parts) > 1 else parts[0]


def _part(part: BaseGeometry) -> BaseGeometry:
    """Write a part without a jump, then move what lies beyond 180° to the other side."""
    west, _, east, _ = shapely.bounds(part)
    if _HALF < east - west < _WIDEST:
        part = shapely.transform(part, lambda xy: np.column_stack([xy[:, 0] % _TURN, xy[:, 1]]))
    if shapely.get_dimensions(part) > 1:
        part = shapely.make_valid(part)
    pieces = []
    for turn in (-1, 0, 1):
        middle = turn * _TURN
        window = shapely.box(middle - _HALF, -_TOP, middle + _HALF, _TOP)
        piece = shapely.intersection(part, window)
        if not shapely.is_empty(piece):
            pieces.append(shapely.transform(piece, lambda xy, by=middle: xy - [by, 0]))
    return shapely.union_all(pieces) if pieces else part
