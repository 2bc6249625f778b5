"""The gettext catalogues: English in `atlas.pot`, every other language in its `LC_MESSAGES/atlas.po`.

A message's context is the key by which the program asks for it, its id the English sentence. So call sites stay short,
translators read English, and a sentence whose English has changed has no Spanish until somebody looks at it.
"""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE: Final = Path(__file__).parent / "locale"
SOURCE: Final = LOCALE / "atlas.pot"
SOURCE_LANGUAGE: Final = "en"


@cache
def messages() -> dict[str, tuple[str, ...]]:
    """Return the English of every key: one form, or that of one and that of many."""
    with SOURCE.open("rb") as file:
        found = [message for message in read_po(file) if message.context]
    return {str(m.context): tuple(m.id) if isinstance(m.id, tuple | list) else (str(m.id),) for m in found}


@cache
def _translations(language: str) -> NullTranslations:
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    compiled = io.BytesIO()
    with (LOCALE / language / "LC_MESSAGES" / "atlas.po").open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translated(key: str, language: str, n: int) -> str:
    """Return a sentence of a language, its gaps open; `n` chooses the form where there are several.

    Raises
    ------
    KeyError
        When no message has this key.
    """
    one, *many = messages()[key]
    found = _translations(language)
    return found.npgettext(key, one, many[0], n) if many else found.pgettext(key, one)
