"""Counties with few people are shown together; that reads no count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.disclosure.recoding.small_areas import MIN_PEOPLE, choose_pools
from geodata.policy import policy_from
from geodata.regions import Regions, is_unspecified

if TYPE_CHECKING:
    from geodata.policy import Policy


def rules(**given: object) -> Policy:
    tables = [{"name": "places", "dimensions": {"recovery": "county", "period": "year"}}]
    return policy_from({"threshold": 5, "tables": tables, **given})


def population(regions: Regions, codes: list[str]) -> float:
    frame = regions.frame.set_index("code")
    return float(frame.loc[codes, "population"].astype("Float64").fillna(0).sum())


def test_every_county_under_the_floor_is_pooled() -> None:
    regions = Regions.packaged()
    pools = choose_pools(regions, rules(population_floor=20_000))
    frame = regions.frame
    texas = frame[(frame["parent"] == "US-TX") & (frame["level"].astype(str) == "county")]
    under = {c for c, n in zip(texas["code"], texas["population"], strict=True) if not is_unspecified(c) and n < 20_000}
    assert under == set(pools["US-TX/other"])
    assert "US-48301" in under
    for pool, members in pools.items():
        state = pool.removesuffix("/other")
        whole = {c for c in regions.children(state) if not is_unspecified(c)}
        assert len(members) >= 2
        # where nothing is known of populations, as in Mexico, a state's counties are shown together
        assert population(regions, members) >= MIN_PEOPLE or whole <= set(members)


def test_the_next_smallest_county_joins_a_pool_of_too_few_people() -> None:
    """Few are under so low a floor: others join them until 20,000 people are together."""
    regions = Regions.packaged()
    members = choose_pools(regions, rules(population_floor=200))["US-TX/other"]
    frame = regions.frame.set_index("code")
    largest = max(members, key=lambda c: frame.loc[c, "population"])
    assert population(regions, members) >= MIN_PEOPLE > population(regions, [c for c in members if c != largest])


def test_without_a_floor_or_counties_there_is_no_pool() -> None:
    states = [{"name": "places", "dimensions": {"recovery": "state", "period": "year"}}]
    assert choose_pools(Regions.packaged(), rules()) == {}
    assert choose_pools(Regions.packaged(), rules(population_floor=20_000, tables=states)) == {}
