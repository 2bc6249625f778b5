"""Build the attribute table: one row for each mapped region, names in both languages, no geometry."""

from __future__ import annotations

from typing import Final

import pandas as pd

from geodata.boundaries.names import NAMES, spanish_county

#: ISO 3166-1 lists these as countries; here they are states of the United States, or (UM: uninhabited) no region.
NOT_COUNTRIES: Final = frozenset({"AS", "GU", "MP", "PR", "UM", "VI"})
_LEVELS: Final = ("country", "state", "county")


def attribute_table(
    counties: pd.DataFrame, municipios: pd.DataFrame, states: pd.DataFrame, countries: pd.DataFrame
) -> pd.DataFrame:
    """Join the attributes of the four layers into one table.

    Parameters
    ----------
    counties, municipios, states, countries
        The layers, with or without their geometry.

    Returns
    -------
    Columns code, parent, level, name_en, name_es, territory, population, population_year; ordered by level and code.
    """
    parts = (
        countries[~countries["code"].isin(NOT_COUNTRIES)].assign(level="country"),
        states.assign(level="state"),
        counties.assign(level="county", name_es=list(map(spanish_county, counties["name"], counties["name_short"]))),
        municipios.assign(level="county", name_es=municipios["name"]),
    )
    table = pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True).rename(columns={"name": "name_en"})
    for column, position in (("name_en", 0), ("name_es", 1)):
        table[column] = [
            NAMES[code][position] if code in NAMES else name
            for code, name in zip(table["code"], table[column], strict=True)
        ]
    table["territory"] = table["territory"].eq(other=True)
    table["population"] = table["population"].astype("Int64")
    table["population_year"] = table["population_year"].astype("Int64")
    columns = ["code", "parent", "level", "name_en", "name_es", "territory", "population", "population_year"]
    rank = table["level"].map({level: rank for rank, level in enumerate(_LEVELS)})
    return table.assign(rank=rank).sort_values(["rank", "code"], ignore_index=True)[columns]
