"""What tables ask of records between two sides, and of what is a function of both: relation of origin and recovery."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geodata.tabulation.hidden_records import Numbers
from geodata.tabulation.joint.flows import flows
from geodata.tabulation.joint.levels import Cut, join, shared, tells, without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.arrays import Ints
    from geodata.tabulation.grid import TableSpec
    from geodata.tabulation.joint.flows import Flows
    from geodata.tabulation.joint.levels import Context
    from geodata.tabulation.joint.rules import Rule
    from geodata.tabulation.joint.tabled import Desk


@dataclass(frozen=True, eq=False)
class Plan:
    """What each part of the model is told together with.

    Attributes
    ----------
    coarse
        Side → the codes that it is told down to first; finer ones, where tables have any, are told within.
    both, each
        The context of records between the sides, and of each side alone.
    both_fine, each_fine
        The same of what is finer.
    crossed
        Whether a table shows pairs of the two sides.
    """

    coarse: dict[str, Cut]
    fine: dict[str, Cut]
    both: Context
    each: dict[str, Context]
    both_fine: Context
    each_fine: dict[str, Context]
    crossed: bool


class Between:
    """Numbers of records between the coarse codes of both sides, by the value of the function and what both tell."""

    def __init__(self, desk: Desk, rule: Rule, tables: Sequence[TableSpec]) -> None:
        self.desk, self.rule, self.tables = desk, rule, tables
        self.values = self._values()

    def _values(self) -> Cut:
        """Give the finest values of the function that a table shows."""
        return self.desk.levels.cut(self.rule.name, self.desk.levels.finest(self.rule.name))

    @cached_property
    def bit(self) -> dict[str, int]:
        """Give every value that a record can have the bit of the finest one shown that holds it."""
        codes = self.desk.grid.trees[self.rule.name].codes
        order = {int(node): 1 << n for n, node in enumerate(self.values.nodes)}
        return {code: order.get(int(self.values.place[node]), 0) for node, code in enumerate(codes)}

    @cached_property
    def vague(self) -> tuple[int, ...]:
        """List the values, by their order, of records of which a coarse place isn't known."""
        codes = [self.desk.grid.trees[self.rule.name].codes[n] for n in self.values.nodes.tolist()]
        vague = self.rule.vague(codes) - self.rule.inside(codes)
        return tuple(n for n, code in enumerate(codes) if code in vague)

    @cached_property
    def vague_within(self) -> tuple[int, ...]:
        """List the values, by their order, of records of which a finer place isn't known."""
        codes = [self.desk.grid.trees[self.rule.name].codes[n] for n in self.values.nodes.tolist()]
        vague = self.rule.vague(codes) & self.rule.inside(codes)
        return tuple(n for n, code in enumerate(codes) if code in vague)

    @cached_property
    def plan(self) -> Plan:
        """Decide what is told together."""
        levels, sides = self.desk.levels, self.rule.sides
        coarse, fine = {}, {}
        own = {t.name: levels.of(t) for t in self.tables}
        crossing = [c for c in own.values() if all(side in c for side in sides)]
        for side in sides:
            if side not in levels.grid.trees:  # no table tells it: it may be anywhere
                coarse[side] = Cut(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))
                continue
            used = [levels.cut(side, c[side]) for c in own.values() if side in c]
            whole = self.desk.grid.trees[side].codes
            codes = self.rule.coarse(whole)
            cut = levels.to(side, whole if codes is None else codes) if used else levels.cut(side, 0)
            if used:
                finest = levels.cut(side, max(c[side] for c in own.values() if side in c))
                pairs = [levels.cut(side, c[side]) for c in crossing]
                cut = max([cut, *pairs], key=lambda c: len(c.nodes))  # as fine as tables are that show pairs
                if len(finest.nodes) > len(cut.nodes):
                    fine[side] = finest
            coarse[side] = cut
        return self._contexts(coarse, fine, own, crossed=bool(crossing))

    def _contexts(
        self, coarse: dict[str, Cut], fine: dict[str, Cut], own: dict[str, Context], *, crossed: bool
    ) -> Plan:
        first, second = self.rule.sides
        apart = (first, second, self.rule.name)
        levels = self.desk.levels

        def told(side: str, *, finely: bool) -> Context:
            return join(*(
                without(c, apart) for c in own.values()
                if side in c and (not finely or self._is_fine(side, levels.cut(side, c[side]), coarse, fine))
            ))  # fmt: skip

        each = {side: told(side, finely=False) for side in apart[:2]}
        both, _ = shared(each[first], each[second])
        both = join(both, *(without(c, apart) for c in own.values() if first in c and second in c))
        each_fine = {side: told(side, finely=True) for side in fine}
        both_fine: Context = {}
        if len(fine) > 1:
            both_fine, _ = shared(each_fine[first], each_fine[second])
        both = join(both, both_fine)
        each = {side: join(both, each[side]) for side in each}
        if not tells(each[first], each[second]) and not tells(each[second], each[first]):
            both = join(each[first], each[second])
            each = dict.fromkeys(each, both)
        each_fine = {side: join(both_fine, context) for side, context in each_fine.items()}
        return Plan(coarse, fine, both, each, both_fine, each_fine, crossed)

    @staticmethod
    def _is_fine(side: str, cut: Cut, coarse: dict[str, Cut], fine: dict[str, Cut]) -> bool:
        return side in fine and len(cut.nodes) > len(coarse[side].nodes)

    def codes(self, side: str, nodes: Ints) -> list[str]:
        """Name nodes of a side."""
        trees = self.desk.grid.trees
        told = side if side in trees else next(s for s in self.rule.sides if s in trees)
        return [trees[told].codes[n] for n in nodes.tolist()]

    @cached_property
    def numbers(self) -> Numbers:
        """Bring in the numbers of records between the two sides, and write what they keep to; -1 for no place."""
        first, second = self.rule.sides
        nodes = [self.plan.coarse[side].nodes for side in (first, second)]
        possible = self.rule.possible(self.codes(first, nodes[0]), self.codes(second, nodes[1]), self.bit)
        cornered = self.vague if all(len(n) > 1 for n in nodes) else ()
        found = flows(possible, len(self.values.nodes), by_pairs=self.plan.crossed, cornered=cornered)
        return spread_flows(self.desk, found, nodes, self, self.plan.both)

    def of_side(self, side: str) -> Numbers:
        """Take the numbers that count the records of one side's places, each once."""
        return self.numbers.take(np.flatnonzero(self.numbers.at[side] >= 0))


def spread_flows(desk: Desk, found: Flows, nodes: Sequence[Ints], between: Between, context: Context) -> Numbers:
    """Bring in flows for each combination of a context."""
    name, (first, second) = between.rule.name, between.rule.sides
    kinds, ends = np.append(between.values.nodes, -1), [np.append(n, -1) for n in nodes]
    at = {name: kinds[found.kind], first: ends[0][found.first], second: ends[1][found.second]}
    numbers = desk.spread(at, context)
    n, n_contexts = len(found.kind), len(numbers.ids) // max(len(found.kind), 1)
    start = (numbers.ids[0] if n else 0) + n * np.arange(n_contexts)
    rows = (found.row[None, :] + found.n_rows * np.arange(n_contexts)[:, None]).ravel()
    entries, signs = (found.entry[None, :] + start[:, None]).ravel(), np.tile(found.sign, n_contexts)
    desk.writer.rows(rows, entries, signs, found.n_rows * n_contexts)
    note_corners(desk, numbers, found.corners[:, None] + n * np.arange(n_contexts)[None, :], context)
    return numbers


def note_corners(desk: Desk, numbers: Numbers, places: Ints, context: Context) -> None:
    """Note corners, given by their places among numbers, a row for each and a column per context; and their sums."""
    grid = desk.grid
    corners = numbers.take(places.ravel())
    roots = {d: np.zeros(places.size, dtype=np.int64) for d in grid.dimensions}
    desk.writer.corners.append(Numbers(corners.ids, {**roots, **corners.at}))
    if places.shape[1] > 1 and len(places):
        once = numbers.take(places[:, 0])
        at = {d: (nodes[:1] * 0).repeat(len(places)) if d in context else nodes for d, nodes in once.at.items()}
        totals = desk.sums(numbers.ids[places])
        desk.writer.corners.append(Numbers(totals, {**{d: r[: len(places)] for d, r in roots.items()}, **at}))
