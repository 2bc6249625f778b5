"""Every cell is the sum of its records, and every margin of its children."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.counting import count_cells
from geodata.tabulation.grid import Grid, TableSpec
from geodata.trees import Tree
from tests.geodata.disclosure.linked import random_truth


@pytest.mark.parametrize("seed", range(20))
def test_cells_are_sums_by_hand_and_margins_add_up(seed: int) -> None:
    truth = random_truth(np.random.default_rng(seed), mean=2)
    grid = truth.grid
    codes = {
        d: np.array([grid.trees[d].index[leaf[axis]] for leaf in truth.leaves])
        for axis, d in enumerate(grid.dimensions)
    }
    count = count_cells(grid, codes, truth.records).counts()
    assert np.array_equal(count, truth.count)
    for up in grid.up.values():
        for margin in np.unique(up[up >= 0]):
            assert count[up == margin].sum() == count[margin]


def test_a_record_finer_than_a_table_counts_in_its_coarser_cell() -> None:
    tree = Tree.from_parents("a", {"a": None, "a1": "a", "a2": "a", "a11": "a1"})
    grid = Grid.build({"a": tree}, [TableSpec("coarse", {"a": tree.down_to(1)})])
    raw = count_cells(grid, {"a": np.array([tree.index["a11"], tree.index["a2"]])}, np.array([4, 5]))
    assert raw.counts().tolist() == [9, 4, 5]


def test_a_cell_of_unreported_counts_alone_is_silent() -> None:
    tree = Tree.from_parents("a", {"a": None, "a1": "a", "a2": "a", "a3": "a"})
    grid = Grid.build({"a": tree}, [TableSpec("t", {"a": tree})])
    codes = {"a": np.array([1, 1, 2])}
    raw = count_cells(grid, codes, np.array([7, 99, 99]), np.array([True, False, False]))
    assert raw.counts().tolist() == [7, 7, 0, 0]
    assert raw.silent().tolist() == [False, False, True, False]
