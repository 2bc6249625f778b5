"""What structure says of counts: releases of older versions, and pools that populations don't make, are found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geodata.policy import policy_from
from geodata.publish import Options, publish
from geodata.release import audit_folder
from tests.geodata import released

if TYPE_CHECKING:
    from pathlib import Path

COUNTIES = {
    "name": "counties", "threshold": 11, "population_floor": 20_000,
    "tables": [{"name": "places", "dimensions": {"recovery": "county"}}],
}  # fmt: skip


def found(folder: Path) -> list[str]:
    return [f.cell["part"] for f in audit_folder(folder).findings if f.table == "structure"]


def test_a_release_of_an_older_version_is_found(tmp_path: Path) -> None:
    out = released.written(tmp_path)
    assert audit_folder(out).passed
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["software"] = "recovery-atlas 0.1.0"
    del manifest["digest"]
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert found(out) == ["release"]
    assert not audit_folder(out).passed


@pytest.fixture(scope="module")
def by_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("structure")
    records = folder / "records.csv"
    rows = [f"2023,US-48201,{place},{n}" for place, n in (("US-48201", 60), ("US-48141", 40), ("US-35013", 30))]
    records.write_text("period,origin,recovery,count\n" + "\n".join(rows) + "\n", encoding="utf-8")
    options = Options(policy=policy_from(COUNTIES), as_of="2024-01-31")
    publish([records], folder / "release", options, site=None)
    return folder / "release"


@pytest.mark.parametrize(("floor", "is_due"), [(20_000, True), (30_000, False), (0, False)])
def test_pools_are_those_of_populations_and_the_floor(by_county: Path, floor: int, *, is_due: bool) -> None:
    manifest = json.loads((by_county / "manifest.json").read_bytes())
    manifest["policy"]["population_floor"] = floor
    released.reseal(by_county, manifest)
    assert (found(by_county) == []) is is_due
    assert all(part.endswith("/other") for part in found(by_county))


def test_rules_that_this_version_does_not_know_clear_no_pool(by_county: Path) -> None:
    manifest = json.loads((by_county / "manifest.json").read_bytes())
    manifest["policy"] |= {"population_floor": 20_000, "pooling": "by-magic"}
    released.reseal(by_county, manifest)
    assert len(found(by_county)) > 40
