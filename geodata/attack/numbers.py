"""Numbers under test: unknowns of a system less something, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints


class Numbers(NamedTuple):
    """The numbers x[column] − offset under test, and those that bounds prove safe, or prove not; shape (n_targets,).

    A share is as low as it may be in some completion, whatever the column is: only how high it goes is asked.
    """

    columns: Ints
    offsets: Ints
    is_share: Bools
    is_safe: Bools
    fails: Bools

    @classmethod
    def unique(
        cls, columns: Ints, offsets: Ints, is_share: Bools, is_safe: Bools, fails: Bools
    ) -> tuple[Numbers, Ints]:
        """Take each number once, sorted; also returned: which of them each is."""
        key = np.stack([columns, offsets, is_share, is_safe, fails], axis=1)
        tests, which = np.unique(key, axis=0, return_inverse=True)
        flags: list[Bools] = [tests[:, n].astype(bool) for n in (2, 3, 4)]
        return cls(tests[:, 0].copy(), tests[:, 1].copy(), *flags), which

    def some(self, at: Ints) -> Numbers:
        """Take some numbers."""
        flags = self.is_share[at], self.is_safe[at], self.fails[at]
        return Numbers(self.columns[at], self.offsets[at], *flags)

    def take(self, at: Ints, cols: Ints) -> Numbers:
        """Take some numbers of a component that has these columns, ascending."""
        return self.some(at)._replace(columns=np.searchsorted(cols, self.columns[at]))


def targets_in(columns: Ints, cols: Ints) -> Ints:
    """Find the numbers under test whose column is in a component; both are sorted."""
    first, last = (np.searchsorted(columns, cols, side=side) for side in ("left", "right"))
    return np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
