"""The site of a release: shown cells in words, no request to anyone, a page for every place."""

from __future__ import annotations

import base64
import io
import json
import posixpath
import re
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import html5lib
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from dashboard.assets import geometry
from dashboard.snapshot import render_site
from dashboard.snapshot.grids import Cells, category_grid
from dashboard.snapshot.pages import dataset
from dashboard.snapshot.smallmap import drawn_codes, level_of, small_map
from dashboard.views.cells import select
from dashboard.wording import Words
from geodata.protected import ProtectedTable, root_of
from geodata.release.contents import data_files
from tests.dashboard.handmade import PUBLISHER
from tests.dashboard.site_reader import Page, figures

if TYPE_CHECKING:
    from geodata.release import Release

TOP = ("index", "data", "methods", "definitions", "terms", "help")
SAMPLE = (
    *(f"{name}.html" for name in TOP), "es/index.html", "places/US-TX.html", "places/FR.html", "es/places/MX.html",
)  # fmt: skip
WRITTEN_BESIDE = {"SHA256SUMS", "manifest.json"}  # by geodata, when the release is written


@pytest.fixture(scope="module")
def site(release: Release) -> dict[str, bytes]:
    return render_site(release)


@pytest.fixture(scope="module")
def pages(site: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page(content) for path, content in site.items() if path.endswith(".html")}


def test_nothing_is_asked_of_another_host_and_no_script_or_style_is_inline(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        for tag, attributes in page.tags:
            assert tag not in {"iframe", "object", "style", "base"}, path
            assert not any(key.startswith("on") or key == "style" for key in attributes), (path, tag)
            assert tag != "script" or attributes.get("src") or attributes["type"] == "application/ld+json", path
            target = attributes.get("href") or attributes.get("src") or ""
            assert not urlsplit(target).netloc, (path, target)
            assert urlsplit(target).scheme in {"", "tel"}, (path, target)


def test_every_page_has_the_strict_policy(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        policy = next(a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv"))
        assert policy is not None
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"), path
        assert "unsafe" not in policy


def test_every_link_leads_to_a_file_of_the_release(
    pages: dict[str, Page], site: dict[str, bytes], release: Release
) -> None:
    there = {*site, *data_files(release), *WRITTEN_BESIDE}
    for path, page in pages.items():
        ids = {a["id"] for _, a in page.tags if a.get("id")}
        for tag, attributes in page.tags:
            target = urlsplit(attributes.get("href") or attributes.get("src") or "")
            if target.scheme or (tag == "a" and not target.path):
                assert not target.fragment or target.fragment in ids, (path, target)
            elif target.path:
                assert posixpath.normpath(posixpath.join(posixpath.dirname(path), target.path)) in there, (path, target)


@pytest.mark.parametrize("path", SAMPLE)
def test_a_page_is_valid_html(site: dict[str, bytes], path: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        html5lib.HTMLParser(strict=True).parse(site[path])
    page = Page(site[path])
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert all(attributes.get("alt") for tag, attributes in page.tags if tag == "img")
    assert f'lang="{"es" if path.startswith("es/") else "en"}"'.encode() in site[path]


def test_every_state_and_country_has_its_page_whatever_the_counts(
    site: dict[str, bytes], withheld_release: Release, release: Release
) -> None:
    assert set(site) == set(render_site(withheld_release, is_drawn=False))
    frame = release.regions.frame
    single = ~frame["code"].str.contains("/") & (frame["code"] != "unknown")
    plain = frame[frame["level"].isin(["state", "country"]) & single]
    named = {f"{folder}places/{code}.html" for code in plain["code"] for folder in ("", "es/")}
    assert named <= set(site)
    assert len(named) > 600


def counts(table: ProtectedTable) -> dict[frozenset[tuple[str, str]], int | None]:
    """Return the counts of a table by codes; dimensions at their root are left out too, as a page may."""
    found = {}
    for *codes, count, _ in table.cells[[*table.dimensions, "count", "status"]].itertuples(index=False, name=None):
        named = dict(zip(table.dimensions, codes, strict=True))
        plain = {d: c for d, c in named.items() if d == "period" or c != root_of(d)}
        value = None if pd.isna(count) else int(count)
        for key in (named, plain, plain | {d: c for d, c in named.items() if d in {"recovery", "origin", "relation"}}):
            found[frozenset(key.items())] = value
    return found


@pytest.mark.parametrize("folder", ["", "es/"])
def test_every_figure_on_a_page_is_the_cell_of_the_table(release: Release, pages: dict[str, Page], folder: str) -> None:
    read, known = 0, {name: counts(table) for name, table in release.tables.items()}
    for path, page in pages.items():
        if path.startswith("es/") != bool(folder):
            continue
        for figure in figures(page):
            key = frozenset(figure.codes.items())
            found = [known[table][key] for table in figure.tables if key in known[table]]
            assert found, (path, figure)
            assert figure.count in found, (path, figure)
            read += 1
    assert read > 5_000


def test_the_map_is_told_exactly_the_published_figures(release: Release, site: dict[str, bytes]) -> None:
    text = site["assets/values-en.js"].decode()
    told = json.loads(text.removeprefix('Atlas.pack("values-en", ').removesuffix(");\n"))
    levels = ("country", "state", "county")
    assert set(told) == {f"{level} {period}" for level in levels for period in release.codes["period"]["code"]}
    cells = select(release, "places", free=("recovery",), period="2023").set_index("recovery")
    for level in levels:
        figures = np.frombuffer(base64.b64decode(told[f"{level} 2023"]["figures"]), "<i4").tolist()
        drawn = [code for code in geometry(level).codes if code in cells.index]
        shown = [int(n) for n in cells.loc[drawn, "count"].dropna() if n]
        assert figures == shown


def test_the_index_shows_the_release_s_own_cells(site: dict[str, bytes], pages: dict[str, Page]) -> None:
    index = pages["index.html"]
    assert "As of 30 September 2024." in index.text
    assert "1-800-843-5678" in index.text
    assert "1-888-373-7888" in index.text
    row = b'<th scope="row"><a href="places/US-ND.html">North Dakota</a></th><td colspan="7">Not reported</td>'
    assert row in site["index.html"]


def test_the_style_sheet_is_css_and_not_escaped_as_html(site: dict[str, bytes]) -> None:
    css = site["assets/style.css"].decode()
    assert 'content:"";' in css
    assert not re.search(r"&(#[0-9]+|[a-z]+);", css)


def test_the_small_map_is_of_the_finest_level_with_figures() -> None:
    assert level_of("US-TX", ["country", "state", "county"]) == "county"
    assert level_of("US-TX", ["country", "state"]) == level_of("MX", ["country", "state"]) == "state"
    assert level_of("US-TX", ["country"]) == level_of("FR", ["country", "state", "county"]) == "country"
    islands = drawn_codes("US-HI", "state")
    assert islands == ["US-HI"]  # the map reaches no other state
    west, east = _edges("US-HI")
    assert east - west > 400  # all islands, not the largest alone


def _edges(code: str) -> tuple[int, int]:
    """Return how far left and right a place's own shape reaches on its map."""
    drawn = small_map(code, "state", {code: 1}, str, "")
    ends: list[int] = []
    for path in re.findall(r'class="k1" d="([^"]+)"', drawn):
        for x, steps in re.findall(r"M(-?\d+) -?\d+l([^z]+)z", path):
            ends += np.cumsum([int(x), *map(int, steps.split()[::2])]).tolist()
    return min(ends), max(ends)


def test_members_of_a_pool_are_told_to_be_counted_together(site: dict[str, bytes]) -> None:
    assert b">Counted together</td>" in site["places/US-TX.html"]
    assert all(b'<i class="ra-box ra-pool"></i>' in site[path] for path in ("index.html", "places/US-TX.html"))
    assert b">Contados en conjunto</td>" in site["es/places/US-TX.html"]


@pytest.mark.parametrize("path", ["index.html", "places/US-TX.html"])
def test_invented_figures_say_so_on_every_page(site: dict[str, bytes], path: str) -> None:
    assert b"Synthetic data." in site[path]


@pytest.mark.parametrize("path", ["index.html", "es/places/MX.html"])
def test_a_link_to_a_page_has_its_picture_by_whole_address(site: dict[str, bytes], path: str) -> None:
    told = {a["property"]: a["content"] for t, a in Page(site[path]).tags if t == "meta" and a.get("property")}
    picture = f"pictures/card-{'es' if path.startswith('es/') else 'en'}.png"
    assert told["og:image"] == PUBLISHER["address"] + picture
    assert told["og:url"] == PUBLISHER["address"] + path
    with Image.open(io.BytesIO(site[picture])) as drawn:
        assert drawn.size == (int(str(told["og:image:width"])), int(str(told["og:image:height"])))


def test_search_engines_are_told_a_whole_dataset(site: dict[str, bytes], release: Release) -> None:
    told = json.loads(site["data.html"].split(b'<script type="application/ld+json">')[1].split(b"</script>")[0])
    assert {"@context", "@type", "name", "description", "creator", "distribution", "url"} <= set(told)
    assert told["creator"]["name"] == PUBLISHER["name"]
    assert 50 <= len(told["description"]) <= 5000  # what search engines take
    tables = {f"{PUBLISHER['address']}tables/{name}.csv" for name in release.tables}
    assert {part["contentUrl"] for part in told["distribution"]} == tables


def test_an_unknown_publisher_leaves_addresses_as_they_lie(release: Release) -> None:
    manifest = {name: told for name, told in release.manifest.items() if name != "publisher"}
    told = json.loads(dataset(replace(release, manifest=manifest)))
    assert told["usageInfo"] == "terms.html"
    assert "url" not in told


def test_names_are_escaped(release: Release) -> None:
    evil = replace(release, manifest=release.manifest | {"release": "</script><script>alert(1)</script>"})
    assert "<" not in dataset(evil)


def test_pages_are_small(site: dict[str, bytes]) -> None:
    places = {path: len(content) for path, content in site.items() if "places/" in path}
    assert max(places.values()) < 150_000
    assert sum(map(len, site.values())) < 60_000_000


def test_pages_are_the_same_whether_or_not_pictures_are_drawn(release: Release, site: dict[str, bytes]) -> None:
    others = render_site(release, is_drawn=False)
    assert set(others) == set(site)
    assert {path for path, content in others.items() if content != site[path]} == {
        path for path in site if path.startswith("pictures/")
    }


def test_the_methods_tell_rules_policy_and_audit(pages: dict[str, Page]) -> None:
    text = pages["methods.html"].text
    assert "A count from 1 to 10 is never shown" in text
    assert "4,321 withheld cells and sums were attacked" in text


def test_no_address_of_a_machine_or_name_of_a_tool_is_in_a_picture(site: dict[str, bytes]) -> None:
    for path, content in site.items():
        if path.startswith("pictures/"):
            assert not re.search(rb"/home/|/root|/tmp/|<dc:date|dc:creator|Software\x00", content), path


def test_a_table_of_longer_periods_than_others_says_so(release: Release) -> None:
    table = release.tables["categories"]
    cells = table.cells
    coarse = ProtectedTable(table.name, table.dimensions, cells[cells["period"] == "all"])
    changed = replace(release, tables={**release.tables, "categories": coarse})
    grid = category_grid(Cells(changed), "US-TX", Words("en"))
    assert grid is not None
    assert all(row.texts[0] != "in longer periods only" for row in grid.rows)
    assert all(set(row.texts[1:]) == {"in longer periods only"} for row in grid.rows)
    assert b"in longer periods only" in render_site(changed)["places/US-TX.html"]
