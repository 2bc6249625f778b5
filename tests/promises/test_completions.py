"""Whatever counts as shown is shown by a completion, on every path of the attack: each is put into all equations."""

from __future__ import annotations

from collections import defaultdict
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from geodata.attack import exact_disclosure, implied_zeros, interval_disclosure
from geodata.attack.effort import EFFORT, Effort
from geodata.attack.model.equations import TOLERANCE, UNBOUNDED
from geodata.attack.model.jit import line_by_line
from geodata.attack.rounded_intervals import narrow_intervals
from geodata.attack.search import local_search
from geodata.attack.search.kernels import BITS
from geodata.attack.search.solution_pool import SolutionPool
from geodata.counting import count_cells
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.remainders import attack_less_own
from tests.geodata.disclosure.linked import random_pattern, random_truth
from tests.geodata.disclosure.test_programming import square
from tests.geodata.disclosure.test_reducing import system_of
from tests.promises.worlds.product import hurry, linked
from tests.promises.worlds.releases import random_case
from tests.promises.worlds.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.model.equations import Equations
    from geodata.attack.numbers import Numbers
    from tests.geodata.disclosure.linked import Truth

K: Final = 4
#: What a solver's completions may lack of an equation.
_EXACT: Final = 1e-5


class Witness:
    """Hears of every completion that counts, and checks it; then every claim of a pool against those heard of.

    Attributes
    ----------
    met
        Equations → its completions, whole and fractional.
    n_claims
        How many values and ends were claimed and had a completion.
    """

    def __init__(self) -> None:
        self.met: dict[Equations, list[Ints | Floats]] = defaultdict(list)
        self.n_claims = 0
        self.decided: set[str] = set()

    def __call__(self, system: Equations, x: Ints | Floats) -> None:
        """Check a completion against every bound and equation, by arithmetic of its own."""
        slack = 0 if x.dtype == np.int64 else _EXACT
        assert x.shape == system.lower.shape
        assert (x >= system.lower - slack).all(), "a completion is below a least value"
        for row, rhs in enumerate(system.rhs.tolist()):
            at = slice(system.row_at[row], system.row_at[row + 1])
            members = zip(system.row_sign[at].tolist(), x[system.row_col[at]].tolist(), strict=True)
            total = sum(sign * value for sign, value in members)
            assert abs(total - rhs) <= slack * max(1, abs(rhs)), f"a completion breaks equation {row}"
        self.met[system].append(x.copy())

    def whole(self, system: Equations) -> Ints:
        """Give the whole completions of a system; shape (n_met, n_columns)."""
        met = [x for x in self.met[system] if x.dtype == np.int64]
        return np.array(met, dtype=np.int64).reshape(len(met), len(system.lower))

    def check(self, system: Equations, before: SolutionPool, seen: SolutionPool) -> None:
        """Find a completion for everything that a pool says now and didn't say before."""
        whole, every = self.whole(system), np.array([*self.met[system], np.full(len(system.lower), np.nan)])
        assert every.shape[1] == len(system.lower)
        for column in range(len(system.lower)):
            values = set(whole[:, column].tolist())
            claims = {int(seen.base[column]) + v for v in range(BITS) if _news(before, seen, column) >> v & 1}
            claims |= {int(now[column]) for now, old in _ends(before, seen) if now[column] != old[column]}
            assert claims <= values, f"unknown {column}: nothing shows {sorted(claims - values)}"
            self.n_claims += len(claims)
            for now, old in ((seen.low, before.low), (seen.high, before.high)):
                if now[column] != old[column]:
                    near = np.abs(every[:, column] - now[column])
                    assert np.nanmin(near) <= TOLERANCE * 1.01, f"unknown {column}: nothing shows {now[column]}"
                    self.n_claims += 1


def _news(before: SolutionPool, seen: SolutionPool, column: int) -> int:
    assert before.base[column] == seen.base[column]
    return int(seen.bits[column] & ~before.bits[column])


def _ends(before: SolutionPool, seen: SolutionPool) -> tuple[tuple[Ints, Ints], ...]:
    return (seen.whole_low, before.whole_low), (seen.whole_high, before.whole_high)


@pytest.fixture(scope="module", autouse=True)
def _in_a_hurry() -> None:
    hurry()


@pytest.fixture
def witness(monkeypatch: pytest.MonkeyPatch) -> Witness:
    """Listen to all pools, and look at what each says wherever a component was decided."""
    told = Witness()
    monkeypatch.setattr(SolutionPool, "witness", told)
    for module, name, at in (
        (interval_disclosure, "decide", 3), (interval_disclosure, "walk_only", 3), (exact_disclosure, "_decide", 2),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, _checked(getattr(module, name), told, at))
    return told


def _checked(decide: Callable[..., Any], told: Witness, at: int) -> Callable[..., Any]:
    """Let a component be decided, and check what its pool, which is argument number `at`, says then."""

    def decided(system: Equations, numbers: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 -- passed on as it is
        seen: SolutionPool = rest[at - 2]
        before = seen.copy()
        found = decide(system, numbers, *rest, **more)
        told.check(system, before, seen)
        told.decided.add(decide.__name__)
        if decide.__name__ == "decide" and rest[2] is None:
            _all_have_room(told, system, numbers, rest[0], found)
        if decide.__name__ == "_decide":
            _all_differ(told, system, numbers, found)
        return found

    return decided


def _all_have_room(told: Witness, system: Equations, numbers: Numbers, threshold: int, found: Any) -> None:  # noqa: ANN401
    """Find a completion at 1 and one at k − 1 for each number that counts as safe in whole numbers, or none below k."""
    ranges, is_fractional = found
    goal = 1 if not system.rhs.any() and (numbers.offsets >= 0).all() else threshold - 1  # else any multiple will do
    whole = told.whole(system)
    for t in np.flatnonzero(~numbers.is_safe & ~numbers.is_share & ~is_fractional).tolist():
        if t not in ranges:
            values = set((whole[:, numbers.columns[t]] - numbers.offsets[t]).tolist())
            assert {1, goal} <= values or min(values) >= threshold, (t, values)


def _all_differ(told: Witness, system: Equations, numbers: Any, found: Any) -> None:  # noqa: ANN401
    """Find two completions that differ in each number that counts as open in whole numbers."""
    whole = told.whole(system)
    for t in np.flatnonzero((found.value < 0) & ~found.is_fractional & ~numbers.is_share).tolist():
        assert len(set(whole[:, numbers.columns[t]].tolist())) > 1, t


_LARGE: Final = replace(EFFORT, exact_unknowns=0)
_VAST: Final = replace(_LARGE, vast=0)
_HASTY: Final[Any] = {"passes": ((1, 2),) * 4}
_NO_WALKS: Final[Any] = {"passes": ()}
_NO_PUSHES: Final[Any] = {"passes": (), "push_rounds": 0}
#: Path → the budgets with which tiny systems take it.
PATHS: Final = {
    "small": EFFORT,
    "small, programmes alone": replace(EFFORT, **_NO_WALKS),
    "large": _LARGE,
    "large, hasty walks": replace(_LARGE, **_HASTY),
    "large, programmes alone": replace(_LARGE, **_NO_WALKS),
    "large, no pushes": replace(_LARGE, **_NO_PUSHES),
    "vast": _VAST,
    "vast, hasty walks": replace(_VAST, **_HASTY),
    "vast, programmes alone": replace(_VAST, **_NO_WALKS),
    "vast, no pushes": replace(_VAST, **_NO_PUSHES),
}


@pytest.fixture(params=list(PATHS))
def path(request: pytest.FixtureRequest) -> Effort:
    return PATHS[request.param]


def tables(seed: int, mean: float = 2) -> tuple[Truth, Bools]:
    rng = np.random.default_rng(seed)
    truth = random_truth(rng, mean=mean)
    return truth, random_pattern(rng, truth, K)


@pytest.mark.parametrize("limit", [None, 3])
def test_room_is_shown_by_completions(witness: Witness, path: Effort, limit: int | None) -> None:
    for seed in range(8):
        truth, withheld = tables(seed)
        standard = Standard(K, effort=path)
        withheld = standard.with_zeros(truth.grid, truth.count, withheld)
        if withheld.any() and not withheld.all():
            system = standard.system(truth.grid, truth.count, withheld)
            standard.attack(
                truth.grid, truth.count, system, seen=SolutionPool.of(system.shape[1], effort=path), limit=limit
            )
    assert witness.n_claims > 200
    assert witness.decided == {"decide"}


def test_a_second_value_is_shown_by_completions(witness: Witness, path: Effort) -> None:
    for seed in range(8):
        truth, withheld = tables(seed)
        standard = Standard(K, "exact", effort=path)
        withheld = standard.with_zeros(truth.grid, truth.count, withheld)
        if withheld.any() and not withheld.all():
            standard.attack(truth.grid, truth.count, standard.system(truth.grid, truth.count, withheld))
    assert witness.n_claims > 100
    assert witness.decided == {"_decide"}


def test_shaken_completions_are_some(witness: Witness, path: Effort) -> None:
    effort = replace(path, shake_few=0, second_sample=3)
    for system in (square(20, side=9), square(3, side=3)):
        n = system.shape[1]
        exact_disclosure.find_known(system, np.arange(n), np.zeros(n, dtype=np.int64), K, effort=effort)
        interval_disclosure.find_leaks(system, np.arange(n), np.zeros(n, dtype=np.int64), K, effort=effort)
    assert witness.decided == {"_decide", "decide"}
    assert witness.n_claims > 500


@pytest.mark.parametrize("name", ["public-states", "exact", "zeros"])
def test_worlds_are_shown_by_completions(witness: Witness, path: Effort, name: str) -> None:
    """Tables with the equations of records behind them; whoever supplied some of the records looks as well."""
    (shape,) = (s for s in SHAPES if s.name == name)
    for seed in range(2):
        case = random_case(np.random.default_rng(seed), shape, linked, "some")
        count, withheld = np.zeros(len(case.grid), dtype=np.int64), np.ones(len(case.grid), dtype=bool)
        for of, table in case.tables.items():
            known = (table.cells["status"] != "withheld").to_numpy()
            at = case.grid.members[of][known]
            count[at], withheld[at] = table.cells["count"].fillna(0).to_numpy(dtype=np.int64)[known], False
        mine = (case.records["source"] == "A").to_numpy()
        supplied, trees = case.records[mine], case.grid.trees
        codes = {d: supplied[d].map(trees[d].index).to_numpy(np.int64) for d in case.grid.dimensions}
        own = count_cells(case.grid, codes, supplied["count"].to_numpy(np.int64)).counts()
        standard = replace(case.standard, effort=path)
        standard.attack(case.grid, count, standard.system(case.grid, count, withheld))
        attack_less_own(case.grid, count, own, withheld, standard)
    assert witness.n_claims > 100


def test_rounded_numbers_are_shown_by_completions(witness: Witness) -> None:
    for seed in range(10):
        truth, _ = tables(seed)
        shown = truth.count // K * K
        narrow_intervals(truth.grid, shown, np.zeros(len(shown), dtype=bool), K, K, None)
    assert witness.n_claims > 100


def test_walks_alone_are_shown_by_completions(witness: Witness) -> None:
    """In tables too vast for anything else, walks say what has room."""
    for seed in range(25):
        truth, withheld = tables(seed)
        system = Standard(K).system(truth.grid, truth.count, withheld)
        numbers = Standard(K).numbers(truth.grid, truth.count, system)
        interval_disclosure.find_unshown(system, *numbers, K, SolutionPool.of(system.shape[1], effort=_VAST), 2)
    assert witness.decided == {"walk_only"}
    assert witness.n_claims > 100


def test_what_may_be_more_than_zero_is_shown_by_completions(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    n_open = 0
    monkeypatch.setattr(SolutionPool, "walk", lambda *_, **__: None)
    for seed in range(25):
        truth, withheld = tables(seed)
        withheld = Standard(K).with_zeros(truth.grid, truth.count, withheld)
        system = Standard(K).system(truth.grid, truth.count, withheld)
        for part, cols in interval_disclosure.components(system):
            never = implied_zeros._never_above(part, np.arange(len(cols)), np.zeros(len(cols), dtype=np.int64))
            highest = witness.whole(part).max(axis=0)
            assert (highest[~never] > 0).all()
            assert (highest[never] == 0).all()
            n_open += int((~never).sum())
    assert n_open > 100


@pytest.mark.parametrize("plainly", [False, True])
def test_every_completion_of_a_walk_is_heard_of(witness: Witness, *, plainly: bool) -> None:
    """Compiled or line by line, over several returns to where it began: what is claimed is what is heard of."""
    system, seen = square(6, side=6), SolutionPool.of(36, effort=replace(EFFORT, walk_length=5))
    with line_by_line() if plainly else nullcontext():
        assert seen.start(system)
        before = seen.copy()
        seen.walk(system, np.arange(36), np.zeros(36, dtype=np.int64), np.full(36, 6), passes=None)
    witness.check(system, before, seen)
    assert witness.n_claims > 36
    assert (seen.whole_high == 6).all()


def test_a_trail_that_is_full_leaves_claims_without_completions(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the tests here can't pass on a part of the walk."""
    monkeypatch.setattr(local_search, "_TRAIL", 8)
    system, seen = square(6, side=6), SolutionPool.of(36)
    with line_by_line():
        assert seen.start(system)
        before = seen.copy()
        seen.walk(system, np.arange(36), np.zeros(36, dtype=np.int64), np.full(36, 6), passes=1)
    with pytest.raises(AssertionError, match="nothing shows"):
        witness.check(system, before, seen)


def test_a_false_completion_is_found(witness: Witness) -> None:
    """Planted: one that breaks an equation, one below a least value, and a value that nothing shows."""
    system = system_of([{0: 1, 1: 1}, {1: 1, 2: -1}], [5, 0], [0, 1, 0])
    seen = SolutionPool.of(3)
    for wrong, why in (([2, 2, 2], "equation 0"), ([3, 2, 1], "equation 1"), ([5, 0, 0], "least value")):
        with pytest.raises(AssertionError, match=why):
            seen._stand_at(system, np.array(wrong))
        with pytest.raises(AssertionError, match=why):
            seen.note(system, np.array(wrong, dtype=float))
    seen, before = SolutionPool.of(3), SolutionPool.of(3)
    seen._stand_at(system, np.array([3, 2, 2]))
    witness.check(system, before, seen)
    for field, value in (("bits", 1 << 4), ("whole_high", 4), ("whole_low", 0), ("high", 3.5), ("low", 0.5)):
        claimed = seen.copy()
        getattr(claimed, field)[0] = value
        with pytest.raises(AssertionError, match="unknown 0: nothing shows"):
            witness.check(system, before, claimed)
    assert UNBOUNDED not in seen.whole_low
