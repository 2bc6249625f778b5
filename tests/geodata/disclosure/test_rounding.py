"""Rounded tables add up, hide what is small, and are attacked as intervals: a solver of its own finds the same."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geodata.attack.effort import EFFORT
from geodata.attack.rounded_intervals import adds_up, narrow_intervals
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.controlled_rounding import round_cells
from geodata.disclosure.protection import Standard
from geodata.errors import DisclosureError
from geodata.policy import policy_from
from geodata.protected import ProtectedTable
from geodata.publish import Options, publish
from geodata.release import ReleaseError, audit_folder
from geodata.tabulation.grid import Grid, TableSpec
from geodata.tabulation.hidden_records import Joint, Numbers
from geodata.trees import Tree
from tests.geodata import journeys
from tests.geodata.disclosure.linked import as_tables, codes_of, random_truth
from tests.geodata.released import change, pages
from tests.promises.attacker import Attacker
from tests.promises.test_disclosure_properties import reshuffled

if TYPE_CHECKING:
    from pathlib import Path


def as_rounded(grid: Grid, shown: np.ndarray, exact: np.ndarray | None = None) -> dict[str, ProtectedTable]:
    none = np.zeros(len(grid), dtype=bool)
    tables = {}
    for name, table in as_tables(grid, shown, none).items():
        cells = table.cells
        is_exact = none if exact is None else exact
        cells["status"] = np.where(is_exact[grid.members[name]], "published", "rounded")
        tables[name] = ProtectedTable(name, table.dimensions, cells)
    return tables


def narrow_by_hand(grid: Grid, shown: np.ndarray, base: int, k: int) -> set[tuple[str, ...]]:
    """Name the cells that can't be all of 1 to k−1 and aren't surely k or more."""
    cells = codes_of(grid)
    least = {c: max(int(n) - base + 1, 0) for c, n in zip(cells, shown, strict=True)}
    most = {c: int(n) + base - 1 for c, n in zip(cells, shown, strict=True)}
    trees = [grid.trees[d].parents() for d in grid.dimensions]
    attacker = Attacker({}, trees, cells, least=least, most=most)
    ranges = {c: attacker.range(c) for c in cells}
    return {c for c, (low, high) in ranges.items() if low < k and (low > 1 or high < k - 1)}


@pytest.mark.parametrize("seed", range(8))
def test_rounded_counts_add_up_and_a_patient_attacker_learns_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth, k = random_truth(rng, mean=float(rng.choice([1, 3]))), int(rng.integers(2, 6))
    grid, count, base = truth.grid, truth.count, int(k + rng.integers(3))
    shown = round_cells(grid, count, base, k)
    assert (abs(shown - count) < base).all()
    assert (shown % base == 0).all()
    assert (shown == count)[count % base == 0].all()
    assert adds_up(grid, shown)
    assert narrow_by_hand(grid, shown, base, k) == set()
    report = audit_tables(grid, as_rounded(grid, shown), Standard(k), rounding=base)
    assert report.passed
    assert report.cells_checked == (shown <= base).sum()


def test_tables_rounded_each_number_by_itself_are_attacked_as_by_another_solver() -> None:
    """Conventional rounding, and bases that are too fine: what is narrow is found, and nothing else."""
    found, clean = 0, 0
    for seed in range(14):
        rng = np.random.default_rng(seed)
        truth, k = random_truth(rng, mean=2), int(rng.integers(4, 7))
        grid, base = truth.grid, int(rng.integers(2, k + 1))
        shown = (truth.count + base // 2) // base * base
        expected = narrow_by_hand(grid, shown, base, k)
        none = np.zeros(len(grid), dtype=bool)
        attacked = narrow_intervals(grid, shown, none, base, k, None)
        names = codes_of(grid)
        assert {names[c] for c in attacked.narrow} == expected, seed
        found, clean = found + bool(expected), clean + (not expected)
    assert min(found, clean) > 1


@pytest.mark.parametrize("seed", range(5))
def test_rounding_does_not_depend_on_how_small_a_count_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth, k = random_truth(rng, mean=3), 6
    other = truth.below @ reshuffled(rng, truth, k)
    assert np.array_equal(round_cells(truth.grid, truth.count, 7, k), round_cells(truth.grid, other, 7, k))


def test_counts_that_are_multiples_stay() -> None:
    truth = random_truth(np.random.default_rng(1), mean=3)
    assert np.array_equal(round_cells(truth.grid, truth.count * 4, 4, 3), truth.count * 4)


def linked_pair() -> Grid:
    """Relations as a function of places: `in` is p, and of q an unknown share."""
    place = Tree.from_parents("place", {"all": None, "p": "all", "q": "all"})
    relation = Tree.from_parents("relation", {"any": None, "in": "any", "out": "any"})
    trees = {"place": place, "relation": relation}
    grid = Grid.build(trees, [TableSpec("a", {"place": place}), TableSpec("b", {"relation": relation})])
    at = {codes: n for n, codes in enumerate(codes_of(grid))}
    cell = np.array([at[c] for c in (("all", "in"), ("p", "any"), ("q", "any"), ("all", "out"))])
    # in = p + u, q = u + v, out = v: u and v are the shares of q
    sign = np.array([-1, 1, -1, -1])
    shares = np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1])
    none = Numbers(np.empty(0, dtype=np.int64), {})
    ones = np.ones(4, dtype=np.int64)
    return replace(grid, joint=Joint(2, 3, *shares, ones, np.array([0, 0, 1, 2]), cell, sign, none))


def test_links_between_tables_hold_for_rounded_counts() -> None:
    grid = linked_pair()
    value = {("all", "any"): 24, ("p", "any"): 11, ("q", "any"): 13, ("all", "in"): 14, ("all", "out"): 10}
    count = np.array([value[c] for c in codes_of(grid)])
    shown = round_cells(grid, count, 5, 4)
    assert adds_up(grid, shown)
    wrong = shown.copy()
    wrong[codes_of(grid).index(("all", "in"))] = 0
    assert not adds_up(grid, wrong)
    assert audit_tables(grid, as_rounded(grid, shown), Standard(4), rounding=5).passed


def test_an_exact_number_among_rounded_ones_is_known() -> None:
    """Of a margin of 10 two parts are shown as 5 and 5; were the margin exactly 2, neither could be 3 or more."""
    tree = Tree.from_parents("a", {"all": None, "a1": "all", "a2": "all"})
    grid = Grid.build({"a": tree}, [TableSpec("t", {"a": tree})])
    assert audit_tables(grid, as_rounded(grid, np.array([10, 5, 5])), Standard(5), rounding=5).passed
    exact = np.array([True, False, False])
    report = audit_tables(grid, as_rounded(grid, np.array([2, 0, 0]), exact), Standard(5), rounding=5)
    assert {f.witness for f in report.findings} >= {"published although too small"}
    narrow = {f.cell["a"]: (f.low, f.high) for f in report.findings if "rounded to" in f.witness}
    assert narrow == {"a1": (0, 2), "a2": (0, 2)}
    odd = audit_tables(grid, as_rounded(grid, np.array([10, 7, 3])), Standard(5), rounding=5)
    assert ("a2", 3, 3) in {(f.cell["a"], f.low, f.high) for f in odd.findings}
    blank = as_tables(grid, np.array([10, 5, 5]), np.array([False, False, True]))
    assert "withheld among rounded numbers" in {
        f.witness for f in audit_tables(grid, blank, Standard(5), rounding=5).findings
    }


def test_an_attack_that_is_not_done_and_a_rounding_that_is_not_found_are_refusals() -> None:
    effort = replace(EFFORT, solver_seconds=0.0, passes=(), rounding_seconds=0.0)
    truth = random_truth(np.random.default_rng(2), mean=3)
    tables = as_rounded(truth.grid, round_cells(truth.grid, truth.count, 5, 4))
    assert not audit_tables(truth.grid, tables, Standard(4, effort=effort), rounding=5).complete
    with pytest.raises(DisclosureError, match="Take another base"):
        round_cells(truth.grid, truth.count, 5, 4, effort)


# -- from a file to a release ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rounded")
    plain = journeys.SMALL.as_dict()
    policy = policy_from(plain | {"rounding": 5})
    publish([journeys.records(folder / "records.csv")], folder / "out", Options(policy), site=pages)
    return folder / "out"


def test_a_rounded_release_holds_no_exact_number_and_stands_the_audit(released: Path) -> None:
    places = pd.read_csv(released / "tables" / "places.csv", keep_default_na=False)
    assert set(places["status"]) == {"rounded"}
    assert (places["count"] % 5 == 0).all()
    assert places.loc[places["recovery"] == "WORLD", "count"].tolist() == [25, 25]
    assert audit_folder(released).as_dict() == json.loads((released / "manifest.json").read_bytes())["audit"]


def test_a_number_that_is_no_multiple_is_found(released: Path, tmp_path: Path) -> None:
    out = shutil.copytree(released, tmp_path / "out")
    change(out, "tables/places.csv", b"FR,2021,0,rounded", b"FR,2021,3,rounded")
    assert "published although too small" in {f.witness for f in audit_folder(out).findings}
    change(out, "manifest.json", b'"rounding": 5', b'"rounding": 0')
    with pytest.raises(ReleaseError, match="rounded numbers, and rounding 0"):
        audit_folder(out)


def test_counts_that_are_not_reported_can_not_stand_among_rounded_ones(tmp_path: Path) -> None:
    rows = [*journeys.ROWS, "2020-05,US-48141,FR,not reported,Operation Lost Souls,release,2021-06-16"]
    policy = policy_from(journeys.SMALL.as_dict() | {"rounding": 5})
    with pytest.raises(DisclosureError, match="not reported"):
        publish([journeys.records(tmp_path / "r.csv", *rows)], tmp_path / "out", Options(policy), site=pages)
    assert not (tmp_path / "out").exists()
