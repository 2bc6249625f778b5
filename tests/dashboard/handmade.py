"""A release written by hand, in the format of the design: real codes, invented figures, nothing of geodata's engine.

The figures are drawn with a fixed seed. Whatever would be too small is simply blanked, so this is a fixture for views,
not an example of protection. Where a state's small counties are pooled, its members are withheld and the pool is shown.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.regions import Regions

if TYPE_CHECKING:
    from pathlib import Path

PUBLISHER = {"name": "Example Department", "contact": "data@example.gov", "address": "https://example.gov/recoveries/"}
YEARS = ["2019", "2020", "2021", "2022", "2023", "2024"]
RELATIONS = {
    "all": "", "in_state": "all", "same_county": "in_state", "other_county": "in_state",
    "in_state_unspecified": "in_state", "out_of_state": "all", "cross_border": "all", "outbound": "cross_border",
    "inbound": "cross_border", "third": "cross_border", "domestic_unspecified": "all", "unknown": "all",
}  # fmt: skip
SHARES = dict(zip(RELATIONS, [1, 0.78, 0.5, 0.2, 0.08, 0.16, 0.03, 0.02, 0.009, 0.0004, 0.001, 0.029], strict=True))
CATEGORIES = {
    "all": "", "runaway": "all", "endangered runaway": "all", "family abduction": "all", "nonfamily abduction": "all",
}  # fmt: skip
CATEGORY_SHARES = dict(zip(CATEGORIES, [1, 0.4, 0.42, 0.17, 0.01], strict=True))
SILENT = ("US-ND", "US-NH")
POOLED = ("US-TX", "US-CO")
MEXICO = {"MX-BCN": 88, "MX-CHH": 64, "MX-TAM": 47, "MX-SON": 41, "MX-NLE": 33, "MX-COA": 6, "MX-JAL": 24, "MX-SIN": 12}
CORRIDORS = {
    ("US-CA", "US-NV"): 131, ("US-NY", "US-NJ"): 102, ("US-FL", "US-GA"): 93, ("US-TX", "US-OK"): 88,
    ("US-CA", "US-AZ"): 77, ("US-CA", "MX-BCN"): 71, ("US-WA", "US-OR"): 70, ("US-TX", "US-LA"): 61,
    ("US-TX", "MX-CHH"): 44, ("US-TX", "MX-TAM"): 33, ("US-AZ", "MX-SON"): 30, ("US-FL", "US-PR"): 28,
    ("US-TX", "MX-COA"): 6, ("US-OH", "US-MI"): 7,
}  # fmt: skip
FACTS = {
    "operation": "Operation Lost Souls", "start": "2021-05", "end": "", "status": "ongoing",
    "jurisdiction": "El Paso County, Texas",
    "lead_agencies": "Homeland Security Investigations; Texas Department of Public Safety",
    "partner_agencies": "El Paso Police Department; U.S. Marshals Service",
    "investigations": "child sexual assault; human trafficking", "services_offered": "victim services",
    "source": "Operation Lost Souls press release of 2021-06-16", "source_date": "2021-06-16",
}  # fmt: skip


def _world(counties_of: tuple[str, ...] | None) -> tuple[Regions, pd.DataFrame]:
    """Return the regions of the release: countries, the states of three of them, counties of some states."""
    packaged = Regions.packaged()
    frame = packaged.frame
    county = frame["level"] == "county"
    wanted = frame["parent"].str.startswith("US-") & county
    if counties_of is not None:
        wanted &= frame["parent"].isin(counties_of)
    kept = frame[~county | wanted]
    small = kept[(kept["level"] == "county") & (kept["population"] < 150_000) & kept["parent"].isin(POOLED)]
    pools = {f"{state}/other": list(rows["code"]) for state, rows in small.groupby("parent")}
    pooled = packaged.with_pools(pools)
    keep = {*kept["code"], *pools}
    return pooled, pooled.frame[pooled.frame["code"].isin(keep)]


def _counts(regions: pd.DataFrame, year: str) -> dict[str, int]:
    """Draw figures for counties, then add them up to pools, states and the world: the fixture's own truth."""
    rng = np.random.default_rng(int(year))
    growth = 0.86 + 0.05 * (int(year) - 2019)
    below = set(regions["parent"])
    counts: dict[str, int] = {}
    for row in regions.sort_values("code").itertuples():
        if row.code in below:
            continue
        people = 0 if pd.isna(row.population) or not row.code.startswith("US-") else int(row.population)
        base = MEXICO.get(row.code, 0) if row.code.startswith("MX-") else people * 6.1e-5
        counts[row.code] = int(rng.poisson(base * growth * rng.uniform(0.7, 1.35))) if base else 0
    parents = dict(zip(regions["code"], regions["parent"], strict=True))
    for code in list(counts):
        above = parents[code]
        while isinstance(above, str) and above:
            counts[above] = counts.get(above, 0) + counts[code]
            above = parents.get(above)
    return counts


def _status(count: int, k: int, *, silent: bool, hidden: bool) -> tuple[int | None, str]:
    if silent:
        return None, "not_reported"
    return (None, "withheld") if hidden or 0 < count < k else (count, "published")


def _periods(*, by_month: bool) -> dict[str, str]:
    """Return the periods, and what each lies in."""
    parents = {"all": "", **dict.fromkeys(YEARS, "all")}
    for year in YEARS if by_month else ():
        parents |= {f"{year}-Q{quarter}": year for quarter in range(1, 5)}
        parents |= {f"{year}-{month:02d}": f"{year}-Q{(month + 2) // 3}" for month in range(1, 13)}
    return parents


def _truth(regions: pd.DataFrame, *, by_month: bool) -> dict[str, dict[str, int]]:
    """Return figures by period and region; `all` is the sum of the years, a quarter that of its months."""
    truth = {year: _counts(regions, year) for year in YEARS}
    codes = {code for counts in truth.values() for code in counts}
    for year in YEARS if by_month else ():
        months = {f"{year}-{m:02d}": {c: (n + m - 1) // 12 for c, n in truth[year].items()} for m in range(1, 13)}
        for quarter in range(4):
            inside = list(months.values())[3 * quarter : 3 * quarter + 3]
            truth[f"{year}-Q{quarter + 1}"] = {code: sum(counts[code] for counts in inside) for code in codes}
        truth |= months
    return {**truth, "all": {code: sum(truth[year][code] for year in YEARS) for code in codes}}


def _places(regions: pd.DataFrame, truth: dict[str, dict[str, int]], k: int, side: str) -> pd.DataFrame:
    parents = dict(zip(regions["code"], regions["parent"], strict=True))
    rows = [(code, period, count) for period, counts in truth.items() for code, count in counts.items()]
    cells = []
    for code, period, count in rows:
        silent = code in SILENT or parents.get(code) in SILENT
        hidden = "/other" in str(parents.get(code))
        cells.append((code, period, *_status(count, k, silent=silent, hidden=hidden)))
    return pd.DataFrame(cells, columns=[side, "period", "count", "status"])


def _by_share(total: dict[str, int], k: int) -> pd.DataFrame:
    cells = [
        (relation, category, period, *_status(int(n * share * part), k, silent=False, hidden=False))
        for period, n in total.items()
        for relation, share in SHARES.items()
        for category, part in CATEGORY_SHARES.items()
    ]
    return pd.DataFrame(cells, columns=["relation", "category", "period", "count", "status"])


def _categories(places: pd.DataFrame, states: set[str], k: int) -> pd.DataFrame:
    cells = []
    for row in places[places["recovery"].isin(states)].itertuples():
        for category, part in CATEGORY_SHARES.items():
            n = 0 if pd.isna(row.count) else int(row.count * part)
            silent, hidden = row.status == "not_reported", row.status == "withheld"
            cells.append((row.recovery, category, row.period, *_status(n, k, silent=silent, hidden=hidden)))
    return pd.DataFrame(cells, columns=["recovery", "category", "period", "count", "status"])


def _corridors(states: set[str], k: int) -> pd.DataFrame:
    cells = []
    others = {"US", "MX", "WORLD", "FR", "US/unspecified"} & states
    places = sorted({code for pair in CORRIDORS for code in pair} | others)
    for period in [*YEARS, "all"]:
        growth = 5.4 if period == "all" else 0.8 + 0.04 * (int(period) - 2019)
        for origin in places:
            for recovery in places:
                n = int(CORRIDORS.get((origin, recovery), 0) * growth)
                cells.append((origin, recovery, period, *_status(n, k, silent=False, hidden=origin == recovery)))
    return pd.DataFrame(cells, columns=["origin", "recovery", "period", "count", "status"])


def _operations(k: int) -> pd.DataFrame:
    truth = {"all": 24, "in_state": 18, "out_of_state": 3, "cross_border": 3, "unknown": 0}
    cells = [
        (relation, "Operation Lost Souls", *_status(n, k, silent=False, hidden=relation == "in_state"))
        for relation, n in truth.items()
    ]
    return pd.DataFrame(cells, columns=["relation", "operation", "count", "status"])


def _codes(folder: Path, name: str, parents: dict[str, str], labels: dict[str, str] | None = None) -> None:
    rows = [(code, parent, (labels or {}).get(code, code.replace("_", " "))) for code, parent in parents.items()]
    pd.DataFrame(rows, columns=["code", "parent", "label"]).to_csv(folder / f"{name}.csv", index=False)


def write_release(
    folder: Path,
    *,
    name: str = "hand-made",
    k: int = 11,
    counties_of: tuple[str, ...] | None = ("US-TX", "US-CO", "US-ND"),
    by_month: bool = False,
) -> Path:
    """Write a release directory and return it; `by_month`, places and relations go down to months."""
    (folder / "tables").mkdir(parents=True)
    _, regions = _world(counties_of)
    regions.drop(columns="population").to_csv(folder / "regions.csv", index=False)
    _codes(folder, "periods", _periods(by_month=by_month))
    _codes(folder, "relations", RELATIONS)
    _codes(folder, "categories", CATEGORIES)
    _codes(folder, "operations", {"all": "", "Operation Lost Souls": "all"})
    pd.DataFrame([FACTS]).to_csv(folder / "operations_facts.csv", index=False)
    coarse = set(regions.loc[regions["level"] != "county", "code"])
    truth = _truth(regions, by_month=by_month)
    finest = "month" if by_month else "year"
    places = _places(regions, truth, k, "recovery")
    yearly = {period: truth[period] for period in [*YEARS, "all"]}
    found = _places(regions, yearly, k, "recovery")
    total = {period: counts["WORLD"] for period, counts in truth.items()}
    tables = {
        "places": ({"recovery": "county", "period": finest}, places),
        "corridors": ({"origin": "state", "recovery": "state", "period": "year"}, _corridors(coarse, k)),
        "origins": ({"origin": "county", "period": "year"}, _places(regions, yearly, k, "origin")),
        "relations": ({"relation": "detail", "category": "value", "period": finest}, _by_share(total, k)),
        "categories": ({"recovery": "state", "category": "value", "period": "year"}, _categories(found, coarse, k)),
        "operations": ({"operation": "value", "relation": "detail"}, _operations(k)),
    }
    for table, (dimensions, drawn) in tables.items():
        cells = drawn.astype({"count": "Int64"}).sort_values([c for c in drawn.columns if c not in {"count", "status"}])
        cells.to_csv(folder / "tables" / f"{table}.csv", index=False, lineterminator="\n")
        cells.to_parquet(folder / "tables" / f"{table}.parquet", index=False)
        assert set(dimensions) == set(cells.columns) - {"count", "status"}
    _manifest(folder, name, k, {table: dimensions for table, (dimensions, _) in tables.items()})
    return folder


def _manifest(folder: Path, name: str, k: int, tables: dict[str, dict[str, str]]) -> None:
    files = {"period": "periods", "relation": "relations", "category": "categories", "operation": "operations"}
    dimensions = {d: {"codes": f"{f}.csv", "root": "all"} for d, f in files.items()}
    dimensions |= {side: {"codes": "regions.csv", "root": "WORLD"} for side in ("origin", "recovery")}
    manifest = {
        "release": name, "version": 1, "as_of": "2024-09-30", "territories": "domestic", "synthetic": True,
        "policy": {"name": "public", "threshold": k, "zeros": "published", "level": "interval", "weights": "public",
                   "finest_period": "year", "population_floor": 0, "rounding": 0, "operations": "named"},
        "coverage": {"read": "over 95 %", "quarantined": 50, "totals": 0, "notes": 0},
        "dimensions": dimensions,
        "tables": [{"name": t, "file": f"tables/{t}.csv", "dimensions": d} for t, d in tables.items()],
        "audit": {"passed": True, "complete": True, "cells_checked": 4321, "lp_only": 0, "findings": []},
        "files": {
            str(path.relative_to(folder).as_posix()): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*.*"))
        },
        "publisher": PUBLISHER, "software": "hand",
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))
