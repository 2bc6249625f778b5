"""Reading records with geodata's knowledge of places: the one way by which `check` and `publish` reach the loaders."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geodata.errors import InputError
from geodata.gazetteer import Gazetteer
from geodata.regions import Regions
from loaders.choices import Choices
from loaders.errors import LoadError
from loaders.layouts.layout import read_layout
from loaders.records import read_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from loaders.layouts.layout import Guess
    from loaders.records import Quarantine, Records


def read(
    sources: Sequence[Path],
    *,
    duplicates: str = "ask",
    layout: Path | None = None,
    geometry: str = "recovery",
    on_layout: Callable[[str, Guess], None] | None = None,
    with_values: bool = False,
    progress: Callable[[str], None] | None = None,
) -> tuple[Records, Quarantine]:
    """Read sources into one set of records; headings of cross tabs are recognised as places.

    Raises
    ------
    LoadError
        When any source is refused.
    """
    choices = Choices(geometry, duplicates, read_layout(layout) if layout else None, _Places().level)
    choices = choices._replace(with_values=with_values)
    if on_layout is not None:
        choices = choices._replace(on_layout=on_layout)
    return read_records(sources, choices=choices, progress=progress or len)


class _Places:
    """Says at which level a text names a place; the gazetteer is built when it is first asked."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def level(self, text: str) -> str | None:
        if text not in self._known:
            found = Gazetteer.packaged().look_up(text, suggest=False)
            code = found.code or next((candidate.code for candidate in found.candidates), None)
            self._known[text] = str(Regions.packaged().level(code)) if code else None
        return self._known[text]


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
