"""Every world there is, written down one by one, to prove the judge on worlds small enough for that.

Nothing of the judge is used but the names of its numbers: a record is a tuple of leaves, and its cells are found by
walking up from each.
"""

from __future__ import annotations

from itertools import combinations_with_replacement, product
from math import comb
from typing import TYPE_CHECKING, Final

import numpy as np

from tests.promises.worlds.relations import RULES, relation_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.promises.worlds.numbers import Number
    from tests.promises.worlds.published import Codes, Ints, Parents, Release
    from tests.promises.worlds.ranking import Structure

MOST_WORLDS: Final = 50_000
_ORDER: Final = ("origin", "recovery", "relation", "period", "category", "operation")


class Listing:
    """All worlds that agree with a release; not listed where the grand total is withheld, or there are too many.

    Parameters
    ----------
    release
        As published.
    dimensions
        The dimensions of its tables, in order.
    structure, own
        As the judge takes them.
    """

    def __init__(
        self,
        release: Release,
        dimensions: Sequence[str],
        structure: Structure | None = None,
        own: Mapping[Codes, int] | None = None,
    ) -> None:
        self._release, self._dimensions = release, dimensions
        self._shown = _on_one_sheet(release, dimensions)
        self.kinds = sorted(set(self._records()))
        self._cells = [set(self._cells_of(kind)) for kind in self.kinds]
        total = self._shown[self._roots()]
        self.is_listed = total is not None and comb(len(self.kinds) + total - 1, total) <= MOST_WORLDS
        self.worlds: Ints = np.empty((0, len(self.kinds)), dtype=np.int64)
        if total is not None and self.is_listed:
            self.worlds = self._agreeing(_multisets(len(self.kinds), total))
            if structure is not None:
                self.worlds = np.array([w for w in self.worlds if structure(self._named(w))])
        self._own = np.array([(own or {}).get(self._codes(kind), 0) for kind in self.kinds], dtype=np.int64)
        if len(self.worlds):
            self.worlds = self.worlds[(self.worlds >= self._own).all(axis=1)]

    def values(self, number: Number) -> set[int]:
        """List what a number is in the worlds, own records left out."""
        counts = np.array([self._is_in(number, at) for at in range(len(self.kinds))], dtype=np.int64)
        return set(((self.worlds - self._own) @ counts - number.offset).tolist())

    def _is_in(self, number: Number, at: int) -> bool:
        """Say whether a kind of record counts in a number."""
        if number.is_corner:
            code, kind = dict(zip(self._dimensions, number.cell, strict=True)), self.kinds[at]
            lies_in = code["period"] in _upwards(kind[3], self._release.trees["period"])
            return kind[0] == kind[1] == code["origin"] and lies_in
        cells = self._cells[at]
        if number.axis:
            place, tree = self._dimensions.index(number.axis), self._release.trees[number.axis]
            children = [
                (*number.cell[:place], c, *number.cell[place + 1 :]) for c, p in tree.items() if p == number.cell[place]
            ]
            return number.cell in cells and not any(self._shown.get(c) is not None and c in cells for c in children)
        return number.cell in cells

    def _records(self) -> Iterator[Codes]:
        """List all records: origin, recovery, relation, period, category, operation, as leaves."""
        trees, world = self._release.trees, self._release.world
        leaves = {d: [c for c in tree if c not in set(tree.values())] for d, tree in trees.items()}
        rest = [leaves[d] if d in self._dimensions else [""] for d in ("period", "category", "operation")]
        for origin, recovery in product(leaves["origin"], leaves["recovery"]):
            for rule in RULES[self._release.territories]:
                relation = relation_of(origin, recovery, world, rule, trees["relation"])
                yield from ((origin, recovery, relation, *r) for r in product(*rest))

    def _cells_of(self, kind: Codes) -> Iterator[Codes]:
        named = dict(zip(_ORDER, kind, strict=True))
        yield from product(*(_upwards(named[d], self._release.trees[d]) for d in self._dimensions))

    def _roots(self) -> Codes:
        return tuple(next(c for c, p in self._release.trees[d].items() if p is None) for d in self._dimensions)

    def _agreeing(self, worlds: Ints) -> Ints:
        """Keep the worlds whose tables are the published ones, zero rule and rounding included."""
        release = self._release
        for cell, number in self._shown.items():
            value = worlds @ np.array([cell in cells for cells in self._cells], dtype=np.int64)
            if number is None:
                is_fit = value >= (1 if self._must_be_positive(cell) else 0)
            elif release.rounding and number % release.rounding == 0:
                is_fit = np.abs(value - number) < release.rounding
            else:
                is_fit = value == number
            worlds = worlds[is_fit]
        return worlds

    def _must_be_positive(self, cell: Codes) -> bool:
        """Say whether a withheld cell can't be 0: each margin one step up is published, so it would be too."""
        above = []
        for at, d in enumerate(self._dimensions):
            parent = self._release.trees[d][cell[at]]
            above += [] if parent is None else [(*cell[:at], parent, *cell[at + 1 :])]
        return self._release.zeros == "published" and all(self._shown.get(m, 0) is not None for m in above)

    def _named(self, world: Ints) -> dict[Codes, int]:
        return {self._codes(kind): int(n) for kind, n in zip(self.kinds, world, strict=True) if n}

    def _codes(self, kind: Codes) -> Codes:
        return tuple(kind[_ORDER.index(d)] for d in self._dimensions)


def _upwards(code: str, tree: Parents) -> list[str]:
    above = tree[code]
    return [code] if above is None else [code, *_upwards(above, tree)]


def _on_one_sheet(release: Release, dimensions: Sequence[str]) -> dict[Codes, int | None]:
    """Give every published cell its number or None, its codes those of the roots where a table lacks a dimension."""
    shown: dict[Codes, int | None] = {}
    for table in release.tables.values():
        roots = {d: next(c for c, p in release.trees[d].items() if p is None) for d in dimensions}
        for row in table.to_dict("records"):
            cell = tuple(str(row.get(d, roots[d])) for d in dimensions)
            shown[cell] = None if row["status"] == "withheld" else int(row["count"])
    return shown


def _multisets(n_kinds: int, n_records: int) -> Ints:
    """List every way to choose so many records of so many kinds; shape (n_worlds, n_kinds)."""
    chosen = np.array(list(combinations_with_replacement(range(n_kinds), n_records)), dtype=np.int64)
    worlds = np.zeros((len(chosen), n_kinds), dtype=np.int64)
    for record in chosen.T:
        np.add.at(worlds, (np.arange(len(worlds)), record), 1)
    return worlds
