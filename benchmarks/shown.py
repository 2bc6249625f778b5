"""What readers still see: large counts and the total, by level, pooled and not; and how little one more record moves.

A count is large from k on. By level and year: which share of the large counts is published, and which share of all
recoveries stands in published counts. The national example is protected under `public`, with its pools and, for
comparison, with no pool and no population floor; the synthetic instance knows no pools.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest import mock

import numpy as np

from benchmarks.optimum import instance
from benchmarks.report import Report, run
from geodata.coding import code_records
from geodata.disclosure import protect as door
from geodata.disclosure.costs import weights
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from geodata.errors import DisclosureError
from geodata.examples import national_synthetic
from geodata.gazetteer import Gazetteer
from geodata.policy import read_policy
from geodata.regions import Regions, is_pool
from loaders.columns import CATEGORIES
from loaders.records import read_records

if TYPE_CHECKING:
    import pandas as pd

    from geodata.arrays import Bools, Ints
    from geodata.disclosure.protect import Protected
    from geodata.tabulation.grid import Grid

WEIGHTS: Final = ("public", "counts")
#: Depth of the tree of the synthetic instance.
LEVELS: Final = {"country": 1, "state": 2, "county": 3}
THRESHOLD: Final = 5
#: Seconds that the national example may take, each way.
NATION_SECONDS: Final = 900.0
#: So many times one record is added somewhere.
N_CHANGES: Final = 20
SEED: Final = 20250101


def shares(count: Ints, is_shown: Bools, threshold: int) -> dict[str, float]:
    """Say which share of the large counts, and of the total, is published."""
    large = count >= threshold
    return {
        "large": round(float(is_shown[large].mean()), 3) if large.any() else 1.0,
        "total": round(float(count[is_shown].sum() / count.sum()), 3),
    }


def of_instance(name: str, kind: str) -> dict[str, float]:
    """Protect a synthetic instance, and say what is shown of its places by level and year."""
    grid, count = instance(name)
    withheld = _protected(grid, count, kind)
    depth = {d: grid.trees[d].depth[grid.node(d)] for d in ("recovery", "period")}
    out = {}
    for level, deep in LEVELS.items():
        here = (depth["recovery"] == deep) & (depth["period"] == 1)
        told = shares(count[here], ~withheld[here], THRESHOLD)
        out |= {f"{name}_{kind}_{level}_{what}": share for what, share in told.items()}
    return out


def _protected(grid: Grid, count: Ints, kind: str) -> Bools:
    standard = Standard(THRESHOLD)
    return protect_cells(
        grid, Visible.of(count, standard.threshold), standard.is_small(count), standard, weights(grid, count, kind)
    )


def after_a_change(name: str, kind: str, times: int) -> dict[str, float]:
    """Add one record to an instance, and count the cells that are published then and weren't, or the other way."""
    grid, count = instance(name)
    before, rng = _protected(grid, count, kind), np.random.default_rng(SEED)
    leaves = np.flatnonzero((grid.depth() == grid.depth().max()) & (count > 0))
    changed = []
    for leaf in rng.choice(leaves, times).tolist():
        more = count.copy()
        more[_upwards(grid, leaf)] += 1
        after = _protected(grid, more, kind)
        changed.append(int((after != before).sum()))
    key = f"{name}_{kind}_statuses_changed"
    middle = float(np.median(changed))
    return {f"{key}_median": middle, f"{key}_most": max(changed), f"{name}_{kind}_withheld": int(before.sum())}


def _upwards(grid: Grid, leaf: int) -> list[int]:
    """List a cell and every cell that sums it."""
    found, waiting = {leaf}, [leaf]
    while waiting:
        cell = waiting.pop()
        fresh = {int(grid.up[d][cell]) for d in grid.dimensions} - found - {-1}
        found |= fresh
        waiting += fresh
    return sorted(found)


def national_leaves(regions: Regions) -> tuple[pd.DataFrame, str]:
    """Read and place the national example; with its rule about territories."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "national.csv"
        source.write_bytes(national_synthetic.records_csv())
        return leaves_of(source, regions)


def leaves_of(source: Path, regions: Regions) -> tuple[pd.DataFrame, str]:
    """Read and place a file of records; with its rule about territories."""
    records, _ = read_records([source])
    coded = code_records(records, regions, Gazetteer.packaged())
    frame = coded.frame
    filled = {"operation": frame["operation"].fillna("none"), "category": frame["category"].fillna("unknown")}
    return frame.assign(**filled), coded.territories


def of_nation(kind: str, *, is_pooled: bool) -> dict[str, float]:
    """Protect the national example, and say what is shown of its places by level and year."""
    regions = Regions.packaged()
    leaves, territories = national_leaves(regions)
    policy = replace(read_policy("public"), weights=kind)
    key = f"national_{kind}_{'pooled' if is_pooled else 'not_pooled'}"
    with nullcontext() if is_pooled else mock.patch.object(door, "choose_pools", return_value={}):
        policy = policy if is_pooled else replace(policy, population_floor=0)
        try:
            protected = door.protect(leaves, regions, policy, categories=list(CATEGORIES), territories=territories)
        except DisclosureError:
            return {f"{key}_refused": 1}
    told = of_places(protected, leaves, regions, policy.threshold)
    return {f"{key}_{what}": share for what, share in told.items()}


def of_places(protected: Protected, leaves: pd.DataFrame, regions: Regions, threshold: int) -> dict[str, float]:
    """Say by level what is shown of the places of recovery by year, and which share of all stands in pools."""
    cells = protected.cube.tables["places"].cells
    cells = cells[cells["period"] != "all"]
    if cells.empty:  # mostly too small by year, so it is published for all years together
        return {"published_by_year": 0}
    shown = set(cells.loc[cells["status"] == "published", ["recovery", "period"]].itertuples(index=False, name=None))
    in_pools = cells[cells["recovery"].map(is_pool)]["count"].sum()
    out: dict[str, float] = {"total_in_pools": round(float(in_pools / leaves["count"].sum()), 3)}
    for level in LEVELS:
        at = {place: regions.at_level(place, level) for place in leaves["recovery"].unique()}
        placed = leaves.assign(place=leaves["recovery"].map(at), year=leaves["period"].str[:4])
        true = placed.dropna(subset="place").groupby(["place", "year"])["count"].sum()
        is_shown = np.array([cell in shown for cell in true.index])
        told = shares(true.to_numpy(dtype=np.int64), is_shown, threshold)
        out |= {f"{level}_{what}": share for what, share in told.items()}
    return out


def in_time(kind: str, *, is_pooled: bool, seconds: float = NATION_SECONDS) -> dict[str, float]:
    """Protect the national example in a process of its own, and say so where it isn't done in time."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        asked = pool.apply_async(of_nation, (kind,), {"is_pooled": is_pooled})
        try:
            return asked.get(seconds)
        except multiprocessing.TimeoutError:
            return {f"national_{kind}_{'pooled' if is_pooled else 'not_pooled'}_unfinished": 1}


def measure(quick: bool) -> Report:  # noqa: FBT001
    """Measure; the synthetic instance alone, and one change, when quick."""
    metrics: dict[str, float] = {}
    for kind in WEIGHTS:
        metrics |= of_instance("M", kind) | after_a_change("M", kind, 1 if quick else N_CHANGES)
        for is_pooled in () if quick else (True, False):
            metrics |= in_time(kind, is_pooled=is_pooled)
    metrics["empty_levels"] = sum(share == 0 for name, share in metrics.items() if name.endswith("_country_total"))
    return Report("shown", metrics, {"empty_levels": ("==", 0)})


if __name__ == "__main__":
    run(measure, __doc__)
