"""Build the look-up table of extra names and codes: hand-kept aliases, ISO alpha-3, official and short names.

The packages read here are no dependencies of the product: their names are dumped into a layer.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

import pandas as pd
import pycountry
from babel import Locale

from geodata.boundaries.build.names import US_STATES
from geodata.boundaries.build.territory import NOT_COUNTRIES
from geodata.boundaries.spelling import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

COLUMNS: Final = ("text", "kind", "code")
_STATE: Final = len("US-36")
_UNINHABITED: Final = "UM"


def look_up_table(
    attributes: pd.DataFrame, cities: Iterable[tuple[str, str, str]] = (), numbers: Iterable[tuple[str, str, str]] = ()
) -> pd.DataFrame:
    """Gather the extra names of all regions.

    Parameters
    ----------
    attributes
        All regions: code and level.
    cities
        Text, kind and code of cities, for the counties that they lie in.
    numbers
        Text, kind and code of GNIS numbers; a former code gives way to its successors.

    Returns
    -------
    Columns text, kind, code, sorted. Kind ``name`` always counts; ``context`` only where a column or a row says that a
    state is meant (``MEX`` is first of all Mexico); ``short`` is a county without its kind; ``history`` a former code;
    ``numeric`` a country's number in ISO 3166-1; ``gnis`` the number of a state or county of the United States;
    ``city`` a city, which is no region and stands for its county.
    """
    aliases = pd.read_csv(str(files("geodata.boundaries.build") / "aliases.csv"), keep_default_na=False)
    states = attributes["code"][attributes["level"] == "state"]
    rows = [*aliases.itertuples(index=False, name=None), *_countries(), *_states(states), *_others(cities, aliases)]
    rows += _succeeded(numbers, aliases)
    table = pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates()
    return table.sort_values(list(COLUMNS), ignore_index=True)


def _succeeded(rows: Iterable[tuple[str, str, str]], aliases: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Replace former codes by what took their place."""
    former = aliases[aliases["kind"] == "history"].groupby("text")["code"].agg(list).to_dict()
    yield from ((text, kind, own) for text, kind, code in rows for own in former.get(code, [code]))


def _others(cities: Iterable[tuple[str, str, str]], aliases: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Leave out cities that the aliases place better: their code begins alike, for they lie in the same state."""
    own = aliases[aliases["kind"] == "city"]
    placed = {(key(text), code[:_STATE]) for text, code in zip(own["text"], own["code"], strict=True)}
    yield from (row for row in cities if (key(row[0]), row[2][:_STATE]) not in placed)


def _countries() -> Iterator[tuple[str, str, str]]:
    """Give alpha-2, alpha-3 and names of the ISO countries; those that are states here point to the state."""
    for country in pycountry.countries:
        if country.alpha_2 == _UNINHABITED:
            continue
        is_state = country.alpha_2 in NOT_COUNTRIES
        code = f"US-{country.alpha_2}" if is_state else country.alpha_2
        texts = [getattr(country, field, None) for field in ("alpha_3", "name", "common_name", "official_name")]
        texts += [Locale(lang).territories.get(country.alpha_2) for lang in ("en", "es", "es_MX", "fr")]
        yield from ((text, "name", code) for text in texts if text)
        yield (country.numeric, "numeric", code)


def _states(codes: pd.Series[str]) -> Iterator[tuple[str, str, str]]:
    """Give postal and newspaper abbreviations; three Mexican letters count only where a state is meant."""
    for state in US_STATES.values():
        yield from ((text, "name", f"US-{state.abbr}") for text in (state.abbr, state.ap_abbr) if text)
    for code in codes:
        country, _, letters = code.partition("-")
        if country != "US":
            yield (letters, "context" if country == "MX" else "name", code)
