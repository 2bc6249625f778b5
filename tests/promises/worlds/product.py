"""The one place where the tests of worlds ask the product what it knows of records besides the margins of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.attack.effort import EFFORT
from geodata.attack.model.jit import expect
from geodata.tabulation.layout import link_records

if TYPE_CHECKING:
    from geodata.regions import Regions
    from geodata.relation import Territories
    from geodata.tabulation.grid import Grid


def linked(grid: Grid, regions: Regions, territories: Territories) -> Grid:
    """Give the same cells with the equations of the records behind their tables."""
    return link_records(grid, regions, territories)


def unlinked(grid: Grid, regions: Regions, territories: Territories) -> Grid:  # noqa: ARG001 -- as `linked`
    """Give the cells with nothing but their margins: yesterday's equations, which saw no record behind them."""
    return grid


def hurry() -> None:
    """Have the product's loops compiled from the beginning: each release is tiny, all of them together are not."""
    expect(EFFORT.interpreted)
