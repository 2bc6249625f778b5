"""The one door from true counts to protected ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geodata import periods
from geodata.counting import count_cells
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.coded_leaves import CodedLeaves
from geodata.disclosure.controlled_rounding import rounded_cube
from geodata.disclosure.costs import published, weights
from geodata.disclosure.masked import standard_of
from geodata.disclosure.protection import Standard
from geodata.disclosure.recoding.small_areas import choose_pools
from geodata.disclosure.sensitive import hide_sensitive
from geodata.disclosure.suppression import secondary
from geodata.disclosure.visible import Visible
from geodata.protected import ProtectedCube
from geodata.relation import RELATION_TREE
from geodata.tabulation.layout import build_grid, link_records, region_tree
from geodata.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from geodata.arrays import Bools
    from geodata.counting import RawCube
    from geodata.policy import Policy, Table
    from geodata.regions import Regions
    from geodata.relation import Territories
    from geodata.tabulation.grid import Grid


@dataclass(frozen=True, eq=False)
class Protected:
    """What leaves disclosure control: the cube, its regions with pools, its trees, and its tables as coarsened.

    `kept_back` is for the publisher alone, and in no release: side → places of k or more that aren't shown themselves.
    """

    cube: ProtectedCube
    regions: Regions
    trees: dict[str, Tree]
    tables: tuple[Table, ...]
    kept_back: dict[str, list[str]] = field(default_factory=dict, repr=False)


def protect(
    leaves: pd.DataFrame,
    regions: Regions,
    policy: Policy,
    *,
    categories: Sequence[str],
    territories: Territories = "domestic",
    progress: Callable[[str], None] | None = None,
) -> Protected:
    """Coarsen, count, withhold, audit.

    Parameters
    ----------
    leaves
        Coded leaves: origin, recovery, period, relation, category, operation, count.
    regions
        The packaged regions.
    policy
        The rules.
    categories
        All categories there are, whether or not records have them.
    territories
        Whether Puerto Rico and the islands are domestic.
    progress
        Told a sentence per step; never a true count.

    Raises
    ------
    DisclosureError
        When the tables can't be protected, or the audit finds something or doesn't finish.
    """
    tell = progress or (lambda _: None)
    pools = choose_pools(regions, policy)
    regions = regions.with_pools(pools) if pools else regions
    tell(f"pooled small places into {len(pools)} pools")
    trees = _trees(leaves, regions, policy, categories)
    grid = link_records(build_grid(trees, policy, regions), regions, territories)
    coded = CodedLeaves.of(leaves, grid, policy)
    raw = count_cells(grid, coded.codes, coded.count, coded.is_reported, coded.is_masked)
    tell(f"counted {len(grid)} cells")
    if policy.rounding:
        return Protected(rounded_cube(raw, policy, published, tell), regions, dict(grid.trees), policy.tables)
    withheld = _withhold(raw, grid, policy, tell)
    withheld = hide_sensitive(leaves, raw, policy, withheld, weights(grid, raw.counts(), policy.weights), tell)
    tables = published(raw, withheld)
    report = audit_tables(grid, tables, Standard.of(policy), sensitive=policy.sensitive_categories)
    tell(f"audited {report.cells_checked} withheld cells and sums")
    kept_back = _kept_back(grid, withheld & (raw.counts() >= policy.threshold))
    return Protected(ProtectedCube(tables, report), regions, dict(grid.trees), policy.tables, kept_back)


def _kept_back(grid: Grid, large: Bools) -> dict[str, list[str]]:
    """Name the places whose total, over all else, is large and withheld; never how large."""
    found = {}
    for side in (d for d in ("origin", "recovery") if d in grid.dimensions):
        only = large & (grid.node(side) > 0)
        for other in grid.dimensions:
            only &= (grid.node(other) == 0) | (other == side)
        found[side] = [grid.trees[side].codes[node] for node in grid.node(side, np.flatnonzero(only))]
    return {side: codes for side, codes in found.items() if codes}


def _trees(leaves: pd.DataFrame, regions: Regions, policy: Policy, categories: Sequence[str]) -> dict[str, Tree]:
    places = region_tree(regions, "places")
    operations = sorted(set(leaves["operation"].unique()) | {"none"})
    return {
        "origin": places,
        "recovery": places,
        "relation": Tree.from_parents("relation", {"all": None, **RELATION_TREE}),
        "category": Tree.from_parents("category", {"all": None} | dict.fromkeys(categories, "all")),
        "operation": Tree.from_parents("operation", {"all": None} | dict.fromkeys(operations, "all")),
        "period": periods.period_tree(leaves["period"].unique(), policy.finest_period),
    }


def _withhold(raw: RawCube, grid: Grid, policy: Policy, tell: Callable[[str], None]) -> Bools:
    count = raw.counts()
    standard, cost = standard_of(policy, raw), weights(grid, count, policy.weights)
    visible = Visible.of(count, policy.threshold)
    return secondary.protect_cells(grid, visible, standard.primary(visible.counts), standard, cost, tell)
