"""Privacy is a type: true counts can't leave by accident, and protected ones can't exist without their audit."""

from __future__ import annotations

import copy
import io
import json
import pickle
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import streamlit as st

from geodata.counting import RawCube, count_cells
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.disclosure.rules import zeros
from geodata.disclosure.rules.frequency import is_small
from geodata.errors import DisclosureError
from geodata.protected import AuditReport, Finding, ProtectedCube, ProtectedTable, cells_hash
from geodata.tabulation.grid import Grid, TableSpec
from geodata.trees import Tree
from tests.geodata.disclosure.linked import as_tables

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = 1234567


@pytest.fixture
def grid() -> Grid:
    """Two by two, with margins."""
    a, b = (Tree.from_parents(d, {d: None, f"{d}1": d, f"{d}2": d}) for d in "ab")
    return Grid.build({"a": a, "b": b}, [TableSpec("pairs", {"a": a, "b": b})])


@pytest.fixture
def raw(grid: Grid) -> RawCube:
    codes = {"a": np.array([1, 2]), "b": np.array([1, 2])}
    return count_cells(grid, codes, np.array([SECRET, 3]))


@pytest.mark.parametrize(
    "take",
    [
        pickle.dumps,
        lambda raw: pickle.dumps({"in": [raw]}),
        copy.copy,
        copy.deepcopy,
        format,
        lambda raw: f"{raw:>30}",
        hash,
        json.dumps,
        lambda raw: np.save(io.BytesIO(), np.array(raw, dtype=object)),
        lambda raw: st.cache_data(lambda: raw)(),
    ],
)
@pytest.mark.filterwarnings("ignore::Warning")
def test_true_counts_are_not_taken_along(raw: RawCube, take: Callable[[RawCube], object]) -> None:
    with pytest.raises(Exception, match=r"RawCube") as refusal:
        take(raw)
    assert str(SECRET) not in str(refusal.value)


def test_true_counts_show_nothing(raw: RawCube, grid: Grid) -> None:
    assert repr(raw) == str(raw) == "RawCube(secret)"
    assert str([raw]) == "[RawCube(secret)]"
    same = RawCube(grid, raw.counts(), raw.silent())
    assert raw != same
    assert raw == raw  # noqa: PLR0124 -- a cube is itself alone
    assert not hasattr(raw, "__dict__")


def test_a_cube_takes_no_failed_audit_and_no_other_cells(grid: Grid) -> None:
    count, none = np.array([40, 20, 20, 20, 10, 10, 20, 10, 10]), np.zeros(9, dtype=bool)
    tables = as_tables(grid, count, none)
    report = audit_tables(grid, tables, Standard(5))
    assert ProtectedCube(tables, report).tables["pairs"].cell(a="a1", b="b1") is not None
    others = as_tables(grid, count + 9 * (count == 20), none)
    with pytest.raises(DisclosureError, match="other cells"):
        ProtectedCube(others, report)
    leak = Finding("pairs", {"a": "a1"}, 1, 1, exact=True, witness="by hand")
    digest = cells_hash(tables)
    for bad in (AuditReport(complete=True, cells_checked=9, lp_only=0, findings=(leak,), cells_sha256=digest),
                AuditReport(complete=False, cells_checked=9, lp_only=0, findings=(), cells_sha256=digest)):  # fmt: skip
        with pytest.raises(DisclosureError, match="Nothing is released"):
            ProtectedCube(tables, bad)


@pytest.mark.parametrize(
    ("count", "status"), [(3, "withheld"), (3, "not_reported"), (None, "published"), (None, "rounded"), (3, "secret")]
)
def test_a_table_holds_numbers_where_they_are_shown_and_nowhere_else(count: int | None, status: str) -> None:
    cells = pd.DataFrame({"a": ["a"], "count": pd.array([count], dtype="Int64"), "status": [status]})
    with pytest.raises(DisclosureError, match="table t"):
        ProtectedTable("t", ["a"], cells)


def test_a_table_names_its_columns() -> None:
    with pytest.raises(DisclosureError, match="expected"):
        ProtectedTable("t", ["a"], pd.DataFrame({"b": ["a"], "count": [1], "status": ["published"]}))


def test_the_cells_of_a_table_are_a_copy(grid: Grid) -> None:
    table = as_tables(grid, np.full(9, 7), np.zeros(9, dtype=bool))["pairs"]
    cells = table.cells
    cells.loc[0, "count"] = 8
    assert table.cells["count"].tolist() == [7] * 9


def test_a_naive_release_is_attacked_and_named(grid: Grid) -> None:
    """Only the small cell is withheld: its row gives it away."""
    count = np.array([60, 40, 20, 22, 2, 20, 38, 38, 0])
    withheld = zeros.with_zeros(grid, count, is_small(count, 5))
    report = audit_tables(grid, as_tables(grid, count, withheld), Standard(5))
    assert not report.passed
    by_cell = {tuple(f.cell.values()): f for f in report.findings}
    leak = by_cell["a1", "b1"]
    assert (leak.table, leak.low, leak.high, leak.exact) == ("pairs", 2, 2, True)
    assert "a1 = 22 leaves 2 for 1 withheld cell" in leak.witness
    assert "b1 = 40 leaves 2 for 1 withheld cell" in leak.witness
    assert set(by_cell) == {("a1", "b1")}
