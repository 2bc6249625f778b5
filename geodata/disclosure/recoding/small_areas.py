"""Coarsening before suppression: counties with few people are shown together, as "other counties of Texas".

Who is pooled depends on populations alone, never on a count, so that a pool tells nothing about records. It is the same
in all tables and periods of a release, and nothing inside a pool is a cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.disclosure.recoding.max_p_regions import touching_pools
from geodata.regions import is_unspecified

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geodata.arrays import Bools
    from geodata.policy import Policy
    from geodata.regions import Regions
    from geodata.tabulation.grid import Grid

MIN_MEMBERS: Final = 2
MIN_PEOPLE: Final = 20_000
#: A table with more positive cells than this, and a greater part of them too small, is better published coarser.
MANY_CELLS: Final = 1_000
MOSTLY: Final = 0.6


def say_coarser(grid: Grid, small: Bools, positive: Bools, many: int = MANY_CELLS) -> list[str]:
    """Say which tables are mostly too small, and how much would be so without the finest level of each dimension.

    Parameters
    ----------
    grid
        The cells.
    small, positive
        Which cells are too small, and which are not 0; shape (n_cells,).
    many
        Of tables with no more positive cells than this nothing is said.
    """
    told = []
    for table in grid.tables:
        at = grid.members[table.name][positive[grid.members[table.name]]]
        if len(at) <= many or small[at].mean() <= MOSTLY:
            continue
        shares = {}
        for d, tree in table.trees.items():
            if len(tree) > 1:
                shares[d] = float(small[at[grid.trees[d].depth[grid.node(d, at)] < tree.depth.max()]].mean())
        ways = ", ".join(f"{d} {shares[d]:.0%}" for d in sorted(shares, key=lambda d: (shares[d], d)))
        told.append(
            f"table {table.name} is mostly too small: {small[at].mean():.0%} of its numbers; "
            f"without the finest level of a dimension it would be: {ways}"
        )
    return told


def choose_pools(regions: Regions, policy: Policy) -> dict[str, list[str]]:
    """Choose the pools of a release.

    Parameters
    ----------
    regions
        The packaged regions.
    policy
        Which sides go down to counties, and the population floor.

    Returns
    -------
    Pool code → members.
    """
    shows_counties = any(t.dimensions.get(d) == "county" for t in policy.tables for d in ("origin", "recovery"))
    if not shows_counties or not policy.population_floor:
        return {}
    pools: dict[str, list[str]] = {}
    frame = regions.frame
    counties = frame[frame["level"].astype(str) == "county"]
    for state, members in counties.groupby("parent", sort=True):
        pools |= _pool_counties(members, policy, str(state), regions)
    return pools


def _pool_counties(counties: pd.DataFrame, policy: Policy, state: str, regions: Regions) -> dict[str, list[str]]:
    """Pool a state's counties with few people; take the next smallest in until the pool itself has enough.

    One whose people aren't known counts as having none.
    """
    people = counties["population"].astype("Float64").fillna(0).astype(float)
    population = {str(c): n for c, n in zip(counties["code"], people, strict=True) if not is_unspecified(c)}
    by_size = sorted(population, key=lambda c: (population[c], c))
    small = [c for c in by_size if population[c] < policy.population_floor]
    rest = by_size[len(small) :]
    if not small:
        return {}
    if policy.pooling == "contiguous":
        return _pool_touching(small, rest, population, state, regions)
    members = small
    while rest and not _is_enough(members, population):
        members.append(rest.pop(0))
    return {f"{state}/other": sorted(members)} if len(members) >= MIN_MEMBERS else {}


def _pool_touching(
    small: Sequence[str], others: Sequence[str], population: Mapping[str, float], state: str, regions: Regions
) -> dict[str, list[str]]:
    """Pool a state's small counties into several regions; all of its counties where no region is large enough."""
    grown = touching_pools(small, others, lambda pool: _is_enough(pool, population), regions.neighbours)
    if not grown and len(small) + len(others) >= MIN_MEMBERS:
        grown = [[*small, *others]]
    return {f"{state}/other{f'-{n}' if n > 1 else ''}": sorted(pool) for n, pool in enumerate(grown, 1)}


def _is_enough(members: Sequence[str], population: Mapping[str, float]) -> bool:
    return len(members) >= MIN_MEMBERS and sum(population[c] for c in members) >= MIN_PEOPLE
