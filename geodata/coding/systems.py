"""What the other rows of a source say about its codes: FIPS or INEGI, states or countries.

``08037`` is a county of Colorado and a municipio of Chihuahua, ``CA`` a state and a country. A column whose other
values all fit one system, and several of them no other, is written in that system; one that mixes them decides nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geodata.boundaries.spelling import key
from geodata.gazetteer.splitting import CODED_MISSING, is_missing
from geodata.regions import UNKNOWN, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.gazetteer import Gazetteer

#: How to ask for a text that stands in a column of one system: keyword arguments of the look-up, or one of the below.
Ask = dict[str, str]
#: The text stands for a missing place; the text may mean another place than the one that is known by it.
MISSING: Final[Ask] = {"missing": "yes"}
DOUBTED: Final[Ask] = {"doubted": "yes"}

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
#: So many places of one country make a column one of that country.
_OF_ONE: Final = 2
_LONGEST_ABBREVIATION: Final = 4
#: Written in columns of states all over the United States, and nothing else there.
_PLAIN_ABROAD: Final = {"mx", "mex"}


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


def pairs(said: Iterable[tuple[str, str]], gazetteer: Gazetteer) -> Ask:
    """Find the country in which numbers of states and of their counties, in two columns, are all known.

    ``08`` and ``037`` are Colorado and Chihuahua alike; a column of such pairs, of which several exist in one country
    alone and all in that one, is of that country.
    """
    lands: list[frozenset[str]] = []
    for state, county in set(said):
        if _NUMBER.fullmatch(state.strip()) and county.strip().partition(".")[0].isdigit():
            exact = {
                country for country in ("US", "MX")
                if gazetteer.look_up(county, country=country, state=state, level="county", suggest=False).code
            }  # fmt: skip
            lands.append(frozenset(exact))
    told = [exact for exact in lands if exact]
    for country in ("US", "MX"):
        proofs = sum(exact == {country} for exact in told)
        if proofs and proofs >= min(_OF_ONE, len(told)) and all(country in exact for exact in told):
            return {"country": country}
    return {}


def markers(texts: Iterable[str], gazetteer: Gazetteer) -> dict[str, Ask]:
    """Read signs for *not known* that are codes of countries, too, by the others of the column.

    ``NA`` is Namibia only where all others are codes of countries; in every other column it is R's sign for nothing.
    """
    found = {text for text in texts if key(text) in CODED_MISSING}
    if not found:
        return {}
    others = [text for text in texts if text not in found and not is_missing(text)]
    coded = [text for text in others if len(key(text)) <= _LETTERS and _is_country(text, gazetteer)]
    is_of_codes = len(coded) == len(others) >= _OF_ONE
    return dict.fromkeys(found, {"level": "country"} if is_of_codes else MISSING)


def _is_country(text: str, gazetteer: Gazetteer) -> bool:
    found = gazetteer.look_up(text, level="country", suggest=False).code
    return found is not None and found != UNKNOWN


def strangers(texts: Iterable[str], gazetteer: Gazetteer, level: str | None) -> dict[str, Ask]:
    """Doubt an abbreviation that is the only one of another country in a column of one country.

    ``NB`` is New Brunswick, and Nebraska to some who write states' letters; ``B.C.`` among states of Mexico is Baja
    California. A column that names two places of a second country is one of two countries.
    """
    homes = {text: _home(text, gazetteer, level) for text in texts if not is_missing(text)}
    by_land: dict[str, list[str]] = {}
    for text, home in homes.items():
        if home is not None:
            by_land.setdefault(home, []).append(text)
    most = max(by_land, key=lambda land: (len(by_land[land]), land), default="")
    abroad = [text for land, texts in by_land.items() if land != most for text in texts]
    if len(by_land.get(most, ())) < _OF_ONE or len(abroad) != 1 or not _is_abbreviation(abroad[0]):
        return {}
    if all("-" in text for text in by_land[most]):  # among codes that begin with their country its letters are plain
        return {}
    at_home = gazetteer.look_up(abroad[0], country=most, level=level, suggest=False)
    return {abroad[0]: {"country": most} if at_home.code else DOUBTED}


def _is_abbreviation(text: str) -> bool:
    return len(key(text)) <= _LONGEST_ABBREVIATION and "-" not in text and key(text) not in _PLAIN_ABROAD


def _home(text: str, gazetteer: Gazetteer, level: str | None) -> str | None:
    """Say in which country the one place of a text lies; None where it is several, none, or a country by its name."""
    found = gazetteer.look_up(text, level=level, suggest=False).code
    if found is None or found == UNKNOWN:
        return None
    is_country = gazetteer.regions.level(found) == Level.COUNTRY
    return None if is_country and len(key(text)) > _LETTERS else found[:2]


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
