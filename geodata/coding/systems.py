"""What the other rows of a source say about its codes: FIPS or INEGI, states or countries.

``08037`` is a county of Colorado and a municipio of Chihuahua, ``CA`` a state and a country. A column whose other
values all fit one system, and several of them no other, is written in that system; one that mixes them decides nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geodata.boundaries.spelling import key
from geodata.regions import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.gazetteer import Gazetteer

#: How to ask for a text that stands in a column of one system: keyword arguments of the look-up.
Ask = dict[str, str]

_ASKS: Final[Mapping[str, Ask]] = {
    "US": {"country": "US"},
    "MX": {"country": "MX"},
    "states": {"country": "US"},
    "countries": {"level": "country"},
    "estados": {"country": "MX"},
    "provinces": {"country": "CA"},
}
_LETTERED: Final = (("states", "countries"), ("states", "estados"), ("provinces", "estados"))
#: Form of a text → pairs of systems that it may belong to, and how many different values prove one of them.
_SYSTEMS: Final[Mapping[str, tuple[tuple[tuple[str, str], ...], int]]] = {
    "number": ((("US", "MX"),), 3),
    "letters": (_LETTERED, 2),
    "words": (_LETTERED, 2),
}
_NUMBER: Final = re.compile(r"(\d{4,5}|\d{1,2})(\.0*)?")
_ABROAD: Final = {"CA": "provinces", "MX": "estados"}
_LETTERS: Final = 2
_MX_STATES: Final = 32


def systems(texts: Iterable[str], gazetteer: Gazetteer, level: str | None) -> dict[str, Ask]:
    """Find how to ask for the texts of a column that could belong to two systems, where the others decide.

    Parameters
    ----------
    texts
        Different values of one column of one source, from rows that say nothing else about the place.
    gazetteer
        Look-up of names and codes.
    level
        The level of the column.

    Returns
    -------
    Text → how to ask for it; empty where nothing is decided.
    """
    found: dict[str, dict[str, frozenset[str]]] = {form: {} for form in _SYSTEMS}
    for text in sorted(set(texts)):
        form = _form(text)
        found[form][text] = _fits(text, form, gazetteer, level)
    decided: dict[str, Ask] = {}
    for form, (pairs, least) in _SYSTEMS.items():
        for pair in pairs:
            decided = _decided(found[form], pair, least) | decided
    return decided


def _decided(fits: Mapping[str, frozenset[str]], pair: tuple[str, str], least: int) -> dict[str, Ask]:
    """Choose the system of a pair that all texts of a form fit, if enough of them fit not the other."""
    # where a country may be meant, a province is none of both and leaves all open
    considered = {*pair, "provinces"} if "countries" in pair else {*pair}
    told = {text: own for text, systems in fits.items() if (own := systems & considered)}
    for system in pair:
        proofs = [text for text, systems in told.items() if systems == {system} and _proves(text, system)]
        if len(proofs) >= least and all(system in systems for systems in told.values()):
            return {text: _ASKS[system] for text, systems in told.items() if len(systems) > 1}
    return {}


def _form(text: str) -> str:
    """Say whether a text is a number, two letters, or words."""
    if _NUMBER.fullmatch(text.strip()):
        return "number"
    return "letters" if len(key(text)) == _LETTERS else "words"


def _proves(text: str, system: str) -> bool:
    """Say whether a text could have belonged to the other system but doesn't: 48141 is no INEGI code in any case."""
    digits = text.strip().partition(".")[0]
    return system != "US" or not digits.isdigit() or int(digits.zfill(5)[:2]) <= _MX_STATES or len(digits) <= _LETTERS


@lru_cache(maxsize=200_000)
def _fits(text: str, form: str, gazetteer: Gazetteer, level: str | None) -> frozenset[str]:
    """Say which systems a text may belong to; none for counties, territories and what can't be read."""
    regions = gazetteer.regions
    fits = set()
    for code, _, at in gazetteer.look_up(text, level=level, suggest=False).candidates:
        land = code[:2]
        if form == "number":
            fits |= {land} & {"US", "MX"} if "-" in code else set()
        elif at == Level.COUNTRY and "/" not in code and code != "unknown":
            fits.add("countries")
        elif at == Level.STATE and land in _ABROAD and "/" not in code:
            fits.add(_ABROAD[land])
        elif at == Level.STATE and land == "US" and "/" not in code and not regions.is_territory(code):
            fits.add("states")
    return frozenset(fits)
