"""Files to take away: exactly the cells shown, with what each column means and how to cite them.

A file says nothing of who made it, where or when: the same cells give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from io import BytesIO
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import shapely

from dashboard.selection import LEVELS
from dashboard.views.rules import terms
from dashboard.views.tables import csv_bytes, exported

if TYPE_CHECKING:
    from dashboard.views.answers import Answer
    from dashboard.wording import Words
    from geodata.release import Release

CRS: Final = "EPSG:4326"
META: Final = b"recovery_atlas"
SHEET_COLUMN: Final = 24
FIXED_DAY: Final = dt.datetime(1980, 1, 1)  # noqa: DTZ001 -- the day that zip files begin with: no clock is read


def citation(release: Release, answer: Answer, words: Words) -> str:
    """Return the line that a user of these cells writes beside them."""
    manifest = release.manifest
    return words.say(
        "citation", release=manifest["release"], table=answer.table or "-", date=words.date(str(manifest["as_of"]))
    )


def dictionary(columns: list[str], words: Words) -> pd.DataFrame:
    """Return what each column of a download means."""
    told = [words[f"column_{column}"] for column in columns]
    return pd.DataFrame({words["column"]: columns, words["meaning"]: told})


def dictionary_csv(release: Release, answer: Answer, words: Words) -> bytes:
    """Return the data dictionary, with the citation as its last row."""
    told = dictionary(list(exported(release, answer, words).columns), words)
    told.loc[len(told)] = [words["cite_as"], citation(release, answer, words)]
    return bytes(told.to_csv(index=False, lineterminator="\n").encode())


def excel(release: Release, answer: Answer, words: Words) -> bytes:
    """Return a workbook: the cells, the data dictionary, the citation. Texts are texts: no formula, no link."""
    import xlsxwriter  # noqa: PLC0415 -- only a download needs it

    cells = exported(release, answer, words)
    cite = pd.DataFrame({words["cite_as"]: [citation(release, answer, words), " ".join(terms(release, words))]})
    sheets = {"cells": cells, "dictionary": dictionary(list(cells.columns), words), "citation": cite}
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": FIXED_DAY})
        bold = book.add_format({"bold": True})
        for name, frame in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(frame.columns), SHEET_COLUMN)
            sheet.write_row(0, 0, list(frame.columns), bold)
            for row, values in enumerate(frame.astype(object).itertuples(index=False), start=1):
                sheet.write_row(row, 0, ["" if pd.isna(value) else value for value in values])
    return buffer.getvalue()


def _place_column(answer: Answer) -> str | None:
    """Name the column whose place a row is drawn at: of a route, where it ends."""
    return next((name for name in ("recovery", "origin") if name in answer.free), None)


def has_places(answer: Answer) -> bool:
    """Say whether the rows of an answer are places, which a geographic file needs."""
    return _place_column(answer) is not None


def _geographic(release: Release, answer: Answer, words: Words) -> gpd.GeoDataFrame:
    """Join cells and outlines; a place without an outline (unknown, unspecified) has an empty geometry."""
    cells = exported(release, answer, words).reset_index(drop=True)
    side = _place_column(answer) or "recovery"
    levels = {str(release.regions.level(code)) for code in cells[side].unique() if code in release.regions}
    drawn = pd.concat([release.regions.outlines(level) for level in LEVELS if level in levels])
    outlines = dict(zip(drawn["code"], drawn["geometry"], strict=True))
    shapes = [outlines.get(code) for code in cells[side]]
    return gpd.GeoDataFrame(cells, geometry=gpd.GeoSeries(shapes, crs=CRS))


def geojson(release: Release, answer: Answer, words: Words) -> bytes:
    """Return a GeoJSON feature per cell; citation and dictionary are members of the collection."""
    frame = _geographic(release, answer, words)
    table = frame.drop(columns="geometry")
    rows = json.loads(table.to_json(orient="records", force_ascii=False))
    shapes = [None if shape is None else json.loads(shapely.to_geojson(shape)) for shape in frame.geometry]
    collection = {
        "type": "FeatureCollection",
        "citation": citation(release, answer, words),
        "dictionary": dict(dictionary(list(table.columns), words).itertuples(index=False)),
        "features": [
            {"type": "Feature", "properties": row, "geometry": shape} for row, shape in zip(rows, shapes, strict=True)
        ],
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def geoparquet(release: Release, answer: Answer, words: Words) -> bytes:
    """Return GeoParquet, a row per cell; citation and dictionary are in the file's metadata."""
    import pyarrow.parquet as pq  # noqa: PLC0415 -- only a download needs it

    frame = _geographic(release, answer, words)
    plain = BytesIO()
    frame.to_parquet(plain, index=False)
    table = pq.read_table(BytesIO(plain.getvalue()))
    names = [name for name in table.column_names if name != "geometry"]
    meanings: dict[str, str] = dict(dictionary(names, words).itertuples(index=False))
    told = {"citation": citation(release, answer, words), "dictionary": meanings}
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), META: json.dumps(told).encode()})
    buffer = BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


#: Kind → file ending, type, maker, and whether it needs places.
KINDS: Final = {
    "csv": ("csv", "text/csv", csv_bytes, False),
    "excel": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", excel, False),
    "geojson": ("geojson", "application/geo+json", geojson, True),
    "geoparquet": ("parquet", "application/vnd.apache.parquet", geoparquet, True),
    "dictionary": ("dictionary.csv", "text/csv", dictionary_csv, False),
}
