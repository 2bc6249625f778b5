"""One key for all spellings of a name: accents, punctuation, spaces and common abbreviations set aside."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_WORDS: Final[dict[str, str]] = {
    "&": "and",
    "cd": "ciudad",
    "co": "county",
    "cnty": "county",
    "cty": "county",
    "mpo": "municipio",
    "par": "parish",
    "bor": "borough",
    "ft": "fort",
    "gral": "general",
    "mpio": "municipio",
    "mun": "municipio",
    "mt": "mount",
    "st": "saint",
    "sta": "santa",
    "ste": "sainte",
    "sto": "santo",
}
_CASED_KINDS: Final = (
    "city and borough",
    "city and county",
    "consolidated municipality",
    "planning region",
    "census area",
    "municipality",
    "municipio",
    "district",
    "borough",
    "county",
    "parish",
    "island",
    "city",
)
_LAST_WORDS: Final = tuple({kind.rpartition(" ")[2] for kind in _CASED_KINDS})
#: Kinds that a query may carry by mistake. ``city`` is none: Orange City, Florida, lies outside Orange County.
_LOOSE_KINDS: Final = tuple(kind for kind in _CASED_KINDS if kind not in {"city", "island"})
_OF: Final = re.compile(
    r"^(?:the )?(?P<kind>city and county|city and borough|consolidated city"
    r"|state|province|commonwealth|territory|county|parish|borough|municipality|city"
    r"|estado|provincia|condado|parroquia|municipio|alcaldia|delegacion|ciudad)"
    r"(?: libre y soberano)?(?: of| de la| del| de)? (?P<name>.+)$"
)
_DIRECTIONS: Final = {"n": "north", "s": "south", "e": "east", "w": "west"}
_DIRECTION: Final = re.compile(r"^([nsew]) (\w{3,}.*)$")
_REPUBLIC: Final = re.compile(r"^(?:the )?(?:republic of(?: the)?|republica de(?: la|l)?) (?P<name>.+)$")
_TOKEN: Final = re.compile("[a-z0-9]+")
_SILENT: Final = re.compile("['`.\u2019\u02bb\u02bc\u00b4]")  # full stops and every kind of apostrophe
_STATE_WORDS: Final = frozenset({"state", "province", "commonwealth", "territory", "estado", "provincia"})
_BOTH_WORDS: Final = frozenset({"city and county", "city and borough", "consolidated city"})
_CITY_WORDS: Final = frozenset({"city", "ciudad"})


@lru_cache(maxsize=65536)
def words(text: str) -> str:
    """Reduce a text to lower-case words without accents and punctuation: ``St. Mary's`` → ``saint marys``."""
    plain = text.casefold().replace("&", " and ")
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain.replace("ø", "o").replace("ł", "l"))
        plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    tokens = _TOKEN.findall(_SILENT.sub("", plain))
    # "St" and "Co" stand for words only beside another one: CO alone is Colorado.
    return " ".join(_WORDS.get(token, token) for token in tokens) if len(tokens) > 1 else "".join(tokens)


def key(text: str) -> str:
    """Return the key of a text: its words without the spaces, so that *De Kalb* and *DeKalb* are the same."""
    return words(text).replace(" ", "")


def short_key(text: str) -> str:
    """Return the key of a county's name without its kind: *El Paso County*, *Condado de El Paso* → ``elpaso``."""
    return _strip(words(text), _CASED_KINDS).replace(" ", "")


@lru_cache(maxsize=65536)
def readings(text: str) -> tuple[tuple[str, str | None], ...]:
    """List the ways to read a name, the literal one first.

    Parameters
    ----------
    text
        A name as written.

    Returns
    -------
    Pairs of key and the level that the wording implies, if any: *State of Georgia* → ``(georgia, state)``.
    """
    plain = words(text)
    found: list[tuple[str, str | None]] = [(plain, None)]
    republic = _REPUBLIC.match(plain)
    if republic:
        found.append((republic["name"], "country"))
    match = _OF.match(plain)
    if match:
        kind, name = match["kind"], match["name"]
        if kind in _STATE_WORDS:
            found.append((name, "state"))
        elif kind in _BOTH_WORDS:
            found += [(f"{name} {each}", "county") for each in ("city", "county", kind)] + [(name, "county")]
        else:
            found.append((f"{name} city" if kind in _CITY_WORDS else f"{name} county", "county"))
            found += [] if kind in _CITY_WORDS else [(name, "county")]
    if plain.endswith((" state", " province", " estado")):
        found.append((plain.rpartition(" ")[0], "state"))
    if plain.startswith("the ") or plain.endswith(" the"):
        found.append((plain.removeprefix("the ").removesuffix(" the"), None))
    stripped = _strip(plain, _LOOSE_KINDS)
    if stripped != plain:
        found.append((stripped, "county"))
    found += _directed(plain)
    return tuple(dict.fromkeys((name.replace(" ", ""), level) for name, level in found))


def _directed(plain: str) -> list[tuple[str, str | None]]:
    """Spell a point of the compass out: *E. Baton Rouge*."""
    match = _DIRECTION.match(plain)
    if match is None:
        return []
    spelled = f"{_DIRECTIONS[match[1]]} {match[2]}"
    return [(spelled, None), (_strip(spelled, _LOOSE_KINDS), "county")]


def _strip(plain: str, kinds: tuple[str, ...]) -> str:
    """Take one kind off the end, or off the beginning with *of* or *de*."""
    if plain.endswith(_LAST_WORDS):  # spares most names the rest
        for kind in kinds:
            if plain.endswith(f" {kind}"):
                return plain.removesuffix(f" {kind}")
    match = _OF.match(plain)
    return match["name"] if match and match["kind"] not in _STATE_WORDS | _CITY_WORDS else plain
