"""What a column holds whose header leaves a doubt: figures, periods, places, or what the header announces.

A header such as `Name`, `Country of birth` or `Date` heads columns of persons and columns of published tables alike.
The doubt ends only where all that the column holds is something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loaders.personal import is_given_name
from loaders.traits import Trait

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from ibis.expr.types import Table

    from loaders.engines import DuckDBEngine
    from loaders.headers import Announced

# A year, a day as a number, or the number a spreadsheet makes of a day is no figure.
_FIGURE: Final = (
    r"^([-+<≤±~]? ?[1-9][0-9]{0,5}|0|[0-9]{1,3}([, ][0-9]{3})+|[-+]?[0-9]{1,3}[.,][0-9]{1,3})( ?%)?$|^[*†‡.-]+$"
    r"|^(n/?[ad]|nr|suppressed|not reported|withheld|no reportado|suprimido)$"
)
_DAY_NUMBER: Final = r"^(19|20)[0-9]{2}$|^[34][0-9]{4}$|^(0?[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{2}$"
_YEAR: Final = "(19|20)[0-9]{2}"
_PERIOD: Final = (
    rf"^((fy|cy) ?)?{_YEAR}([.]0)?$|^{_YEAR}[-/ ]?(q|t)[1-4]$"
    rf"|^(q|t)?[1-4](st|nd|rd|th)?(t| quarter| trimestre)?[ -]{_YEAR}$"
    rf"|^{_YEAR}[-/](0?[1-9]|1[0-2])$|^{_YEAR} ?[-/–] ?({_YEAR}|[0-9]{{2}})$"
    rf"|^[a-z]{{3,10}}[.]?([- /]+(de )?{_YEAR}|-[0-9]{{2}})$"
    r"|^(unknown|not stated|not known|desconocid[oa]|no especificad[oa]|total|all|todos)$"
)
_PATH: Final = r"^[0-9]{1,3}([.][0-9]{1,3}){2,9}$"
_PATTERNS: Final = {"figures": _FIGURE, "periods": _PERIOD, "paths": _PATH}
_MOST_VALUES: Final = 5000
# So often each of a list's texts occurs at least; what was said of one person stands once.
_OFTEN: Final = 20
_PUBLISHED: Final = ("country", "state")
# What shows that the name of a county is one, and what stands among places although it is none.
_AS_COUNTY: Final = re.compile(r"(^|[ ,.])(county|parish|borough|condado|municipio|[a-z]{2})$|^[0-9]{4,5}$|, ")
_NO_PLACE: Final = re.compile(
    r"^(unknown|desconocid[oa]s?|not (stated|known|reported)|(all )?others?( .*)?|otr[oa]s?( .*)?|n/?a|[*-]|all"
    r"|(sub|grand )?totals?( .*)?|no especificad[oa]s?|se ignora|abroad|foreign.*|extranjero|same .*|stateless"
    r"|various.*|todos|todas)$"
)
_MOST: Final = 0.8
_REGION: Final = re.compile(
    r"(^|[ -])(north|south|east|west|central|northeast|midwest|northwest|southeast|southwest|norte|sur|este"
    r"|oeste|centro|(north|south|latin|central)? ?america|asia|africa|europe|oceania|caribbean|caribe|pacific"
    r"|region|division)"
    r"([ -]|$|ern)"
)
# States and countries after which people are named.
_GIVEN_PLACES: Final = frozenset(
    [
        "virginia",
        "georgia",
        "carolina",
        "chad",
        "jordan",
        "dakota",
        "montana",
        "israel",
        "kenya",
        "india",
        "china",
        "asia",
        "america",
        "cuba",
        "malta",
        "nevada",
        "indiana",
        "louisiana",
        "florida",
        "washington",
        "victoria",
        "trinidad",
        "dominica",
        "sierra",
        "holland",
        "ireland",
        "britain",
        "ecuador",
        "tennessee",
        "sonora",
        "colima",
        "guadalupe",
        "benito",
        "hidalgo",
        "morelos",
        "guerrero",
        "jalisco",
        "paris",
        "francia",
        "argentina",
        "italia",
        "ceylon",
        "cyprus",
        "armenia",
        "eritrea",
        "iran",
        "santiago",
    ]
)


def doubts_of(
    values: Callable[[str], Table],
    doubted: Mapping[int, Announced],
    engine: DuckDBEngine,
    recognise: Callable[[str], str | None],
) -> dict[int, tuple[Trait, ...]]:
    """Say for each column in doubt what proves that it is what its header announces; nothing if it proves not to be.

    Parameters
    ----------
    values
        Gives the different values of a column, as `refusals.values_of` lists them.
    doubted
        Position → what its header announces, and what may stand there instead.
    recognise
        Says at which level a text names a place.
    """
    return {at: _doubts(values, f"c{at}", what, engine, recognise) for at, what in doubted.items()}


def _doubts(
    values: Callable[[str], Table],
    cell: str,
    what: Announced,
    engine: DuckDBEngine,
    recognise: Callable[[str], str | None],
) -> tuple[Trait, ...]:
    """Say what proves that one column is what its header announces."""
    if what.unless & {"places", "repeated"}:
        found = engine.fetch(values(cell).limit(_MOST_VALUES + 1)).dropna()
        is_places = "places" in what.unless and _are_places(list(found["text"]), what, recognise)
        if is_places or ("repeated" in what.unless and _is_repeated(found)):
            return ()
    innocent = "|".join(pattern for kind, pattern in _PATTERNS.items() if kind in what.unless)
    return (
        Trait(what.rule, ".", unless=innocent or None),
        *((Trait(what.rule, _DAY_NUMBER, share=0.8, n_distinct=2),) if what.rule == "dates of birth" else ()),
    )


def _are_places(texts: list[str], what: Announced, recognise: Callable[[str], str | None]) -> bool:
    """Say whether the texts name countries, states, or counties that are written as such.

    All must, unless the header names a level of places: then most must, for regions and slips are among them.
    Names of people that are names of places too (Virginia, Georgia) prove nothing where names are feared.
    """
    named = [text for text in texts if not _NO_PLACE.match(text)]
    if not named or len(texts) > _MOST_VALUES:
        return False
    if what.rule == "names of people" and sum(map(_is_given, named)) * 2 >= len(named):
        return False
    if "levels" in what.unless:
        n_places = sum(recognise(_cased(text)) is not None or bool(_REGION.search(text)) for text in named)
        return n_places >= _MOST * len(named)
    return all(_is_place(text, recognise) for text in named)


def _is_given(text: str) -> bool:
    return is_given_name(text) or text in _GIVEN_PLACES


def _is_place(text: str, recognise: Callable[[str], str | None]) -> bool:
    level = recognise(_cased(text))
    return level in _PUBLISHED or (level == "county" and bool(_AS_COUNTY.search(text)))


def _cased(text: str) -> str:
    """Write codes as codes are written, which may be words in lower case: in, or."""
    return text.upper() if len(text) <= len("usa") else text


def _is_repeated(found: pd.DataFrame) -> bool:
    """Say whether each text of a column stands in many rows."""
    return len(found) > 1 and bool((found["n"] >= _OFTEN).all())
