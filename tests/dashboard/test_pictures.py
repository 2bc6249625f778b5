"""Pictures: real images with a description, shown cells only, the same bytes again."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from defusedxml import ElementTree
from PIL import Image

from dashboard.pictures import border_map, brief, card, national_map, one_page, trend
from dashboard.views.routes import none_shown, routes
from dashboard.wording import Words

if TYPE_CHECKING:
    from geodata.release import Release


def test_the_national_map_says_and_shows_the_published_figures(release: Release, english: Words) -> None:
    drawn = national_map(release, english, period="2023")
    root = ElementTree.fromstring(drawn.forms["svg"])
    texts = {"".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")}
    highest = max(cell["count"] for cell in _states(release))
    assert f"({highest:,})" in drawn.alt
    assert {"Alaska", "Hawai\u02bbi", "Withheld", "Not reported", "0"} <= texts
    assert "56 places" in drawn.alt
    assert drawn.alt.encode() in drawn.forms["svg"].replace(b"&amp;", b"&")


def _states(release: Release) -> list[dict[str, int]]:
    cells = release.tables["places"].cells
    home = cells[cells["recovery"].str.fullmatch("US-[A-Z]{2}") & (cells["period"] == "2023") & cells["count"].notna()]
    return home.to_dict("records")


def test_png_has_its_size_its_description_and_no_other_metadata(release: Release, english: Words) -> None:
    drawn = card(release, english, period="2023")
    image = Image.open(BytesIO(drawn.forms["png"]))
    assert image.size == (1200, 630)
    assert set(image.info) == {"dpi", "Description"}
    assert image.info["Description"].startswith("Recoveries of missing children, 2023.")


def test_a_withheld_year_has_a_mark_of_fixed_size(withheld_release: Release, english: Words) -> None:
    drawn = trend(withheld_release, english, forms=("svg",))
    assert drawn.forms["svg"].count(b">Withheld<") == 6
    assert "2023 Withheld" in drawn.alt


def test_the_border_shows_routes_across_it(release: Release) -> None:
    drawn = border_map(release, Words("es"), period="2023", forms=("svg",))
    assert "rutas a través de la frontera" in drawn.alt
    assert "Reservado" in drawn.forms["svg"].decode()


def test_the_brief_has_two_pages_real_text_and_described_pictures(release: Release, words: Words) -> None:
    made = brief(release, words, period="2023")
    assert len(re.findall(rb"/Type /Page\b(?!s)", made)) == 2
    assert made.count(b"/Alt ") == 2
    assert f"/Lang ({words.language})".encode() in made
    assert re.findall(rb"/(?:Producer|Creator|Author) \(([^)]+)\)", made) == []
    assert b"D:20240930" in made
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, flags=re.DOTALL)
    assert any(b"BT" in zlib.decompress(stream) for stream in streams if stream[:1] == b"x")


def test_the_one_page_brief_is_one_page_with_real_text_and_tells_nothing_else(release: Release, words: Words) -> None:
    made = one_page(release, words, period="2023")
    assert len(re.findall(rb"/Type /Page\b(?!s)", made)) == 1
    assert made.count(b"/Alt ") == 2
    assert f"/Lang ({words.language})".encode() in made
    assert re.findall(rb"/(?:Producer|Creator|Author) \(([^)]+)\)", made) == []
    assert b"D:20240930" in made


def test_the_map_that_is_taken_has_the_routes_and_says_what_they_are(release: Release, words: Words) -> None:
    drawn = national_map(release, words, period="2023", forms=("svg",), with_routes=True).forms["svg"].decode()
    plain = national_map(release, words, period="2023", forms=("svg",)).forms["svg"].decode()
    for kind in ("relation_out_of_state", "relation_cross_border"):
        assert f">{words[kind]}<" in drawn
        assert f">{words[kind]}<" not in plain


def test_a_release_without_routes_says_so_on_its_page(withheld_release: Release, english: Words) -> None:
    found = routes(withheld_release, "2023")
    assert found
    assert none_shown(withheld_release, "2023", english) == english.say("no_routes", n=len(found), period="2023")
    assert len(one_page(withheld_release, english, period="2023")) > 10_000


@pytest.mark.parametrize("level", ["country", "state"])
def test_every_level_can_be_drawn(release: Release, english: Words, level: str) -> None:
    assert national_map(release, english, period="2023", level=level, forms=("png",)).forms["png"][:4] == b"\x89PNG"


def test_the_same_release_gives_the_same_bytes(release: Release, english: Words) -> None:
    first, second = (trend(release, english, period="2023").forms for _ in range(2))
    assert first == second
