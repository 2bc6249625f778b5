"""Text in columns of fixed width: what parts them is blank in every line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loaders.asides import NOTE_PATTERN

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE: Final = 500
_FEWEST: Final = 3


def fixed_width(lines: Sequence[tuple[int, str]]) -> list[tuple[int, list[str]]] | None:
    """Part lines of fixed width into cells; None if no such columns are found.

    Parameters
    ----------
    lines
        Number and text of each line.
    """
    table = [text for _, text in lines[:SAMPLE] if _is_row(text)]
    starts = _starts(table) if len(table) > 1 else []
    if len(starts) < _FEWEST:
        return None
    ends = [*starts[1:], None]
    return [
        (row, [text[a:b].strip() for a, b in zip(starts, ends, strict=True)] if _is_row(text) else [text.strip()])
        for row, text in lines
    ]


def _is_row(text: str) -> bool:
    """Say whether a line has several cells, that is, blanks in a row between words, and is no remark."""
    return bool(re.search(r"\S {2,}\S", text)) and not re.match(NOTE_PATTERN, text.strip().lower())


def _starts(table: Sequence[str]) -> list[int]:
    """Find where columns start: behind a character that is blank in all lines."""
    width = max(map(len, table), default=0)
    blank = [all(at >= len(text) or text[at] == " " for text in table) for at in range(width)]
    starts = [at for at in range(width) if not blank[at] and (at == 0 or blank[at - 1])]
    # The blank within a name parts no column: nothing stands over it in the header.
    return [a for a, b in zip(starts, [*starts[1:], width], strict=True) if table[0][a:b].strip()]
