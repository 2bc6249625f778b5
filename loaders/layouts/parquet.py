"""Parquet: read in place by the engine, with row numbers from the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.errors import SourceError
from loaders.layouts.opened import Opened, cells, unreadable

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from loaders.engines import DuckDBEngine
    from loaders.sources import Source


def open_parquet(source: Source, engine: DuckDBEngine) -> Opened:
    """Open a Parquet file; `row` counts its rows from 1.

    Raises
    ------
    SourceError
        When the file is damaged or encrypted.
    """
    schema, n_rows = _told(source)
    header = schema.names
    if source.content is not None:
        return Opened(header, _in_memory(source, engine))
    return Opened(header, engine.parquet(source.path, cells(header)), n_rows=n_rows)


def is_geographic(source: Source) -> bool:
    """Say whether a Parquet file is GeoParquet, by its metadata."""
    try:
        return isinstance(json.loads((_told(source)[0].metadata or {}).get(b"geo", b"0")), dict)
    except (SourceError, ValueError):
        return False


def _in_memory(source: Source, engine: DuckDBEngine) -> Table:
    """Read a Parquet file of an archive."""
    try:
        with source.open() as file:
            table = pq.read_table(file)
        columns = [column.cast(pa.string()) for column in table.columns]
    except (pa.ArrowException, OSError) as error:
        raise source.refusal(unreadable(error), "a Parquet file of plain columns", "Write the file again.") from None
    nothing, rows = pa.nulls(table.num_rows, pa.string()), pa.array(range(1, table.num_rows + 1), pa.int64())
    named = dict(zip(cells(table.column_names), columns, strict=True))
    return engine.arrow(pa.table({"row": rows, "fault": nothing, "geometry": nothing, **named}))


def _told(source: Source) -> tuple[pa.Schema, int]:
    """Read what a file says of itself: its columns, and how many rows it has."""
    try:
        with source.open() as file:
            metadata = pq.read_metadata(file)
            return metadata.schema.to_arrow_schema(), metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise source.refusal(unreadable(error), "a Parquet file", "Write the file again.") from None
