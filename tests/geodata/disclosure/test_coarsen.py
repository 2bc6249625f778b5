"""Small places and small periods are shown together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geodata.disclosure.recoding import small_areas as coarsen
from geodata.disclosure.recoding.small_areas import MIN_PEOPLE, choose_pools, coarsen_periods
from geodata.policy import policy_from
from geodata.regions import Regions, is_unspecified
from geodata.tabulation.grid import Grid, TableSpec
from geodata.trees import Tree
from tests.promises.attacker import released

if TYPE_CHECKING:
    from geodata.policy import Policy


def rules(**given: object) -> Policy:
    tables = [{"name": "places", "dimensions": {"recovery": "county", "period": "year"}}]
    return policy_from({"threshold": 5, "tables": tables, **given})


def leaves(**count: int) -> pd.DataFrame:
    """Recoveries by county of Texas, by FIPS code without the state."""
    codes = [f"US-48{c[1:]}" for c in count]
    return pd.DataFrame({"origin": codes, "recovery": codes, "count": pd.array(list(count.values()), dtype="Int64")})


def population(regions: Regions, codes: list[str]) -> float:
    frame = regions.frame.set_index("code")
    return float(frame.loc[codes, "population"].astype("Float64").fillna(0).sum())


def test_small_counties_are_pooled_until_the_pool_is_not_too_small() -> None:
    regions = Regions.packaged()
    members = choose_pools(leaves(c201=200, c113=50, c141=3, c301=1), regions, rules())["US-TX/other"]
    assert {"US-48141", "US-48301", "US-48113"} <= set(members)  # all smaller ones are 0: Dallas lifts the pool to 5
    assert "US-48201" not in members
    assert choose_pools(leaves(c201=200, c141=3, c301=2), regions, rules()) == {"US-TX/other": ["US-48141", "US-48301"]}


@pytest.mark.parametrize("counts", [{"c141": 4, "c301": 4}, dict.fromkeys(("c141", "c301", "c113", "c029", "c439"), 1)])
def test_a_total_that_tells_what_its_members_hold_is_not_shown(counts: dict[str, int]) -> None:
    """Two that are known to hold 4 at most and hold 8, five that hold at least 1 each and 5: others join them."""
    pool = choose_pools(leaves(c201=200, c453=50, **counts), Regions.packaged(), rules())["US-TX/other"]
    assert {"US-48453", *(f"US-48{c[1:]}" for c in counts)} <= set(pool)
    assert "US-48201" not in pool


def test_a_pool_of_a_whole_state_is_none() -> None:
    assert choose_pools(leaves(c201=200, c141=3, c301=1), Regions.packaged(), rules()) == {}


def test_nothing_small_makes_no_pool() -> None:
    assert choose_pools(leaves(c201=200, c141=5), Regions.packaged(), rules()) == {}


@pytest.mark.parametrize("count", [0, 1, 7])
def test_every_county_under_the_floor_is_pooled_at_any_count(count: int) -> None:
    regions = Regions.packaged()
    pools = choose_pools(leaves(c201=200, c301=count), regions, rules(population_floor=20_000))
    frame = regions.frame
    texas = frame[(frame["parent"] == "US-TX") & (frame["level"].astype(str) == "county")]
    under = {c for c, n in zip(texas["code"], texas["population"], strict=True) if not is_unspecified(c) and n < 20_000}
    assert under <= set(pools["US-TX/other"])
    assert "US-48301" in under
    for pool, members in pools.items():
        state = pool.removesuffix("/other")
        whole = {c for c in regions.children(state) if not is_unspecified(c)}
        assert len(members) >= 2
        # where nothing is known of populations, as in Mexico, a state's counties are shown together
        assert population(regions, members) >= MIN_PEOPLE or whole <= set(members)


def test_a_pool_depends_on_no_count_but_on_which_are_too_small() -> None:
    regions = Regions.packaged()
    first = choose_pools(leaves(c201=200, c141=3, c301=2), regions, rules())
    assert first == choose_pools(leaves(c201=300, c141=2, c301=3), regions, rules())


def test_states_too_small_are_pooled_when_their_pool_is_not() -> None:
    regions = Regions.packaged()
    policy = policy_from(
        {"threshold": 5, "tables": [{"name": "t", "dimensions": {"origin": "state", "recovery": "state"}}]}
    )
    frame = pd.DataFrame({
        "origin": ["US-TX"] * 3, "recovery": ["US-TX", "US-OK", "US-LA"], "count": pd.array([50, 3, 2], dtype="Int64")
    })  # fmt: skip
    assert choose_pools(frame, regions, policy) == {"US/other": ["US-LA", "US-OK"]}
    frame["count"] = pd.array([50, 3, 1], dtype="Int64")
    assert choose_pools(frame, regions, policy) == {}


def test_counties_of_a_state_that_is_pooled_itself_are_not_pooled_once_more() -> None:
    """Oklahoma and Louisiana are too small: they are shown together, so nothing below them is shown at all."""
    regions = Regions.packaged()
    codes = ["US-48201", "US-48141", "US-48301", "US-40109", "US-22071"]
    counts = pd.array([50, 3, 2, 3, 2], dtype="Int64")
    pools = choose_pools(pd.DataFrame({"origin": codes, "recovery": codes, "count": counts}), regions, rules())
    assert pools == {"US/other": ["US-LA", "US-OK"], "US-TX/other": ["US-48141", "US-48301"]}


def periods_grid() -> tuple[Grid, int]:
    period = Tree.from_parents("period", {"all": None, "2020": "all", "2021": "all"})
    grid = Grid.build({"period": period}, [TableSpec("places", {"period": period})])
    return grid, len(grid)


@pytest.mark.parametrize(("small", "level"), [([0, 1, 1], "all"), ([0, 0, 1], "year")])
def test_a_table_that_is_mostly_too_small_takes_coarser_periods(
    monkeypatch: pytest.MonkeyPatch, small: list[int], level: str
) -> None:
    monkeypatch.setattr(coarsen, "MANY_CELLS", 2)
    grid, n = periods_grid()
    policy = coarsen_periods(rules(), grid, np.array(small, dtype=bool), np.ones(n, dtype=bool))
    assert policy.tables[0].dimensions["period"] == level


def test_few_cells_keep_their_periods() -> None:
    policy, (grid, n) = rules(), periods_grid()
    assert coarsen_periods(policy, grid, np.ones(n, dtype=bool), np.ones(n, dtype=bool)) == policy


@pytest.mark.parametrize(("many", "longest"), [(2, 4), (1_000, 7)])
def test_a_release_that_is_mostly_too_small_by_month_is_published_by_year(
    monkeypatch: pytest.MonkeyPatch, many: int, longest: int
) -> None:
    monkeypatch.setattr(coarsen, "MANY_CELLS", many)
    records = {("US-TX/unspecified", f"2021-{month:02}"): 1 for month in range(1, 13)}
    table = {"recovery": "state", "period": "month"}
    release = released(records, ("recovery", "period"), table, finest_period="month")
    cells = release.cube.tables["t0"].cells
    periods = cells.loc[cells["period"] != "all", "period"].str.len()
    assert periods.max() == longest  # 2021, or 2021-05
    assert cells.loc[(cells["recovery"] == "US-TX") & (cells["period"] == "2021"), "count"].tolist() == [12]
