"""What the caller decides about all sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from loaders.layouts.layout import Guess, Layout, Named

DUPLICATES: Final = ("ask", "keep", "drop")


def no_place(_: str) -> str | None:
    """Recognise no place."""
    return None


def unheard(_: str, __: Guess) -> None:
    """Tell nobody."""


class Choices(NamedTuple):
    """What the caller decides.

    Attributes
    ----------
    geometry
        The side, origin or recovery, that a geometry stands for.
    duplicates
        What becomes of rows that are the same in every cell: `keep` counts them all, `drop` counts one, `ask` counts
        them all and says that a decision is due.
    layout
        Where the records stand in every sheet; None: it is found or guessed.
    recognise
        Says at which level a text names a place (country, state, county), or None.
    is_plain
        Whether the table is no table of records, but a plain one with its header on top: no layout is looked for.
    on_layout
        Told the layout of every sheet, found or guessed, with the sheet's name.
    with_values
        Whether rows in quarantine come with the cell that keeps them there: for the eyes of the sender alone.
    """

    geometry: str = "recovery"
    duplicates: str = "ask"
    layout: Layout | Named | None = None
    recognise: Callable[[str], str | None] = no_place
    on_layout: Callable[[str, Guess], None] = unheard
    is_plain: bool = False
    with_values: bool = False
