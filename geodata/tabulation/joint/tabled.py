"""Numbers of records by some of their dimensions, and how those of one kind sum to those of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.tabulation.hidden_records import Numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.arrays import Ints
    from geodata.tabulation.grid import Grid, TableSpec
    from geodata.tabulation.hidden_records import Writer
    from geodata.tabulation.joint.levels import Context, Cut, Levels


class Desk:
    """Writes equations between numbers of records, told by nodes of the grid's trees.

    `coarse` has the cuts of dimensions that are told down to them first, whatever tables do.
    """

    def __init__(self, grid: Grid, levels: Levels, writer: Writer) -> None:
        self.grid, self.levels, self.writer = grid, levels, writer
        self.coarse: dict[str, Cut] = {}
        self._stride, size = {}, 1
        for d in reversed(grid.dimensions):
            self._stride[d] = size
            size *= len(grid.trees[d])

    def combinations(self, context: Context) -> dict[str, Ints]:
        """List the finest combinations that a context tells: the nodes of each dimension; shape (n,) each."""
        cuts = [self.cut(d, rank).nodes for d, rank in context.items()]
        boxes = np.meshgrid(*cuts, indexing="ij") if cuts else []
        return {d: box.ravel() for d, box in zip(context, boxes, strict=True)}

    def every(self, context: Context) -> Numbers:
        """Bring in a number for each finest combination of a context."""
        at = self.combinations(context)
        n = len(next(iter(at.values()))) if at else 1
        return Numbers(self.writer.numbers(n), at)

    def spread(self, numbers: Mapping[str, Ints], context: Context) -> Numbers:
        """Bring in a number for each of some combinations of nodes crossed with a context, which varies slowest."""
        at = self.combinations(context)
        n_context = len(next(iter(at.values()))) if at else 1
        n = len(next(iter(numbers.values())))
        out = {d: np.repeat(nodes, n) for d, nodes in at.items()}
        out |= {d: np.tile(nodes, n_context) for d, nodes in numbers.items()}
        return Numbers(self.writer.numbers(n * n_context), out)

    def sums(self, ids: Ints) -> Ints:
        """Bring in the sum of each row of a matrix of numbers."""
        totals = self.writer.numbers(len(ids))
        row = np.repeat(np.arange(len(ids)), ids.shape[1])
        self.writer.equate(row, ids.ravel(), np.arange(len(ids)), totals)
        return totals

    def cuts(self, context: Context) -> dict[str, Ints]:
        """Give where each node goes in what a context tells."""
        return {d: self.cut(d, rank).place for d, rank in context.items()}

    def cut(self, dimension: str, rank: int) -> Cut:
        """Give the cut of a dimension by how fine it is."""
        return self.coarse.get(dimension) or self.levels.cut(dimension, rank)

    def coarsely(self, table: TableSpec) -> dict[str, Cut]:
        """Give the cuts of a table, those of dimensions that are told coarsely first no finer than that."""
        out = {d: self.levels.cut_of(table, d) for d in self.grid.dimensions if d in table.trees}
        for d, coarse in self.coarse.items():
            if d in out and len(out[d].nodes) > len(coarse.nodes):
                out[d] = coarse
        return out

    def key(self, numbers: Numbers, cuts: Mapping[str, Ints]) -> Ints:
        """Give one key for each combination of nodes, as the cut has them: that of the cell, where one has it."""
        out = np.zeros(len(numbers.ids), dtype=np.int64)
        for d, place in cuts.items():
            out += self._stride[d] * place[numbers.at[d]]
        return out

    def tie(self, one: Numbers, other: Numbers, cuts: Mapping[str, Ints]) -> None:
        """Write that two kinds of numbers agree on what they share."""
        self.writer.equate(self.key(one, cuts), one.ids, self.key(other, cuts), other.ids)

    def is_whole(self, table: TableSpec) -> bool:
        """Say whether a table goes down at least as far as what is told first in each dimension."""
        own = {d: self.levels.cut_of(table, d) for d in self.coarse if d in table.trees}
        return all(len(cut.nodes) >= len(self.coarse[d].nodes) for d, cut in own.items())

    def link(self, numbers: Numbers, table: TableSpec, *, coarsely: bool = False) -> None:
        """Write that the finest cells of a table, or coarse ones, are sums of numbers."""
        own = {d: self.levels.cut_of(table, d) for d in self.grid.dimensions if d in table.trees}
        cuts = self.coarsely(table) if coarsely else own
        cells = self.cells(cuts)
        told = {d: cut.place for d, cut in cuts.items() if d in numbers.at or len(cut.nodes) > 1}  # others: all of it
        self.writer.equate(self.key(numbers, told), numbers.ids, self.key(cells, told), cells.ids)

    def cells(self, cuts: Mapping[str, Cut]) -> Numbers:
        """Give the finest cells of some cuts, all of which a table has, as numbers."""
        boxes = np.meshgrid(*(cut.nodes for cut in cuts.values()), indexing="ij")
        at = {d: box.ravel() for d, box in zip(cuts, boxes, strict=True)}
        keys = np.zeros(boxes[0].size, dtype=np.int64)
        for d, nodes in at.items():
            keys += self._stride[d] * nodes
        return Numbers(-1 - np.searchsorted(self.grid.keys, keys), at)
