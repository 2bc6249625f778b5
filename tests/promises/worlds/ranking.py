"""Worlds in order of a sum, until one has the structure that is seen: for rules that can't be written as sums.

Where the best world is refused, the others are split into parts, each with one class of records bounded away from it,
and the best of each part is looked at next (Lawler 1972). It ends, since there are finitely many worlds.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.promises.worlds.published import Codes, Ints
    from tests.promises.worlds.solver import Programme

#: Says whether a world, record → number of records, has the structure that is seen.
Structure: TypeAlias = Callable[[Mapping["Codes", int]], bool]


class Ranking:
    """Searches as a programme does, among the worlds that have the structure."""

    def __init__(self, programme: Programme, most: Ints, names: list[Codes], structure: Structure) -> None:
        self._programme, self._most, self._names, self._structure = programme, most, names, structure

    def bound(self, unknowns: Ints, sign: int) -> int | None:
        """Give a value that the sum of some unknowns is never less (sign 1) or greater (sign -1) than."""
        return self._programme.bound(unknowns, sign)

    def end(self, unknowns: Ints, sign: int) -> Ints | None:
        """Find a world at which the sum of some unknowns is least (sign 1) or greatest (sign -1)."""
        return self._first(unknowns, sign, None)

    def at(self, unknowns: Ints, value: int) -> Ints | None:
        """Find a world at which the sum of some unknowns is a value."""
        return self._first(unknowns, 0, value)

    def _first(self, unknowns: Ints, sign: int, value: int | None) -> Ints | None:
        turn, waiting = count(), []

        def look(low: Ints, high: Ints) -> None:
            self._programme.within(low, high)
            world = self._programme.end(unknowns, sign) if value is None else self._programme.at(unknowns, value)
            if world is not None:
                heapq.heappush(waiting, (sign * int(world[unknowns].sum()), next(turn), world, low, high))

        look(np.zeros_like(self._most), self._most)
        while waiting:
            *_, world, low, high = heapq.heappop(waiting)
            if self._structure({n: int(x) for n, x in zip(self._names, world, strict=True) if x}):
                self._programme.within(np.zeros_like(self._most), self._most)
                return world
            for part in _without(world, low, high):
                look(*part)
        self._programme.within(np.zeros_like(self._most), self._most)
        return None


def _without(world: Ints, low: Ints, high: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Split a box into boxes that hold all its points but one."""
    low, high = low.copy(), high.copy()
    for c in range(len(world)):
        if world[c] > low[c]:
            less = high.copy()
            less[c] = world[c] - 1
            yield low.copy(), less
        if world[c] < high[c]:
            more = low.copy()
            more[c] = world[c] + 1
            yield more, high.copy()
        low[c] = high[c] = world[c]
