"""Downloads: exactly the shown cells in every form, with dictionary and citation, and nothing about who made them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest

from dashboard.selection import Selection
from dashboard.views import answers, downloads
from dashboard.wording import Words

if TYPE_CHECKING:
    from geodata.release import Release

ENGLISH = Words("en")
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet(data: bytes, number: int = 1) -> pd.DataFrame:
    """Read a sheet from the parts of the workbook themselves: what is in the file, not what a reader makes of it."""
    book = zipfile.ZipFile(io.BytesIO(data))
    texts = ["".join(t.text or "" for t in si.iter(f"{NS}t")) for si in
             ET.fromstring(book.read("xl/sharedStrings.xml"))]  # fmt: skip  # noqa: S314 -- our own file
    rows = []
    for row in ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")).iter(f"{NS}row"):  # noqa: S314
        cells = {c.get("r", "").rstrip("0123456789"): c for c in row}
        values = {column: c.findtext(f"{NS}v") for column, c in cells.items() if c.find(f"{NS}f") is None}
        rows.append({k: texts[int(v)] if cells[k].get("t") == "s" else v for k, v in values.items() if v is not None})
    head, *body = rows
    return pd.DataFrame([[row.get(column) for column in head] for row in body], columns=list(head.values()))


TABLES = {
    "csv": lambda data: pd.read_csv(io.BytesIO(data)),
    "excel": sheet,
    "geojson": lambda data: pd.DataFrame([f["properties"] for f in json.loads(data)["features"]]),
    "geoparquet": lambda data: pd.DataFrame(gpd.read_parquet(io.BytesIO(data)).drop(columns="geometry")),
}


def shown(release: Release, **choices: str) -> answers.Answer:
    return answers.answer(release, answers.settle(release, Selection(**{"period": "2023", **choices})))


def made(release: Release, kind: str, **choices: str) -> bytes:
    return downloads.KINDS[kind][2](release, shown(release, **choices), ENGLISH)


@pytest.mark.parametrize("kind", sorted(TABLES))
@pytest.mark.parametrize("by", ["recovery", "route"])
def test_every_form_holds_exactly_the_cells_shown(release: Release, kind: str, by: str) -> None:
    wanted = shown(release, by=by).cells
    found = TABLES[kind](made(release, kind, by=by))
    assert list(found["status"]) == list(wanted["status"])
    counts = [None if pd.isna(n) else int(n) for n in found["count"]]
    assert counts == [None if pd.isna(n) else int(n) for n in wanted["count"]]
    for side in shown(release, by=by).free:
        assert list(found[side]) == list(wanted[side])


@pytest.mark.parametrize("kind", sorted(downloads.KINDS))
def test_the_same_cells_give_the_same_bytes_and_no_byte_about_the_maker(
    release: Release, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USER", "somebody-in-particular")
    data = made(release, kind)
    assert data == made(release, kind)
    packed = zipfile.ZipFile(io.BytesIO(data)) if kind == "excel" else None
    parts = [data] if packed is None else [packed.read(name) for name in packed.namelist()]
    assert not any(b"somebody-in-particular" in part for part in parts)
    if packed is not None:
        assert {info.date_time[0] for info in packed.infolist()} == {1980}
        assert b"1980-01-01" in packed.read("docProps/core.xml")


def test_dictionary_and_citation_go_along(release: Release) -> None:
    answer = shown(release)
    cite = downloads.citation(release, answer, ENGLISH)
    assert cite == "Recovery Atlas, release hand-made, table “places”, as of 30 September 2024."
    assert cite in made(release, "dictionary").decode()
    told = json.loads(made(release, "geojson"))
    assert told["citation"] == cite
    assert set(told["dictionary"]) == set(told["features"][0]["properties"])
    meta = pq.read_schema(io.BytesIO(made(release, "geoparquet"))).metadata
    assert json.loads(meta[downloads.META])["citation"] == cite
    assert sheet(made(release, "excel"), 3).iloc[0, 0] == cite


def test_outlines_are_those_of_the_places(release: Release) -> None:
    frame = gpd.read_parquet(io.BytesIO(made(release, "geoparquet")))
    assert frame.crs.to_epsg() == 4326
    texas = frame.loc[frame["recovery"] == "US-TX", "geometry"].iloc[0]
    assert texas.contains(gpd.points_from_xy([-99.0], [31.0])[0])


def test_rows_that_are_no_places_have_no_geography(release: Release) -> None:
    assert not downloads.has_places(shown(release, by="category"))
    assert downloads.has_places(shown(release, by="route"))
