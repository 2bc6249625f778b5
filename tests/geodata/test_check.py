"""The front of the loaders: counts, rules and rows, and never a value."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from geodata.check import RULES, check
from geodata.errors import InputError
from geodata.examples import write_example

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "zarpelaquandrell"
MESSY = f"""Periodo,origin_state,origin_county,recovery,Conteo,category,Region
2021,Texas,El Paso County,MX-CHH,3,runaway,South
2021,Texas,El Paso County,MX-CHH,3,runaway,South
2021,Texas,{CANARY},MX-CHH,4,,South
2021,Texas,,Total,9,,South
{CANARY},Texas,,MX,1,,South
2021,Texas,,MX,{CANARY},,South
2021,Texas,,MX,1,{CANARY},South
2021,{CANARY}

2021,New Mexico,El Paso County,CA,*,,West
2021,,,Washington County,2,,West
Source: {CANARY},,,,,,
"""


def _found(path: Path, **options: Path) -> dict[tuple[str, str, str], tuple[int, list[int]]]:
    found = check([path], **options)
    assert found["rows"] == found["loaded"] + found["quarantined"] + found["totals"] + found["notes"]
    return {(f["source"], f["column"], f["rule"]): (f["count"], f["rows"]) for f in found["findings"]}


def test_a_clean_file_has_no_finding(tmp_path: Path) -> None:
    write_example("operation-lost-souls", tmp_path / "a.csv")
    assert check([tmp_path / "a.csv"]) == {
        "rows": 5, "records": 5, "loaded": 5, "quarantined": 0, "totals": 0, "notes": 0, "findings": [],
    }  # fmt: skip


def test_findings_name_source_column_rule_and_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(MESSY, encoding="utf-8")
    assert _found(path) == {
        ("a.csv", "Periodo", "unknown-period"): (1, [6]),
        ("a.csv", "Conteo", "unknown-token"): (1, [7]),
        ("a.csv", "category", "unknown-value"): (1, [8]),
        ("a.csv", "", "too-few-fields"): (1, [9]),
        ("a.csv", "origin_county", "place-unknown"): (1, [4]),
        ("a.csv", "origin_county", "place-conflict"): (1, [11]),
        ("a.csv", "recovery", "place-ambiguous"): (2, [11, 12]),
        ("a.csv", "origin", "place-empty"): (1, [12]),
        ("a.csv", "Region", "not-read"): (11, []),
        ("a.csv", "Conteo", "masked"): (1, [11]),
        ("a.csv", "", "repeated"): (1, [2]),
        ("a.csv", "recovery", "total-differs"): (1, [5]),
    }
    found = check([path])
    assert [found[kind] for kind in ("rows", "loaded", "quarantined", "totals", "notes")] == [11, 5, 4, 1, 1]
    assert {finding["rule"] for finding in found["findings"]} <= set(RULES)
    assert json.loads(json.dumps(found)) == found


def test_no_value_leaves_a_check(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "a.csv", tmp_path / "quarantine.csv"
    path.write_text(MESSY, encoding="utf-8")
    assert CANARY not in json.dumps(check([path], quarantine=out))
    rows = list(csv.reader(out.read_text(encoding="utf-8").splitlines()))
    assert rows == [
        ["source", "row", "column", "rule"],
        ["a.csv", "6", "Periodo", "unknown-period"],
        ["a.csv", "7", "Conteo", "unknown-token"],
        ["a.csv", "8", "category", "unknown-value"],
        ["a.csv", "9", "", "too-few-fields"],
    ]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "quarantine.csv"]
    assert CANARY not in "".join(capfd.readouterr())


def test_a_refused_source_is_an_error_of_geodata_and_writes_nothing(tmp_path: Path) -> None:
    path, out = tmp_path / "a.csv", tmp_path / "quarantine.csv"
    path.write_text(f"period,origin,recovery,count,Nombre\n2021,TX,MX,1,{CANARY}\n", encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        check([path, tmp_path / "none.csv"], quarantine=out)
    assert [reason.partition(";")[0] for reason in refusal.value.reasons] == [
        "a.csv, column 'Nombre': names of people, recognised by its header",
        "none.csv: no such file",
    ]
    assert CANARY not in f"{refusal.value}{refusal.value.__cause__}"
    assert not out.exists()


def test_a_quarantine_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(MESSY, encoding="utf-8")
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        check([path], quarantine=tmp_path / "taken")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "taken"]
