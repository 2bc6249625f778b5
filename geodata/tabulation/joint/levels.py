"""How fine tables are in each dimension, and what of a record a set of tables tells together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.arrays import Ints
    from geodata.tabulation.grid import Grid, TableSpec
    from geodata.trees import Tree

#: Dimension → how fine, from 1 up; a dimension that isn't told is left out.
Context: TypeAlias = "Mapping[str, int]"


@dataclass(frozen=True, eq=False)
class Cut:
    """A tree down to some of its codes.

    Attributes
    ----------
    nodes
        The finest nodes that are left, in terms of the whole tree.
    place
        For every node of the whole tree, the finest one above it, or itself, that is left; shape (n_nodes,).
    """

    nodes: Ints
    place: Ints

    @classmethod
    def of(cls, whole: Tree, codes: Iterable[str]) -> Cut:
        """Cut a tree to codes that are closed upwards."""
        index, kept = whole.index, np.zeros(len(whole), dtype=bool)
        kept[[index[c] for c in codes]] = True
        place = np.arange(len(whole))
        for node in range(1, len(whole)):
            if not kept[node]:
                place[node] = place[whole.parent[node]]
        is_leaf = kept.copy()
        is_leaf[whole.parent[1:][kept[1:]]] = False
        return cls(np.flatnonzero(is_leaf), place)


class Levels:
    """The cuts of every dimension that tables have, and those of theirs that they share."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._made: dict[tuple[str, frozenset[str]], Cut] = {}
        self._cuts: dict[str, list[frozenset[str]]] = {}
        for d in grid.dimensions:
            own = {frozenset(t.trees[d].codes) for t in grid.tables if d in t.trees}
            own.discard(frozenset(grid.trees[d].codes[:1]))
            self._cuts[d] = sorted(own, key=lambda codes: (len(codes), sorted(codes)))

    @cached_property
    def are_nested(self) -> bool:
        """Say whether of any two cuts of a dimension one is the finer."""
        return all(a <= b for cuts in self._cuts.values() for a, b in pairwise(cuts))

    def of(self, table: TableSpec) -> Context:
        """Say how fine a table is."""
        found = {}
        for d, tree in table.trees.items():
            codes = frozenset(tree.codes)
            if codes in self._cuts[d]:
                found[d] = 1 + self._cuts[d].index(codes)
        return found

    def cut(self, dimension: str, rank: int) -> Cut:
        """Give a cut by how fine it is; 0 is the root alone."""
        return self.to(dimension, self._cuts[dimension][rank - 1] if rank else ())

    def cut_of(self, table: TableSpec, dimension: str) -> Cut:
        """Give the cut that a table has."""
        return self.to(dimension, table.trees[dimension].codes)

    def to(self, dimension: str, codes: Iterable[str]) -> Cut:
        """Cut a dimension down to some of its codes, and its root; made once for each."""
        whole = self.grid.trees[dimension]
        key = dimension, frozenset([*codes, whole.codes[0]])
        if key not in self._made:
            self._made[key] = Cut.of(whole, key[1])
        return self._made[key]

    def finest(self, dimension: str) -> int:
        """Say how many cuts a dimension has."""
        return len(self._cuts[dimension])


def join(*contexts: Context) -> dict[str, int]:
    """Tell all that any of some contexts tells."""
    out: dict[str, int] = {}
    for context in contexts:
        for d, rank in context.items():
            out[d] = max(rank, out.get(d, 0))
    return out


def meet(one: Context, other: Context) -> dict[str, int]:
    """Tell what both contexts tell."""
    return {d: min(rank, other[d]) for d, rank in one.items() if d in other}


def tells(context: Context, of: Context) -> bool:
    """Say whether a context tells all that another does."""
    return all(context.get(d, 0) >= rank for d, rank in of.items())


def without(context: Context, dimensions: Iterable[str]) -> dict[str, int]:
    """Leave dimensions out."""
    out = set(dimensions)
    return {d: rank for d, rank in context.items() if d not in out}


def shared(one: Context, other: Context) -> tuple[dict[str, int], dict[str, int]]:
    """Say what of a record two sides of it must be told together with, and what each tells.

    Where each side tells something that the other doesn't, chains of tables may tie those to each other, so both are
    told both. That asks no less than it must; where only one side tells more, it tells it alone.
    """
    both = meet(one, other)
    if not tells(both, one) and not tells(both, other):
        both = join(one, other)
    return both, join(both, one, other)
