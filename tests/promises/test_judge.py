"""The judge of worlds is right: on worlds small enough to list, it says what listing says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from tests.promises.worlds.judge import Judge, Range
from tests.promises.worlds.listing import Listing
from tests.promises.worlds.product import unlinked
from tests.promises.worlds.records import random_records
from tests.promises.worlds.releases import of_records
from tests.promises.worlds.shape import K, Shape
from tests.promises.worlds.shapes import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.promises.worlds.published import Codes

_STATES: Final = tables(places={"recovery": "state"}, origins={"origin": "state"}, relations={"relation": "detail"})
_COUNTIES: Final = tables(
    places={"recovery": "county", "period": "year"}, origins={"origin": "county"}, relations={"relation": "group"}
)
_KINDS: Final = tables(
    corridors={"origin": "country", "recovery": "state"}, kinds={"recovery": "county", "category": "value"}
)
_TWO: Final = ("US-B1", "US-B2", "US-B/unspecified", "unknown")
_ACROSS: Final = ("US-C1", "US-C/unspecified", "MX-X", "CA", "unknown")
SMALLEST: Final = (
    Shape("states", _STATES, leaves=_ACROSS),
    Shape("abroad", _STATES, territories="abroad", leaves=("US-C1", "CA", "unknown")),
    Shape("by source", _STATES, territories="by_source", leaves=("US-C1", "CA", "unknown")),
    Shape("counties", _COUNTIES, leaves=_TWO[:3]),
    Shape("pool", _STATES | _COUNTIES, leaves=_TWO, pools={"US-B/other": ("US-B1", "US-B2")}),
    Shape("kinds", _KINDS, leaves=_ACROSS[:4]),
    Shape("exact", _STATES | {"level": "exact"}, leaves=_TWO),
    Shape("zeros", _STATES | {"zeros": "protected"}, leaves=_TWO),
)  # fmt: skip


def few_leave_a_state(world: Mapping[Codes, int]) -> bool:
    """Accept worlds in which a state's own are not 1 or 2 in all: a rule that no sum can write."""
    found = sum(n for codes, n in world.items() if "US-B1" in codes or "MX-X" in codes)
    return not 0 < found < K


@pytest.mark.parametrize("shape", SMALLEST, ids=lambda s: s.name)
@pytest.mark.parametrize("structure", [None, few_leave_a_state], ids=["every world", "some worlds"])
def test_the_judge_says_what_listing_says(shape: Shape, structure: object) -> None:
    n_releases, n_numbers, n_holes = 0, 0, 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        records = random_records(rng, shape, least=3, heaps=2).head(6)
        records["count"] = records["count"].clip(upper=2)
        case = of_records(rng, shape, records, unlinked, "some" if seed % 2 else "most")
        judge = Judge(case.release, structure)
        listing = Listing(case.release, list(judge.sheet.codes), structure)
        if not listing.is_listed:
            continue
        n_releases += 1
        if not len(listing.worlds):
            assert judge.world() is None
            continue
        for number in [*judge.numbers, *judge.corners]:
            values = listing.values(number)
            low, high = min(values), max(values)
            holes = tuple(v for v in (1, K - 1) if low <= v <= high and v not in values)
            assert judge.range(number) == Range(low, high, holes), (shape.name, seed, number)
            n_numbers, n_holes = n_numbers + 1, n_holes + len(holes)
    assert n_releases >= 10
    assert n_numbers > 100
