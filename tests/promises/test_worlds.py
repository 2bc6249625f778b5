"""The audit says of every number what a complete search over worlds of records says, and the product holds to it.

``python -m tests.promises.worlds.prove`` does the same for as many releases as one has time for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from geodata.disclosure.audit import audit_tables
from tests.promises.worlds import numbers
from tests.promises.worlds.comparison import compare, of_corners
from tests.promises.worlds.contributors import compare_remainders, judged, own_records
from tests.promises.worlds.guarded import guarded_release, unpooled
from tests.promises.worlds.judge import Judge
from tests.promises.worlds.product import hurry, linked, unlinked
from tests.promises.worlds.records import random_records
from tests.promises.worlds.releases import random_case
from tests.promises.worlds.shape import SOURCES, K
from tests.promises.worlds.shapes import CONTRIBUTORS, GUARDED, PACKAGED, SHAPES

if TYPE_CHECKING:
    from tests.promises.worlds.shape import Shape

#: A hundred releases of these shapes, packaged policies first; so many in a test, as tests go side by side.
HUNDRED: Final = {
    "public", "public-states", "internal", "exact", "exact-public", "zeros", "rounding", "rounding-corridors", "abroad",
    "by-source", "by-source-public",
}  # fmt: skip
N_AT_ONCE: Final = 25
#: So many of the others, in some of which the judge's solver takes minutes for one release.
N_RELEASES: Final = 20
FEWER: Final = {"corridors-by-category": 5}
SEEDS: Final = [
    (shape, range(first, first + n))
    for shape in SHAPES
    for n in (N_AT_ONCE if shape.name in HUNDRED else FEWER.get(shape.name, N_RELEASES),)
    for first in (range(0, 100, n) if shape.name in HUNDRED else (0,))
]
N_GUARDED: Final = 4
N_REMAINDERS: Final = 25  # of each shape


@pytest.fixture(scope="module", autouse=True)
def _in_a_hurry() -> None:
    hurry()


@pytest.mark.parametrize(("shape", "seeds"), SEEDS, ids=[f"{shape.name}-{seeds.start}" for shape, seeds in SEEDS])
def test_the_audit_says_what_the_judge_says(shape: Shape, seeds: range) -> None:
    apart, n_leaky, n_open = {}, 0, 0
    for seed in seeds:
        outcome = compare(random_case(np.random.default_rng(seed), shape, linked))
        n_leaky, n_open = n_leaky + bool(outcome.n_leaks), n_open + (outcome.n_leaks < outcome.n_numbers)
        if not outcome.agrees:
            apart[seed] = (outcome.missed, outcome.invented)
    assert not apart
    assert n_leaky  # releases that leak, and numbers that do not
    assert n_open


@pytest.mark.parametrize("shape", [*SHAPES, *GUARDED], ids=lambda s: s.name)
def test_no_number_of_a_protected_release_is_narrowed_down(shape: Shape) -> None:
    shape, n_released = unpooled(shape), 0
    for seed in range(N_GUARDED):
        rng = np.random.default_rng(1_000 + seed)
        release = guarded_release(shape, random_records(rng, shape, heaps=int(rng.choice([5, 20, 40]))))
        if release is None:
            continue
        n_released += 1
        judge = Judge(release)
        assert judge.world() is not None
        assert not judge.leaks(), seed
        is_tested = shape.policy.level == "interval" and not release.rounding
        assert not is_tested or not of_corners(judge, judge.corners), seed
        assert not numbers.left_over(release, judge.sheet), seed
        is_small = (judge.sheet.number > 0) & (judge.sheet.number < K)
        assert release.rounding or not is_small.any()
    assert n_released


@pytest.mark.parametrize("shape", CONTRIBUTORS, ids=lambda s: s.name)
def test_of_remainders_the_product_says_what_the_judge_says(shape: Shape) -> None:
    apart, n_leaky, n_open = {}, 0, 0
    for seed in range(N_REMAINDERS):
        case = random_case(np.random.default_rng(seed), shape, linked)
        for source in SOURCES:
            outcome = compare_remainders(case, source)
            n_leaky, n_open = n_leaky + bool(outcome.n_leaks), n_open + (outcome.n_leaks < outcome.n_numbers)
            if not outcome.agrees:
                apart[seed, source] = (outcome.missed, outcome.invented)
    assert not apart
    assert n_leaky
    assert n_open


@pytest.mark.parametrize("shape", CONTRIBUTORS, ids=lambda s: s.name)
def test_no_contributor_works_a_remainder_out(shape: Shape) -> None:
    n_released, n_shown = 0, 0
    for seed in range(N_GUARDED):
        rng = np.random.default_rng(1_000 + seed)
        records = random_records(rng, shape, heaps=int(rng.choice([20, 40])))
        release = guarded_release(shape, records)
        if release is None:
            continue
        n_released += 1
        for source in SOURCES:
            own = own_records(records, source, list(Judge(release).sheet.codes))
            judge = Judge(release, own=own)
            n_shown += int((judge.sheet.number > 0).sum())
            assert judge.world() is not None
            assert not judged(judge, own), (seed, source)
    assert n_released
    assert n_shown


@pytest.mark.parametrize("shape", PACKAGED, ids=lambda s: s.name)
def test_margins_alone_miss_what_records_give_away(shape: Shape) -> None:
    """Yesterday's equations hold tables of their own making for safe; records behind them say otherwise."""
    n_passed, n_missed = 0, 0
    for seed in range(12):
        case = random_case(np.random.default_rng(seed), shape, unlinked, "suppressed")
        if not audit_tables(case.grid, case.tables, case.standard).passed:
            continue
        n_passed, n_missed = n_passed + 1, n_missed + bool(Judge(case.release).leaks())
    assert n_passed >= 8
    assert n_missed >= 5
