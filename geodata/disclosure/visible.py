"""Counts as far as the search for what to withhold may look at them: no count below k is in here.

Who knows how the search chooses, and sees what it chose, learns nothing from a choice that doesn't depend on small
counts. So they aren't handed to it: all from 1 to k−1 are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Visible:
    """What may be looked at.

    Attributes
    ----------
    counts
        Zeros, and counts of k or more, as they are; all others as 1. Can't be written to; shape (n_cells,).
    threshold
        k.
    """

    counts: Ints
    threshold: int

    def __post_init__(self) -> None:
        """Take no count from 2 to k−1."""
        if ((self.counts > 1) & (self.counts < self.threshold)).any():
            msg = f"Visible: counts below {self.threshold} are among them; expected none. Make it with Visible.of."
            raise ValueError(msg)
        self.counts.flags.writeable = False

    @classmethod
    def of(cls, count: Ints, threshold: int) -> Visible:
        """Hide what is too small of true counts."""
        return cls(np.where((count > 0) & (count < threshold), 1, count), threshold)

    def less(self, own: Ints) -> Visible:
        """Give what others supplied of each cell; of those that are hidden, nothing that counts."""
        return Visible.of(np.where(self.is_small, 1, self.counts - own), self.threshold)

    @property
    def is_zero(self) -> Bools:
        """Which counts are 0; shape (n_cells,)."""
        return np.asarray(self.counts == 0)

    @property
    def is_small(self) -> Bools:
        """Which counts are from 1 to k−1; shape (n_cells,)."""
        return np.asarray((self.counts > 0) & (self.counts < self.threshold))

    @property
    def is_large(self) -> Bools:
        """Which counts are k or more; shape (n_cells,)."""
        return np.asarray(self.counts >= self.threshold)
