"""All names of the regions, by key and by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.boundaries.mending import with_holes
from geodata.boundaries.numerals import Numerals
from geodata.boundaries.spelling import key, short_key
from geodata.regions import Level, RegionCode, Regions

if TYPE_CHECKING:
    import pandas as pd

#: ``name`` stands by itself; ``short`` is a county without its kind, ``former`` one that is no more, ``bare`` one that
#: has none; ``context`` counts only where a state is meant; ``city`` is no region, and stands for the counties it may
#: lie in; ``holes`` are names without their accented letters.
KINDS: Final = ("name", "short", "former", "bare", "context", "city", "holes")
_CODES: Final = {"history", "numeric", "gnis"}


class Index:
    """Key → regions, by kind; and all codes.

    Parameters
    ----------
    regions
        The tree; only its codes are indexed.
    look_up
        Extra names and codes: columns text, kind, code.
    """

    def __init__(self, regions: Regions, look_up: pd.DataFrame) -> None:
        self.kinds: dict[str, dict[str, set[RegionCode]]] = {kind: {} for kind in KINDS}
        self._keys: set[str] = set()
        frame = regions.frame
        for code, level, *names in zip(*(frame[c] for c in ("code", "level", "name_en", "name_es")), strict=True):
            self._add_region(code, level, names)
        codes: dict[str, dict[str, set[RegionCode]]] = {kind: {} for kind in _CODES}
        for text, kind, code in zip(look_up["text"], look_up["kind"], look_up["code"], strict=True):
            if code not in regions:
                continue
            if kind in _CODES:
                codes[kind].setdefault(text.casefold(), set()).add(code)
            else:
                self._add("name" if kind == "history-name" else kind, text, code)
                if kind == "history-name" and short_key(text) != key(text):
                    self._put("former", short_key(text), code)
        self.numerals = Numerals(frame, codes["history"], codes["numeric"], codes["gnis"])

    def __contains__(self, text: str) -> bool:
        """Say whether a key is in any kind: most halves of a query are in none, and need not be asked for further."""
        return text in self._keys

    def get(self, kind: str, text: str) -> set[RegionCode]:
        """Return the regions of a kind under a key."""
        return self.kinds[kind].get(text, set())

    def _add_region(self, code: RegionCode, level: str, names: list[str]) -> None:
        """Index a region by its names; a county's short name is set apart from names that stand by themselves."""
        for name in names:
            is_short = level == Level.COUNTY and short_key(name) == key(name)
            self._add("short" if is_short else "name", name, code)
            self._put("bare" if is_short else "name", key(name), code)
        if level == Level.COUNTY and "/" not in code:
            self._put("short", short_key(names[0]), code)
            holed = with_holes(names[0])
            self._put("holes", short_key(holed) if holed else "", code)

    def _add(self, kind: str, name: str, code: RegionCode) -> None:
        """Index a name, and how it looks without its accented letters."""
        self._put(kind, key(name), code)
        holed = with_holes(name)
        self._put("holes", key(holed) if holed else "", code)

    def _put(self, kind: str, plain: str, code: RegionCode) -> None:
        """Index one key."""
        if plain:
            self.kinds[kind].setdefault(plain, set()).add(code)
            self._keys.add(plain)
