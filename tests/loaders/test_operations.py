"""The operations table: public facts, and nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.examples import EXAMPLES, write_example
from loaders.errors import ColumnsError, PersonalDataError
from loaders.operations import OPERATIONS, read_operations
from tests.loaders.conftest import as_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_read(tmp_path: Path, name: str) -> None:
    write_example(name, tmp_path / "a.csv", tmp_path / "b.csv")
    frame = read_operations(tmp_path / "b.csv")
    assert list(frame.columns) == list(OPERATIONS.columns)
    assert len(frame) == {"operation-lost-souls": 1, "national-synthetic": 3}[name]
    if name == "operation-lost-souls":
        row = frame.iloc[0]
        assert row["lead_agencies"] == "Homeland Security Investigations; Texas Department of Public Safety"
        assert len(row["partner_agencies"].split("; ")) == 15
        assert (row["status"], row["start"], row["source_date"]) == ("ongoing", "2021-05", "2021-06-16")
        assert frame["end"].isna().all()


def test_columns_spellings_and_lists_are_tidied(source: Callable[..., Path]) -> None:
    rows = [(" B ", "En curso", "One;  Two ;;Three;"), ("A", "Closed", " ; "), ("", "", "")]
    frame = read_operations(source(as_csv(rows, ("Operación", "Estatus", "Lead agency"))))
    assert frame["operation"].tolist() == ["A", "B"]
    assert frame["status"].tolist() == ["concluded", "ongoing"]
    assert frame["lead_agencies"].fillna("-").tolist() == ["-", "One; Two; Three"]


def test_all_faults_are_gathered_by_row_and_column_without_values(source: Callable[..., Path]) -> None:
    header = ("operation", "start", "end", "status")
    rows = [("A", "2021-05", "2020", "zarpela"), ("", "2021", "", ""), ("A", "last spring", "", ""), ("B", "2021")]
    with pytest.raises(ColumnsError) as refusal:
        read_operations(source(as_csv(rows, header)))
    found = [(fault.where, fault.expected) for fault in refusal.value.faults]
    assert found == [
        ("a.csv, row 5", "as many fields as the header has"),
        ("a.csv, row 2, column 'end'", "an end that is not before the start"),
        ("a.csv, row 2, column 'operation'", "each operation once"),
        ("a.csv, row 2, column 'status'", "ongoing or concluded"),
        ("a.csv, row 3, column 'operation'", "the operation's name"),
        ("a.csv, row 4, column 'operation'", "each operation once"),
        ("a.csv, row 4, column 'start'", "a year, quarter, month or day such as 2021-05"),
    ]
    assert not {"zarpela", "spring"} & set(str(refusal.value).split())


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("lead_agencies", "Elmford Police Department; Maria Xolotl", "names of people"),
        ("partner_agencies", "Quandrell, James", "names of people"),
        ("services_offered", "call (555) 010-1234", "phone numbers"),
        ("investigations", "000-12-3456", "identity numbers"),
        ("jurisdiction", "12 Larkspur Street", "addresses"),
        ("operation", "ask a@example.org", "e-mail addresses"),
    ],
)
def test_persons_are_refused_by_content(source: Callable[..., Path], column: str, value: str, rule: str) -> None:
    row = {"operation": "A", column: value}
    with pytest.raises(PersonalDataError, match=f"a.csv, column '{column}': {rule}, ") as refusal:
        read_operations(source(as_csv([tuple(row.values())], tuple(row))))
    assert value not in str(refusal.value)


def test_headers_are_checked(source: Callable[..., Path]) -> None:
    with pytest.raises(PersonalDataError) as refusal:
        read_operations(source(as_csv([("A", "b", "c")], ("operation", "victim name", "notes"))))
    assert [fault.where for fault in refusal.value.faults] == ["a.csv, column 'notes'", "a.csv, column 'victim name'"]
    with pytest.raises(ColumnsError, match="column 2: no column of the operations table"):
        read_operations(source(as_csv([("ongoing", "x")], ("status", "zarpela"))))
    with pytest.raises(ColumnsError, match="column 'Operativo': no column of the operations table; expected once each"):
        read_operations(source(as_csv([("A", "B")], ("Operativo", "operation"))))


def test_agencies_and_sources_may_be_named_freely(source: Callable[..., Path]) -> None:
    agencies = "St. Mary Parish Sheriff; Adam Elmford Foundation; Texas Anti-Gang Center; U.S. Marshals Service"
    row = {"operation": "Operation Angel", "lead_agencies": agencies, "source": "https://example.org/release"}
    assert len(read_operations(source(as_csv([tuple(row.values())], tuple(row))))) == 1
