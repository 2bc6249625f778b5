"""Finding a place by its name: the release's own regions, in both languages, accents and capitals aside."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from dashboard.views.pooled import pool_of

if TYPE_CHECKING:
    from geodata.regions import Regions
    from geodata.release import Release

MOST: Final = 8
LONGEST: Final = 60


def plain(text: str) -> str:
    """Write a name without accents and capitals, as it is compared."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold().strip()


def _names(regions: Regions) -> list[tuple[str, str, str]]:
    """Return code, English and Spanish name of every region, ready to be compared."""
    frame = regions.frame[["code", "name_en", "name_es"]].fillna("")
    return [(str(code), plain(str(en)), plain(str(es))) for code, en, es in frame.itertuples(index=False)]


def _rank(asked: str, code: str, names: tuple[str, ...]) -> int | None:
    """Return how well a region fits: 0 exactly, 1 by whole words, 2 a name begins so, 3 a word does; `None` not."""
    if asked in {*names, code.casefold(), code.removeprefix("US-").casefold()}:
        return 0
    fits = (
        any(name.startswith(f"{asked} ") for name in names),  # Harris County before Harrison County
        any(name.startswith(asked) for name in names),
        any(f" {asked}" in name for name in names),
    )
    return fits.index(True) + 1 if any(fits) else None


def find_places(release: Release, asked: str, known: frozenset[str]) -> list[str]:
    """Return the regions with a name like this, best and largest first; of one in a pool, the pool.

    Parameters
    ----------
    known
        The codes that the answering table has cells for: others are not offered.
    """
    text = plain(asked[:LONGEST])
    if not text:
        return []
    ranked = []
    for code, *names in _names(release.regions):
        shown = code if code in known else pool_of(release, code)
        rank = _rank(text, code, tuple(names)) if shown in known else None
        if rank is not None:
            ranked.append((rank, not code.startswith("US"), code.count("-") + code[-1].isdigit(), code, shown))
    return list(dict.fromkeys(str(shown) for *_, shown in sorted(ranked)))[:MOST]
