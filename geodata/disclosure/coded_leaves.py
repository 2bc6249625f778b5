"""Coded leaves as disclosure control counts them: periods lifted, codes as places in trees, counts as whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geodata import periods

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geodata.arrays import Bools, Ints
    from geodata.policy import Policy
    from geodata.tabulation.grid import Grid


@dataclass(frozen=True, eq=False)
class CodedLeaves:
    """One row per leaf of the records.

    Attributes
    ----------
    codes
        Per dimension of the grid, its place in the tree; shape (n_leaves,) each.
    count
        0 where it isn't reported; shape (n_leaves,).
    is_reported, is_masked
        Whether there is a count, and whether its source masks it; shape (n_leaves,) each.
    """

    codes: Mapping[str, Ints]
    count: Ints
    is_reported: Bools
    is_masked: Bools

    @classmethod
    def of(cls, leaves: pd.DataFrame, grid: Grid, policy: Policy) -> CodedLeaves:
        """Take coded leaves: origin, recovery, period, relation, category, operation, count, count_low."""
        at = {p: periods.leaf_at(p, policy.finest_period) for p in leaves["period"].unique()}
        lifted = leaves.assign(period=leaves["period"].map(at))
        codes = {d: np.asarray(lifted[d].map(grid.trees[d].index), dtype=np.int64) for d in grid.dimensions}
        count = leaves["count"].fillna(0).to_numpy(dtype=np.int64)
        return cls(codes, count, leaves["count"].notna().to_numpy(), leaves["count_low"].notna().to_numpy())

    def take(self, some: Bools) -> CodedLeaves:
        """Take some leaves."""
        codes = {d: at[some] for d, at in self.codes.items()}
        return CodedLeaves(codes, self.count[some], self.is_reported[some], self.is_masked[some])
