"""The weights that decide where synthetic recoveries go: populations, borders, and a few countries.

Everything comes from the packaged regions or from the short lists below; nothing is measured, nothing describes a
real case.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.examples.draws import Draws, Integers
    from geodata.regions import Regions

# 40 countries beside the United States, Mexico and Canada, with invented weights.
COUNTRIES: Final[Mapping[str, int]] = {
    "GT": 40, "HN": 36, "SV": 32, "CO": 16, "NI": 12, "EC": 12, "PE": 10, "BR": 10, "DO": 10, "CU": 8,
    "JM": 8, "HT": 8, "CR": 6, "PA": 6, "BZ": 4, "VE": 6, "BO": 4, "AR": 4, "CL": 4, "BS": 4,
    "TT": 4, "GB": 8, "DE": 8, "ES": 6, "FR": 5, "IT": 4, "PL": 4, "NL": 4, "RO": 4, "UA": 4,
    "IN": 6, "PH": 8, "CN": 6, "JP": 4, "KR": 4, "VN": 4, "AU": 4, "NG": 4, "EG": 4, "TR": 4,
}  # fmt: skip
# What border counties do not explain: large provinces, and Mexican states with many families on both sides.
LARGE: Final[Mapping[str, int]] = {
    "MX-JAL": 9, "MX-MIC": 7, "MX-GUA": 7, "MX-CMX": 7, "MX-MEX": 5, "MX-OAX": 4, "MX-GRO": 4, "MX-VER": 4,
    "MX-PUE": 4, "MX-SLP": 3, "MX-ZAC": 3, "MX-SIN": 3, "MX-NLE": 5, "MX-CHH": 6, "MX-TAM": 6, "MX-BCN": 6,
    "MX-SON": 5, "MX-COA": 4, "CA-ON": 12, "CA-QC": 8, "CA-BC": 8, "CA-AB": 5, "CA-MB": 2, "CA-SK": 2,
    "CA-NS": 2, "CA-NB": 2, "CA-NL": 2, "CA-PE": 2, "CA-NT": 2, "CA-NU": 2, "CA-YT": 2,
}  # fmt: skip
BORDER_PULL: Final = 40
# Chance of another state by the number of state lines on the way there; farther states share the last value.
BY_DISTANCE: Final = (0, 60, 14, 6, 4, 3, 2)
# Some counties report far more than their population suggests.
TAIL: Final = (4, 4, 4, 4, 5, 5, 6, 7, 9, 13)


class Counties(NamedTuple):
    """US counties in the order of their codes, with parallel arrays.

    Attributes
    ----------
    state
        Position of each county's state in `states`.
    start, stop
        Per state, the slice of its counties.
    """

    codes: list[str]
    population: Integers
    state: Integers
    states: list[str]
    start: Integers
    stop: Integers

    def same_state(self, one: int, other: int) -> bool:
        """Say whether two counties, by position, are in one state; -1 is no county."""
        return other >= 0 and bool(self.state[one] == self.state[other])


def counties_of(regions: Regions) -> Counties:
    """List all US counties, with a population for each: where none is known, the national mean."""
    frame = regions.frame
    is_county = (frame["level"] == "county") & frame["code"].str.fullmatch(r"US-\d{5}")
    table = frame.loc[is_county, ["parent", "code", "population"]].sort_values(["parent", "code"])
    known = table["population"].dropna()
    population = table["population"].fillna(int(known.sum()) // len(known)).to_numpy(dtype=np.int64)
    parents = table["parent"].to_numpy(dtype=str)
    states, state, size = np.unique(parents, return_inverse=True, return_counts=True)
    stop = np.cumsum(size)
    return Counties(list(table["code"]), population, state, [str(code) for code in states], stop - size, stop)


def next_door(draws: Draws, regions: Regions, counties: Counties, origin: Integers) -> Integers:
    """Draw a neighbouring county in the same state for each county; an island county stands for itself."""
    position = {code: at for at, code in enumerate(counties.codes)}
    near = [
        [n for code in regions.neighbours(own) if counties.same_state(at, n := position.get(code, -1))] or [at]
        for at, own in enumerate(counties.codes)
    ]
    size = np.array([len(found) for found in near], dtype=np.int64)
    first = np.cumsum(size) - size
    flat: Integers = np.array([at for found in near for at in found], dtype=np.int64)
    drawn: Integers = flat[first[origin] + draws.below(size[origin])]
    return drawn


def state_weights(regions: Regions, counties: Counties) -> Integers:
    """Chance of each other state, by its population and the state lines on the way to it.

    Returns
    -------
    Shape (origin state, recovery state); the diagonal is 0.
    """
    population = np.add.reduceat(counties.population, counties.start) // 10_000 + 1
    weights = np.zeros((len(counties.states), len(counties.states)), dtype=np.int64)
    for at, state in enumerate(counties.states):
        steps = _steps_from(regions, state)
        near = [BY_DISTANCE[min(steps.get(other, 6), 6)] for other in counties.states]
        weights[at] = population * np.array(near)
    return weights


def abroad_weights(regions: Regions, counties: Counties) -> tuple[list[str], Integers]:
    """Chance of each place abroad, by state: a shared border pulls most.

    Returns
    -------
    The codes of Mexico's and Canada's states and of 40 other countries, and their weights, shape (state, place).
    """
    frame = regions.frame
    nearby = frame.loc[frame["parent"].isin(["MX", "CA"]) & (frame["level"] == "state"), "code"]
    places = sorted(code for code in nearby if "/" not in code)
    base = [LARGE.get(code, 1) * 4 for code in places] + [24, 6] + list(COUNTRIES.values())
    weights = np.tile(np.array(base, dtype=np.int64), (len(counties.states), 1))
    for at, state in enumerate(counties.states):
        touching = set(regions.neighbours(state))
        weights[at, : len(places)] *= [BORDER_PULL if code in touching else 1 for code in places]
    return [*places, "MX", "CA", *COUNTRIES], weights


def border_pulls(regions: Regions, counties: Counties) -> Integers:
    """Chance of a recovery abroad per thousand, by state: high at Mexico's border, middling at Canada's."""
    pulls = []
    for state in counties.states:
        touching = {str(code).partition("-")[0] for code in regions.neighbours(state)}
        pulls.append(62 if "MX" in touching else 26 if "CA" in touching else 15)
    return np.array(pulls, dtype=np.int64)


def _steps_from(regions: Regions, state: str) -> dict[str, int]:
    """Count the state lines between a state and every other that can be reached over land."""
    steps, queue = {state: 0}, deque([state])
    while queue:
        here = queue.popleft()
        for code in map(str, regions.neighbours(here)):
            if code.startswith("US-") and code not in steps:
                steps[code] = steps[here] + 1
                queue.append(code)
    return steps
