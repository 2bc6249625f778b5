"""The trees and tables of a release, from its regions, its policy and its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geodata.policy import LEVELS
from geodata.regions import is_pool
from geodata.relation import relations, rules_of
from geodata.tabulation.grid import Grid, TableSpec
from geodata.tabulation.links import links_of
from geodata.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from geodata.policy import Policy
    from geodata.regions import Regions
    from geodata.relation import Territories

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

    return {c for c in parent if _FINENESS[str(fine[c])] <= _FINENESS[level] and not in_pool(c)}


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
            elif d == "relation" and level == "group":
                cuts[d] = trees[d].down_to(1)
            else:
                cuts[d] = trees[d]
        specs.append(TableSpec(table.name, cuts))
    used = {d: t for d, t in trees.items() if any(d in s.trees for s in specs)}
    return Grid.build(used, specs)


def link_relations(grid: Grid, regions: Regions, territories: Territories) -> None:
    """Write the equations between relations and corridors into a grid that has both."""
    if {"origin", "recovery", "relation"} <= set(grid.trees):
        grid.links.extend(links_of(grid, "relation", ("origin", "recovery"), possible_relations(regions, territories)))


def possible_relations(
    regions: Regions, territories: Territories
) -> Callable[[Sequence[str], Sequence[str]], dict[tuple[str, str], frozenset[str]]]:
    """Say which relations a record of two coarse places may have: several inside a state, and for pools."""

    def possible(origins: Sequence[str], recoveries: Sequence[str]) -> dict[tuple[str, str], frozenset[str]]:
        first, second = ({c: _parts(regions, c) for c in codes} for codes in (origins, recoveries))
        flat = [sorted({x for parts in side.values() for x in parts}) for side in (first, second)]
        known = _relations_of(flat[0], flat[1], regions, territories)
        return {
            (a, b): frozenset().union(*(known[x, y] for x in first[a] for y in second[b]))
            for a in origins
            for b in recoveries
        }

    return possible


def _parts(regions: Regions, code: str) -> Collection[str]:
    """Take a pool or a country apart, down to states: what a coarse leaf of a table may stand for."""
    below = [c for c in regions.children(code) if is_pool(code) or regions.level(c) == "state"]
    return [part for c in below for part in _parts(regions, c)] if below else [code]


def _relations_of(
    origins: Sequence[str], recoveries: Sequence[str], regions: Regions, territories: Territories
) -> dict[tuple[str, str], frozenset[str]]:
    pairs = [(a, b) for a in origins for b in recoveries]
    sides = [pd.Series([p[i] for p in pairs], dtype="str") for i in (0, 1)]
    found = [relations(*sides, regions=regions, territories=rule) for rule in rules_of(territories)]
    inside = frozenset({"same_county", "other_county", "in_state_unspecified"})
    return {
        p: frozenset[str]().union(*(inside if r in inside else {str(r)} for r in known))
        for p, *known in zip(pairs, *found, strict=True)
    }
