"""What Explore shows: which table answers a selection, which cells, and why something is not offered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.selection import ALL, BY, LEVELS, WORLD, Selection
from dashboard.views.cells import codes_in, find_table, select

if TYPE_CHECKING:
    from geodata.release import Release

PLACES: Final = ("recovery", "origin", "route")
FILTERS: Final = ("period", "region", "relation", "category")


@dataclass(frozen=True)
class Answer:
    """The cells that answer a selection, as they stand in one table of the release."""

    table: str | None
    free: tuple[str, ...]
    cells: pd.DataFrame = field(repr=False)


def _dimension(selection: Selection, choice: str) -> str | None:
    """Return the dimension that a filter needs in the table, or `None` when the rows have it already."""
    if choice == "region":
        return None if selection.by in PLACES else "recovery"
    return None if choice in BY[selection.by] else choice


def _needs(selection: Selection, choices: tuple[str, ...]) -> tuple[str, ...]:
    used = [choice for choice in choices if getattr(selection, choice) not in {ALL, WORLD}]
    wanted = (_dimension(selection, choice) for choice in used)
    return (*BY[selection.by], *(dimension for dimension in wanted if dimension))


def _has_code(release: Release, table: str | None, dimension: str, code: str) -> bool:
    if table is None:
        return False
    return code in {ALL, WORLD} or code in codes_in(release, table, dimension)


def settle(release: Release, selection: Selection) -> Selection:
    """Drop the choices that no table of the release answers together, later ones first."""
    settled = selection
    for i, choice in enumerate(FILTERS):
        table = find_table(release, *_needs(settled, FILTERS[: i + 1]))
        dimension = _dimension(settled, choice)
        value = getattr(settled, choice)
        if table is None or (dimension and not _has_code(release, table, dimension, value)):
            settled = replace(settled, **{choice: WORLD if choice == "region" else ALL})
    levels = offered_levels(release, settled)
    return settled if not levels or settled.level in levels else replace(settled, level=levels[-1])


def offers(release: Release, selection: Selection, choice: str) -> bool:
    """Say whether a filter can be used together with the others of a settled selection."""
    if choice in BY[selection.by]:
        return False
    others = tuple(other for other in FILTERS if other != choice)
    dimension = _dimension(selection, choice)
    needs = _needs(selection, others)
    return find_table(release, *needs, *([dimension] if dimension else [])) is not None


def offered_periods(release: Release, selection: Selection) -> list[str]:
    """Return the periods of the table that would answer, coarse to fine, in order of time."""
    table = find_table(release, *_needs(selection, FILTERS[1:]), "period")
    if table is None:
        return [ALL]
    return sorted(codes_in(release, table, "period"), key=lambda code: (code != ALL, len(code), code))


def offered_by(release: Release) -> list[str]:
    """Return the kinds of rows that some table of the release has."""
    return [by for by, dimensions in BY.items() if find_table(release, *dimensions)]


def offered_levels(release: Release, selection: Selection) -> list[str]:
    """Return the levels of places that the answering table goes down to, coarse to fine."""
    table = find_table(release, *_needs(selection, FILTERS))
    if table is None or selection.by not in PLACES:
        return []
    declared = {entry["name"]: entry["dimensions"] for entry in release.manifest["tables"]}[table]
    finest = min(LEVELS.index(declared[dimension]) for dimension in BY[selection.by])
    levels = list(LEVELS[: finest + 1])
    return [level for level in levels if level != "county"] if selection.by == "route" else levels


def offered_regions(release: Release, selection: Selection) -> list[str]:
    """Return the regions that rows may be limited to: countries with states, then states with counties."""
    if not offers(release, selection, "region"):
        return [WORLD]
    regions = release.regions
    countries = [c for c in regions.children(WORLD) if "/" not in c and len(regions.children(c)) > 1]
    states = [s for c in countries for s in regions.children(c) if "/" not in s]
    return [WORLD, *map(str, countries), *map(str, states)]


def _inside(release: Release, codes: pd.Series[str], region: str, level: str) -> pd.Series[bool]:
    regions = release.regions
    keep = {
        code: code in regions
        and regions.level(code) == level
        and (region in (WORLD, code) or region in regions.ancestors(code))
        for code in codes.unique()
    }
    return codes.map(keep).astype(bool)


def answer(release: Release, selection: Selection) -> Answer:
    """Return the cells of a settled selection, in the release's own columns and order."""
    free = BY[selection.by]
    table = find_table(release, *_needs(selection, FILTERS))
    if table is None:
        return Answer(None, free, pd.DataFrame(columns=[*free, "count", "status"]))
    fixed = {name: getattr(selection, name) for name in ("relation", "category") if name not in free}
    if selection.by not in PLACES:
        fixed["recovery"] = selection.region
    cells = select(release, table, free=free, period=selection.period, **fixed)
    if selection.by in {"recovery", "origin"}:
        cells = cells[_inside(release, cells[selection.by], selection.region, selection.level)]
    elif selection.by == "route":
        cells = cells[~cells["count"].eq(0).fillna(value=False).astype(bool)]
        at_level = [_inside(release, cells[side], WORLD, selection.level) for side in free]
        in_region = [_inside(release, cells[side], selection.region, selection.level) for side in free]
        cells = cells[at_level[0] & at_level[1] & (in_region[0] | in_region[1])]
    return Answer(table, free, cells)
