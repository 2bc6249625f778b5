"""Records: what all sources of a release say, validated, still in the sources' words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pandera.errors

from loaders.accounting import KINDS
from loaders.choices import DUPLICATES, Choices
from loaders.columns import KEYS, RECORDS, SIDES
from loaders.engines import opened, reading
from loaders.errors import Fault, LoadError, OptionError, gathered
from loaders.findings import Finding
from loaders.layouts.geo import WGS84
from loaders.loading import LEAF, load
from loaders.revisions import newest
from loaders.sources import expanded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from loaders.loading import Loaded

# Kind of a row → the field of the tally that counts it.
COUNTS: Final = {"record": "loaded", "quarantined": "quarantined", "total": "totals", "note": "notes"}


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of every row: each is exactly one of loaded, quarantined, a total, or a note.

    Attributes
    ----------
    records
        How many records the loaded rows hold; in a cross tab a row holds several.

    Raises
    ------
    ValueError
        When a row is not accounted for, or twice.
    """

    rows: int
    loaded: int
    quarantined: int
    totals: int
    notes: int
    records: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        """Check the account."""
        n_accounted = self.loaded + self.quarantined + self.totals + self.notes
        if n_accounted != self.rows:
            msg = f"tally: {n_accounted} rows accounted for; expected {self.rows}. This is a defect of the loaders."
            raise ValueError(msg)


@dataclass(frozen=True, eq=False, slots=True)
class Records:
    """Validated records, grouped.

    Attributes
    ----------
    frame
        The columns of `loaders.columns.RECORDS`, one row for each distinct record, sorted by them; count ``<NA>``
        where it was not reported, in a row of its own. The order of the input leaves no trace.
    points
        Geometries, indexed like the rows of `frame` that have one; None if no source has geometry.
    rows
        Where the records stand: columns leaf (index of `frame`), file, row (the first of equal ones), n_rows.
    headers
        File → record column → its header as written there.
    findings
        What else there is to say about the sources: columns not read, totals that do not add up.
    n_repeated
        Rows that are the same as another in every cell, counted, but waiting for a decision.
    as_of
        The newest day, as 2021-06-16, at which the records were current; None if neither they nor the caller say.
    """

    frame: pd.DataFrame
    points: gpd.GeoDataFrame | None
    rows: pd.DataFrame
    headers: Mapping[str, Mapping[str, str]]
    tally: Tally
    findings: tuple[Finding, ...]
    as_of: str | None
    n_repeated: int = 0

    def __repr__(self) -> str:
        """Show the size only; rows may be about single children."""
        return f"Records({len(self.frame)} rows)"


@dataclass(frozen=True, eq=False, slots=True)
class Quarantine:
    """Rows that were not loaded.

    Attributes
    ----------
    rows
        Columns source (the file), row (its line, or its number in formats without lines), column (empty: the row as a
        whole), rule; never the value.
    """

    rows: pd.DataFrame


def read_records(
    sources: Sequence[Path],
    *,
    engine: str = "duckdb",
    as_of: str | None = None,
    choices: Choices | None = None,
    progress: Callable[[str], object] = len,
) -> tuple[Records, Quarantine]:
    """Read sources into one set of records.

    No row is lost: each is loaded, in quarantine, a recognised total or a note, and the tally proves it.

    Parameters
    ----------
    sources
        Files of any format that `loaders.layouts` knows, folders and patterns of them, and zip archives.
    engine
        Where the rows are validated and grouped.
    as_of
        The day at which the records are current, if it is not in them or later than the newest in them.
    choices
        What else the caller decided; by default what `Choices` says.
    progress
        Told which file is being read.

    Returns
    -------
    The records, and the rows that are none.

    Raises
    ------
    LoadError
        When any source is refused; all reasons are gathered and nothing is loaded.
    """
    choices = choices or Choices()
    _check_options(sources, choices, as_of)
    loaded: list[Loaded] = []
    files, errors = expanded(sources)
    with opened(engine, [file.path for file in files]) as opened_engine:
        for file in files:
            progress(f"reading {file.name}")
            try:
                with reading(file.name):
                    loaded += load(file, opened_engine, choices)
            except LoadError as error:
                errors.append(error)
    if errors:
        raise gathered(errors)
    quarantine = pd.concat([each.quarantine for each in loaded], ignore_index=True)
    n_quarantined = len(quarantine[["source", "row"]].drop_duplicates())
    return _joined({each.where: each for each in loaded}, n_quarantined, as_of), Quarantine(quarantine)


def _check_options(sources: Sequence[Path], choices: Choices, as_of: str | None) -> None:
    faults = []
    if not sources:
        faults.append(Fault("sources", "found none", "one or more files", "Name the files to read."))
    for path, times in Counter(path.resolve() for path in sources).items():
        if times > 1:
            faults.append(Fault("sources", f"{path.name!r} {times} times", "each file once", "Name it once."))
    if choices.geometry not in SIDES:
        faults.append(Fault("geometry", f"found {choices.geometry!r}", " or ".join(SIDES), "Choose one of them."))
    if choices.duplicates not in DUPLICATES:
        found = f"found {choices.duplicates!r}"
        faults.append(Fault("duplicates", found, " or ".join(DUPLICATES), "Choose one of them."))
    if as_of is not None and not _is_day(as_of):
        faults.append(Fault("as-of", f"found {as_of!r}", "a day such as 2021-06-16", "Write it like this."))
    if faults:
        raise OptionError(faults)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _joined(loaded: Mapping[str, Loaded], n_quarantined: int, as_of: str | None) -> Records:
    """Group the leaves of all sources, and account for all their rows."""
    leaves = pd.concat([each.leaves.assign(file=name) for name, each in loaded.items()], ignore_index=True)
    leaves, older = newest(leaves)
    leaves = leaves.assign(is_open=leaves["number"].isna(), number=leaves["number"].fillna(0))
    keys = [*LEAF, "is_open"]
    grouped = leaves.groupby(keys, dropna=False, sort=False)
    sums = grouped[["number", "n_rows"]].sum().reset_index().sort_values(keys, ignore_index=True, na_position="first")
    frame = _validated(sums)
    places = [each.places for each in loaded.values() if each.places is not None]
    numbered = sums[keys].assign(leaf=sums.index)
    rows = leaves[[*keys, "file", "first_row", "n_rows"]].merge(numbered, on=keys, validate="m:1")
    return Records(
        frame=frame,
        points=_points(sums["geometry"], places) if places else None,
        rows=rows[["leaf", "file", "first_row", "n_rows"]].rename(columns={"first_row": "row"}),
        headers={name: each.headers for name, each in loaded.items()},
        tally=_tally(loaded, frame, n_quarantined, older),
        findings=tuple(chain(*(each.findings for each in loaded.values()), _revised(older, loaded))),
        n_repeated=sum(each.n_repeated for each in loaded.values()),
        as_of=_as_of(frame["as_of"].dropna(), as_of),
    )


def _revised(older: pd.DataFrame, loaded: Mapping[str, Loaded]) -> Iterator[Finding]:
    """Say which rows don't count, for a later date has the same key."""
    for (name, rule), rows in older.groupby(["file", "rule"]):
        column = loaded[str(name)].headers.get("as_of", "")
        first_rows = tuple(sorted(map(int, rows["first_row"])))
        yield Finding(str(name), column, str(rule), int(rows["n_rows"].sum()), first_rows)


def _as_of(vintages: pd.Series[str], given: str | None) -> str | None:
    """Date the records by their newest vintage, or as the caller says, who cannot date them before it."""
    newest = None if vintages.empty else str(vintages.max())
    if given and newest and given < newest:
        expected = f"a day not before {newest}, the newest in the records"
        raise OptionError([Fault("as-of", f"found {given!r}", expected, "Give that day or a later one.")])
    return given or newest


def _validated(sums: pd.DataFrame) -> pd.DataFrame:
    """Hold the grouped records against their declaration."""
    frame = sums[[*KEYS, "n_rows"]].copy()
    frame.insert(len(KEYS), "count", sums["number"].mask(sums["is_open"]))
    frame = frame.astype(dict.fromkeys(KEYS, pd.StringDtype()) | dict.fromkeys(("count", "n_rows"), pd.Int64Dtype()))
    try:
        RECORDS.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        columns = sorted(set(map(str, error.failure_cases["column"])))
    else:
        return frame
    msg = f"records: columns {columns} are not as declared; expected valid records. This is a defect of the loaders."
    raise ValueError(msg)


def _points(keys: pd.Series[str], places: Sequence[gpd.GeoSeries]) -> gpd.GeoDataFrame:
    """Give each record that has a geometry its own."""
    by_key = pd.concat(places)
    by_key = by_key[~by_key.index.duplicated()]
    keys = keys.dropna()
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(by_key.loc[keys].array, index=keys.index, crs=WGS84))


def _tally(loaded: Mapping[str, Loaded], frame: pd.DataFrame, n_quarantined: int, older: pd.DataFrame) -> Tally:
    """Account for all rows: counted below the header, by kind, and in what is handed on; older vintages are notes."""
    accounts = [each.account for each in loaded.values()]
    counts = {COUNTS[kind]: sum(account.counts[kind] for account in accounts) for kind in KINDS}
    n_records = int(frame["n_rows"].sum())
    n_leaves = {name: int(each.leaves["n_rows"].sum()) for name, each in loaded.items()}
    # A row of a cross tab that holds older records beside current ones is still a row that was loaded.
    tables = {name for name, each in loaded.items() if not each.account.is_cross}
    n_loaded = sum(each.account.counts["record"] for name, each in loaded.items() if name in tables)
    handed_on = {
        "records": sum(n_leaves.values()) == n_records + int(older["n_rows"].sum()),
        "rows": n_loaded == sum(n_leaves[name] for name in tables),
        "quarantined rows": counts["quarantined"] == n_quarantined,
    }
    for what, is_whole in handed_on.items():
        if not is_whole:
            msg = f"tally: not all {what} are handed on; expected all. This is a defect of the loaders."
            raise ValueError(msg)
    n_older = int(older["n_rows"][older["file"].isin(tables)].sum())
    counts |= {"loaded": counts["loaded"] - n_older, "notes": counts["notes"] + n_older}
    return Tally(rows=sum(account.n_rows for account in accounts), **counts, records=n_records)
