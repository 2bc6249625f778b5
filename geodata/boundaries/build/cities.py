"""Cities and the counties they lie in, so that *Houston, TX* is not taken for Houston County.

The source gives a city a point and a population, no outline. A city is taken to be as wide as its people need at a
thousand to the square kilometre, and to lie in every county of its state that is that near: one, or a choice.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.boundaries.spelling import key, short_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Cities that are found by their name and state.
_WELL_KNOWN: Final = 15_000
#: Cities abroad that a bare name may mean, where it is also a county's.
_ABROAD: Final = 100_000
_PEOPLE_PER_KM2: Final = 1_000
_LEAST_METRES: Final = 2_000
_METRES: Final = 1_000
_ALBERS: Final = "ESRI:102008"  # equal areas over North America
_MAPPED: Final = ("US", "MX", "PR", "GU", "AS", "MP", "VI")


def city_rows(folder: Path, attributes: pd.DataFrame, counties: gpd.GeoDataFrame) -> Iterator[tuple[str, str, str]]:
    """Give text, kind and code of cities: of the well-known ones, and of any that share a name with another county.

    Parameters
    ----------
    folder
        The files of the sources.
    attributes
        All regions: code, parent, level, name_en.
    counties
        Outlines of the counties and municipios: code and geometry.
    """
    table = attributes[attributes["level"] == "county"].set_index("code")
    short = {str(code): short_key(name) for code, name in table["name_en"].items()}
    named: dict[tuple[str, str], set[str]] = {}
    for code, parent in table["parent"].items():
        named.setdefault((str(parent), short[str(code)]), set()).add(str(code))
    places = _placed(folder, counties, table["parent"], short)
    alone = set(table["parent"].drop_duplicates(keep=False))  # Washington, D.C. is the state itself
    places = places[~places["state"].isin(alone)]
    for key_and_state, cities in places.groupby(["state", "key"]):
        codes = frozenset().union(*cities["codes"])
        clashes = named.get((str(key_and_state[0]), str(key_and_state[1])), set()) - codes
        if cities["people"].max() >= _WELL_KNOWN or clashes:
            yield from ((str(cities["name"].iloc[0]), "city", code) for code in sorted(codes))
    shared = set(short.values())
    abroad = _cities(folder)
    abroad = abroad[~abroad["country"].isin(_MAPPED) & (abroad["people"] >= _ABROAD) & abroad["key"].isin(shared)]
    countries = set(attributes["code"])
    yield from ((n, "city", c) for n, c in zip(abroad["name"], abroad["country"], strict=True) if c in countries)


def _cities(folder: Path) -> pd.DataFrame:
    """Read all cities: name, country, people, x, y, key."""
    listed = json.loads((folder / "cities.json").read_text(encoding="utf-8")).values()
    fields = {"name": "name", "country": "countrycode", "people": "population", "x": "longitude", "y": "latitude"}
    frame = pd.DataFrame({column: [city[field] for city in listed] for column, field in fields.items()})
    return frame.assign(key=frame["name"].map(key))


def _placed(folder: Path, counties: gpd.GeoDataFrame, parents: pd.Series[str], short: dict[str, str]) -> pd.DataFrame:
    """Place the cities of the mapped countries: name, key, people, state, and the codes of the counties they may be in.

    A city that lies in a county of its own name is that county's.
    """
    cities = _cities(folder)
    cities = cities[cities["country"].isin(_MAPPED)].reset_index(drop=True)
    points = gpd.GeoSeries(gpd.points_from_xy(cities["x"], cities["y"]), crs="EPSG:4326").to_crs(_ALBERS)
    drawn = counties[["code", "geometry"]].to_crs(_ALBERS)
    home = gpd.GeoDataFrame(geometry=points).sjoin_nearest(drawn, max_distance=_LEAST_METRES * 5)
    home = home[~home.index.duplicated()]["code"]
    cities = cities.loc[home.index].assign(home=home, state=home.map(parents))
    radius = np.maximum(np.sqrt(cities["people"] / _PEOPLE_PER_KM2 / np.pi) * _METRES, _LEAST_METRES)
    near = gpd.GeoDataFrame(geometry=points[cities.index].buffer(radius)).sjoin(drawn)["code"]
    near = near[near.map(parents).to_numpy() == cities["state"].loc[near.index].to_numpy()]
    sets = near.groupby(level=0).agg(frozenset)
    is_own = cities["home"].map(short) == cities["key"]
    own = cities["home"].map(lambda code: frozenset({code}))
    codes = own.where(is_own | ~cities.index.isin(sets.index), sets.reindex(cities.index))
    return pd.DataFrame(cities.assign(codes=codes))
