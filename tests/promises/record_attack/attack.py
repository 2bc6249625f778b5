"""The attack: what each withheld number can be, by all that a release shows.

Nothing of the product is used but its geography. A number holds if it can be 1, and k−1, or is k or more for certain; a
corner, and someone's remainder, also if it is 0 for certain, since then there is nobody to be known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tests.promises.record_attack.classes import Classes
from tests.promises.record_attack.leaves import KEPT
from tests.promises.record_attack.numbers import NOTHING, Number, Own, numbers_of, own_cells
from tests.promises.record_attack.published import of_period, read_release
from tests.promises.record_attack.solving import HASTE, NOUGHT, Programme, Undecided

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from tests.promises.record_attack.published import Key, Release
    from tests.promises.record_attack.solving import Floats, Ints

#: Rounds that push many numbers at once; they end sooner when a round settles next to none.
ROUNDS: Final = 40
FEW: Final = 0.02
TWICE: Final = 2
KINDS: Final = frozenset({"cell", "sum", "corner", "remainder"})
FOR_CERTAIN: Final = frozenset({"corner", "remainder"})  # may be 0 for certain


@dataclass(frozen=True)
class Found:
    """A number that has too little room: the least and the most that it can be; the most may be None, without end."""

    kind: str
    name: str
    low: int
    high: int | None
    key: Key | None = None

    @property
    def is_known(self) -> bool:
        """Whether only one value is left."""
        return self.low == self.high


@dataclass(frozen=True)
class Outcome:
    """What the attack found, of how many numbers; and which it could not decide."""

    found: tuple[Found, ...]
    n_numbers: int
    n_classes: int
    undecided: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[Found, ...]:
        """Those of which one value is left."""
        return tuple(f for f in self.found if f.is_known)


def attack(
    folder: Path,
    own: Own = NOTHING,
    *,
    whole: bool = True,
    kinds: Collection[str] = KINDS,
    period: str | None = None,
    kept: int = KEPT,
) -> Outcome:
    """Attack a release from its files alone.

    Parameters
    ----------
    folder
        The release.
    own
        Records that the attacker knows, being who supplied them.
    whole
        Whether records are whole. Without, what is found is still certain, but not everything is found: sooner.
    kinds
        Which numbers are asked about.
    period
        The only period that is looked at; what is found is still certain. None: all together.
    kept
        Of places that are alike, how many are attacked for all; the outcome doesn't depend on it.
    """
    release = read_release(folder)
    release = release if period is None else of_period(release, period)
    classes = Classes(release, {code for leaf in own for code in leaf[:2]}, kept)
    cells = own_cells(release, own)
    numbers = [n for n in numbers_of(release, classes, cells) if n.kind in kinds]
    found = [
        Found(n.kind, n.name, n.fixed, n.fixed) for n in numbers if n.fixed is not None and 0 < n.fixed < release.k
    ]
    may_end = FOR_CERTAIN | ({"cell", "sum"} if own else set())
    found += [Found(n.kind, n.name, 0, 0, n.key) for n in numbers if _is_empty(n) and n.kind not in may_end]
    open_ = [n for n in numbers if n.fixed is None and n.classes]
    search = _Search(release, programme_of(release, classes, cells, open_, whole=whole), open_)
    search.push()
    more, undecided = search.decide()
    settled = [f for f in more if f.high != 0 or f.kind not in may_end]
    return Outcome((*found, *settled), len(numbers), classes.n, tuple(undecided))


def _is_empty(number: Number) -> bool:
    """Say whether no record can be in a number."""
    return number.fixed is None and not number.classes


class _Search:
    """Sets of records, one after the other, and what each number was seen to be in one of them."""

    def __init__(self, release: Release, programme: Programme, numbers: list[Number]) -> None:
        self.k, self.numbers, self.programme = release.k, numbers, programme
        self.chance = np.random.default_rng(0)  # the outcome doesn't depend on it, only how soon it is there
        self.hit = np.zeros((2, len(numbers)), dtype=bool)  # seen as 1; as k−1
        self.aims = np.array([1, self.k - 1])

    def _see(self, values: Floats) -> int:
        before = int(self.hit.sum())
        self.hit |= np.abs(values[None, :] - self.aims[:, None]) < NOUGHT
        return int(self.hit.sum()) - before

    def push(self) -> None:
        """Push all numbers towards their aims at once, again and again, as long as it settles many."""
        n_poor = 0
        for turn in range(ROUNDS):
            left = int((~self.hit).sum())
            if not left or n_poor == TWICE:
                return
            which, weights = self._aimed(turn)
            try:
                values = self.programme.nearest(self.aims[which], weights, patience=HASTE, is_exact=False)
            except Undecided:
                n_poor += 1
                continue
            n_poor = n_poor + 1 if self._see(values) <= FEW * left else 0

    def _aimed(self, turn: int) -> tuple[Ints, Floats]:
        """Choose an aim for each number and its weight: all low, all high, then each its own, some without weight."""
        left, n = ~self.hit, len(self.numbers)
        which = np.full(n, turn) if turn < TWICE else self.chance.integers(0, 2, n)
        which = np.where(left[which, np.arange(n)], which, 1 - which)
        wanted = left[which, np.arange(n)]
        if turn >= TWICE:
            wanted &= self.chance.random(n) < self.chance.choice([0.2, 0.5, 0.9])
        return which, np.where(wanted, self.chance.uniform(0.5, 1.5, n), 0.0)

    def decide(self) -> tuple[list[Found], list[str]]:
        """Ask for each number by itself what is not yet seen, and find the ends of those that have too little room."""
        found, undecided = [], []
        for at, number in enumerate(self.numbers):
            try:
                if not self._holds(at):
                    found.append(Found(number.kind, number.name, *self._ends(at), number.key))
            except Undecided:
                undecided.append(number.name)
        return found, undecided

    def _holds(self, at: int) -> bool:
        for which, aim in enumerate(self.aims):
            if not self.hit[which, at]:
                value = self._nearest(at, int(aim))
                if which == 0 and math.ceil(value - NOUGHT) >= self.k:
                    return True
                if abs(value - aim) > NOUGHT:
                    return False
        return True

    def _nearest(self, at: int, aim: int) -> float:
        weights = np.zeros(len(self.numbers))
        weights[at] = 1.0
        values = self.programme.nearest(np.full(len(weights), aim), weights)
        self._see(values)
        return float(values[at])

    def _ends(self, at: int) -> tuple[int, int | None]:
        far = 10 * self.k + 1000
        high = math.floor(self._nearest(at, far) + NOUGHT)
        return math.ceil(self._nearest(at, -far) - NOUGHT), None if high >= far else high


def programme_of(
    release: Release, classes: Classes, own: dict[tuple[str, ...], int], numbers: list[Number], *, whole: bool = True
) -> Programme:
    """Write down all that a release says of its records."""
    equations, floors = [], []
    for key, number in release.shown.items():
        found = classes.sums.get(key)
        if number is not None:
            assert found or number == own.get(key, 0), f"{key}: shown, and no class of records can be in it"
            equations.append((np.array(found or []), np.ones(len(found or [])), number - own.get(key, 0)))
        elif release.least.get(key, 0) > own.get(key, 0) and found:
            floors.append((found, release.least[key] - own.get(key, 0)))
    for first, second in classes.balances:
        signs = np.concatenate([np.ones(len(first)), -np.ones(len(second))])
        equations.append((np.array([*first, *second], dtype=np.int64), signs, 0))
    shown = [n for n in release.shown.values() if n is not None]
    total = release.shown.get(("WORLD", "WORLD", "all", "all", "all", "all"))
    most = max(shown, default=0) * 4 + 100 * release.k if total is None else total
    wanted = [(n.classes, n.offset) for n in numbers]
    return Programme(classes.n, equations, floors, wanted, most, whole=whole)
