"""Write a large workbook: cell by cell a library takes minutes for what a benchmark needs."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROWS_OF_A_SHEET: Final = 1_000_000
XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKED: Final = "http://schemas.openxmlformats.org/package/2006"


def write_workbook(path: Path, names: Sequence[str], rows: Sequence[Sequence[str]], n_rows: int) -> None:
    """Write a workbook as a spreadsheet does, by sheets of a million rows, each under the header.

    Parameters
    ----------
    rows
        What is written, again and again until there are so many as `n_rows`.
    """
    texts = {text: at for at, text in enumerate(dict.fromkeys([*names, *(cell for row in rows for cell in row)]))}
    numbered = [[texts[cell] for cell in row] for row in rows]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        starts = range(0, n_rows, ROWS_OF_A_SHEET)
        for number, start in enumerate(starts, start=1):
            with book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'{XML}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
                sheet.write(_row(1, [texts[name] for name in names]))
                for at in range(start, min(n_rows, start + ROWS_OF_A_SHEET)):
                    sheet.write(_row(at - start + 2, numbered[at % len(numbered)]))
                sheet.write(b"</sheetData></worksheet>")
        for part, content in _frame(len(starts), list(texts)).items():
            book.writestr(part, XML + content)


def _row(number: int, cells: list[int]) -> bytes:
    columns = zip("ABCDEFG", cells, strict=True)
    written = "".join([f'<c r="{column}{number}" t="s"><v>{cell}</v></c>' for column, cell in columns])
    return f'<row r="{number}">{written}</row>'.encode()


def _frame(n_sheets: int, texts: list[str]) -> dict[str, str]:
    """Write what holds the sheets of a workbook together."""
    numbers = range(1, n_sheets + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheets = "".join(f'<sheet name="records {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    targets = {f"rId{n}": ("worksheet", f"worksheets/sheet{n}") for n in numbers}
    targets["rId0"] = ("sharedStrings", "sharedStrings")
    links = "".join(
        f'<Relationship Id="{key}" Type="{LINK}/{what}" Target="{part}.xml"/>' for key, (what, part) in targets.items()
    )
    parts = {"workbook": "sheet.main"} | {part: what for what, part in targets.values()}
    types = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{kind}.{what}+xml"/>' for part, what in parts.items()
    )
    return {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>{sheets}</sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKED}/relationships">{links}</Relationships>',
        "_rels/.rels": f'<Relationships xmlns="{PACKED}/relationships"><Relationship Id="rId1" '
        f'Type="{LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{PACKED}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
    }
