"""Primary rules: which counts are too small to be shown. Pure functions of numbers.

References
----------
CMS cell size suppression policy (ResDAC): no cell of 1 to 10 may be shown, hence the threshold of 11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints


def is_small(count: Ints, threshold: int) -> Bools:
    """Say which counts are from 1 to k−1; shape as `count`."""
    return (count > 0) & (count < threshold)
