"""What a layout hands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from loaders.columns import match_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import geopandas as gpd
    import pyarrow as pa
    from ibis.expr.types import Table

    from loaders.columns import HeaderMatch
    from loaders.engines import DuckDBEngine

# From so many columns on, an engine takes longer to hear of them than to read them.
WIDE: Final = 256


class Opened(NamedTuple):
    """A source as a table of strings, before anything is known about its meaning.

    Attributes
    ----------
    header
        The header cells as written.
    table
        Columns `row` (int), `c0`, `c1`, … (strings, one per header cell), and where the format can have them `fault`
        (rule name or missing) and `geometry` (a key of `places`, or missing).
    notices
        Rules about the source as a whole, such as its encoding.
    told
        Rules about some of its rows, with their numbers.
    places
        The distinct geometries by key, in EPSG:4326; None for sources without geometry.
    part
        What messages call it within its file: a sheet, a table; empty where it is the whole file.
    match
        Which column is what, where a layout says it; None: the header says it.
    is_cross
        Whether several records may stand in one row; `table` then has the column `heading`, and all of a row's records
        share its `row`.
    questions
        What must be known before the table can be read.
    seen
        What was read where columns are missing, in words and without a value: for whoever mends it.
    n_rows, patient
        How many rows the table must have, and how to read it if the engine finds another number or gives up.
    memory
        All columns of a wide table, of which `table` then has those of records only; else None.
    """

    header: Sequence[str]
    table: Table
    notices: tuple[str, ...] = ()
    told: tuple[tuple[str, tuple[int, ...]], ...] = ()
    places: gpd.GeoSeries | None = None
    part: str = ""
    match: HeaderMatch | None = None
    is_cross: bool = False
    questions: tuple[str, ...] = ()
    seen: str = ""
    n_rows: int | None = None
    patient: Callable[[], Table] | None = None
    memory: pa.Table | None = None


def in_memory(header: Sequence[str], table: pa.Table, engine: DuckDBEngine, notices: tuple[str, ...] = ()) -> Opened:
    """Open a table that is in memory; of a wide one the engine hears of the record columns alone."""
    if len(header) < WIDE:
        return Opened(header, engine.arrow(table), notices)
    heard = {"row", "fault", "geometry", *(f"c{at}" for at in match_headers(header).known.values())}
    few = table.select([name for name in table.column_names if name in heard])
    return Opened(header, engine.arrow(few), notices, memory=table)


def cells(header: Collection[object]) -> list[str]:
    """Name the string columns of a header by position, for header cells may repeat or be empty."""
    return [f"c{position}" for position in range(len(header))]


def unreadable(error: Exception) -> str:
    """Describe a reader's error without its words, which may quote the file."""
    return f"the file cannot be read ({type(error).__name__})"
