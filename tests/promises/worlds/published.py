"""What an attacker reads: published tables laid on one sheet, every cell with a code in every dimension."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from tests.promises.worlds.geography import Place

Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
#: Code → parent; the root has none.
Parents: TypeAlias = "Mapping[str, str | None]"
#: One code per dimension of the sheet.
Codes: TypeAlias = tuple[str, ...]
#: Stands in `Sheet.number` for a withheld cell.
WITHHELD: Final = -1
#: Stands for "as many as you like": far above any number of the worlds tested.
NO_END: Final = 100_000


@dataclass(frozen=True, eq=False)
class Release:
    """A release as files say it, and what its policy says.

    Attributes
    ----------
    tables
        Name → frame of codes, `count` and `status`.
    trees
        Dimension → tree. A table holds some of its codes; below a code all children or none.
    world
        All places, pools and their members included.
    territories
        domestic, abroad, or by_source: then each record may follow either.
    rounding
        0, or the base that every number is a multiple of.
    """

    tables: Mapping[str, pd.DataFrame]
    trees: Mapping[str, Parents]
    world: Mapping[str, Place]
    threshold: int
    level: str = "interval"
    zeros: str = "published"
    territories: str = "domestic"
    rounding: int = 0

    def without(self, cells: Collection[Codes], dimensions: Sequence[str]) -> Release:
        """Withhold some cells too, named by codes in some dimensions, roots where a table lacks one."""
        tables = {}
        for name, table in self.tables.items():
            roots = {d: next(c for c, p in self.trees[d].items() if p is None) for d in dimensions}
            sides = [table[d] if d in table else [roots[d]] * len(table) for d in dimensions]
            is_one = [codes in cells for codes in zip(*sides, strict=True)]
            tables[name] = table.assign(
                count=table["count"].mask(is_one), status=table["status"].mask(is_one, "withheld")
            )
        return replace(self, tables=tables)


@dataclass(frozen=True, eq=False)
class Sheet:
    """All cells of all tables, once each.

    Attributes
    ----------
    codes
        Dimension → its codes, every parent before its children.
    parent
        Dimension → index of each code's parent, -1 for the root.
    shown
        Dimension → which codes stand in a table; shape (n_codes,).
    node
        Dimension → index of each cell's code; shape (n_cells,).
    number
        The number of each cell, or WITHHELD; shape (n_cells,).
    low, high
        What a published number says of the true one, and the zero rule of a withheld one; shape (n_cells,).
    up
        Dimension → the cell one step up in it, -1 where there is none; shape (n_cells,).
    """

    codes: Mapping[str, list[str]]
    parent: Mapping[str, Ints]
    shown: Mapping[str, Bools]
    node: Mapping[str, Ints]
    number: Ints
    low: Ints
    high: Ints
    up: Mapping[str, Ints] = field(repr=False)

    @classmethod
    def of(cls, release: Release) -> Sheet:
        """Lay a release's tables out."""
        dims = [d for d in release.trees if any(d in t for t in release.tables.values())]
        codes = {d: _root_first(release.trees[d]) for d in dims}
        index = {d: {c: i for i, c in enumerate(codes[d])} for d in dims}
        parent = {
            d: np.array([-1 if above is None else index[d][above] for above in map(release.trees[d].get, codes[d])])
            for d in dims
        }
        stride = dict(zip(dims, np.cumprod([1, *(len(codes[d]) for d in dims)]).tolist(), strict=False))
        found = [_keys_and_numbers(t, index, stride) for t in release.tables.values()]
        keys, at = np.unique(np.concatenate([k for k, _ in found]), return_inverse=True)
        number = np.full(len(keys), WITHHELD, dtype=np.int64)
        np.maximum.at(number, at, np.concatenate([n for _, n in found]))
        node = {d: keys // stride[d] % len(codes[d]) for d in dims}
        up = {}
        for d in dims:
            above = parent[d][node[d]]
            key = keys + (above - node[d]) * stride[d]
            place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            up[d] = np.where((above >= 0) & (keys[place] == key), place, -1)
        shown = {d: np.isin(np.arange(len(codes[d])), node[d]) for d in dims}
        return cls(codes, parent, shown, node, number, *_bounds(release, number, up), up)

    def name(self, cell: int) -> Codes:
        """Name a cell by its codes."""
        return tuple(self.codes[d][int(self.node[d][cell])] for d in self.codes)

    @property
    def is_withheld(self) -> Bools:
        """Which cells hold no number; shape (n_cells,)."""
        return self.number == WITHHELD

    @property
    def is_under_withheld(self) -> Bools:
        """Which cells have a withheld margin one step up in some dimension; shape (n_cells,)."""
        blank = self.is_withheld
        return np.any([(up >= 0) & blank[up] for up in self.up.values()], axis=0)


def _root_first(tree: Parents) -> list[str]:
    depth: dict[str, int] = {}

    def of(code: str) -> int:
        if code not in depth:
            above = tree[code]
            depth[code] = 0 if above is None else 1 + of(above)
        return depth[code]

    return sorted(tree, key=lambda c: (of(c), c))


def _keys_and_numbers(
    table: pd.DataFrame, index: Mapping[str, Mapping[str, int]], stride: Mapping[str, int]
) -> tuple[Ints, Ints]:
    keys = np.zeros(len(table), dtype=np.int64)
    for d, at in index.items():
        if d in table:
            keys += np.array([at[c] for c in table[d].tolist()], dtype=np.int64) * stride[d]
    is_blank = (table["status"] == "withheld").to_numpy()
    return keys, np.where(is_blank, WITHHELD, table["count"].fillna(0).to_numpy(dtype=np.int64))


def _bounds(release: Release, number: Ints, up: Mapping[str, Ints]) -> tuple[Ints, Ints]:
    """Say what is known of each cell by itself.

    A rounded number may be off by less than its base. A withheld one is at least 1 where all margins one step up are
    published, since a zero would be too; with protected zeros it may always be 0.
    """
    blank, base = number == WITHHELD, release.rounding
    under_blank = np.any([(at >= 0) & blank[at] for at in up.values()], axis=0)
    least = np.where(under_blank | (release.zeros == "protected"), 0, 1)
    slack = np.where(number % base == 0, base - 1, 0) if base else np.zeros_like(number)
    low = np.where(blank, least, np.maximum(number - slack, 0))
    return low, np.where(blank, NO_END, number + slack)
