"""Codes of counties are told from postal codes, which have five digits too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geodata.regions import Regions
from loaders.counties import COUNTY
from tests.loaders.conftest import HEADER, as_csv
from tests.loaders.test_refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FIVE_DIGITS = [f"{number:05}" for number in range(100_000)]


def test_every_county_of_the_packaged_regions_is_known_and_little_else() -> None:
    codes = {code[3:] for code in Regions.packaged().frame["code"] if re.fullmatch(r"(US|MX)-[0-9]{5}", code)}
    known = {code for code in FIVE_DIGITS if re.search(COUNTY, code)}
    assert len(codes) > 4_900
    assert codes <= known
    assert len(known) < 1.05 * len(codes)


def test_postal_codes_as_places_are_refused_and_counties_are_not(source: Callable[..., Path]) -> None:
    counties = [("2021", "48141", code, "1") for code in ("08037", "35013", "48201", "20570", "51510")]
    assert refused(source(as_csv(counties))) == {}
    postal = [("2021", "48141", code, "1") for code in ("48201", "48202", "48226", "48235", "48210")]
    assert refused(source(as_csv(postal))) == {"recovery": {"addresses"}}
    header = ("period", "origin_state", "origin_county", "recovery", "count")
    postal = [("2021", "Chihuahua", code, "MX", "1") for code in ("32000", "32310", "32575", "32695")]
    assert refused(source(as_csv(postal, header))) == {"origin_county": {"addresses"}}


def test_one_strange_code_among_counties_is_no_refusal(source: Callable[..., Path]) -> None:
    codes = ("08037", "35013", "48201", "20570", "51510", "79901")
    assert refused(source(as_csv([("2021", "48141", code, "1") for code in codes], HEADER))) == {}
