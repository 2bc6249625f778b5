"""What completions have shown: how low and how high each unknown can be. More withheld never takes any of it back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from geodata.attack.effort import EFFORT
from geodata.attack.model.equations import SEEN, TOLERANCE, UNBOUNDED, whole
from geodata.attack.search.iterative_scaling import near_completions
from geodata.attack.search.kernels import BITS
from geodata.attack.search.local_search import bits_of, mend, side_by_side, widen

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.effort import Effort
    from geodata.attack.model.equations import Equations


@dataclass(eq=False)
class SolutionPool:
    """The lowest and highest values met; shape (n_columns,) each.

    Attributes
    ----------
    whole_low, whole_high
        Over integer completions.
    bits
        The values met in integer completions, less the base, as `local_search.bits_of` writes them.
    low, high
        Over fractional ones too, less a tolerance.
    base
        From where on values are told apart.
    witness
        Told of every completion that counts, and of which system it is one; nobody listens but tests.
    effort
        The budgets by which more is looked for.
    """

    witness: ClassVar[Callable[[Equations, Ints | Floats], None] | None] = None

    whole_low: Ints
    whole_high: Ints
    bits: Ints
    low: Floats
    high: Floats
    base: Ints
    _start: Ints | None = None
    effort: Effort = EFFORT

    @classmethod
    def of(cls, n: int, base: Ints | None = None, effort: Effort = EFFORT) -> SolutionPool:
        """Start with nothing seen."""
        low, high, bits = np.full(n, UNBOUNDED), np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)
        base = np.zeros_like(bits) if base is None else base
        return cls(low, high, bits, np.full(n, np.inf), np.full(n, -np.inf), base, None, effort)

    def rebase(self, base: Ints) -> None:
        """Tell values apart from another base on."""
        self.bits, self.base = shifted(self.bits, self.base - base), base

    def copy(self) -> SolutionPool:
        """Copy what was seen so far."""
        low, high, bits = self.whole_low.copy(), self.whole_high.copy(), self.bits.copy()
        return SolutionPool(
            low, high, bits, self.low.copy(), self.high.copy(), self.base.copy(), self._start, self.effort
        )

    def add(self, other: SolutionPool) -> None:
        """Add what was seen of the same unknowns elsewhere."""
        self.bits |= shifted(other.bits, other.base - self.base)
        for name in ("whole_low", "low"):
            np.minimum(getattr(self, name), getattr(other, name), out=getattr(self, name))
        for name in ("whole_high", "high"):
            np.maximum(getattr(self, name), getattr(other, name), out=getattr(self, name))

    def take(self, at: Ints) -> SolutionPool:
        """Take out what was seen of some unknowns."""
        own = SolutionPool.of(len(at), effort=self.effort)
        for field in fields(self)[:6]:
            setattr(own, field.name, getattr(self, field.name)[at])
        return own

    def put(self, at: Ints, part: SolutionPool) -> None:
        """Put back what was seen of some unknowns."""
        for field in fields(self)[:6]:
            getattr(self, field.name)[at] = getattr(part, field.name)

    def of_cells(self, cells: Ints) -> SolutionPool:
        """Take out what was seen of the cells behind unknowns, −1 for none; here cells are counted."""
        own, is_cell = SolutionPool.of(len(cells), effort=self.effort), cells >= 0
        own.put(np.flatnonzero(is_cell), self.take(cells[is_cell]))
        return own

    def put_cells(self, cells: Ints, own: SolutionPool) -> None:
        """Put back what was seen of the cells behind unknowns."""
        is_cell = cells >= 0
        self.put(cells[is_cell], own.take(np.flatnonzero(is_cell)))

    def note(self, system: Equations, x: Floats | None, mending: int | None = None) -> None:
        """Keep what a completion shows, and what an integer one near it does."""
        if x is None:
            return
        if SolutionPool.witness:
            SolutionPool.witness(system, x)
        np.minimum(self.low, x + TOLERANCE, out=self.low)
        np.maximum(self.high, x - TOLERANCE, out=self.high)
        steps = self.effort.vertex_steps if mending is None else mending
        near = mend(system, whole(x), steps=steps, effort=self.effort)
        self._stand_at(system, near)

    def bring(self, system: Equations, column: int, value: int, near: Floats | None = None) -> bool:
        """Look for a whole completion with one unknown at a value, near another one; return whether there is one."""
        start = self._start if near is None else whole(near)
        if start is None:
            return False
        effort = self.effort
        for seed in range(effort.bring_tries):
            fixed = column, value
            found = mend(system, start, steps=effort.bring_steps, seed=seed, fixed=fixed, effort=effort)
            if found is not None and found[column] == value and system.holds(found):
                self._meet(system, found)
                return True
        return False

    def note_whole(self, system: Equations, x: Ints) -> bool:
        """Keep what a whole completion shows, if it is one; return whether it is."""
        if system.holds(x):
            self._meet(system, x)
            return True
        return False

    @property
    def place(self) -> Ints | None:
        """The whole completion that walks begin from, if there is one yet; shape (n_columns,)."""
        return self._start

    def start(self, system: Equations) -> bool:
        """Look for a whole completion without any programme; return whether one is there to walk from."""
        effort = self.effort
        if self._start is None and len(system.lower) <= effort.vast:  # there it seldom is, and takes longest
            self._stand_at(system, mend(system, system.lower, effort=effort))
        if self._start is None:
            near = near_completions(system, effort)
            mended = partial(mend, system, near, effort=effort)
            for seeds in effort.start_seeds:
                for found in side_by_side(lambda seed: mended(seed=seed), seeds, len(near), effort):
                    self._stand_at(system, found)
                if self._start is not None:
                    break
        return self._start is not None

    def shake(self, system: Equations, seed: int) -> None:
        """Move every unknown by one or not at all, at random, and mend what that breaks: two more whole completions.

        Of all ways to mend, those are taken first that give an unknown its second value.
        """
        start, effort = self._start, self.effort
        if start is None:
            return
        is_one = self.whole_low == self.whole_high
        news = self.whole_low.copy(), self.whole_high.copy(), self.whole_low - is_one, self.whole_high + is_one

        def shaken(seed: int) -> Ints | None:
            by = np.random.default_rng(seed).integers(-1, 2, len(start))
            steps = effort.shaking_steps * len(by)
            return mend(system, start + by, steps=steps, seed=seed, news=news, effort=effort)

        for near in side_by_side(shaken, (2 * seed, 2 * seed + 1), len(start), effort):
            self._stand_at(system, near)

    def _stand_at(self, system: Equations, near: Ints | None) -> None:
        """Keep a whole completion, if one was found, and walk from there."""
        if near is not None:
            self._start = near
            self._meet(system, near)

    def _meet(self, system: Equations, x: Ints) -> None:
        """Keep what a whole completion shows."""
        if SolutionPool.witness:
            SolutionPool.witness(system, x)
        self._keep(x, x, bits_of(x - self.base))

    def _keep(self, low: Ints, high: Ints, bits: Ints) -> None:
        self.bits |= bits
        np.minimum(self.whole_low, low, out=self.whole_low)
        np.maximum(self.whole_high, high, out=self.whole_high)
        np.minimum(self.low, low, out=self.low)
        np.maximum(self.high, high, out=self.high)

    def walk(
        self,
        system: Equations,
        columns: Ints,
        least: Ints,
        most: Ints,
        *,
        passes: int | None = None,
        seed: int = 0,
    ) -> None:
        """Walk through integer completions until every number was seen as low and as high as it must, if it can be."""
        if self._start is None:
            return
        n = len(self.low)
        lowest, highest = np.full(n, UNBOUNDED), np.full(n, -1, dtype=np.int64)
        np.minimum.at(lowest, columns, least)
        np.maximum.at(highest, columns, most)
        still = columns[~self.is_whole(columns, least, most)]  # at the values themselves: a vertex can leap over them
        idle = np.setdiff1d(np.arange(n), still)
        lowest[idle], highest[idle] = UNBOUNDED, -1
        witness = partial(SolutionPool.witness, system) if SolutionPool.witness else None
        walk = partial(widen, system, self._start, lowest, highest, self.base, witness=witness, effort=self.effort)
        self._keep(*walk(passes=passes, seed=seed))

    def has(self, column: int, value: int) -> bool:
        """Say whether an integer completion has shown an unknown at a value; large ones are known as extremes only."""
        above = value - int(self.base[column])
        if 0 <= above < BITS and int(self.bits[column]) >> above & 1:
            return True
        return value in {self.whole_low[column], self.whole_high[column]}

    def has_all(self, columns: Ints, values: Ints) -> Bools:
        """Say of several unknowns whether integer completions have shown them at a value; shape (n,)."""
        above = values - self.base[columns]
        is_bit = (bits_of(above) & self.bits[columns]) != 0
        return np.asarray(is_bit | (self.whole_low[columns] == values) | (self.whole_high[columns] == values))

    def support(self) -> Bools:
        """Say which unknowns are more than 0 in the last integer completion."""
        return self.low < np.inf if self._start is None else self._start > 0

    def is_whole(self, columns: Ints, least: Ints, most: Ints) -> Bools:
        """Say which numbers integer completions have shown where they must be.

        A share has no least, and must be at most or above it.
        """
        is_share = least >= UNBOUNDED
        low = is_share | self.has_all(columns, np.where(is_share, 0, least))
        reached = np.where(is_share, self.whole_high[columns] >= most, self.has_all(columns, most))
        return np.asarray(low & reached)

    def is_shown(self, columns: Ints, least: Ints, most: Ints) -> Bools:
        """Say which numbers completions, whole or fractional, have shown as low and as high as they must be."""
        return (self.low[columns] - least <= SEEN) & (most - self.high[columns] <= SEEN)


def shifted(bits: Ints, by: Ints) -> Ints:
    """Shift values written as bits up, or down; what leaves the range is forgotten."""
    up, down = np.clip(by, 0, BITS), np.clip(-by, 0, BITS)
    kept = np.where(up < BITS, bits & (np.left_shift(1, BITS - np.minimum(up, BITS - 1)) - 1), 0)
    kept = np.where(up == 0, bits, kept)
    moved = np.right_shift(np.left_shift(kept, np.minimum(up, BITS - 1)), np.minimum(down, BITS - 1))
    return np.where(down < BITS, moved, 0)
