"""A dimension that is a function of others, not always known: what follows from it is what every completion says."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.interval_disclosure import find_leaks
from geodata.attack.model.equations import build_system
from geodata.attack.programming.linear_program import Programme
from geodata.tabulation.grid import Grid, TableSpec
from geodata.tabulation.joint.records import with_records
from tests.geodata.disclosure.linked import SHAPES, named_tree
from tests.geodata.disclosure.test_reducing import ends

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geodata.arrays import Bools, Ints

#: Of the third pair it isn't known what it is: a record of it may be either.
POSSIBLE = {
    ("a1", "b1"): frozenset({"c1"}),
    ("a1", "b2"): frozenset({"c2"}),
    ("a2", "b1"): frozenset({"c1", "c2"}),
    ("a2", "b2"): frozenset({"c1"}),
}
#: The cells by the codes of a, b, c: all, then pairs and their margins, then kinds.
ALL, A1, A2, B1, B2, C1, C2 = (
    ("a", "b", "c"), ("a1", "b", "c"), ("a2", "b", "c"), ("a", "b1", "c"), ("a", "b2", "c"), ("a", "b", "c1"),
    ("a", "b", "c2"),
)  # fmt: skip
A1B1, A1B2, A2B1, A2B2 = ((*pair, "c") for pair in POSSIBLE)


class Doubtful:
    """A function of two dimensions that isn't known of every pair."""

    name, sides = "c", ("a", "b")

    def coarse(self, codes: Sequence[str]) -> None:
        """All at once."""

    def inside(self, values: Collection[str]) -> frozenset[str]:  # noqa: ARG002 -- none, whatever they are
        return frozenset()

    vague = inside

    def possible(self, first: Sequence[str], second: Sequence[str], bit: Mapping[str, int]) -> Ints:
        return np.array([[sum(bit[c] for c in POSSIBLE[a, b]) for b in second] for a in first], dtype=np.int64)

    possible_within = possible


def linked_grid() -> Grid:
    trees = {d: named_tree(d, SHAPES[0]) for d in "abc"}
    pairs, kinds = TableSpec("pairs", {d: trees[d] for d in "ab"}), TableSpec("kinds", {"c": trees["c"]})
    return with_records(Grid.build(trees, [pairs, kinds]), Doubtful())


def fits(x: dict[tuple[str, ...], Ints]) -> Bools:
    """Say which of many completions hold every sum, written down by hand."""
    sums = (
        x[ALL] == x[A1] + x[A2], x[ALL] == x[B1] + x[B2], x[ALL] == x[C1] + x[C2], x[A1] == x[A1B1] + x[A1B2],
        x[A2] == x[A2B1] + x[A2B2], x[B1] == x[A1B1] + x[A2B1], x[B2] == x[A1B2] + x[A2B2],
    )  # fmt: skip
    shares = x[C1] - x[A1B1] - x[A2B2], x[C2] - x[A1B2]  # of the third pair
    return np.all([*sums, *((share >= 0) & (share <= x[A2B1]) for share in shares)], axis=0)


def test_what_a_coarse_place_hides_is_neither_forgotten_nor_made_up() -> None:
    grid = linked_grid()
    cells = [tuple(grid.codes(c).values()) for c in range(len(grid))]
    leaking = narrowed = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        pairs = dict(zip((A1B1, A1B2, A2B1, A2B2), rng.poisson(1.2, 4).tolist(), strict=True))
        share = int(rng.integers(pairs[A2B1] + 1))
        count = np.array([
            pairs[A1B1] + pairs[A2B2] + share if cell == C1
            else pairs[A1B2] + pairs[A2B1] - share if cell == C2
            else sum(n for pair, n in pairs.items() if all(p.startswith(c) for p, c in zip(pair, cell, strict=True)))
            for cell in cells
        ])  # fmt: skip
        withheld = (rng.random(len(grid)) < 0.5) & (np.array(cells) != ALL).any(axis=1)
        hidden = np.flatnonzero(withheld)[:5]
        withheld[:] = False
        withheld[hidden] = True
        values = np.array(list(product(range(count.max() + 1), repeat=len(hidden)))).reshape(-1, len(hidden))
        x = {cell: np.full(len(values), n) for cell, n in zip(cells, count, strict=True)}
        x |= {cells[c]: values[:, at] for at, c in enumerate(hidden)}
        completions = values[fits(x)]
        system = build_system(grid, count, withheld, withheld)
        programme, columns = Programme(system, integer=True), np.arange(len(hidden))
        assert system.cells[: len(hidden)].tolist() == hidden.tolist()
        for column in columns:
            own = completions[:, column]
            assert ends(programme, column) == (own.min(), own.max()), (seed, cells[hidden[column]])
            narrowed += own.max() < count.max()
        leaks = find_leaks(system, columns, np.zeros(len(hidden), dtype=np.int64), 3).leaks
        expected = {c for c in columns.tolist() if not {1, 2} <= set(completions[:, c]) and completions[:, c].min() < 3}
        assert {leak.column for leak in leaks} == expected, seed
        leaking += len(expected)
    assert leaking > 20
    assert narrowed > 20
