"""Few passes over many rows: equal rows are grouped as they stand, and all that follows looks at the groups.

The rows of a large file are read once, without a look into any cell; trimming, judging and looking for persons happen
to what differs. Only the numbers of broken rows need the file a second time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import ibis

from loaders.accounting import Table, quarantined
from loaders.columns import READ
from loaders.declared import is_declared, is_plain_count
from loaders.engines import reading
from loaders.errors import SourceError
from loaders.judging import cells_of, trimmed
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
    declared
        Rows that are records as they stand, summed over their counts: `READ` without a count, `fault`, `geometry`,
        `number`, `n_rows`, `first_row`. One that differs in blanks only stands apart.
    others
        The other records, trimmed: `READ`, `fault`, `geometry`, `n_rows` (those that count), `first_row`, `n_copies`
        (rows that repeat another in every cell), `n_dropped` (those of them that don't count). None if all rows are
        declared.
    """

    source: Table
    raw: Expression
    declared: Expression
    others: Expression | None


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
    summed = engine.keep(_summed(source, raw))
    n_declared = summed["is_declared"].ifelse(summed["n_rows"], 0)
    n_rows, n_whole = engine.fetch(summed.agg(n=summed["n_rows"].sum(), n_whole=n_declared.sum())).fillna(0).iloc[0]
    others = engine.keep(_others(source, raw)) if n_whole < n_rows else None
    return Grouped(source, raw, summed.filter(summed["is_declared"]), others), int(n_rows)


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


def _summed(source: Table, raw: Expression) -> Expression:
    """Sum rows that differ in their counts only, if these are bare digits, and say which are as declared.

    So cells are looked at once for all counts: most of a large file differs in nothing else.
    """
    at = f"c{source.match.known['count']}"
    keys = [name for name in raw.columns if name not in {at, "n_rows", "first_row"}]
    count = trimmed(raw[at])
    is_odd = ~is_plain_count(count, source.known)
    if source.duplicates != "keep":
        is_odd |= raw["n_rows"] > 1
    number = is_odd.ifelse(ibis.null("string"), count).cast("int64") * raw["n_rows"]
    raw = raw.mutate(is_odd=is_odd, number=number)
    sums = raw.group_by([*keys, "is_odd"]).agg(
        number=raw["number"].sum(), n_rows=raw["n_rows"].sum(), first_row=raw["first_row"].min()
    )
    known = {name: at for name, at in source.match.known.items() if name != "count"}
    summed = cells_of(sums, known, number=sums["number"], n_rows=sums["n_rows"], is_odd=sums["is_odd"])
    is_whole = ~summed["is_odd"] & is_declared(summed, source.known)
    return summed.mutate(is_declared=is_whole).rename(first_row="row").drop("is_odd")


def _others(source: Table, raw: Expression) -> Expression:
    """Group the rows that are not as declared by the trimmed cells of records, and count the copies."""
    rows = cells_of(raw, source.match.known, n_rows=raw["n_rows"])
    is_whole = is_plain_count(rows["count"], source.known) & is_declared(rows, source.known)
    if source.duplicates != "keep":
        is_whole &= rows["n_rows"] == 1
    rows = rows.filter(~is_whole)
    # Columns that the source lacks are no keys: they would cost as much as those that it has.
    keys = [*source.match.known, *(name for name in ("fault", "geometry") if name in raw.columns)]
    absent = {name: rows[name].type() for name in ("fault", "geometry", *READ) if name not in keys}
    by_record = rows.group_by(keys)
    counted = by_record.agg(n_all=rows["n_rows"].sum(), first_row=rows["row"].min(), n_different=rows.count())
    copies = ibis.literal(0) if source.duplicates == "keep" else counted["n_all"] - counted["n_different"]
    kept = counted["n_different"] if source.duplicates == "drop" else counted["n_all"]
    counted = counted.mutate({name: ibis.null(kind) for name, kind in absent.items()})
    counted = counted.mutate(n_copies=copies, n_rows=kept, n_dropped=counted["n_all"] - kept)
    return counted.drop("n_all", "n_different")
