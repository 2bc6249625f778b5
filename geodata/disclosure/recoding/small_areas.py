"""Coarsening before suppression: small places are shown together, as "other counties of Texas", rather than blank.

Who is pooled depends on populations and on which totals are too small, never on how large a count is; a pool is the
same in all tables and periods of a release, and nothing inside a pool is a cell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.disclosure.protection import Standard
from geodata.disclosure.recoding.max_p_regions import touching_pools
from geodata.disclosure.recoding.small_leaves import leaves_open
from geodata.policy import LEVELS
from geodata.regions import is_pool, is_unspecified

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geodata.arrays import Bools
    from geodata.policy import Policy
    from geodata.regions import Regions
    from geodata.tabulation.grid import Grid

MIN_MEMBERS: Final = 2
MIN_PEOPLE: Final = 20_000
#: A pool of counties that touch grows no further for its total's sake; one still too small is withheld as any other.
MOST_MEMBERS: Final = 20
#: A table with more positive cells than this, and a greater part of them too small, is published by coarser periods.
MANY_CELLS: Final = 1_000
MOSTLY: Final = 0.6


def coarsen_periods(policy: Policy, grid: Grid, small: Bools, positive: Bools) -> Policy:
    """Take the finest periods out of tables that would be mostly withheld: years before months, all years before none.

    Looks at the pattern of too-small cells only. A few thousand routes with a child or two a year would be nothing but
    gaps; by all years together, most of them say something.

    Parameters
    ----------
    policy
        The rules.
    grid
        The cells.
    small, positive
        Which cells are too small, and which are not 0; shape (n_cells,).
    """
    names = {depth: level for level, depth in LEVELS["period"].items()}
    tables = []
    for table in policy.tables:
        at = grid.members[table.name]
        n = int(positive[at].sum())
        depth = LEVELS["period"].get(table.dimensions.get("period", "all"), 0)
        if depth and n > MANY_CELLS and int(small[at].sum()) > MOSTLY * n:
            tables.append(replace(table, dimensions={**table.dimensions, "period": names[depth - 1]}))
        else:
            tables.append(table)
    return replace(policy, tables=tuple(tables))


def say_coarser(grid: Grid, small: Bools, positive: Bools) -> list[str]:
    """Say which tables are mostly too small, and how much would be so without the finest level of each dimension.

    Parameters
    ----------
    grid
        The cells.
    small, positive
        Which cells are too small, and which are not 0; shape (n_cells,).
    """
    told = []
    for table in grid.tables:
        at = grid.members[table.name][positive[grid.members[table.name]]]
        if len(at) <= MANY_CELLS or small[at].mean() <= MOSTLY:
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


def choose_pools(leaves: pd.DataFrame, regions: Regions, policy: Policy) -> dict[str, list[str]]:
    """Choose the pools of a release.

    Parameters
    ----------
    leaves
        Coded leaves: origin, recovery, count.
    regions
        The packaged regions.
    policy
        Which sides go down to counties, what is too small, the population floor.

    Returns
    -------
    Pool code → members.
    """
    sides = {
        level: [d for d in ("origin", "recovery") if any(t.dimensions.get(d) == level for t in policy.tables)]
        for level in ("state", "county")
    }
    pools: dict[str, list[str]] = {}
    for parent in ("WORLD", "US", "MX", "CA"):
        pools |= _pool_places(leaves, regions, policy, parent, sides["state"] or sides["county"])
    pooled = {m for members in pools.values() for m in members}
    if sides["county"]:
        totals = _totals(leaves, sides["county"])
        frame = regions.frame
        counties = frame[frame["level"].astype(str) == "county"]
        for state, members in counties.groupby("parent", sort=True):
            if state not in pooled and regions.parent(str(state)) not in pooled:
                pools |= _pool_counties(members, totals, policy, str(state), regions)
    return pools


def _totals(leaves: pd.DataFrame, sides: list[str]) -> list[dict[str, int]]:
    counts = leaves.assign(count=leaves["count"].fillna(0).astype("int64"))
    sums = (counts.groupby(side)["count"].sum() for side in sides)
    return [{str(code): int(n) for code, n in total.items()} for total in sums]


def _pool_counties(
    counties: pd.DataFrame, totals: list[dict[str, int]], policy: Policy, state: str, regions: Regions
) -> dict[str, list[str]]:
    """Pool a state's small counties; take the next smallest in until the pool itself is large enough."""
    population = dict(
        zip(counties["code"], counties["population"].astype("Float64").fillna(0).astype(float), strict=True)
    )
    by_size = sorted(population, key=lambda c: (population[c], c))
    floor = policy.population_floor
    members = [c for c in by_size if _too_small(c, totals, policy.threshold)]
    members += [c for c in by_size if c not in members and not is_unspecified(c) and population[c] < floor]
    if not members:
        return {}
    rest = [c for c in by_size if c not in members and not is_unspecified(c)]
    least = {c: [t.get(c, 0) for t in totals] for c in by_size}
    if policy.pooling == "contiguous":
        return _pool_touching(members, rest, population, least, policy, (state, regions))
    while rest and not _is_enough(members, population, least, policy):
        members.append(rest.pop(0))
    if not rest and not floor:
        return {}
    return {f"{state}/other": sorted(members)} if len(members) >= MIN_MEMBERS else {}


def _pool_touching(
    small: list[str],
    others: list[str],
    population: Mapping[str, float],
    least: Mapping[str, list[int]],
    policy: Policy,
    place: tuple[str, Regions],
) -> dict[str, list[str]]:
    """Pool a state's small counties into several regions; all of its counties where no region is large enough."""
    state, regions = place
    grown = touching_pools(
        small, others, lambda pool: _is_enough(pool, population, least, policy, is_local=True), regions.neighbours
    )
    if not grown and policy.population_floor and len(small) + len(others) >= MIN_MEMBERS:
        grown = [[*small, *others]]
    return {f"{state}/other{f'-{n}' if n > 1 else ''}": sorted(pool) for n, pool in enumerate(grown, 1)}


def _is_enough(
    members: list[str],
    population: Mapping[str, float],
    least: Mapping[str, list[int]],
    policy: Policy,
    *,
    is_local: bool = False,
) -> bool:
    people = sum(population[c] for c in members)
    if len(members) < MIN_MEMBERS or (policy.population_floor and people < MIN_PEOPLE):
        return False
    is_full = is_local and len(members) >= MOST_MEMBERS
    return all(
        (is_full and sum(held) < policy.threshold) or _is_open(held, policy, may_be_empty=is_local)
        for held in zip(*(least[c] for c in members), strict=True)
    )


def _is_open(held: Sequence[int], policy: Policy, *, may_be_empty: bool) -> bool:
    """Say whether the total of a pool can be shown at one side: to be in a pool says of most that they are small."""
    total, small = sum(held), sum(0 < n < policy.threshold for n in held)
    if not total:
        return may_be_empty
    if not small:
        return total >= policy.threshold
    return leaves_open(total, small, sum(n >= policy.threshold for n in held), Standard.of(policy))


def _too_small(code: str, totals: list[dict[str, int]], threshold: int) -> bool:
    return any(0 < t.get(code, 0) < threshold for t in totals)


def _pool_places(
    leaves: pd.DataFrame, regions: Regions, policy: Policy, parent: str, sides: list[str]
) -> dict[str, list[str]]:
    """Pool countries, or states of a country, whose totals are too small, when the pool itself is not."""
    children = [str(c) for c in regions.children(parent) if not is_unspecified(c) and c != "unknown" and not is_pool(c)]
    under = {c: c for c in children}
    for child in children:
        under |= dict.fromkeys(_below(regions, child), child)
    lifted = leaves.assign(**{side: leaves[side].map(under) for side in sides})
    totals = _totals(lifted, sides)
    members = [c for c in children if _too_small(c, totals, policy.threshold)]
    sides_of = [[t.get(c, 0) for c in members] for t in totals]
    if len(members) < MIN_MEMBERS or not all(_is_open(held, policy, may_be_empty=True) for held in sides_of):
        return {}
    return {f"{parent}/other": members}


def _below(regions: Regions, code: str) -> list[str]:
    return [x for c in regions.children(code) for x in (c, *_below(regions, c))]
