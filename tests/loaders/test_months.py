"""Days stand for months where all of a column are the first of one, however they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from loaders.errors import PersonalDataError
from loaders.records import read_records
from tests.loaders.conftest import as_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WAYS = {
    "ISO": ("2021-03-01", "2021-10-01", "2022-01-01"),
    "ISO with a time": ("2021-03-01 00:00:00", "2021-10-01T00:00:00", "2022-01-01"),
    "ISO with slashes": ("2021/03/01", "2021/10/01", "2022/1/1"),
    "compact": ("20210301", "20211001", "20220101"),
    "US": ("3/1/2021", "10/01/2021", "1/1/2022"),
    "day first": ("01/03/2021", "01/10/2021", "01/01/2022"),
    "with words": ("1-Mar-2021", "01-Oct-2021", "1 Jan 2022"),
    "US with words": ("March 1, 2021", "Oct. 1, 2021", "January 1, 2022"),
    "Spanish with words": ("01-mar-2021", "1/octubre/2021", "1-ene-2022"),
}


@pytest.mark.parametrize("way", WAYS)
def test_first_days_are_read_as_months(source: Callable[..., Path], way: str) -> None:
    rows = [(day, "US-TX", "MX-CHH", "3") for day in (*WAYS[way], "2020")]
    records, quarantine = read_records([source(as_csv(rows))])
    assert sorted(records.frame["period"]) == ["2020", "2021-03", "2021-10", "2022-01"]
    assert quarantine.rows.empty
    assert [finding.rule for finding in records.findings] == ["dates-as-months"]


@pytest.mark.parametrize("other", ["2021-03-02", "3/15/2021", "01/03/2021", "2 Mar 2021"])
@pytest.mark.parametrize("n_before", [3, 1500])
def test_one_other_day_is_enough_to_refuse_all(source: Callable[..., Path], other: str, n_before: int) -> None:
    rows = [("2021-03-01", "US-TX", "MX-CHH", "3")] * n_before + [(other, "US-TX", "MX-CHH", "3")]
    with pytest.raises(PersonalDataError, match="column 'period': exact days"):
        read_records([source(as_csv(rows))])


def test_months_of_broken_rows_are_found_by_their_line(source: Callable[..., Path]) -> None:
    rows = [("2021-03-01", "US-TX", "MX-CHH", "3"), ("2021-04-01", "US-TX", "MX-CHH", "many")]
    records, quarantine = read_records([source(as_csv(rows))])
    assert records.frame["period"].tolist() == ["2021-03"]
    assert quarantine.rows[["row", "column", "rule"]].to_numpy().tolist() == [[3, "count", "unknown-token"]]


def test_spans_may_begin_and_end_with_first_days(source: Callable[..., Path]) -> None:
    header = ("start_month", "end_month", "origin", "recovery", "count")
    rows = [("2021-04-01", "2021-06-01", "US-TX", "MX-CHH", "3")]
    records, _ = read_records([source(as_csv(rows, header))])
    assert records.frame["period"].tolist() == ["2021-Q2"]


def test_a_ragged_file_is_read_all_the_same(source: Callable[..., Path]) -> None:
    text = as_csv([("2021-03-01", "US-TX", "MX-CHH", "3")]) + "2021-04-01,US-TX\n\n2021-05-01,US-TX,MX-CHH,4\n"
    records, quarantine = read_records([source(text)])
    assert sorted(records.frame["period"]) == ["2021-03", "2021-05"]
    assert quarantine.rows[["row", "rule"]].to_numpy().tolist() == [[3, "too-few-fields"]]
