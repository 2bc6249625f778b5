"""Headers in natural words are recognised where a table lacks declared ones, and nothing is guessed between two."""

from __future__ import annotations

import pytest

from loaders.columns import match_headers

NATURAL = {
    "Recovered State": "recovery_state", "State Where Found": "recovery_state",
    "State of recovery (name)": "recovery_state",
    "Country found in": "recovery_country", "Recovery County Name": "recovery_county",
    "Found County": "recovery_county",
    "Missing From State": "origin_state", "State missing from": "origin_state", "Origin Country": "origin_country",
    "County child was missing from": "origin_county", "Place of recovery": "recovery", "Place missing from": "origin",
    "Estado donde fue localizado": "recovery_state", "Municipio de desaparición": "origin_county",
    "Entidad federativa de recuperación": "recovery_state", "Lugar de desaparición": "origin",
    "Recovered in / Recuperado en": "recovery", "Number of Recoveries": "count", "Total recoveries": "count",
    "Children recovered": "count", "Recovered children": "count", "No. of cases": "count", "# of children": "count",
    "Número de recuperaciones": "count", "Menores localizados": "count", "Número de casos": "count",
    "Año / Year": "period", "Year (Año)": "period", "Reporting Year": "period", "Calendar year": "period",
    "Year of Recovery": "period", "Report month": "period", "Año de recuperación": "period", "Mes / Month": "period",
}  # fmt: skip
NONE = (
    "State",
    "Fiscal Year",
    "Recovered",
    "Missing",
    "Location",
    "Missing persons",
    "Found",
    "Year founded",
    "Percent recovered",
    "Recovery rate",
    "State and county",
    "Days to recovery",
    "Year of birth",
    "Missing children",
    "Recovery date",
    "Last updated year",
    "Cases per 1,000",
    "Difference from prior year",
    "Recovered within 24 hours",
    "Recovered or missing state",
    "Agencies in state of recovery",
    "Median recovery time",
    "Cases cleared",
    "State rank",
)


@pytest.mark.parametrize("header", NATURAL)
def test_natural_headers_are_recognised(header: str) -> None:
    assert dict(match_headers([header]).known) == {NATURAL[header]: 0}


@pytest.mark.parametrize("header", NONE)
def test_what_says_too_little_or_another_thing_is_not(header: str) -> None:
    assert not match_headers([header]).known


def test_of_two_headers_for_one_column_none_is_taken() -> None:
    match = match_headers(["Year", "Recovered State", "State where found", "Origin State", "Number of Recoveries"])
    assert dict(match.known) == {"period": 0, "origin_state": 3, "count": 4}
    assert match.missing == ("recovery",)


def test_what_a_table_has_already_is_not_read_twice() -> None:
    match = match_headers(
        ["period", "origin", "recovery", "count", "Recovered State", "Total recoveries", "Report year"]
    )
    assert dict(match.known) == {"period": 0, "origin": 1, "recovery": 2, "count": 3}
    assert match.extras == (4, 5, 6)
