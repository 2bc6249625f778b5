"""Equations for a dimension that is a function of others: cross border = the sum of corridors to other countries."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from geodata.tabulation.grid import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.arrays import Ints
    from geodata.tabulation.grid import Grid, TableSpec


def links_of(
    grid: Grid,
    name: str,
    of: tuple[str, str],
    possible: Callable[[Sequence[str], Sequence[str]], dict[tuple[str, str], frozenset[str]]],
) -> list[Link]:
    """Write the equations between tables that hold dimension `name` and tables that hold both dimensions of `of`.

    Parameters
    ----------
    grid
        The cells.
    name
        The dimension that is a function of the others.
    of
        The two dimensions that it is a function of.
    possible
        Maps the leaves of both to the codes that a record of each pair may have; more than one where a leaf is coarse.

    Returns
    -------
    One link per code and combination of the other shared dimensions, for codes that at least one pair surely has.
    """
    joint = [t for t in grid.tables if set(of) <= set(t.trees)]
    with_function = [t for t in grid.tables if name in t.trees]
    out: list[Link] = []
    for pairs, function in product(joint, with_function):
        out += _between(grid, pairs, function, name, of, possible)
    return out


def _between(
    grid: Grid,
    pairs: TableSpec,
    function: TableSpec,
    name: str,
    of: tuple[str, str],
    possible: Callable[[Sequence[str], Sequence[str]], dict[tuple[str, str], frozenset[str]]],
) -> list[Link]:
    first, second = (
        [c for c, leaf in zip(t.codes, t.is_leaf, strict=True) if leaf] for t in (pairs.trees[d] for d in of)
    )
    table = possible(first, second)
    tree = function.trees[name]
    below = _descendants(tree.codes, tree.parents())
    shared = [d for d in grid.dimensions if d in pairs.trees and d in function.trees and d != name]
    common = [[c for c in pairs.trees[d].codes if c in function.trees[d].index] for d in shared]
    out = []
    for code in tree.codes[1:]:
        sure = [p for p, codes in table.items() if codes <= below[code]]
        maybe = [p for p, codes in table.items() if codes & below[code] and not codes <= below[code]]
        if not sure:
            continue
        parts, partly = _cells(grid, of, sure), _cells(grid, of, maybe)
        for at in product(*common):
            shift = _shift(grid, dict(zip(shared, at, strict=True)))
            total = _shift(grid, {**dict(zip(shared, at, strict=True)), name: code})
            (cell,) = _find(grid, np.array([total]))
            out.append(Link(int(cell), _find(grid, parts + shift), _find(grid, partly + shift)))
    return out


def _descendants(codes: Sequence[str], parents: dict[str, str | None]) -> dict[str, frozenset[str]]:
    below: dict[str, set[str]] = {c: {c} for c in codes}
    for code in reversed(codes):
        above = parents[code]
        if above is not None:
            below[above] |= below[code]
    return {c: frozenset(b) for c, b in below.items()}


def _stride(grid: Grid) -> dict[str, int]:
    stride, size = {}, 1
    for d in reversed(grid.dimensions):
        stride[d] = size
        size *= len(grid.trees[d])
    return stride


def _shift(grid: Grid, codes: dict[str, str]) -> int:
    stride = _stride(grid)
    return sum(grid.trees[d].index[c] * stride[d] for d, c in codes.items())


def _cells(grid: Grid, of: tuple[str, str], found: list[tuple[str, str]]) -> Ints:
    stride = _stride(grid)
    a, b = (grid.trees[d].index for d in of)
    return np.array([a[p] * stride[of[0]] + b[q] * stride[of[1]] for p, q in found], dtype=np.int64)


def _find(grid: Grid, keys: Ints) -> Ints:
    return np.searchsorted(grid.keys, keys).astype(np.int64)
