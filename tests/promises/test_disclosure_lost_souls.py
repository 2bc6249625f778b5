"""Operation Lost Souls, 24 children recovered, under both packaged policies: what its readers may see, and no more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geodata.examples import write_example
from geodata.policy import PACKAGED, read_policy
from geodata.publish import Options, publish
from geodata.release import audit_folder, read_release
from tests.geodata.released import pages

EXPECTED = {"internal": {18, 24}, "public": {24}, "public-states": {24}}
#: Takes longest to make, so it is the packaged one, which `tests/test_docs.py` makes again, audits and compares.
MADE = {"internal": Path(__file__).parents[2] / "dashboard" / "releases" / "operation-lost-souls-internal.zip"}


def released(name: str, folder: Path) -> Path:
    if name in MADE:
        shutil.unpack_archive(MADE[name], folder / "out")
    else:
        write_example("operation-lost-souls", folder / "records.csv")
        publish([folder / "records.csv"], folder / "out", Options(read_policy(name)), site=pages)
        assert audit_folder(folder / "out").passed
    return folder / "out"


@pytest.mark.parametrize("name", PACKAGED)
def test_the_known_totals_are_shown_and_no_small_number_is(tmp_path: Path, name: str) -> None:
    policy, release = read_policy(name), read_release(released(name, tmp_path))
    assert release.manifest["policy"] == policy.as_dict()
    shown = {int(n) for table in release.tables.values() for n in table.cells["count"].dropna()} - {0}
    assert not shown & set(range(1, policy.threshold))
    assert shown >= EXPECTED[name]
    if name.startswith("public"):
        assert shown == EXPECTED[name]
