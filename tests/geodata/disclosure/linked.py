"""Small linked tables, invented, and an attacker with all the patience there is: he writes down every completion.

Nothing here uses the engine's own equations: a cell is a tuple of codes, a margin is found by its codes, and the
completions are listed one unknown after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from geodata.protected import ProtectedTable
from geodata.tabulation.grid import Grid, TableSpec
from geodata.trees import Tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.random import Generator

    from geodata.arrays import Bools, Ints
    from geodata.disclosure.protection import Standard

Codes: TypeAlias = tuple[str, ...]
#: A number that is not safe: its cell, its least and its greatest value (None: no bound).
Range: TypeAlias = "tuple[Codes, int, int | None]"

#: Shapes of trees: a root with two leaves, with three, and one with a level between.
SHAPES = (
    {"": None, "1": "", "2": ""},
    {"": None, "1": "", "2": "", "3": ""},
    {"": None, "1": "", "2": "", "11": "1", "12": "1"},
)
#: Which dimensions the tables of an instance have, and how deep each goes.
LAYOUTS = (
    ({"a": 2, "b": 2},),
    ({"a": 2, "b": 2}, {"a": 2, "c": 2}),
    ({"a": 2, "b": 1}, {"a": 1, "c": 2}),
    ({"a": 2, "b": 2}, {"b": 2, "c": 1}),
    ({"a": 1, "b": 1}, {"b": 1, "c": 1}, {"a": 1, "c": 1}),
    ({"a": 2, "b": 1}, {"a": 2}, {"b": 1, "c": 1}),
)
#: More completions than this are not listed.
MOST = 2_000


@dataclass(frozen=True, eq=False)
class Truth:
    """Linked tables and the true count of every cell, by hand: a cell sums the records below its codes.

    `records` counts every combination of leaves; `below` says which of them a cell sums, shape (n_cells, n_records).
    """

    grid: Grid
    leaves: list[Codes]
    records: Ints
    below: Bools

    @property
    def count(self) -> Ints:
        return np.asarray(self.below @ self.records)


def random_truth(rng: Generator, *, mean: float = 1.2) -> Truth:
    """Invent trees, tables and counts."""
    layout = LAYOUTS[rng.integers(len(LAYOUTS))]
    names = sorted({d for t in layout for d in t})
    trees = {d: named_tree(d, SHAPES[rng.integers(len(SHAPES))]) for d in names}
    specs = [TableSpec(f"t{i}", {d: trees[d].down_to(n) for d, n in t.items()}) for i, t in enumerate(layout)]
    grid = Grid.build(trees, specs)
    leaves = [[c for c, leaf in zip(t.codes, t.is_leaf, strict=True) if leaf] for t in trees.values()]
    records = list(product(*leaves))
    count = rng.poisson(mean, len(records)) * (rng.random(len(records)) < 0.8)
    return Truth(grid, records, count, below_by_hand(grid, records))


def named_tree(name: str, shape: Mapping[str, str | None]) -> Tree:
    return Tree.from_parents(name, {name + c: (None if p is None else name + p) for c, p in shape.items()})


def below_by_hand(grid: Grid, records: Sequence[Codes]) -> Bools:
    """Say which records a cell sums: a code is the beginning of the codes below it."""
    return np.array(
        [[all(x.startswith(c) for x, c in zip(r, cell, strict=True)) for r in records] for cell in codes_of(grid)]
    )


def codes_of(grid: Grid) -> list[Codes]:
    """Name every cell by its codes in all dimensions."""
    return [tuple(grid.codes(c).values()) for c in range(len(grid))]


def as_tables(grid: Grid, count: Ints, withheld: Bools) -> dict[str, ProtectedTable]:
    """Publish: numbers where they are not withheld."""
    tables = {}
    cells = codes_of(grid)
    for spec in grid.tables:
        at = grid.members[spec.name]
        frame = pd.DataFrame(
            {d: [cells[c][grid.dimensions.index(d)] for c in at] for d in grid.dimensions if d in spec.trees}
        )
        frame["count"] = pd.array([None if withheld[c] else int(count[c]) for c in at], dtype="Int64")
        frame["status"] = ["withheld" if withheld[c] else "published" for c in at]
        tables[spec.name] = ProtectedTable(spec.name, [d for d in grid.dimensions if d in spec.trees], frame)
    return tables


class Attacker:
    """Everything that follows from the published cells, by listing every completion."""

    def __init__(self, grid: Grid, count: Ints, withheld: Bools, standard: Standard) -> None:
        self.cells, self.k, self.is_possible = codes_of(grid), standard.threshold, True
        self.is_exact, self.hides_zeros = standard.level == "exact", standard.zeros == "protected"
        self._trees = [grid.trees[d] for d in grid.dimensions]
        present = set(self.cells)
        self.known = {c: int(n) for c, n, w in zip(self.cells, count, withheld, strict=True) if not w}
        self.sums: list[tuple[Codes, list[Codes]]] = []
        self.above: dict[Codes, list[Codes]] = {c: [] for c in self.cells}
        for axis, tree in enumerate(self._trees):
            children: dict[Codes, list[Codes]] = {}
            for cell in self.cells:
                parent = tree.parent_of(cell[axis])
                margin = None if parent is None else (*cell[:axis], parent, *cell[axis + 1 :])
                if margin in present:
                    self.above[cell].append(margin)
                    children.setdefault(margin, []).append(cell)
            self.sums += children.items()

    def may_be_zero(self, cell: Codes, known: Mapping[Codes, int]) -> bool:
        return self.hides_zeros or any(m not in known for m in self.above[cell])

    def completions(self, known: Mapping[Codes, int], cap: int) -> dict[Codes, Ints] | None:
        """List all completions with no number above a cap; None when there are too many."""
        depth = {c: sum(int(t.depth[t.index[x]]) for t, x in zip(self._trees, c, strict=True)) for c in self.cells}
        unknown = sorted((c for c in self.cells if c not in known), key=lambda c: (depth[c], c))
        found: dict[Codes, Ints] = {}
        size = 1
        for n, cell in enumerate(unknown):
            values = np.arange(0 if self.may_be_zero(cell, known) else 1, cap + 1)
            found = {c: np.repeat(v, len(values)) for c, v in found.items()} | {cell: np.tile(values, size)}
            size *= len(values)
            keep = self._consistent(found, known, set(unknown[n + 1 :]), size)
            found = {c: v[keep] for c, v in found.items()}
            size = int(keep.sum())
            if size > MOST:
                return None
        return found

    def _consistent(self, found: dict[Codes, Ints], known: Mapping[Codes, int], later: set[Codes], size: int) -> Bools:
        keep = np.ones(size, dtype=bool)
        last = next(reversed(found))
        for margin, children in self.sums:
            if margin in later or (last != margin and last not in children):
                continue
            is_open = any(c in later for c in children)
            total = sum((found[c] if c in found else known[c] for c in children if c not in later), np.zeros(size, int))
            whole = found[margin] if margin in found else known[margin]
            keep &= (total <= whole) if is_open else (total == whole)
        return keep

    def ranges(self, cap: int) -> set[Range] | None:
        """Give the range of every number that is not safe; None when there are too many completions to list.

        A number that grows with the cap has no bound.
        """
        at_cap = self.completions(self.known, cap)
        root = next(iter(self.cells))
        beyond = at_cap if root in self.known else self.completions(self.known, cap + 2)
        if at_cap is None or beyond is None:
            return None
        out: set[Range] = set()
        for cell, offset in self._numbers():
            values, more = set((at_cap[cell] - offset).tolist()), set((beyond[cell] - offset).tolist())
            bounded = values and max(values) == max(more)
            if not self._is_safe(values, is_bounded=bool(bounded)):
                out.add((cell, min(values, default=0), max(values) if bounded else None))
        self.is_possible = all(len(v) for v in at_cap.values())
        return out

    def _is_safe(self, values: set[int], *, is_bounded: bool) -> bool:
        if not values or min(values) >= self.k:
            return bool(values)
        return len(values) > 1 or not is_bounded if self.is_exact else set(range(1, self.k)) <= values

    def _numbers(self) -> set[tuple[Codes, int]]:
        """List the numbers that must be safe: withheld cells, and withheld margins minus their published children."""
        out = {(c, 0) for c in self.cells if c not in self.known}
        for margin, children in self.sums if not self.is_exact else ():
            if margin not in self.known and any(c not in self.known for c in children):
                out.add((margin, sum(self.known.get(c, 0) for c in children)))
        return out

    def open_faults(self, cap: int) -> set[Range] | None:
        """List what is wrong without an attack: small numbers and differences, false sums, zeros against the rule."""
        out: set[Range] = {(c, n, n) for c, n in self.known.items() if (not self.hides_zeros) <= n < self.k}
        for margin, children in self.sums:
            if margin in self.known:
                left = self.known[margin] - sum(self.known.get(c, 0) for c in children)
                n_open = sum(c not in self.known for c in children)
                if n_open > 1 and 0 < left < self.k and not self.is_exact:  # what one cell alone leaves is that cell
                    out.add((margin, left, left))
                if not n_open and left:
                    out.add((margin, self.known[margin], self.known[margin]))
        suspects = {c for c, n in self.known.items() if n == 0 and self.may_be_zero(c, self.known)}
        suspects = set() if self.hides_zeros else suspects
        if suspects:
            found = self.completions({c: n for c, n in self.known.items() if c not in suspects}, cap)
            if found is None:
                return None
            out |= {(c, 0, 0) for c in suspects if found[c].any()}
        return out


def random_pattern(rng: Generator, truth: Truth, threshold: int, shown: Sequence[float] = (0.5, 0.8, 0.95)) -> Bools:
    """Withhold the small numbers, mostly, and others at random; zeros by the rule, mostly."""
    small = (truth.count > 0) & (truth.count < threshold)
    withheld = (small & (rng.random(len(small)) < 0.97)) | (rng.random(len(small)) > rng.choice(shown))
    if rng.random() < 0.9:
        withheld[truth.grid.keys == 0] = False
    return np.asarray(withheld)
