"""The account of a table: what became of every row, and what there is to say about it, without a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import ibis
import pandas as pd

from loaders import refusals
from loaders.findings import SUSPECTED, Finding
from loaders.judging import cells_of, judge, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.expr.types import StringValue
    from ibis.expr.types import Table as Expression

    from loaders.columns import HeaderMatch
    from loaders.engines import DuckDBEngine
    from loaders.errors import Fault
    from loaders.layouts.opened import Opened

QUARANTINE_TYPES: Final = {"source": "string", "row": "Int64", "column": "string", "rule": "string"}
NO_ROWS: Final = pd.DataFrame({name: [] for name in QUARANTINE_TYPES}).astype(QUARANTINE_TYPES)
NO_REMARKS: Final = pd.DataFrame({"read_as": [], "first_row": [], "n_rows": [], "n_copies": []})
KINDS: Final = ("record", "quarantined", "total", "note")
HEADER_CHARACTERS: Final = 60


class Account(NamedTuple):
    """What became of the rows of a table.

    Attributes
    ----------
    counts
        Rows by kind: record, quarantined, total, note.
    n_rows
        Rows below the header, counted by themselves.
    is_cross
        Whether a row may hold several records, so that its kind says nothing about each.
    """

    counts: dict[str, int]
    n_rows: int
    is_cross: bool


class Table(NamedTuple):
    """An open source, and what its columns are."""

    where: str
    opened: Opened
    match: HeaderMatch
    duplicates: str
    with_values: bool = False

    @property
    def known(self) -> dict[str, str]:
        """Record column → its header as written."""
        return {name: self.opened.header[position] for name, position in self.match.known.items()}

    @property
    def shown(self) -> dict[str, str]:
        """Record column → its header for messages."""
        return {name: self.header(position) for name, position in self.match.known.items()}

    def header(self, position: int) -> str:
        """Return a header for messages, at a readable length."""
        return self.opened.header[position].strip()[:HEADER_CHARACTERS]

    def refusal(self, position: int, rule: str, how: str) -> Fault:
        """Write the refusal of a column.

        Where columns are missing, what was taken for the header may be data, so the place of the column must do.
        """
        named = f"column {position + 1}" if self.match.missing else f"column {self.header(position)!r}"
        return refusals.fault(self.where, named, rule, how)


def n_rows_of(opened: Opened, engine: DuckDBEngine) -> int:
    """Count the rows of a table by themselves; those of a cross tab hold several records each."""
    if opened.n_rows is not None:
        return opened.n_rows
    return engine.size(opened.table.select("row").distinct() if opened.is_cross else opened.table)


def counts_of(judged: Expression, unproved: pd.DataFrame, engine: DuckDBEngine) -> dict[str, int]:
    """Count the rows by kind; totals that have no rows under them are records."""
    found = engine.fetch(judged.group_by("kind").agg(n=judged["n_rows"].sum(), n_dropped=judged["n_dropped"].sum()))
    columns = (found[name] for name in ("kind", "n", "n_dropped"))
    counts = dict.fromkeys(KINDS, 0)
    for kind, n, n_dropped in zip(*columns, strict=True):
        # Only of records is a copy left out; all other rows are accounted for as they stand.
        counts[str(kind)] += int(n) + (0 if kind == "record" else int(n_dropped))
        counts["note"] += int(n_dropped) if kind == "record" else 0
    n_unproved = int(unproved["n_rows"].sum())
    counts["note"] += int(unproved["n_dropped"].sum())
    counts["total"] -= int(unproved["n_dropped"].sum())
    return counts | {"record": counts["record"] + n_unproved, "total": counts["total"] - n_unproved}


def counts_by_row(
    source: Table, unproved: pd.DataFrame, quarantine: pd.DataFrame, engine: DuckDBEngine
) -> dict[str, int]:
    """Count the rows of a cross tab: loaded if any cell is a record, else a total if any cell is one, else a note."""
    judged = judge(cells_of(source.opened.table, source.match.known), source.known)
    kinds = engine.fetch(judged.select("row", kind=kind_of(judged)).distinct())
    rows = {kind: set(kinds["row"][kinds["kind"] == kind]) for kind in KINDS}
    loaded = rows["record"] | set(unproved["first_row"])
    totals = rows["total"] - loaded
    notes = rows["note"] - loaded - totals
    n_broken = quarantine["row"].nunique()
    return dict(zip(KINDS, (len(loaded), n_broken, len(totals), len(notes)), strict=True))


def quarantined(source: Table, rows: Expression, engine: DuckDBEngine) -> pd.DataFrame:
    """List the rows in quarantine by their numbers.

    Parameters
    ----------
    rows
        The table itself, or its different rows; then those that are broken are looked up in the table.
    """
    table = source.opened.table
    heading = {"heading": rows["heading"]} if source.opened.is_cross else {}
    is_grouped = "first_row" in rows.columns
    written = [name for name in rows.columns if name not in {"n_rows", "first_row"}] if is_grouped else []
    cells = cells_of(rows, source.match.known, **heading, **{f"raw_{name}": rows[name] for name in written})
    judged = judge(cells.mutate(**{f"was_{name}": cells[name] for name in source.known}), source.known)
    broken = judged.filter(kind_of(judged) == "quarantined")
    if is_grouped:
        broken = engine.keep(broken)
        broken = table.inner_join(broken, [table[name].identical_to(broken[f"raw_{name}"]) for name in written])
    value = {"value": _broken_cell(broken, source)} if source.with_values else {}
    found = engine.fetch(broken.select("row", "broken", *heading, **value).order_by("row"))
    named = _named(found, source, is_cross=bool(heading)).assign(source=source.where)
    return named[[*QUARANTINE_TYPES, *value]].astype(QUARANTINE_TYPES)


def _broken_cell(broken: Expression, source: Table) -> StringValue:
    """Give the cell that breaks a rule, as it stands in the file."""
    cells = [(broken["broken"].startswith(f"{name}|"), broken[f"was_{name}"]) for name in source.known]
    return ibis.cases(*cells, else_=ibis.null("string"))


def _named(rows: pd.DataFrame, source: Table, *, is_cross: bool) -> pd.DataFrame:
    """Take apart which column is broken, as the file names it, and by which rule."""
    named = rows["broken"].str.split("|", n=1, expand=True).reindex(columns=[0, 1])
    columns = named[0].map(lambda name: source.shown.get(name, name)).astype("string")
    if is_cross:
        columns = rows["heading"].str.slice(0, HEADER_CHARACTERS).where(named[0] == "count", columns)
    return rows.assign(column=columns, rule=named[1])


def notices(source: Table, n_rows: int) -> Iterator[Finding]:
    """Say what holds for the source as a whole, and which columns were not read."""
    yield from (Finding(source.where, "", rule, n_rows) for rule in source.opened.notices)
    yield from (Finding(source.where, "", rule, len(rows), rows) for rule, rows in source.opened.told)
    yield from (Finding(source.where, source.header(at), "not-read", n_rows) for at in source.match.extras)


def remarks_of(judged: Expression) -> Expression:
    """Select the records about whose reading there is something to say."""
    records = judged.filter((judged["kind"] == "record") & (~judged["read_as"].isnull() | (judged["n_copies"] > 0)))  # noqa: PD003
    return records.select("read_as", "first_row", "n_rows", "n_copies")


def remarked(source: Table, remarks: pd.DataFrame) -> Iterator[Finding]:
    """Say which counts were read although they are no bare digits, and which rows repeat others."""
    column = source.shown["count"]
    for rule, rows in remarks.dropna(subset="read_as").groupby("read_as"):
        yield Finding(source.where, column, str(rule), int(rows["n_rows"].sum()), _first_rows(rows))
    repeated = remarks[remarks["n_copies"] > 0]
    if len(repeated):
        rule = "repeated" if source.duplicates == "ask" else "repeated-dropped"
        yield Finding(source.where, "", rule, int(repeated["n_copies"].sum()), _first_rows(repeated))


def differing_totals(source: Table, differing: pd.DataFrame) -> Iterator[Finding]:
    """Say which totals do not equal the sum of their rows and how, by the column that names them."""
    for (totals, detail), rows in differing.groupby(["totals", "detail"]) if len(differing) else ():
        column = source.header(source.match.known[str(totals).split(",")[0]])
        yield Finding(source.where, column, "total-differs", int(rows["n_rows"].sum()), _first_rows(rows), str(detail))


def totals_below(source: Table, below: pd.DataFrame) -> Iterator[Finding]:
    """Say which rows are totals by their position."""
    if rows := tuple(sorted(map(int, below["first_row"].unique()))):
        yield Finding(source.where, "", "total-by-position", len(rows), rows)


def totals_by_value(source: Table, suspected: pd.DataFrame, decided: str) -> Iterator[Finding]:
    """Say which rows look like totals of others by their value, and what was decided about them."""
    if len(suspected):
        rule = SUSPECTED if decided == "ask" else "total-by-value"
        rows = tuple(sorted(map(int, suspected["first_row"].unique())))
        yield Finding(
            source.where, "", rule, len(rows) if source.opened.is_cross else int(suspected["n_rows"].sum()), rows
        )


def _first_rows(rows: pd.DataFrame) -> tuple[int, ...]:
    return tuple(sorted(map(int, rows["first_row"])))
