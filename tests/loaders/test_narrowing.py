"""Tables of many columns that are not read: the same answers as of few, from one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from loaders.choices import Choices
from loaders.errors import PersonalDataError
from loaders.layouts.opened import WIDE
from loaders.narrowing import WIDE as MANY
from loaders.records import read_records
from tests.loaders.conftest import HEADER, as_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = [("2021", "US-TX", "MX-CHH", "20"), ("2021", "US-TX", "MX-CHH", "20"), ("2021", "US-NM", "MX", "7")]


@pytest.mark.parametrize("width", [3, MANY, WIDE])
@pytest.mark.parametrize("duplicates", ["ask", "keep", "drop"])
def test_rows_are_told_apart_by_columns_that_are_not_read(
    source: Callable[..., Path], width: int, duplicates: str
) -> None:
    names = [f"measure {at}" for at in range(width)]
    alike = [(*row, *["4"] * width) for row in ROWS]
    unlike = [(*row, *["4"] * (width - 1), str(at)) for at, row in enumerate(ROWS)]
    choices = Choices(duplicates=duplicates)
    found = [read_records([source(as_csv(rows, (*HEADER, *names)))], choices=choices)[0] for rows in (alike, unlike)]
    assert [records.undecided for records in found] == [{"duplicates": 1} if duplicates == "ask" else {}, {}]
    assert [records.tally.loaded for records in found] == [2 if duplicates == "drop" else 3, 3]
    assert {each.column for each in found[1].findings if each.rule == "not-read"} == set(names)


@pytest.mark.parametrize("width", [3, MANY, WIDE])
def test_persons_among_many_columns_are_refused(source: Callable[..., Path], width: int) -> None:
    names = [f"measure {at}" for at in range(width)]
    mails = ("a.nobody@example.org", "b.nobody@example.org", "c.nobody@example.org")
    rows = [(*row, *["4"] * (width - 1), mail) for row, mail in zip(ROWS, mails, strict=True)]
    with pytest.raises(PersonalDataError) as refused:
        read_records([source(as_csv(rows, (*HEADER, *names)))])
    assert [fault.where for fault in refused.value.faults] == [f"a.csv, column 'measure {width - 1}'"]
