"""Regions of the world as one tree: world, country, state or province, county or municipio.

Every place in the product is a :data:`RegionCode` of this tree. Places known only coarsely are *unspecified* children,
places shown only together are *pools*; both are ordinary nodes, so margins add up without exceptions.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NewType

import geopandas as gpd
import pandas as pd

from geodata.boundaries import read_attributes, read_borders, read_outlines
from geodata.boundaries.wording import pool_names, unspecified_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geodata.boundaries.packaged import Detail

RegionCode = NewType("RegionCode", str)
Language = Literal["en", "es"]


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


WORLD: Final = RegionCode("WORLD")
UNKNOWN: Final = RegionCode("unknown")
UNSPECIFIED: Final = "unspecified"
POOL: Final = "other"
MIN_POOL: Final = 2  # a pool of one would be its member under another name
COLUMNS: Final = ("code", "parent", "level", "name_en", "name_es", "territory", "population")


class RegionError(ValueError):
    """A region code, a pool or a table of regions that does not fit the tree."""


def unspecified(code: RegionCode) -> RegionCode:
    """Return the code of the unspecified child of a region: ``US-TX/unspecified``."""
    return RegionCode(f"{code}/{UNSPECIFIED}")


class Regions:
    """An immutable tree of regions with names, neighbours and outlines.

    Any change (pools) gives a new object, so a release can hold its own tree and no view can alter it.

    Parameters
    ----------
    frame
        One row for each region, columns :data:`COLUMNS`; the root has no parent.
    borders
        Unordered pairs of codes that touch, at the same level.
    outlines
        Gives the outlines of the mapped regions of a level, in EPSG:4326; without it the regions have none.

    Raises
    ------
    RegionError
        When codes repeat, a parent is missing, or a region is not below its parent's level.
    """

    __slots__ = ("_borders", "_children", "_frame", "_near", "_outlines", "_rows")

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        borders: Iterable[tuple[str, str]] = (),
        outlines: Callable[[str, Detail], gpd.GeoDataFrame] | None = None,
    ) -> None:
        self._frame = _ordered(frame)
        self._rows = {row["code"]: row for row in self._frame.to_dict("records")}
        self._children = _children(self._rows)
        self._borders = tuple(borders)
        self._near = _near(self._rows, self._borders)
        self._outlines = outlines

    @staticmethod
    def packaged() -> Regions:
        """Return the packaged regions, with unspecified children and ``unknown``; read once per process."""
        return _packaged()

    @property
    def frame(self) -> pd.DataFrame:
        """A copy of the table of regions, columns :data:`COLUMNS`, ordered by level and code."""
        return self._frame.copy()

    def __contains__(self, code: object) -> bool:
        """Say whether a code is a region of this tree."""
        return code in self._rows

    def __len__(self) -> int:
        """Count the regions, the world included."""
        return len(self._rows)

    def __repr__(self) -> str:
        """Show the size only."""
        return f"Regions({len(self)} regions)"

    def _row(self, code: str) -> Mapping[str, object]:
        """Return the row of a code.

        Raises
        ------
        RegionError
            When the code is no region of this tree.
        """
        try:
            return self._rows[code]
        except KeyError:
            msg = f"regions: {code!r}; expected a region code such as 'US-TX'. Look names up in the gazetteer first."
            raise RegionError(msg) from None

    def level(self, code: str) -> Level:
        """Return the level of a region; a pool or unspecified child has the level of its siblings."""
        return Level(str(self._row(code)["level"]))

    def name(self, code: str, lang: Language = "en") -> str:
        """Return the name of a region in English or Spanish."""
        return str(self._row(code)[f"name_{lang}"])

    def parent(self, code: str) -> RegionCode | None:
        """Return the region just above; ``None`` for the world."""
        parent = self._row(code)["parent"]
        return None if pd.isna(parent) else RegionCode(str(parent))  # type: ignore[call-overload]

    def children(self, code: str) -> tuple[RegionCode, ...]:
        """Return the regions just below, in order of their codes."""
        self._row(code)
        return self._children.get(code, ())

    def ancestors(self, code: str) -> tuple[RegionCode, ...]:
        """Return the regions above, from the parent to the world."""
        parent = self.parent(code)
        return () if parent is None else (parent, *self.ancestors(parent))

    def at_level(self, code: str, level: Level) -> RegionCode | None:
        """Return the region itself or its ancestor at a level, pools passed over; ``None`` where it is coarser."""
        for candidate in (RegionCode(code), *self.ancestors(code)):
            if self.level(candidate) == level and not is_pool(candidate):
                return candidate
        return None

    def members(self, code: str) -> tuple[RegionCode, ...]:
        """Return the regions pooled under a pool, or the region itself."""
        return self.children(code) if is_pool(code) else (RegionCode(code),)

    def neighbours(self, code: str) -> tuple[RegionCode, ...]:
        """Return the regions of the same level that touch, corners included; a pool has its members' neighbours."""
        own = set(self.members(code))
        near = set().union(*(self._near.get(member, ()) for member in own))
        return tuple(sorted(near - own))

    def with_pools(self, pools: Mapping[str, Iterable[str]]) -> Regions:
        """Return these regions with pools: nodes between their members and the members' parent.

        Parameters
        ----------
        pools
            Pool code (``US-TX/other``, ``US-TX/other-2`` …) → its members, at least two children of ``US-TX``.

        Returns
        -------
        New regions; these stay as they are.

        Raises
        ------
        RegionError
            When a pool exists already, its code or its members don't fit, or a member is in two pools.
        """
        table = self.frame.set_index("code", drop=False)
        for pool, given in sorted(pools.items()):
            members = sorted(set(given))
            parent = self._parent_of_pool(pool, members)
            taken = [code for code in members if table.at[code, "parent"] != parent]
            if taken:
                msg = f"pool {pool}: {taken[:3]} in another pool; expected each region in one pool at most. Drop one."
                raise RegionError(msg)
            table.loc[members, "parent"] = pool
            names = pool_names(pool, self.name(parent), self.name(parent, "es"))
            population = table.loc[members, "population"].sum(skipna=False)
            table.loc[pool] = [pool, parent, self.level(members[0]), *names, False, population]
        return Regions(table.reset_index(drop=True), borders=self._borders, outlines=self._outlines)

    def _parent_of_pool(self, pool: str, members: list[str]) -> RegionCode:
        """Check the code and the members of a new pool, and return the region that it lies in."""
        parent = RegionCode(pool.partition("/")[0])
        if pool in self or not is_pool(pool) or parent not in self:
            msg = f"pool {pool!r}; expected a new code such as 'US-TX/other' or 'US-TX/other-2'. Rename the pool."
            raise RegionError(msg)
        strangers = [code for code in members if code not in self or self.parent(code) != parent]
        if strangers or len(members) < MIN_POOL:
            msg = f"pool {pool}: members {strangers or members}; expected two or more children of {parent}. Correct them."
            raise RegionError(msg)
        return parent

    def outlines(self, level: str, detail: Detail = "overview") -> gpd.GeoDataFrame:
        """Return the outlines of a level as drawn: a pool stands for its members, whose outlines it dissolves.

        Regions without an outline (unspecified, unknown, a pool of such) have no row. All levels share their vertices.

        Parameters
        ----------
        level
            ``country``, ``state`` or ``county``; anything else has no outline.
        detail
            ``overview`` for the continent, ``detail`` for a state.

        Returns
        -------
        Columns code and geometry, sorted by code, EPSG:4326.
        """
        if self._outlines is None or level == Level.WORLD:
            return gpd.GeoDataFrame({"code": []}, geometry=[], crs="EPSG:4326")
        drawn = self._outlines(level, detail)
        drawn = drawn[drawn["code"].isin(self._rows.keys())]
        pool_of = {c: p for c in drawn["code"] if (p := str(self._rows[c]["parent"])) and is_pool(p)}
        if not pool_of:
            return drawn.reset_index(drop=True)
        codes = drawn["code"].map(lambda code: pool_of.get(code, code))
        merged = drawn.assign(code=codes).dissolve("code", method="coverage", as_index=False)
        return gpd.GeoDataFrame(merged[["code", "geometry"]], geometry="geometry", crs=drawn.crs)


def is_pool(code: str) -> bool:
    """Say whether a code is a pool, ``US-TX/other`` or ``US-TX/other-2``."""
    tail = code.partition("/")[2]
    return tail == POOL or tail.startswith(f"{POOL}-")


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Order a table of regions by level and code, and check that it is a tree."""
    rank = frame["level"].map({str(level): level.depth for level in Level})
    table = frame[list(COLUMNS)].assign(rank=rank).sort_values(["rank", "code"], ignore_index=True)
    if table["code"].duplicated().any():
        twice = sorted(table["code"][table["code"].duplicated()])
        msg = f"regions: {twice[:3]} more than once; expected one row for each code. Remove the repeated rows."
        raise RegionError(msg)
    orphans = table["parent"].notna() & ~table["parent"].isin(table["code"])
    if orphans.any():
        found = sorted(table["code"][orphans])[:3]
        msg = f"regions: {found} without their parent; expected every parent among the codes. Add the parents."
        raise RegionError(msg)
    return table.drop(columns="rank")


def _children(rows: Mapping[str, Mapping[str, object]]) -> dict[str, tuple[RegionCode, ...]]:
    """Group the codes under their parents."""
    groups: dict[str, list[RegionCode]] = {}
    for code in sorted(rows):
        groups.setdefault(str(rows[code]["parent"]), []).append(RegionCode(code))
    return {parent: tuple(codes) for parent, codes in groups.items()}


def _near(
    rows: Mapping[str, Mapping[str, object]], borders: Iterable[tuple[str, str]]
) -> dict[str, frozenset[RegionCode]]:
    """Index the borders both ways; a border between two levels (a county and a province) is no neighbourhood."""
    near: dict[str, set[RegionCode]] = {}
    for one, other in borders:
        if one in rows and other in rows and rows[one]["level"] == rows[other]["level"]:
            near.setdefault(one, set()).add(RegionCode(other))
            near.setdefault(other, set()).add(RegionCode(one))
    return {code: frozenset(others) for code, others in near.items()}


_BELOW: Final[dict[str, Level]] = {"country": Level.STATE, "state": Level.COUNTY}


@cache
def _packaged() -> Regions:
    """Build the packaged regions from the layers."""
    mapped = read_attributes()[list(COLUMNS)]
    parents = mapped[mapped["code"].isin(mapped["parent"])]
    vague = [
        (unspecified(row.code), row.code, _BELOW[row.level], *unspecified_names(row.code, row.name_en, row.name_es))
        for row in parents.itertuples()
    ]
    special = [
        (WORLD, None, Level.WORLD, "World", "Mundo"),
        (UNKNOWN, WORLD, Level.COUNTRY, "Unknown", "Desconocido"),
    ]
    extra = pd.DataFrame([*special, *vague], columns=list(COLUMNS[:5])).assign(territory=False)
    frame = pd.concat([extra, mapped], ignore_index=True)
    borders = read_borders()[["a", "b"]].itertuples(index=False, name=None)
    return Regions(frame, borders=borders, outlines=read_outlines)
