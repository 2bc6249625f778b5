"""Layouts: where the records stand in a sheet, as the engine guessed it and as the publisher corrects it.

The app itself reads no records; it passes the file that `--save-layout` writes to a form, and the form's answers to
`--layout`. The engine judges them.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

VERSION: Final = 1
IGNORED: Final = "ignore"
BLANKS: Final = ("refuse", "zero", "not reported")
#: What a column or a line of headings can be; the engine's own names.
COLUMNS: Final = (
    "period", "period_start", "period_end", "origin", "origin_country", "origin_state", "origin_county", "recovery",
    "recovery_country", "recovery_state", "recovery_county", "count", "category", "operation", "age_band", "sex",
    "outcome", "agency_type", "source", "basis", "basis_origin", "basis_recovery", "as_of",
)  # fmt: skip
_OPEN, _CERTAIN = "# open: ", "# certainty 100%"


@dataclass(frozen=True)
class Found:
    """A layout that the engine found, and what it leaves open, in the engine's words."""

    content: dict[str, Any]
    questions: tuple[str, ...]


def read_found(path: Path) -> Found | None:
    """Read what a check found; None where there was nothing to guess."""
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    if _CERTAIN in text.splitlines() and _OPEN not in text:
        return None
    opened = [line.removeprefix(_OPEN).rstrip("?") for line in text.splitlines() if line.startswith(_OPEN)]
    return Found(tomllib.loads(text), tuple(opened))


def as_layout(content: Mapping[str, Any]) -> bytes:
    """Write a layout as the file that ``--layout`` takes; what says nothing is left out."""
    return "\n".join([f"version = {VERSION}", *_lines({**content, "version": None}), ""]).encode()


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    """Write plain values first, tables after them, as TOML asks."""
    for name, value in content.items():
        if value and not isinstance(value, dict):
            yield f"{name} = {json.dumps(value, ensure_ascii=False)}"
    for name, value in content.items():
        if value and isinstance(value, dict):
            yield from ("", f"[{name}]", *_lines(value))
