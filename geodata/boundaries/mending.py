"""Text that went through the wrong encoding: *Do±a Ana*, *JuÃ¡rez*, *Do?a Ana*, *Do&ntilde;a Ana*."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import unquote

#: Encoding in which the bytes were shown, and the one in which they were written.
_SWAPS: Final = (
    ("cp1252", "utf-8"),
    ("latin-1", "utf-8"),
    ("cp437", "cp1252"),
    ("cp850", "cp1252"),
    ("cp437", "utf-8"),
    ("cp850", "utf-8"),
    ("mac_roman", "utf-8"),
    ("cp1252", "cp437"),
    ("cp1252", "cp850"),
    ("latin-1", "cp850"),
    ("cp1252", "mac_roman"),
    ("latin-1", "mac_roman"),
    ("mac_roman", "cp1252"),
)
_LOST: Final = re.compile("[?\N{REPLACEMENT CHARACTER}]{1,2}")
#: Stands for a letter that was lost; no name holds it.
HOLE: Final = "qzq"


def mended(text: str) -> list[str]:
    """List what a text may have been before it was written or read in a wrong encoding; none for plain text."""
    found = [unquote(html.unescape(text))] if "&" in text or "%" in text else []
    if not text.isascii():
        once = [better for source, target in _SWAPS if (better := _swapped(text, source, target))]
        twice = [better for half in once if (better := _swapped(half, "cp1252", "utf-8"))]
        found += [*once, *twice]
    if _LOST.search(text):
        found.append(_LOST.sub(HOLE, text))
    return [other for other in dict.fromkeys(found) if other != text]


def with_holes(name: str) -> str | None:
    """Write a name as if its letters beyond ASCII were lost; None where it has none."""
    return None if name.isascii() else "".join(letter if letter.isascii() else HOLE for letter in name)


def _swapped(text: str, shown: str, written: str) -> str | None:
    """Read the bytes of a text anew."""
    try:
        return text.encode(shown).decode(written)
    except UnicodeError:
        return None
