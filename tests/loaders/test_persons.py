"""Odd columns about persons are refused by what they hold, also where the column is one of records."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING

import pytest

from loaders.records import read_records
from tests.loaders.conftest import HEADER, as_csv
from tests.loaders.persons import HARMLESS_IN_RECORDS, SEEN, SEEN_IN_RECORDS, UNSEEN, UNSEEN_IN_RECORDS
from tests.loaders.test_refusals import PLAIN, refused, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

#: At most one person column in so many may pass.
ONE_IN = 50


def missed(source: Callable[..., Path], columns: Mapping[str, str]) -> list[str]:
    """Return the columns that are not refused under headers that say nothing."""
    found = refused(source(table({f"Field {n}": values.split("|") for n, values in enumerate(columns.values())})))
    return [label for n, label in enumerate(columns) if f"Field {n}" not in found]


def in_records(source: Callable[..., Path], column: str, values: list[str]) -> dict[str, set[str]]:
    """Put values into a record column, and return what is refused."""
    header = (*HEADER, *([column] if column not in HEADER else []))
    rows = [[value if name == column else cell for name, cell in zip(header, (*PLAIN, ""), strict=False)]
            for value in values]  # fmt: skip
    return refused(source(as_csv(rows, header)))


def test_the_set_is_large_enough() -> None:
    assert len(SEEN) + len(SEEN_IN_RECORDS) >= 50
    assert len(UNSEEN) + len(UNSEEN_IN_RECORDS) >= 50


def test_no_odd_person_column_passes(source: Callable[..., Path]) -> None:
    assert not missed(source, SEEN)


def test_of_the_unseen_ones_at_most_one_in_fifty_passes(source: Callable[..., Path]) -> None:
    assert len(missed(source, UNSEEN)) * ONE_IN <= len(UNSEEN)


@pytest.mark.parametrize(("column", "value", "rule"), [*SEEN_IN_RECORDS, *UNSEEN_IN_RECORDS])
def test_a_person_in_one_row_of_a_record_column_is_refused(
    source: Callable[..., Path], column: str, value: str, rule: str
) -> None:
    good = dict(zip(HEADER, PLAIN, strict=True)).get(column, "")
    assert in_records(source, column, [*[good] * 19, value]) == {column: {rule}}


@pytest.mark.parametrize("column", HARMLESS_IN_RECORDS)
def test_what_the_record_columns_usually_hold_is_not_refused(source: Callable[..., Path], column: str) -> None:
    values = HARMLESS_IN_RECORDS[column]
    assert in_records(source, column, list(islice(cycle(values), 60))) == {}
    assert [value for value in values if in_records(source, column, [value] * 5)] == []


def test_a_person_column_is_seen_beside_many_blanks_and_under_any_case(source: Callable[..., Path]) -> None:
    sparse = {label: "|".join([*values.upper().split("|"), *[""] * 9]) for label, values in SEEN.items()}
    assert not missed(source, sparse)


def test_the_records_of_harmless_columns_load(source: Callable[..., Path]) -> None:
    rows = [(*PLAIN, value) for value in HARMLESS_IN_RECORDS["source"]]
    records, _ = read_records([source(as_csv(rows, (*HEADER, "source")))])
    assert set(records.frame["source"]) == set(HARMLESS_IN_RECORDS["source"])
