"""Headers in natural words: `Recovered State`, `Number of Recoveries`, `Año / Year`.

They are tried for what a table lacks under the declared headers, and taken only where one header alone says it: of two
that could be meant none is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIDES: Final = {
    "recovery": "recovered recovery recoveries found located location localizacion localizada localizado recuperacion"
    " recuperada recuperado hallazgo",
    "origin": "missing origin origen desaparicion procedencia disappearance disappeared",
}
_LEVELS: Final = {
    "country": "country pais nation",
    "state": "state estado province provincia entidad federativa",
    "county": "county condado municipio municipality parish",
}
_PLACES: Final = "place lugar location jurisdiction region area"
_FILLERS: Final = (
    "of in from the where was were name code de del la el en donde fue desde nombre clave child children s at to which"
)
_COUNTS: Final = "number no count counts total totals numero cantidad n how many de of"
_COUNTED: Final = (
    "recoveries recovered recuperaciones recuperados recuperadas located localizados localizadas found cases casos"
    " children youth minors menores ninos ninas persons personas incidents victims"
)
_RECOVERED: Final = "recoveries recuperaciones recovered recuperados recuperadas localizados localizadas located found"
_PERIODS: Final = "year ano anio month mes quarter trimestre period periodo"
_DATING: Final = (
    "calendar report reporting reported data of de del la recovery recovered recuperacion localizacion case cases the"
    " informe reporte code"
)


def natural_names(words: str) -> set[str]:
    """Say which record columns a header may stand for, by its words.

    Parameters
    ----------
    words
        The header as `loaders.columns.plain` writes it.
    """
    told = set(words.split("_"))
    return set(_places(told)) | set(_counts(told)) | set(_periods(told))


def _places(told: set[str]) -> Iterable[str]:
    """Find the side, and the level, where all words speak of one place."""
    sides = [side for side, words in _SIDES.items() if told & set(words.split())]
    levels = [level for level, words in _LEVELS.items() if told & set(words.split())]
    known = {*_FILLERS.split(), *_PLACES.split(), *(word for words in _LEVELS.values() for word in words.split())}
    known |= {word for side in sides for word in _SIDES[side].split()}
    is_placed = bool(levels) or bool(told & set(_PLACES.split()) - {"location"}) or told >= {"missing", "from"}
    if len(sides) == 1 and len(levels) <= 1 and told <= known and is_placed:
        yield f"{sides[0]}_{levels[0]}" if levels else sides[0]


def _counts(told: set[str]) -> Iterable[str]:
    """Find a count: a word of number, or of many, and what is counted."""
    counted, numbers = told & set(_COUNTED.split()), told & set(_COUNTS.split()) - {"of", "de", "n"}
    is_recovered = bool(told & set(_RECOVERED.split())) and (bool(numbers) or len(counted) > 1)
    is_numbered = bool(numbers) and bool(told & {"cases", "casos", "children", "personas", "victims"})
    if (is_recovered or is_numbered) and told <= {*_COUNTED.split(), *_COUNTS.split()}:
        yield "count"


def _periods(told: set[str]) -> Iterable[str]:
    """Find a period: a word for one, and words that say of what."""
    if told & set(_PERIODS.split()) and told <= {*_PERIODS.split(), *_DATING.split()}:
        yield "period"


def parts_of(header: str) -> list[str]:
    """Take a header in two languages apart: `Año / Year`, `Recovered State (Estado)`."""
    return [part for part in re.split(r"\s*[/|()\[\]\n]\s*", header) if part.strip()]
