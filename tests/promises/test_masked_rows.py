"""Totals over masked rows against an attacker that shares no code: no stated part of a withheld number follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geodata.policy import policy_from
from geodata.publish import Options, publish
from tests.promises.record_attack.attack import attack

if TYPE_CHECKING:
    from pathlib import Path

STATES = ("Texas", "Ohio", "Iowa", "Utah", "Maine", "Chihuahua")
POLICY = policy_from(
    {
        "name": "states",
        "tables": [
            {"name": "places", "dimensions": {"recovery": "state", "period": "year"}},
            {"name": "relations", "dimensions": {"relation": "direction", "period": "year"}},
        ],
    }
)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_stated_beside_masked_rows_can_not_be_worked_out(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = [
        (year, origin, place, "<5" if rng.random() < 0.25 else str(rng.integers(0, 60)))
        for year in (2022, 2023) for place in STATES for origin in (place, STATES[int(rng.integers(6))])
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["period", "origin", "recovery", "count"])
    frame.drop_duplicates(["period", "origin", "recovery"]).to_csv(tmp_path / "a.csv", index=False)
    options = Options(policy=POLICY, as_of="2023-12-31", totals="keep")
    made = publish([tmp_path / "a.csv"], tmp_path / "out", options, site=None)
    statuses = pd.concat([table.cells["status"] for table in made.release.tables.values()])
    assert (statuses == "at_least").any()
    outcome = attack(tmp_path / "out")
    assert outcome.n_numbers > 0
    assert not outcome.found
    assert not outcome.undecided
