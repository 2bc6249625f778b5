"""Tables of very many columns that are not read: they are looked at in one pass, and then stand as one.

An engine's question costs some milliseconds for each column that it names, and a table is asked several questions. So
the columns of a wide table are counted in memory, value by value, and a number stands for all of them: rows that differ
in any differ in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.columns import match_known
from loaders.engines import reading
from loaders.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ibis.expr.types import Table as Expression

    from loaders.accounting import Table
    from loaders.engines import DuckDBEngine
    from loaders.layouts.opened import Opened

# From so many columns that are not read a table is wide; of more cells than these it stays as it is.
WIDE: Final = 48
MOST_CELLS: Final = 100_000_000
_ASIDE: Final = ("row", "fault", "geometry", "heading")


class Narrow(NamedTuple):
    """A table in which one column stands for those that are not read.

    Attributes
    ----------
    source
        The table.
    unread
        The different values of the columns that are not read: `column` (c0, c1, …), `text` in lower case, `n`.
    """

    source: Table
    unread: Expression


def narrowed(source: Table, engine: DuckDBEngine) -> Narrow | None:
    """Let one column stand for all that are not read; None for a table that isn't wide."""
    opened, match = source.opened, source.match
    if len(match.extras) < WIDE or (opened.n_rows or 0) * len(match.extras) > MOST_CELLS:
        return None
    table = _in_memory(source, engine)
    if opened.memory is None and table.num_rows * len(match.extras) > MOST_CELLS:
        return None
    unread = [f"c{at}" for at in match.extras]
    kept = {name: table[name] for name in _ASIDE if name in table.column_names}
    known = {name: at for at, name in enumerate(match.known)}
    kept |= {f"c{at}": table[f"c{match.known[name]}"] for name, at in known.items()}
    kept[f"c{len(known)}"] = pa.array(_combined(table, unread).astype(str), pa.string())
    header = (*(opened.header[match.known[name]] for name in known), "")
    narrow = match_known(known, len(header))._replace(missing=match.missing, doubled=match.doubled)
    values = engine.arrow(_values(table, unread))
    n_rows = None if opened.is_cross else table.num_rows
    table = engine.arrow(pa.table(kept))
    opened = opened._replace(header=header, table=table, patient=None, n_rows=n_rows, memory=None)
    return Narrow(source._replace(opened=opened, match=narrow), values)


def _in_memory(source: Table, engine: DuckDBEngine) -> pa.Table:
    """Read a table whole, by the patient reader where the engine stumbles over it."""
    opened: Opened = source.opened
    if opened.memory is not None:
        return _as_told(opened.memory, opened, engine)
    try:
        with reading(source.where):
            table = engine.fetch_arrow(opened.table)
        if opened.is_cross or opened.n_rows in {None, table.num_rows}:
            return table
    except SourceError:
        if opened.patient is None:
            raise
    return engine.fetch_arrow(opened.patient()) if opened.patient else table


def _as_told(memory: pa.Table, opened: Opened, engine: DuckDBEngine) -> pa.Table:
    """Take over what was said since about its rows: those that are hidden are notes, and days may stand for months."""
    told = engine.fetch_arrow(opened.table.order_by("row"))
    memory = memory.take(pc.sort_indices(memory["row"]))
    for name in memory.column_names:
        if name in told.column_names:
            memory = memory.set_column(memory.column_names.index(name), name, told[name])
    return memory


def _combined(table: pa.Table, names: Sequence[str]) -> np.ndarray:
    """Give numbers to the different combinations of some columns."""
    group = np.zeros(table.num_rows, dtype=np.int64)
    for name in names:
        codes = pc.dictionary_encode(table[name].combine_chunks(), null_encoding="encode")
        numbers = codes.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        group = pd.factorize(group * (len(codes.dictionary) + 1) + numbers)[0].astype(np.int64)
    return group


def _values(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """Count the different values of columns; those that are blank have no text."""
    columns, texts, numbers = [], [], []
    for name in names:
        counted = pc.value_counts(table[name].combine_chunks())
        texts.append(counted.field("values"))
        numbers.append(counted.field("counts"))
        columns.append(pa.DictionaryArray.from_arrays(np.zeros(len(counted), dtype=np.int32), [name]).cast(pa.string()))
    text = pc.utf8_lower(pc.utf8_trim_whitespace(pa.concat_arrays(texts).cast(pa.string())))
    text = pc.if_else(pc.equal(text, ""), None, text)
    return pa.table({"column": pa.concat_arrays(columns), "text": text, "n": pa.concat_arrays(numbers)})
