"""The pages of a release: shown cells in words, no script, no request, nothing that a release doesn't hold."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from dashboard.snapshot import render_site

if TYPE_CHECKING:
    from geodata.release import Release

PAGES = ("index.html", "methods.html")


class Page(HTMLParser):
    """Collects the tags of a page with their attributes, and its text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def site(release: Release) -> dict[str, bytes]:
    return render_site(release)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_script_and_asks_for_nothing(site: dict[str, bytes], name: str) -> None:
    page = Page(site[name])
    assert {"script", "link", "img", "iframe", "form", "object"}.isdisjoint({tag for tag, _ in page.tags})
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    assert all(link and not link.startswith(("http", "/", "..")) for link in links)
    assert not any(key.startswith("on") or key == "style" for _, attributes in page.tags for key in attributes)


@pytest.mark.parametrize("name", PAGES)
def test_only_the_page_s_own_style_is_allowed(site: dict[str, bytes], name: str) -> None:
    text = site[name].decode()
    style = re.search("<style>(.*)</style>", text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text
    assert "url(" not in style[1]


def test_the_index_shows_the_release_s_own_cells(release: Release, site: dict[str, bytes]) -> None:
    page = Page(site["index.html"])
    total, texas = release.cell("places"), release.cell("places", recovery="US-TX")
    assert total is not None
    assert texas is not None
    assert f"{total.count:,}" in page.text
    assert f'<th scope="row">Texas</th><td>{texas.count:,}</td>'.encode() in site["index.html"]
    assert b'<th scope="row">North Dakota</th><td></td><td>Not reported</td>' in site["index.html"]
    assert "As of 30 September 2024." in page.text
    assert "1-800-843-5678" in page.text
    assert "1-888-373-7888" in page.text


def test_methods_tell_rules_policy_and_audit(site: dict[str, bytes]) -> None:
    text = Page(site["methods.html"]).text
    assert "A count from 1 to 10 is never shown" in text
    assert "threshold" in text
    assert "4,321 withheld cells and sums were attacked" in text


@pytest.mark.parametrize("name", PAGES)
def test_invented_figures_say_so_on_every_page(release: Release, site: dict[str, bytes], name: str) -> None:
    plain = render_site(replace(release, manifest=release.manifest | {"synthetic": False}))
    assert b"Synthetic data." in site[name]
    assert b"Synthetic data." not in plain[name]


def test_names_are_escaped(release: Release) -> None:
    facts = release.operations.assign(jurisdiction="<script>alert(1)</script>")
    assert b"<script>" not in render_site(replace(release, operations=facts))["index.html"]


def test_the_same_release_gives_the_same_pages(release: Release, site: dict[str, bytes]) -> None:
    assert render_site(release) == site
