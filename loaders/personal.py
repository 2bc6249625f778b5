"""What data about single persons looks like, column by column: names, and the traces of `loaders.traces`.

Patterns are written for any SQL engine (no look-around, no word boundaries) and match text in lower case.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from loaders import traces
from loaders.counties import COUNTY
from loaders.traits import Trait


def _listed(file: str, separator: str | None = None) -> str:
    """Read a list of names as a pattern, and let each go without its accents."""
    lines = (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()
    names = [name for line in lines if not line.startswith("#") for name in line.split(separator)]
    bare = (name.translate(str.maketrans("áéíóúü", "aeiouu")) for name in names)
    return "|".join(sorted({*names, *bare})).replace(".", "[.]")


_GIVEN: Final = _listed("given_names.txt")
_SURNAME: Final = _listed("surnames.txt")
_NO_PERSON: Final = (
    r"(^|[ ,.])(county|parish|city|town|borough|condado|municipio|estado|police|department|dept|sheriff|office|task"
    r"|force|school|district|university|hospital|center|centre|agency|operation|operacion|region|island|islands"
    r"|national|texas|foundation|fundacion"
    r"|fund|house|casa|services|institute|coalition|network|ministries|project|clinic|unit|church"
    r"|wells|green|davis|arundel|mills|hill|mexico|isd|pueblo|nation|rangers|court|group|bureau|report|news|press"
    r"|release|times|herald|post|tribune|chronicle|gazette|register|registry|registro|survey|study|data|dataset|tables?"
    r"|state|watch|alert|law|program|programme|panel|index|yearbook|bulletin|commission|committee|council|alliance"
    r"|association|partners|partnership|initiative|trust|society|ministry|secretariat|for|of|the|and)([ ,.]|$)"
    rf"|^({_listed('namesakes.txt', '|')})$"
)
_WORD: Final = r"[a-záéíóúüñ'’-]+"
# Content that a single value betrays, in any column.
ANYWHERE: Final = (*traces.SURE, Trait("free text", r"([^ ]+ ){39}[^ ]+"))
LINKS: Final = Trait("links", r"https?://|(^|[ ])www[.]|^[a-z0-9-]+([.][a-z]{2,})+/[^ ]+$|^@[a-z0-9_.]{3,}$")
# Pages about one person; other pages may be a source.
POSTERS: Final = Trait(
    "links",
    r"(poster|missing-?persons?|desaparecid[oa]s?|profile|perfil|ficha|cases?|expediente)[/=][^ ]*[a-z0-9]|^@[a-z]",
)
# In a period, a day is one wherever it stands, and so is the number that a spreadsheet makes of it.
EXACT_DAYS: Final = Trait("exact days", rf"{traces.ANY_DAY}|^[34][0-9]{{4}}([.][0-9]+)?$")
# Agencies have numbers of the FBI's that end in zeros and begin with their state.
_AGENCY_CODE: Final = (
    r"^(a[klrz]|c[aot]|d[ce]|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|pa|pr|ri|s[cd]|t[nx]|ut|v[at]"
    r"|w[aivy])"
    r"[0-9]{5}00$"
)
# What stands before or behind a name: whose it is, and an age or a day.
_WHOSE: Final = r"([a-z]+: ?)?"
_AGED: Final = r"([ ,]*[(]?[0-9][0-9/. -]*[)]?)?"
_PERSON: Final = (
    rf"^{_WHOSE}({_GIVEN})( [a-z][.]?| {_WORD})? {_WORD}( {_WORD})?{_AGED}$"
    rf"|^{_WORD}( {_WORD})?, ?({_GIVEN})( [a-z][.]?| {_WORD})?{_AGED}$"
)
# A name of which the given name may stand last, or be a letter only; places of saints are no people.
_TURNED: Final = rf"^({_WORD} ){{1,3}}({_GIVEN})$"
_SAINTS: Final = (
    r"^(san|santa|santo|st|ste|saint|fort|port|mount|el|la|los|las|villa|puerto|ciudad|isla|lake|new|north|south|east"
    r"|west) "
)
_LETTERED: Final = rf"^{_WORD} [a-z][.]$|^{_WORD}, ?[a-z][.]( ?[a-z][.])?$|^[a-z][.] ?({_WORD}|[a-z][.])$"
_TITLED: Final = rf"^(mr|mrs|ms|miss|sr|sra|srta|dra?|lic|prof|det|sgt|ofc)[.]? {_WORD}( {_WORD})*$"
_BODY: Final = (
    r"(^|[^a-z])(hair|hoodie|tattoos?|scars?|lbs|tatuajes?|cicatri(z|ces)|brown eyes|blue eyes|cabello|ojos)([^a-z]|$)"
    "|^[3-6]['’\u2032] ?[0-9]{1,2}(\"|$|[^0-9])"
)
_MONTH: Final = r"^(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|ene|abr|ago|dic)[a-z]*[-. ]?[0-9]+$"
# The United States, California, Mexico.
_PLATE: Final = (
    r"^[a-z]{3}[- ]?[0-9]{3,4}$|^[0-9]{3,4}[- ]?[a-z]{3}$|^[0-9][a-z]{3}[0-9]{3}$"
    r"|^[a-z]{3}-[0-9]{2}-[0-9]{2}$|^[a-z]{3}-[0-9]{3}-[a-z]$|^[a-z]-[0-9]{3}-[a-z]{3}$"
)
_ACCOUNT: Final = (
    r"^[a-z]{4,}[._-]?[0-9]{1,4}[._-]?[a-z]{0,3}$|^[a-z]+([._-][a-z]+)+[._-]?[0-9]{1,4}$|^x+[._][a-z]+[._]x+$"
)
# Postal codes of the United States and Mexico; a spreadsheet writes them as numbers.
_FIVE_DIGITS: Final = r"^[0-9]{5}([.]0|-[0-9]{4})?$"
# States, padded to the length of a county's code before or behind.
_OF_STATES: Final = r"^000(0[1-9]|[1-4][0-9]|5[0-6]|60|66|69|72|78)$|^(0[1-9]|[1-4][0-9]|5[0-6]|72)000$"
# Beside counties, metropolitan areas have such codes: every twentieth number.
_NO_ADDRESS: Final = rf"{COUNTY}|{_OF_STATES}|^[1-4][0-9]{{2}}[02468]0([.]0)?$"
# Where every value has five digits, and many are no county's; large figures differ in their length.
POSTAL: Final = Trait("addresses", _FIVE_DIGITS, share=0.3, n_distinct=2, unless=_NO_ADDRESS, among=_FIVE_DIGITS)
# Content of columns that are no record columns: a value alone proves little, the column as a whole does.
UNREAD: Final = (
    *ANYWHERE,
    LINKS,
    *traces.LIKELY,
    Trait("exact days", traces.DAY, share=0.5, n_distinct=2),
    Trait("exact days", r"^1[0-9]{9}([0-9]{3})?$", share=0.8, n_distinct=2),
    Trait("names of people", _PERSON, share=0.2, unless=_NO_PERSON),
    Trait("names of people", _TURNED, share=0.3, n_distinct=2, unless=f"{_NO_PERSON}|{_SAINTS}"),
    Trait("names of people", rf"^({_GIVEN})$", share=0.5, n_distinct=3),
    Trait("names of people", rf"^({_SURNAME})([ -]({_SURNAME}))?$", share=0.4, n_distinct=3),
    Trait("names of people", _LETTERED, share=0.5, n_distinct=2, unless=_NO_PERSON),
    Trait("names of people", _TITLED, share=0.2, n_distinct=2, unless=_NO_PERSON),
    Trait("exact days", r"^[0-2]?[0-9]:[0-5][0-9](:[0-5][0-9])?( ?[ap]m)?$", share=0.5, n_distinct=2),
    Trait("identity numbers", r"^[0-9]{9,10}$", share=0.8, n_distinct=2),
    # Eleven digits that begin with no state's number are no tract of the census.
    Trait("identity numbers", r"^(5[789]|6[1-57]|7[013-79]|[89][0-9])[0-9]{9}$", share=0.1, n_distinct=2),
    Trait("identity numbers", r"^[a-z]{4}[0-9]{6}[a-z0-9]{3}$|^([0-9]{1,3}[.]){3}[0-9]{1,3}$", share=0.2),
    Trait(
        "case numbers",
        r"^[a-z]{0,6}[-# ]?(19|20)?[0-9]{2}[-/ ]?[0-9]{3,}[a-z]?$|^[a-z]{1,3}[0-9]{7,}$"
        r"|^[a-z]{1,4}[-# ][0-9]{3,}-[0-9]{3,}$",
        share=0.8,
        n_distinct=2,
        unless=rf"^[a-z]{{2}}-[0-9]{{5}}$|^[0-9]+$|^(19|20)[0-9]{{2}}[-/](19|20)[0-9]{{2}}$|{_AGENCY_CODE}"
        r"|^g[0-9]{2}0[0-9]{3}0$",
    ),
    Trait("identity numbers", _PLATE, share=0.6, n_distinct=3, unless=_MONTH, n_stems=3),
    Trait("identity numbers", _ACCOUNT, share=0.5, n_distinct=3, unless=_MONTH, n_stems=3),
    # Only codes begin with a zero.
    Trait("addresses", r"^0[0-9]{4}$", share=0.1, n_distinct=3, unless=_NO_ADDRESS, among=_FIVE_DIGITS),
    # Five digits that begin with no state's number are no county; of the islands' counties there are few.
    Trait(
        "addresses",
        r"^(5[7-9]|[6-9][0-9])[0-9]{3}$",
        share=0.9,
        n_distinct=3,
        unless=r"^(6[069]0|72[01]|780)[0-9]{2}$",
    ),
    Trait("addresses", r"^[0-9]{5}-[0-9]{4}$", share=0.1),
    Trait("coordinates", r"^-?[1-9][0-9]{0,2}[.][0-9]{4,}$", share=0.8, n_distinct=2),
    Trait("descriptions of people", _BODY, share=0.2, n_distinct=2),
    Trait("free text", r"([^ ]+ ){7}[^ ]+", share=0.1, n_distinct=2),
    Trait("free text", r"([^ ]+ ){24}[^ ]+"),
)
# Places and operations that happen to be named like people are rare; whole columns of people are not.
_PEOPLE: Final = Trait("names of people", _PERSON, share=0.5, n_distinct=3, unless=_NO_PERSON)
# What the operations table may hold: agencies and services, but nobody.
OPERATION: Final = (*ANYWHERE, LINKS, Trait("names of people", _PERSON, unless=_NO_PERSON))
SIDES: Final = ("origin", "recovery")
PERIODS: Final = ("period", "period_start", "period_end")
# What a column may hold although another may not: a source is often a page.
ALLOWED: Final = {"source": (LINKS.rule,)}
# Record columns of any text are looked at like columns that are not read, and one name in them is enough.
NAMED: Final = (
    Trait("names of people", _PERSON, unless=_NO_PERSON),
    Trait("names of people", _TITLED, unless=_NO_PERSON),
)
_OF_COLUMNS: Final = tuple(trait for trait in UNREAD if trait not in {*ANYWHERE, LINKS})
# A source is a text, dated and numbered like one: a release, a table of a survey, a page.
_OF_SOURCES: Final = (
    *(trait for trait in _OF_COLUMNS if trait.rule not in {"free text", "exact days"} and trait.pattern != _ACCOUNT),
    traces.NARRATIVES,
    POSTERS,
)
# A birth is called one, although it is a day too.
_DAYS_OF_AGE: Final = EXACT_DAYS._replace(unless=traces.BIRTHS.pattern)


def is_given_name(text: str) -> bool:
    """Say whether a text in lower case is a given name."""
    return bool(re.match(f"^({_GIVEN})$", text))


def traits_of(name: str) -> tuple[Trait, ...]:
    """Say what personal content to look for in a record column."""
    if name in {"count", "as_of"}:
        return ()
    if name in PERIODS:
        return (*ANYWHERE, LINKS, EXACT_DAYS)
    if name == "source":
        return (*ANYWHERE, *_OF_SOURCES, *NAMED)
    if name in {"age_band", "agency_type"}:
        return (*ANYWHERE, LINKS, _DAYS_OF_AGE, *_OF_COLUMNS, *NAMED)
    places = (POSTAL,) if name.startswith(SIDES) else ()
    return (*ANYWHERE, LINKS, _PEOPLE, *places)


def allowed(name: str, traits: tuple[Trait, ...]) -> tuple[Trait, ...]:
    """Leave out what a column may hold."""
    return tuple(trait for trait in traits if trait.rule not in ALLOWED.get(name, ()))
