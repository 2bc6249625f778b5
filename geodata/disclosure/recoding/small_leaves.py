"""Pooling on a bare instance: leaves of one parent that are too small in all are shown together, as `PARENT/other`.

A pool takes the place of its members in the trees and tables: it stands where they stood, as deep as they did, and
nothing inside it is a cell. Who is in it depends on which totals are too small, on what a pool holds in all, and on
counts of k or more, never on how small a member is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.counting import count_cells
from geodata.tabulation.grid import Grid, TableSpec
from geodata.tabulation.joint.records import with_records
from geodata.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.arrays import Bools, Ints
    from geodata.disclosure.protection import Standard
    from geodata.tabulation.instance import Instance

MIN_MEMBERS: Final = 2


@dataclass(frozen=True, eq=False)
class Pooled:
    """A bare instance with pools in the place of their members.

    Attributes
    ----------
    pools
        Dimension → pool → members.
    kept
        Dimensions whose leaves are left alone, since one dimension is a function of others.
    further, further_sum
        Cells of k or more inside pools, which stood there by themselves before, and their true total.
    """

    instance: Instance
    pools: Mapping[str, Mapping[str, list[str]]]
    kept: tuple[str, ...] = ()
    further: int = 0
    further_sum: int = 0

    def __str__(self) -> str:
        """Say how much was pooled."""
        members = [len(m) for pools in self.pools.values() for m in pools.values()]
        kept = f"; none of {', '.join(self.kept)}, as one is a function of the others" if self.kept else ""
        return f"pooled {sum(members)} leaves into {len(members)} pools{kept}"


def pool_leaves(instance: Instance, standard: Standard) -> Pooled:
    """Pool the leaves that are too small in all.

    Parameters
    ----------
    instance
        Trees, tables and counts.
    standard
        What is too small, and what a pool must leave open about its members.
    """
    grid = instance.grid
    kept = tuple(d for d in grid.dimensions if d in instance.functions)
    count = count_cells(grid, instance.codes, instance.count).counts()
    pools = {d: _choose(instance, count, d, standard) for d in grid.dimensions if d not in kept}
    pools = {d: found for d, found in pools.items() if found}
    if not pools:
        return Pooled(instance, {}, kept)
    inside = count[_inside(grid, pools) & (count >= standard.threshold)]
    return Pooled(_with_pools(instance, pools), pools, kept, len(inside), int(inside.sum()))


def with_members(cells: pd.DataFrame, pools: Mapping[str, Mapping[str, list[str]]]) -> pd.DataFrame:
    """Add the members of pools to a table's cells, withheld, but for those of a pool that is shown to hold 0."""
    for dimension in [d for d in pools if d in cells]:
        is_shown_zero = (cells["count"] == 0).fillna(value=False).astype(bool)
        inside = cells[cells[dimension].isin(pools[dimension]) & ~is_shown_zero]
        members = inside.assign(**{dimension: inside[dimension].map(pools[dimension])}).explode(dimension)
        hidden = pd.array([pd.NA] * len(members), dtype="Int64")
        cells = pd.concat([cells, members.assign(count=hidden, status="withheld")], ignore_index=True)
    return cells


def leaves_open(total: int, small: int, large: int, standard: Standard) -> bool:
    """Say whether a pool's total leaves its small members open, to who knows how many are small.

    Parameters
    ----------
    total
        What the pool holds in all.
    small
        How many members are too small: each holds less than k, and at least 1 unless zeros are protected.
    large
        How many others joined them: each holds k or more.
    standard
        The threshold, and what must be left open.
    """
    k, least = standard.threshold, 0 if standard.hides_zeros else 1
    if total < k or small + large < MIN_MEMBERS or k - 1 == least:  # all members are known to be 1 where k is 2
        return False
    floor, ceiling = large * k + small * least, small * (k - 1)
    return standard.protection.leaves_open(total, floor, ceiling, least, is_mixed=large > 0)


def _choose(instance: Instance, count: Ints, dimension: str, standard: Standard) -> dict[str, list[str]]:
    """Choose the pools of one tree, parent by parent."""
    grid = instance.grid
    cuts = [t.trees[dimension] for t in grid.tables if dimension in t.trees]
    if not cuts:
        return {}
    tree, full = max(cuts, key=len), grid.trees[dimension]  # cuts of a tree lie inside each other
    held = np.zeros(len(tree), dtype=np.int64)
    np.add.at(held, _moved(full, tree, {})[instance.codes[dimension]], instance.count)
    large = np.bincount(grid.node(dimension), weights=count >= standard.threshold, minlength=len(full))
    shown = large[[full.index[c] for c in tree.codes]]  # how many numbers of each could be shown
    pools = {}
    for parent in np.unique(tree.parent[tree.is_leaf & (tree.parent >= 0)]):
        siblings = np.flatnonzero((tree.parent == parent) & tree.is_leaf)
        n_children = int((tree.parent == parent).sum())
        members = _members(siblings[np.argsort(shown[siblings], kind="stable")], held, n_children, standard)
        if members:
            pools[_name(full, tree.codes[parent])] = sorted(tree.codes[m] for m in members)
    return pools


def _members(siblings: Ints, held: Ints, n_children: int, standard: Standard) -> list[int]:
    """Take the small ones of a parent's leaves, and the next that lose least until the pool is safe; none if it isn't.

    Something is left beside the pool: one that holds all children would be their parent.
    """
    is_small = standard.is_small(held[siblings])
    members: list[int] = siblings[is_small].tolist()
    n_small = len(members)
    others: list[int] = siblings[held[siblings] >= standard.threshold].tolist()
    if n_small < MIN_MEMBERS:
        return []
    while not leaves_open(int(held[members].sum()), n_small, len(members) - n_small, standard):
        if not others:
            return []
        members.append(others.pop(0))
    return members if len(members) < n_children else []


def _name(tree: Tree, parent: str) -> str:
    number, name = 1, f"{parent}/other"
    while name in tree.index:
        number += 1
        name = f"{parent}/other-{number}"
    return name


def _inside(grid: Grid, pools: Mapping[str, Mapping[str, list[str]]]) -> Bools:
    """Say which cells are of a member of a pool; shape (n_cells,)."""
    inside = np.zeros(len(grid), dtype=bool)
    for dimension, found in pools.items():
        index = grid.trees[dimension].index
        members = [index[m] for names in found.values() for m in names]
        inside |= np.isin(grid.node(dimension), members)
    return inside


def _with_pools(instance: Instance, pools: Mapping[str, Mapping[str, list[str]]]) -> Instance:
    """Put the pools in the place of their members: in trees, tables and records; functions are asked of them anew."""
    old = instance.grid
    into = {d: {m: p for p, members in found.items() for m in members} for d, found in pools.items()}
    trees = {d: _exchanged(t, into[d]) if d in into else t for d, t in old.trees.items()}
    specs = [
        TableSpec(t.name, {d: _exchanged(cut, into[d]) if d in into else cut for d, cut in t.trees.items()})
        for t in old.tables
    ]
    grid = with_records(Grid.build(trees, specs), instance.rule)
    moved = {d: _moved(old.trees[d], trees[d], into.get(d, {})) for d in old.dimensions}
    return replace(instance, grid=grid, codes={d: moved[d][at] for d, at in instance.codes.items()})


def _exchanged(tree: Tree, into: Mapping[str, str]) -> Tree:
    """Exchange members, and what lies below them, for their pools."""
    parents: dict[str, str | None] = {}
    for code, parent in tree.parents().items():
        if code in into:
            parents[into[code]] = parent
        elif parent is None or parent in parents:
            parents[code] = parent
    return Tree.from_parents(tree.name, parents)


def _moved(old: Tree, new: Tree, into: Mapping[str, str]) -> Ints:
    """Map every node to the one that counts it now: itself, its pool, or what its parent is mapped to."""
    index, out = new.index, np.zeros(len(old), dtype=np.int64)
    for node, (code, parent) in enumerate(zip(old.codes, old.parent, strict=True)):
        name = into.get(code, code)
        out[node] = index[name] if name in index else out[parent]
    return out
