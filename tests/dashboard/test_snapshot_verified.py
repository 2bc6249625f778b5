"""A page that shows something else than the tables is found, though every hash is right."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from dashboard.snapshot import render_site
from geodata.release import write_release
from geodata.release.rebuilding import differences
from tests.geodata import released

if TYPE_CHECKING:
    from pathlib import Path

PAGES = partial(render_site, is_drawn=False)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "release"
    write_release(released.release(), folder, PAGES)
    return folder


def test_a_number_changed_on_a_page_or_a_map_and_a_page_too_many_are_found(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert differences(out, manifest, PAGES) == []
    released.change(out, "places/US.html", b"Withheld</td>", b"21</td>")
    text = (out / "assets" / "values-es.js").read_bytes()
    released.change(out, "assets/values-es.js", text[-40:], text[-40:].replace(b"}", b"} ", 1))
    (out / "places" / "extra.html").write_bytes(b"21")
    released.rehash(out, "places/extra.html")
    manifest = json.loads((out / "manifest.json").read_bytes())
    found = set(differences(out, manifest, PAGES))
    changed = ("places/US.html", "assets/values-es.js")
    assert {f"{path} doesn't follow from the tables" for path in changed} <= found
    assert "places/extra.html is nothing that the tables give" in found
