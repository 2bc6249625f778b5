"""Pools of bare leaves: who is in one, what of its members stays open, and how it stands in trees, tables and files."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import pytest

from geodata.attack.model.equations import build_system
from geodata.attack.rounded_intervals import are_records
from geodata.counting import count_cells
from geodata.disclosure.instance import protect_instance
from geodata.disclosure.protection import Standard
from geodata.disclosure.recoding.small_leaves import Pooled, leaves_open, pool_leaves, with_members
from geodata.tabulation.instance import read_instance
from tests.promises.attacker import Attacker, Cell, Parents, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Depths: TypeAlias = "Sequence[Mapping[str, int]]"
Level: TypeAlias = Literal["interval", "exact"]
ABC = {"a": {"A": None, "A1": "A", "A2": "A", "A3": "A", "A4": "A", "A5": "A"}, "b": {"B": None, "B1": "B", "B2": "B"}}
BY_B = [{"a": 1, "b": 1}]


def written(
    path: Path, trees: Mapping[str, Parents], depths: Depths, records: Mapping[Cell, int], *, k: int = 5, more: str = ""
) -> Path:
    """Write an instance whose records are named by leaves."""
    path.mkdir(exist_ok=True)
    tables = [
        f'[[tables]]\nname = "t{i}"\ndepth = {{ {", ".join(f"{d} = {n}" for d, n in t.items())} }}\n'
        for i, t in enumerate(depths)
    ]
    files = "\n".join(f'{d} = "{d}.csv"' for d in trees)
    text = f'threshold = {k}\nrecords = "records.csv"\n{more}{"".join(tables)}[trees]\n{files}\n'
    (path / "instance.toml").write_text(text, encoding="utf-8")
    for d, parents in trees.items():
        lines = "".join(f"{code},{parent or ''}\n" for code, parent in parents.items())
        (path / f"{d}.csv").write_text("code,parent\n" + lines, encoding="utf-8")
    lines = "".join(",".join([*leaves, str(n)]) + "\n" for leaves, n in records.items())
    (path / "records.csv").write_text(",".join([*trees, "count"]) + "\n" + lines, encoding="utf-8")
    return path


def totals(*of_a: int, **other: int) -> dict[Cell, int]:
    """Give A1, A2, … so many records at B1; others by name, at B2."""
    return {(f"A{i}", "B1"): n for i, n in enumerate(of_a, 1)} | {(a, "B2"): n for a, n in other.items()}


def pooled(folder: Path, standard: Standard | None = None) -> Pooled:
    return pool_leaves(read_instance(folder), standard or Standard(5))


# -- what a pool's total says about its members


@cache
def sums(parts: int, least: int, most: int) -> frozenset[int]:
    """List what some numbers, each within bounds, can sum to."""
    return frozenset(sum(x) for x in product(range(least, most + 1), repeat=parts))


@pytest.mark.parametrize("level", ["interval", "exact"])
@pytest.mark.parametrize("zeros", ["published", "protected"])
@pytest.mark.parametrize("k", [2, 3, 5])
def test_a_total_leaves_open_just_what_trying_all_members_says(
    k: int, zeros: Literal["published", "protected"], level: Level
) -> None:
    standard, least, seen = Standard(k, level, zeros), int(zeros == "published"), set()
    for small, large, total in product(range(2, 5), range(3), range(k, 26)):
        others = {
            s + big for s in sums(small - 1, least, k - 1) for big in (sums(large, k, 26) if large else {0})
        }  # what all but one small member can sum to
        may_be = {n for n in range(least, k) if total - n in others}
        is_open = may_be >= set(range(1, k)) if level == "interval" else len(may_be) != 1
        is_open &= bool(may_be) and k - 1 > least  # where k is 2 and zeros are shown, all are known to be 1
        assert leaves_open(total, small, large, standard) == is_open, (small, large, total, may_be)
        seen.add(is_open)
    assert seen == {True, False} or (k == 2 and zeros == "published")


def test_a_pool_has_two_members_and_is_not_too_small() -> None:
    assert not leaves_open(30, 1, 0, Standard(5))
    assert not leaves_open(4, 3, 0, Standard(5, "exact", "protected"))


# -- who is in one


@pytest.mark.parametrize(
    ("counts", "members"),
    [
        ((2, 3, 20, 30, 40), ["A1", "A2"]),
        ((20, 2, 30, 3, 0), ["A2", "A4"]),
        ((20, 2, 30, 3, 1), ["A2", "A4", "A5"]),
        ((20, 2, 30, 40, 50), None),  # one alone
        ((1, 2, 0, 0, 0), None),  # three in all, and no one to join
        ((1, 1, 9, 0, 0), ["A1", "A2", "A3"]),
        ((1, 2, 2, 1, 4), None),  # the pool would be the parent
        ((1, 1, 5, 30, 40), ["A1", "A2", "A3", "A4"]),  # 7 in three: each of the two would be 1
        ((4, 4, 20, 30, 40), ["A1", "A2", "A3"]),  # 8 in two: each would be 4
    ],
)
def test_who_is_in_a_pool(tmp_path: Path, counts: tuple[int, ...], members: list[str] | None) -> None:
    found = pooled(written(tmp_path, ABC, BY_B, totals(*counts)))
    assert found.pools == ({"a": {"A/other": members}} if members else {})
    n_members = len(members or [])
    assert str(found) == f"pooled {n_members} leaves into {int(n_members > 0)} pools"


def test_who_joins_is_who_has_the_fewest_numbers_to_lose(tmp_path: Path) -> None:
    """A3 and A4 have two numbers of 5 or more below their total, A5 has one, and is the largest."""
    records = totals(1, 1, 10, 10, 60, A3=10, A4=10)
    found = pooled(written(tmp_path, ABC, BY_B, records))
    assert found.pools == {"a": {"A/other": ["A1", "A2", "A5"]}}
    assert (found.further, found.further_sum) == (2, 120)  # its total, and at B1


def test_at_level_exact_less_is_asked(tmp_path: Path) -> None:
    folder = written(tmp_path, ABC, BY_B, totals(4, 3, 20, 30, 40))
    assert pooled(folder, Standard(5, "exact")).pools == {"a": {"A/other": ["A1", "A2"]}}
    assert pooled(folder).pools == {"a": {"A/other": ["A1", "A2", "A3"]}}


def test_zeros_are_pooled_where_they_are_protected(tmp_path: Path) -> None:
    folder = written(tmp_path, ABC, BY_B, totals(2, 3, 0, 30, 40))
    assert pooled(folder, Standard(5, zeros="protected")).pools == {"a": {"A/other": ["A1", "A2", "A3"]}}


def test_a_name_that_is_taken_is_not_used(tmp_path: Path) -> None:
    trees = ABC | {"a": {"A": None, "A/other": "A", "A1": "A", "A2": "A"}}
    records = {("A/other", "B1"): 20, ("A1", "B1"): 2, ("A2", "B1"): 3}
    assert pooled(written(tmp_path, trees, BY_B, records)).pools == {"a": {"A/other-2": ["A1", "A2"]}}


DEEP = {
    "a": {"A": None, "A1": "A", "A2": "A", "A3": "A", "A11": "A1", "A12": "A1", "A21": "A2", "A22": "A2", "A23": "A2"},
    "b": ABC["b"],
}


def test_leaves_of_one_parent_are_pooled_at_their_depth(tmp_path: Path) -> None:
    records = {("A11", "B1"): 30, ("A21", "B1"): 2, ("A22", "B2"): 3, ("A23", "B1"): 40, ("A3", "B2"): 50}
    found = pooled(written(tmp_path, DEEP, [{"a": 2}, {"a": 1, "b": 1}], records))
    assert found.pools == {"a": {"A2/other": ["A21", "A22"]}}
    grid = found.instance.grid
    assert set(grid.tables[0].trees["a"].codes) == {"A", "A1", "A2", "A3", "A11", "A12", "A23", "A2/other"}
    assert grid.tables[0].trees["a"].parent_of("A2/other") == "A2"
    assert set(grid.tables[1].trees["a"].codes) == {"A", "A1", "A2", "A3"}
    count = count_cells(grid, found.instance.codes, found.instance.count).counts()
    assert {grid.codes(c)["a"]: int(n) for c, n in enumerate(count) if grid.codes(c)["b"] == "B"} == {
        "A": 125, "A1": 30, "A2": 45, "A3": 50, "A11": 30, "A12": 0, "A23": 40, "A2/other": 5,
    }  # fmt: skip


def test_what_no_table_shows_is_summed_before_it_is_pooled(tmp_path: Path) -> None:
    """No table goes below A1, A2 and A3, so those are the leaves that readers know."""
    records = {("A11", "B1"): 1, ("A12", "B2"): 1, ("A21", "B1"): 3, ("A3", "B2"): 50}
    found = pooled(written(tmp_path, DEEP, [{"a": 1}], records))
    assert found.pools == {"a": {"A/other": ["A1", "A2"]}}
    grid = found.instance.grid
    count = count_cells(grid, found.instance.codes, found.instance.count).counts()
    assert {grid.codes(c)["a"]: int(n) for c, n in enumerate(count)} == {"A": 55, "A/other": 5, "A3": 50}


# -- functions

FUNCTION = '[functions.c]\nof = ["a", "b"]\nmap = "map.csv"\n'
RELATED = {
    "a": {"A": None, "A1": "A", "A2": "A", "A3": "A"},
    "b": {"B": None, "B1": "B", "B2": "B"},
    "c": {"C": None, "within": "C", "across": "C"},
    "p": {"P": None, "P1": "P", "P2": "P", "P3": "P", "P4": "P"},
}


def related(path: Path) -> Path:
    """Write an instance with leaves too small in a, which a function needs, and in p, which it doesn't."""
    depths = [{"a": 1, "b": 1, "p": 1}, {"c": 1, "p": 1}]
    rows = {
        ("A1", "B1", "within", "P1"): 2, ("A2", "B1", "across", "P2"): 3, ("A3", "B2", "within", "P3"): 30,
        ("A3", "B1", "across", "P4"): 40, ("A3", "B2", "within", "P4"): 20,
    }  # fmt: skip
    folder = written(path, RELATED, depths, rows, more=FUNCTION)
    text = "a,b,c\n" + "".join(
        f"{a},{b},{'within' if a[1] == b[1] or (a == 'A3' and b == 'B2') else 'across'}\n"
        for a, b in product(("A1", "A2", "A3"), ("B1", "B2"))
    )
    (folder / "map.csv").write_text(text, encoding="utf-8")
    return folder


def test_trees_of_a_function_are_left_alone_and_named(tmp_path: Path) -> None:
    found = pooled(related(tmp_path))
    assert found.pools == {"p": {"P/other": ["P1", "P2"]}}
    assert found.kept == ("a", "b", "c")
    assert str(found) == "pooled 2 leaves into 1 pools; none of a, b, c, as one is a function of the others"


def test_equations_of_functions_hold_for_pools(tmp_path: Path) -> None:
    found = pooled(related(tmp_path))
    grid = found.instance.grid
    count = count_cells(grid, found.instance.codes, found.instance.count).counts()
    none = np.zeros(len(grid), dtype=bool)
    assert are_records(build_system(grid, count, none, none))
    cells = [grid.codes(c) for c in range(len(grid))]
    wrong = count.copy()  # one record more is across, and one less within, than the pairs of the pool say
    for c, codes in enumerate(cells):
        wrong[c] += {"across": 1, "within": -1}.get(codes["c"], 0) * (codes["p"] in {"P", "P/other"})
    assert not are_records(build_system(grid, wrong, none, none))
    answer = protect_instance(related(tmp_path), tmp_path / "out.csv", pooling=True)
    assert answer["audit"]["passed"]
    assert answer["not_pooled"] == ["a", "b", "c"]


# -- the file


def test_members_are_written_as_withheld_but_where_the_pool_holds_nothing(tmp_path: Path) -> None:
    folder = written(tmp_path, ABC, BY_B, totals(2, 3, 20, 30, 40, A5=10))
    answer = protect_instance(folder, tmp_path / "out.csv", pooling=True)
    assert answer["pools"] == {"a": {"A/other": ["A1", "A2"]}}
    assert (answer["cells"], answer["too_small"], answer["withheld"], answer["further"]) == (15, 0, 0, 0)
    cells = pd.read_csv(tmp_path / "out.csv", dtype="str", keep_default_na=False)
    hidden = cells[cells["status"] == "withheld"]
    assert set(zip(hidden["a"], hidden["b"], hidden["count"], strict=True)) == {
        (a, b, "") for a in ("A1", "A2") for b in ("B", "B1")
    }
    assert not cells.duplicated(["table", "a", "b"]).any()
    shown = cells[cells["status"] == "published"].set_index(["a", "b"])["count"]
    assert shown["A/other", "B"] == shown["A/other", "B1"] == "5"


def test_members_of_pools_on_both_sides_are_written_with_each_other() -> None:
    cells = pd.DataFrame({"a": ["A/other"], "b": ["B/other"], "count": pd.array([9], dtype="Int64")})
    pools = {"a": {"A/other": ["A1", "A2"]}, "b": {"B/other": ["B1", "B2"]}, "c": {"C/other": ["C1", "C2"]}}
    got = with_members(cells.assign(status="published"), pools)
    hidden = got[got["status"] == "withheld"]
    pairs = set(product(["A1", "A2", "A/other"], ["B1", "B2", "B/other"])) - {("A/other", "B/other")}
    assert sorted(zip(hidden["a"], hidden["b"], strict=True)) == sorted(pairs)
    assert hidden["count"].isna().all()


def test_without_pooling_nothing_is_pooled(tmp_path: Path) -> None:
    folder = written(tmp_path, ABC, BY_B, totals(2, 3, 20, 30, 40))
    answer = protect_instance(folder, tmp_path / "out.csv")
    assert "pools" not in answer
    assert "other" not in (tmp_path / "out.csv").read_text(encoding="utf-8")


# -- the attack


def attacked(
    folder: Path, trees: Mapping[str, Parents], depths: Depths, level: Level
) -> tuple[Attacker, Attacker, set[Cell], set[Cell]]:
    """Protect with pools, and attack the file, where what isn't listed is a shown zero.

    A second attacker is told of each pool who is too small, and so who joined. Then the blanks for the first, and
    those for the second: all of members that are too small.
    """
    out = folder / "out.csv"
    answer: dict[str, Any] = protect_instance(folder, out, level=level, pooling=True)
    assert answer["audit"]["passed"]
    depth = {d: {c: len(list(upwards(c, t))) - 1 for c in t} for d, t in trees.items()}
    root = {d: next(iter(t)) for d, t in trees.items()}
    small = small_members(folder, trees, answer["pools"])
    tree = {d: dict(t) for d, t in trees.items()}
    for d, pools in answer["pools"].items():
        for pool, members in pools.items():
            tree[d][pool], depth[d][pool] = tree[d][members[0]], depth[d][members[0]]
            tree[d] |= dict.fromkeys(members, pool)
    levels = [[[c for c in t if depth[d][c] <= table.get(d, 0)] for d, t in tree.items()] for table in depths]
    shown: Shown = dict.fromkeys((cell for codes in levels for cell in product(*codes)), 0)
    cells = pd.read_csv(out, dtype="str", keep_default_na=False)
    codes = zip(*(cells[d].replace("", root[d]) for d in tree), strict=True)
    listed = dict(zip(codes, (int(n) if n else None for n in cells["count"]), strict=True))
    assert set(listed) <= set(shown)
    shown |= listed
    blanks = {cell for cell, n in shown.items() if n is None}
    most = {tuple(m if e == d else root[e] for e in tree): 4 for d, m in small}
    told = Attacker(shown, list(tree.values()), most=most)
    of_small = {cell for cell in blanks if any((d, code) in small for d, code in zip(tree, cell, strict=True))}
    return Attacker(shown, list(tree.values())), told, blanks, of_small


def small_members(
    folder: Path, trees: Mapping[str, Parents], pools: Mapping[str, Mapping[str, list[str]]]
) -> set[tuple[str, str]]:
    records = pd.read_csv(folder / "records.csv")
    members = {(d, m) for d, found in pools.items() for names in found.values() for m in names}
    return {(d, m) for d, m in members if records["count"][[m in upwards(c, trees[d]) for c in records[d]]].sum() < 5}


def upwards(code: str | None, tree: Parents) -> list[str]:
    return [] if code is None else [code, *upwards(tree[code], tree)]


LAYOUTS: Sequence[Depths] = (
    BY_B,
    [{"a": 2, "b": 1}],
    [{"a": 1}, {"a": 2, "c": 1}],
    [{"a": 2, "b": 1}, {"b": 1, "c": 1}],
)


def random_trees(rng: np.random.Generator) -> dict[str, dict[str, str | None]]:
    """Invent a tree with leaves at one depth or two, and flat ones."""
    a: dict[str, str | None] = {"A": None} | {f"A{i}": "A" for i in range(1, rng.integers(4, 7))}
    a |= {f"A1{i}": "A1" for i in range(rng.integers(0, 2) * 4)}
    flat = {d.lower(): {d: None} | {f"{d}{i}": d for i in range(1, rng.integers(3, 6))} for d in "BC"}
    return {"a": a, **flat}


def random_records(rng: np.random.Generator, trees: Mapping[str, Parents]) -> dict[Cell, int]:
    leaves = [[c for c in t if c not in t.values()] for t in trees.values()]
    size = dict(zip(leaves[0], np.where(rng.random(len(leaves[0])) < 0.6, 0.35, 9), strict=True))
    return {cell: int(rng.poisson(size[cell[0]])) for cell in product(*leaves)}


@pytest.mark.parametrize("seed", range(24))
def test_nobody_works_a_number_out(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    depths = LAYOUTS[seed % len(LAYOUTS)]
    trees = {d: t for d, t in random_trees(rng).items() if any(d in table for table in depths)}
    folder = written(tmp_path / "i", trees, depths, random_records(rng, trees))
    level: Level = "exact" if seed % 3 == 2 else "interval"
    attacker, told, blanks, of_small = attacked(folder, trees, depths, level)
    for cell, (low, high) in [(c, attacker.range(c)) for c in blanks] + [(c, told.range(c)) for c in of_small]:
        assert low >= 5 or (low < high if level == "exact" else low <= 1 and high >= 4), (cell, low, high)


def test_the_attacker_breaks_a_pool_that_is_too_small_for_its_members() -> None:
    """Five counties of one record each make a pool of 5, which is not too small, and gives each of them away."""
    tree = {"A": None, "A/other": "A", "A6": "A"} | {f"A{i}": "A/other" for i in range(1, 6)}
    shown: Shown = {("A",): 55, ("A/other",): 5, ("A6",): 50} | {(f"A{i}",): None for i in range(1, 6)}
    assert Attacker(shown, [tree]).range(("A1",)) == (1, 1)
    assert not leaves_open(5, 5, 0, Standard(5))


@pytest.mark.parametrize("kind", ["public", "counts"])
def test_small_members_exchanged_change_no_byte(tmp_path: Path, kind: str) -> None:
    seen = set()
    for first, second, third in ((1, 3, 4), (3, 4, 1), (4, 1, 3), (2, 2, 4)):
        counts = totals(first, second, third, 30, 40, A4=9, A5=7)
        folder = written(tmp_path, ABC, BY_B, counts)
        answer = protect_instance(folder, tmp_path / "out.csv", kind=kind, pooling=True)
        assert answer["pools"] == {"a": {"A/other": ["A1", "A2", "A3"]}}
        seen.add((tmp_path / "out.csv").read_bytes())
    assert len(seen) == 1
