"""Build the attribute table: one row for each mapped region, names in both languages, no geometry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from geodata.boundaries.build import territory
from geodata.boundaries.build.leaves import municipio_names
from geodata.boundaries.build.names import NAMES, US_STATES, country_names, spanish_county
from geodata.boundaries.build.population import country_population, county_population, state_population

if TYPE_CHECKING:
    from pathlib import Path

_PEOPLE: Final = ("population", "population_year")
_LEVELS: Final = ("country", "state", "county")
_COLUMNS: Final = ("code", "parent", "level", "name_en", "name_es", "abbr", "territory", *_PEOPLE)
_STATE_OF: Final = {fips: f"US-{state.abbr}" for fips, state in US_STATES.items()}


def attribute_table(leaves: gpd.GeoDataFrame, folder: Path) -> pd.DataFrame:
    """Describe every region that the leaves make up.

    Parameters
    ----------
    leaves
        Columns code, parent, country.
    folder
        The files of the sources.

    Returns
    -------
    Columns code, parent, level, name_en, name_es, abbr (of states), territory, population, population_year; ordered by
    level and code.
    """
    parts = (_countries(leaves, folder), _states(leaves, folder), _counties(leaves, folder))
    table = pd.concat(parts, ignore_index=True)
    for column, position in (("name_en", 0), ("name_es", 1)):
        table[column] = [
            NAMES[code][position] if code in NAMES else name
            for code, name in zip(table["code"], table[column], strict=True)
        ]
    table["territory"] = table["code"].isin({f"US-{letters}" for letters in territory.NOT_COUNTRIES})
    table = table.astype({"population": "Int64", "population_year": "Int64"})
    rank = table["level"].map({level: rank for rank, level in enumerate(_LEVELS)})
    return table.assign(rank=rank).sort_values(["rank", "code"], ignore_index=True)[list(_COLUMNS)]


def _countries(leaves: gpd.GeoDataFrame, folder: Path) -> pd.DataFrame:
    """Describe the countries."""
    codes = sorted(set(leaves["country"]))
    names = country_names()
    frame = pd.DataFrame({"code": codes, "parent": "WORLD", "level": "country"})
    frame["name_en"], frame["name_es"] = ([names[code][language] for code in codes] for language in (0, 1))
    return frame.join(country_population(folder), on="code")


def _states(leaves: gpd.GeoDataFrame, folder: Path) -> pd.DataFrame:
    """Describe states, territories and provinces."""
    owners = leaves["parent"].where(leaves["parent"].str.contains("-"), leaves["code"])
    codes = sorted({code for code in owners if "-" in code})
    frame = pd.DataFrame({"code": codes, "level": "state"})
    frame["parent"], frame["abbr"] = frame["code"].str[:2], frame["code"].str[3:]
    earth = gpd.read_file(
        folder / "admin1.json", columns=["iso_3166_2", "name", "name_es"], ignore_geometry=True
    ).drop_duplicates("iso_3166_2")
    english = dict(zip(earth["iso_3166_2"], earth["name"], strict=True))
    english |= {f"US-{state.abbr}": state.name for state in US_STATES.values()}
    frame["name_en"] = frame["code"].map(english)
    frame["name_es"] = frame["code"].map(dict(zip(earth["iso_3166_2"], earth["name_es"], strict=True)))
    return frame.join(state_population(folder, _STATE_OF), on="code")


def _counties(leaves: gpd.GeoDataFrame, folder: Path) -> pd.DataFrame:
    """Describe counties and municipios."""
    frame = pd.DataFrame(leaves.loc[leaves["parent"].str.contains("-"), ["code", "parent"]]).assign(level="county")
    full, short = _county_names(folder)
    names = municipio_names(folder)
    spanish = {code: spanish_county(name, short[code]) for code, name in full.items()}
    frame["name_en"] = frame["code"].map(names | full)
    frame["name_es"] = frame["code"].map(names | spanish)
    return frame.join(county_population(folder), on="code")


def _county_names(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Read the full and the short names of the counties; only the atlas knows Connecticut's planning regions."""
    atlas = json.loads((folder / "us_atlas.json").read_text(encoding="utf-8"))
    short = {f"US-{c['id']}": c["properties"]["name"] for c in atlas["objects"]["counties"]["geometries"]}
    listed = json.loads((folder / "county_names.json").read_text(encoding="utf-8"))
    full = {f"US-{county['fips']}": county["name"] for county in listed}
    regions = {code: f"{name} Planning Region" for code, name in short.items() if code not in full}
    return full | regions, full | short
