"""The cells of a set of linked tables, and the margins that link them.

Every cell has one key over all dimensions (the root where its table lacks a dimension), so a margin that two tables
share is one cell. `up[d]` leads from a cell to the margin directly above it in dimension d; two cells with the same
`up[d]` are children of one equation *margin = sum of children*. A dimension that is a function of others adds
equations between cells of different tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.arrays import Bools, Ints
    from geodata.tabulation.hidden_records import Joint
    from geodata.trees import Tree


@dataclass(frozen=True)
class TableSpec:
    """A table: its name and, per dimension, the tree cut to the level the table goes down to."""

    name: str
    trees: Mapping[str, Tree]


@dataclass(frozen=True, eq=False)
class Grid:
    """All cells of all tables; see the module's text.

    `keys` is sorted; `up[d]` has shape (n_cells,), -1 where there is no margin above; `members[t]` are the cells of
    table t in the order of the product of its trees; `joint` says what the records behind the tables have to do with
    them.
    """

    dimensions: tuple[str, ...]
    trees: Mapping[str, Tree]
    tables: Sequence[TableSpec]
    keys: Ints
    up: Mapping[str, Ints]
    members: Mapping[str, Ints]
    joint: Joint | None = None

    @classmethod
    def build(cls, trees: Mapping[str, Tree], tables: Sequence[TableSpec]) -> Grid:
        """Lay out the cells of `tables`; trees of a table must be cuts of `trees`."""
        dims = tuple(trees)
        stride, size = {}, 1
        for d in reversed(dims):
            stride[d] = size
            size *= len(trees[d])
        keys_of = {t.name: _product_keys(t, trees, stride) for t in tables}
        keys = np.unique(np.concatenate(list(keys_of.values())))
        up = {}
        for d in dims:
            node = (keys // stride[d]) % len(trees[d])
            above = trees[d].parent[node]
            up_key = keys + (above - node) * stride[d]
            at = np.minimum(np.searchsorted(keys, up_key), len(keys) - 1)
            up[d] = np.where((above >= 0) & (keys[at] == up_key), at, -1)
        members = {name: np.searchsorted(keys, k) for name, k in keys_of.items()}
        return cls(dims, trees, tables, keys, up, members)

    def __len__(self) -> int:
        """Count the cells."""
        return len(self.keys)

    @cached_property
    def _margins(self) -> Mapping[str, Mapping[str, Bools]]:
        """Say of each table, and of each of its dimensions, which cells it sums along it; shape (n_cells,)."""
        out = {}
        for table in self.tables:
            members = self.members[table.name]
            out[table.name] = {d: np.zeros(len(self), dtype=bool) for d in table.trees}
            for d, is_margin in out[table.name].items():
                above = self.up[d][members]
                is_margin[above[above >= 0]] = True
        return out

    def implied(self, order: Sequence[str]) -> Mapping[str, Bools]:
        """Say of which cells the equation along a dimension follows from other equations; shape (n_cells,) each.

        Where a table sums a cell along two dimensions, summing along the first, and below it along the second, says
        that the cell is its sum along the second too. Which dimensions go first is for the caller to say.
        """
        implied = {d: np.ones(len(self), dtype=bool) for d in self.dimensions}
        for margins in self._margins.values():
            is_summed = np.zeros(len(self), dtype=bool)
            for d in sorted(margins, key=order.index):
                implied[d] &= ~margins[d] | is_summed
                is_summed |= margins[d]
        return implied

    def node(self, dimension: str, cells: Ints | None = None) -> Ints:
        """Give the tree index of each cell in one dimension."""
        keys = self.keys if cells is None else self.keys[cells]
        stride = 1
        for d in reversed(self.dimensions):
            if d == dimension:
                break
            stride *= len(self.trees[d])
        return (keys // stride) % len(self.trees[dimension])

    def depth(self) -> Ints:
        """Sum of a cell's depths over all dimensions: a margin is always shallower than what it sums."""
        total = np.zeros(len(self), dtype=np.int64)
        for d in self.dimensions:
            total += self.trees[d].depth[self.node(d)]
        return total

    def codes(self, cell: int) -> dict[str, str]:
        """Name a cell: dimension → code, roots left out unless the cell is the grand total."""
        at = np.array([cell])
        return {d: self.trees[d].codes[int(self.node(d, at)[0])] for d in self.dimensions}

    def table_of(self, cells: Ints) -> list[str]:
        """Name the first table that holds each cell."""
        names = np.full(len(self), "", dtype=object)
        for t in reversed(self.tables):
            names[self.members[t.name]] = t.name
        return [str(n) for n in names[cells]]


def _product_keys(table: TableSpec, trees: Mapping[str, Tree], stride: Mapping[str, int]) -> Ints:
    """Keys of a table's cells, in the order of the product of its trees."""
    keys = np.zeros(1, dtype=np.int64)
    for d in trees:
        if d in table.trees:
            index = trees[d].index
            at = np.array([index[c] for c in table.trees[d].codes], dtype=np.int64) * stride[d]
            keys = (keys[:, None] + at[None, :]).ravel()
    return keys
