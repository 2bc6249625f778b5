"""Numbers of records of the finer places of a side: counties of each state, and what leaves the state or enters it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.tabulation.hidden_records import Numbers, joined
from geodata.tabulation.joint.flows import flows
from geodata.tabulation.joint.sides import spread_flows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Ints
    from geodata.tabulation.grid import TableSpec
    from geodata.tabulation.joint.levels import Context
    from geodata.tabulation.joint.sides import Between
    from geodata.tabulation.joint.tabled import Desk


class Within:
    """The finer places of both sides; what happens within a coarse one is told by pairs, the rest by how much.

    Where a coarse place may have any matrix of records within it, finer places ask nothing but their sum, which is a
    margin of their tables: there is nothing to tell then.
    """

    def __init__(self, desk: Desk, between: Between) -> None:
        self._desk, self._between = desk, between
        self._coarse: dict[str, Numbers] = {}
        name, trees = between.rule.name, desk.grid.trees
        codes = [trees[name].codes[n] for n in between.values.nodes.tolist()]
        inside = between.rule.inside(codes)
        self._inside = np.array([trees[name].index[c] for c in sorted(inside)], dtype=np.int64)
        self._crosses_function = any(
            name in t.trees and self.is_fine(side, t) for t in between.tables for side in between.plan.fine
        )
        asks_nothing = len(inside) == 1 and not self._crosses_function
        self.sides = () if asks_nothing else tuple(between.plan.fine)

    def is_fine(self, side: str, table: TableSpec) -> bool:
        """Say whether a table tells a side's finer places."""
        plan = self._between.plan
        if side not in plan.fine or side not in table.trees:
            return False
        return len(self._desk.levels.cut_of(table, side).nodes) > len(plan.coarse[side].nodes)

    def numbers(self, coarse: dict[str, Numbers]) -> dict[str, Numbers]:
        """Bring in the numbers of each side that has finer places, and write what they keep to.

        `coarse` has the numbers of its coarse places that they are tied to. Coarse places without finer ones are told
        by those too.
        """
        if not self.sides:
            return {}
        self._coarse = coarse
        plan, sides = self._between.plan, self._between.rule.sides
        parents = {side: self._parents(side) for side in plan.fine}
        inside: dict[str, list[Numbers]] = {side: [] for side in plan.fine}
        everywhere = set().union(*(set(p) for p in parents.values()))
        for parent in sorted(everywhere):
            ends = [parents.get(side, {}).get(parent) for side in sides]
            found = self._inside_of(parent, ends)
            for side, nodes in zip(sides, ends, strict=True):
                if nodes is not None:
                    inside[side].append(found.take(np.flatnonzero(found.at[side] >= 0)))
        told = {side: self._told(side, inside[side], parents[side]) for side in plan.fine}
        return {side: joined([numbers, self._unrefined(side, parents[side])]) for side, numbers in told.items()}

    def _unrefined(self, side: str, parents: dict[int, Ints]) -> Numbers:
        """Take the coarse places that have no finer ones."""
        coarse = self._coarse[side]
        return coarse.take(np.flatnonzero(~np.isin(coarse.at[side], list(parents))))

    def _parents(self, side: str) -> dict[int, Ints]:
        """List the coarse places of a side that have finer ones, with those."""
        plan = self._between.plan
        fine, coarse = plan.fine[side].nodes, plan.coarse[side]
        above = coarse.place[fine]
        is_finer = above != fine
        return {int(p): fine[is_finer & (above == p)] for p in np.unique(above[is_finer])}

    def _inside_of(self, parent: int, ends: Sequence[Ints | None]) -> Numbers:
        """Bring in the numbers of records that stay within a coarse place."""
        between = self._between
        first, second = between.rule.sides
        nodes = [np.array([parent]) if end is None else end for end in ends]
        possible = between.rule.possible_within(
            between.codes(first, nodes[0]), between.codes(second, nodes[1]), between.bit
        )
        is_one_sided = any(end is None for end in ends)
        cornered = () if is_one_sided else between.vague_within
        found = flows(possible, len(between.values.nodes), by_pairs=is_one_sided, cornered=cornered)
        numbers = spread_flows(self._desk, found, nodes, between, between.plan.both_fine)
        hidden = {side: np.where(numbers.at[side] == parent, -1, numbers.at[side])
                  for side, end in zip(between.rule.sides, ends, strict=True) if end is None}  # fmt: skip
        return Numbers(numbers.ids, {**numbers.at, **hidden})

    def _told(self, side: str, inside: Sequence[Numbers], parents: dict[int, Ints]) -> Numbers:
        """Tell the finer places of a side as finely as tables do, and tie them to the coarse ones."""
        between, desk = self._between, self._desk
        plan, name = between.plan, between.rule.name
        pairs = joined(inside)
        context = plan.each_fine[side]
        places = np.concatenate([np.empty(0, dtype=np.int64), *parents.values()])
        rest_values = self._rest_values()
        value, place = (box.ravel() for box in np.meshgrid(rest_values, places, indexing="ij"))
        rest = desk.spread({name: value, side: place}, context)
        if context == plan.both_fine:
            told = joined([pairs, rest])
        else:
            keys = np.unique(np.stack([pairs.at[name], pairs.at[side]]), axis=1)
            fine = desk.spread({name: keys[0], side: keys[1]}, context)
            value_cut = desk.levels.cut(name, desk.levels.finest(name)).place
            cuts = {name: value_cut, side: plan.fine[side].place, **desk.cuts(plan.both_fine)}
            desk.tie(fine, pairs, cuts)
            told = joined([fine, rest])
        self._tie_to_coarse(side, told, parents, context)
        return told

    def _rest_values(self) -> Ints:
        """Give the values of records that leave a coarse place: one for all, unless tables tell them by fine place."""
        if not self._crosses_function:
            return np.zeros(1, dtype=np.int64)  # the root of the function's tree: any of them
        return np.setdiff1d(self._between.values.nodes, self._inside)

    def _tie_to_coarse(self, side: str, told: Numbers, parents: dict[int, Ints], context: Context) -> None:
        between, desk = self._between, self._desk
        name, grid = between.rule.name, desk.grid
        lumped = np.arange(len(grid.trees[name]))
        if not self._crosses_function:
            lumped = np.where(np.isin(lumped, self._inside), lumped, 0)
        cuts = {name: lumped, side: between.plan.coarse[side].place, **desk.cuts(context)}
        coarse = self._coarse[side]
        refined = coarse.take(np.flatnonzero(np.isin(coarse.at[side], list(parents))))
        desk.tie(told, refined, cuts)
