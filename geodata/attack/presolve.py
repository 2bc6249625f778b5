"""A smaller system with the same answers: most unknowns of sparse tables are equal to others, or interchangeable.

Two unknowns that an equation makes equal, but for a known difference, are one. Unknowns that stand in the same
equations with the same signs can be swapped in any completion: one can take all that they share, or as little as it
may. So only their sum matters: what the sum reaches, each of them reaches; and while one is as low as it may be, the
others take the rest.

References
----------
Andersen, E. D. and Andersen, K. D. (1995), Presolving in linear programming, Mathematical Programming 71 (doubleton
equations, duplicate columns).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import sparse

from geodata.attack.model.equations import pack
from geodata.attack.search.solution_pool import SolutionPool, shifted

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints
    from geodata.attack.model.equations import Equations

_PAIR: Final = 2
#: Above it, a greatest value has been seen.
_UNSEEN: Final = -0.5


@dataclass(frozen=True, eq=False)
class Reduction:
    """The smaller system, and where each unknown of the first went; shape (n_columns,) each.

    Attributes
    ----------
    system
        The smaller system.
    top
        The unknown of the smaller system that an unknown has become, or become a share of.
    reach
        What has to be added to the top's greatest value to have the unknown's; for one that is no share, to any value.
    least
        The least value of the unknown that is a share.
    shares
        Whether the unknown is a share: it can be anything from `least` to what it can reach.
    """

    system: Equations
    top: Ints
    reach: Ints
    least: Ints
    shares: Bools

    def shrink(self, seen: SolutionPool, base: Ints | None = None) -> SolutionPool:
        """Say what was seen in terms of the smaller system, where values are told apart from a base on."""
        small = SolutionPool.of(self.system.shape[1], base, seen.effort)
        is_own = np.bincount(self.top[~self.shares], minlength=len(small.low)) > 0
        # a share at some value says of its top only that it was there or above
        tells = ~self.shares | ~is_own[self.top]
        for name in ("whole_high", "high"):
            high = getattr(seen, name)
            at = np.flatnonzero(tells & (high > _UNSEEN))
            np.maximum.at(getattr(small, name), self.top[at], high[at] - self.reach[at])
        at = np.flatnonzero(~self.shares)
        np.minimum.at(small.whole_low, self.top[at], seen.whole_low[at] - self.reach[at])
        np.minimum.at(small.low, self.top[at], seen.low[at] - self.reach[at])
        by = seen.base[at] - self.reach[at] - small.base[self.top[at]]
        np.bitwise_or.at(small.bits, self.top[at], shifted(seen.bits[at], by))
        return small

    def grow(self, small: SolutionPool, seen: SolutionPool) -> None:
        """Add what was seen of the smaller system to what was seen of the first."""
        for low, high in ((seen.whole_low, seen.whole_high), (seen.low, seen.high)):
            is_whole = low is seen.whole_low
            small_low, small_high = (small.whole_low, small.whole_high) if is_whole else (small.low, small.high)
            at = np.flatnonzero(small_high[self.top] > _UNSEEN)
            np.maximum.at(high, at, small_high[self.top[at]] + self.reach[at])
            lowest = np.where(self.shares[at], self.least[at], small_low[self.top[at]] + self.reach[at])
            np.minimum.at(low, at, lowest)
        same = np.flatnonzero(~self.shares)
        by = small.base[self.top[same]] + self.reach[same] - seen.base[same]
        seen.bits[same] |= shifted(small.bits[self.top[same]], by)


def reduce(system: Equations) -> Reduction:
    """Merge what is equal or interchangeable until nothing is, and leave out the equations that follow from others.

    A system that contradicts itself stays as it is.
    """
    work = _Work(system)
    work.merge()
    is_torn = work.is_torn()
    work.drop(system.implied)
    work.merge()
    if is_torn or work.is_torn():
        n = system.shape[1]
        return Reduction(system, np.arange(n), np.zeros(n, np.int64), system.lower.copy(), np.zeros(n, dtype=bool))
    return work.result(system)


class _Work:
    """The system while it shrinks; columns keep their numbers, those merged into others have no entries."""

    def __init__(self, system: Equations) -> None:
        n = system.shape[1]
        row = np.repeat(np.arange(len(system.rhs)), np.diff(system.row_at))
        self.matrix = sparse.csr_array((system.row_sign, (row, system.row_col)), shape=system.shape)
        self.rhs, self.lower = system.rhs.copy(), system.lower.copy()
        self.top, self.reach, self.shares = np.arange(n), np.zeros(n, np.int64), np.zeros(n, dtype=bool)
        self.least = system.lower.copy()
        self._kept_apart = np.zeros(len(self.rhs), dtype=bool)

    def merge(self) -> None:
        """Merge until there is nothing left to merge."""
        while self.merge_equal() | self.merge_alike():
            pass

    def drop(self, rows: Bools) -> None:
        """Leave out some equations."""
        keep = sparse.diags_array((~rows).astype(np.int64), dtype=np.int64)
        self.matrix = _without_zeros(sparse.csr_array(keep @ self.matrix))
        self.rhs = np.where(rows, 0, self.rhs)

    def merge_equal(self) -> bool:
        """Merge unknowns x and y of equations x − y = d; return whether there were any."""
        size = np.diff(self.matrix.indptr)
        two = np.flatnonzero((size == _PAIR) & (self.matrix.sum(axis=1) == 0) & ~self._kept_apart)
        if not len(two):
            return False
        first = self.matrix.indptr[two]
        ends = self.matrix.indices[first[:, None] + [0, 1]].astype(np.int64)
        # sign · one − sign · other = rhs, so one = other + sign · rhs
        ahead = self.matrix.data[first] * self.rhs[two]
        into, by, used = _chained(len(self.top), ends, ahead)
        merged = _moved(self.matrix, into)
        coarse = np.unique(merged.indices[np.abs(merged.data) > 1])
        if len(coarse):  # an unknown would count twice in an equation: one of those pairs is left alone
            is_coarse = used & np.isin(into[ends[:, 0]], coarse)
            fresh = np.flatnonzero(is_coarse)[_disjoint(ends[is_coarse])]
            one = np.zeros(len(two), dtype=bool)
            one[fresh] = True
            into, by, used = _chained(len(self.top), ends[one | (used & ~is_coarse)], ahead[one | (used & ~is_coarse)])
            merged = _moved(self.matrix, into)
            coarse = np.unique(merged.indices[np.abs(merged.data) > 1])
            if len(coarse):
                self._kept_apart[two[np.isin(into[ends[:, 0]], coarse)]] = True
                return True
        gone = np.flatnonzero(into != np.arange(len(into)))
        # a value less `by` is that of what it went into
        self.rhs = self.rhs - np.asarray(self.matrix @ by)
        self.matrix = merged
        np.maximum.at(self.lower, into[gone], self.lower[gone] - by[gone])
        self._follow(into, by, np.zeros(len(self.top), dtype=bool))
        return True

    def merge_alike(self) -> bool:
        """Replace unknowns that stand in the same equations with the same signs by their sum."""
        columns = self.matrix.tocsc()
        size = np.diff(columns.indptr)
        used = np.flatnonzero(size)
        mark = np.random.default_rng(0).integers(0, 1 << 63, size=(2, self.matrix.shape[0]), dtype=np.uint64)
        entry = np.repeat(np.arange(len(size)), size)
        sums = [np.zeros(len(size), dtype=np.uint64), np.zeros(len(size), dtype=np.uint64)]
        for sum_, drawn in zip(sums, mark, strict=True):
            np.add.at(sum_, entry, drawn[columns.indices] * columns.data.astype(np.uint64))
        key = np.stack([size[used].astype(np.uint64), sums[0][used], sums[1][used]])
        _, first, which = np.unique(key, axis=1, return_index=True, return_inverse=True)
        into = np.arange(len(size))
        into[used] = used[first[which.ravel()]]
        self._tell_apart(columns, into)
        gone = np.flatnonzero(into != np.arange(len(into)))
        if not len(gone):
            return False
        joined = np.zeros(len(into), dtype=bool)
        joined[gone] = joined[into[gone]] = True
        floor = np.bincount(into, weights=self.lower, minlength=len(into)).astype(np.int64)
        by = np.where(joined, self.lower - floor[into], 0)
        keep = np.ones(len(into))
        keep[gone] = 0
        self.matrix = _without_zeros(self.matrix @ sparse.diags_array(keep, dtype=np.int64))
        own = self.lower.copy()
        self.lower = floor
        self._follow(into, by, joined, own)
        return True

    @staticmethod
    def _tell_apart(columns: sparse.csc_array, into: Ints) -> None:
        """Leave columns alone that drawn marks take for alike, and that aren't."""
        columns.sort_indices()
        gone = np.flatnonzero(into != np.arange(len(into)))
        size = np.diff(columns.indptr)[gone]
        within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        here, there = (np.repeat(columns.indptr[at], size) + within for at in (gone, into[gone]))
        differs = columns.indices[here] != columns.indices[there]
        differs |= columns.data[here] != columns.data[there]
        wrong = gone[np.unique(np.repeat(np.arange(len(gone)), size)[differs])]
        into[wrong] = wrong

    def _follow(self, into: Ints, by: Ints, joined: Bools, own: Ints | None = None) -> None:
        """Let every first unknown follow the one that it is, or is a share of."""
        new = joined[self.top] & ~self.shares
        if own is not None:
            self.least[new] = own[self.top[new]] + self.reach[new]
        self.shares |= joined[self.top]
        self.reach += by[self.top]
        self.top = into[self.top]

    def is_torn(self) -> bool:
        """Say whether an equation has lost its unknowns, but not what they should sum to."""
        return bool(self.rhs[np.diff(self.matrix.indptr) == 0].any())

    def result(self, system: Equations) -> Reduction:
        tops, top = np.unique(self.top, return_inverse=True)
        rows = np.flatnonzero(np.diff(self.matrix.indptr))
        left = self.matrix[rows][:, tops].tocoo()
        smaller = pack(
            left.row.astype(np.int64), left.col.astype(np.int64), left.data.astype(np.int64), self.rhs[rows],
            system.margin[rows], system.axis[rows], self.lower[tops], system.cells[tops],
            system.implied[rows],
        )  # fmt: skip
        return Reduction(smaller, top, self.reach, self.least, self.shares)


def _chained(n: int, ends: Ints, ahead: Ints) -> tuple[Ints, Ints, Bools]:
    """Follow equations one = other + ahead along chains, to one unknown of each.

    Returns
    -------
    What each unknown goes into, and by how much it is more; shape (n,) each. And which equations were followed.
    """
    graph = sparse.csr_array((np.ones(2 * len(ends)), (ends.ravel(), ends[:, ::-1].ravel())), shape=(n, n))
    n_parts, part = sparse.csgraph.connected_components(graph, directed=False)
    roots = np.full(n_parts, n)
    np.minimum.at(roots, part, np.arange(n))
    into, by = roots[part], np.zeros(n, dtype=np.int64)
    known = into == np.arange(n)
    used = np.zeros(len(ends), dtype=bool)
    left = np.arange(len(ends))
    while len(left):
        one, other = ends[left].T
        for to, source, sign in ((one, other, 1), (other, one, -1)):
            step = np.flatnonzero(known[source] & ~known[to])
            step = step[np.unique(to[step], return_index=True)[1]]
            by[to[step]] = by[source[step]] + sign * ahead[left[step]]
            known[to[step]] = True
            used[left[step]] = True
        left = left[~(known[one] & known[other])]
    return into, by, used


def _disjoint(pairs: Ints) -> Ints:
    """Take pairs, none of which holds a member of an earlier one that was taken."""
    taken: set[int] = set()
    fresh = []
    for at, (a, b) in enumerate(pairs.tolist()):
        if a not in taken and b not in taken:
            taken.update((a, b))
            fresh.append(at)
    return np.array(fresh, dtype=np.int64)


def _moved(matrix: sparse.csr_array, into: Ints) -> sparse.csr_array:
    """Add columns to others; what cancels out is dropped."""
    n = len(into)
    return _without_zeros(matrix @ sparse.csr_array((np.ones(n, np.int64), (np.arange(n), into)), shape=(n, n)))


def _without_zeros(matrix: sparse.csr_array) -> sparse.csr_array:
    out = sparse.csr_array(matrix)
    out.eliminate_zeros()
    out.sort_indices()
    return out
