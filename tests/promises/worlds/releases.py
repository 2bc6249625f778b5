"""Random releases of the tiny world: numbers withheld well or badly, as the audit and as anyone reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geodata.counting import RawCube, count_cells
from geodata.disclosure.controlled_rounding import round_cells
from geodata.disclosure.costs import published, weights
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from geodata.errors import DisclosureError
from geodata.protected import ProtectedTable
from geodata.tabulation.layout import build_grid
from tests.promises.worlds import geography
from tests.promises.worlds.geography import PARTS, WIDE
from tests.promises.worlds.published import Release
from tests.promises.worlds.records import random_records
from tests.promises.worlds.shape import K

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from numpy.random import Generator

    from geodata.regions import Regions
    from geodata.tabulation.grid import Grid
    from tests.promises.worlds.published import Bools, Ints
    from tests.promises.worlds.shape import Shape

    #: Gives a grid what the product knows besides margins.
    Links = Callable[[Grid, Regions, Any], Grid]

#: How numbers are withheld, and how often: the small ones alone; some more; margins above them too; nearly all; as the
#: product withholds.
PATTERNS: Final = ("small", "some", "margins", "most", "suppressed")
_OFTEN: Final = (0.1, 0.25, 0.3, 0.15, 0.2)
#: Of so many cells, not nearly all are withheld: that takes the audit a minute, and the smaller shapes have it too.
_MANY: Final = 400


@dataclass(frozen=True, eq=False)
class Case:
    """A release, as the product's audit takes it and as anyone reads it."""

    pattern: str
    grid: Grid
    tables: Mapping[str, ProtectedTable]
    standard: Standard
    rounding: int
    release: Release
    records: pd.DataFrame


def random_case(rng: Generator, shape: Shape, links: Links, pattern: str | None = None) -> Case:
    """Publish random records.

    Parameters
    ----------
    rng
        Decides.
    shape
        The kind of release.
    links
        What the product knows besides margins, when it audits, and when it withholds.
    pattern
        One of PATTERNS; by default any.
    """
    if not shape.leaves:
        shape = shape.within(WIDE if shape.policy.rounding else PARTS[rng.integers(len(PARTS))])
    records = random_records(rng, shape, heaps=int(rng.choice([2, 5, 10, 20])))
    return of_records(rng, shape, records, links, pattern or str(rng.choice(PATTERNS, p=_OFTEN)))


def of_records(rng: Generator, shape: Shape, records: pd.DataFrame, links: Links, pattern: str) -> Case:
    """Publish records."""
    grid = links(build_grid(shape.trees, shape.policy, shape.regions), shape.regions, shape.territories)
    codes = {d: records[d].map(grid.trees[d].index).to_numpy(dtype=np.int64) for d in grid.dimensions}
    raw = count_cells(grid, codes, records["count"].to_numpy(dtype=np.int64))
    standard = Standard.of(shape.policy)
    if pattern == "most" and len(grid) > _MANY:
        pattern = "margins"
    base = shape.policy.rounding
    if base:
        tables = rounded(raw, base, rng, is_by_chance=pattern == "some")
    else:
        tables = published(raw, _withheld(rng, grid, raw.counts(), standard, pattern))
    return Case(pattern, grid, tables, standard, base, as_read(shape, grid, tables), records)


def as_read(shape: Shape, grid: Grid, tables: Mapping[str, ProtectedTable]) -> Release:
    """Give what anyone may know of a release."""
    policy, trees = shape.policy, shape.trees | dict(grid.trees)
    return Release(
        {name: table.cells for name, table in tables.items()}, {d: t.parents() for d, t in trees.items()},
        geography.plain(shape.regions), K, policy.level, policy.zeros, shape.territories, policy.rounding,
    )  # fmt: skip


def rounded(raw: RawCube, base: int, rng: Generator, *, is_by_chance: bool) -> dict[str, ProtectedTable]:
    """Round every number so that all add up, as the product does; or each by itself, up or down by chance.

    So it is too where the product refuses, as there are no multiples that add up.
    """
    count, nothing = raw.counts(), np.zeros(len(raw.grid), dtype=bool)
    try:
        near = None if is_by_chance else round_cells(raw.grid, count, base, K)
    except DisclosureError:
        near = None
    if near is None:
        near = (count + rng.integers(base, size=len(count))) // base * base
    tables = published(RawCube(raw.grid, near, raw.silent()), nothing)
    out = {}
    for name, table in tables.items():
        cells = table.cells
        cells["status"] = "rounded"
        out[name] = ProtectedTable(name, table.dimensions, cells)
    return out


def _withheld(rng: Generator, grid: Grid, count: Ints, standard: Standard, pattern: str) -> Bools:
    small = standard.is_small(count)
    if pattern == "suppressed":
        try:
            visible = Visible.of(count, standard.threshold)
            return protect_cells(grid, visible, small, standard, weights(grid, count, "public"), lambda _: None)
        except DisclosureError:  # refused: then nothing would be published, and something else is tried
            pattern = "margins"
    further = {"small": 0.0, "some": rng.choice([0.03, 0.1, 0.3]), "margins": 0.05, "most": 0.85}.get(pattern)
    if further is None:  # nothing at all
        return np.zeros(len(grid), dtype=bool)
    blank = small | ((count > 0) & (rng.random(len(grid)) < further))
    if pattern == "margins":
        blank = _upwards(rng, grid, blank)
    blank[grid.keys == 0] &= rng.random() < 0.05
    return blank | (count == 0) if standard.hides_zeros else _with_zeros(grid, blank, count == 0)


def _upwards(rng: Generator, grid: Grid, blank: Bools) -> Bools:
    """Withhold margins above what is withheld, more in some dimensions than in others."""
    out = blank.copy()
    for d in grid.dimensions:
        often = rng.choice([0.0, 0.5, 0.95])
        for cell in np.argsort(-grid.depth(), kind="stable"):
            above = grid.up[d][cell]
            if out[cell] and above >= 0 and rng.random() < often:
                out[above] = True
    return out


def _with_zeros(grid: Grid, blank: Bools, is_zero: Bools) -> Bools:
    """Withhold the zeros under withheld margins, coarse to fine."""
    out = blank & ~is_zero
    for cell in np.argsort(grid.depth(), kind="stable"):
        if is_zero[cell]:
            out[cell] = any(grid.up[d][cell] >= 0 and out[grid.up[d][cell]] for d in grid.dimensions)
    return out
