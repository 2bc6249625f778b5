"""How many people live where, as far as a package says so; what no package says is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

_YEAR: Final = 2020
#: Puerto Rico and the islands are not in the estimates of 2020: their figures are those of the census before.
_ISLANDS: Final = frozenset({"60", "66", "69", "72", "78"})
_ISLANDS_YEAR: Final = 2010


def county_population(folder: Path) -> pd.DataFrame:
    """Read the population of the counties of the United States.

    Returns
    -------
    Columns population and population_year, by code. Connecticut's planning regions are not in the source.
    """
    frame = pd.read_csv(folder / "county_population.csv", dtype={"fips": str})
    return _dated(frame["fips"], "US-" + frame["fips"], frame["pop"])


def state_population(folder: Path, state_of: dict[str, str]) -> pd.DataFrame:
    """Read the population of the states and territories.

    Parameters
    ----------
    folder
        The files of the sources.
    state_of
        FIPS code → code of the state. The source also has one for what counties of two states report together.
    """
    frame = pd.read_csv(folder / "state_population.csv", dtype={"state_code": str})
    frame = frame[frame["state_code"].isin(state_of.keys())]
    return _dated(frame["state_code"], frame["state_code"].map(state_of), frame["pop"])


def country_population(folder: Path) -> pd.DataFrame:
    """Read the population of the countries; the source does not say of which year."""
    countries = json.loads((folder / "countries.json").read_text(encoding="utf-8"))
    people = {code: country["population"] for code, country in countries.items()}
    return pd.DataFrame({"population": pd.Series(people, dtype="Int64"), "population_year": pd.NA})


def _dated(fips: pd.Series[str], codes: pd.Series[str], people: pd.Series[int]) -> pd.DataFrame:
    """Put figures under their codes, with their year."""
    years = fips.str[:2].isin(_ISLANDS).map({True: _ISLANDS_YEAR, False: _YEAR})
    return pd.DataFrame({"population": people.to_numpy(), "population_year": years.to_numpy()}, index=codes)
