"""One source, from file to leaves: open, refuse, group, judge, account for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from loaders import refusals
from loaders.columns import KEYS, match_headers
from loaders.errors import ColumnsError, Fault, LoadError, PersonalDataError, SourceError, gathered
from loaders.findings import Finding
from loaders.judging import cells_of, judge
from loaders.layouts import open_source
from loaders.totals import settle

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from ibis.expr.types import Table

    from loaders.columns import HeaderMatch
    from loaders.engines import DuckDBEngine
    from loaders.layouts.opened import Opened

LEAF = (*KEYS, "geometry")


class Loaded(NamedTuple):
    """One source, loaded.

    Attributes
    ----------
    leaves
        Distinct records: `LEAF`, `number` (missing = not reported), `n_rows`, `first_row`.
    quarantine
        Columns source, row, column, rule.
    counts
        Rows by kind: record, quarantined, total, note.
    """

    leaves: pd.DataFrame
    quarantine: pd.DataFrame
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    places: gpd.GeoSeries | None


def load(path: Path, where: str, engine: DuckDBEngine, geometry: str) -> Loaded:
    """Load one source.

    Every row is counted once: as a record, in quarantine, as a total or as a note.

    Parameters
    ----------
    where
        What messages call the source.
    geometry
        The side that a geometry stands for.

    Raises
    ------
    LoadError
        When the source cannot be read, lacks columns, or holds data about single persons.
    """
    opened = open_source(path, where, engine)
    has_places = opened.places is not None
    match = match_headers(opened.header, geometry=geometry if has_places else None)
    _check_header(where, opened, match, lenient=has_places)
    cells, distinct = _distinct(opened, match, engine)
    _check_content(where, engine, opened, match, distinct)
    judged = engine.keep(judge(distinct))
    tallied = engine.fetch(judged.group_by("kind").agg(n=judged["n_rows"].sum()))
    counts = {str(kind): int(n) for kind, n in zip(tallied["kind"], tallied["n"], strict=True)}
    leaves, totals = engine.fetch(_leaves(judged)), engine.fetch(judged.filter(judged["kind"] == "total"))
    settled = settle(totals, leaves)
    counts["total"] = int(settled.proved["n_rows"].sum())
    counts["record"] = counts.get("record", 0) + int(settled.records["n_rows"].sum())
    leaves = pd.concat([leaves, settled.records[leaves.columns]], ignore_index=True)
    _check_points(where, leaves, opened.places)
    quarantine = _quarantined(where, engine, cells) if counts.get("quarantined") else _NO_ROWS
    findings = (*_notices(where, opened, match, sum(counts.values())), *_differing(where, settled.differing))
    return Loaded(leaves, quarantine, counts, findings, opened.places)


_NO_ROWS = pd.DataFrame({"source": [], "row": [], "column": [], "rule": []}).astype(
    {"source": "string", "row": "Int64", "column": "string", "rule": "string"}
)


def _check_header(where: str, opened: Opened, match: HeaderMatch, *, lenient: bool) -> None:
    """Refuse a header that announces persons, lacks a column, or has two for one purpose; all reasons at once."""
    errors: list[LoadError] = []
    if personal := refusals.by_header(where, opened.header, match.extras, lenient=lenient):
        errors.append(PersonalDataError(personal))
    remedy = "Rename or add columns; docs/records.md lists the names."
    faults = [Fault(where, f"no column for {name}", f"a column '{name}'", remedy) for name in match.missing]
    faults += [Fault(where, f"several columns for {name}", "one", "Keep one of them.") for name in match.doubled]
    if faults:
        errors.append(ColumnsError(faults))
    if errors:
        raise gathered(errors)


def _distinct(opened: Opened, match: HeaderMatch, engine: DuckDBEngine) -> tuple[Opened, Table]:
    """Group equal rows in one pass over the source; fall back to the patient reader where the engine stumbles."""
    try:
        distinct = _grouped(opened.table, match, engine)
        if opened.n_rows is None or engine.size_of(distinct, "n_rows") == opened.n_rows:
            return opened, distinct
    except SourceError:
        if opened.patient is None:
            raise
    if opened.patient is None:
        return opened, distinct
    patient = opened._replace(table=opened.patient())
    return patient, _grouped(patient.table, match, engine)
