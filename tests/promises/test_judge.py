"""The judge of worlds is right: on worlds small enough to list, it says what listing says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pytest

from tests.promises.worlds.judge import Judge, Range
from tests.promises.worlds.listing import Listing
from tests.promises.worlds.numbers import Number
from tests.promises.worlds.product import unlinked
from tests.promises.worlds.records import random_records
from tests.promises.worlds.releases import of_records
from tests.promises.worlds.shape import K, Shape
from tests.promises.worlds.shapes import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.promises.worlds.published import Codes, Release
    from tests.promises.worlds.ranking import Structure

_STATES: Final = tables(places={"recovery": "state"}, origins={"origin": "state"}, relations={"relation": "detail"})
_COUNTIES: Final = tables(
    places={"recovery": "county", "period": "year"}, origins={"origin": "county"}, relations={"relation": "group"}
)
_KINDS: Final = tables(
    corridors={"origin": "country", "recovery": "state"}, kinds={"recovery": "county", "category": "value"}
)
_BOTH: Final = {"places": {"recovery": "county"}, "origins": {"origin": "county"}}
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


def small_release(shape: Shape, seed: int) -> tuple[Release, pd.DataFrame]:
    """Publish a few records badly."""
    rng = np.random.default_rng(seed)
    records = random_records(rng, shape, least=3, heaps=2).head(6)
    records["count"] = records["count"].clip(upper=2)
    return of_records(rng, shape, records, unlinked, "some" if seed % 2 else "most").release, records


def is_same(judge: Judge, listing: Listing) -> int:
    """Compare every number; return how many there are."""
    every = [*judge.numbers, *judge.corners]
    for number in every:
        values = listing.values(number)
        low, high = min(values), max(values)
        holes = tuple(v for v in (1, K - 1) if low <= v <= high and v not in values)
        assert judge.range(number) == Range(low, high, holes), number
    return len(every)


@pytest.mark.parametrize("shape", SMALLEST, ids=lambda s: s.name)
@pytest.mark.parametrize("structure", [None, few_leave_a_state], ids=["every world", "some worlds"])
def test_the_judge_says_what_listing_says(shape: Shape, structure: Structure | None) -> None:
    n_releases, n_numbers = 0, 0
    for seed in range(40):
        release, _ = small_release(shape, seed)
        judge = Judge(release, structure)
        listing = Listing(release, list(judge.sheet.codes), structure)
        if listing.is_listed:
            assert (judge.world() is None) == (not len(listing.worlds)), seed
            n_releases, n_numbers = n_releases + 1, n_numbers + (is_same(judge, listing) if len(listing.worlds) else 0)
    assert n_releases >= 10
    assert n_numbers > 100


@pytest.mark.parametrize("shape", SMALLEST[:6], ids=lambda s: s.name)
def test_the_judge_takes_own_records_out(shape: Shape) -> None:
    n_numbers = 0
    for seed in range(40):
        release, records = small_release(shape, seed)
        dimensions = list(Judge(release).sheet.codes)
        mine = records.head(2).groupby(dimensions)["count"].sum()
        own = {codes if isinstance(codes, tuple) else (codes,): int(n) for codes, n in mine.items()}
        listing = Listing(release, dimensions, own=own)
        if listing.is_listed:
            n_numbers += is_same(Judge(release, own=own), listing)
    assert n_numbers > 50


def test_a_number_that_must_be_even_has_holes() -> None:
    """Of two counties, two are missing and two found in each: who isn't found at home is found in the other."""
    shape = Shape("even", tables(**_BOTH, relations={"relation": "detail"}), leaves=_TWO[:3])
    pairs = [("US-B1", "US-B1", 1), ("US-B2", "US-B2", 1), ("US-B1", "US-B2", 1), ("US-B2", "US-B1", 1)]
    rows = [
        {"origin": o, "recovery": r, "period": "2021", "category": "runaway", "operation": "none", "count": n}
        for o, r, n in pairs
    ]
    inside = ["same_county", "same_county", "other_county", "other_county"]
    records = pd.DataFrame(rows).astype({"count": "Int64"}).assign(relation=inside)
    case = of_records(np.random.default_rng(0), shape, records, unlinked, "nothing")
    blank = case.release.tables["relations"]
    hidden = blank["relation"].isin(["same_county", "other_county"])
    blank.loc[hidden, "count"] = pd.NA
    blank.loc[hidden, "status"] = "withheld"
    judge = Judge(case.release)
    other = next(n for n in judge.numbers if "other_county" in n.cell)
    assert judge.range(other) == Range(2, 2)


def test_whoever_knows_some_records_knows_what_is_left_of_a_sum() -> None:
    """Two states are withheld, 24 together; who supplied 23 of them knows that one other record is left."""
    shape = Shape("two", tables(places={"recovery": "state"}), leaves=("US-B1", "US-C1", "CA"))
    rows = [("US-B1", 20), ("US-B1", 1), ("US-C1", 3), ("CA", 9)]
    records = pd.DataFrame([
        {"origin": place, "recovery": place, "relation": "same_county", "period": "2021", "category": "runaway",
         "operation": "none", "count": n} for place, n in rows
    ]).astype({"count": "Int64"})  # fmt: skip
    table = of_records(np.random.default_rng(0), shape, records, unlinked, "nothing").release
    places = table.tables["places"]
    hidden = places["recovery"].isin(["US-B", "US-C"])
    places.loc[hidden, "count"] = pd.NA
    places.loc[hidden, "status"] = "withheld"
    assert not Judge(table).leaks()
    left = Judge(table, own={("US-B1",): 20, ("US-C1",): 3})
    assert left.leaks() == {
        Number(("US-B",)): Range(0, 1), Number(("US-C",)): Range(0, 1), Number(("US",), axis="recovery"): Range(1, 1),
    }  # fmt: skip
