"""A bare instance, protected: what the file holds, and what is refused without a trace."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geodata.counting import count_cells
from geodata.disclosure.instance import protect_instance
from geodata.disclosure.recoding.small_areas import say_coarser
from geodata.disclosure.rules.frequency import is_small
from geodata.errors import GeodataError
from geodata.tabulation.grid import Grid, TableSpec
from geodata.tabulation.instance import read_instance
from geodata.trees import Tree
from tests.geodata.test_tabulation_instance import SETTINGS, folder

INSTANCES = Path(__file__).parents[3] / "benchmarks" / "instances"
#: Enough around two small corridors to hide them behind.
RECORDS = "origin,recovery,count\nO1,R1,70\nO1,R2,2\nO2,R1,3\nO2,R2,90\n"


def protected(tmp_path: Path, **options: str) -> tuple[dict[str, object], pd.DataFrame]:
    answer = protect_instance(folder(tmp_path, records_csv=RECORDS), tmp_path / "out.csv", **options)  # type: ignore[arg-type]
    return answer, pd.read_csv(tmp_path / "out.csv", dtype="string", keep_default_na=False)


def test_the_file_holds_every_cell_but_shown_zeros(tmp_path: Path) -> None:
    _, cells = protected(tmp_path)
    assert list(cells.columns) == ["table", "origin", "recovery", "relation", "count", "status"]
    assert len(cells) == 9 + 3
    assert set(cells["status"]) == {"published", "withheld"}
    assert (cells["count"].eq("") == cells["status"].eq("withheld")).all()
    total = cells[(cells["table"] == "corridors") & (cells["origin"] == "O") & (cells["recovery"] == "R")]
    assert total["count"].tolist() == ["165"]
    assert total["relation"].tolist() == [""]
    shown = pd.to_numeric(cells.loc[cells["status"] == "published", "count"])
    assert shown.min() >= 5


@pytest.mark.parametrize("kind", ["public", "counts"])
def test_the_figures_are_those_of_the_file(tmp_path: Path, kind: str) -> None:
    answer, cells = protected(tmp_path, kind=kind)
    assert answer["too_small"] == 2
    assert answer["withheld"] == (cells["status"] == "withheld").sum()
    assert answer["further"] == answer["withheld"] - answer["too_small"]  # no zero is withheld here
    assert answer["further_sum"] >= 5 * answer["further"] > 0
    assert answer["audit"]["passed"]
    assert set(answer["seconds"]) == {"read", "protect", "audit", "write", "total"}


def test_zeros_that_are_shown_are_left_out(tmp_path: Path) -> None:
    records = "origin,recovery,count\nO1,R1,70\nO2,R2,90\n"
    protect_instance(folder(tmp_path, records_csv=records), tmp_path / "out.csv")
    cells = pd.read_csv(tmp_path / "out.csv")
    assert (cells["count"] > 0).all()
    assert len(cells) == 12 - 3  # O1 to R2, O2 to R1, across


def test_protected_zeros_are_withheld_and_listed(tmp_path: Path) -> None:
    records = "origin,recovery,count\nO1,R1,70\nO2,R2,90\n"
    made = folder(tmp_path, records_csv=records, instance_toml=SETTINGS.replace('"published"', '"protected"'))
    answer = protect_instance(made, tmp_path / "out.csv")
    assert answer["audit"]["passed"]
    cells = pd.read_csv(tmp_path / "out.csv", dtype="string", keep_default_na=False)
    assert len(cells) == 12
    hidden = cells[cells["status"] == "withheld"]
    by_codes = set(hidden[["origin", "recovery", "relation"]].itertuples(index=False, name=None))
    assert {("O1", "R2", ""), ("O2", "R1", ""), ("", "", "across")} <= by_codes
    assert answer["further"] > 0  # what stands beside a zero must not give it away


def test_exact_protection_withholds_less(tmp_path: Path) -> None:
    records = "origin,recovery,count\nO1,R1,70\nO1,R2,2\nO2,R1,3\nO2,R2,5\n"
    made = folder(tmp_path, records_csv=records)
    further = {}
    for level in ("exact", "interval"):
        answer = protect_instance(made, tmp_path / "out.csv", level=level)
        assert answer["audit"]["passed"]
        further[level] = answer["further"]
    assert 0 < further["exact"] <= further["interval"]


def test_a_table_that_is_mostly_too_small_is_named_with_what_would_show_more(tmp_path: Path) -> None:
    few = "origin,recovery,count\nO1,R1,2\nO1,R2,1\nO2,R1,3\nO2,R2,1\n"
    for records, expected in ((few, ["corridors"]), (RECORDS, [])):
        made = read_instance(folder(tmp_path, records_csv=records))
        count = count_cells(made.grid, made.codes, made.count).counts()
        lines = say_coarser(made.grid, is_small(count, made.threshold), count > 0, many=3)
        assert [line.split()[1] for line in lines] == expected
        for line in lines:  # 7 in all, by origin 3 and 4, by recovery 5 and 2
            assert "78% of its numbers; without" in line
            assert line.endswith("would be: origin 33%, recovery 67%")


def test_a_dimension_without_levels_is_no_way_to_show_more() -> None:
    trees = {d: Tree.from_parents(d, {d: None, f"{d}1": d, f"{d}2": d}) for d in "ab"}
    grid = Grid.build(trees, [TableSpec("t", {"a": trees["a"], "b": trees["b"].down_to(0)})])
    every = np.ones(len(grid), dtype=bool)
    (line,) = say_coarser(grid, every, every, many=1)
    assert line.endswith("would be: a 100%")


def test_an_instance_that_can_not_be_read_leaves_nothing(tmp_path: Path) -> None:
    made = folder(tmp_path, records_csv="origin,recovery,count\nO9,R1,70\n")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(GeodataError, match="unknown origin"):
        protect_instance(made, tmp_path / "out.csv")
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_can_not_be_written_leaves_nothing(tmp_path: Path) -> None:
    made = folder(tmp_path, records_csv=RECORDS)
    (tmp_path / "out.csv").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OSError, match="directory"):
        protect_instance(made, tmp_path / "out.csv")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("level", "most"), [("exact", 100), ("interval", 320)])
def test_linked_tables_of_some_size_are_protected_at_little_cost(tmp_path: Path, level: str, most: int) -> None:
    """20,000 cells, of which 5,620 are too small."""
    told: list[str] = []
    answer = protect_instance(INSTANCES / "M", tmp_path / "out.csv", kind="counts", level=level, progress=told.append)  # type: ignore[arg-type]
    assert any("mostly too small" in line for line in told)
    assert answer["audit"]["passed"]
    assert 0 < answer["further"] <= most
