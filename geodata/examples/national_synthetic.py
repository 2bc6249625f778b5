"""A synthetic country: about 60,000 invented recoveries over five years, for tests, benchmarks and the first map.

No record describes anyone. Counties weigh by population with a heavy tail, most recoveries stay in their state, the
rest go to near and large states, and border states reach across the border. Every US county occurs, some places are
known only coarsely, and some not at all: what a real national file looks like, at its real size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd

from geodata.examples import geography
from geodata.examples.draws import Draws, Integers
from geodata.regions import Regions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Strings: TypeAlias = "NDArray[np.str_]"

SEED: Final = 20_240_131
N_RECOVERIES: Final = 60_000
YEARS: Final[Mapping[int, int]] = {2019: 108, 2020: 84, 2021: 98, 2022: 104, 2023: 106}
MONTHS: Final = (90, 84, 98, 100, 108, 112, 104, 106, 104, 104, 92, 88)
ORIGINS_ABROAD: Final[Mapping[str, int]] = {
    "MX": 30, "MX-CHH": 6, "MX-TAM": 6, "GT": 12, "HN": 12, "SV": 8, "CA": 6, "CA-ON": 4,
}  # fmt: skip
SOURCE: Final = "synthetic (invented)"
AS_OF: Final = "2024-01-31"
CHANCES: Final[Mapping[str, Mapping[str, int]]] = {
    "category": {
        "runaway": 560, "endangered runaway": 160, "missing from care": 110, "family abduction": 70,
        "lost or otherwise missing": 50, "unknown": 30, "trafficking": 12, "nonfamily abduction": 8,
    },
    "age_band": {"0-5": 50, "6-11": 90, "12-14": 300, "15-17": 540, "unknown": 20},
    "sex": {"female": 540, "male": 440, "unknown": 20},
    "outcome": {"recovered": 600, "located safe": 380, "unknown": 20},
    "agency_type": {"local": 640, "county": 190, "state": 90, "federal": 50, "tribal": 10, "unknown": 20},
}  # fmt: skip
# Name, start and end, state, and how many per thousand of that state's recoveries in that time belong to it.
OPERATIONS: Final = (
    ("Synthetic Operation Bluebonnet", "2021-05", "2021-08", "US-TX", 160),
    ("Synthetic Operation Redwood", "2022-02", "2022-06", "US-CA", 120),
    ("Synthetic Operation Lakeshore", "2023-06", "2023-09", "US-MI", 200),
)


def records_csv() -> bytes:
    """Return the synthetic records as CSV: sorted, UTF-8, the same bytes everywhere."""
    return _csv(records(Regions.packaged()))


def operations_csv() -> bytes:
    """Return the operations table of the synthetic records as CSV."""
    rows = [
        {
            "operation": name, "start": start, "end": end, "status": "concluded", "jurisdiction": state,
            "lead_agencies": "Synthetic State Police", "partner_agencies": "Synthetic County Sheriffs",
            "investigations": "", "services_offered": "", "facts": "", "source": SOURCE,
            "source_date": AS_OF,
        }
        for name, start, end, state, _ in OPERATIONS
    ]  # fmt: skip
    return _csv(pd.DataFrame(rows))


def records(regions: Regions, size: int = N_RECOVERIES, seed: int = SEED) -> pd.DataFrame:
    """Invent recoveries and count those that are alike.

    Parameters
    ----------
    regions
        The packaged regions: codes, parents, populations and neighbours.
    size
        The number of recoveries.
    seed
        Of the stream of draws; the same seed gives the same records.

    Returns
    -------
    A frame of record columns, one row per distinct record, sorted.
    """
    draws = Draws(seed)
    counties = geography.counties_of(regions)
    origin = _origins(draws, counties, size)
    columns: dict[str, Strings] = {
        "period": _periods(draws, size),
        "origin": _spelled_origins(draws, counties, origin),
        "recovery": _recoveries(draws, regions, counties, origin),
    }
    columns["operation"] = _operations(draws, columns["period"], np.array(counties.states)[counties.state[origin]])
    columns |= {name: draws.value(chances, size) for name, chances in CHANCES.items()}
    frame = pd.DataFrame(columns)
    counted = frame.groupby(list(columns), sort=True).size().rename("count").reset_index()
    return counted.assign(source=SOURCE, basis="stated", as_of=AS_OF)


def _origins(draws: Draws, counties: geography.Counties, size: int) -> Integers:
    """Draw counties by population with a heavy tail; the first records visit every county once."""
    tail = np.array(geography.TAIL)[draws.below(np.full(len(counties.codes), len(geography.TAIL)))]
    # The sum of all weights must stay under 2**32.
    weights = counties.population * tail // 50 + 1
    drawn: Integers = draws.index(weights, size)
    every = np.arange(min(size, len(counties.codes)))
    drawn[: len(every)] = every
    return drawn


def _recoveries(draws: Draws, regions: Regions, counties: geography.Counties, origin: Integers) -> Strings:
    """Draw where each child was recovered; the first record of every county stays in it."""
    state, (codes, states) = counties.state[origin], (np.array(counties.codes), np.array(counties.states))
    places, weights = geography.abroad_weights(regions, counties)
    abroad = np.array(places)[_by_row(draws, weights, state)]
    other_state = _by_row(draws, geography.state_weights(regions, counties), state)
    other_county = _county_of(draws, counties, other_state)
    anywhere = _county_of(draws, counties, state)
    dice = _dice(draws, counties, len(origin))
    reaches_abroad = dice >= 1000 - geography.border_pulls(regions, counties)[state]
    thousandths: dict[int, Strings] = {
        30: _repeat("unknown", len(origin)),
        50: _repeat("US", len(origin)),
        160: codes[other_county],
        200: states[other_state],
        265: states[state],
        355: codes[geography.next_door(draws, regions, counties, origin)],
        450: codes[anywhere],
    }
    return np.select(
        [reaches_abroad, *(dice < limit for limit in thousandths)], [abroad, *thousandths.values()], codes[origin]
    )


def _spelled_origins(draws: Draws, counties: geography.Counties, origin: Integers) -> Strings:
    """Write the origins as codes; some are known only coarsely, some not at all, and some lie abroad."""
    dice, size = _dice(draws, counties, len(origin)), len(origin)
    states = np.array(counties.states)[counties.state[origin]]
    thousandths: dict[int, Strings] = {
        12: _repeat("unknown", size),
        16: _repeat("US", size),
        22: draws.value(ORIGINS_ABROAD, size),
        52: states,
    }
    return np.select(
        [dice < limit for limit in thousandths], list(thousandths.values()), np.array(counties.codes)[origin]
    )


def _periods(draws: Draws, size: int) -> Strings:
    """Draw months: fewer in 2020, more in early summer."""
    chances = {
        f"{year}-{month:02d}": share * season
        for year, share in YEARS.items()
        for month, season in enumerate(MONTHS, start=1)
    }
    return draws.value(chances, size)


def _operations(draws: Draws, period: Strings, state: Strings) -> Strings:
    """Name the operation of the few recoveries that belong to one; the rest stay empty."""
    dice = draws.below(np.full(len(period), 1000))
    belongs = [
        (period >= start) & (period <= end) & (state == where) & (dice < share)
        for _, start, end, where, share in OPERATIONS
    ]
    return np.select(belongs, [_repeat(name, len(period)) for name, *_ in OPERATIONS], default="")


def _dice(draws: Draws, counties: geography.Counties, size: int) -> Integers:
    """Draw thousandths; the first record of every county gets the plain case, so that every county occurs."""
    dice = draws.below(np.full(size, 1000))
    dice[: len(counties.codes)] = 700
    return dice


def _county_of(draws: Draws, counties: geography.Counties, state: Integers) -> Integers:
    """Draw a county of each state, by population."""
    return draws.within(counties.population + 1, counties.start[state], counties.stop[state])


def _by_row(draws: Draws, weights: Integers, row: Integers) -> Integers:
    """Draw one column per row number, by the weights of that row."""
    n_columns = weights.shape[1]
    drawn: Integers = draws.within(weights.ravel(), row * n_columns, (row + 1) * n_columns) - row * n_columns
    return drawn


def _repeat(value: str, size: int) -> Strings:
    return np.full(size, value)


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n").encode()
