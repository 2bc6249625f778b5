"""A world small enough to draw, for the product as regions and for the judge as plain dictionaries.

::

    WORLD ── US ── US-A ── US-A1 (5,000) · US-A2 (18,000) · US-A3 (50,000) · US-A/unspecified
      │       ├─── US-B ── US-B1 (30,000) · US-B2 (40,000) · US-B/unspecified
      │       ├─── US-C ── US-C1 (60,000) · US-C/unspecified        one county: no other county
      │       ├─── US-T                                              a territory, where it is asked for
      │       └─── US/unspecified
      ├────── MX ── MX-X · MX-Y · MX/unspecified                     states without counties
      ├────── CA                                                     a country without states
      └────── unknown
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd

from geodata.regions import Regions

if TYPE_CHECKING:
    from collections.abc import Mapping


class Place(NamedTuple):
    """What everyone knows of a place: what it lies in, how fine it is, whether it is a territory."""

    parent: str | None
    level: str
    is_territory: bool = False
    population: int | None = None


_PLACES: Final = {
    "WORLD": Place(None, "world"),
    "US": Place("WORLD", "country"),
    "MX": Place("WORLD", "country"),
    "CA": Place("WORLD", "country"),
    "unknown": Place("WORLD", "country"),
    "US-A": Place("US", "state"),
    "US-B": Place("US", "state"),
    "US-C": Place("US", "state"),
    "US/unspecified": Place("US", "state"),
    "MX-X": Place("MX", "state"),
    "MX-Y": Place("MX", "state"),
    "MX/unspecified": Place("MX", "state"),
    "US-A1": Place("US-A", "county", population=5_000),
    "US-A2": Place("US-A", "county", population=18_000),
    "US-A3": Place("US-A", "county", population=50_000),
    "US-A/unspecified": Place("US-A", "county"),
    "US-B1": Place("US-B", "county", population=30_000),
    "US-B2": Place("US-B", "county", population=40_000),
    "US-B/unspecified": Place("US-B", "county"),
    "US-C1": Place("US-C", "county", population=60_000),
    "US-C/unspecified": Place("US-C", "county"),
}
#: Parts of the world that are interesting by themselves; what is unspecified or unknown belongs to each.
_A: Final = ("US-A1", "US-A2", "US-A3", "US-A/unspecified")
_B: Final = ("US-B1", "US-B2", "US-B/unspecified")
_C: Final = ("US-C1", "US-C/unspecified")
_MX: Final = ("MX-X", "MX-Y", "MX/unspecified")
_VAGUE: Final = ("US/unspecified", "unknown")
PARTS: Final = tuple((*part, *_VAGUE) for part in (_A, (*_A, *_C), (*_B, "CA"), (*_B, *_C), (*_C, *_MX), (*_MX, "CA")))
#: A part in which every relation can be: no zero is known beforehand.
WIDE: Final = (*_B, *_C, *_MX, "CA", *_VAGUE)
_TERRITORY: Final = {"US-T": Place("US", "state", is_territory=True)}
#: Counties of US-A that touch: A1 – A2 – A3; those of US-B: B1 – B2.
_BORDERS: Final = (("US-A1", "US-A2"), ("US-A2", "US-A3"), ("US-B1", "US-B2"))


def places(*leaves: str, with_territory: bool = False) -> dict[str, Place]:
    """Give the world as a dictionary, coarse to fine; or no more of it than some leaves lie in."""
    world = _PLACES | (_TERRITORY if with_territory else {})
    kept: set[str | None] = {*leaves, *_TERRITORY}
    for code in reversed(world):
        if code in kept:
            kept.add(world[code].parent)
    return {c: p for c, p in world.items() if c in kept} if leaves else world


def regions(world: Mapping[str, Place], borders: tuple[tuple[str, str], ...] = _BORDERS) -> Regions:
    """Give the world as the product's regions."""
    rows = [(c, p.parent, p.level, c, c, p.is_territory, p.population) for c, p in world.items()]
    columns = ["code", "parent", "level", "name_en", "name_es", "territory", "population"]
    frame = pd.DataFrame(rows, columns=columns).astype({"population": "Int64", "territory": bool})
    return Regions(frame, borders=[(a, b) for a, b in borders if a in world and b in world])


def plain(regions: Regions) -> dict[str, Place]:
    """Give the product's regions, pools and all, as a dictionary: what a release's file of regions says."""
    frame = regions.frame
    rows = zip(frame["code"], frame["parent"], frame["level"], frame["territory"], strict=True)
    return {str(c): Place(p if isinstance(p, str) else None, str(level), bool(t)) for c, p, level, t in rows}
