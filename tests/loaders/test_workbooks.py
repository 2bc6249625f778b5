"""What a workbook shows and what it hides: merged cells, hidden rows, columns and sheets; every cell is invented."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from geodata.check import check
from loaders.choices import Choices
from loaders.records import Records, read_records
from tests.loaders.conftest import HEADER

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet

FAULTS = Path(__file__).parent / "faults"
ROWS = [(2021, "Texas", state, 20 + at) for at, state in enumerate(("Ohio", "Iowa", "Utah", "Maine"))]
ODS = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
><office:body><office:spreadsheet><table:table table:name="a">{}</table:table></office:spreadsheet></office:body
></office:document-content>"""


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[[Callable[[Worksheet], object]], Path]:
    """Write a workbook with some records, changed by the caller."""

    def write(change: Callable[[Worksheet], object]) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (HEADER, *ROWS):
            sheet.append(row)
        change(sheet)
        path = tmp_path / "a.xlsx"
        book.save(path)
        return path

    return write


def _read(path: Path, hidden: str = "ask") -> Records:
    return read_records([path], choices=Choices(hidden=hidden))[0]


def _told(records: Records) -> dict[str, tuple[int, ...]]:
    return {found.rule: found.rows for found in records.findings}


def test_merged_cells_hold_for_their_rows(workbook: Callable[..., Path]) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A5")
        sheet.merge_cells("B3:B5")

    records = _read(workbook(merge))
    assert records.frame[["period", "origin"]].drop_duplicates().to_numpy().tolist() == [["2021", "Texas"]]
    assert (records.tally.loaded, _told(records)) == (4, {"merged": ()})
    assert _read(FAULTS / "18_merged_origin.xlsx").frame["origin"].tolist() == ["Texas"] * 3


def test_a_merged_count_is_one_count(workbook: Callable[..., Path]) -> None:
    found = check([workbook(lambda sheet: sheet.merge_cells("D2:D4"))])
    rules = {each["rule"]: each["rows"] for each in found["findings"]}
    assert (found["loaded"], found["quarantined"], rules["empty"]) == (2, 2, [3, 4])


def test_hidden_rows_need_a_decision(workbook: Callable[..., Path]) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[4].hidden = True

    path = workbook(hide)
    assert (_read(path).undecided, _told(_read(path))) == ({"hidden": 2}, {"hidden-rows": (3, 4)})
    kept, dropped = _read(path, "keep"), _read(path, "drop")
    assert (kept.tally.loaded, kept.undecided, _told(kept)) == (4, {}, {})
    assert (dropped.tally.loaded, dropped.tally.notes, _told(dropped)) == (2, 2, {"hidden-dropped": (3, 4)})
    assert _read(FAULTS / "17_hidden_row.xlsx", "drop").frame["count"].tolist() == [20]


def test_hidden_sheets_need_a_decision() -> None:
    path = FAULTS / "16_hidden_sheet.xlsx"
    assert check([path])["undecided"] == {"hidden": 1}
    assert (_read(path, "keep").frame["count"].sum(), _read(path, "drop").frame["count"].sum()) == (520, 20)
    assert _told(_read(path, "drop")) == {"hidden-dropped": ()}


def test_hidden_columns_are_told(workbook: Callable[..., Path]) -> None:
    def hide(sheet: Worksheet) -> None:
        for row, cell in enumerate(("category", "runaway", "runaway", "runaway", "runaway"), start=1):
            sheet.cell(row, 5, cell)
        sheet.column_dimensions["E"].hidden = True

    path = workbook(hide)
    assert _read(path).undecided == {"hidden": 4}
    assert _read(path, "keep").frame["category"].tolist() == ["runaway"] * 4
    assert _read(path, "drop").frame["category"].isna().all()


def test_opendocument_hides_rows_too(tmp_path: Path) -> None:
    def row(cells: tuple[object, ...], hidden: str = "") -> str:
        start = '<table:table-cell office:value-type="string"><text:p>'
        inner = "".join(f"{start}{cell}</text:p></table:table-cell>" for cell in cells)
        return f"<table:table-row{hidden}>{inner}</table:table-row>"

    hidden = ' table:visibility="filter"'
    lines = [row(HEADER), row(ROWS[0]), row(ROWS[1], hidden), row(ROWS[2]), row(ROWS[3], hidden)]
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format("".join(lines)))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    assert _told(_read(path)) == {"hidden-rows": (3, 5)}
    assert _read(path, "drop").tally.loaded == 2
