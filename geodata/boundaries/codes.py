"""The grammar of region codes: levels, unspecified children and pools."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NewType

#: ``WORLD``, ``MX``, ``US-TX``, ``US-48141``, ``US-TX/unspecified``, ``US-TX/other``, ``unknown``.
RegionCode = NewType("RegionCode", str)


class Level(StrEnum):
    """How fine a region is, from the world down to the county."""

    WORLD = "world"
    COUNTRY = "country"
    STATE = "state"
    COUNTY = "county"

    @property
    def depth(self) -> int:
        """Number of steps below the world."""
        return list(Level).index(self)

    @property
    def below(self) -> Level:
        """The next finer level; the county has none below and gives itself."""
        return list(Level)[min(self.depth + 1, Level.COUNTY.depth)]


WORLD: Final = RegionCode("WORLD")
UNKNOWN: Final = RegionCode("unknown")
COLUMNS: Final = ("code", "parent", "level", "name_en", "name_es", "territory", "population")

_UNSPECIFIED: Final = "unspecified"
_POOL: Final = "other"


def unspecified(code: str) -> RegionCode:
    """Return the code of the unspecified child of a region: ``US-TX/unspecified``."""
    return RegionCode(f"{code}/{_UNSPECIFIED}")


def is_unspecified(code: str) -> bool:
    """Say whether a code is an unspecified child, ``US-TX/unspecified``."""
    return code.partition("/")[2] == _UNSPECIFIED


def is_pool(code: str) -> bool:
    """Say whether a code is a pool, ``US-TX/other`` or ``US-TX/other-2``."""
    tail = code.partition("/")[2]
    return tail == _POOL or (tail.startswith(f"{_POOL}-") and tail.removeprefix(f"{_POOL}-").isdigit())


def stem(code: str) -> RegionCode:
    """Return the region that an unspecified child or a pool belongs to; any other code itself."""
    return RegionCode(code.partition("/")[0])
