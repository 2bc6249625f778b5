"""Regions spelled like a query that fits none: shown to people, never taken by code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from geodata.boundaries.spelling import key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geodata.regions import RegionCode

SUGGESTIONS: Final = 5
_LIKENESS: Final = 75  # percent
_ASKED: Final = 60  # many are alike in other states


class Suggesting:
    """Finds keys that are spelled alike.

    Parameters
    ----------
    names
        Key → the regions of that name; several tables are merged.
    """

    def __init__(self, *names: Mapping[str, Iterable[RegionCode]]) -> None:
        merged: dict[str, dict[RegionCode, None]] = {}
        for table in names:
            for text, codes in table.items():
                merged.setdefault(text, {}).update(dict.fromkeys(sorted(codes)))
        self._names = merged
        self._keys = list(merged)

    def like(self, query: str, fits: Callable[[RegionCode], bool]) -> list[RegionCode]:
        """List the fitting regions whose names are most alike, the likest first."""
        plain = key(query)
        if not plain:
            return []
        alike = process.extract(plain, self._keys, scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=_ASKED)
        ranked = sorted(alike, key=lambda hit: (-hit[1], hit[0]))
        found = dict.fromkeys(code for text, _, _ in ranked for code in self._names[text] if fits(code))
        return list(found)[:SUGGESTIONS]
