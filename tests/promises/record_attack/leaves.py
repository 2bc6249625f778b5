"""The leaves of a release as shown, and which of them are alike, so that a few stand for all.

Places of one sort whose every cell is either a shown zero or a blank that may be 0 can be exchanged without changing
anything that is published. Of such places two are kept, which are attacked for all, and the others are one leaf of many
members: whatever records it holds, its members can hold.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.promises.record_attack.places import representatives, sort_of
from tests.promises.record_attack.published import DIMENSIONS, ROOT, SIDES

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence

    from tests.promises.record_attack.places import Place
    from tests.promises.record_attack.published import Release

FINENESS: Final = {"world": 0, "country": 1, "state": 2, "county": 3}
#: Of places that are alike so many are kept: two, so that the pair of both is there too.
KEPT: Final = 2


@dataclass(frozen=True, eq=False)
class Leaf:
    """One place as shown, or several that are alike; `above` are the codes of cells that it is in."""

    name: str
    members: tuple[str, ...]
    above: tuple[str, ...]
    places: list[Place]

    @property
    def sample(self) -> str:
        """One of its members, which speaks for all."""
        return self.members[0]


@dataclass(frozen=True)
class Sides:
    """The leaves of both sides: down to states, and where tables go further the counties of each."""

    coarse: Mapping[str, Sequence[Leaf]]
    fine: Mapping[str, Mapping[str, Sequence[Leaf]]]
    merged: Collection[str]


def sides_of(release: Release, apart: Collection[str] = (), kept: int = KEPT) -> Sides:
    """Find the leaves of both sides of a release.

    Parameters
    ----------
    release
        The release.
    apart
        Places that are like no other, since the attacker knows something about them.
    kept
        How many of those that are alike are kept.
    """
    coarse = {side: _leaves(release, side, "state") for side in SIDES}
    fine = {side: _counties(release, side, coarse[side]) for side in SIDES}
    signs = _signs(release, fine, apart)
    alike = _alike(release, coarse, signs)
    below = _alike_counties(fine, signs)
    merged: set[str] = set()
    out = {side: _grouped(release, side, coarse[side], alike, merged, kept) for side in SIDES}
    counties = {
        side: {
            s: _grouped(release, side, codes, below, merged, kept) for s, codes in fine[side].items() if s not in merged
        }
        for side in SIDES
    }
    return Sides(out, counties, merged)


def _leaves(release: Release, side: str, level: str) -> list[str]:
    """List the codes that a side has no finer ones of, down to a level."""
    used = set().union(*(t.codes[side] for t in release.tables if side in t.levels))
    used = {c for c in used if FINENESS[release.level[c]] <= FINENESS[level]} or {ROOT[side]}
    opened = {release.parents[side][c] for c in used}
    return sorted(used - opened)


def _counties(release: Release, side: str, coarse: Collection[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    within = set(coarse)
    for code in _leaves(release, side, "county"):
        above = [c for c in release.upwards(side, code) if c in within]
        if above and code not in within:
            out.setdefault(above[0], []).append(code)
    return out


class _Signs:
    """What the published cells say about each place: nothing but blanks that may be 0, or something of its own."""

    def __init__(self) -> None:
        self.own: set[str] = set()
        self.blank: dict[str, set[Hashable]] = defaultdict(set)
        self.pairs: dict[str, dict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))


def _signs(release: Release, fine: Mapping[str, Mapping[str, Sequence[str]]], apart: Collection[str]) -> _Signs:
    signs = _Signs()
    state_of = {c: s for side in SIDES for s, codes in fine[side].items() for c in codes}
    signs.own |= set(apart) | {state_of[c] for c in apart if c in state_of}
    n_blank: dict[tuple[str, Hashable], int] = defaultdict(int)
    for key, number in release.shown.items():
        origin, recovery, *rest = key
        if number is not None or key in release.least:
            signs.own |= {origin, recovery, state_of.get(origin, origin), state_of.get(recovery, recovery)}
        elif origin != ROOT["origin"] and recovery != ROOT["recovery"]:
            signs.pairs[origin][recovery].add(("to", *rest))
            signs.pairs[recovery][origin].add(("from", *rest))
        else:
            side = "origin" if origin != ROOT["origin"] else "recovery"
            code = key[DIMENSIONS.index(side)]
            signs.blank[code].add((side, *rest))
            if code in state_of:
                n_blank[state_of[code], (side, *rest)] += 1
    for (state, what), n in n_blank.items():  # a state is like another only if its counties are all as it is itself
        if n != len(fine[str(what[0])][state]) or what not in signs.blank[state]:  # type: ignore[index]
            signs.own.add(state)
    return signs


def _alike(release: Release, coarse: Mapping[str, Collection[str]], signs: _Signs) -> list[list[str]]:
    """Part the places until those in one block have the same blanks with every other block."""
    used = [set(coarse[side]) for side in SIDES if any(side in t.levels for t in release.tables)]
    both = set.intersection(*used) if used else set()
    free = sorted(c for c in both if "/" not in c and sort_of(c)[0] == "place" and c not in signs.own)
    colour: dict[str, Hashable] = {
        c: (release.parents["origin"][c], sort_of(c), frozenset(signs.blank[c])) for c in free
    }
    while True:
        blocks: dict[Hashable, list[str]] = defaultdict(list)
        for code in free:
            blocks[colour[code]].append(code)
        names = {block: at for at, block in enumerate(blocks)}
        finer = {code: (names[colour[code]], _sight(code, blocks, names, signs)) for code in free}
        if len(set(finer.values())) == len(blocks):
            return list(blocks.values())
        colour = finer


def _sight(
    code: str, blocks: Mapping[Hashable, Sequence[str]], names: Mapping[Hashable, int], signs: _Signs
) -> Hashable:
    """Say what a place sees of all others; a place that sees two of a block differently is like no other."""
    seen = signs.pairs.get(code, {})
    grouped = {c for codes in blocks.values() for c in codes}
    views: list[Hashable] = [frozenset((c, frozenset(v)) for c, v in seen.items() if c not in grouped)]
    for block, codes in blocks.items():
        found = {frozenset(seen.get(c, ())) for c in codes if c != code}
        if len(found) > 1:
            return code
        if found:
            views.append((names[block], found.pop()))
    return (*views, frozenset(seen.get(code, ())))


def _alike_counties(fine: Mapping[str, Mapping[str, Sequence[str]]], signs: _Signs) -> list[list[str]]:
    """Put the counties of a state together that have the same blanks on both sides."""
    blocks: dict[Hashable, list[str]] = defaultdict(list)
    codes = {c: s for side in SIDES for s, below in fine[side].items() for c in below}
    for code, state in sorted(codes.items()):
        if "/" not in code and code not in signs.own:
            blocks[state, frozenset(signs.blank[code])].append(code)
    return list(blocks.values())


def _grouped(
    release: Release,
    side: str,
    codes: Collection[str],
    blocks: Sequence[Sequence[str]],
    merged: set[str],
    kept: int,
) -> list[Leaf]:
    """Make leaves of codes, many that are alike into one."""
    among = set(codes)
    rest: list[Leaf] = []
    gone: set[str] = set()
    for block in blocks:
        members = tuple(block[kept:])
        if len(members) > 1 and set(block) <= among:
            above = tuple(release.upwards(side, members[0])[1:])
            rest.append(Leaf(members[0] + "+", members, above, representatives(members)))
            gone |= set(members)
    merged |= gone
    return [_leaf(release, side, c) for c in sorted(among - gone)] + rest


def _leaf(release: Release, side: str, code: str) -> Leaf:
    members = [c for c, above in release.parents[side].items() if above == code] if "/other" in code else [code]
    return Leaf(code, (code,), tuple(release.upwards(side, code)), representatives(members))


def places_of(leaf: Leaf, other: Leaf) -> list[Place]:
    """List places of a leaf that stand for all when it meets another: those of the other too, where that lies in it."""
    inside = leaf.name in other.above[1:] or leaf.name == ROOT["origin"]
    return leaf.places + [p for p in other.places if p not in leaf.places] if inside else leaf.places
