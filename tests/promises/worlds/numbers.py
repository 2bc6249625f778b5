"""What is under test in a release: withheld cells, named sums, corners."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tests.promises.worlds.relations import relation_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.promises.worlds.classes import Classes
    from tests.promises.worlds.published import Codes, Ints, Release, Sheet


class Number(NamedTuple):
    """A number under test: a cell, less what is published of it; or a corner, which is no cell.

    With an axis, it is what the published children along that dimension leave of the cell.
    """

    cell: Codes
    offset: int = 0
    is_corner: bool = False
    axis: str = ""


def cells(release: Release, sheet: Sheet) -> Iterator[Number]:
    """List every withheld cell; among rounded numbers, every one that may stand for less than k."""
    tested = sheet.is_withheld
    if release.rounding:
        tested = (sheet.low < sheet.high) & (sheet.low < release.threshold)
    yield from (Number(sheet.name(c)) for c in np.flatnonzero(tested))


def sums(release: Release, sheet: Sheet) -> Iterator[Number]:
    """List every withheld margin less its published children; at level exact a sum of several may be known."""
    if release.rounding or release.level == "exact":
        return
    blank, told = sheet.is_withheld, set()
    for shown, n_open in _children(sheet):
        told |= {(int(c), int(shown[c])) for c in np.flatnonzero(blank & (n_open > 0) & (shown > 0))}
    yield from (Number(sheet.name(c), offset) for c, offset in sorted(told))


def remainders(sheet: Sheet) -> Iterator[Number]:
    """List what a contributor may take its own from: withheld cells, and what margins leave for withheld children."""
    blank = sheet.is_withheld
    yield from (Number(sheet.name(c)) for c in np.flatnonzero(blank))
    for d, up in sheet.up.items():
        child = up >= 0
        n_open = np.bincount(up[child], weights=blank[child], minlength=len(up))
        n_shown = np.bincount(up[child], weights=(sheet.number > 0)[child], minlength=len(up))
        told = np.where(blank, (n_open > 0) & (n_shown > 0), n_open > 1)
        yield from (Number(sheet.name(c), axis=d) for c in np.flatnonzero(told))


def corners(release: Release, sheet: Sheet, classes: Classes) -> Iterator[Number]:
    """List the numbers of records with both ends in the same vague place, by period, where they are no cells.

    They are differences of three numbers, which must all be in tables: of each side alone, and of the relation.
    """
    if not {"origin", "recovery", "relation", "period"} <= set(sheet.codes):
        return
    known = {sheet.name(c) for c in range(len(sheet.number))}
    root = {d: codes[0] for d, codes in sheet.codes.items()}
    for place in sorted({c for c in classes.corner if c and is_vague(c, release)}):
        relation = relation_of(place, place, release.world, "domestic", release.trees["relation"])
        for period in sheet.codes["period"]:
            alone = ({"origin": place}, {"recovery": place}, {"relation": relation})
            is_told = all(tuple((root | {"period": period} | a).values()) in known for a in alone)
            cell = tuple((root | {"origin": place, "recovery": place, "period": period}).values())
            if is_told and cell not in known:
                yield Number(cell, is_corner=True)


def is_vague(code: str, release: Release) -> bool:
    """Say whether more of a place is never known: unspecified, unknown, or a country without states."""
    is_whole = release.world[code].level == "country" and code not in {p.parent for p in release.world.values()}
    return code.endswith("/unspecified") or code == "unknown" or is_whole


def left_over(release: Release, sheet: Sheet) -> dict[Number, int]:
    """Give what published margins less their published children leave for several withheld ones, if less than k."""
    if release.rounding or release.level == "exact":
        return {}
    told = set()
    for shown, n_open in _children(sheet):
        left = sheet.number - shown
        is_told = ~sheet.is_withheld & (n_open > 1) & (left > 0) & (left < release.threshold) & (shown > 0)
        told |= {(int(c), int(left[c])) for c in np.flatnonzero(is_told)}
    return {Number(sheet.name(c), int(sheet.number[c]) - left): left for c, left in sorted(told)}


def bare_zeros(release: Release, sheet: Sheet) -> list[Number]:
    """List the zeros shown under a withheld margin: by the zero rule they have to be known anyway."""
    if release.rounding or release.zeros == "protected":
        return []
    return [Number(sheet.name(c)) for c in np.flatnonzero((sheet.number == 0) & sheet.is_under_withheld)]


def _children(sheet: Sheet) -> Iterator[tuple[Ints, Ints]]:
    """Give, per dimension, the sum of each cell's published children and how many are withheld; shape (n_cells,)."""
    for up in sheet.up.values():
        child = up >= 0
        shown = np.bincount(up[child], weights=np.maximum(sheet.number, 0)[child], minlength=len(up))
        n_open = np.bincount(up[child], weights=sheet.is_withheld[child], minlength=len(up))
        yield np.rint(shown).astype(np.int64), np.rint(n_open).astype(np.int64)
