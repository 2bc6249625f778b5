"""One source, from file to leaves: open, refuse, group, judge, account for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import ibis
import pandas as pd

from loaders.accounting import (
    KINDS,
    NO_REMARKS,
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
    totals_below,
    totals_by_value,
)
from loaders.admitting import check_content, check_header, check_points
from loaders.columns import KEYS, match_headers
from loaders.declared import leaves_of
from loaders.engines import reading
from loaders.errors import LoadError, gathered
from loaders.findings import UNDECIDED, Finding
from loaders.grouping import grouped, sound
from loaders.judging import judge, kind_of
from loaders.layouts import open_source
from loaders.margins import suspects
from loaders.months import with_months
from loaders.narrowing import narrowed
from loaders.positions import by_position
from loaders.totals import Settled, places_among, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from ibis.expr.types import Table as Expression

    from loaders.choices import Choices, Places
    from loaders.engines import DuckDBEngine
    from loaders.grouping import Grouped
    from loaders.layouts.opened import Opened
    from loaders.sources import Source

LEAF: Final = (*KEYS, "geometry")
# A count, and what it may be where it was masked.
MEASURES: Final = ("number", "low", "high")
# So many record columns make a table one of records that lacks some, beside others that are whole.
PARTLY: Final = 3


class Loaded(NamedTuple):
    """One table, loaded.

    Attributes
    ----------
    where
        What messages call it.
    leaves
        Distinct records: `LEAF`, `number` (missing = not reported, or masked), `low` and `high` of masked ones,
        `n_rows`, `first_row`, `stated`; a record that names no source of its own (then it is not `stated`) has the name
        of its file.
    quarantine
        Columns source, row, column, rule.
    account
        What became of the rows.
    undecided
        What waits for a decision: option → number of rows, 0 among them.
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
    undecided: dict[str, int]
    headers: dict[str, str]
    places: gpd.GeoSeries | None


class Told(NamedTuple):
    """The rows of a table told apart: leaves, totals, how many are what, and what there is to say of the records."""

    leaves: pd.DataFrame
    settled: Settled
    counts: dict[str, int]
    remarks: pd.DataFrame


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
    match = opened.match or match_headers(opened.header, geometry=geometry)
    source = Table(where, opened, match, choices.duplicates, choices.with_values)
    check_header(source, engine, choices.recognise)
    source = source._replace(opened=with_months(opened, match, engine))
    n_rows = n_rows_of(opened, engine) if opened.is_cross else None
    source, broken = sound(source, engine) if opened.is_cross else (source, NO_ROWS)
    wide = source
    narrow = narrowed(source, engine)
    by_group = grouped(narrow.source if narrow else source, engine)
    source = by_group.source
    unread = narrow.unread if narrow else None
    check_content(by_group, wide if narrow else source, unread, engine, choices.recognise)
    leaves, settled, counts, remarks = _told(by_group, engine, choices.places)
    leaves["source"] = leaves["source"].fillna(label)
    check_points(source, leaves)
    if opened.is_cross:
        counts = counts_by_row(source, settled.records, broken, engine)
    else:
        broken = quarantined(source, by_group.raw, engine) if counts["quarantined"] else broken
    n_rows = n_rows_of(source.opened, engine) if n_rows is None else n_rows
    leaves, counts, by_value = _without_totals(leaves, counts, source, choices)
    findings = (
        *notices(wide if narrow else source, n_rows),
        *remarked(source, remarks),
        *differing_totals(source, settled.differing),
    )
    findings += tuple(by_value)
    undecided = dict.fromkeys(UNDECIDED.values(), 0)
    for found in findings:
        if found.rule in UNDECIDED:
            undecided[UNDECIDED[found.rule]] += found.count
    account = Account(counts, n_rows, opened.is_cross)
    return Loaded(where, leaves, broken, account, findings, undecided, source.shown, opened.places)


def _without_totals(
    leaves: pd.DataFrame, counts: dict[str, int], source: Table, choices: Choices
) -> tuple[pd.DataFrame, dict[str, int], list[Finding]]:
    """Take the records away that are totals by their position, and those by their value if the caller says so."""
    below = leaves[by_position(leaves)]
    leaves = leaves.drop(below.index)
    suspected = leaves[suspects(leaves, choices.places)] if choices.totals != "keep" else leaves.iloc[:0]
    findings = [*totals_below(source, below), *totals_by_value(source, suspected, choices.totals)]
    if choices.totals == "drop":
        leaves, below = leaves.drop(suspected.index), pd.concat([below, suspected])
    if source.opened.is_cross:
        # A row of a cross tab is a total only if nothing else in it is a record.
        n_totals = len(set(below["first_row"]) - set(leaves["first_row"]))
    else:
        n_totals = int(below["n_rows"].sum())
    return leaves, counts | {"record": counts["record"] - n_totals, "total": counts["total"] + n_totals}, findings


def _told(found: Grouped, engine: DuckDBEngine, places: Places) -> Told:
    """Bring the leaves to Python; judge the rows that are not as declared, if there are any."""
    declared = _whole(engine.fetch(leaves_of(found.declared, found.source.known)))
    counts = dict.fromkeys(KINDS, 0) | {"record": int(declared["n_rows"].sum())}
    if found.others is None:
        nothing = declared.iloc[:0].assign(totals="", n_dropped=0)
        return Told(declared, Settled(nothing, nothing, nothing), counts, NO_REMARKS)
    judged = engine.keep(judge(found.others, found.source.known))
    judged = judged.mutate(kind=kind_of(judged))
    totals = _whole(engine.fetch(judged.filter(judged["kind"] == "total")))
    leaves = pd.concat([declared, _whole(engine.fetch(_leaves(judged)))], ignore_index=True)
    is_place = places_among(totals, places)
    leaves = pd.concat([leaves, _added_up(totals[is_place])[leaves.columns]], ignore_index=True)
    settled = settle(totals[~is_place], leaves)
    settled = settled._replace(records=pd.concat([settled.records, totals[is_place]]))
    unproved = _added_up(settled.records.drop(totals.index[is_place]))
    leaves = pd.concat([leaves, unproved[leaves.columns]], ignore_index=True)
    counts = {kind: n + counts[kind] for kind, n in counts_of(judged, settled.records, engine).items()}
    return Told(leaves, settled, counts, engine.fetch(remarks_of(judged)))


def _added_up(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum the counts of equal rows."""
    return rows.assign(**{name: rows[name] * rows["n_rows"] for name in MEASURES})


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Give rows the columns that their source lacks, and say whether it names their source."""
    rows = rows.assign(**{n: pd.array([pd.NA] * len(rows), dtype="string") for n in LEAF if n not in rows})
    rows = rows.assign(**{n: pd.array([pd.NA] * len(rows), dtype="Int64") for n in MEASURES if n not in rows})
    rows = rows[[*LEAF, *(name for name in rows if name not in LEAF)]]
    return rows.assign(stated=rows["source"].notna())


def _leaves(judged: Expression) -> Expression:
    """Sum the records that differ in spelling only; those without a number stay apart, for a sum would hide them."""
    records = judged.filter(judged["kind"] == "record")
    is_open = records["number"].isnull()  # noqa: PD003  (Ibis, not pandas)
    is_masked = ~records["low"].isnull()  # noqa: PD003
    records = records.mutate(is_open=is_open, is_masked=is_masked)
    sums = {name: (records[name] * records["n_rows"]).sum() for name in MEASURES}
    sums["high"] = (records["high"].count() == records.count()).ifelse(sums["high"], ibis.null("int64"))
    return (
        records.group_by([*LEAF, "is_open", "is_masked"])
        .agg(
            **sums,
            n_rows=records["n_rows"].sum(),
            first_row=records["first_row"].min(),
        )
        .drop("is_open", "is_masked")
    )
