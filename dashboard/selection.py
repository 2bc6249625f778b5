"""What the visitor chose, and its place in the address.

A link reopens the same view. Only values that the release enumerates get in: anything else in an address is ignored,
and nothing from an address reaches a script, a query or a path.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from dashboard.view_cache import kept
from dashboard.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geodata.release import Release

BY: Final = {
    "recovery": ("recovery",),
    "origin": ("origin",),
    "route": ("origin", "recovery"),
    "relation": ("relation",),
    "category": ("category",),
    "period": ("period",),
    "operation": ("operation",),
}
LEVELS: Final = ("country", "state", "county")
ALL: Final = "all"
SIDES: Final = ("", "origin", "recovery")
SHOWS: Final = ("page", "presentation")
WORLD: Final = "WORLD"


@dataclass(frozen=True)
class Selection:
    """The choices of one visitor, as codes.

    `by` is what the rows are, `level` how fine places are; `side` is which end of a record the region is, where
    the rows do not say; `other` and `then` are the region and the period to compare with (`other` is the other end of a
    route); the others are filters, at their root when not used.
    """

    lang: str = "en"
    release: str = ""
    period: str = ALL
    by: str = "recovery"
    level: str = "state"
    region: str = WORLD
    side: str = ""
    relation: str = ALL
    category: str = ALL
    operation: str = ALL
    other: str = WORLD
    then: str = ""
    show: str = "page"

    def to_query(self, home: Selection) -> dict[str, str]:
        """Return what an address must say: the choices that differ from `home`."""
        names = [field.name for field in fields(self)]
        return {name: getattr(self, name) for name in names if getattr(self, name) != getattr(home, name)}


@kept
def periods(release: Release, parent: str = ALL) -> list[str]:
    """Return the periods just below one (by default the years), in order of time."""
    codes = release.codes.get("period")
    if codes is None:  # no table tells of time
        return []
    return sorted(codes.loc[codes["parent"] == parent, "code"])


def starting_selection(release: Release, releases: Collection[str] = ()) -> Selection:
    """Return what a visitor sees first: the latest year, by state."""
    years = periods(release)
    first = next(iter(releases), str(release.manifest["release"]))
    return Selection(release=first, period=years[-1] if years else ALL)


def allowed_values(release: Release, releases: Collection[str] = ()) -> dict[str, Collection[str]]:
    """Return, per choice, the values that an address may name."""
    return {**_enumerated(release), "release": set(releases)}


@kept
def _enumerated(release: Release) -> dict[str, Collection[str]]:
    """Return the values that the release itself enumerates."""

    def codes(dimension: str) -> set[str]:
        frame = release.codes.get(dimension)
        return {ALL} if frame is None else {ALL, *map(str, frame["code"])}

    places = frozenset(release.regions.frame["code"])
    return {
        "lang": LANGUAGES,
        "period": codes("period"),
        "by": BY,
        "level": LEVELS,
        "region": places,
        "side": SIDES,
        "relation": codes("relation"),
        "category": codes("category"),
        "operation": codes("operation"),
        "other": places,
        "then": codes("period"),
        "show": SHOWS,
    }


def read_query(query: Mapping[str, str], release: Release, releases: Collection[str] = ()) -> Selection:
    """Read a selection from an address; a value that the release does not enumerate is as if it were not there."""
    allowed = allowed_values(release, releases)
    chosen = {name: value for name, value in query.items() if name in allowed and value in allowed[name]}
    return replace(starting_selection(release, releases), **chosen)
