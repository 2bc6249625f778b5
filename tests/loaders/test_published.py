"""Headers of published tables are not taken for headers about persons; content decides where a header is weak."""

from __future__ import annotations

from ast import literal_eval
from itertools import cycle, islice
from typing import TYPE_CHECKING

import pytest

from geodata.reading import read
from loaders.errors import PersonalDataError
from tests.loaders.conftest import HEADER, as_csv
from tests.loaders.published import PERSONS, SEEN, UNSEEN
from tests.loaders.test_refusals import N_ROWS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

#: Of aggregate columns so small a share may be refused.
FEW = 0.02


def refused(source: Callable[..., Path], columns: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the headers that are refused; places are known, as in the program."""
    filled = [list(islice(cycle(values), N_ROWS)) for values in columns.values()]
    rows = [(*PLAIN, *extras) for extras in zip(*filled, strict=True)]
    try:
        read([source(as_csv(rows, (*HEADER, *columns)))])
    except PersonalDataError as error:
        return {literal_eval(fault.where.partition(", column ")[2]) for fault in error.faults}
    return set()


def tables(columns: Iterable[tuple[str, str]]) -> list[dict[str, list[str]]]:
    """Put columns into tables, so that no header stands twice in one."""
    found: list[dict[str, list[str]]] = []
    for header, values in columns:
        table = next((table for table in found if header not in table), None)
        if table is None:
            found.append(table := {})
        table[header] = values.split("|")
    return found


def refused_in_rounds(source: Callable[..., Path], columns: Iterable[tuple[str, str]]) -> list[str]:
    """Return the headers that are refused; what is refused by content shows once no header is."""
    found: list[str] = []
    for table in tables(columns):
        rest = dict(table)
        while some := refused(source, rest):
            found += [header for header in rest if header in some]
            rest = {header: values for header, values in rest.items() if header not in some}
    return found


def test_the_sets_are_large_enough() -> None:
    assert len(SEEN) >= 150
    assert len(UNSEEN) >= 100


def test_hardly_a_column_of_published_tables_is_refused(source: Callable[..., Path]) -> None:
    assert len(refused_in_rounds(source, SEEN)) < FEW * len(SEEN)


def test_of_the_unseen_columns_hardly_one_is_refused(source: Callable[..., Path]) -> None:
    assert len(refused_in_rounds(source, UNSEEN)) < FEW * len(UNSEEN)


def test_no_person_column_slips_through_for_its_header(source: Callable[..., Path]) -> None:
    assert sorted(refused_in_rounds(source, PERSONS)) == sorted(header for header, _ in PERSONS)


@pytest.mark.parametrize("header", ["Name", "Country of birth", "Residence", "State of residence", "Place of birth"])
def test_one_name_among_places_is_one_too_many(source: Callable[..., Path], header: str) -> None:
    places = ["Texas", "Ohio", "Utah", "Nevada", "Mexico"]
    assert refused(source, {header: places}) == set()
    assert refused(source, {header: [*places, "Ana Zarpela", "James Quandrell"]}) == {header}


@pytest.mark.parametrize("header", ["Date", "Recovery date", "Last contact", "dlc_year", "Fecha"])
def test_a_date_that_is_a_period_is_none_of_a_case(source: Callable[..., Path], header: str) -> None:
    for periods in (["2020", "2021"], ["2021-05", "2021-06"], ["May 2021", "June 2021"], ["Q1 2021", "2021-Q2"]):
        assert refused(source, {header: periods}) == set()
    assert refused(source, {header: ["2021-05", "2021-06", "2021-05-03"]}) == {header}


def test_a_description_that_stands_in_many_rows_is_of_a_list(source: Callable[..., Path]) -> None:
    def load(n_rows: int, *texts: str) -> None:
        cells = islice(cycle(texts), n_rows)
        read([source(as_csv([(*PLAIN, cell) for cell in cells], (*HEADER, "Description")))])

    load(60, "Homicide", "Robbery")
    with pytest.raises(PersonalDataError):
        load(60, *["Homicide"] * 59, "ran off")
    with pytest.raises(PersonalDataError):
        load(12, "Homicide", "Robbery")
