"""Small files of made-up records, as an agency has them: few states, a neighbour, unknown ends, small numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tests.promises.record_attack.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

#: States with some of their counties, large and small ones; the District of Columbia has but one.
COUNTIES: Final = {
    "US-TX": ("US-48141", "US-48113", "US-48201", "US-48301", "US-48269"),
    "US-CA": ("US-06037", "US-06073", "US-06003"),
    "US-NM": ("US-35001", "US-35013", "US-35021"),
    "US-AZ": ("US-04013", "US-04019"),
    "US-OK": ("US-40109", "US-40143", "US-40025"),
    "US-DE": ("US-10001", "US-10003", "US-10005"),
    "US-RI": ("US-44003", "US-44007"),
    "US-DC": ("US-11001",),
    "US-NY": ("US-36061", "US-36047"),
    "US-PR": ("US-72127",),
}
ABROAD: Final = ("MX", "MX-CHH", "MX-SON", "CA-ON", "GT", "HN", "SV", "FR")
CATEGORIES: Final = ("runaway", "trafficking", "family abduction", "missing from care", "")


def draw_records(seed: int, *, most_rows: int = 900, quarters: bool = False, operations: bool = True) -> list[Record]:
    """Draw a file.

    Parameters
    ----------
    seed
        The same gives the same file.
    most_rows
        How many rows it has at most; it has 20 at least.
    quarters
        Whether some periods are quarters.
    operations
        Whether some records belong to an operation.
    """
    chance = np.random.default_rng(seed)
    places = _places(chance)
    years = range(2021, 2021 + int(chance.integers(1, 4)))
    categories = CATEGORIES[: int(chance.integers(1, len(CATEGORIES) + 1))]
    n_rows = round(float(np.exp(chance.uniform(np.log(20), np.log(most_rows)))))
    stays = float(chance.uniform(0.3, 0.9))
    large = float(chance.choice([0.0, 0.1, 0.3]))
    out = []
    for _ in range(n_rows):
        origin = str(chance.choice(places[0], p=places[2]))
        recovery = origin if chance.random() < stays else str(chance.choice(places[1]))
        count = int(chance.integers(8, 60)) if chance.random() < large else int(chance.geometric(0.5))
        year = str(chance.choice(years))
        period = f"{year}-Q{chance.integers(1, 5)}" if quarters and chance.random() < 0.7 else year
        operation = f"Operation {chance.integers(1, 3)}" if operations and chance.random() < 0.2 else ""
        source = str(chance.choice(["A", "B", "C"], p=[0.6, 0.3, 0.1]))
        out.append(Record(period, origin, recovery, count, str(chance.choice(categories)), operation, source))
    return out


def _places(chance: np.random.Generator) -> tuple[Sequence[str], Sequence[str], Sequence[float]]:
    """Draw where children are missing from, where they are found, and how likely each origin is."""
    states = chance.choice(list(COUNTIES), size=int(chance.integers(2, 7)), replace=False)
    inside = [c for s in states for c in COUNTIES[str(s)][: int(chance.integers(1, 5))]]
    vague = [c for c in (*map(str, states), "US", "unknown") if chance.random() < 0.3]
    abroad = [c for c in ABROAD if chance.random() < 0.35]
    origins = inside + vague + [c for c in abroad if chance.random() < 0.5]
    odds = chance.exponential(size=len(origins)) ** 2 + 0.01
    return origins, inside + vague + abroad, odds / odds.sum()
