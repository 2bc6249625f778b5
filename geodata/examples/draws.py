"""Random draws that are the same on every platform and in every NumPy release.

NumPy keeps the raw stream of a bit generator stable for good, but may change what a `Generator` makes of it. So the
examples draw from the raw stream, and use whole numbers only: no float ever decides where a record goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Integers: TypeAlias = "NDArray[np.int64]"


class Draws:
    """A stream of whole numbers from PCG64."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def below(self, limits: Integers) -> Integers:
        """Draw one number from 0 to `limit - 1` for each limit; 0 where the limit is 0.

        Parameters
        ----------
        limits
            Shape (n,), each under 2**32.
        """
        # 32 random bits times a limit under 2**32 fit into 64 bits; the bias is below one in ten thousand.
        high = self._bits.random_raw(len(limits)) >> np.uint64(32)
        return ((high * limits.astype(np.uint64)) >> np.uint64(32)).astype(np.int64)

    def index(self, weights: Integers, size: int) -> Integers:
        """Draw `size` positions of `weights`, each with a chance in proportion to its weight."""
        reach = np.cumsum(weights, dtype=np.int64)
        return np.searchsorted(reach, self.below(np.full(size, reach[-1])), side="right")

    def within(self, weights: Integers, start: Integers, stop: Integers) -> Integers:
        """Draw, for each pair, one position of `weights` from `start` up to before `stop`, by weight.

        Parameters
        ----------
        weights
            Shape (m,), their sum under 2**32.
        start, stop
            Shape (n,), half-open slices of `weights`, none of them empty.
        """
        reach = np.concatenate([[0], np.cumsum(weights, dtype=np.int64)])
        target = reach[start] + self.below(reach[stop] - reach[start])
        return np.searchsorted(reach[1:], target, side="right")

    def value(self, chances: Mapping[str, int], size: int) -> NDArray[np.str_]:
        """Draw `size` keys of `chances`, each with a chance in proportion to its number."""
        return np.array(list(chances))[self.index(np.array(list(chances.values())), size)]
