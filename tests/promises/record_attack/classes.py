"""The classes of records that there can be: an unknown for each, by cliques of dimensions, and for pairs of counties.

A class that lies under a shown zero holds no record, and is left out.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING, Final, TypeAlias

from tests.promises.record_attack.cliques import COARSE, CORE, FINE, PERIODS, cliques_of, nodes_of, time_of
from tests.promises.record_attack.leaves import KEPT, Leaf, places_of, sides_of
from tests.promises.record_attack.places import is_corner, relations
from tests.promises.record_attack.published import ROOT, SIDES, Key, Release, Table
from tests.promises.record_attack.sights import Sight

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from tests.promises.record_attack.cliques import Clique

#: Where a class lies, by node: the names of leaves.
Class: TypeAlias = "dict[str, str]"
NOWHERE: Final = "all"


class Classes:
    """All classes of all cliques, numbered, with the sums that the tables are of them.

    Attributes
    ----------
    sums
        Cell → the classes in it.
    corners
        Records of which neither end is known further than a place: name → the classes.
    balances
        Two lists of classes that hold equally many records.
    """

    def __init__(self, release: Release, apart: Collection[str] = (), kept: int = KEPT) -> None:
        self.release = release
        self.sides = sides_of(release, apart, kept)
        self.n = 0
        self.sums: dict[Key, list[int]] = defaultdict(list)
        self.corners: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.balances: list[tuple[list[int], list[int]]] = []
        self._part, self._owner = 0, {}  # the clique at hand, and by which clique a cell was summed
        self._time = time_of(release.tables)
        self._leaves = {side: {leaf.name: leaf for leaf in self.sides.coarse[side]} for side in SIDES}
        self._values = {node: self._codes(node) for node in ("relation", "category", "operation", COARSE, FINE)}
        cliques = cliques_of(release.tables)
        self._tables = [Sight(t, nodes_of(t, self._time)) for t in release.tables]
        self._add_cliques(cliques)

    # -- what there is

    def _codes(self, node: str) -> list[str]:
        """List the leaves of a dimension; of periods, as fine as the node is."""
        dimension = "period" if node in {COARSE, FINE} else node
        parents = self.release.parents[dimension]
        deepest = len(PERIODS)
        if node in {COARSE, FINE}:
            deepest = PERIODS.index((self._time.coarse if node == COARSE else self._time.fine) or "all")
        kept = [c for c in parents if len(self.release.upwards(dimension, c)) - 1 <= deepest]
        return sorted(set(kept) - {parents[c] for c in kept})

    def above(self, node: str, name: str) -> Sequence[str]:
        """List the codes of the cells that a leaf is in."""
        if node in SIDES:
            return self._leaves[node][name].above
        return self.release.upwards("period" if node in {COARSE, FINE} else node, name)

    def _sample(self, node: str, name: str) -> str:
        return self._leaves[node][name].sample if node in SIDES else name

    def _add_cliques(self, cliques: Sequence[Clique]) -> None:
        made: list[list[tuple[int, Class]]] = []
        for self._part, clique in enumerate(cliques):
            above = enumerate(self._core()) if clique.above is None else made[clique.above]
            found = self._extended(clique, above)
            sights = [t for t in self._tables if t.nodes <= clique.nodes]
            numbered = []
            for one in found:
                if all(self._may_hold(sight, one) for sight in sights):
                    numbered.append((self.n, one))
                    self.n += 1
            fresh = [t for t in sights if not t.is_summed]
            for number, one in numbered:
                self._sum(fresh, number, one)
            for sight in fresh:
                sight.is_summed = True
            if clique.above is not None:
                self._balance(clique.shared, made[clique.above], numbered)
            made.append(numbered)
        self._part = len(cliques)
        self._add_corners(made[0])
        self._add_counties(made[0])

    def _core(self) -> Iterator[Class]:
        """List pairs of places with the relations that they can have."""
        parents = self.release.parents["relation"]
        is_told = any("relation" in t.levels for t in self.release.tables)
        periods = self._values[COARSE] if self._time.coarse else [NOWHERE]
        for a, b in product(*(self._open(side) for side in SIDES)):
            pair = relations(places_of(a, b), places_of(b, a), self.release.territories, parents)
            for relation, period in product(sorted(pair) if is_told else [NOWHERE], periods):
                yield {"origin": a.name, "recovery": b.name, "relation": relation, COARSE: period}

    def _open(self, side: str) -> list[Leaf]:
        """List the leaves of a side that aren't shown as 0 throughout."""
        seen = {key[SIDES.index(side)] for key in self.release.shown}
        is_told = any(side in t.levels for t in self.release.tables)
        return [leaf for leaf in self.sides.coarse[side] if leaf.sample in seen or not is_told]

    def _extended(self, clique: Clique, above: Iterable[tuple[int, Class]]) -> Iterator[Class]:
        """List the classes of a clique: those of the one that it hangs on, or of pairs, by its further dimensions."""
        is_first = clique.above is None
        shared = sorted(set(CORE) | {COARSE} if is_first else clique.shared)
        seen = {tuple(one[n] for n in shared): None for _, one in above}
        new = sorted(clique.nodes.difference(shared))
        values = [self._values[n] if n not in SIDES else list(self._leaves[n]) for n in new]
        for base, more in product(seen, product(*values)):
            one = dict(zip([*shared, *new], [*base, *more], strict=True))
            if not {COARSE, FINE} <= set(one) or one[COARSE] in self.above(FINE, one[FINE]):
                yield one

    def _may_hold(self, sight: Sight, one: Class) -> bool:
        """Say whether the finest cell of a table that a class lies in isn't a shown zero."""
        codes = {}
        for dimension in sight.table.levels:
            node = sight.node(dimension)
            if node is None:
                codes[dimension] = ROOT[dimension]
                continue
            name = one[node]
            among = [self._sample(node, name), *self.above(node, name)]
            codes[dimension] = next(c for c in among if c in sight.table.codes[dimension])
        return sight.table.key(codes) in self.release.shown

    def _sum(self, sights: Iterable[Sight], number: int, one: Class) -> None:
        for sight in sights:
            found = []
            for dimension in sight.table.levels:
                node = sight.node(dimension)
                codes = [ROOT[dimension]] if node is None else self.above(node, one[node])
                found.append([c for c in codes if c in sight.table.codes[dimension]])
            self._note(sight.table, found, number)

    def _note(self, table: Table, found: Sequence[Sequence[str]], number: int) -> None:
        for codes in product(*found):
            key = table.key(dict(zip(table.levels, codes, strict=True)))
            cell = self.sums[key]
            if self._owner.setdefault(key, self._part) == self._part and (not cell or cell[-1] < number):
                cell.append(number)  # once: other tables and other cliques have the same margin

    def _balance(
        self, shared: Collection[str], above: Iterable[tuple[int, Class]], below: Iterable[tuple[int, Class]]
    ) -> None:
        pairs: dict[tuple[str, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for at, side in enumerate((above, below)):
            for number, one in side:
                pairs[tuple(one[n] for n in sorted(shared))][at].append(number)
        self.balances += pairs.values()

    # -- corners and counties

    def _add_corners(self, core: Iterable[tuple[int, Class]]) -> None:
        crossed = any(set(SIDES) <= set(t.levels) for t in self.release.tables)
        for number, one in core:
            if one["origin"] == one["recovery"] and not crossed and is_corner(one["origin"]):
                self._note_corner(one["origin"], one[COARSE], number)

    def _note_corner(self, place: str, period: str, number: int) -> None:
        for code in self.release.upwards("period", period):
            self.corners[place, code].append(number)

    def _add_counties(self, core: Sequence[tuple[int, Class]]) -> None:
        tables = {side: [t for t in self._tables if t.table.levels.get(side) == "county"] for side in SIDES}
        for side, found in tables.items():
            assert all(set(t.table.levels) <= {side, "period"} for t in found), (
                "counties crossed with more than periods"
            )
        states = sorted({s for side in SIDES for s in self.sides.fine[side]})
        for state, period in product(states, self._values[COARSE] if self._time.coarse else [NOWHERE]):
            of = {s: [(n, c) for n, c in core if c[s] == state and c[COARSE] == period] for s in SIDES}
            if any(of.values()):
                self._add_state(state, period, of, tables)

    def _add_state(
        self, state: str, period: str, core: Mapping[str, Sequence[tuple[int, Class]]],
        tables: Mapping[str, Sequence[Sight]],
    ) -> None:  # fmt: skip
        """Hand the records of a state and period out to its counties: pairs of them inside it, else one end."""
        open_: dict[str, list[Leaf]] = {}
        for side in SIDES:
            whole = self._leaves[side].get(state)
            leaves = self.sides.fine[side].get(state) or ([whole] if whole else [])
            open_[side] = [x for x in leaves if x is whole or self._is_open(x, period, tables[side])]
        inside: dict[str, list[int]] = defaultdict(list)
        parents = self.release.parents["relation"]
        told = {c["relation"] for side in SIDES for _, c in core[side]}
        for a, b in product(open_["origin"], open_["recovery"]):
            pair = relations(places_of(a, b), places_of(b, a), self.release.territories, parents)
            for relation in sorted(pair & told) if told != {NOWHERE} else [NOWHERE]:
                number = self._county(tables, {"origin": a, "recovery": b}, period)
                inside[relation].append(number)
                if a.name == b.name and is_corner(a.name):
                    self._note_corner(a.name, period, number)
        within = [(n, c) for n, c in core["origin"] if c["recovery"] == state]
        for relation in sorted({c["relation"] for _, c in within} | set(inside)):
            self.balances.append((inside[relation], [n for n, c in within if c["relation"] == relation]))
        for side, other in (SIDES, SIDES[::-1]):
            if self.sides.fine[side].get(state):
                rest = [self._county(tables, {side: leaf}, period) for leaf in open_[side]]
                self.balances.append((rest, [n for n, c in core[side] if c[other] != state]))

    def _is_open(self, leaf: Leaf, period: str, tables: Iterable[Sight]) -> bool:
        return all(
            any(
                sight.table.key({sight.side: leaf.sample, "period": code}) in self.release.shown
                for code in self._finest(sight, period)
            )
            for sight in tables
        )

    def _finest(self, sight: Sight, period: str) -> list[str]:
        if "period" not in sight.table.levels:
            return [ROOT["period"]]
        codes = self.release.upwards("period", period)
        return [next(c for c in codes if c in sight.table.codes["period"])]

    def _county(self, tables: Mapping[str, Sequence[Sight]], ends: Mapping[str, Leaf], period: str) -> int:
        number = self.n
        self.n += 1
        for side, leaf in ends.items():
            if leaf.name in self._leaves[side]:
                continue  # the state as a whole, which the cliques sum
            for sight in tables[side]:
                codes = [c for c in leaf.above if c in sight.table.codes[side] and self.release.level[c] == "county"]
                periods = [
                    c for c in self.release.upwards("period", period) if c in sight.table.codes.get("period", ())
                ]
                found = {side: codes, "period": periods}
                self._note(sight.table, [found[d] for d in sight.table.levels], number)
        return number
