"""Which relations a record from one place to another may have, where either may stand for several places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geodata.regions import UNKNOWN, Level, is_pool, is_unspecified
from geodata.relation import HOME, rules_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.arrays import Bools, Ints
    from geodata.regions import Regions
    from geodata.relation import Rule, Territories

_PAIR: Final = 2


class _Parts(NamedTuple):
    """Places at state level that leaves stand for; shape (n_parts,) each.

    `country` and `state` are numbers of their own, -1 where not known; `counties` says how many a state has.
    """

    leaf: Ints
    country: Ints
    state: Ints
    counties: Ints


def related(
    origins: Sequence[str],
    recoveries: Sequence[str],
    regions: Regions,
    territories: Territories,
    bit: Mapping[str, int],
) -> Ints:
    """Say which relations records between places may have.

    Parameters
    ----------
    origins, recoveries
        Codes of states, and of what is coarser: countries, groups of places, the world.
    regions
        The tree.
    territories
        The rule for Puerto Rico and the other territories.
    bit
        Relation → its bit.

    Returns
    -------
    The bits of all that are possible; shape (n_origins, n_recoveries).
    """
    out = np.zeros((len(origins), len(recoveries)), dtype=np.int64)
    for rule in rules_of(territories):
        numbers: dict[str, int] = {}
        first, second = (_parts(codes, regions, rule, numbers) for codes in (origins, recoveries))
        between = _between(first, second, numbers.get(HOME, -_PAIR), bit)
        rows = np.zeros((len(origins), between.shape[1]), dtype=np.int64)
        np.bitwise_or.at(rows, first.leaf, between)
        columns = np.zeros((len(recoveries), len(origins)), dtype=np.int64)
        np.bitwise_or.at(columns, second.leaf, rows.T)
        out |= columns.T
    return out


def _between(first: _Parts, second: _Parts, home: int, bit: Mapping[str, int]) -> Ints:
    """Give the bits of all pairs of parts, as `relation` compares two places: from the country down."""
    a, b = ([column[:, None] for column in first[1:]], [column[None, :] for column in second[1:]])
    is_unknown = (a[0] < 0) | (b[0] < 0)
    is_same_country, is_same_state = a[0] == b[0], a[1] == b[1]
    is_vague = (a[1] < 0) | (b[1] < 0)
    across = np.where(a[0] == home, bit["outbound"], np.where(b[0] == home, bit["inbound"], bit["third"]))
    inside = bit["in_state_unspecified"] | np.where(a[2] > 0, bit["same_county"], 0)
    inside = inside | np.where(a[2] > 1, bit["other_county"], 0)
    return np.select(
        [is_unknown, ~is_same_country, is_vague, ~is_same_state],
        [bit["unknown"], across, bit["domestic_unspecified"], bit["out_of_state"]],
        inside,
    )


def _parts(codes: Sequence[str], regions: Regions, rule: Rule, numbers: dict[str, int]) -> _Parts:
    """Take places apart into states, and countries without any."""
    parts = [(leaf, part) for leaf, code in enumerate(codes) for part in states_of(regions, code)]
    rows = [(leaf, *_part(part, regions, rule, numbers)) for leaf, part in parts]
    table = np.array(rows, dtype=np.int64).reshape(-1, len(_Parts._fields))
    return _Parts(*table.T)


def _part(code: str, regions: Regions, rule: Rule, numbers: dict[str, int]) -> tuple[int, int, int]:
    state = regions.at_level(code, Level.STATE)
    country = regions.at_level(code, Level.COUNTRY)
    if country is None or country == UNKNOWN:
        return -1, -1, 0
    is_known = state is not None and not is_unspecified(state)
    if is_known and state is not None and rule == "abroad" and regions.is_territory(state):
        country = state
    number = numbers.setdefault(country, len(numbers))
    if not is_known or state is None:
        return number, -1, 0
    real = [c for c in _leaves(regions, state) if c != state and not is_unspecified(c)]
    return number, numbers.setdefault(f"state {state}", len(numbers)), len(real)


def states_of(regions: Regions, code: str) -> list[str]:
    """Take a group of places, a country or the world apart, down to states."""
    if regions.level(code) == Level.COUNTY:
        return [code]
    below = [c for c in regions.children(code) if is_pool(c) or regions.level(c) != Level.COUNTY]
    is_state = regions.level(code) == Level.STATE and not is_pool(code)
    return [code] if is_state or not below else [part for c in below for part in states_of(regions, c)]


def _leaves(regions: Regions, code: str) -> list[str]:
    below = regions.children(code)
    return [leaf for c in below for leaf in _leaves(regions, c)] if below else [code]


def related_in_state(
    origins: Sequence[str], recoveries: Sequence[str], regions: Regions, bit: Mapping[str, int]
) -> Ints:
    """Say which relations records between counties of one state, or pools of them, may have; as `related`."""
    real: dict[str, int] = {}
    first, second = ([_members(regions, code, real) for code in codes] for codes in (origins, recoveries))
    here, there = (_holding(side, len(real)) for side in (first, second))
    n_here, n_there = here.sum(axis=1)[:, None], there.sum(axis=1)[None, :]
    in_both = (here.astype(np.float64) @ there.T.astype(np.float64)) > 0
    is_one_place = in_both & (n_here == 1) & (n_there == 1)
    is_vague = np.array([v for _, v in first])[:, None] | np.array([v for _, v in second])[None, :]
    out = np.where(in_both, bit["same_county"], 0)
    out |= np.where((n_here > 0) & (n_there > 0) & ~is_one_place, bit["other_county"], 0)
    return np.asarray(out | np.where(is_vague, bit["in_state_unspecified"], 0))


def _members(regions: Regions, code: str, real: dict[str, int]) -> tuple[list[int], bool]:
    """Give the counties that a code stands for their numbers, and say whether it may stand for one not known."""
    leaves = _leaves(regions, code)
    known = [c for c in leaves if not is_unspecified(c)]
    return [real.setdefault(c, len(real)) for c in known], len(known) < len(leaves)


def _holding(side: list[tuple[list[int], bool]], n: int) -> Bools:
    out = np.zeros((len(side), n), dtype=bool)
    for row, (members, _) in enumerate(side):
        out[row, members] = True
    return out
