"""Parquet: read in place by the engine, with row numbers from the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from loaders.errors import Fault, SourceError
from loaders.layouts.opened import Opened, cells, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from loaders.engines import DuckDBEngine


def open_parquet(path: Path, engine: DuckDBEngine) -> Opened:
    """Open a Parquet file; `row` counts its rows from 1.

    Raises
    ------
    SourceError
        When the file is damaged or encrypted.
    """
    header = _schema(path).names
    table = engine.parquet(path, cells(header))
    return Opened(header, table.mutate(fault=ibis.null("string"), geometry=ibis.null("string")))


def is_geographic(path: Path) -> bool:
    """Say whether a Parquet file is GeoParquet, by its metadata."""
    try:
        return isinstance(json.loads((_schema(path).metadata or {}).get(b"geo", b"0")), dict)
    except (SourceError, ValueError):
        return False


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        fault = Fault(path.name, unreadable(error), "a Parquet file", "Write the file again.")
        raise SourceError([fault]) from None
