"""Bare instances: what is read, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack.model.equations import build_system
from geodata.attack.rounded_intervals import are_records
from geodata.counting import count_cells
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.errors import GeodataError
from geodata.tabulation.instance import read_instance
from tests.geodata.disclosure.linked import as_tables

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """threshold = 5
zeros = "published"
records = "records.csv"
[trees]
origin = "origin.csv"
recovery = "recovery.csv"
relation = "relations.csv"
[functions.relation]
of = ["origin", "recovery"]
map = "map.csv"
[[tables]]
name = "corridors"
depth = {origin = 1, recovery = 1}
[[tables]]
name = "relations"
depth = {relation = 1}
"""
FILES = {
    "instance.toml": SETTINGS,
    "origin.csv": "code,parent,label\nO,,all\nO1,O,one\nO2,O,two\n",
    "recovery.csv": "code,parent\nR,\nR1,R\nR2,R\n",
    "relations.csv": "code,parent\nall,\nwithin,all\nacross,all\n",
    "map.csv": "origin,recovery,relation\nO1,R1,within\nO2,R2,within\nO1,R2,across\nO2,R1,across\n",
    "records.csv": "origin,recovery,count\nO1,R1,7\nO1,R2,2\nO2,R2,9\n",
}


def folder(path: Path, **changed: str | None) -> Path:
    """Write the files of an instance, some changed, some left out."""
    for name, text in (FILES | {k.replace("_", "."): v for k, v in changed.items()}).items():
        if text is not None:
            (path / name).write_text(text, encoding="utf-8")
    return path


def test_an_instance_is_read_with_its_function(tmp_path: Path) -> None:
    instance = read_instance(folder(tmp_path))
    assert (instance.threshold, instance.zeros_protected) == (5, False)
    grid = instance.grid
    count = count_cells(grid, instance.codes, instance.count).counts()
    shown = {tuple(grid.codes(c).values()): int(n) for c, n in enumerate(count)}
    assert shown["O", "R", "all"] == 18
    assert shown["O", "R", "within"] == 16
    assert shown["O", "R", "across"] == 2
    assert shown["O2", "R1", "all"] == 0
    none = np.zeros(len(grid), dtype=bool)
    assert are_records(build_system(grid, count, none, none))
    within, across = (next(c for c in range(len(grid)) if grid.codes(c)["relation"] == r) for r in ("within", "across"))
    count[within], count[across] = count[within] - 1, count[across] + 1
    assert not are_records(build_system(grid, count, none, none))


def test_the_audit_knows_that_a_dimension_is_a_function_of_others(tmp_path: Path) -> None:
    """Rows and columns leave four corridors free by one unknown, and the total of two of them settles it."""
    records = "origin,recovery,count\nO1,R1,3\nO1,R2,17\nO2,R1,17\nO2,R2,3\n"
    instance = read_instance(folder(tmp_path, records_csv=records))
    grid = instance.grid
    count = count_cells(grid, instance.codes, instance.count).counts()
    cells = [tuple(grid.codes(c).values()) for c in range(len(grid))]
    inner = np.array([c[0] != "O" and c[1] != "R" for c in cells])
    report = audit_tables(grid, as_tables(grid, count, inner), Standard(5))
    leaks = {tuple(f.cell.values()): (f.low, f.high) for f in report.findings}
    assert leaks == {("O1", "R1"): (3, 3), ("O2", "R2"): (3, 3)}
    by_relation = np.array([c[2] != "all" for c in cells])
    # with the relations withheld the corridors are safe; a relation, twice a corridor, is never 1
    report = audit_tables(grid, as_tables(grid, count, inner | by_relation), Standard(5))
    leaks = {f.cell["relation"]: (f.low, f.high) for f in report.findings}
    assert leaks == {"within": (2, 38), "across": (2, 38)}


def test_records_may_give_the_function_themselves(tmp_path: Path) -> None:
    text = "origin,recovery,relation,count\nO1,R1,within,7\nO1,R2,across,2\nO2,R2,within,9\n"
    (given, inferred) = (tmp_path / "given", tmp_path / "inferred")
    given.mkdir()
    inferred.mkdir()
    first, second = read_instance(folder(given, records_csv=text)), read_instance(folder(inferred))
    assert np.array_equal(first.codes["relation"], second.codes["relation"])


def test_zeros_may_be_protected(tmp_path: Path) -> None:
    assert read_instance(folder(tmp_path, instance_toml=SETTINGS.replace("published", "protected"))).zeros_protected


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"instance_toml": None}, "no instance.toml"),
        ({"instance_toml": "threshold = "}, "not TOML"),
        ({"instance_toml": "threshold = 5"}, "no records, trees, tables"),
        ({"instance_toml": SETTINGS.replace("relation = 1}", "county = 1}")}, "'county'; expected one of origin"),
        ({"origin_csv": None}, "origin.csv: no such file"),
        ({"origin_csv": "code\nO\n"}, "origin.csv: no column parent"),
        ({"records_csv": "origin,recovery,count\nO9,R1,7\nO8,R1,7\n"}, "2 records with an unknown origin"),
        ({"records_csv": "origin,recovery,count\nO9,R9,7\nO1,R1,x\n"}, r"rows 2.*origin.*recovery.*rows 3: no count"),
        ({"records_csv": "origin,count\nO1,7\n"}, "no column recovery"),
        ({"records_csv": "origin,recovery,count\nO1,R1,7\nO1,R1,O9\nO1,R1,-3\n"}, "column count, rows 3, 4: no count"),
        ({"instance_toml": SETTINGS.replace("threshold = 5", "threshold = 1")}, "threshold = 1; expected"),
        ({"instance_toml": SETTINGS.replace('name = "relations"', "")}, "a table without name or depth"),
        ({"map_csv": "origin,recovery,relation\nO1,R1,within\n"}, "no relation for 3 pairs"),
    ],
)
def test_a_fault_is_named_without_the_value(tmp_path: Path, changed: dict[str, str | None], says: str) -> None:
    with pytest.raises(GeodataError, match=says) as refusal:
        read_instance(folder(tmp_path, **changed))
    assert "O9" not in str(refusal.value)


def test_codes_are_looked_up_in_an_index_made_once(tmp_path: Path) -> None:
    folder(tmp_path)
    tree = read_instance(tmp_path).grid.trees["origin"]
    assert tree.index is tree.index, "made anew for each of 60,000 records, it takes 18 seconds"
