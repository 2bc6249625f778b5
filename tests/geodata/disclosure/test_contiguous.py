"""Pools of counties that touch.

A state of nine counties, three by three, and an island:

a b c
d e f      i…: x
g h i
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from geodata.disclosure.recoding.max_p_regions import touching_pools
from geodata.disclosure.recoding.small_areas import MIN_PEOPLE, choose_pools
from geodata.regions import Regions, is_unspecified
from tests.geodata.disclosure.test_coarsen import population, rules

if TYPE_CHECKING:
    from collections.abc import Collection

GRID: Final = ("abc", "def", "ghi")


def near(county: str) -> set[str]:
    for row, names in enumerate(GRID):
        if county in names:
            column = names.index(county)
            steps = ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
            return {GRID[r][c] for r, c in steps if 0 <= r < 3 and 0 <= c < 3}
    return set()


def pooled(small: str, others: str = "", least: int = 2) -> list[str]:
    pools = touching_pools(list(small), list(others), lambda pool: len(pool) >= least, near)
    return ["".join(sorted(pool)) for pool in pools]


@pytest.mark.parametrize(
    ("small", "others", "least", "expected"),
    [
        ("abc", "defghi", 2, ["abc"]),  # a and b, and c joins what it touches
        ("abi", "cdefgh", 2, ["ab", "fi"]),  # i touches no pool, and takes a neighbour in that could stand alone
        ("ai", "bcdefgh", 3, ["abc", "efi"]),
        ("abcdefghi", "", 3, ["abc", "def", "ghi"]),
        ("abdx", "cefghi", 3, ["abdx"]),
        ("abx", "cdefghi", 2, ["abx"]),  # an island touches nothing
        ("e", "abcdfghi", 9, ["abcdefghi"]),
        ("ax", "", 2, ["ax"]),  # they don't touch, but together they are enough
        ("a", "", 2, []),
        ("", "abc", 2, []),
    ],
)
def test_pools_are_regions_and_each_is_enough(small: str, others: str, least: int, expected: list[str]) -> None:
    assert pooled(small, others, least) == expected


def is_connected(members: Collection[str], regions: Regions) -> bool:
    reached, queue = set(), [min(members)]
    while queue:
        county = queue.pop()
        reached.add(county)
        queue += [c for c in regions.neighbours(county) if c in members and c not in reached]
    return reached == set(members)


def test_texas_has_several_pools_that_each_are_one_region_of_enough_people() -> None:
    regions = Regions.packaged()
    policy = rules(population_floor=20_000, pooling="contiguous")
    pools = {p: m for p, m in choose_pools(regions, policy).items() if p.startswith("US-TX/")}
    assert set(pools) == {"US-TX/other", *(f"US-TX/other-{n}" for n in range(2, len(pools) + 1))}
    assert len(pools) > 20
    assert max(map(len, pools.values())) < 40
    for members in pools.values():
        assert len(members) >= 2
        assert population(regions, members) >= MIN_PEOPLE
        assert is_connected([c for c in members if not is_unspecified(c)], regions)
    frame = regions.frame
    texas = frame[(frame["parent"] == "US-TX") & (frame["population"] < 20_000)]
    in_pools = [m for members in pools.values() for m in members]
    assert {str(c) for c in texas["code"] if not is_unspecified(c)} <= set(in_pools)
    assert len(in_pools) == len(set(in_pools))
    assert "US-48201" not in in_pools
    drawn = regions.with_pools(pools).outlines("county")
    assert set(pools) <= set(drawn["code"])


def test_where_no_populations_are_known_all_counties_are_one_pool() -> None:
    regions = Regions.packaged()
    pools = choose_pools(regions, rules(population_floor=20_000, pooling="contiguous"))
    mexican = [m for m in regions.children("MX-CHH") if not is_unspecified(m)]
    assert pools["MX-CHH/other"] == sorted(mexican)
