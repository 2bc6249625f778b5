"""SQLite and DuckDB files: each table is a table of its own. Views are not read, for they are programs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import duckdb
import pyarrow as pa

from loaders.layouts.opened import Opened, cells, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from loaders.engines import DuckDBEngine
    from loaders.sources import Source

_BATCH: Final = 50_000
MEMORY_LIMIT: Final = "1GB"


def open_sqlite(source: Source, engine: DuckDBEngine) -> list[Opened]:
    """Open the tables of an SQLite file; `row` counts the rows of a table from 1.

    Raises
    ------
    SourceError
        When the file is damaged.
    """
    return _opened(source, engine, _sqlite)


def open_duckdb(source: Source, engine: DuckDBEngine) -> list[Opened]:
    """Open the tables of a DuckDB file; `row` counts the rows of a table from 1.

    Raises
    ------
    SourceError
        When the file is damaged, or lies in an archive.
    """
    if source.content is not None:
        raise source.refusal(found="a DuckDB file in an archive", expected="the file itself", remedy="Unpack it.")
    return _opened(source, engine, _duckdb)


def _opened(source: Source, engine: DuckDBEngine, read: Callable[[Source], dict[str, pa.Table]]) -> list[Opened]:
    try:
        tables = read(source)
    except (sqlite3.Error, duckdb.Error, pa.ArrowException, OSError, ValueError) as error:
        raise source.refusal(unreadable(error), "a database of plain tables", "Export the table as CSV.") from None
    if not tables:
        raise source.refusal(found="no table", expected="a table of records", remedy="Export the table as CSV.")
    return [_table(name, table, engine) for name, table in tables.items()]


def _table(name: str, table: pa.Table, engine: DuckDBEngine) -> Opened:
    rows = pa.array(range(1, table.num_rows + 1), pa.int64())
    nothing = pa.nulls(table.num_rows, pa.string())
    columns = dict(zip(cells(table.column_names), table.columns, strict=True))
    whole = pa.table({"row": rows, "fault": nothing, "geometry": nothing, **columns})
    return Opened(table.column_names, engine.arrow(whole), part=f"table {name!r}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _sqlite(source: Source) -> dict[str, pa.Table]:
    with closing(_connected(source)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        connection.text_factory = lambda content: content.decode(errors="replace")
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        names = [name for (name,) in connection.execute(f"{listed} AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")]
        return {name: _rows(source, connection.execute(f"SELECT * FROM {_quoted(name)}")) for name in names}  # noqa: S608


def _connected(source: Source) -> sqlite3.Connection:
    if source.content is None:
        return sqlite3.connect(f"{source.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(source.content)
    return connection


def _rows(source: Source, cursor: sqlite3.Cursor) -> pa.Table:
    names = [column[0] for column in cursor.description]
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    batches = []
    for rows in source.counted(iter(lambda: cursor.fetchmany(_BATCH), []), len):
        columns = [pa.array([_text(cell) for cell in column], pa.string()) for column in zip(*rows, strict=True)]
        batches.append(pa.record_batch(columns, schema=schema))
    return pa.Table.from_batches(batches, schema)


def _text(cell: object) -> str | None:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return None if cell is None or isinstance(cell, bytes) else str(cell)


def _duckdb(source: Source) -> dict[str, pa.Table]:
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "memory_limit": MEMORY_LIMIT,
        "lock_configuration": "true",
    }
    with duckdb.connect(str(source.path.resolve()), read_only=True, config=config) as connection:
        listed = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
        tables = {}
        for schema, name in connection.execute(listed).fetchall():
            found = connection.sql(f"SELECT COLUMNS(*)::VARCHAR FROM {_quoted(schema)}.{_quoted(name)}")  # noqa: S608
            tables[name] = found.to_arrow_table()
        return tables
