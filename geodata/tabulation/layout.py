"""The trees and tables of a release, from its regions, its policy and its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.policy import LEVELS
from geodata.regions import is_pool
from geodata.relation import DIRECTIONS, GROUPS, HOME
from geodata.tabulation.grid import Grid, TableSpec
from geodata.tabulation.joint.records import with_records
from geodata.tabulation.joint.rules import Relation
from geodata.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.policy import Policy
    from geodata.regions import Regions
    from geodata.relation import Territories

#: States of the United States, and other countries as a whole.
HOME_LEVEL: Final = "home"
RELATION_LEVELS: Final = {"group": GROUPS, "direction": DIRECTIONS}
_FINENESS = {"world": 0, "country": 1, "state": 2, "county": 3}


def region_tree(regions: Regions, name: str) -> Tree:
    """Give the regions as a tree."""
    frame = regions.frame
    parents = {str(c): (None if _missing(p) else str(p)) for c, p in zip(frame["code"], frame["parent"], strict=True)}
    return Tree.from_parents(name, parents)


def _missing(value: object) -> bool:
    return value is None or value != value or value == ""  # noqa: PLR0124 (a missing value differs from itself)


def regions_down_to(regions: Regions, tree: Tree, level: str) -> Tree:
    """Cut the region tree to a level; below a pool nothing is left, the pool is the finest region shown."""
    return tree.keep(shown_regions(regions, level))


def shown_regions(regions: Regions, level: str) -> set[str]:
    """List the regions that have cells at a level: none finer, and no member of a pool nor anything in one."""
    frame = regions.frame
    parent = dict(zip(frame["code"], frame["parent"], strict=True))
    fine = dict(zip(frame["code"], frame["level"], strict=True))
    hidden: dict[str, bool] = {}

    def in_pool(code: str) -> bool:
        if code not in hidden:
            above = parent[code]
            hidden[code] = not _missing(above) and (is_pool(above) or in_pool(above))
        return hidden[code]

    finest = _FINENESS["state" if level == HOME_LEVEL else level]
    shown = {c for c in parent if _FINENESS[str(fine[c])] <= finest and not in_pool(c)}
    return {c for c in shown if _is_at_home(c, parent, fine)} if level == HOME_LEVEL else shown


def _is_at_home(code: str, parent: Mapping[str, str], level: Mapping[str, str]) -> bool:
    """Say whether a region is a country, or lies in the United States."""
    above = code
    while str(level[above]) in {"state", "county"}:
        above = parent[above]
    return above == HOME or str(level[code]) in {"world", "country"}


def build_grid(trees: Mapping[str, Tree], policy: Policy, regions: Regions) -> Grid:
    """Lay out the cells of a policy's tables."""
    specs = []
    for table in policy.tables:
        cuts = {}
        for d, level in table.dimensions.items():
            if d in {"origin", "recovery"}:
                cuts[d] = regions_down_to(regions, trees[d], level)
            elif d == "period":
                cuts[d] = trees[d].down_to(LEVELS[d][level])
            elif d == "relation" and level in RELATION_LEVELS:
                cuts[d] = trees[d].keep(set(trees[d].codes) & set(RELATION_LEVELS[level]))
            else:
                cuts[d] = trees[d]
        specs.append(TableSpec(table.name, cuts))
    used = {d: t for d, t in trees.items() if any(d in s.trees for s in specs)}
    return Grid.build(used, specs)


def link_records(grid: Grid, regions: Regions, territories: Territories) -> Grid:
    """Give the same cells with the equations of the records behind their tables."""
    return with_records(grid, Relation(regions, territories))
