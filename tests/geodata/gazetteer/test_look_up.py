"""Names, aliases and codes in any spelling; what is ambiguous stays so until the context decides."""

from __future__ import annotations

import pytest

from geodata.gazetteer import Gazetteer, Match

Context = dict[str, str]

EXACT: list[tuple[str, Context, str]] = [
    # codes in many spellings
    ("US-48141", {}, "US-48141"),
    ("us_48141", {}, "US-48141"),
    ("48141", {}, "US-48141"),
    ("48141.0", {}, "US-48141"),
    (" 48141 ", {}, "US-48141"),
    ("0500000US48141", {}, "US-48141"),
    ("6059", {}, "US-06059"),
    ("08037", {"country": "Mexico"}, "MX-08037"),
    ("08037", {"country": "USA"}, "US-08037"),
    ("MX-08037", {}, "MX-08037"),
    ("141", {"state": "TX", "level": "county"}, "US-48141"),
    ("48", {"level": "state"}, "US-TX"),
    ("8", {"level": "state", "country": "US"}, "US-CO"),
    ("TX", {}, "US-TX"),
    ("us-tx", {}, "US-TX"),
    ("US-TX/unspecified", {}, "US-TX/unspecified"),
    ("US-CA", {}, "US-CA"),
    ("CA", {"level": "state"}, "US-CA"),
    ("CA", {"level": "country"}, "CA"),
    ("CA", {"country": "US"}, "US-CA"),
    ("ON", {"country": "CA"}, "CA-ON"),
    ("USA", {}, "US"),
    ("U.S.A.", {}, "US"),
    ("MEX", {}, "MX"),
    ("MEX", {"level": "state"}, "MX-MEX"),
    ("CHH", {"country": "MX"}, "MX-CHH"),
    # English and Spanish names, accents, punctuation, spaces
    ("Mexico", {}, "MX"),
    ("México", {}, "MX"),
    ("MÉXICO", {"level": "state"}, "MX-MEX"),
    ("Estado de México", {}, "MX-MEX"),
    ("New Mexico", {}, "US-NM"),
    ("Nuevo México", {}, "US-NM"),
    ("Distrito Federal", {}, "MX-CMX"),
    ("Ciudad de México", {}, "MX-CMX"),
    ("Michoacán de Ocampo", {}, "MX-MIC"),
    ("Alemania", {}, "DE"),
    ("Korea, Republic of", {}, "KR"),
    ("Côte d\u2019Ivoire", {}, "CI"),
    ("Québec", {}, "CA-QC"),
    ("Doña Ana County", {}, "US-35013"),
    ("Dona Ana", {}, "US-35013"),
    ("DeKalb", {"state": "IL"}, "US-17037"),
    ("De Kalb County", {"state": "IL"}, "US-17037"),
    ("Prince George\u2019s", {}, "US-24033"),
    ("Saint Louis County", {"state": "MO"}, "US-29189"),
    ("St. Louis city", {}, "US-29510"),
    ("Orleans", {"state": "LA"}, "US-22071"),
    ("Orleans County", {"state": "LA"}, "US-22071"),
    ("Anchorage Borough", {"state": "AK"}, "US-02020"),
    ("Condado de El Paso", {"state": "Tejas"}, "US-48141"),
    ("Municipio de Juárez", {"state": "Chihuahua"}, "MX-08037"),
    ("Ciudad Juárez", {}, "MX-08037"),
    ("Juárez, Chihuahua, México", {}, "MX-08037"),
    # the context decides
    ("Georgia", {"level": "country"}, "GE"),
    ("Georgia", {"level": "state"}, "US-GA"),
    ("Georgia, USA", {}, "US-GA"),
    ("State of Georgia", {}, "US-GA"),
    ("El Paso", {"state": "TX"}, "US-48141"),
    ("El Paso County, TX", {}, "US-48141"),
    ("El Paso County (Colorado)", {}, "US-08041"),
    ("El Paso, CO", {}, "US-08041"),
    ("Los Angeles County, CA", {}, "US-06037"),
    ("Baltimore city", {}, "US-24510"),
    ("City of Baltimore", {}, "US-24510"),
    ("Baltimore County", {}, "US-24005"),
    ("Texas", {}, "US-TX"),
    ("Texas County", {"state": "MO"}, "US-29215"),
    ("Chihuahua", {}, "MX-CHH"),
    ("Chihuahua", {"level": "county"}, "MX-08019"),
    # territories: countries in ISO, states here
    ("Puerto Rico", {"level": "country"}, "US-PR"),
    ("PR", {}, "US-PR"),
    ("PRI", {}, "US-PR"),
    ("San Juan", {"country": "Puerto Rico"}, "US-72127"),
    ("Guam", {}, "US-GU"),
    ("Washington, D.C.", {}, "US-DC"),
    ("UM", {}, "US/unspecified"),
    # history
    ("46113", {}, "US-46102"),
    ("US-51515", {}, "US-51019"),
    ("02270", {}, "US-02158"),
    ("US-09001", {}, "US-CT/unspecified"),
    ("Fairfield County", {"state": "CT"}, "US-CT/unspecified"),
    ("Shannon County", {"state": "SD"}, "US-46102"),
    ("MX-02006", {}, "MX-02001"),
    # said not to be known
    ("unknown", {}, "unknown"),
    ("Desconocido", {"state": "TX", "level": "county"}, "unknown"),
]

AMBIGUOUS: list[tuple[str, Context, set[str]]] = [
    ("Georgia", {}, {"GE", "US-GA"}),
    ("CA", {}, {"CA", "US-CA"}),
    ("AL", {}, {"AL", "US-AL"}),
    ("08037", {}, {"US-08037", "MX-08037"}),
    ("El Paso County", {}, {"US-08041", "US-48141"}),
    ("Baltimore", {"state": "MD"}, {"US-24005", "US-24510"}),
    ("St. Louis", {"state": "MO"}, {"US-29189", "US-29510"}),
    ("Fairfax", {}, {"US-51059", "US-51600"}),
    ("Richmond", {"state": "VA"}, {"US-51159", "US-51760"}),
    ("Roanoke", {}, {"US-51161", "US-51770"}),
    ("Franklin", {"state": "VA"}, {"US-51067", "US-51620"}),
    ("Congo", {}, {"CD", "CG"}),
    ("02261", {}, {"US-02063", "US-02066"}),
    ("NA", {"level": "country"}, {"NA", "unknown"}),  # Namibia, or not available
    ("MX-25020", {}, {"MX-25001", "MX-25011"}),
]

UNKNOWN: list[tuple[str, Context, str | None]] = [
    ("Texs", {}, "US-TX"),
    ("El Pasoo County", {"state": "TX"}, "US-48141"),
    ("El Paso County", {"state": "NM"}, None),
    ("Texas", {"country": "MX"}, None),
    ("New Mexico", {"country": "MX"}, None),
    ("99999", {}, None),
    ("Orange City", {"state": "FL"}, None),
    ("", {}, None),
    ("???", {}, None),
]


def ask(query: str, context: Context) -> Match:
    """Look up in the packaged gazetteer."""
    country, state, level = (context.get(column) for column in ("country", "state", "level"))
    return Gazetteer.packaged().look_up(query, country=country, state=state, level=level)


@pytest.mark.parametrize(("query", "context", "code"), EXACT)
def test_exact(query: str, context: Context, code: str) -> None:
    found = ask(query, context)
    assert (found.status, found.code) == ("exact", code)


@pytest.mark.parametrize(("query", "context", "codes"), AMBIGUOUS)
def test_ambiguous_is_never_guessed(query: str, context: Context, codes: set[str]) -> None:
    found = ask(query, context)
    assert (found.status, found.code) == ("ambiguous", None)
    assert {candidate.code for candidate in found.candidates} == codes


@pytest.mark.parametrize(("query", "context", "suggestion"), UNKNOWN)
def test_unknown_only_suggests(query: str, context: Context, suggestion: str | None) -> None:
    found = ask(query, context)
    assert (found.status, found.code, found.candidates) == ("unknown", None, ())
    assert suggestion is None or suggestion in {candidate.code for candidate in found.suggestions}


@pytest.mark.parametrize("name", ["Bedford", "Franklin", "Washington County", "Juárez"])
def test_names_of_several_counties_are_ambiguous(name: str) -> None:
    found = ask(name, {})
    assert found.status == "ambiguous"
    assert len(found.candidates) > 2


def test_every_region_is_found_by_its_code_and_counties_by_name_and_state() -> None:
    gazetteer = Gazetteer.packaged()
    frame = gazetteer.regions.frame
    for code, parent, level, name in zip(frame["code"], frame["parent"], frame["level"], frame["name_en"], strict=True):
        by_code = gazetteer.look_up(code, level=level, suggest=False)
        assert code in {by_code.code, "NA"}
        if level == "county":
            by_name = gazetteer.look_up(name, state=parent, level="county", suggest=False)
            assert code in {candidate.code for candidate in by_name.candidates}


def test_candidates_carry_a_name_that_tells_them_apart() -> None:
    assert [candidate.name for candidate in ask("El Paso", {}).candidates] == [
        "El Paso County, Colorado",
        "El Paso County, Texas",
    ]
