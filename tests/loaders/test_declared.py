"""Rows that are not judged, since they are written as declared, are what judging them would make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pytest

from loaders.choices import Choices
from loaders.columns import KEYS, READ
from loaders.declared import is_declared, is_plain_count
from loaders.judging import cells_of, judge, kind_of
from loaders.records import read_records
from tests.loaders.conftest import as_csv
from tests.loaders.elsewhere import KNOWN, odd_rows, table_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = dict.fromkeys(READ, "header")
COLUMNS = ("period", "origin", "recovery", "category", "count")
PLAIN = ("2021", "US-TX", "MX-CHH", "runaway", "3")
# Another way to write the plain row, a total of it, a note, a row that is broken.
JUDGED = (
    (" 2021 ", "US-TX", "MX-CHH", "Runaway", "4"),
    ("2021", "US-TX", "MX-CHH", "runaway", "1,000"),
    ("2021", "US-TX", "MX-CHH", "Total", "1010"),
    ("", "", "Source: a report", "", ""),
    ("2021", "US-TX", "MX-CHH", "runaway", "-1"),
    COLUMNS,
)


def test_judging_would_change_nothing_about_a_declared_row() -> None:
    cells = cells_of(table_of(odd_rows()), KNOWN)
    is_whole = is_plain_count(cells["count"], HEADER) & is_declared(cells, HEADER)
    kept = cells.mutate(is_whole=is_whole, **{f"was_{name}": cells[name] for name in READ})
    judged = judge(kept, HEADER)
    rows = ibis.duckdb.connect().to_pyarrow(judged.mutate(kind=kind_of(judged))).to_pandas()
    declared = rows[rows["is_whole"]]
    assert 0 < len(declared) < len(rows)
    assert set(declared["kind"]) == {"record"}
    assert declared["read_as"].isna().all()
    assert (declared["number"] == declared["was_count"].astype(int)).all()
    for name in KEYS:
        assert declared[name].fillna("").tolist() == declared[f"was_{name}"].fillna("").tolist(), name


@pytest.mark.parametrize("duplicates", ["ask", "keep", "drop"])
def test_declared_rows_and_others_are_accounted_for_together(source: Callable[..., Path], duplicates: str) -> None:
    rows = [PLAIN, *JUDGED, (*PLAIN[:4], "6"), PLAIN]
    records, quarantine = read_records([source(as_csv(rows, COLUMNS))], choices=Choices(duplicates=duplicates))
    tally = records.tally
    assert tally.rows == len(rows) == tally.loaded + tally.quarantined + tally.totals + tally.notes
    n_dropped = int(duplicates == "drop")
    assert (tally.loaded, tally.quarantined, tally.totals, tally.notes) == (5 - n_dropped, 1, 1, 2 + n_dropped)
    assert quarantine.rows["row"].tolist() == [7]
    (leaf,) = records.frame.itertuples()
    assert leaf[list(records.frame).index("count") + 1] == 1013 + 3 * (1 - n_dropped)
    assert leaf.n_rows == 5 - n_dropped
