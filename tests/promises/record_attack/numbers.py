"""The numbers under attack: every withheld cell, every named sum, every corner, and what is known of them at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Final, TypeAlias

from tests.promises.record_attack.published import DIMENSIONS, Key, Release, margins

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.promises.record_attack.classes import Classes

#: What someone knows of the records: leaf of the finest codes, in the order of `DIMENSIONS` → how many.
Own: TypeAlias = "Mapping[Key, int]"
NOTHING: Final[dict[Key, int]] = {}


@dataclass(frozen=True)
class Number:
    """A number under attack: the records of some classes, less what is shown of them.

    Attributes
    ----------
    kind
        cell, sum, corner; remainder, where it is a shown cell less what someone knows of it.
    fixed
        What it is, where the published numbers say so without more ado.
    key
        The cell, where it is one.
    """

    kind: str
    name: str
    classes: Sequence[int] = field(repr=False)
    offset: int = 0
    fixed: int | None = None
    key: Key | None = None


def own_cells(release: Release, own: Own) -> dict[Key, int]:
    """Count someone's own records into every cell that they are in."""
    out: dict[Key, int] = defaultdict(int)
    for leaf, count in own.items():
        for key in product(*(release.upwards(d, code) for d, code in zip(DIMENSIONS, leaf, strict=True))):
            out[key] += count
    return dict(out)


def named(key: Key) -> str:
    """Name a cell by its codes; those at their root are left out."""
    told = [f"{d} {c}" for d, c in zip(DIMENSIONS, key, strict=True) if c not in {"WORLD", "all"}]
    return " × ".join(told) or "everything"


def numbers_of(release: Release, classes: Classes, own: Mapping[Key, int]) -> Iterator[Number]:
    """List the numbers under attack; of places that are alike, those that were kept.

    Parameters
    ----------
    release, classes
        What is published, and the classes of records.
    own
        What the attacker counts of their own in each cell.
    """
    yield from _cells(release, classes, own)
    yield from _sums(release, classes, own)
    for (place, period), found in classes.corners.items():
        if not any(place in t.codes.get("origin", ()) and "recovery" in t.codes for t in release.tables):
            yield Number("corner", f"from {place} to itself, period {period}", found)


def _cells(release: Release, classes: Classes, own: Mapping[Key, int]) -> Iterator[Number]:
    for key, number in release.shown.items():
        if _is_merged(release, classes, key):
            continue
        if number is None:
            yield Number("cell", named(key), classes.sums.get(key, []), key=key)
        elif own.get(key):
            yield Number("remainder", named(key), [], fixed=number - own[key])


def _sums(release: Release, classes: Classes, own: Mapping[Key, int]) -> Iterator[Number]:
    """List margins less their published members, where that is neither the margin nor a single cell."""
    hidden: dict[tuple[Key, str], int] = defaultdict(int)
    told: dict[tuple[Key, str], int] = defaultdict(int)
    for key, number in release.shown.items():
        for margin, dimension in margins(release, key):
            if number is None:
                hidden[margin, dimension] += 1
            else:
                told[margin, dimension] += number - own.get(key, 0)
    for (margin, dimension), n in hidden.items():
        shown = told.get((margin, dimension), 0)
        if n < 2 or (margin, dimension) not in told or margin not in release.shown:
            continue
        if _is_merged(release, classes, margin):
            continue
        total = release.shown[margin]
        name = f"{named(margin)} less its published {dimension}s"
        left = None if total is None else total - own.get(margin, 0) - shown
        yield Number("sum", name, classes.sums.get(margin, []), shown, left)


def _is_merged(release: Release, classes: Classes, key: Key) -> bool:
    merged = classes.sides.merged
    return any(not merged.isdisjoint(release.upwards(d, c)) for d, c in zip(DIMENSIONS[:2], key, strict=False))
