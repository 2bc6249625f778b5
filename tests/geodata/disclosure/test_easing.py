"""Tables too vast for programmes: what is withheld until walks show every number, on tables small enough to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.disclosure import certify, easing, secondary, walk
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.secondary import protect_cells
from geodata.disclosure.standard import Standard
from tests.geodata.disclosure.linked import as_tables, random_truth

if TYPE_CHECKING:
    from geodata.arrays import Bools
    from tests.geodata.disclosure.linked import Truth

STANDARD = Standard(4)


def all_is_vast(patch: pytest.MonkeyPatch, last: int, few: int) -> None:
    patch.setattr(secondary, "VAST", 0)
    patch.setattr(certify, "VAST", 0)
    patch.setattr(walk, "PASSES", ((2, 4),) * 4)  # walks without patience don't show all that is safe
    patch.setattr(easing, "_SAMPLE", 4)
    patch.setattr(easing, "FEW_IF_VAST", last)
    patch.setattr(easing, "_FEW", few)


def protect(truth: Truth, told: list[str]) -> Bools:
    count = truth.count
    return protect_cells(truth.grid, count, STANDARD.is_small(count), STANDARD, 1 + 0.02 * count, told.append)


@pytest.mark.parametrize(("last", "few"), [(0, 20), (3, 20), (100, 0)])
def test_what_walks_show_passes_the_audit(monkeypatch: pytest.MonkeyPatch, last: int, few: int) -> None:
    """The audit decides the same tables in whole numbers, and finds nothing; little more is withheld than else."""
    rounds, more, less, usual = 0, 0, 0, 0
    for seed in range(100):
        truth, told = random_truth(np.random.default_rng(seed), mean=3), []
        plainly = protect(truth, [])
        with monkeypatch.context() as patch:
            all_is_vast(patch, last, few)
            withheld = protect(truth, told)
        assert withheld.all() or audit_tables(truth.grid, as_tables(truth.grid, truth.count, withheld), STANDARD).passed
        rounds += sum("weren't seen to have room" in line and ": 0 " not in line for line in told)
        usual += int((plainly & (truth.count > 0)).sum())
        more += int((withheld & ~plainly & (truth.count > 0)).sum())
        less += int((plainly & ~withheld & (truth.count > 0)).sum())
    assert rounds > 5
    assert more - less < usual // 4
