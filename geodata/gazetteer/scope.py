"""Whether a region lies in a context, and at the level of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geodata.boundaries.spelling import key
from geodata.regions import UNKNOWN, Level, RegionCode, Regions

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

#: What is known to hold the place; nothing is known in an empty one.
Context = frozenset[RegionCode]


class Scope:
    """Answers of the tree of regions to the reader's questions.

    Parameters
    ----------
    regions
        The tree.
    """

    def __init__(self, regions: Regions) -> None:
        self.regions = regions
        self._lines = {code: frozenset((code, *regions.ancestors(code))) for code in regions.frame["code"]}

    def fitting(self, codes: Collection[RegionCode], context: Context, level: str | None) -> set[RegionCode]:
        """Keep the regions that lie inside the context and at the level."""
        if not codes:
            return set()
        return {code for code in codes if self.inside(code, context) and self.is_at(code, level)}

    def inside(self, code: RegionCode, context: Context) -> bool:
        """Say whether a region lies in one of the regions of a context; all do in an empty one."""
        return not context or code == UNKNOWN or not context.isdisjoint(self._lines[code])

    def is_at(self, code: RegionCode, level: str | None) -> bool:
        """Say whether a region may stand in a column of a level; ISO lists the territories as countries, too."""
        if level is None or code == UNKNOWN or self.regions.level(code) == level:
            return True
        return level == Level.COUNTRY and (self.regions.is_territory(code) or code == "US/unspecified")

    def states(self, context: Context) -> Context:
        """Keep the states of a context, in which a number of three digits is a county's."""
        return frozenset(code for code in context if self.regions.level(code) == Level.STATE)

    def top(self, codes: AbstractSet[RegionCode]) -> set[RegionCode]:
        """Let a region stand for those inside it: Guam is the territory, not the one county it consists of."""
        return {code for code in codes if len(codes) == 1 or codes.isdisjoint(self.regions.ancestors(code))}

    def is_country(self, found: set[RegionCode], text: str) -> bool:
        """Say whether a key is a country's own name: El Salvador, though a municipio of Zacatecas has it, too."""
        regions = self.regions
        return all(regions.level(code) == Level.COUNTRY and key(regions.name(code)) == text for code in found)

    def state_of(self, code: RegionCode) -> Context:
        """Return the state of a county, or the region itself."""
        state = self.regions.at_level(code, Level.STATE)
        return frozenset({state or code})
