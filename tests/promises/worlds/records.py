"""Random records of the tiny world: a few kinds, many of one kind, so that some numbers are small and some are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.relation import relations
from tests.promises.worlds.shape import CATEGORIES, OPERATIONS, SOURCES

if TYPE_CHECKING:
    from numpy.random import Generator

    from tests.promises.worlds.shape import Shape

LEAST: Final = 12
#: How many records are alike, and how often; most heaps are small, as in sparse files.
_SIZES: Final = (1, 2, 3, 4, 6, 9, 14)
_OFTEN: Final = (0.3, 0.2, 0.15, 0.1, 0.1, 0.1, 0.05)


def random_records(rng: Generator, shape: Shape, least: int = LEAST, heaps: int = 10) -> pd.DataFrame:
    """Invent coded leaves.

    Parameters
    ----------
    rng
        Decides.
    shape
        Where and when.
    least
        How many records there are at least.
    heaps
        About how many heaps of records that are alike.
    """
    parents = shape.trees["origin"].parents()
    leaves = [c for c in parents if c not in set(parents.values())]
    near = rng.choice(leaves, size=min(len(leaves), int(rng.integers(3, 10))), replace=False)
    rows: list[dict[str, Any]] = []
    while sum(r["count"] for r in rows) < least or rng.random() * heaps > 1:
        origin, recovery = rng.choice(near, size=2)
        rows.append({
            "origin": origin, "recovery": recovery if rng.random() < 0.7 else origin,
            "period": rng.choice(shape.periods), "category": rng.choice(CATEGORIES),
            "operation": rng.choice(OPERATIONS), "source": rng.choice(SOURCES),
            "count": int(rng.choice(_SIZES, p=_OFTEN)),
        })  # fmt: skip
    frame = pd.DataFrame(rows).astype({"count": "Int64"})
    return frame.assign(relation=_related(rng, frame, shape))


def _related(rng: Generator, frame: pd.DataFrame, shape: Shape) -> pd.Series[str]:
    """Relate places by the product's own rule; where sources differ, each record by either."""
    if shape.territories != "by_source":
        return _by(frame, shape, shape.territories)
    is_state = rng.random(len(frame)) < 0.5
    return _by(frame, shape, "domestic").where(is_state, _by(frame, shape, "abroad"))


def _by(frame: pd.DataFrame, shape: Shape, rule: str) -> pd.Series[str]:
    return relations(frame["origin"], frame["recovery"], regions=shape.regions, territories=rule)  # type: ignore[arg-type]
