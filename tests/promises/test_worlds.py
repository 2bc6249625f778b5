"""The audit says of every number what a complete search over worlds of records says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.promises.worlds.comparison import compare
from tests.promises.worlds.product import linked
from tests.promises.worlds.releases import random_case
from tests.promises.worlds.shapes import SHAPES

if TYPE_CHECKING:
    from tests.promises.worlds.shape import Shape

N_RELEASES = 100


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.name)
def test_the_audit_says_what_the_judge_says(shape: Shape) -> None:
    apart, n_leaks, n_safe = {}, 0, 0
    for seed in range(N_RELEASES):
        outcome = compare(random_case(np.random.default_rng(seed), shape, linked))
        n_leaks, n_safe = n_leaks + bool(outcome.n_leaks), n_safe + (outcome.n_leaks < outcome.n_numbers)
        if not outcome.agrees:
            apart[seed] = (outcome.missed, outcome.invented)
    assert not apart
    assert n_leaks >= N_RELEASES // 4
    assert n_safe >= N_RELEASES // 10
