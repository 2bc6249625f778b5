"""Vintages replace each other, copies wait for a decision, and no row is lost by either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from loaders.choices import Choices
from loaders.errors import OptionError
from loaders.records import Records, Tally, read_records
from tests.loaders.conftest import HEADER, as_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATED = (*HEADER, "as_of")
TWO_VINTAGES = [
    ("2021", "US-TX", "MX-CHH", "30", "2022-01-31"),
    ("2021", "US-TX", "MX-CHH", "34", "2023-01-31"),
    ("2021", "US-TX", "MX-COA", "12", "2022-01-31"),
    ("2021", "US-TX", "Total", "42", "2022-01-31"),
    ("2021", "US-TX", "Total", "46", "2023-01-31"),
    ("2021", "US-TX", "Total", "99", "2023-01-31"),
]


def _counts(records: Records) -> dict[str, int]:
    return dict(zip(records.frame["recovery"], records.frame["count"], strict=True))


def _found(records: Records) -> set[tuple[str, str, int, tuple[int, ...]]]:
    return {(found.column, found.rule, found.count, found.rows) for found in records.findings}


def test_the_newest_vintage_of_a_key_counts_alone(source: Callable[..., Path]) -> None:
    records, _ = read_records([source(as_csv(TWO_VINTAGES, DATED))])
    assert _counts(records) == {"MX-CHH": 34, "MX-COA": 12}
    assert records.tally == Tally(rows=6, loaded=2, quarantined=0, totals=3, notes=1)
    # Each total sums up its own day or today: 42 and 46 do, 99 does neither.
    assert _found(records) == {("as_of", "superseded", 1, (2,)), ("recovery", "total-differs", 1, (7,))}
    assert records.as_of == "2023-01-31"


def test_vintages_in_two_files_replace_each_other(source: Callable[..., Path]) -> None:
    old = source(as_csv(TWO_VINTAGES[:1], DATED), "2022.csv")
    new = source(as_csv(TWO_VINTAGES[1:2], DATED), "2023.csv")
    for order in ([old, new], [new, old]):
        records, _ = read_records(order)
        assert records.frame[["count", "source"]].to_numpy().tolist() == [[34, "2023.csv"]]
        assert records.tally.notes == 1


def test_sources_that_name_themselves_do_not_replace_each_other(source: Callable[..., Path]) -> None:
    rows = [(*row, name) for row, name in zip(TWO_VINTAGES[:2], ("state", "county"), strict=True)]
    records, _ = read_records([source(as_csv(rows, (*DATED, "source")))])
    assert records.frame["count"].sum() == 64
    assert not _found(records)


def test_a_row_without_date_yields_to_a_dated_one_and_says_so(source: Callable[..., Path]) -> None:
    rows = [(*TWO_VINTAGES[0][:4], ""), TWO_VINTAGES[1]]
    records, _ = read_records([source(as_csv(rows, DATED))])
    assert _counts(records) == {"MX-CHH": 34}
    assert _found(records) == {("as_of", "undated-revision", 1, (2,))}


REPEATED = [("2021", "US-TX", "MX", "3")] * 3 + [("2021", "US-NM", "MX", "*")] * 2 + [("2021", "US-AZ", "MX", "5")]


@pytest.mark.parametrize(
    ("decision", "counts", "tally", "finding", "n_repeated"),
    [
        ("ask", [5, 9], Tally(6, 6, 0, 0, 0), {("", "repeated", 3, (2, 5)), ("count", "masked", 2, (5,))}, 3),
        ("keep", [5, 9], Tally(6, 6, 0, 0, 0), {("count", "masked", 2, (5,))}, 0),
        ("drop", [5, 3], Tally(6, 3, 0, 0, 3), {("", "repeated-dropped", 3, (2, 5)), ("count", "masked", 1, (5,))}, 0),
    ],
)
def test_copies_are_counted_as_decided(
    source: Callable[..., Path],
    decision: str,
    counts: list[int],
    tally: Tally,
    finding: set[tuple[str, str, int, tuple[int, ...]]],
    n_repeated: int,
) -> None:
    records, _ = read_records([source(as_csv(REPEATED))], choices=Choices(duplicates=decision))
    assert records.frame["count"].dropna().tolist() == counts
    assert records.tally == tally
    assert _found(records) == finding
    assert records.undecided.get("duplicates", 0) == n_repeated


def test_a_column_that_is_not_read_tells_rows_apart(source: Callable[..., Path]) -> None:
    rows = [("2021", "US-TX", "MX", "3", agency) for agency in ("north", "south", "south")]
    path = source(as_csv(rows, (*HEADER, "precinct")))
    assert read_records([path])[0].undecided == {"duplicates": 1}
    assert read_records([path], choices=Choices(duplicates="drop"))[0].frame["count"].tolist() == [6]


def test_a_copy_of_a_lone_total_is_one(source: Callable[..., Path]) -> None:
    rows = [("2021", "US-TX", "Total", "9")] * 2
    records, _ = read_records([source(as_csv(rows))], choices=Choices(duplicates="drop"))
    assert records.frame["count"].tolist() == [9]
    assert records.tally == Tally(rows=2, loaded=1, quarantined=0, totals=0, notes=1)


def test_an_unknown_decision_is_refused(source: Callable[..., Path]) -> None:
    with pytest.raises(OptionError, match="duplicates: found 'some'; expected ask or keep or drop"):
        read_records([source(as_csv(REPEATED))], choices=Choices(duplicates="some"))
