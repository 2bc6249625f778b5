"""Who is in a pool: the places that are counted together, by name, wherever a reader meets their joint figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard.views.naming import region_name
from geodata.regions import is_pool

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.release import Release


@dataclass(frozen=True)
class Pool:
    """A pool as a reader is told of it: its code, its name with the number of its members, and their names."""

    code: str
    title: str
    members: str


def pool_of(release: Release, code: str) -> str | None:
    """Return the pool that a region is counted together with others in; None where it stands for itself."""
    parent = release.regions.parent(code) if code in release.regions else None
    return str(parent) if parent is not None and is_pool(str(parent)) else None


def pools_of(release: Release, code: str, words: Words) -> list[Pool]:
    """Return the pools right inside a place, or the one that is chosen itself."""
    if code not in release.regions:
        return []
    found = [code] if is_pool(code) else [str(c) for c in release.regions.children(code) if is_pool(str(c))]
    return [_told(release, pool, words) for pool in found]


def _told(release: Release, code: str, words: Words) -> Pool:
    names = sorted(region_name(release, str(member), words) for member in release.regions.children(code))
    title = words.say("pool_members", pool=region_name(release, code, words), n=len(names))
    return Pool(code, title, f"{words.listing(names)}.")
