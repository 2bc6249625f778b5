"""A query taken apart into the place and what it lies in: *El Paso County, TX*, *Texas > El Paso*, *el-paso-tx*."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARENTHESIS: Final = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*$")
_FOOTNOTE: Final = re.compile(r"\s*[(\[](?:\d{1,2}|[*†‡a-z])[)\]]\s*$|\s\d/$")
#: A code and a name in one cell: *48141 El Paso County*, *El Paso County (FIPS 48141)*.
_CODE_FIRST: Final = re.compile(r"^\s*((?:FIPS:?\s*)?(?:\d{2}|\d{5}))\s*(?:[-–—:.,|]\s*|\s)(\D.*)$", re.IGNORECASE)
_CODE_LAST: Final = re.compile(r"^(.*?\D)[\s,(\[:-]+((?:(?:FIPS|GEOID|INEGI):?\s*)?\d{5})[)\]]?\s*$", re.IGNORECASE)
#: What parts a place from what it lies in; a slash or a bar may as well part two places, so both must fit together.
_SEPARATOR: Final = re.compile(r"\s*(?:->|[,>|/:\\]|\s[-–—]\s)\s*")
_WORD_ENDS: Final = re.compile(r"[\s_-]+")
_SEVERAL: Final = (";", "\n", "\r", " + ")
_MISSING: Final = {
    "n/a", "#n/a", "n/d", "s/d", "n/c", "s/i", "n/i", "n/e", "s/n", "nan", "<na>", "(na)", "null", "(null)", "none",
    "nil",
    "(blank)", "(enblanco)", "(vacío)", "(vacio)", "ninguno", "ninguna", "nodata", "sindato", "sindatos", "missing",
}  # fmt: skip
#: Signs for *not known* as they are written; in capitals they are North Dakota.
_LOWER_MISSING: Final = {"n.d.", "s.d.", "s.i."}
#: Signs for *not known* that are codes of countries, too: R writes NA.
CODED_MISSING: Final = {"na", "nr"}
_SIGNS: Final = re.compile(r"[-–—.*_#/\\\s]+|\?")
_TEARING: Final = re.compile(r"[^\w\s.'’]|_")
_SHORT: Final = 7  # A, B, C
_LONGEST: Final = 200
_MOST_PIECES: Final = 5
_MOST_WORDS: Final = 12
_MOST_OUTER: Final = 5  # Islas Vírgenes de EE. UU.
#: What joins two places into a list of places.
_LIST: Final = re.compile(r";|\n|\+|&|/|\||\b(?:and|or|y|o|to|from|via)\b", re.IGNORECASE)


def pieces(query: str) -> list[str]:
    """Part a query at its separators, what stands in parentheses at its end included."""
    query = _FOOTNOTE.sub("", query)
    plain = _PARENTHESIS.sub(r", \1", query) if "(" in query or "[" in query else query
    return [piece for piece in _SEPARATOR.split(plain) if piece]


def parts(query: str) -> Iterator[tuple[str, str]]:
    """Give the ways to part a query at its separators, as pairs of the inner place and the outer one.

    The outer place is mostly last, and sometimes first (*Texas > El Paso County*, *US/TX/El Paso*).
    """
    said = pieces(query)
    if 1 < len(said) <= _MOST_PIECES:
        yield ", ".join(said[:-1]), said[-1]
        if not said[-1].isdigit():  # a number comes after its state only in a code
            yield ", ".join(said[1:]), said[0]


def word_parts(query: str) -> Iterator[tuple[str, str]]:
    """Give the ways to part a query without separators: its last words are the outer place, or its first.

    A number is never a word of its own here: *District 9* is no district of Connecticut.
    """
    words = [word for word in _WORD_ENDS.split(query) if word]
    if len(words) > _MOST_WORDS or any(word.isdigit() for word in words):
        return
    for size in range(1, min(_MOST_OUTER, len(words) - 1) + 1):
        yield " ".join(words[:-size]), " ".join(words[-size:])
    if "," in query:  # *Arkansas County, Mississippi* is no county of Arkansas
        return
    for size in range(1, min(_MOST_OUTER, len(words) - 1) + 1):
        yield " ".join(words[size:]), " ".join(words[:size])


def with_code(query: str) -> tuple[str, str] | None:
    """Part a cell that holds a name and its code: the name, the code; None for any other."""
    if match := _CODE_LAST.match(query):
        return match[1].rstrip(" ,([:-"), match[2]
    if match := _CODE_FIRST.match(query):
        return match[2], match[1]
    return None


def without_footnote(text: str) -> str:
    """Drop the mark of a footnote: *Texas (1)*."""
    return _FOOTNOTE.sub("", text)


def is_missing(text: str) -> bool:
    """Say whether a text is one of the short signs for *not known*: S/D is *sin dato*, not South Dakota."""
    bare = "".join(text.split())
    return bare.casefold() in _MISSING or bare in _LOWER_MISSING or bool(_SIGNS.fullmatch(text))


def is_torn(text: str) -> bool:
    """Say whether a text of a few letters is parted by more than full stops: N.D. is North Dakota, N-D is nothing."""
    return len(text.strip()) <= _SHORT and bool(_TEARING.search(text.strip()))


def are_several(text: str) -> bool:
    """Say whether a cell holds several places, or is too long for one; its record is never split among them."""
    return len(text) > _LONGEST or any(mark in text.strip() for mark in _SEVERAL)


def is_list(text: str) -> bool:
    """Say whether a text may name several places; such a text is read as one place or not at all."""
    return bool(_LIST.search(text))


def inverted(query: str) -> str | None:
    """Turn a name around its comma: *Korea, Republic of* → *Republic of Korea*; None where it has not just one."""
    head, comma, tail = query.partition(",")
    return f"{tail.strip()} {head.strip()}" if comma and "," not in tail and head.strip() and tail.strip() else None
