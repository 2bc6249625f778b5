"""One source, from file to leaves: open, refuse, group, judge, account for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import ibis
import pandas as pd

from loaders import refusals
from loaders.accounting import (
    NO_ROWS,
    Account,
    Table,
    counts_by_row,
    counts_of,
    differing_totals,
    n_rows_of,
    notices,
    quarantined,
    remarked,
    remarks_of,
)
from loaders.columns import KEYS, READ, match_headers
from loaders.engines import reading
from loaders.errors import ColumnsError, Fault, LoadError, PersonalDataError, SourceError, gathered
from loaders.findings import Finding
from loaders.judging import cells_of, is_note, judge, kind_of
from loaders.layouts import open_source
from loaders.personal import UNREAD, in_doubt, traits_of
from loaders.totals import settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from ibis.expr.types import Table as Expression

    from loaders.choices import Choices
    from loaders.columns import HeaderMatch
    from loaders.engines import DuckDBEngine
    from loaders.layouts.opened import Opened
    from loaders.sources import Source
    from loaders.totals import Settled

LEAF: Final = (*KEYS, "geometry")
# So many record columns make a table one of records that lacks some, beside others that are whole.
PARTLY: Final = 3


class Loaded(NamedTuple):
    """One table, loaded.

    Attributes
    ----------
    where
        What messages call it.
    leaves
        Distinct records: `LEAF`, `number` (missing = not reported), `n_rows`, `first_row`, `stated`; a record that
        names no source of its own (then it is not `stated`) has the name of its file.
    quarantine
        Columns source, row, column, rule.
    account
        What became of the rows.
    n_repeated
        Rows that are the same as another in every cell, and about which nothing is decided.
    headers
        Record column → its header as written.
    places
        Geometries by their key in `leaves`; None for a source without geometry.
    """

    where: str
    leaves: pd.DataFrame
    quarantine: pd.DataFrame
    account: Account
    findings: tuple[Finding, ...]
    n_repeated: int
    headers: dict[str, str]
    places: gpd.GeoSeries | None


def load(source: Source, engine: DuckDBEngine, choices: Choices) -> list[Loaded]:
    """Load the tables of one source.

    Every row is counted once: as a record, in quarantine, as a total or as a note. Of a source with several tables
    those that have no record column are left aside, and said to be.

    Parameters
    ----------
    choices
        What the caller decided.

    Raises
    ------
    LoadError
        When the source cannot be read, lacks columns, or holds data about single persons.
    """
    tables, others = _told_apart(open_source(source, engine, choices))
    loaded: list[Loaded] = []
    errors: list[LoadError] = []
    for opened in tables:
        where, label = (", ".join(filter(None, (name, opened.part))) for name in (source.name, source.label))
        try:
            with reading(where):
                loaded.append(_load(where, label, opened, engine, choices))
        except LoadError as error:
            errors.append(error)
    if errors:
        raise gathered(errors)
    aside = tuple(Finding(source.name, opened.part, "part-not-read", engine.size(opened.table)) for opened in others)
    return [loaded[0]._replace(findings=(*loaded[0].findings, *aside)), *loaded[1:]]


def _told_apart(parts: Sequence[Opened]) -> tuple[list[Opened], list[Opened]]:
    """Tell the tables of records from others beside them, such as a sheet of remarks."""
    matches = [opened.match or match_headers(opened.header) for opened in parts]
    if len(parts) == 1 or all(match.missing for match in matches):
        return list(parts), []
    is_table = [not match.missing or len(match.known) >= PARTLY for match in matches]
    told = list(zip(parts, is_table, strict=True))
    return [part for part, is_one in told if is_one], [part for part, is_one in told if not is_one]


def _load(where: str, label: str, opened: Opened, engine: DuckDBEngine, choices: Choices) -> Loaded:
    """Load one table."""
    geometry = choices.geometry if opened.places is not None else None
    source = Table(where, opened, opened.match or match_headers(opened.header, geometry=geometry), choices.duplicates)
    _check_header(source)
    n_rows = n_rows_of(opened, engine) if opened.is_cross else None
    source, broken = _sound(source, engine) if opened.is_cross else (source, NO_ROWS)
    source, distinct = _distinct(source, engine)
    _check_content(source, distinct, engine)
    judged = engine.keep(judge(distinct, source.known))
    judged = judged.mutate(kind=kind_of(judged))
    leaves, settled = _settled(judged, engine)
    leaves["source"] = leaves["source"].fillna(label)
    _check_points(source, leaves)
    if opened.is_cross:
        counts = counts_by_row(source, settled.records, broken, engine)
    else:
        counts = counts_of(judged, settled.records, engine)
        broken = quarantined(source, engine) if counts["quarantined"] else broken
    n_rows = n_rows_of(source.opened, engine) if n_rows is None else n_rows
    remarks = engine.fetch(remarks_of(judged))
    findings = (*notices(source, n_rows), *remarked(source, remarks), *differing_totals(source, settled.differing))
    n_repeated = int(remarks["n_copies"].sum()) if choices.duplicates == "ask" else 0
    account = Account(counts, n_rows, opened.is_cross)
    return Loaded(where, leaves, broken, account, findings, n_repeated, source.shown, opened.places)


def _settled(judged: Expression, engine: DuckDBEngine) -> tuple[pd.DataFrame, Settled]:
    """Bring the leaves to Python, and tell totals from records that are named like one."""
    leaves, totals = engine.fetch(_leaves(judged)), engine.fetch(judged.filter(judged["kind"] == "total"))
    leaves, totals = (rows.assign(stated=rows["source"].notna()) for rows in (leaves, totals))
    settled = settle(totals, leaves)
    unproved = settled.records.assign(number=settled.records["number"] * settled.records["n_rows"])
    return pd.concat([leaves, unproved[leaves.columns]], ignore_index=True), settled


def _check_header(source: Table) -> None:
    """Refuse a header that announces persons, lacks a column, or has two for one purpose; all reasons at once."""
    where, opened, match, _ = source
    errors: list[LoadError] = []
    personal = refusals.by_header({at: opened.header[at] for at in match.extras}, lenient=opened.places is not None)
    if faults := [source.refusal(at, rule, "header") for at, rule in personal.refused.items()]:
        errors.append(PersonalDataError(faults))
    remedy = "Rename or add columns; docs/records.md lists the names."
    missing = () if opened.questions else match.missing
    faults = [Fault(where, f"no column for {name}", f"a column '{name}'", remedy) for name in missing]
    expected, remedy = "an answer", "Run `check` with --save-layout FILE, correct the file, and give it as --layout."
    faults += [Fault(where, f"can't tell {question}", expected, remedy) for question in opened.questions]
    faults += [Fault(where, f"several columns for {name}", "one", "Keep one of them.") for name in match.doubled]
    if faults:
        errors.append(ColumnsError(faults))
    if errors:
        raise gathered(errors)


def _distinct(source: Table, engine: DuckDBEngine) -> tuple[Table, Expression]:
    """Group equal rows in one pass over the source; fall back to the patient reader where the engine stumbles."""
    where, opened, match, duplicates = source
    try:
        with reading(where):
            distinct = _grouped(opened.table, match, duplicates, engine)
            if opened.n_rows is None or engine.size(distinct, "n_rows") == opened.n_rows:
                return source, distinct
    except SourceError:
        if opened.patient is None:
            raise
    patient = opened.patient() if opened.patient else opened.table
    source = source._replace(opened=opened._replace(table=patient, n_rows=None))
    return source, _grouped(patient, match, duplicates, engine)


def _grouped(table: Expression, match: HeaderMatch, duplicates: str, engine: DuckDBEngine) -> Expression:
    """Group rows whose record cells are equal; `n_copies` are those of them that repeat another in every cell."""
    cells = cells_of(table, match.known, others=match.extras if duplicates != "keep" else ())
    if duplicates == "keep":
        n_different = cells.count()
    elif match.extras:
        n_different = cells["others"].nunique()
    else:
        n_different = ibis.literal(1)
    grouped = cells.group_by(["fault", "geometry", *READ])
    counted = grouped.agg(n_rows=cells.count(), first_row=cells["row"].min(), n_different=n_different)
    copies = counted["n_rows"] - counted["n_different"]
    kept = counted["n_different"] if duplicates == "drop" else counted["n_rows"]
    return engine.keep(counted.mutate(n_copies=copies, n_rows=kept, n_dropped=counted["n_rows"] - kept))


def _check_content(source: Table, distinct: Expression, engine: DuckDBEngine) -> None:
    """Refuse a source in which the values of any column, read or not, look like data about single persons."""
    _, opened, match, _ = source
    rows = engine.keep(distinct.filter(~is_note(distinct, source.known)))
    read = refusals.by_content(rows, {name: traits_of(name) for name in match.known}, engine)
    extras = {at: opened.header[at] for at in match.extras}
    doubted = refusals.by_header(extras, lenient=opened.places is not None).doubted
    sought = {f"c{at}": (*(in_doubt(doubted[at]) if at in doubted else ()), *UNREAD) for at in extras}
    unread = refusals.by_content(opened.table, sought, engine)
    faults = [source.refusal(match.known[name], rule, "content") for name, rule in read]
    faults += [source.refusal(int(cell.removeprefix("c")), rule, "content") for cell, rule in unread]
    if faults:
        raise PersonalDataError(faults)


def _check_points(source: Table, leaves: pd.DataFrame) -> None:
    """Refuse a layer of points that are single cases."""
    places = source.opened.places
    if places is None:
        return
    points = places[places.geom_type == "Point"]
    if refusals.are_cases(leaves, pd.DataFrame({"x": points.x, "y": points.y}, index=points.index)):
        fault = refusals.fault(source.where, "the geometry", "coordinates of single cases", "content")
        raise PersonalDataError([fault])


def _leaves(judged: Expression) -> Expression:
    """Sum the records that differ in spelling only; those without a number stay apart, for a sum would hide them."""
    records = judged.filter(judged["kind"] == "record")
    records = records.mutate(is_open=records["number"].isnull())  # noqa: PD003  (Ibis, not pandas)
    return (
        records.group_by([*LEAF, "is_open"])
        .agg(
            number=(records["number"] * records["n_rows"]).sum(),
            n_rows=records["n_rows"].sum(),
            first_row=records["first_row"].min(),
        )
        .drop("is_open")
    )


def _sound(source: Table, engine: DuckDBEngine) -> tuple[Table, pd.DataFrame]:
    """Put the rows of a cross tab of which any cell is broken into quarantine as a whole, and go on with the others."""
    quarantine = quarantined(source, engine)
    if quarantine.empty:
        return source, quarantine
    table = source.opened.table
    broken = [int(row) for row in quarantine["row"].unique()]
    sound = engine.keep(table.filter(~table["row"].isin(broken)))
    return source._replace(opened=source.opened._replace(table=sound)), quarantine


