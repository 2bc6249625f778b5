"""How near to the least the further cells come: an integer programme proves the optimum where it can, else a bound.

What counts is the number of further cells, each 1, and beside it what the program itself weighs with
`--weights counts`, 1 + 0.02 · count a cell. On two of the synthetic instances, and on small random linked tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from benchmarks.least import least
from benchmarks.report import Report, run
from geodata.counting import count_cells
from geodata.disclosure.costs import weights
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from geodata.tabulation.grid import Grid, TableSpec
from geodata.tabulation.instance import read_instance
from geodata.trees import Tree

if TYPE_CHECKING:
    from geodata.arrays import Ints

INSTANCES: Final = Path(__file__).parent / "instances"
#: Seconds that the search may take, for each level and weight.
SECONDS: Final = {"S": 60.0, "M": 200.0}
LEVELS: Final = ("exact", "interval")
THRESHOLD: Final = 5
N_RANDOM: Final = 40
RANDOM_SECONDS: Final = 30.0


class Compared(NamedTuple):
    """The weight of our further cells, of the lightest safe choice that the search found, and the bound."""

    ours: float
    bound: float
    lightest: float
    is_proved: bool


def compare(grid: Grid, count: Ints, standard: Standard, seconds: float) -> dict[str, Compared]:
    """Protect tables, and look for the least; by number of cells, and by what the program weighs."""
    cost = weights(grid, count, "counts")
    withheld = protect_cells(grid, Visible.of(count, standard.threshold), standard.is_small(count), standard, cost)
    further = withheld & (count >= standard.threshold)
    out = {}
    for name, weight in {"cells": np.ones(len(grid)), "cost": cost}.items():
        found = least(grid, count, standard, weight, further, seconds=seconds)
        out[name] = Compared(float(weight[further].sum()), found.bound, found.weight, found.is_proved)
    return out


def random_tables(seed: int) -> tuple[Grid, Ints]:
    """Invent two or three tables that share a dimension of two levels, and their counts."""
    rng = np.random.default_rng(seed)
    groups = [f"a{g}" for g in range(rng.integers(2, 4))]
    leaves = {f"{g}{m}": g for g in groups for m in range(rng.integers(2, 4))}
    flat = {d: {d: None} | {f"{d}{n}": d for n in range(rng.integers(2, 5))} for d in ("b", "c")}
    trees = {d: Tree.from_parents(d, parents) for d, parents in flat.items()}
    trees = {"a": Tree.from_parents("a", {"a": None} | dict.fromkeys(groups, "a") | leaves), **trees}
    pairs = [("a", "b"), ("a", "c"), ("b", "c")][: rng.integers(2, 4)]
    grid = Grid.build(trees, [TableSpec("".join(pair), {d: trees[d] for d in pair}) for pair in pairs])
    at = np.meshgrid(*(np.flatnonzero(t.is_leaf) for t in trees.values()), indexing="ij")
    mean = rng.choice([0.5, 1.5, 4], at[0].size)
    codes = {d: part.ravel().astype(np.int64) for d, part in zip(trees, at, strict=True)}
    return grid, count_cells(grid, codes, rng.poisson(mean)).counts()


def instance(name: str) -> tuple[Grid, Ints]:
    """Read a synthetic instance and count its cells."""
    read = read_instance(INSTANCES / name)
    return read.grid, count_cells(read.grid, read.codes, read.count).counts()


def measure(quick: bool) -> Report:  # noqa: FBT001
    """Measure the instances and the random tables; the small one and a few when quick."""
    metrics: dict[str, float] = {}
    below = 0
    for name in ("S",) if quick else SECONDS:
        grid, count = instance(name)
        for level in LEVELS:
            for weight, found in compare(grid, count, Standard(THRESHOLD, level), SECONDS[name]).items():
                key = f"{name}_{level}_{weight}"
                metrics |= {f"{key}_ours": round(found.ours, 2), f"{key}_at_least": round(found.bound, 2)}
                metrics[f"{key}_lightest_found"] = round(found.lightest, 2)
                metrics[f"{key}_proved"] = int(found.is_proved)
                below += found.ours < found.bound - 1e-6
    tables = [random_tables(seed) for seed in range(3 if quick else N_RANDOM)]
    for level in LEVELS:
        compared = [compare(*table, Standard(THRESHOLD, level), RANDOM_SECONDS) for table in tables]
        for weight in ("cells", "cost"):
            found = [c[weight] for c in compared if c[weight].bound > 0]
            ratios = [c.ours / c.bound for c in found]
            key = f"random_{level}_{weight}"
            metrics |= {
                f"{key}_tables": len(found),
                f"{key}_proved": sum(c.is_proved for c in found),
                f"{key}_least_reached": sum(c.is_proved and c.ours < c.bound + 1e-6 for c in found),
                f"{key}_mean_ratio": round(float(np.mean(ratios)), 3),
                f"{key}_worst_ratio": round(max(ratios), 3),
            }
            below += sum(c.ours < c.bound - 1e-6 for c in found)
    metrics["below_the_least"] = below
    return Report("optimum", metrics, {"below_the_least": ("==", 0), "S_exact_cells_proved": ("==", 1)})


if __name__ == "__main__":
    run(measure, __doc__)
