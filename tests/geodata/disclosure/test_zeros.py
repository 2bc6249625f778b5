"""Which zeros are shown."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.disclosure.rules import zeros
from geodata.tabulation.grid import Grid, TableSpec
from tests.geodata.disclosure.linked import SHAPES, Attacker, as_tables, named_tree, random_pattern, random_truth


def two_by_two() -> Grid:
    trees = {d: named_tree(d, SHAPES[0]) for d in "ab"}
    return Grid.build(trees, [TableSpec("t", trees)])


#: Order of cells: all, b1, b2; a1 and its two; a2 and its two.
@pytest.mark.parametrize(
    ("count", "positive", "withheld"),
    [
        # a1 and a2 are withheld, but b2 is 0, so whatever lies in its column is, too
        ([9, 9, 0, 3, 3, 0, 6, 6, 0], [3, 4, 6, 7], [3, 4, 6, 7]),
        ([30, 10, 20, 3, 3, 0, 27, 7, 20], [3, 4, 6, 7, 8], [3, 4, 5, 6, 7, 8]),
        # ... unless all others in its column are shown and add up without it
        ([30, 10, 20, 3, 3, 0, 27, 7, 20], [3, 4, 6, 7], [3, 4, 6, 7]),
        # under shown margins a zero is shown
        ([30, 10, 20, 10, 0, 10, 20, 10, 10], [], []),
        # under a withheld total, all is
        ([4, 4, 0, 4, 4, 0, 0, 0, 0], [0, 1, 3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_zeros_under_withheld_margins_are_withheld_unless_they_are_known_anyway(
    count: list[int], positive: list[int], withheld: list[int]
) -> None:
    chosen = np.isin(np.arange(9), positive)
    assert np.flatnonzero(zeros.with_zeros(two_by_two(), np.array(count), chosen)).tolist() == withheld


@pytest.mark.parametrize("seed", range(25))
def test_a_zero_is_shown_under_a_withheld_margin_only_when_nothing_else_is_possible(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = random_truth(rng, mean=1)
    withheld = zeros.with_zeros(truth.grid, truth.count, random_pattern(rng, truth, 4))
    assert not zeros.broken_zero_rule(truth.grid, truth.count, withheld).size
    attacker = Attacker(truth.grid, truth.count, withheld, Standard(4))
    faults = attacker.open_faults(int(truth.count[0]) + (8 if withheld[0] else 0))
    assert faults is None or not any(high == 0 for _, _, high in faults)  # None: too many completions to list


def test_a_zero_against_the_rule_is_found() -> None:
    grid, count = two_by_two(), np.array([30, 10, 20, 3, 3, 0, 27, 7, 20])
    withheld = np.isin(np.arange(9), [3, 4, 6, 7, 8])
    assert zeros.broken_zero_rule(grid, count, withheld).tolist() == [5]
    report = audit_tables(grid, as_tables(grid, count, withheld), Standard(5))
    assert ("a1", "b2") in {tuple(f.cell.values()) for f in report.findings if "zero shown" in f.witness}


def test_zeros_that_are_protected_are_never_shown() -> None:
    grid, count = two_by_two(), np.array([30, 10, 20, 10, 0, 10, 20, 10, 10])
    tables = as_tables(grid, count, np.zeros(9, dtype=bool))
    assert audit_tables(grid, tables, Standard(5)).passed
    (finding,) = audit_tables(grid, tables, Standard(5, zeros="protected")).findings
    assert tuple(finding.cell.values()) == ("a1", "b1")
