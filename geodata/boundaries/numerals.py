"""Codes in many spellings: FIPS and INEGI with lost zeros and float tails, ISO 3166 with any separator."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geodata.boundaries.codes import RegionCode, unspecified

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

_NATIONAL: Final = re.compile(r"^(US|MX)-\d{5}$")
_NUMBER: Final = re.compile(r"^(?:(?:0[45]0(?:00)?00)?(us|mx)[-_ ]?)?(\d{1,5})(?:\.0*)?$")
_PAIR: Final = re.compile(r"^(?:(us|mx)[-_ ]?)?(\d{1,2})[-_ /,](\d{3})$")  # 48-141: state and county apart; 48,141
#: 4.8141E+04, as a spreadsheet writes it; with fewer digits it was rounded, and is no code any more.
_SCIENTIFIC: Final = re.compile(r"^(\d)\.(\d{3,4})e\+?0?([34])$")
#: What may stand before a number: FIPS 48141, GEOID: 48141, CVEGEO 08037.
_LABEL: Final = re.compile(r"^(?:(?:state |county )?(fips|geoid|ansi|geo_?id|inegi|cve_?geo|iso)(?: code)?[ :#=-]+)")
_LAND: Final = {"fips": "us", "ansi": "us", "inegi": "mx", "cvegeo": "mx", "cve_geo": "mx"}
_QUOTES: Final = " \t='\"\u2019\u2018\u00a0"
_COUNTY_DIGITS: Final = 3
_NATIONAL_DIGITS: Final = 5
_GNIS_DIGITS: Final = 8
#: 01383855, GNIS 1383855.0: zeros may be lost only beside the label, for seven digits are a city's number, too.
_GNIS: Final = re.compile(
    r"^(?:(?:GNIS|ANSI|COUNTYNS|STATENS)(?: ID| code)?[ :#=]+(\d{6,8})(?:\.0*)?|(0\d{7}))$", re.IGNORECASE
)
_NO_COUNTY: Final = {"000", "999"}


class Numerals:
    """All codes of a tree of regions, by any of their spellings.

    Parameters
    ----------
    frame
        The regions: code and parent.
    history
        Former code in lower case → the regions that took its place.
    numeric
        Three digits of ISO 3166-1 → the country.
    gnis
        Eight digits of the Geographic Names Information System → a state or a county.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        history: Mapping[str, Collection[RegionCode]],
        numeric: Mapping[str, Collection[RegionCode]] | None = None,
        gnis: Mapping[str, Collection[RegionCode]] | None = None,
    ) -> None:
        self._codes: dict[str, frozenset[RegionCode]] = {
            code.casefold(): frozenset({RegionCode(code)}) for code in frame["code"]
        }
        self._codes |= {code: frozenset(codes) for code, codes in history.items()}
        self._numeric = {code: frozenset(codes) for code, codes in (numeric or {}).items()}
        self._gnis = {number: frozenset(codes) for number, codes in (gnis or {}).items()}
        self._state: dict[str, RegionCode] = {}  # "us-48" → US-TX
        for code, parent in zip(frame["code"], frame["parent"], strict=True):
            if _NATIONAL.match(code) and isinstance(parent, str):
                self._state[code[:5].casefold()] = RegionCode(parent.partition("/")[0])

    def read(self, text: str, *, states: Collection[RegionCode] = (), level: str | None = None) -> set[RegionCode]:
        """Read a code.

        Parameters
        ----------
        text
            ``US-TX``, ``us_tx``, ``48141``, ``6059`` (zero lost), ``48141.0``, ``US-48141``, ``48-141``, ``48``,
            ``MX-08037``, ``484`` …
        states
            The states in which a number of up to three digits is a county's.
        level
            The level of the column; in a column of states a short number is a state's, in one of countries a country's.

        Returns
        -------
        Every region with this code: ``08037`` is both a county of Colorado and a municipio of Chihuahua.
        """
        if match := _GNIS.match(text.strip(_QUOTES)):
            return set(self._gnis.get((match[1] or match[2]).zfill(_GNIS_DIGITS), ()))
        country, digits = taken_apart(text)
        if not digits.isdigit():
            return set(self._codes.get(digits, ()))
        lands = [country] if country else ["us", "mx"]
        if len(digits) > _COUNTY_DIGITS:
            numbers = [f"{land}-{digits.zfill(_NATIONAL_DIGITS)}" for land in lands]
            return {c for number in numbers for c in self._codes.get(number) or self._open(number, level)}
        return self._short(digits, lands, states, level, is_bare=country is None)

    def _open(self, number: str, level: str | None) -> set[RegionCode]:
        """Read a number that both FIPS and INEGI keep for a state whose county is not said: ``us-48000``, 48999."""
        state = self._state.get(number[:-_COUNTY_DIGITS])
        if state is None or number[-_COUNTY_DIGITS:] not in _NO_COUNTY:
            return set()
        return {state if level == "state" else unspecified(state)}

    def _short(
        self, digits: str, lands: list[str], states: Collection[RegionCode], level: str | None, *, is_bare: bool
    ) -> set[RegionCode]:
        """Read up to three digits: a county's number in its state, else a state's, else a country's.

        A country's number has three digits; only in a column of countries its zeros may be lost.
        """
        if is_bare and level == "country":
            return set(self._numeric.get(digits.zfill(_COUNTY_DIGITS), ()))
        if states and level != "state":
            prefixes = [prefix for prefix, state in self._state.items() if state in states]
            numbers = [f"{prefix}{digits.zfill(_COUNTY_DIGITS)}" for prefix in prefixes]
            return {code for number in numbers for code in self._codes.get(number) or self._open(number, level)}
        found = {self._state[code] for land in lands if (code := f"{land}-{digits.zfill(2)}") in self._state}
        if is_bare and level is None and len(digits) == _COUNTY_DIGITS:
            found |= self._numeric.get(digits, frozenset())
        return found


@lru_cache(maxsize=65536)
def taken_apart(text: str) -> tuple[str | None, str]:
    """Take a code apart into the country that it names and its digits; a code with letters stays whole."""
    plain = text.strip(_QUOTES).casefold()
    label = _LABEL.match(plain)
    implied = _LAND.get(label[1]) if label else None
    plain = plain[label.end() :].strip() if label else plain
    power = _SCIENTIFIC.match(plain)
    plain = f"{power[1]}{power[2]}" if power and len(power[2]) == int(power[3]) else plain
    pair = _PAIR.match(plain)
    plain = f"{pair[1] or ''}{pair[2].zfill(2)}{pair[3]}" if pair else plain
    match = _NUMBER.match(plain)
    if match:
        return match[1] or implied, match[2]
    return None, plain.replace("_", "-").replace(" ", "-")
