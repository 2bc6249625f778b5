"""Workbooks: Excel (xlsx, xlsm, xlsb, xls) and OpenDocument (ods); each sheet is a table of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from loaders.layouts import workbook
from loaders.layouts.grid import Seen, Sheet

if TYPE_CHECKING:
    from loaders.sources import Source

FOUND: Final = {
    workbook.ENCRYPTED: "a workbook with a password",
    workbook.UNREADABLE: "the file cannot be read as a workbook",
    workbook.TOO_LARGE: "a workbook that grows beyond measure",
}


def read_sheets(source: Source) -> list[Sheet]:
    """Read all sheets of a workbook that hold anything.

    Raises
    ------
    SourceError
        When the workbook is damaged, encrypted, or needs more memory or time than a workbook should.
    """
    # Isolated, for the folder of this file has modules that are named like those of Python itself.
    command = [sys.executable, "-I", str(Path(workbook.__file__))]
    with subprocess.Popen(  # noqa: S603  (our own reader; the workbook comes by stdin)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as reader:
        feeding = Thread(target=_feed, args=(source, reader), daemon=True)
        feeding.start()
        sheets = _received(source, reader)
        try:
            code = reader.wait(workbook.MAX_SECONDS)
        except subprocess.TimeoutExpired:
            reader.kill()
            code = workbook.TOO_LARGE
        feeding.join()
    if code:
        found = FOUND.get(code, FOUND[workbook.TOO_LARGE])
        raise source.refusal(found, "a workbook without password", "Save the sheet of records as CSV in UTF-8.")
    return [sheet for sheet in sheets if sheet.table.num_rows]


def _feed(source: Source, reader: subprocess.Popen[bytes]) -> None:
    pipe = reader.stdin
    if pipe is None:
        return
    try:
        with source.open() as file, pipe:
            while chunk := file.read(1 << 20):
                pipe.write(chunk)
    except OSError:
        pass  # the reader gave up, and its exit code says why


def _received(source: Source, reader: subprocess.Popen[bytes]) -> list[Sheet]:
    """Take the sheets as the reader writes them; a stream that breaks off ends them, and the exit code says why."""
    sheets: list[Sheet] = []
    while reader.stdout is not None:
        try:
            with pa.ipc.open_stream(reader.stdout) as stream:
                metadata = stream.schema.metadata or {}
                name, seen = metadata.get(b"sheet", b"").decode(), json.loads(metadata.get(b"seen", b"{}"))
                batches = list(source.counted(stream, len))
                table = pa.Table.from_batches(batches, stream.schema).replace_schema_metadata()
                sheets.append(Sheet(f"sheet {name!r}", table, Seen.of(seen)))
        except (pa.ArrowInvalid, OSError, EOFError):
            break
    return sheets
