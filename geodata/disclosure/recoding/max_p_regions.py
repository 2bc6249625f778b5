"""Pools of counties that touch: several in a state, each one region on the map, as many as can be large enough.

References
----------
Duque, J. C., Anselin, L. and Rey, S. J. (2012), The max-p-regions problem, Journal of Regional Science 52(3): regions
grow from seeds until each is large enough, then what is left over joins a region that it touches. Here seeds are taken
in order of population rather than at random, so that the same records give the same pools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence


def touching_pools(
    small: Sequence[str],
    others: Sequence[str],
    is_enough: Callable[[list[str]], bool],
    neighbours: Callable[[str], Collection[str]],
) -> list[list[str]]:
    """Partition small counties, and as few others as they need, into pools that are each one region.

    Parameters
    ----------
    small
        Counties that can't stand alone, the order in which they are seeds.
    others
        Counties that could, the order in which they are taken in.
    is_enough
        Says whether some counties are a pool that can be shown.
    neighbours
        Gives the counties that touch one.

    Returns
    -------
    The pools, in order of their first member's code; none when all counties together aren't enough. What touches no
    pool and can't be one (an island, the unspecified county) joins the first.
    """
    place = {county: n for n, county in enumerate([*small, *others])}
    pools: list[list[str]] = []
    alone = _grow_all(small, set(small), place, pools, is_enough, neighbours)
    alone = _join(alone, pools, neighbours)  # rather than take in one that could stand alone
    alone = _grow_all(alone, {*alone, *others}, place, pools, is_enough, neighbours)
    alone = _join(alone, pools, neighbours)
    if pools:
        pools[0] += alone
    elif alone and is_enough(list(place)):
        pools = [list(place)]
    return sorted(pools, key=min)


def _grow_all(
    seeds: Sequence[str],
    free: set[str],
    place: Mapping[str, int],
    pools: list[list[str]],
    is_enough: Callable[[list[str]], bool],
    neighbours: Callable[[str], Collection[str]],
) -> list[str]:
    """Grow a pool from every seed that is still free, and return the seeds that no pool came of."""
    alone, spent = [], set()
    for seed in seeds:
        if seed not in free:
            continue
        if seed not in spent:
            pool = _grown(seed, free, place, is_enough, neighbours)
            if is_enough(pool):
                pools.append(pool)
                free.difference_update(pool)
                continue
            spent.update(pool)  # all that can be reached from here isn't enough
        alone.append(seed)
    return [seed for seed in alone if seed in free]


def _grown(
    seed: str,
    free: Collection[str],
    place: Mapping[str, int],
    is_enough: Callable[[list[str]], bool],
    neighbours: Callable[[str], Collection[str]],
) -> list[str]:
    """Grow a pool by the neighbour that comes first, small ones before others, until it is large enough."""
    pool = [seed]
    near = {c for c in neighbours(seed) if c in free}
    while near and not is_enough(pool):
        county = min(near, key=place.__getitem__)
        pool.append(county)
        near = (near | {c for c in neighbours(county) if c in free}) - set(pool)
    return pool


def _join(alone: list[str], pools: list[list[str]], neighbours: Callable[[str], Collection[str]]) -> list[str]:
    """Let counties left over join a pool that they touch, nearest first, and return those that touch none."""
    left = set(alone)
    front = [(county, pool) for pool in pools for county in sorted(pool)]
    while front:
        reached = []
        for county, pool in front:
            near = sorted(left & set(neighbours(county)))
            left.difference_update(near)
            pool.extend(near)
            reached += [(c, pool) for c in near]
        front = reached
    return [county for county in alone if county in left]
