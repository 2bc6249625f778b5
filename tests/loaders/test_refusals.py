"""Person-level and point-level data is refused; aggregates are not."""

from __future__ import annotations

import re
from itertools import cycle, islice
from typing import TYPE_CHECKING

import pytest

from loaders.errors import ColumnsError, LoadError, PersonalDataError
from loaders.records import read_records
from tests.loaders.conftest import HEADER, as_csv
from tests.loaders.labelled import AGGREGATES, PERSONAL_CONTENT, PERSONAL_HEADERS
from tests.loaders.unseen import AGGREGATE, BY_CONTENT, BY_HEADER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

N_ROWS = 12
# The weight of a sample is headed like the weight of a child, and looks like it.
WEIGHED = {"Weight"}
PLAIN = ("2021-05", "US-TX", "MX-CHH", "3")


def table(columns: Mapping[str, Sequence[str]]) -> str:
    """Write columns beside those of aggregate records."""
    filled = [list(islice(cycle(values), N_ROWS)) for values in columns.values()]
    return as_csv([(*PLAIN, *extras) for extras in zip(*filled, strict=True)], (*HEADER, *columns))


def refused(path: Path) -> dict[str, set[str]]:
    """Return the refused columns with their rules; empty if the file loads."""
    try:
        read_records([path])
    except PersonalDataError as error:
        found: dict[str, set[str]] = {}
        for fault in error.faults:
            column = re.search(r"column [\"'](.*)[\"']$", fault.where)
            assert column is not None, fault.where
            found.setdefault(column[1], set()).add(fault.found.partition(",")[0])
        return found
    return {}


def test_the_labelled_set_is_large_enough() -> None:
    assert len(PERSONAL_HEADERS) + len(PERSONAL_CONTENT) >= 200
    assert len(AGGREGATES) >= 100


def test_no_column_of_the_second_set_is_missed(source: Callable[..., Path]) -> None:
    columns = {header: values.split("|") for header, values in (*BY_HEADER, *BY_CONTENT)}
    assert len(columns) >= 200
    found = refused(source(table(columns)))
    # What a header leaves in doubt is looked at once no header refuses.
    rest = {header: values for header, values in columns.items() if header not in found}
    assert set(rest) <= set(refused(source(table(rest))))


def test_under_one_in_a_hundred_aggregate_columns_of_the_second_set_is_refused(source: Callable[..., Path]) -> None:
    columns = {header: values.split("|") for header, values in AGGREGATE}
    assert len(columns) >= 200
    found = set(refused(source(table({header: columns[header] for header in columns if header not in WEIGHED}))))
    assert not found
    assert set(refused(source(table({header: columns[header] for header in WEIGHED})))) == WEIGHED
    assert len(WEIGHED) < len(columns) / 100


def test_no_word_of_measure_talks_a_column_through(source: Callable[..., Path]) -> None:
    columns = {
        "Birth rate": (["2009", "2010", "2011"], "dates of birth"),
        "Births": (["39887", "40271", "40600"], "dates of birth"),
        "Births registered": (["031509", "040211"], "dates of birth"),
        "Phone calls": (["12", "555-0101"], "phone numbers"),
        "Photos released": (["12", "p1.jpg"], "links"),
        "Addresses checked": (["12", "the mall"], "addresses"),
        "Names on list": (["12", "Otti"], "names of people"),
    }
    assert refused(source(table(dict.fromkeys(columns, ("12", "40"))))) == {}
    found = refused(source(table({header: values for header, (values, _) in columns.items()})))
    assert found == {header: {rule} for header, (_, rule) in columns.items()}


def test_personal_headers_are_refused_by_their_rule(source: Callable[..., Path]) -> None:
    found = refused(source(table(dict.fromkeys(PERSONAL_HEADERS, ("x", "y")))))
    assert {header: {rule} for header, rule in PERSONAL_HEADERS.items()} == found


def test_personal_content_is_refused_under_any_header(source: Callable[..., Path]) -> None:
    columns = {f"Field {number}": values for number, values in enumerate(PERSONAL_CONTENT.values())}
    found = refused(source(table(columns)))
    missed = [label for number, label in enumerate(PERSONAL_CONTENT) if f"Field {number}" not in found]
    assert not missed


def test_aggregate_columns_are_accepted(source: Callable[..., Path]) -> None:
    path = source(table(AGGREGATES))
    assert not refused(path)
    assert [finding.column for finding in read_records([path])[0].findings] == list(AGGREGATES)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("period", "2021-05-14", "exact days"),
        ("period", "5/14/2021", "exact days"),
        ("period", "14-May-21", "exact days"),
        ("period", "May 14, 2021", "exact days"),
        ("period", "14 de mayo de 2021", "exact days"),
        ("period", "2021-05-14/2021-05-20", "exact days"),
        ("period", "20210514", "exact days"),
        ("period", "44330", "exact days"),
        ("origin", "12 Larkspur Street", "addresses"),
        ("recovery", "31.76190, -106.48500", "coordinates"),
        ("recovery", "a@example.org", "e-mail addresses"),
        ("operation", "(555) 010-1234", "phone numbers"),
        ("category", "000-12-3456", "identity numbers"),
        ("source", " ".join(["word"] * 45), "free text"),
        ("agency_type", "https://example.org/case/1", "links"),
    ],
)
def test_one_personal_value_in_a_record_column_is_enough(
    source: Callable[..., Path], column: str, value: str, rule: str
) -> None:
    header = (*HEADER, *([column] if column not in HEADER else []))
    good = [*PLAIN, ""][: len(header)]
    bad = [value if name == column else cell for name, cell in zip(header, good, strict=True)]
    path = source(as_csv([good] * 20 + [bad], header))
    assert refused(path) == {column: {rule}}


def test_names_as_places_are_refused(source: Callable[..., Path]) -> None:
    path = source(as_csv([("2021", "US-TX", name, "1") for name in PERSONAL_CONTENT["names"]]))
    assert refused(path) == {"recovery": {"names of people"}}


def test_a_source_may_be_a_page_and_an_as_of_a_day(source: Callable[..., Path]) -> None:
    rows = [(*PLAIN, "https://example.org/report", "2021-06-16")]
    assert not refused(source(as_csv(rows, (*HEADER, "source", "as_of"))))


def test_headers_in_place_of_which_data_stands_are_not_quoted(source: Callable[..., Path]) -> None:
    path = source("12 Larkspur Street,3,Zarpela\n14 Larkspur Street,4,Xolotl\n")
    with pytest.raises(PersonalDataError, match="column 1: addresses, recognised by its header") as refusal:
        read_records([path])
    assert "Larkspur" not in str(refusal.value)
    assert "no column for period" in str(refusal.value)


def test_all_reasons_of_all_sources_are_gathered(source: Callable[..., Path]) -> None:
    personal = source(as_csv([(*PLAIN, "x")], (*HEADER, "SSN")), "p.csv")
    narrow = source(as_csv([("2021", "US-TX")], ("period", "origin")), "n.csv")
    good = source(as_csv([PLAIN]), "g.csv")
    with pytest.raises(PersonalDataError) as refusal:
        read_records([good, narrow, personal])
    where = [fault.where for fault in refusal.value.faults]
    assert where == ["n.csv", "n.csv", "p.csv, column 'SSN'"]


def test_two_columns_for_one_purpose_are_refused(source: Callable[..., Path]) -> None:
    path = source(as_csv([(*PLAIN, "3")], ("year", "origin", "recovery", "recoveries", "cases")))
    with pytest.raises(ColumnsError, match="several columns for count; expected one"):
        read_records([path])


def test_a_column_under_its_own_name_goes_before_an_alias(source: Callable[..., Path]) -> None:
    records, _ = read_records([source(as_csv([(*PLAIN, "2020", "9")], (*HEADER, "year", "cases")))])
    assert records.frame[["period", "count"]].iloc[0].tolist() == ["2021-05", 3]
    assert [finding.column for finding in records.findings] == ["year", "cases"]


def test_a_refusal_names_the_column_and_never_a_value(source: Callable[..., Path]) -> None:
    canary = "Zarpelaquandrell"
    rows = [("2021-05", canary, f"{canary}@example.org", canary), (f"{canary} 2021-05-03", canary, "", "")]
    with pytest.raises(LoadError) as refusal:
        read_records([source(as_csv(rows))])
    text = "".join(map(str, [refusal.value, *refusal.value.faults, refusal.value.__cause__, refusal.value.args]))
    assert canary.lower() not in text.lower()
