"""From files to records: the examples, encodings, formats, several sources, dates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal
from shapely.geometry import Point

from geodata.examples import write_example
from loaders.choices import Choices
from loaders.columns import BOUNDS, KEYS, RECORDS
from loaders.errors import OptionError, PersonalDataError, SourceError
from loaders.records import Tally, read_records
from tests.loaders.conftest import HEADER, as_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = [
    ("2021-05", "US-TX", "MX-CHH", "3"),
    ("2021-05", "US-TX", "Doña Ana County, NM", "4"),
    ("2021", "US-NM", "unknown", "not reported"),
    ("2021", "US-NM", "unknown", "2"),
]


@pytest.mark.parametrize(
    ("name", "n_rows", "n_recoveries", "as_of"),
    [("operation-lost-souls", 5, 24, "2021-06-16"), ("national-synthetic", 59_533, 60_000, "2024-01-31")],
)
def test_the_examples_load_whole(tmp_path: Path, name: str, n_rows: int, n_recoveries: int, as_of: str) -> None:
    write_example(name, tmp_path / "a.csv")
    records, quarantine = read_records([tmp_path / "a.csv"])
    assert records.tally == Tally(rows=n_rows, loaded=n_rows, quarantined=0, totals=0, notes=0)
    assert records.frame["count"].sum() == n_recoveries
    assert records.as_of == as_of
    assert quarantine.rows.empty
    assert not records.findings
    assert records.points is None


def test_the_frame_is_as_declared_and_sorted(source: Callable[..., Path]) -> None:
    records, _ = read_records([source(as_csv(ROWS))])
    frame = records.frame
    assert list(frame.columns) == [name for name in RECORDS.columns if name not in BOUNDS]  # none is masked
    assert frame["count"].isna().sum() == 1
    assert frame["n_rows"].sum() == len(ROWS)
    assert set(frame["source"]) == {"a.csv"}
    assert frame["recovery_state"].isna().all()
    assert_frame_equal(frame, frame.sort_values(list(KEYS), ignore_index=True, na_position="first", kind="stable"))
    assert repr(records) == "Records(4 rows)"


def test_spellings_are_one_record_and_their_counts_a_sum(source: Callable[..., Path]) -> None:
    rows = [
        ("2021q2", " US-TX ", "MX", "3", "Endangered Run-away", "Girls"),
        ("2021-Q2", "US-TX", "MX", "4", "ER", "F"),
        *[("2021-04/2021-06", "US-TX", "MX", "5", "endangered runaway", "mujer")] * 2,
    ]
    records, _ = read_records([source(as_csv(rows, (*HEADER, "case type", "género")))])
    assert len(records.frame) == 1
    row = records.frame.iloc[0]
    assert (row["period"], row["category"], row["sex"]) == ("2021-Q2", "endangered runaway", "female")
    assert (row["count"], row["n_rows"]) == (17, 4)
    assert records.rows[["file", "row", "n_rows"]].iloc[0].tolist() == ["a.csv", 2, 4]


@pytest.mark.parametrize(
    ("encoding", "rule"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("cp1252", "read-as-cp1252"),
        ("utf-16", "read-as-utf-16"),
        ("utf-16-be", "read-as-utf-16"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_give_equal_records(
    source: Callable[..., Path], encoding: str, rule: str | None, ending: str
) -> None:
    text = as_csv(ROWS).replace("\n", ending)
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    records, _ = read_records([source(mark + text.encode(encoding))])
    plain, _ = read_records([source(as_csv(ROWS))])
    assert_frame_equal(records.frame, plain.frame)
    assert [finding.rule for finding in records.findings] == ([rule] if rule else [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_give_equal_records(source: Callable[..., Path], delimiter: str) -> None:
    rows = [[*row[:2], row[2].partition(",")[0], row[3]] for row in ROWS]
    text = as_csv(rows)
    records, _ = read_records([source(text.replace(",", delimiter), "a.txt")])
    plain, _ = read_records([source(text)])
    assert_frame_equal(records.frame.drop(columns="source"), plain.frame.drop(columns="source"))


@pytest.mark.parametrize("typed", [False, True])
def test_csv_and_parquet_give_equal_records(source: Callable[..., Path], tmp_path: Path, *, typed: bool) -> None:
    header = (*HEADER, "source")
    rows = [("2021", "6059", "48141.0", "3", "s"), ("2022", "6059", "48141.0", "12", "s"), ("2022", "1", "", "0", "s")]
    csv_records, _ = read_records([source(as_csv(rows, header))])
    frame = pd.read_csv(tmp_path / "a.csv", dtype=None if typed else str, keep_default_na=typed)
    pq.write_table(pa.Table.from_pandas(frame), tmp_path / "a.parquet")
    parquet_records, _ = read_records([tmp_path / "a.parquet"])
    assert_frame_equal(parquet_records.frame, csv_records.frame)
    assert parquet_records.tally == csv_records.tally


def test_several_sources_load_as_one(source: Callable[..., Path], tmp_path: Path) -> None:
    whole, _ = read_records([source(as_csv([(*row, "s") for row in ROWS], (*HEADER, "source")))])
    parts = [source(as_csv([(*row, "s")], (*HEADER, "source")), f"{at}.csv") for at, row in enumerate(ROWS)]
    joined, _ = read_records(parts)
    assert_frame_equal(joined.frame, whole.frame)
    assert joined.tally == whole.tally
    (tmp_path / "other").mkdir()
    one, two = source(as_csv(ROWS[:1]), "x.csv"), source(as_csv([*ROWS[1:2], ("?", "a", "b", "1")]), "other/x.csv")
    records, quarantine = read_records([one, two])
    assert set(records.frame["source"]) == {"x.csv"}
    assert set(records.rows["file"]) == {"x.csv", "x.csv (2)"}
    assert quarantine.rows.iloc[0].tolist() == ["x.csv (2)", 3, "period", "unknown-period"]


def test_the_newest_vintage_dates_the_records(source: Callable[..., Path]) -> None:
    header = (*HEADER, "fecha de corte")
    rows = [(*ROWS[0], "2023-01-31"), (*ROWS[1], "2024-02-29 00:00:00"), (*ROWS[2], ""), (*ROWS[3], "2023-02-29")]
    path = source(as_csv(rows, header))
    records, quarantine = read_records([path])
    assert records.as_of == "2024-02-29"
    assert quarantine.rows.iloc[0].tolist() == ["a.csv", 5, "fecha de corte", "unknown-date"]
    assert read_records([path], as_of="2024-03-31")[0].as_of == "2024-03-31"
    assert read_records([source(as_csv(ROWS), "b.csv")])[0].as_of is None
    with pytest.raises(OptionError, match="as-of: found '2024-01-31'; expected a day not before 2024-02-29"):
        read_records([path], as_of="2024-01-31")


def test_settings_are_checked_together(source: Callable[..., Path]) -> None:
    path = source(as_csv(ROWS))
    with pytest.raises(OptionError) as refusal:
        read_records([path, path], choices=Choices(geometry="home"), as_of="2024-02-30")
    assert [fault.where for fault in refusal.value.faults] == ["sources", "geometry", "as-of"]
    with pytest.raises(OptionError, match="sources: found none"):
        read_records([])
    with pytest.raises(OptionError, match="engine: found 'abacus'; expected duckdb"):
        read_records([path], engine="abacus")


def _layer(points: list[tuple[float, float] | None], counts: list[int]) -> gpd.GeoDataFrame:
    geometry = [None if xy is None else Point(*xy) for xy in points]
    columns = {"period": "2021", "origin": "US-TX", "name": "place", "count": counts}
    return gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326")


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "parquet", "geoparquet"])
def test_geometry_stands_for_the_recovery(tmp_path: Path, suffix: str) -> None:
    layer = _layer([(-106.4, 31.7), (-106.4, 31.7), (-99.5, 40.5), None], [3, 4, 20, 1])
    path = tmp_path / f"a.{suffix}"
    layer.to_parquet(path) if "parquet" in suffix else layer.to_file(path)
    records, _ = read_records([path])
    assert records.tally == Tally(rows=4, loaded=4, quarantined=0, totals=0, notes=0)
    assert records.frame["count"].tolist() == [1, 20, 7]
    points = records.points
    assert points is not None
    assert {(round(p.x, 1), round(p.y, 1)) for p in points.geometry} == {(-99.5, 40.5), (-106.4, 31.7)}
    assert records.frame.loc[points.index, "count"].tolist() == [20, 7]


def test_precise_points_of_single_cases_are_refused(tmp_path: Path) -> None:
    points = [(-106.412345, 31.712345), (-106.423451, 31.723451), (-99.534512, 40.534512)]
    _layer(points, [1, 1, 1]).to_file(tmp_path / "a.geojson")
    with pytest.raises(PersonalDataError, match="coordinates of single cases") as refusal:
        read_records([tmp_path / "a.geojson"])
    assert "106" not in str(refusal.value)
    _layer(points, [10, 12, 9]).to_file(tmp_path / "b.geojson")
    assert read_records([tmp_path / "b.geojson"])[0].tally.loaded == 3


def test_a_layer_without_reference_system_is_refused(tmp_path: Path) -> None:
    _layer([(0, 0)], [1]).set_crs(None, allow_override=True).to_parquet(tmp_path / "a.geoparquet")
    with pytest.raises(SourceError, match="no coordinate reference system"):
        read_records([tmp_path / "a.geoparquet"])


def test_a_package_of_two_layers_is_refused(tmp_path: Path) -> None:
    for layer in ("one", "two"):
        _layer([(0, 0)], [1]).to_file(tmp_path / "a.gpkg", layer=layer)
    with pytest.raises(SourceError, match=r"a.gpkg: 2 layers; expected one layer"):
        read_records([tmp_path / "a.gpkg"])


def test_a_geojson_without_features_says_so(source: Callable[..., Path]) -> None:
    with pytest.raises(SourceError):
        read_records([source(json.dumps({"a": 1}), "a.json")])
