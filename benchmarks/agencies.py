"""Files of small agencies, made up: a clearinghouse, a city's police, and one that only knows where it found children.

Children go missing from the agency's counties in proportion to people, and most are found near home.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from geodata.regions import Regions
from loaders.columns import CATEGORIES

if TYPE_CHECKING:
    from pathlib import Path

SEED: Final = 20260101
YEARS: Final = (2022, 2023, 2024)
STATE: Final = "US-KS"
#: Other places where some are found: neighbouring states, far ones, and abroad.
AWAY: Final = ("US-MO", "US-OK", "US-NE", "US-CO", "US-TX", "US-CA", "US-NV", "MX", "MX-CHH", "GT", "CA")
#: Recoveries a year, the share found away from the state, and whether origins are known.
KINDS: Final = {"clearinghouse": (300, 0.12, True), "city_police": (60, 0.15, True), "one_sided": (300, 0.04, False)}
#: Of those found in the state: without a county; of the others: in the county that they went missing from.
WITHOUT_COUNTY: Final = 0.05
AT_HOME: Final = 0.7
HEADER: Final = "period,origin,recovery,count,category,operation,as_of"


def write_records(kind: str, folder: Path) -> Path:
    """Write the records of an agency of a kind, as counts of like ones; 900, 180 and 900 recoveries."""
    per_year, away, is_two_sided = KINDS[kind]
    rng = np.random.default_rng([SEED, *kind.encode()])
    counties = [c for c in Regions.packaged().children(STATE) if not c.endswith("-X")]
    people = Regions.packaged().frame.set_index("code")["population"].reindex(counties).fillna(0).to_numpy(dtype=float)
    weight = people**1.2 / (people**1.2).sum()
    if kind == "city_police":
        weight = np.where(people == people.max(), 0.85, 0.15 * weight)
        weight /= weight.sum()
    rows: Counter[str] = Counter()
    for year in YEARS:
        for _ in range(per_year):
            origin = rng.choice(counties, p=weight)
            if rng.random() < away:
                recovery = str(rng.choice(AWAY))
            elif rng.random() < WITHOUT_COUNTY:
                recovery = STATE
            else:
                recovery = origin if rng.random() < AT_HOME else str(rng.choice(counties, p=weight))
            period = f"{year}-{rng.integers(1, 13):02d}"
            category = rng.choice(list(CATEGORIES), p=_mix(len(CATEGORIES)))
            rows[f"{period},{origin if is_two_sided else 'unknown'},{recovery}|{category}"] += 1
    path = folder / f"{kind}.csv"
    lines = [HEADER, *(f"{row.replace('|', f',{n},')},,{YEARS[-1]}-12-31" for row, n in rows.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _mix(n: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    share = 0.5 ** np.arange(n)
    return share / share.sum()
