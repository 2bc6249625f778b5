"""Few passes over many rows: equal rows are grouped as they stand, and all that follows looks at the groups.

The rows of a large file are read once, without a look into any cell; trimming, judging and looking for persons happen
to what differs. Only the numbers of broken rows need the file a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import ibis

from loaders.accounting import Table, quarantined
from loaders.columns import READ
from loaders.declared import is_declared
from loaders.engines import reading
from loaders.errors import SourceError
from loaders.judging import cells_of
from loaders.layouts.opened import cells

if TYPE_CHECKING:
    import pandas as pd
    from ibis.expr.types import Table as Expression

    from loaders.engines import DuckDBEngine


class Grouped(NamedTuple):
    """A table, grouped.

    Attributes
    ----------
    source
        The table; read by the patient reader if the engine stumbled over it.
    raw
        Its different rows as written: its columns, `n_rows`, `first_row`.
    distinct
        Its different records, trimmed: `READ`, `fault`, `geometry`, `n_rows` (those that count), `first_row`,
        `n_copies` (rows that repeat another in every cell), `n_dropped` (those of them that don't count),
        `is_declared` (records as they stand, of which there are no copies). Where copies don't matter a record may
        stand in it more than once.
    n_judged
        How many rows are not as declared.
    """

    source: Table
    raw: Expression
    distinct: Expression
    n_judged: int


def grouped(source: Table, engine: DuckDBEngine) -> Grouped:
    """Group equal rows in one pass over the source; fall back to the patient reader where the engine stumbles."""
    where, opened, *_ = source
    try:
        with reading(where):
            found, n_rows = _grouped(source, engine)
        if opened.n_rows in {None, n_rows}:
            return found
    except SourceError:
        if opened.patient is None:
            raise
    patient = opened.patient() if opened.patient else opened.table
    return _grouped(source._replace(opened=opened._replace(table=patient, n_rows=None)), engine)[0]


def _grouped(source: Table, engine: DuckDBEngine) -> tuple[Grouped, int]:
    """Group equal rows; say how many there are."""
    raw = _raw(source, engine)
    distinct = _trimmed(source, raw, engine)
    n_all = distinct["n_rows"] + distinct["n_dropped"]
    sums = distinct.agg(n=n_all.sum(), n_judged=distinct["is_declared"].ifelse(0, n_all).sum())
    n_rows, n_judged = engine.fetch(sums).fillna(0).iloc[0].astype(int)
    return Grouped(source, raw, distinct, n_judged), n_rows


def sound(source: Table, engine: DuckDBEngine) -> tuple[Table, pd.DataFrame]:
    """Put the rows of a cross tab of which any cell is broken into quarantine as a whole, and go on with the others."""
    quarantine = quarantined(source, source.opened.table, engine)
    if quarantine.empty:
        return source, quarantine
    table = source.opened.table
    broken = [int(row) for row in quarantine["row"].unique()]
    whole = engine.keep(table.filter(~table["row"].isin(broken)))
    return source._replace(opened=source.opened._replace(table=whole)), quarantine


def _raw(source: Table, engine: DuckDBEngine) -> Expression:
    """Group rows that are equal as written; where copies don't matter, in the columns of records alone."""
    table, match = source.opened.table, source.match
    names = cells(source.opened.header)
    if source.duplicates == "keep":
        names = [names[at] for at in sorted(match.known.values())]
    keys = [*names, *(name for name in ("fault", "geometry") if name in table.columns)]
    rows = table.group_by(keys).agg(n_rows=table.count(), first_row=table["row"].min())
    return engine.keep_all(rows, source.opened.n_rows)


def _trimmed(source: Table, raw: Expression, engine: DuckDBEngine) -> Expression:
    """Trim the cells of records; where copies matter, group again and count them."""
    trimmed = cells_of(raw, source.match.known, n_rows=raw["n_rows"])
    nothing = ibis.literal(0)
    if source.duplicates == "keep":
        counted = trimmed.rename(first_row="row").mutate(n_copies=nothing, n_dropped=nothing)
        return engine.keep(counted.mutate(is_declared=is_declared(counted, source.known)))
    # Columns that the source lacks are no keys: they would cost as much as those that it has.
    keys = [*source.match.known, *(name for name in ("fault", "geometry") if name in raw.columns)]
    absent = {name: trimmed[name].type() for name in ("fault", "geometry", *READ) if name not in keys}
    by_record = trimmed.group_by(keys)
    counted = by_record.agg(n_all=trimmed["n_rows"].sum(), first_row=trimmed["row"].min(), n_different=trimmed.count())
    counted = counted.mutate({name: ibis.null(kind) for name, kind in absent.items()})
    copies = counted["n_all"] - counted["n_different"]
    kept = counted["n_different"] if source.duplicates == "drop" else counted["n_all"]
    counted = counted.mutate(n_copies=copies, n_rows=kept, n_dropped=counted["n_all"] - kept)
    counted = counted.drop("n_all", "n_different")
    return engine.keep(counted.mutate(is_declared=is_declared(counted, source.known) & (counted["n_copies"] == 0)))
