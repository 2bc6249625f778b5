"""One source, from file to leaves: open, refuse, group, judge, account for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import ibis
import pandas as pd

from loaders import refusals
from loaders.columns import KEYS, READ, match_headers
from loaders.engines import reading
from loaders.errors import ColumnsError, Fault, LoadError, PersonalDataError, SourceError, gathered
from loaders.findings import Finding
from loaders.judging import cells_of, is_note, judge, kind_of
from loaders.layouts import open_source
from loaders.personal import UNREAD, traits_of
from loaders.totals import settle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from ibis.expr.types import Table

    from loaders.choices import Choices
    from loaders.columns import HeaderMatch
    from loaders.engines import DuckDBEngine
    from loaders.layouts.opened import Opened
    from loaders.sources import Source
    from loaders.totals import Settled

LEAF: Final = (*KEYS, "geometry")
QUARANTINE_TYPES: Final = {"source": "string", "row": "Int64", "column": "string", "rule": "string"}
NO_ROWS: Final = pd.DataFrame({name: [] for name in QUARANTINE_TYPES}).astype(QUARANTINE_TYPES)
KINDS: Final = ("record", "quarantined", "total", "note")
HEADER_CHARACTERS: Final = 60
# So many record columns make a table one of records that lacks some, beside others that are whole.
PARTLY: Final = 3


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
    source = _Source(where, opened, opened.match or match_headers(opened.header, geometry=geometry), choices.duplicates)
    _check_header(source)
    n_rows = _n_rows(opened, engine) if opened.is_cross else None
    source, broken = _sound(source, engine) if opened.is_cross else (source, NO_ROWS)
    source, distinct = _distinct(source, engine)
    _check_content(source, distinct, engine)
    judged = engine.keep(judge(distinct, source.known))
    judged = judged.mutate(kind=kind_of(judged))
    leaves, settled = _settled(judged, engine)
    leaves["source"] = leaves["source"].fillna(label)
    _check_points(source, leaves)
    if opened.is_cross:
        counts = _counts_by_row(source, settled.records, broken, engine)
    else:
        counts = _counts(judged, settled.records, engine)
        broken = _quarantined(source, engine) if counts["quarantined"] else broken
    n_rows = _n_rows(source.opened, engine) if n_rows is None else n_rows
    remarks = engine.fetch(_remarks(judged))
    findings = (*_notices(source, n_rows), *_remarked(source, remarks), *_differing(source, settled.differing))
    n_repeated = int(remarks["n_copies"].sum()) if choices.duplicates == "ask" else 0
    account = Account(counts, n_rows, opened.is_cross)
    return Loaded(where, leaves, broken, account, findings, n_repeated, source.shown, opened.places)


def _n_rows(opened: Opened, engine: DuckDBEngine) -> int:
    """Count the rows of a table by themselves; those of a cross tab hold several records each."""
    if opened.n_rows is not None:
        return opened.n_rows
    return engine.size(opened.table.select("row").distinct() if opened.is_cross else opened.table)


def _settled(judged: Table, engine: DuckDBEngine) -> tuple[pd.DataFrame, Settled]:
    """Bring the leaves to Python, and tell totals from records that are named like one."""
    leaves, totals = engine.fetch(_leaves(judged)), engine.fetch(judged.filter(judged["kind"] == "total"))
    leaves, totals = (rows.assign(stated=rows["source"].notna()) for rows in (leaves, totals))
    settled = settle(totals, leaves)
    unproved = settled.records.assign(number=settled.records["number"] * settled.records["n_rows"])
    return pd.concat([leaves, unproved[leaves.columns]], ignore_index=True), settled


class _Source(NamedTuple):
    """An open source, and what its columns are."""

    where: str
    opened: Opened
    match: HeaderMatch
    duplicates: str

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


def _check_header(source: _Source) -> None:
    """Refuse a header that announces persons, lacks a column, or has two for one purpose; all reasons at once."""
    where, opened, match, _ = source
    errors: list[LoadError] = []
    personal = refusals.by_header({at: opened.header[at] for at in match.extras}, lenient=opened.places is not None)
    if faults := [source.refusal(at, rule, "header") for at, rule in personal]:
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


def _distinct(source: _Source, engine: DuckDBEngine) -> tuple[_Source, Table]:
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


def _grouped(table: Table, match: HeaderMatch, duplicates: str, engine: DuckDBEngine) -> Table:
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


def _check_content(source: _Source, distinct: Table, engine: DuckDBEngine) -> None:
    """Refuse a source in which the values of any column, read or not, look like data about single persons."""
    _, opened, match, _ = source
    rows = engine.keep(distinct.filter(~is_note(distinct, source.known)))
    read = refusals.by_content(rows, {name: traits_of(name) for name in match.known}, engine)
    unread = refusals.by_content(opened.table, {f"c{at}": UNREAD for at in match.extras}, engine)
    faults = [source.refusal(match.known[name], rule, "content") for name, rule in read]
    faults += [source.refusal(int(cell.removeprefix("c")), rule, "content") for cell, rule in unread]
    if faults:
        raise PersonalDataError(faults)


def _check_points(source: _Source, leaves: pd.DataFrame) -> None:
    """Refuse a layer of points that are single cases."""
    places = source.opened.places
    if places is None:
        return
    points = places[places.geom_type == "Point"]
    if refusals.are_cases(leaves, pd.DataFrame({"x": points.x, "y": points.y}, index=points.index)):
        fault = refusals.fault(source.where, "the geometry", "coordinates of single cases", "content")
        raise PersonalDataError([fault])


def _leaves(judged: Table) -> Table:
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


def _counts(judged: Table, unproved: pd.DataFrame, engine: DuckDBEngine) -> dict[str, int]:
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


def _sound(source: _Source, engine: DuckDBEngine) -> tuple[_Source, pd.DataFrame]:
    """Put the rows of a cross tab of which any cell is broken into quarantine as a whole, and go on with the others."""
    quarantine = _quarantined(source, engine)
    if quarantine.empty:
        return source, quarantine
    table = source.opened.table
    broken = [int(row) for row in quarantine["row"].unique()]
    sound = engine.keep(table.filter(~table["row"].isin(broken)))
    return source._replace(opened=source.opened._replace(table=sound)), quarantine


def _counts_by_row(
    source: _Source, unproved: pd.DataFrame, quarantine: pd.DataFrame, engine: DuckDBEngine
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


def _quarantined(source: _Source, engine: DuckDBEngine) -> pd.DataFrame:
    """Judge the rows again one by one, to number those in quarantine."""
    table = source.opened.table
    heading = {"heading": table["heading"]} if source.opened.is_cross else {}
    judged = judge(cells_of(table, source.match.known, **heading), source.known)
    broken = judged.filter(kind_of(judged) == "quarantined").select("row", "broken", *heading).order_by("row")
    rows = engine.fetch(broken)
    named = rows["broken"].str.split("|", n=1, expand=True).reindex(columns=[0, 1])
    columns = named[0].map(lambda name: source.shown.get(name, name)).astype("string")
    if heading:
        columns = rows["heading"].str.slice(0, HEADER_CHARACTERS).where(named[0] == "count", columns)
    return rows.assign(source=source.where, column=columns, rule=named[1])[[*QUARANTINE_TYPES]].astype(QUARANTINE_TYPES)


def _notices(source: _Source, n_rows: int) -> Iterator[Finding]:
    """Say what holds for the source as a whole, and which columns were not read."""
    yield from (Finding(source.where, "", rule, n_rows) for rule in source.opened.notices)
    yield from (Finding(source.where, source.header(at), "not-read", n_rows) for at in source.match.extras)


def _remarks(judged: Table) -> Table:
    """Select the records about whose reading there is something to say."""
    records = judged.filter((judged["kind"] == "record") & (~judged["read_as"].isnull() | (judged["n_copies"] > 0)))  # noqa: PD003
    return records.select("read_as", "first_row", "n_rows", "n_copies")


def _remarked(source: _Source, remarks: pd.DataFrame) -> Iterator[Finding]:
    """Say which counts were read although they are no bare digits, and which rows repeat others."""
    column = source.shown["count"]
    for rule, rows in remarks.dropna(subset="read_as").groupby("read_as"):
        yield Finding(source.where, column, str(rule), int(rows["n_rows"].sum()), _first_rows(rows))
    repeated = remarks[remarks["n_copies"] > 0]
    if len(repeated):
        rule = "repeated" if source.duplicates == "ask" else "repeated-dropped"
        yield Finding(source.where, "", rule, int(repeated["n_copies"].sum()), _first_rows(repeated))


def _first_rows(rows: pd.DataFrame) -> tuple[int, ...]:
    return tuple(sorted(map(int, rows["first_row"])))


def _differing(source: _Source, differing: pd.DataFrame) -> Iterator[Finding]:
    """Say which totals do not equal the sum of their rows, by the column that names them."""
    for totals, rows in differing.groupby("totals"):
        column = source.header(source.match.known[str(totals).split(",")[0]])
        yield Finding(source.where, column, "total-differs", int(rows["n_rows"].sum()), _first_rows(rows))
