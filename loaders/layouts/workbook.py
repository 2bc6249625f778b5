"""Read a workbook in a process of its own, with a fixed share of memory and time.

A workbook of a few kilobytes can claim to hold more cells than any memory; what becomes of that is this process' loss
alone. It reads a workbook from stdin and writes, for each sheet, one Arrow stream of strings to stdout. It imports
nothing of this package, so that it starts at once, and it prints nothing of the workbook.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import python_calamine as calamine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_BYTES: Final = 4 << 30
MAX_SECONDS: Final = 600
MAX_UNPACKED: Final = 2 << 30
ENCRYPTED, UNREADABLE, TOO_LARGE = 3, 4, 5
_BATCH: Final = 20_000
_CHUNK: Final = 1 << 20
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_ATTRIBUTE: Final = re.compile(rb"""([\w:.-]+)\s*=\s*["']([^"']*)["']""")
_ROW_OR_COLUMN: Final = re.compile(rb"<(?:\w+:)?(row|col)\b([^>]*)>")
_ODS_TAG: Final = re.compile(rb"<table:(table|table-row|table-column)(?=[ />])([^>]*)>")


def main() -> int:
    """Read the workbook from stdin, write its sheets to stdout, and return an exit code that says what went wrong."""
    _limit()
    out = sys.stdout.buffer
    try:
        content = sys.stdin.buffer.read()
        if _is_bomb(content):
            return TOO_LARGE
        with calamine.load_workbook(io.BytesIO(content)) as book:
            hidden = _hidden(content)
            for sheet in book.sheets_metadata:
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                    is_hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
                    _write(book.get_sheet_by_name(sheet.name), sheet.name, out, is_hidden, hidden.get(sheet.name))
    except calamine.PasswordError:
        return ENCRYPTED
    except MemoryError:
        return TOO_LARGE
    except Exception:  # noqa: BLE001  (whatever it is, its text may quote the workbook)
        return UNREADABLE
    out.flush()
    return 0


def _limit() -> None:
    """Take no more than a fixed share of memory and time, where the system knows such limits."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (not on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


def _is_bomb(content: bytes) -> bool:
    """Say whether a workbook that is an archive grows beyond measure."""
    if not content.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED


class _Unseen:
    """What a sheet hides: numbers of rows from 1, of columns from 0."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []


def _hidden(content: bytes) -> dict[str, _Unseen]:
    """Find what the sheets of a workbook hide; of formats that are no archives of XML nothing is known."""
    if not content.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            return _hidden_in_ods(archive.read("content.xml"))
        if "xl/workbook.xml" not in names:
            return {}
        targets = dict(_relations(archive.read("xl/_rels/workbook.xml.rels")))
        found: dict[str, _Unseen] = {}
        for sheet in _tags(archive.read("xl/workbook.xml"), "sheet"):
            path = targets.get(next((text for name, text in sheet.items() if name.endswith(":id")), ""), "")
            path = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
            if path in names:
                with archive.open(path) as file:
                    found[sheet.get("name", "")] = _hidden_in_xlsx(file)
        return found


def _relations(rels: bytes) -> Iterator[tuple[str, str]]:
    for relation in _tags(rels, "Relationship"):
        yield relation.get("Id", ""), relation.get("Target", "")


def _tags(xml: bytes, name: str) -> Iterator[dict[str, str]]:
    """Give the attributes of the elements of a name; their texts are not looked at."""
    for tag in re.finditer(rf"<(?:\w+:)?{name}\b([^>]*)>".encode(), xml):
        yield _attributes(tag[1])


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): unescape(text.decode()) for name, text in _ATTRIBUTE.findall(tag)}


def _hidden_in_xlsx(file: Any) -> _Unseen:  # noqa: ANN401  (a member of an archive)
    """Look for rows and columns that are hidden or have no height; text of cells is passed over."""
    unseen, rest, n_rows = _Unseen(), b"", 0
    while chunk := file.read(_CHUNK):
        text = rest + chunk
        end = text.rfind(b"<")
        text, rest = (text[:end], text[end:]) if end > 0 else (b"", text)
        is_plain = b"hidden=" not in text and b'ht="0' not in text and b'width="0' not in text
        if is_plain and b"<col" not in text:
            n_rows = _last_row(text, n_rows)
            continue
        for kind, tag in _ROW_OR_COLUMN.findall(text):
            said = _attributes(tag)
            n_rows = int(said.get("r", n_rows + 1)) if kind == b"row" else n_rows
            if said.get("hidden") in {"1", "true"} or said.get("ht" if kind == b"row" else "width") in {"0", "0.0"}:
                if kind == b"row":
                    unseen.rows.append(n_rows)
                else:
                    unseen.columns += range(int(said["min"]) - 1, min(int(said["max"]), _MOST_COLUMNS))
    return unseen


def _last_row(text: bytes, n_rows: int) -> int:
    """Say the number of the last row of a text; one without a number follows the one before."""
    last = text.rfind(b"<row")
    said = _attributes(text[last : text.find(b">", last)]) if last >= 0 else {}
    return int(said.get("r", n_rows + text.count(b"<row")))


def _hidden_in_ods(xml: bytes) -> dict[str, _Unseen]:
    """Look for hidden rows and columns of an OpenDocument; either may stand for many."""
    found: dict[str, _Unseen] = {}
    unseen, row, column = _Unseen(), 0, 0
    for kind, tag in _ODS_TAG.findall(xml):
        said = _attributes(tag)
        if kind == b"table":
            unseen, row, column = _Unseen(), 0, 0
            found[said.get("table:name", "")] = unseen
            continue
        is_row = kind == b"table-row"
        times = int(said.get(f"table:number-{'rows' if is_row else 'columns'}-repeated", 1))
        is_hidden = said.get("table:visibility", "visible") != "visible"
        if is_row:
            unseen.rows += range(row + 1, row + 1 + min(times, _MOST_ROWS)) if is_hidden else ()
            row += times
        else:
            unseen.columns += range(column, column + min(times, _MOST_COLUMNS)) if is_hidden else ()
            column += times
    return found


def _write(
    sheet: calamine.CalamineSheet, name: str, out: Any, is_hidden: bool, unseen: _Unseen | None  # noqa: ANN401, FBT001
) -> None:  # fmt: skip
    """Write the rows of a sheet that are not blank, with their numbers as a spreadsheet shows them."""
    width = sheet.width if sheet.start else 0
    left = sheet.start[1] if sheet.start else 0
    fields = [pa.field("row", pa.int64()), *(pa.field(f"c{at}", pa.string()) for at in range(width))]
    unseen = unseen or _Unseen()
    merged = [
        (top + 1, at - left, bottom + 1) for (top, at), (bottom, _) in sheet.merged_cell_ranges or () if bottom > top
    ]
    said = {
        "is_hidden": is_hidden, "rows": unseen.rows, "columns": [at - left for at in unseen.columns if at >= left],
        "merged": merged,
    }  # fmt: skip
    schema = pa.schema(fields, metadata={"sheet": name, "seen": json.dumps(said)})
    with pa.ipc.new_stream(out, schema) as stream:
        for rows, cells in _batches(sheet):
            columns = [
                pa.array(rows, pa.int64()),
                *(pa.array(column, pa.string()) for column in zip(*cells, strict=True)),
            ]
            stream.write_batch(pa.record_batch(columns, schema=schema))


def _batches(sheet: calamine.CalamineSheet) -> Iterator[tuple[list[int], list[list[str | None]]]]:
    rows: list[int] = []
    cells: list[list[str | None]] = []
    if not sheet.start:
        return
    first = sheet.start[0] + 1
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=first):
        texts = _texts(row)
        if any(texts):
            rows.append(number)
            cells.append(texts)
        if len(rows) == _BATCH:
            yield rows, cells
            rows, cells = [], []
    if rows:
        yield rows, cells


def _texts(row: Sequence[Any]) -> list[str | None]:
    return [cell if type(cell) is str else _text(cell) for cell in row]


def _text(cell: Any) -> str | None:  # noqa: ANN401
    """Write a cell as the text that a reader of the sheet would type."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else None


if __name__ == "__main__":
    sys.exit(main())
