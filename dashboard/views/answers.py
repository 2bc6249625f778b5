"""What Explore shows: which table answers a selection, which cells, and why something is not offered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.selection import ALL, BY, LEVELS, WORLD, Selection
from dashboard.view_cache import kept
from dashboard.views.cells import codes_in, find_table, select
from dashboard.views.timeline import nearest

if TYPE_CHECKING:
    from geodata.release import Release

PLACES: Final = ("recovery", "origin", "route")
FILTERS: Final = ("period", "region", "relation", "category", "operation")


@dataclass(frozen=True)
class Answer:
    """The cells that answer a selection, as they stand in one table of the release."""

    table: str | None
    free: tuple[str, ...]
    cells: pd.DataFrame = field(repr=False)


def _dimension(selection: Selection, choice: str) -> str | None:
    """Return the dimension that a filter needs in the table, or `None` when the rows have it already."""
    if choice == "region":
        return None if selection.by in PLACES else side_of(selection)
    return None if choice in BY[selection.by] else choice


def side_of(selection: Selection) -> str:
    """Return which end of a record the region of rows that are no places is."""
    return selection.side or "recovery"


def needs(selection: Selection, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Return the dimensions that a table must have for the rows and these filters, as far as they are used."""
    used = [choice for choice in choices if getattr(selection, choice) not in {ALL, WORLD}]
    wanted = (_dimension(selection, choice) for choice in used)
    return (*BY[selection.by], *(dimension for dimension in wanted if dimension))


def _has_code(release: Release, table: str | None, dimension: str, code: str) -> bool:
    if table is None:
        return False
    return code in {ALL, WORLD} or code in codes_in(release, table, dimension)


def settle(release: Release, selection: Selection) -> Selection:
    """Drop the choices that no table of the release answers together, later ones first."""
    settled = _settle_side(release, selection)
    for i, choice in enumerate(FILTERS):
        table = find_table(release, *needs(settled, FILTERS[: i + 1]))
        dimension = _dimension(settled, choice)
        value = getattr(settled, choice)
        if table is None or (dimension and not _has_code(release, table, dimension, value)):
            settled = replace(settled, **{choice: _less(release, table, choice, value)})
    levels = offered_levels(release, settled)
    if levels and settled.level not in levels:
        settled = replace(settled, level=levels[-1])
    return _settle_comparison(release, _coarsen_region(release, settled))


def _settle_side(release: Release, selection: Selection) -> Selection:
    """Drop a side that the rows have already, or that no table has beside them."""
    is_free = selection.by == "route" or selection.by not in PLACES
    if is_free and find_table(release, *BY[selection.by], *filter(None, [selection.side])):
        return selection
    return replace(selection, side="")


def _less(release: Release, table: str | None, choice: str, value: str) -> str:
    """Return what is left of a filter: of a period, the longer one that it lies in."""
    if table and choice == "period":
        return nearest(value, codes_in(release, table, "period"))
    return WORLD if choice == "region" else ALL


def _coarsen_region(release: Release, selection: Selection) -> Selection:
    """Replace a region that is finer than the rows by the one above it that is as fine as they are."""
    regions, level = release.regions, selection.level
    if selection.by not in PLACES or selection.region == WORLD or _depth(release, selection.region) <= _rank(level):
        return selection
    above = (code for code in regions.ancestors(selection.region) if _depth(release, code) <= _rank(level))
    return replace(selection, region=str(next(above, WORLD)))


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else -1


def _depth(release: Release, code: str) -> int:
    return _rank(str(release.regions.level(code)))


def _settle_comparison(release: Release, selection: Selection) -> Selection:
    other = selection.other if selection.other in offered_others(release, selection) else WORLD
    then = selection.then if selection.then in offered_thens(release, selection) else ""
    return replace(selection, other=other, then=then)


def offered_others(release: Release, selection: Selection) -> list[str]:
    """Return the regions to compare the chosen one with (or, of routes, the other ends), in the release's order."""
    table = find_table(release, *needs(selection, FILTERS))
    if table is None or selection.by not in PLACES or selection.region == WORLD:
        return []
    known = codes_in(release, table, BY[selection.by][-1])
    frame = release.regions.frame
    same = frame.loc[frame["level"] == release.regions.level(selection.region), "code"]
    return [str(code) for code in same if code != selection.region and code in known]


def offered_thens(release: Release, selection: Selection) -> list[str]:
    """Return the periods to compare the chosen one with."""
    if selection.by == "period" or not offers(release, selection, "period"):
        return []
    return [code for code in offered_periods(release, selection) if code not in {selection.period, ALL}]


def place_of(release: Release, code: object) -> str | None:
    """Return what a click on a region chooses: the region, or the pool that shows its figure; `None` if it is none."""
    if not isinstance(code, str) or code not in release.regions:
        return None
    above = release.regions.parent(code)
    return str(above) if above is not None and "/other" in above else code


def offers(release: Release, selection: Selection, choice: str) -> bool:
    """Say whether a filter can be used together with the others of a settled selection."""
    if choice in BY[selection.by]:
        return False
    others = tuple(other for other in FILTERS if other != choice)
    dimension = _dimension(selection, choice)
    return find_table(release, *needs(selection, others), *([dimension] if dimension else [])) is not None


def offered_periods(release: Release, selection: Selection) -> list[str]:
    """Return the periods of the table that would answer, coarse to fine, in order of time."""
    table = find_table(release, *needs(selection, FILTERS[1:]), "period")
    if table is None:
        return [ALL]
    return sorted(codes_in(release, table, "period"), key=lambda code: (code != ALL, len(code), code))


def offered_by(release: Release) -> list[str]:
    """Return the kinds of rows that some table of the release has."""
    return [by for by, dimensions in BY.items() if find_table(release, *dimensions)]


def offered_levels(release: Release, selection: Selection) -> list[str]:
    """Return the levels of places that the answering table goes down to, coarse to fine."""
    table = find_table(release, *needs(selection, FILTERS))
    if table is None or selection.by not in PLACES:
        return []
    declared = {entry["name"]: entry["dimensions"] for entry in release.manifest["tables"]}[table]
    finest = min(LEVELS.index(declared[dimension]) for dimension in BY[selection.by])
    levels = list(LEVELS[: finest + 1])
    return [level for level in levels if level != "county"] if selection.by == "route" else levels


def path(release: Release, code: str) -> list[str]:
    """Return the way from the world down to a region, pools left out unless they are chosen."""
    above = [str(step) for step in reversed(release.regions.ancestors(code)) if "/other" not in step]
    return [*above, code]


def finer_level(release: Release, selection: Selection) -> str | None:
    """Return the next level below the rows', where the chosen region has one."""
    offered = offered_levels(release, selection)
    place = offered.index(selection.level) + 1 if selection.level in offered else len(offered)
    below = {str(release.regions.level(code)) for code in release.regions.children(selection.region)}
    return offered[place] if place < len(offered) and offered[place] in below else None


@kept
def _places_inside(release: Release, region: str, level: str) -> list[str]:
    regions = release.regions
    places = regions.frame.loc[regions.frame["level"] == level, "code"].tolist()
    return places if region == WORLD else [c for c in places if region == c or region in regions.ancestors(c)]


def _inside(release: Release, codes: pd.Series[str], region: str, level: str) -> pd.Series[bool]:
    return codes.isin(_places_inside(release, region, level))


def answer(release: Release, selection: Selection) -> Answer:
    """Return the cells of a settled selection, in the release's own columns and order."""
    free = BY[selection.by]
    table = find_table(release, *needs(selection, FILTERS))
    if table is None:
        return Answer(None, free, pd.DataFrame(columns=[*free, "count", "status"]))
    fixed = {name: getattr(selection, name) for name in ("relation", "category", "operation") if name not in free}
    if selection.by not in PLACES:
        fixed[side_of(selection)] = selection.region
    cells = select(release, table, free=free, period=selection.period, **fixed)
    if selection.by in {"recovery", "origin"}:
        cells = cells[_places_shown(release, cells[selection.by], selection)]
    elif selection.by == "route":
        cells = _routes_shown(release, cells, selection)
    return Answer(table, free, cells)


def _places_shown(release: Release, codes: pd.Series[str], selection: Selection) -> pd.Series[bool]:
    keep = _inside(release, codes, selection.region, selection.level)
    return keep if selection.other == WORLD else keep | _inside(release, codes, selection.other, selection.level)


def _routes_shown(release: Release, cells: pd.DataFrame, selection: Selection) -> pd.DataFrame:
    """Keep the routes of the region, or those between it and the other one; a route of no recovery is left out."""
    cells = cells[~cells["count"].eq(0).fillna(value=False).astype(bool)]
    sides = BY["route"]
    one, other = (
        [_inside(release, cells[side], region, selection.level) for side in sides]
        for region in (selection.region, selection.other)
    )
    level = [_inside(release, cells[side], WORLD, selection.level) for side in sides]
    kept = {"origin": one[0] & other[1], "recovery": other[0] & one[1]}
    return cells[level[0] & level[1] & kept.get(selection.side, kept["origin"] | kept["recovery"])]


def joined(first: Answer, second: Answer | None) -> Answer:
    """Return the cells of both answers, as they are downloaded."""
    return first if second is None else replace(first, cells=pd.concat([first.cells, second.cells]))


def compared(release: Release, selection: Selection) -> Answer | None:
    """Return the same cells of the period to compare with, or `None` when there is none."""
    if not selection.then:
        return None
    return answer(release, replace(selection, period=selection.then, then=""))
