"""Releases that the product itself makes of random records, as anyone reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.disclosure.protect import protect
from geodata.errors import DisclosureError
from geodata.tabulation.layout import region_tree
from tests.promises.worlds import geography
from tests.promises.worlds.published import Release
from tests.promises.worlds.shape import CATEGORIES, K, Shape

if TYPE_CHECKING:
    import pandas as pd

FLOOR = 20_000


def unpooled(shape: Shape) -> Shape:
    """Give a shape whose pools are left to the product: a floor of population instead."""
    return replace(shape, rules={**shape.rules, "population_floor": FLOOR}, pools={}) if shape.pools else shape


def guarded_release(shape: Shape, records: pd.DataFrame) -> Release | None:
    """Let the product protect records; None where it refuses.

    Parameters
    ----------
    shape
        The kind of release, without pools of its own.
    records
        Coded leaves.
    """
    policy = shape.policy
    try:
        made = protect(
            records, shape.regions, policy, categories=CATEGORIES,
            territories=shape.territories,  # type: ignore[arg-type]
        )  # fmt: skip
    except DisclosureError:
        return None
    places = region_tree(made.regions, "places")
    trees = {**shape.trees, "origin": places, "recovery": places, **made.trees}
    return Release(
        {name: table.cells for name, table in made.cube.tables.items()},
        {d: tree.parents() for d, tree in trees.items()},
        geography.plain(made.regions), K, policy.level, policy.zeros, shape.territories, policy.rounding,
    )  # fmt: skip
