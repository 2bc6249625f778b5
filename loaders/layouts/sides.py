"""Which side a heading speaks of: where somebody was missed, or where somebody was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loaders.columns import SIDES, match_headers

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORDS: Final = {
    "recovery": r"recover|found|locat|recuper|localiz",
    "origin": r"missing|origin|origen|desapar|procedenc",
}


def side_of(words: str) -> str | None:
    """Say which side words speak of; None if of neither, or of both."""
    told = [side for side, pattern in _WORDS.items() if re.search(pattern, words)]
    return told[0] if len(told) == 1 else None


def corner(texts: Sequence[str]) -> tuple[str, str] | None:
    """Read a corner such as `Origin / Recovery`: what goes down, and what goes across."""
    for text in texts:
        parts = re.split(r"\s*(?:[\\/|×→↓]|\bby\b|\bpor\b)+\s*", text.strip("→↓ "))
        known = [name for part in parts for name in match_headers([part], is_natural=False).known]
        if len(parts) == len(known) == len(SIDES):
            return known[0], known[1]
    return None
