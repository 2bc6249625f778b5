"""What the caller decides about all sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from loaders.layout import Guess, Layout, Named

#: What becomes of rows that are the same in every cell.
DUPLICATES: Final = ("ask", "keep", "drop")


class Line(NamedTuple):
    """Where a place lies.

    Attributes
    ----------
    codes
        The place and what it lies in, the finest first, the world last; of words that are not known, what holds them.
    is_known
        Whether all words are known.
    """

    codes: tuple[str, ...]
    is_known: bool = True


class Places(Protocol):
    """What is known of places."""

    def is_within(self, text: str, country: str | None, state: str | None, level: str | None) -> bool:
        """Say whether a text is a place of a level in the country or state that stands beside it."""

    def lines(self, words: pd.DataFrame) -> Sequence[Line]:
        """Say where the places of one side lie: columns country, state, county, free text and source."""


class Nowhere:
    """Knows no place."""

    def is_within(self, *_: str | None) -> bool:
        """Know none."""
        return False

    def lines(self, words: pd.DataFrame) -> Sequence[Line]:
        """Let every text be a place by itself."""
        columns = (words[name].tolist() for name in words.columns[:4])
        return [Line(("|".join(texts),) if any(texts) else ()) for texts in zip(*columns, strict=True)]


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
    totals
        What becomes of rows that equal the sum of the rows below them: `keep` counts them as records, `drop` as totals,
        `ask` counts them as records and says that a decision is due.
    hidden
        What becomes of rows and sheets that a workbook hides: `keep` reads them, `drop` doesn't, `ask` reads them and
        says that a decision is due.
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
    places
        What is known of places: which lie in which.
    """

    geometry: str = "recovery"
    duplicates: str = "ask"
    layout: Layout | Named | None = None
    recognise: Callable[[str], str | None] = no_place
    on_layout: Callable[[str, Guess], None] = unheard
    is_plain: bool = False
    with_values: bool = False
    totals: str = "ask"
    hidden: str = "ask"
    places: Places = Nowhere()
