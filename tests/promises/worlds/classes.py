"""Record classes: one for every kind of record that there may be, and which cells a record of it counts in.

A class is an origin leaf, a recovery leaf, a period, a category, an operation; its relation follows, by one rule or,
where each record may follow either, by each. Classes that count in the same cells throughout are one: no table can
tell them apart. Classes that count in a published zero are left out. Nothing else is left out or put together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from tests.promises.worlds.relations import RULES, relation_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.promises.worlds.published import Bools, Codes, Ints, Parents, Release, Sheet

SIDES: Final = ("origin", "recovery")


@dataclass(frozen=True, eq=False)
class Classes:
    """All record classes.

    Attributes
    ----------
    names
        One record of each: its codes, by the sheet's dimensions, as fine as tables show them.
    counts_in
        Which cells a record of each class counts in; shape (n_cells, n_classes).
    corner
        The place that both ends of the records of a class are in, as fine as tables show it; nothing where they differ.
    leaf
        Dimension → index of the code of each class; shape (n_classes,).
    """

    names: list[Codes]
    counts_in: Bools
    corner: list[str]
    leaf: dict[str, Ints]

    @classmethod
    def of(cls, release: Release, sheet: Sheet, *, is_merged: bool = True) -> Classes:
        """List the classes of a release; unless they are merged, every leaf of every tree is told apart."""
        dims = list(sheet.codes)
        finest = {d: _finest_shown(sheet, d, release.trees[d]) if is_merged else str for d in dims}
        kinds = sorted(_kinds(release, finest))
        others = [d for d in dims if d not in {*SIDES, "relation"}]
        rest = list(product(*(sorted(set(_leaves_of(release.trees[d], finest[d]))) for d in others)))
        named = [dict(zip((*SIDES, "relation", *others), (*kind[:3], *r), strict=True)) for kind in kinds for r in rest]
        corner = np.array([kind[3] for kind in kinds for _ in rest], dtype=object)
        index = {d: {c: i for i, c in enumerate(sheet.codes[d])} for d in dims}
        leaf = {d: np.array([index[d][str(n[d])] for n in named], dtype=np.int64) for d in dims}
        zero = np.flatnonzero((sheet.high == 0) & ~_is_under_zero(sheet))
        alive = np.flatnonzero(~_counts_in(sheet, leaf, zero).any(axis=0))
        rows = _counts_in(sheet, {d: at[alive] for d, at in leaf.items()}, np.arange(len(sheet.number)))
        places = np.unique(corner[alive])
        told_apart = np.vstack([rows, corner[alive] == places[:, None]])
        keep = _different_columns(told_apart) if is_merged else np.arange(len(alive))
        kept = alive[keep]
        names = [tuple(str(named[i][d]) for d in dims) for i in kept.tolist()]
        return cls(names, rows[:, keep], corner[kept].tolist(), {d: at[kept] for d, at in leaf.items()})

    def within(self, sheet: Sheet, dimension: str, code: str) -> Bools:
        """Say which classes lie in a code; shape (n_classes,)."""
        return _below(sheet, dimension)[sheet.codes[dimension].index(code)][self.leaf[dimension]]

    def counts_of(self, sheet: Sheet, records: Mapping[Codes, int]) -> Ints:
        """Count records, named by leaves in the sheet's dimensions, per class; shape (n_classes,)."""
        out = np.zeros(len(self.names), dtype=np.int64)
        every = np.arange(len(sheet.number))
        for codes, n in records.items():
            leaf = {d: np.array([sheet.codes[d].index(c)]) for d, c in zip(sheet.codes, codes, strict=True)}
            (found, *_) = np.flatnonzero((self.counts_in == _counts_in(sheet, leaf, every)).all(axis=0))
            out[found] += n
        return out


def _finest_shown(sheet: Sheet, dimension: str, tree: Parents) -> Callable[[str], str]:
    """Give the function that names the finest code shown that a code lies in."""
    shown = {c for c, is_shown in zip(sheet.codes[dimension], sheet.shown[dimension], strict=True) if is_shown}

    def of(code: str) -> str:
        step: str | None = code
        while step is not None and step not in shown:
            step = tree[step]
        assert step is not None  # a root stands in every table
        return step

    return of


def _leaves_of(tree: Parents, finest: Callable[[str], str]) -> Iterable[str]:
    above = set(tree.values())
    return (finest(c) for c in tree if c not in above)


def _kinds(release: Release, finest: dict[str, Callable[[str], str]]) -> set[tuple[str, str, str, str]]:
    """List what pairs of leaves look like in the tables: origin, recovery, relation, corner; "" where there is none."""
    leaves = [[c for c in release.trees[side] if c not in set(release.trees[side].values())] for side in SIDES]
    relations, found = release.trees["relation"], set()
    for rule in RULES[release.territories]:
        for pair in product(*leaves):
            relation = relation_of(*pair, release.world, rule, relations)
            codes = (*pair, relation)
            shown = [finest[d](c) if d in finest else "" for d, c in zip((*SIDES, "relation"), codes, strict=True)]
            corner = shown[0] if shown[0] == shown[1] else ""
            found.add((shown[0], shown[1], shown[2], corner))
    return found


def _is_under_zero(sheet: Sheet) -> Bools:
    return np.any([(up >= 0) & (sheet.high[up] == 0) for up in sheet.up.values()], axis=0)


def _counts_in(sheet: Sheet, leaf: dict[str, Ints], cells: Ints) -> Bools:
    """Say in which of some cells a record of each class counts: where each code of the cell is at or above its own."""
    out = np.ones((len(cells), len(next(iter(leaf.values())))), dtype=bool)
    for d, at in leaf.items():
        out &= _below(sheet, d)[:, at][sheet.node[d][cells]]
    return out


def _below(sheet: Sheet, dimension: str) -> Bools:
    """Say which codes lie in which; shape (n_codes, n_codes)."""
    below = np.eye(len(sheet.codes[dimension]), dtype=bool)
    for code in range(len(below) - 1, 0, -1):
        below[sheet.parent[dimension][code]] |= below[code]
    return below


def _different_columns(rows: Bools) -> Ints:
    """Take one of each kind of column, in order."""
    packed = np.ascontiguousarray(np.packbits(rows, axis=0).T)
    as_one = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    return np.sort(np.unique(as_one, return_index=True)[1])
