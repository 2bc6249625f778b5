"""Countries as the United Nations shorten and turn their names; nothing is made up for what is no country."""

from __future__ import annotations

import pytest

from geodata.gazetteer import Gazetteer

FORMS = {
    "Bolivia (Plurinational State of)": "BO", "Iran (Islamic Rep. of)": "IR", "Dem. Rep. of the Congo": "CD",
    "Democratic Rep. of the Congo": "CD", "Rep. of the Congo": "CG", "Rep. of Korea": "KR",
    "Dem. People's Rep. of Korea": "KP",
    "Lao People's Dem. Rep.": "LA", "Venezuela (Bolivarian Rep. of)": "VE", "Micronesia (Fed. States of)": "FM",
    "Marshall Isl.": "MH", "Cayman Isl.": "KY", "Turks and Caicos Isl.": "TC", "Falkland Isl. (Malvinas)": "FK",
    "Central African Rep.": "CF", "Dominican Rep.": "DO", "Czech Rep.": "CZ", "Syrian Arab Rep.": "SY",
    "United Rep. of Tanzania": "TZ", "Tanzania (United Republic of)": "TZ", "Rep. of Moldova": "MD",
    "Yemen, Rep.": "YE",
    "The former Yugoslav Rep. of Macedonia": "MK", "Netherlands (Kingdom of the)": "NL", "Kyrgyz Rep.": "KG",
    "People's Rep. of China": "CN", "Rep. of China": "TW", "US Virgin Isl.": "US-VI", "Northern Mariana Isl.": "US-MP",
    "Kosovo (S/RES/1244 (1999))": "XK", "Rep. Dominicana": "DO", "Rep. Checa": "CZ", "Rep. Dem. del Congo": "CD",
    "Svalbard and Jan Mayen Isl.": "SJ", "Rep. of Ireland": "IE", "Fed. Rep. of Germany": "DE",
}  # fmt: skip
NONE = ("Rep.", "Dem. Rep.", "Republic", "Dem. Rep. of Texas", "Channel Isl.", "Rep. of Nowhere", "Islands",
"Kingdom of",
        "People's Rep. of Congo", "Fed. States of Texas", "Isl. of Man and Texas", "United Rep.",
        "Zarpela (Rep. of)")  # fmt: skip


@pytest.mark.parametrize("query", FORMS)
def test_short_and_turned_names_of_countries_are_read(query: str) -> None:
    assert Gazetteer.packaged().look_up(query).code == FORMS[query]
    assert Gazetteer.packaged().look_up(query, level="country").code == FORMS[query] or FORMS[query].startswith("US-")


@pytest.mark.parametrize("query", NONE)
def test_what_names_no_country_is_none(query: str) -> None:
    assert Gazetteer.packaged().look_up(query, suggest=False).code is None


def test_the_county_of_the_district_of_columbia_is_told_from_the_district() -> None:
    look_up = Gazetteer.packaged().look_up
    assert look_up("District of Columbia, DC").code == "US-11001"
    assert look_up("District of Columbia, DC", level="county").code == "US-11001"
    assert look_up("District of Columbia").code == look_up("Washington, DC").code == "US-DC"
    assert look_up("District of Columbia, DC", level="state").code == "US-DC"


def test_a_state_may_be_padded_to_five_digits() -> None:
    look_up = Gazetteer.packaged().look_up
    assert look_up("00048").code == "US-TX"
    assert look_up("00006").code == look_up("00006", country="US").code == "US-CA"
    assert look_up("00006", country="MX").code is None
    assert look_up("00099").code is None
