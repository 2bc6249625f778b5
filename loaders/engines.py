"""Ibis back ends: where validation and group-by run.

The rest of the loaders speaks Ibis only and sees two steps, `keep` and `fetch`, so that another engine needs no more
than a class like this. The embedded DuckDB reads the given files and nothing else: no network, no extensions, no
temporary files, a fixed share of memory.
"""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import duckdb
import ibis

from loaders.errors import Fault, OptionError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from ibis.backends.duckdb import Backend
    from ibis.expr.types import Table

MEMORY_LIMIT: Final = "1500MB"
MAX_LINE_BYTES: Final = 4_000_000


class DuckDBEngine:
    """The embedded engine, locked to the files it was opened for."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._names = (f"step_{number}" for number in itertools.count())
        self._ahead: int | None = None

    def csv(self, path: Path, *, header_lines: int, columns: Sequence[str], delimiter: str) -> Table:
        """Return a well-formed UTF-8 text file as a table of strings with its 1-based line numbers in `row`.

        The line numbers hold only for files without blank lines and without line breaks inside fields.
        """
        table = self._backend.read_csv(
            str(path.resolve()),
            auto_detect=False,
            header=False,
            skip=header_lines,
            columns=dict.fromkeys(columns, "VARCHAR"),
            delim=delimiter,
            quote='"',
            escape='"',
            strict_mode=True,
            max_line_size=MAX_LINE_BYTES,
        )
        return table.mutate(row=ibis.row_number() + 1 + header_lines)

    def parquet(self, path: Path, columns: Sequence[str]) -> Table:
        """Return a Parquet file as a table of strings with its 1-based row numbers in `row`.

        Parameters
        ----------
        columns
            Names for the columns of the file, in their order; the engine's own names differ where the file repeats one.
        """
        table = self._backend.read_parquet(str(path.resolve()), file_row_number=True)
        written = [name for name in table.columns if name != "file_row_number"]
        cells = {name: table[column].cast("string") for name, column in zip(columns, written, strict=True)}
        return table.select(row=table["file_row_number"] + 1, **cells)

    def arrow(self, table: pa.Table) -> Table:
        """Return an Arrow table as a table of this engine."""
        name = next(self._names)
        self._backend.con.register(name, table)
        return self._backend.table(name)

    def keep(self, table: Table) -> Table:
        """Compute a table once, for use in several expressions."""
        # Made empty and filled by a plain statement: one of Ibis's own is copied several times on its way.
        name = next(self._names)
        kept = self._backend.create_table(name, schema=table.schema(), temp=True)
        self._backend.con.execute(f"INSERT INTO {name} {self._backend.compile(table)}").fetchall()
        return kept

    def keep_all(self, table: Table, n_rows: int | None) -> Table:
        """Compute what takes a pass over so many rows of a source; `under_way` tells how far it is."""
        self._ahead = n_rows
        try:
            return self.keep(table)
        finally:
            self._ahead = None

    def under_way(self) -> tuple[float, int] | None:
        """Say which share of how many rows is done, during a pass over a source; asked from another thread."""
        share, n_rows = float(self._backend.con.query_progress()) / 100, self._ahead
        return None if n_rows is None or not 0 < share <= 1 else (share, n_rows)

    def fetch_arrow(self, table: Table) -> pa.Table:
        """Compute a table and bring it to memory as it is."""
        return self._backend.to_pyarrow(table)

    def fetch(self, table: Table) -> pd.DataFrame:
        """Compute a table and bring it to Python; missing values are ``<NA>``."""
        frame: pd.DataFrame = self._backend.to_pyarrow(table).to_pandas(types_mapper=_pandas_type)
        return frame

    def size(self, table: Table, weight: str | None = None) -> int:
        """Count the rows of a table, or sum a column of it."""
        measure = table.count() if weight is None else table[weight].sum().fill_null(0)
        return int(self._backend.to_pyarrow(measure).as_py())


@contextmanager
def reading(where: str) -> Iterator[None]:
    """Name the source that the engine stumbled over; its own words are not repeated, for they quote the file.

    Raises
    ------
    SourceError
        When the engine gives up.
    """
    try:
        yield
    except duckdb.OutOfMemoryException:
        fault = Fault(where, f"more than {MEMORY_LIMIT} of memory needed", "fewer distinct rows", "Split the input.")
        raise SourceError([fault]) from None
    except duckdb.Error as error:
        found = f"the engine gave up ({type(error).__name__})"
        raise SourceError([Fault(where, found, "a table that is whole", "Write the file again.")]) from None


@contextmanager
def opened(engine: str, paths: Sequence[Path]) -> Iterator[DuckDBEngine]:
    """Open an engine that can read the given files, and close it after use.

    Raises
    ------
    OptionError
        When there is no engine of that name.
    """
    if engine != "duckdb":
        raise OptionError([Fault("engine", f"found {engine!r}", "duckdb", "Leave the engine out or choose duckdb.")])
    backend = ibis.duckdb.connect(
        memory_limit=MEMORY_LIMIT,
        temp_directory="",
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
        allow_community_extensions=False,
    )
    try:
        _lock(backend, paths)
        yield DuckDBEngine(backend)
    finally:
        backend.disconnect()


def _lock(backend: Backend, paths: Sequence[Path]) -> None:
    """Allow the given files only: not the network, not other files, and no change of this."""
    quoted = ", ".join("'" + str(path.resolve()).replace("'", "''") + "'" for path in paths)
    for statement in (
        "SET enable_progress_bar = true",
        "SET enable_progress_bar_print = false",  # it would go to stdout, among the answers
        f"SET allowed_paths = [{quoted}]",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        backend.raw_sql(statement)


def _pandas_type(kind: pa.DataType) -> pd.api.extensions.ExtensionDtype | None:
    import pandas as pd  # noqa: PLC0415

    types = {"string": pd.StringDtype(), "int64": pd.Int64Dtype(), "int32": pd.Int64Dtype(), "bool": pd.BooleanDtype()}
    return types.get(str(kind))
