"""Operation Lost Souls, 24 children recovered, under both packaged policies: what its readers may see, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geodata.examples import write_example
from geodata.policy import PACKAGED, read_policy
from geodata.publish import Options, publish
from geodata.release import audit_folder, read_release
from tests.geodata.released import pages

if TYPE_CHECKING:
    from pathlib import Path

EXPECTED = {"internal": {18, 24}, "public": {24}, "public-states": {24}}


@pytest.mark.parametrize("name", PACKAGED)
def test_the_known_totals_are_shown_and_no_small_number_is(tmp_path: Path, name: str) -> None:
    policy = read_policy(name)
    write_example("operation-lost-souls", tmp_path / "records.csv")
    publish([tmp_path / "records.csv"], tmp_path / "out", Options(policy), site=pages)
    release = read_release(tmp_path / "out")
    shown = {int(n) for table in release.tables.values() for n in table.cells["count"].dropna()} - {0}
    assert not shown & set(range(1, policy.threshold))
    assert shown >= EXPECTED[name]
    if name.startswith("public"):
        assert shown == EXPECTED[name]
    assert audit_folder(tmp_path / "out").passed
