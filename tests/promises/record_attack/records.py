"""Records made up for an attack: as a file, and as what is true of them, counted by hand."""

from __future__ import annotations

import csv
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.promises.record_attack.places import place, relations
from tests.promises.record_attack.published import DIMENSIONS, ROOT, Key, Release

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

HEADER: Final = ("period", "origin", "recovery", "count", "category", "operation", "source")


class Record(NamedTuple):
    """A row of a file: codes of places, as fine as they are known."""

    period: str
    origin: str
    recovery: str
    count: int
    category: str = ""
    operation: str = ""
    source: str = ""


def write_records(path: Path, records: Iterable[Record]) -> Path:
    """Write a file of records."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(records)
    return path


def read_records(path: Path) -> list[Record]:
    """Read such a file; columns that it lacks are empty."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Record(**{k: int(v) if k == "count" else v for k, v in row.items()}) for row in rows]


def leaves_of(release: Release, records: Iterable[Record], rules: Mapping[str, str] | None = None) -> dict[Key, int]:
    """Count records by the finest codes of a release's trees.

    Parameters
    ----------
    release
        Whose trees are meant.
    records
        The records.
    rules
        Where each source has a rule of its own for territories.
    """
    out: dict[Key, int] = defaultdict(int)
    for record in records:
        ends = {side: _finest(release, getattr(record, side)) for side in ("origin", "recovery")}
        rule = (rules or {}).get(record.source, release.territories)
        parents = release.parents["relation"]
        (relation,) = relations([place(ends["origin"])], [place(ends["recovery"])], rule, parents)
        codes = {
            **ends, "relation": relation, "category": record.category or "unknown",
            "operation": record.operation or "none", "period": _period(release, record.period),
        }  # fmt: skip
        told = {d: c if c in release.parents[d] else ROOT[d] for d, c in codes.items()}
        out[tuple(told[d] for d in DIMENSIONS)] += record.count
    return dict(out)


def _finest(release: Release, code: str) -> str:
    """Write a place that has parts as its unspecified part."""
    vague = f"{code}/unspecified"
    return vague if vague in release.parents["origin"] else code


def _period(release: Release, period: str) -> str:
    """Name the leaf of the period tree that a year, quarter or month falls in."""
    known = release.parents["period"]
    steps = [period]
    if period[4:5] == "-" and "Q" not in period:
        steps.append(f"{period[:4]}-Q{(int(period[5:]) + 2) // 3}")
    steps.append(period[:4])
    found = next(p for p in steps if p in known)
    return f"{found}/unspecified" if f"{found}/unspecified" in known else found
