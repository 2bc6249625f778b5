"""What a pair of places can be to each other, from the geography alone: the attacker's own reading of the rules.

A leaf of a table stands for one or many finest places. Two representatives of each sort of place suffice to say which
relations a record between two leaves can have: a relation asks only which countries, states and counties are the same.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.regions import Regions  # the packaged geography: data, no rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: A leaf with two places of one sort can hold a pair of different ones; with one it can't.
ENOUGH: Final = 2
VAGUE: Final = "/unspecified"


class Place(NamedTuple):
    """A finest place, taken apart; what isn't known is None."""

    country: str | None
    state: str | None
    county: str | None
    is_territory: bool


@cache
def _geography() -> tuple[dict[str, str], dict[str, list[str]], frozenset[str]]:
    frame = Regions.packaged().frame
    parent = {str(c): str(p) for c, p in zip(frame["code"], frame["parent"], strict=True) if c != "WORLD"}
    below: dict[str, list[str]] = defaultdict(list)
    for code, above in parent.items():
        below[above].append(code)
    territories = frame[frame["territory"].astype(bool) & (frame["level"] == "state")]["code"]
    return parent, dict(below), frozenset(map(str, territories))


def place(code: str) -> Place:
    """Take a finest place of the packaged geography apart."""
    parent, _, territories = _geography()
    if code == "unknown":
        return Place(None, None, None, is_territory=False)
    chain = [code]
    while parent[chain[-1]] != "WORLD":
        chain.append(parent[chain[-1]])
    known = [None if c.endswith(VAGUE) else c for c in reversed(chain)]
    country, state, county = [*known, None, None][:3]
    return Place(country, state, county, is_territory=state in territories)


def sort_of(code: str) -> tuple[object, ...]:
    """Say what sort of place this is, as far as relations can tell: those of one sort differ by name alone."""
    parent, below, territories = _geography()
    children = below.get(code, [])
    counties = [c for c in children if not c.endswith(VAGUE)]
    if code == "unknown" or code.endswith(VAGUE) or code in {"US", "WORLD"}:
        return (code,)
    kinds = sorted({sort_of(c)[1:] for c in counties}) if parent.get(code) == "WORLD" else []
    return ("place", code in territories, min(len(counties), 3), str(kinds))


def representatives(members: Iterable[str]) -> list[Place]:
    """List enough of the finest places in some regions to form every relation that any of them can."""
    _, below, _ = _geography()
    taken: list[str] = []
    by_sort: dict[tuple[object, ...], int] = defaultdict(int)
    for code in members:
        sort = sort_of(code)
        if by_sort[sort] < ENOUGH:
            by_sort[sort] += 1
            taken.append(code)
    out: dict[Place, None] = {}
    for code in taken:
        if code in below:
            out |= dict.fromkeys(representatives(below[code]))
        else:
            out[place(code)] = None
    return list(out)


def relations(
    first: list[Place], second: list[Place], territories: str, parents: Mapping[str, str | None]
) -> frozenset[str]:
    """List the relations that a record from one leaf to another can have, as codes of a release's own relation tree."""
    rules = ("domestic", "abroad") if territories == "by_source" else (territories,)
    found = {_relation(a, b, rule) for a in first for b in second for rule in rules}
    return frozenset(r if r in parents else "domestic_unspecified" for r in found)


def _relation(first: Place, second: Place, rule: str) -> str:
    """Compare two places: by country, then by state, then by county, as far as both are known."""
    a, b = (p.state if rule == "abroad" and p.is_territory else p.country for p in (first, second))
    if a is None or b is None:
        return "unknown"
    if a != b:
        return "outbound" if a == "US" else "inbound" if b == "US" else "third"
    if first.state is None or second.state is None:
        return "domestic_unspecified" if a in _with_states() else "same_country"
    if first.state != second.state:
        return "out_of_state"
    if first.county is None or second.county is None:
        return "in_state_unspecified"
    return "same_county" if first.county == second.county else "other_county"


@cache
def _with_states() -> frozenset[str]:
    parent, below, _ = _geography()
    return frozenset(c for c, above in parent.items() if above == "WORLD" and c in below)


def is_corner(code: str) -> bool:
    """Say whether records from a place to itself are known no further: it is unspecified, unknown, or has no parts.

    A county has none either, but is the finest place that there is.
    """
    if code == "unknown" or code.endswith(VAGUE):
        return True
    parent, below, _ = _geography()
    return code in parent and code not in below and place(code).county is None
