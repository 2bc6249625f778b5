"""Every format gives the same records; archives, folders and patterns are only places where files lie."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import duckdb
import geopandas as gpd
import openpyxl
import pytest
from shapely.geometry import Point

from loaders import sources
from loaders.errors import LoadError, PersonalDataError, SourceError
from loaders.records import Records, Tally, read_records
from tests.loaders.conftest import HEADER, as_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = [
    ("2021", "US-TX", "MX-CHH", 3),
    ("2021", "US-TX", "Doña Ana County, NM", 4),
    ("2022", "US-NM", "unknown", "*"),
    ("2022", "US-NM", "unknown", "?"),
]
TALLY = Tally(rows=4, loaded=3, quarantined=1, totals=0, notes=0)


def _excel(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Records"
    sheet.append(["Invented recoveries"])
    sheet.append([])
    sheet.append(HEADER)
    for period, *cells in ROWS:
        sheet.append([int(period), *cells])
    book.create_sheet("Empty")
    book.create_sheet("Remarks").append(["nothing to read"])
    book.save(path)


def _sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute('CREATE TABLE "it\'s; DROP TABLE ""x""" (period, origin, recovery, count)')
        connection.executemany('INSERT INTO "it\'s; DROP TABLE ""x""" VALUES (?, ?, ?, ?)', ROWS)
        connection.execute("CREATE TABLE notes (remark)")
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT * FROM n"
        connection.execute(f"CREATE VIEW evil AS {endless}")
        connection.commit()


def _duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE records (period INTEGER, origin VARCHAR, recovery VARCHAR, count VARCHAR)")
        connection.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", [list(row) for row in ROWS])
        connection.execute("CREATE VIEW evil AS SELECT * FROM read_csv('/etc/passwd')")


def _json(path: Path) -> None:
    path.write_text(json.dumps({"records": [dict(zip(HEADER, row, strict=True)) for row in ROWS]}), encoding="utf-8")


def _lines(path: Path) -> None:
    text = "\n".join(json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in ROWS)
    path.write_text(text, encoding="utf-8")


def _fixed(path: Path) -> None:
    lines = [f"{a:<10}{b:<8}{c:<24}{d:>8}" for a, b, c, d in [HEADER, *ROWS]]
    path.write_text("\n".join(["Invented recoveries", "", *lines, "Source: invented"]), encoding="utf-8")


WRITERS = {
    "a.xlsx": (_excel, 4), "a.sqlite": (_sqlite, 1), "a.duckdb": (_duckdb, 1), "a.json": (_json, 1),
    "a.jsonl": (_lines, 1), "a.txt": (_fixed, 4),
}  # fmt: skip


def _layer() -> gpd.GeoDataFrame:
    columns = {"period": ["2021"], "origin": ["US-TX"], "count": [4]}
    return gpd.GeoDataFrame(columns, geometry=[Point(1, 2)], crs=4326)


def _leaves(records: Records) -> list[tuple[str, str, str, int | None]]:
    frame = records.frame[list(HEADER)].astype(object)
    return sorted(frame.where(frame.notna(), None).itertuples(index=False, name=None), key=str)


@pytest.mark.parametrize("name", WRITERS)
def test_formats_give_equal_records(tmp_path: Path, name: str) -> None:
    write, first = WRITERS[name]
    write(tmp_path / name)
    records, quarantine = read_records([tmp_path / name])
    extra = 1 if name == "a.txt" else 0  # its source line
    assert records.tally == TALLY.__class__(4 + extra, 3, 1, 0, extra)
    assert _leaves(records) == sorted([*ROWS[:2], (*ROWS[2][:3], None)], key=str)
    assert quarantine.rows[["row", "column", "rule"]].to_numpy().tolist() == [[first + 3, "count", "unknown-token"]]
    assert sorted(records.rows["row"]) == [first, first + 1, first + 2]
    assert all(source.startswith(name) for source in records.frame["source"])


def test_all_formats_load_as_one_from_folder_pattern_and_archive(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.xlsx", "a.json", "a.sqlite"):
        WRITERS[name][0](folder / name)
    (folder / "b.csv").write_text(as_csv(ROWS), encoding="utf-8")
    (folder / ".hidden.csv").write_text("nothing", encoding="utf-8")
    _layer().to_parquet(folder / "g.parquet")
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"deep/{file.name}")
        archive.writestr("__MACOSX/x", "clutter")
    assert [file.label for file in sources.expanded([folder / "*.*"])[0]] == sorted(
        ["a.json", "a.sqlite", "a.xlsx", "b.csv", "g.parquet"]
    )
    for given in (folder, tmp_path / "in.zip"):
        records, quarantine = read_records([given])
        assert records.tally == Tally(rows=17, loaded=13, quarantined=4, totals=0, notes=0)
        assert records.frame["count"].sum() == 4 * 7 + 4
        assert len(set(records.frame["source"])) == 5
        assert len(set(quarantine.rows["source"])) == 4


def test_a_zipped_shapefile_is_a_layer(tmp_path: Path) -> None:
    _layer().to_file(tmp_path / "a.shp.zip", driver="ESRI Shapefile")
    records, _ = read_records([tmp_path / "a.shp.zip"])
    assert records.frame["count"].tolist() == [4]
    assert records.points is not None


def test_a_workbook_of_several_tables_and_dates_typed_as_months(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, name in enumerate(("2020", "2021")):
        sheet = book.active if number == 0 else book.create_sheet(name)
        sheet.title = name
        sheet.append(HEADER)
        sheet.append([dt.date(int(name), 5, 1), "US-TX", "MX", 10 + number])
    book.save(tmp_path / "a.xlsx")
    records, _ = read_records([tmp_path / "a.xlsx"])
    assert records.frame[["period", "source"]].to_numpy().tolist() == [
        ["2020-05", "a.xlsx, sheet '2020'"], ["2021-05", "a.xlsx, sheet '2021'"],
    ]  # fmt: skip
    assert [found.rule for found in records.findings] == ["dates-as-months"] * 2
    sheet.append([dt.date(2021, 5, 17), "US-TX", "MX", 1])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(PersonalDataError, match="sheet '2021', column 'period': exact days"):
        read_records([tmp_path / "a.xlsx"])


def _zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def _link(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo("a.csv")
        member.external_attr = 0o120777 << 16
        archive.writestr(member, "/etc/passwd")
    return path


def _text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def _lying(path: Path) -> Path:
    """Claim that a member of an archive has 100 bytes."""
    content = bytearray(_zip(path, **{"a.csv": bytes(1_000_000)}).read_bytes())
    size = content.rfind(b"PK\x01\x02") + 24
    content[size : size + 4] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    return path


def _blanks(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 2
    book.save(path)
    return path


def _laughs(path: Path) -> Path:
    """Put a billion laughs into the strings of a workbook."""
    _excel(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    strings = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "ha">{entities}]><sst><si><t>&l9;</t></si></sst>'
    members["xl/sharedStrings.xml"] = strings.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


HOSTILE: dict[str, tuple[str, Callable[[Path], Path], str]] = {
    "path traversal": ("a.zip", lambda p: _zip(p, **{"..__..__evil.csv": b"x"}), "a file that leads out of the archi"),
    "absolute path": ("a.zip", lambda p: _zip(p, **{"__etc__evil.csv": b"x"}), "a file that leads out of the archive"),
    "archive in archive": ("a.zip", lambda p: _zip(p, **{"b.zip": b"PK\x03\x04"}), "an archive in the archive"),
    "link": ("a.zip", _link, "a link in the archive"),
    "bomb": ("a.zip", lambda p: _zip(p, **{"a.csv": bytes(3_000_000)}), "more than 2 MB when unpacked"),
    "no zip": ("a.zip", lambda p: (p.write_bytes(b"PK\x03\x04 broken") and p) or p, "the archive cannot be read"),
    "sheet of blanks": ("a.xlsx", _blanks, "a workbook that grows beyond measure"),
    "billion laughs": ("a.xlsx", _laughs, "the file cannot be read as a workbook"),
    "one long line": ("a.csv", lambda p: (p.write_bytes(b"x" * 9_000_000) and p) or p, "a line of more than 4 MB"),
    "one long line below": ("a.csv", lambda p: _text(p, as_csv(ROWS) + "x" * 9_000_000), "a line of more than 4 MB"),
    "one long line in UTF-16": ("a.csv", lambda p: _text(p, "x" * 9_000_000, "utf-16"), "a line of more than 4 MB"),
    "endless quotes": ("a.csv", lambda p: _text(p, as_csv(ROWS) + '"' + "x\n" * 2_500_000), "cannot be read"),
    "zero bytes": ("a.csv", lambda p: _text(p, as_csv(ROWS) + "2021,\0,a,1\n"), "zero bytes"),
    "a size that lies": ("a.zip", _lying, "the archive cannot be read"),
    "key twice": ("a.json", lambda p: (p.write_bytes(b'[{"count": 1, "count": 2}]') and p) or p, "a key twice"),
    "deep JSON": ("a.json", lambda p: (p.write_bytes(b"[" * 200_000) and p) or p, "the file cannot be read"),
    "no objects": ("a.jsonl", lambda p: (p.write_bytes(b"[1]\n") and p) or p, "something else than objects"),
}  # fmt: skip


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_files_are_one_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, label: str) -> None:
    monkeypatch.setattr(sources, "MAX_MEMBER_BYTES", 2_000_000)
    name, write, found = HOSTILE[label]
    with pytest.raises(SourceError) as refusal:
        read_records([write(tmp_path / name)])
    assert [found in fault.found for fault in refusal.value.faults] == [True]
    assert sorted(file.name for file in tmp_path.iterdir()) == [name]


def test_a_link_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(as_csv(ROWS), encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(LoadError, match="1 links out of the folder"):
        read_records([tmp_path / "in"])


def test_a_link_that_a_pattern_finds_is_not_followed_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(as_csv(ROWS), encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(LoadError, match="1 links out of the folder"):
        read_records([tmp_path / "in" / "*.csv"])


@pytest.mark.parametrize("named", ["a.csv", "folder"])
def test_a_link_that_is_named_is_followed_for_the_caller_chose_it(tmp_path: Path, named: str) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "b.csv").write_text(as_csv(ROWS), encoding="utf-8")
    (tmp_path / "a.csv").symlink_to(tmp_path / "there" / "b.csv")
    (tmp_path / "folder").symlink_to(tmp_path / "there")
    assert read_records([tmp_path / named])[0].tally.rows == len(ROWS)


def test_formulas_are_not_computed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (*([HEADER, ("2021", "US-TX", "MX", "=1+2")]), ("2021", "US-TX", "MX", 4)):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    records, quarantine = read_records([tmp_path / "a.xlsx"])
    assert (records.tally.loaded, quarantine.rows["rule"].tolist()) == (1, ["empty"])


def test_words_of_sql_are_only_words(tmp_path: Path) -> None:
    header = (*HEADER, 'x"; DROP TABLE step_0; --', "'; ATTACH '/etc/passwd'")
    path = tmp_path / "a'; DROP TABLE step_0; --.csv"
    path.write_text(as_csv([("2021", "'; DROP TABLE step_0; --", "MX", "1", "a", "b")], header), encoding="utf-8")
    records, _ = read_records([path])
    assert records.frame["origin"].tolist() == ["'; DROP TABLE step_0; --"]
    assert [finding.column for finding in records.findings] == list(header[4:])


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(as_csv(ROWS), encoding="utf-8")
    (tmp_path / "loop").symlink_to("..")
    assert read_records([tmp_path])[0].tally.rows == len(ROWS)
