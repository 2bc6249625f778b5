"""Primary rules: which counts are too small to be shown. Pure functions of numbers.

References
----------
CMS cell size suppression policy (ResDAC): no cell of 1 to 10 may be shown, hence the threshold of 11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints

#: A count has at least so many contributors, and the largest no more than so many percent of it.
LEAST_CONTRIBUTORS: Final = 2
LARGEST_SHARE: Final = 85


def is_small(count: Ints, threshold: int) -> Bools:
    """Say which counts are from 1 to k−1; shape as `count`."""
    return (count > 0) & (count < threshold)


def is_dominated(count: Ints, largest: Ints, n_contributors: Ints) -> Bools:
    """Say which counts one contributor supplied nearly all of; shape as `count`.

    Parameters
    ----------
    count
        True counts.
    largest
        The largest contributor's part of each.
    n_contributors
        How many contributors each has.
    """
    few = n_contributors < LEAST_CONTRIBUTORS
    return (count > 0) & (few | (100 * largest > LARGEST_SHARE * count))
