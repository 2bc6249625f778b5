"""The shape of a tree of regions: rows checked, ordered and indexed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geodata.boundaries.codes import COLUMNS, Level, RegionCode
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd


class RegionError(GeodataError):
    """A region code, a pool or a table of regions that does not fit the tree."""


class Region(NamedTuple):
    """One row of the table, in the order of :data:`COLUMNS`."""

    code: RegionCode
    parent: RegionCode | None
    level: Level
    en: str
    es: str
    territory: bool


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Order a table of regions by level and code, and check that it is a tree."""
    rank = frame["level"].map({str(level): level.depth for level in Level})
    table = frame[list(COLUMNS)].assign(rank=rank).sort_values(["rank", "code"], ignore_index=True)
    twice = table["code"].duplicated()
    if twice.any():
        msg = f"regions: {sorted(table['code'][twice])[:3]} repeated; expected one row for each code. Remove the rest."
        raise RegionError(msg)
    orphans = table["parent"].notna() & ~table["parent"].isin(table["code"])
    if orphans.any():
        found = sorted(table["code"][orphans])[:3]
        msg = f"regions: {found} without their parent; expected every parent among the codes. Add the parents."
        raise RegionError(msg)
    return table.drop(columns="rank")


def regions(frame: pd.DataFrame) -> dict[str, Region]:
    """Index the rows by code."""
    columns = [frame[column].tolist() for column in COLUMNS[:6]]
    return {
        code: Region(
            RegionCode(code),
            RegionCode(parent) if isinstance(parent, str) else None,
            Level(level),
            en,
            es,
            is_territory,
        )
        for code, parent, level, en, es, is_territory in zip(*columns, strict=True)
    }


def children(regions: Mapping[str, Region]) -> dict[RegionCode, tuple[RegionCode, ...]]:
    """Group the codes under their parents."""
    groups: dict[RegionCode, list[RegionCode]] = {}
    for _, region in sorted(regions.items()):
        if region.parent is not None:
            groups.setdefault(region.parent, []).append(region.code)
    return {parent: tuple(codes) for parent, codes in groups.items()}


def near(regions: Mapping[str, Region], borders: Iterable[tuple[str, str]]) -> dict[RegionCode, frozenset[RegionCode]]:
    """Index the borders both ways, within a level."""
    near: dict[RegionCode, set[RegionCode]] = {}
    for a, b in borders:
        if a in regions and b in regions and regions[a].level == regions[b].level:
            near.setdefault(RegionCode(a), set()).add(RegionCode(b))
            near.setdefault(RegionCode(b), set()).add(RegionCode(a))
    return {code: frozenset(others) for code, others in near.items()}
