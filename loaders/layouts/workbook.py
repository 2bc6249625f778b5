"""Read a workbook in a process of its own, with a fixed share of memory and time.

A workbook of a few kilobytes can claim to hold more cells than any memory; what becomes of that is this process' loss
alone. It reads a workbook from stdin and writes, for each sheet, one Arrow stream of strings to stdout. It imports
nothing of this package, so that it starts at once, and it prints nothing of the workbook.
"""

from __future__ import annotations

import io
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
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


def main() -> int:
    """Read the workbook from stdin, write its sheets to stdout, and return an exit code that says what went wrong."""
    _limit()
    out = sys.stdout.buffer
    try:
        content = sys.stdin.buffer.read()
        if _is_bomb(content):
            return TOO_LARGE
        with calamine.load_workbook(io.BytesIO(content)) as book:
            sheets = [sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
            for name in sheets:
                _write(book.get_sheet_by_name(name), name, out)
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


def _write(sheet: calamine.CalamineSheet, name: str, out: Any) -> None:  # noqa: ANN401  (a binary stream)
    """Write the rows of a sheet that are not blank, with their numbers as a spreadsheet shows them."""
    width = sheet.width if sheet.start else 0
    fields = [pa.field("row", pa.int64()), *(pa.field(f"c{at}", pa.string()) for at in range(width))]
    schema = pa.schema(fields, metadata={"sheet": name})
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
