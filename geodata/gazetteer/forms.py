"""Names of countries as the United Nations shorten and turn them: `Dem. Rep. of the Congo`, `Iran (Islamic Rep. of)`.

Such a form is read only where nothing has the name as written, and only as a country or a territory: short words such
as *Rep.* may mean much else elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# Abbreviation, with its point or at the end of the name → what it stands for.
_SHORT: Final = (
    (r"\brep\b[.]?", "Republic"), (r"\bdem\b[.]?", "Democratic"), (r"\bisls?\b[.]?", "Islands"),
    (r"\bfed\b[.]?(?= (states|sts))", "Federated"), (r"\bsts\b[.]?", "States"), (r"\bfed\b[.]?", "Federal"),
)  # fmt: skip
_SPANISH: Final = (
    (r"\brep\b[.]?", "República"), (r"\bdem\b[.]?", "Democrática"), (r"\bisls?\b[.]?", "Islas"),
)  # fmt: skip
_KINSHASA: Final = re.compile(r"^(the )?democratic republic of (the )?congo$", re.IGNORECASE)
# What a state calls itself; China's is left out, for two states call themselves so.
_FORM: Final = re.compile(
    r"^(the )?((former|yugoslav|islamic|bolivarian|plurinational|democratic|people[’']s|arab|united|federal|federated)"
    r" )*(republic|states?|kingdom|commonwealth) of (the )?(?P<name>.+)$",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(r"^(?P<name>[\w' -]+?),? ((arab|islamic) )?(republic)$", re.IGNORECASE)
_TURNED: Final = re.compile(r"^(?P<name>[^(),]+?)(?: [(]|, )(?P<form>[^()]+?)[)]?$")
_RESOLUTION: Final = re.compile(r"\s*[:(]\s*s/res/.*$", re.IGNORECASE)
_NOT_ALONE: Final = {"china", "korea", "congo"}
# Only of countries is this the whole name: there are states of the United States beside.
_STATE_ONLY: Final = re.compile(r"^(the )?states? of ", re.IGNORECASE)


def unfolded(query: str) -> Iterator[str]:
    """Give the names that a short or turned form may stand for, the fullest first.

    Parameters
    ----------
    query
        A name as written.
    """
    seen = {query}
    bare = _RESOLUTION.sub("", query)
    full = _in_full(bare, _SHORT)
    without_islands = re.sub(r" Islands$", "", full)
    kinshasa = "DR Congo" if _KINSHASA.match(full) else None
    for text in (full, _turned(full), _in_full(bare, _SPANISH), without_islands, kinshasa):
        if text and text not in seen:
            seen.add(text)
            yield text
    for text in (_turned(full), full):
        name = _called(text) if text else None
        if name and name not in seen:
            seen.add(name)
            yield name


def _in_full(text: str, words: tuple[tuple[str, str], ...]) -> str:
    for short, word in words:
        text = re.sub(short, word, text, flags=re.IGNORECASE)
    return text.strip()


def _turned(text: str) -> str | None:
    """Put the form of a state before its name: Tanzania (United Republic of)."""
    found = _TURNED.match(text)
    if found is None or not re.search(r"\b(of|of the)$", found["form"], re.IGNORECASE):
        return None
    return f"{found['form']} {found['name']}"


def _called(text: str) -> str | None:
    """Return the name of a state without what it calls itself, if that leaves no doubt."""
    found = _FORM.match(text) or _ALONE.match(text)
    if found is None or _STATE_ONLY.match(text):
        return None
    name = found["name"].strip()
    is_whole = name.casefold() not in _NOT_ALONE or text.casefold().startswith(("people's republic of china",))
    return name if is_whole else None
