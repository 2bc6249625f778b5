"""How a dimension depends on two others: relation on origin and recovery, or whatever a bare instance says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from geodata.regions import Level, is_pool
from geodata.relation import RELATION_TREE
from geodata.tabulation.joint.places import related, related_in_state

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geodata.arrays import Ints
    from geodata.regions import Regions
    from geodata.relation import Territories


_VAGUE: Final = {"unknown", "domestic_unspecified", "in_state_unspecified"}


class Rule(Protocol):
    """A dimension, `name`, that is a function of two others, `sides`."""

    @property
    def name(self) -> str:
        """The dimension."""

    @property
    def sides(self) -> tuple[str, str]:
        """The dimensions that it is a function of."""

    def coarse(self, codes: Sequence[str]) -> Collection[str] | None:
        """Say down to which codes of a side it is told first; None: down to all."""

    def inside(self, values: Collection[str]) -> frozenset[str]:
        """Name the values that depend on more than the coarse codes, of some."""

    def vague(self, values: Collection[str]) -> frozenset[str]:
        """Name the values of records whose places aren't both known, of some."""

    def possible(self, first: Sequence[str], second: Sequence[str], bit: Mapping[str, int]) -> Ints:
        """Give the values that records of each pair may have, as bits; shape (n_first, n_second)."""

    def possible_within(self, first: Sequence[str], second: Sequence[str], bit: Mapping[str, int]) -> Ints:
        """Give those of pairs within one coarse code, as `possible`."""


@dataclass(frozen=True, eq=False)
class Mapped:
    """A function that a table of pairs gives."""

    name: str
    sides: tuple[str, str]
    value: Mapping[tuple[str, str], str]

    def coarse(self, codes: Sequence[str]) -> None:  # noqa: ARG002 -- all codes are told at once
        """Tell all codes at once."""
        return

    def inside(self, values: Collection[str]) -> frozenset[str]:  # noqa: ARG002 -- no value
        """Name none."""
        return frozenset()

    vague = inside

    def possible(self, first: Sequence[str], second: Sequence[str], bit: Mapping[str, int]) -> Ints:
        """Look every pair up; one that the table lacks has no records."""
        return np.array([[bit.get(self.value.get((a, b), ""), 0) for b in second] for a in first], dtype=np.int64)

    possible_within = possible


@dataclass(frozen=True, eq=False)
class Relation:
    """Relation, as a function of origin and recovery: of states first, and within a state of counties."""

    regions: Regions
    territories: Territories
    name: str = "relation"
    sides: tuple[str, str] = ("origin", "recovery")

    def coarse(self, codes: Sequence[str]) -> Collection[str]:
        """Tell states, countries without any, and groups of them; counties and pools of them are told later."""
        return {c for c in codes if self.regions.level(c) != Level.COUNTY}

    def inside(self, values: Collection[str]) -> frozenset[str]:
        """Name the relations within a state."""
        within = {c for c, above in RELATION_TREE.items() if above == "in_state"} | {"in_state"}
        return frozenset(within & set(values))

    def vague(self, values: Collection[str]) -> frozenset[str]:
        """Name the relations that say what isn't known: the place, the state, the county."""
        return frozenset(_VAGUE & set(values))

    def possible(self, first: Sequence[str], second: Sequence[str], bit: Mapping[str, int]) -> Ints:
        """Compare states; counties too where a table tells them on both sides at once."""
        bit = _told(bit)
        own, other = ([self._state(c) for c in codes] for codes in (first, second))
        one, at = np.unique(np.array(own, dtype=object), return_inverse=True)
        two, to = np.unique(np.array(other, dtype=object), return_inverse=True)
        out = related(list(one), list(two), self.regions, self.territories, bit)[np.ix_(at, to)]
        within = 0
        for relation in self.inside(bit):
            within |= bit[relation]
        for state in {s for s, c in zip((*own, *other), (*first, *second), strict=True) if s != c}:
            rows, columns = ([n for n, s in enumerate(side) if s == state] for side in (own, other))
            if rows and columns:
                fine = self.possible_within([first[n] for n in rows], [second[n] for n in columns], bit)
                out[np.ix_(rows, columns)] = (out[np.ix_(rows, columns)] & ~within) | fine
        return out

    def possible_within(self, first: Sequence[str], second: Sequence[str], bit: Mapping[str, int]) -> Ints:
        """Compare counties of one state, or pools of them."""
        return related_in_state(first, second, self.regions, _told(bit))

    def _state(self, code: str) -> str:
        above = code
        while self.regions.level(above) == Level.COUNTY:
            above = self.regions.parent(above) or above
        return above if not is_pool(code) or self.regions.level(code) == Level.COUNTY else code


def _told(bit: Mapping[str, int]) -> dict[str, int]:
    """Give every relation of a record the bit of the finest that is told and holds it; 0 where none is."""
    out = {}
    for code in RELATION_TREE:
        above = code
        while above not in bit and above in RELATION_TREE:
            above = RELATION_TREE[above]
        out[code] = bit.get(above, 0)
    return out
