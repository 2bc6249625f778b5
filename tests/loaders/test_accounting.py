"""No row is lost: every mix of rows is accounted for, by a model that is simpler than the loaders."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from loaders.records import Records, Tally, read_records

if TYPE_CHECKING:
    import random

HEADER = "period,origin,recovery,category,count"


class Line(NamedTuple):
    """One line of a file: its text, what it is, and the column and rule if it is none of the records."""

    text: str
    kind: str
    column: str = ""
    rule: str = ""


def _good(period: str, origin: str, recovery: str, category: str, count: str) -> Line:
    return Line(f"{period},{origin},{recovery},{category},{count}", "record")


PERIODS, ORIGINS = st.sampled_from(["2021", "2021-Q2", "2021-05"]), st.sampled_from(["US-TX", "US-NM"])
RECOVERIES, CATEGORIES = st.sampled_from(["MX-CHH", "Texas", "unknown"]), st.sampled_from(["", "runaway", "unknown"])
COUNTS = st.integers(0, 40).map(str) | st.sampled_from(["not reported", "*", "<5", "N/A", "12.0", "007"])
LINES = st.one_of(
    st.builds(_good, PERIODS, ORIGINS, RECOVERIES, CATEGORIES, COUNTS),
    st.builds(lambda p, o, n: Line(f"{p},{o},Total,,{n}", "total?"), PERIODS, ORIGINS, st.integers(0, 80)),
    st.sampled_from(
        [
            Line("2021,US-TX,MX,,12z", "quarantined", "count", "unknown-token"),
            Line("2021,US-TX,MX,,", "quarantined", "count", "empty"),
            Line("2021,US-TX,MX,,-1", "quarantined", "count", "negative"),
            Line("2021,US-TX,MX,,1.5", "quarantined", "count", "fractional"),
            Line('2021,US-TX,MX,,"12,34"', "quarantined", "count", "fractional"),
            Line(f"2021,US-TX,MX,,{'9' * 13}", "quarantined", "count", "too-large"),
            Line("sometime,US-TX,MX,,1", "quarantined", "period", "unknown-period"),
            Line(",US-TX,MX,,1", "quarantined", "period", "empty"),
            Line("2021-05/2021-03,US-TX,MX,,1", "quarantined", "period", "span-reversed"),
            Line("2020-05/2021-03,US-TX,MX,,1", "quarantined", "period", "span-over-years"),
            Line("2021,US-TX,MX,odd,1", "quarantined", "category", "unknown-value"),
            Line("2021,US-TX", "quarantined", "", "too-few-fields"),
            Line("2021,US-TX,MX,,1,7", "quarantined", "", "too-many-fields"),
            Line(",,,,", "note"),
            Line("Source: invented,,,,", "note"),
            Line("Note: invented", "note"),
            Line("  ", "note"),
            Line(HEADER, "note"),
            Line("", "nothing"),
        ]
    ),
)


def _settled(lines: list[Line]) -> list[Line]:
    """Decide which rows named Total are: those with records under them."""
    under = {tuple(line.text.split(",")[:2]) for line in lines if line.kind == "record"}
    kinds = {True: "total", False: "record"}
    return [
        line._replace(kind=kinds[tuple(line.text.split(",")[:2]) in under]) if line.kind == "total?" else line
        for line in lines
    ]


def _expected(lines: list[Line]) -> dict[tuple[object, ...], list[int]]:
    """Sum count and rows by key, those not reported apart."""
    sums: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        if line.kind == "record":
            *key, count = line.text.replace("Total", "").split(",")
            is_open = not count[0].isdigit()
            entry = sums[*(cell or None for cell in key), is_open]
            entry[0] += 0 if is_open else int(float(count))
            entry[1] += 1
    return dict(sums)


def _found(records: Records) -> dict[tuple[object, ...], list[int]]:
    frame = records.frame[["period", "origin", "recovery", "category", "count", "n_rows"]].astype(object)
    sums: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0])
    # What was masked and what was not reported are records of their own; neither has a number.
    for *key, count, n_rows in frame.where(frame.notna(), None).itertuples(index=False, name=None):
        entry = sums[*key, count is None]
        entry[0] += count or 0
        entry[1] += n_rows
    return dict(sums)


def _read(lines: list[Line], ending: str = "\n") -> tuple[Records, pd.DataFrame]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(ending.join([HEADER, *(line.text for line in lines)]).encode())
        records, quarantine = read_records([path])
    return records, quarantine.rows


# A load takes a good part of a second, so failures are shown as found: shrinking them would take minutes.
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(LINES, max_size=25), st.sampled_from(["\n", "\r\n"]), st.randoms(use_true_random=False))
def test_every_row_is_accounted_for(lines: list[Line], ending: str, chance: random.Random) -> None:
    records, quarantine = _read(lines, ending)
    settled = _settled(lines)
    kinds = pd.Series([line.kind for line in settled], dtype=object).value_counts().to_dict()
    expected = [kinds.get(kind, 0) for kind in ("record", "quarantined", "total", "note")]
    assert records.tally == Tally(sum(expected), *expected)
    broken = [(at, line.column, line.rule) for at, line in enumerate(settled, start=2) if line.kind == "quarantined"]
    assert list(quarantine[["row", "column", "rule"]].itertuples(index=False, name=None)) == broken
    assert _found(records) == _expected(settled)

    shuffled = list(lines)
    chance.shuffle(shuffled)
    again, _ = _read(shuffled, ending)
    assert_frame_equal(again.frame, records.frame)
    assert again.tally == records.tally


def test_a_tally_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="6 rows accounted for; expected 7"):
        Tally(rows=7, loaded=3, quarantined=1, totals=1, notes=1)
