"""Reading records with geodata's knowledge of places: the one way by which `check` and `publish` reach the loaders."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from geodata.coding.words import Words
from geodata.errors import InputError
from geodata.gazetteer import Gazetteer
from geodata.regions import UNKNOWN, WORLD, Regions, is_unspecified
from loaders.choices import Choices, Line
from loaders.errors import LoadError
from loaders.layout import Named, read_layout
from loaders.records import read_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from geodata.coding import Guidance
    from loaders.layout import Guess
    from loaders.records import Quarantine, Records

ASK: Final = "ask"


class Decisions(NamedTuple):
    """What the publisher decides about rows: `keep`, `drop`, or `ask`, by which nothing is published.

    Attributes
    ----------
    duplicates
        About rows that are the same in every cell.
    totals
        About rows that equal the sum of rows below them.
    hidden
        About rows, columns and sheets that a workbook hides.
    """

    duplicates: str = ASK
    totals: str = ASK
    hidden: str = ASK


def read(
    sources: Sequence[Path],
    *,
    decisions: Decisions | None = None,
    layout: Path | None = None,
    geometry: str = "recovery",
    on_layout: Callable[[str, Guess], None] | None = None,
    with_values: bool = False,
    guidance: Guidance | None = None,
    progress: Callable[[str], None] | None = None,
) -> tuple[Records, Quarantine]:
    """Read sources into one set of records; headings of cross tabs are recognised as places.

    What a layout remembers about totals and hidden rows holds where the caller only asks.

    Raises
    ------
    LoadError
        When any source is refused.
    """
    places, given = _Places(guidance), read_layout(layout) if layout else None
    duplicates, totals, hidden = decisions or Decisions()
    if given is not None:
        said = given.layout if isinstance(given, Named) else given
        totals, hidden = said.totals if totals == ASK else totals, said.hidden if hidden == ASK else hidden
    choices = Choices(geometry, duplicates, given, places.level, with_values=with_values, places=places)
    choices = choices._replace(totals=totals, hidden=hidden)
    if on_layout is not None:
        choices = choices._replace(on_layout=on_layout)
    return read_records(sources, choices=choices, progress=progress or len)


class _Places:
    """What the gazetteer knows of places; it is built when it is first asked."""

    def __init__(self, guidance: Guidance | None = None) -> None:
        self._guidance = guidance
        self._known: dict[str, str | None] = {}

    def level(self, text: str) -> str | None:
        if text not in self._known:
            found = Gazetteer.packaged().look_up(text, suggest=False)
            code = found.code or next((candidate.code for candidate in found.candidates), None)
            self._known[text] = str(Regions.packaged().level(code)) if code else None
        return self._known[text]

    def is_within(self, text: str, country: str | None, state: str | None, level: str | None) -> bool:
        found = Gazetteer.packaged().look_up(text, country=country, state=state, level=level, suggest=False)
        # County 000 of a state is what is unspecified in it, and mostly its total.
        return found.code not in {None, UNKNOWN} and not is_unspecified(str(found.code))

    def lines(self, words: pd.DataFrame) -> list[Line]:
        """Place each combination of words, with the others of its source as context."""
        gazetteer = Gazetteer.packaged()
        reader, regions = Words(gazetteer, self._guidance), gazetteer.regions
        said = words.set_axis(["_country", "_state", "_county", "", "source"], axis=1)
        asks = reader.asks(said)
        lines = []
        for country, state, county, free, source in said.itertuples(index=False, name=None):
            texts = (country, state, county, free)
            ask = asks.get(source, {})
            place, readings = reader.place(texts, ask), reader.readings(texts, ask)
            is_unknown = any(UNKNOWN in reading.codes for reading in readings.values())
            own = (
                (UNKNOWN, WORLD) if is_unknown and place.code == WORLD else (place.code, *regions.ancestors(place.code))
            )
            is_known = place.code != WORLD and all(reading.is_known for reading in readings.values())
            lines.append(Line(own if readings else (), is_known or is_unknown))
        return lines


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the loaders refuse into what geodata raises.

    Raises
    ------
    InputError
        In place of a LoadError, with the same reasons.
    """
    try:
        yield
    except LoadError as error:
        raise InputError(map(str, error.faults)) from None
