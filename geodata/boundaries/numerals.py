"""Codes in many spellings: FIPS and INEGI with lost zeros and float tails, ISO 3166-2 with any separator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geodata.boundaries.codes import RegionCode

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

_NATIONAL: Final = re.compile(r"^(US|MX)-\d{5}$")
_NUMBER: Final = re.compile(r"^(?:(?:0500000|0400000)?(us|mx)[-_ ]?)?(\d{1,5})(?:\.0*)?$")
_COUNTY_DIGITS: Final = 3
_NATIONAL_DIGITS: Final = 5


class Numerals:
    """All codes of a tree of regions, by any of their spellings.

    Parameters
    ----------
    frame
        The regions: code and parent.
    history
        Former code in lower case → the regions that took its place.
    """

    def __init__(self, frame: pd.DataFrame, history: Mapping[str, Collection[RegionCode]]) -> None:
        self._codes: dict[str, frozenset[RegionCode]] = {
            code.casefold(): frozenset({RegionCode(code)}) for code in frame["code"]
        }
        self._codes |= {code: frozenset(codes) for code, codes in history.items()}
        self._state: dict[str, RegionCode] = {}  # "us-48" → US-TX
        for code, parent in zip(frame["code"], frame["parent"], strict=True):
            if _NATIONAL.match(code) and isinstance(parent, str):
                self._state[code[:5].casefold()] = RegionCode(parent.partition("/")[0])

    def read(self, text: str, *, states: Collection[RegionCode] = (), level: str | None = None) -> set[RegionCode]:
        """Read a code.

        Parameters
        ----------
        text
            ``US-TX``, ``us_tx``, ``48141``, ``6059`` (zero lost), ``48141.0``, ``US-48141``, ``48``, ``MX-08037`` …
        states
            The states in which a number of up to three digits is a county's.
        level
            The level of the column; in a column of states a short number is a state's.

        Returns
        -------
        Every region with this code: ``08037`` is both a county of Colorado and a municipio of Chihuahua.
        """
        plain = text.strip().casefold()
        match = _NUMBER.match(plain)
        if not match:
            return set(self._codes.get(re.sub(r"[_ ]", "-", plain), ()))
        country, digits = match.groups()
        countries = [country] if country else ["us", "mx"]
        if len(digits) > _COUNTY_DIGITS:
            return {
                code for land in countries for code in self._codes.get(f"{land}-{digits.zfill(_NATIONAL_DIGITS)}", ())
            }
        if states and level != "state":
            prefixes = [prefix for prefix, state in self._state.items() if state in states]
            return {code for prefix in prefixes for code in self._codes.get(f"{prefix}{digits.zfill(3)}", ())}
        return {
            self._state[f"{land}-{digits.zfill(2)}"] for land in countries if f"{land}-{digits.zfill(2)}" in self._state
        }
