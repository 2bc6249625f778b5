"""Row 21 of the attacks, and releases that were changed after their audit, with all hashes put right."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Final

import pandas as pd
import pytest

from geodata.policy import policy_from
from geodata.publish import Options, publish
from geodata.release import audit_folder, verify_folder
from tests.geodata import journeys
from tests.geodata.released import pages, rehash

if TYPE_CHECKING:
    from pathlib import Path

HEADER: Final = "period,origin,recovery,count,category,source,as_of"
#: Oklahoma's 3 and what hides it; Louisiana's numbers are large.
COUNTS: Final = {"TX": (40, 20), "OK": (3, 0), "LA": (30, 25)}
KINDS: Final = ("runaway", "trafficking")
ROWS: Final = [
    f"2021,US-{state},US-{state},{n},{kind},list,2022-01-31"
    for state, both in COUNTS.items()
    for n, kind in zip(both, KINDS, strict=True)
]
PLACES, CATEGORIES = "tables/places.csv", "tables/categories.csv"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tampering")
    source = journeys.records(folder / "records.csv", *ROWS, header=HEADER)
    tables = [
        {"name": "places", "dimensions": {"recovery": "state", "period": "year"}},
        {"name": "categories", "dimensions": {"recovery": "state", "category": "value", "period": "year"}},
    ]
    policy = policy_from({"threshold": 5, "tables": tables})
    publish([source], folder / "out", Options(policy), site=pages)
    return folder / "out"


def tampered(original: Path, out: Path, path: str, where: dict[str, str], count: int | None, status: str) -> Path:
    """Set a cell in the CSV and in the Parquet file, and put the hashes right."""
    shutil.copytree(original, out)
    changed = 0
    for file in (path, path.replace(".csv", ".parquet")):
        is_csv = file.endswith(".csv")
        frame = pd.read_csv(out / file, dtype="str", keep_default_na=False) if is_csv else pd.read_parquet(out / file)
        frame["count"] = pd.to_numeric(frame["count"]).astype("Int64")
        is_cell = pd.Series(data=True, index=frame.index)
        for dimension, code in where.items():
            is_cell &= frame[dimension] == code
        changed += int(is_cell.sum())
        frame.loc[is_cell, "count"] = pd.NA if count is None else count
        frame.loc[is_cell, "status"] = status
        if is_csv:
            frame.to_csv(out / file, index=False, lineterminator="\n")
        else:
            frame.to_parquet(out / file, index=False)
        rehash(out, file)
    assert changed == 2
    return out


def test_the_release_is_sound_to_begin_with(original: Path) -> None:
    assert audit_folder(original).passed
    assert not verify_folder(original)


@pytest.mark.parametrize(
    ("path", "where", "count", "told"),
    [
        (PLACES, {"recovery": "US-OK"}, 3, "too small"),
        (CATEGORIES, {"recovery": "US-OK", "category": "runaway"}, 3, "too small"),
        (PLACES, {"recovery": "US-LA"}, 55, "leaves 3"),
        (PLACES, {"recovery": "WORLD"}, 119, "add up"),
        (PLACES, {"recovery": "US-TX"}, 61, "different numbers"),
        (CATEGORIES, {"recovery": "US-TX", "category": "trafficking"}, 19, "add up"),
        (CATEGORIES, {"recovery": "US-LA", "category": "runaway"}, 30, "leaves 3"),
    ],
)  # fmt: skip
def test_what_was_changed_after_the_audit_is_found(
    original: Path, tmp_path: Path, path: str, where: dict[str, str], count: int, told: str
) -> None:
    cell = {"period": "2021"} | ({"category": "all"} if path == CATEGORIES else {}) | where
    out = tampered(original, tmp_path / "out", path, cell, count, "published")
    report = audit_folder(out)
    assert report.complete
    assert any(told in finding.witness for finding in report.findings), report.findings


def test_a_change_is_found_by_verify_too(original: Path, tmp_path: Path) -> None:
    where = {"recovery": "US-LA", "period": "2021"}
    assert "the audit doesn't pass" in verify_folder(
        tampered(original, tmp_path / "out", PLACES, where, 55, "published")
    )


def test_a_total_that_disagrees_with_its_parts(original: Path, tmp_path: Path) -> None:
    """A source states 121 in its total row, and its states sum to 118: whoever subtracts learns of 3 more somewhere."""
    stated, parts = 121, sum(n for both in COUNTS.values() for n in both)
    assert 0 < stated - parts < 5
    rows = [*ROWS, f"2021,Total,Total,{stated},,list,2022-01-31"]
    source = journeys.records(tmp_path / "records.csv", *rows, header=HEADER)
    policy = policy_from(json.loads((original / "manifest.json").read_bytes())["policy"])
    published = publish([source], tmp_path / "out", Options(policy), site=pages)
    assert published.rows["loaded"] == len(ROWS)
    for table in (PLACES, CATEGORIES):  # the product counts records, and prints no total that it didn't count
        assert (tmp_path / "out" / table).read_bytes() == (original / table).read_bytes()
