"""Regions of the world as one tree: world, country, state or province, county or municipio.

Every place in the product is a :data:`RegionCode` of this tree. Places known only coarsely are *unspecified* children,
places shown only together are *pools*; both are ordinary nodes, so margins add up without exceptions.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from geodata.boundaries import read_borders, read_outlines, read_regions, tree
from geodata.boundaries.codes import (
    COLUMNS,
    UNKNOWN,
    WORLD,
    Level,
    RegionCode,
    is_pool,
    is_unspecified,
    stem,
    unspecified,
)
from geodata.boundaries.packaged import read_attributes
from geodata.boundaries.profile import Profile, border_distances
from geodata.boundaries.tree import RegionError
from geodata.boundaries.wording import pool_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd

    from geodata.boundaries.packaged import Detail

__all__ = [
    "UNKNOWN",
    "WORLD",
    "Language",
    "Level",
    "Profile",
    "RegionCode",
    "RegionError",
    "Regions",
    "is_pool",
    "is_unspecified",
    "stem",
    "unspecified",
]

Language = Literal["en", "es"]
MIN_POOL: Final = 2  # a pool of one would be its member under another name


class Regions:
    """An immutable tree of regions with names, neighbours and outlines.

    Any change (pools) gives a new object, so a release can hold its own tree and no view can alter it.

    Parameters
    ----------
    frame
        One row for each region, columns code, parent, level, name_en, name_es, territory, population; the root has no
        parent.
    borders
        Unordered pairs of codes that touch; a pair of two levels (a county and a province) is no neighbourhood.
    outlines
        Gives the outlines of the mapped regions of a level, in EPSG:4326; without it the regions have none.

    Raises
    ------
    RegionError
        When codes repeat or a parent is missing.
    """

    __slots__ = ("_borders", "_children", "_frame", "_near", "_outlines", "_regions")

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        borders: Iterable[tuple[str, str]] = (),
        outlines: Callable[[str, Detail], gpd.GeoDataFrame] | None = None,
    ) -> None:
        self._frame = tree.ordered(frame)
        self._regions = tree.regions(self._frame)
        self._children = tree.children(self._regions)
        self._borders = tuple(borders)
        self._near = tree.near(self._regions, self._borders)
        self._outlines = outlines

    @staticmethod
    def packaged() -> Regions:
        """Return the packaged regions, with unspecified children and ``unknown``; read once per process."""
        return _packaged()

    @property
    def frame(self) -> pd.DataFrame:
        """A copy of the table of regions, ordered by level and code."""
        return self._frame.copy()

    def __contains__(self, code: object) -> bool:
        """Say whether a code is a region of this tree."""
        return code in self._regions

    def __len__(self) -> int:
        """Count the regions, the world included."""
        return len(self._regions)

    def __repr__(self) -> str:
        """Show the size only."""
        return f"Regions({len(self)} regions)"

    def _region(self, code: str) -> tree.Region:
        """Return the row of a code, or refuse what is no region of this tree."""
        try:
            return self._regions[code]
        except KeyError:
            msg = f"regions: {code!r}; expected a region code such as 'US-TX'. Look names up in the gazetteer first."
            raise RegionError(msg) from None

    def level(self, code: str) -> Level:
        """Return the level of a region; a pool or unspecified child has the level of its siblings."""
        return self._region(code).level

    def name(self, code: str, lang: Language = "en") -> str:
        """Return the name of a region in English or Spanish."""
        region = self._region(code)
        return region.es if lang == "es" else region.en

    def is_territory(self, code: str) -> bool:
        """Say whether a region is a territory of the United States (not a county of one)."""
        return self._region(code).territory

    def parent(self, code: str) -> RegionCode | None:
        """Return the region just above; ``None`` for the world."""
        return self._region(code).parent

    def children(self, code: str) -> tuple[RegionCode, ...]:
        """Return the regions just below, in order of their codes."""
        return self._children.get(self._region(code).code, ())

    def ancestors(self, code: str) -> tuple[RegionCode, ...]:
        """Return the regions above, from the parent to the world."""
        parent = self.parent(code)
        return () if parent is None else (parent, *self.ancestors(parent))

    def at_level(self, code: str, level: str) -> RegionCode | None:
        """Return the region itself or its ancestor at a level, pools passed over; ``None`` where it is coarser."""
        for candidate in (self._region(code).code, *self.ancestors(code)):
            if self.level(candidate) == level and not is_pool(candidate):
                return candidate
        return None

    def members(self, code: str) -> tuple[RegionCode, ...]:
        """Return the regions pooled under a pool, or the region itself."""
        return self.children(code) if is_pool(code) else (self._region(code).code,)

    def neighbours(self, code: str) -> tuple[RegionCode, ...]:
        """Return the regions of the same level that touch, corners included; a pool has its members' neighbours."""
        own = set(self.members(code))
        near = set().union(*(self._near.get(member, frozenset()) for member in own))
        return tuple(sorted(near - own))

    def profile(self, code: str) -> Profile:
        """Return what is known about a region: people, neighbours, distance to the borders of the United States."""
        region = self._region(code)
        known = read_attributes()
        years = known.loc[known["code"] == region.code, "population_year"].dropna().tolist()
        people = self._frame.loc[self._frame["code"] == region.code, "population"].dropna().tolist()
        return Profile(
            code=region.code,
            name=region.en,
            level=region.level,
            parent=region.parent,
            is_territory=region.territory,
            population=int(people[0]) if people else None,
            population_year=int(years[0]) if years else None,
            neighbours=self.neighbours(code),
            border_km=border_distances(region.code, region.level) if region.level != Level.WORLD else {},
        )

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
        pool_of: dict[str, str] = {}
        rows = []
        for pool, given in sorted(pools.items()):
            members = sorted(set(given))
            parent = self._parent_of_pool(pool, members)
            taken = [code for code in members if code in pool_of]
            if taken:
                msg = f"pool {pool}: {taken[:3]} in another pool; expected each region in one pool at most. Drop one."
                raise RegionError(msg)
            pool_of |= dict.fromkeys(members, pool)
            names = pool_names(pool, self.name(parent), self.name(parent, "es"))
            people = table["population"][[code for code in members if not is_unspecified(code)]].sum(skipna=False)
            rows.append((pool, parent, str(self.level(members[0])), *names, False, people))
        table["parent"] = table["code"].map(pool_of).fillna(table["parent"])
        added = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"population": "Int64"})
        return Regions(pd.concat([table, added]), borders=self._borders, outlines=self._outlines)

    def _parent_of_pool(self, pool: str, members: list[str]) -> RegionCode:
        """Check the code and the members of a new pool, and return the region that it lies in."""
        parent = stem(pool)
        if pool in self or not is_pool(pool) or parent not in self:
            msg = f"pool {pool!r}; expected a new code such as 'US-TX/other' or 'US-TX/other-2'. Rename the pool."
            raise RegionError(msg)
        strangers = [code for code in members if code not in self or self.parent(code) != parent]
        if strangers or len(members) < MIN_POOL:
            msg = f"pool {pool}: members {strangers or members}; expected 2 or more children of {parent}. Correct them."
            raise RegionError(msg)
        return parent

    def outlines(self, level: str, detail: Detail = "overview") -> gpd.GeoDataFrame:
        """Return the outlines of a level as drawn: a pool stands for its members, whose outlines it dissolves.

        Regions without an outline (unspecified, unknown, a pool of such) have no row. All levels share their vertices.

        Parameters
        ----------
        level
            ``country``, ``state`` or ``county``; the world has no outline.
        detail
            ``overview`` for the continent, ``detail`` for a state.

        Returns
        -------
        Columns code and geometry, sorted by code, EPSG:4326.
        """
        if self._outlines is None or level == Level.WORLD:
            import geopandas as gpd  # noqa: PLC0415 -- slow to import, and few need outlines

            return gpd.GeoDataFrame({"code": []}, geometry=[], crs="EPSG:4326")
        drawn = self._outlines(str(level), detail)
        drawn = drawn[drawn["code"].isin(self._regions.keys())].reset_index(drop=True)
        parents = {code: self._regions[code].parent for code in drawn["code"]}
        pool_of = {code: parent for code, parent in parents.items() if parent and is_pool(parent)}
        if not pool_of:
            return drawn
        merged = drawn.assign(code=drawn["code"].map(lambda code: pool_of.get(code, code)))
        return merged.dissolve("code", method="coverage", as_index=False)[["code", "geometry"]]


@cache
def _packaged() -> Regions:
    """Build the packaged regions from the layers, once per process."""
    borders = read_borders()
    return Regions(read_regions(), borders=zip(borders["a"], borders["b"], strict=True), outlines=read_outlines)
