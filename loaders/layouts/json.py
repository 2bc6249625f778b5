"""JSON and JSON Lines: an array of objects, or one object in each line; their keys are the header."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from loaders.engines import MAX_LINE_BYTES
from loaders.layouts.opened import Opened, cells, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loaders.engines import DuckDBEngine
    from loaders.sources import Source

MAX_BYTES: Final = 256_000_000
LINES: Final = frozenset({".jsonl", ".ndjson"})
MAX_COLUMNS: Final = 2_000
_EXPECTED: Final = "objects of one table: [{…}, …], or one object in each line"
_REMEDY: Final = "Export the table as JSON objects, or as CSV."


def open_json(source: Source, engine: DuckDBEngine) -> Opened:
    """Open JSON; `row` counts objects from 1, or is the line in JSON Lines.

    Raises
    ------
    SourceError
        When the content is no table of objects.
    """
    rows: list[int] = []
    columns: dict[str, list[str | None]] = {}
    try:
        for row, record in source.counted(_lines(source) if source.suffix in LINES else _array(source)):
            _add(columns, record, len(rows))
            rows.append(row)
    except (ValueError, RecursionError, OSError) as error:
        found = unreadable(error) if not isinstance(error, _ShapeError) else str(error)
        raise source.refusal(found, _EXPECTED, _REMEDY) from None
    for column in columns.values():
        column.extend([None] * (len(rows) - len(column)))
    table = {name: pa.array(column, pa.string()) for name, column in zip(cells(columns), columns.values(), strict=True)}
    nothing = pa.nulls(len(rows), pa.string())
    whole = pa.table({"row": pa.array(rows, pa.int64()), "fault": nothing, "geometry": nothing, **table})
    return Opened(list(columns), engine.arrow(whole))


class _ShapeError(ValueError):
    """JSON that is no table; its text holds no value."""


def _add(columns: dict[str, list[str | None]], record: Any, n_before: int) -> None:  # noqa: ANN401
    if not isinstance(record, dict):
        msg = "something else than objects"
        raise _ShapeError(msg)
    for name, value in record.items():
        column = columns.setdefault(name, [])
        column += [None] * (n_before - len(column))
        column.append(_text(value))
    if len(columns) > MAX_COLUMNS:
        msg = f"more than {MAX_COLUMNS} different keys"
        raise _ShapeError(msg)


def _text(value: Any) -> str | None:  # noqa: ANN401
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _array(source: Source) -> Iterable[tuple[int, Any]]:
    with source.open() as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        msg = f"more than {MAX_BYTES // 10**6} MB of JSON in one piece"
        raise _ShapeError(msg)
    found = _parsed(content)
    if isinstance(found, dict):
        tables = [value for value in found.values() if isinstance(value, list)]
        found = tables[0] if len(tables) == 1 else None
    if not isinstance(found, list):
        msg = "no array of objects"
        raise _ShapeError(msg)
    return enumerate(found, start=1)


def _lines(source: Source) -> Iterator[tuple[int, Any]]:
    with source.open() as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                msg = f"a line of more than {MAX_LINE_BYTES} bytes"
                raise _ShapeError(msg)
            if line.strip():
                yield number, _parsed(line)


def _parsed(content: bytes) -> Any:  # noqa: ANN401
    """Parse JSON with numbers as they are written, and refuse a key that stands twice: a value would be lost."""
    return json.loads(
        content.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_object
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        msg = "a key twice in one object"
        raise _ShapeError(msg)
    return found
