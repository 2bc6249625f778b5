"""Many tables become one set of records: grouped, the newest word on each key, every row accounted for."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pandera.errors

from loaders.accounting import KINDS
from loaders.columns import KEYS, RECORDS
from loaders.errors import Fault, OptionError
from loaders.findings import Finding
from loaders.layouts.geo import WGS84
from loaders.loading import LEAF
from loaders.results import Records, Tally
from loaders.revisions import newest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loaders.loading import Loaded

# Kind of a row → the field of the tally that counts it.
COUNTS: Final = {"record": "loaded", "quarantined": "quarantined", "total": "totals", "note": "notes"}


def joined(loaded: Mapping[str, Loaded], n_quarantined: int, as_of: str | None) -> Records:
    """Group the leaves of all sources, and account for all their rows.

    Raises
    ------
    OptionError
        When the caller dates the records before their newest vintage.
    """
    leaves = pd.concat([each.leaves.assign(file=name) for name, each in loaded.items()], ignore_index=True)
    leaves, older = newest(leaves)
    is_masked = leaves["low"].notna()
    leaves = leaves.assign(
        is_open=leaves["number"].isna(), number=leaves["number"].fillna(0), is_masked=is_masked,
        low=leaves["low"].fillna(0), is_endless=is_masked & leaves["high"].isna(), high=leaves["high"].fillna(0),
    )  # fmt: skip
    # Columns that hold nothing tell no leaves apart; as keys they would cost as much as the others.
    keys = [*(name for name in LEAF if leaves[name].notna().any()), "is_open", "is_masked"]
    grouped = leaves.groupby(keys, dropna=False, sort=False)
    measures = ["number", "low", "high", "is_endless", "n_rows"]
    sums = grouped[measures].sum().reset_index().sort_values(keys, ignore_index=True, na_position="first")
    sums = sums.reindex(columns=[*LEAF, "is_open", "is_masked", *measures])
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
        undecided=dict(sorted(sum((Counter(each.undecided) for each in loaded.values()), Counter()).items())),
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
    if sums["is_masked"].any():
        bounds = {"count_low": sums["low"].mask(~sums["is_masked"])}
        bounds["count_high"] = sums["high"].mask(~sums["is_masked"] | (sums["is_endless"] > 0))
        frame = frame.assign(**{name: bound.astype(pd.Int64Dtype()) for name, bound in bounds.items()})
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
