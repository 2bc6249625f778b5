"""The least that must be withheld: an integer programme over what the attacker's proofs rest on.

Each round withholds what the programme says is least, plays the attacker on it, and adds a row for every number that he
works out: of the cells that his proof rests on, one must be withheld. Every round's optimum is a lower bound; the first
that the attacker fails on is the least there is. When the time is up, what is chosen stays, and rows are added until he
fails.

References
----------
Fischetti, M. and Salazar, J. J. (2001), Solving the cell suppression problem on tabular data with linear constraints,
Management Science 47(7).
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from scipy import optimize, sparse

from benchmarks.proving import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.proving import Attack
    from geodata.arrays import Bools, Floats, Ints
    from geodata.disclosure.protection import Standard
    from geodata.tabulation.grid import Grid

_TINY: Final = 1e-5
#: So many rounds are taken at most when the time is up, each of so many seconds.
_LAST_ROUNDS: Final = 40
_LAST_SECONDS: Final = 10.0


class Row(NamedTuple):
    """One of `more` must be withheld, or one of `fewer`, of the cells that needn't be, must not."""

    more: frozenset[int]
    fewer: frozenset[int]


class Least(NamedTuple):
    """What was found: a lower bound on the weight, and the lightest safe choice met, with its weight."""

    bound: float
    weight: float
    further: Bools
    rounds: int

    @property
    def is_proved(self) -> bool:
        """Whether the choice is the least there is."""
        return self.bound >= self.weight - _TINY


def least(
    grid: Grid, count: Ints, standard: Standard, weight: Floats, known: Bools, *, seconds: float = np.inf
) -> Least:
    """Find the lightest further cells to withhold, or as good a lower bound as the time allows.

    Parameters
    ----------
    grid, count
        The cells and their true counts.
    standard
        What must be left open; zeros are published.
    weight
        Of every cell, at least 0; whole numbers let the bound be rounded up.
    known
        Further cells of a safe choice that is known.
    seconds
        Look for the bound so long, and then for a safe choice.
    """
    search = _Search(grid, count, standard)
    is_whole = bool((weight == np.rint(weight)).all())
    best, bound, rounds, end = known, 0.0, 0, perf_counter() + seconds
    chosen = np.zeros(len(grid), dtype=bool)
    rows: set[Row] = set()
    while bound < weight[best].sum() - _TINY and perf_counter() < end:
        rounds += 1
        found = set(search.rows(chosen))
        if not found:
            break
        rows |= found
        chosen, at_least = _lightest(rows, weight, seconds=end - perf_counter())
        bound = max(bound, float(np.ceil(at_least - _TINY)) if is_whole else at_least)
    if bound < weight[best].sum() - _TINY:
        safe = _finished(search, rows, chosen, weight)
        best = best if safe is None or weight[safe].sum() > weight[best].sum() else safe
    return Least(bound, float(weight[best].sum()), best, rounds)


def _finished(search: _Search, rows: set[Row], chosen: Bools, weight: Floats) -> Bools | None:
    """Withhold more beside what is chosen until the attacker fails; None where that takes too many rounds."""
    for _ in range(_LAST_ROUNDS):
        found = set(search.rows(chosen))
        if not found:
            return chosen
        rows |= found
        chosen, _ = _lightest(rows, weight, seconds=_LAST_SECONDS, kept=chosen)
    return None


def _lightest(rows: Iterable[Row], weight: Floats, *, seconds: float, kept: Bools | None = None) -> tuple[Bools, float]:
    """Choose the lightest cells that satisfy all rows, some on request; and a bound on what any such choice weighs."""
    rows = sorted(rows, key=lambda row: (sorted(row.more), sorted(row.fewer)))
    cells = np.array(sorted(set().union(*(row.more | row.fewer for row in rows))), dtype=np.int64)
    row, cell, sign = [], [], []
    for number, (more, fewer) in enumerate(rows):
        for members, by in ((more, 1), (fewer, -1)):
            row += [number] * len(members)
            cell += list(members)
            sign += [by] * len(members)
    matrix = sparse.csr_array((sign, (row, np.searchsorted(cells, cell))), shape=(len(rows), len(cells)), dtype=float)
    least_sums = np.array([1 - len(fewer) for _, fewer in rows])
    found = optimize.milp(
        weight[cells],
        constraints=optimize.LinearConstraint(matrix, lb=least_sums),
        bounds=optimize.Bounds(0 if kept is None else kept[cells].astype(float), 1),
        integrality=np.ones(len(cells)),
        options={"mip_rel_gap": 0, "time_limit": max(seconds, 1)},
    )
    chosen = np.zeros(len(weight), dtype=bool) if kept is None else kept.copy()
    if found.x is not None:
        chosen[cells] |= found.x > 0.5  # noqa: PLR2004 -- rounded
    return chosen, 0.0 if found.mip_dual_bound is None else float(found.mip_dual_bound)


class _Search:
    """Plays the attacker on a choice, and writes a row for each of his findings."""

    def __init__(self, grid: Grid, count: Ints, standard: Standard) -> None:
        self._grid, self._count, self._standard, self._k = grid, count, standard, standard.threshold
        self._world = World(grid, count)
        self._small = standard.is_small(count)

    def rows(self, further: Bools) -> Iterator[Row]:
        """Write what the attacker's findings demand; nothing where he finds none."""
        grid, count, standard = self._grid, self._count, self._standard
        withheld = standard.with_zeros(grid, count, self._small | further)
        if withheld.all():
            return
        system = standard.system(grid, count, withheld)
        if standard.level == "interval":  # at level exact only what one cell alone leaves counts: found as that cell
            for row in standard.fixed_sums(system):
                margin, axis = int(system.margin[row]), grid.dimensions[int(system.axis[row])]
                yield Row(frozenset({margin, *self._shown(withheld, axis, margin).tolist()}), frozenset())
        leaks = standard.attack(grid, count, system).leaks
        of_cell: dict[int, list[int]] = {}
        for leak in leaks:
            of_cell.setdefault(int(system.cells[leak.column]), []).append(leak.offset)
        hidden = self._world.hidden(self._small | further)
        targets = np.array(sorted(of_cell), dtype=np.int64)
        for cell, attack in self._world.attacks(hidden, targets):
            for offset in of_cell[cell]:
                yield from self._demands(attack, cell, offset, further, withheld)

    def _shown(self, withheld: Bools, axis: str, margin: int) -> Ints:
        """List the published members of a margin that are not 0."""
        return np.flatnonzero((self._grid.up[axis] == margin) & ~withheld & (self._count > 0))

    def _demands(self, attack: Attack, cell: int, offset: int, further: Bools, withheld: Bools) -> Iterator[Row]:
        """Write rows for one number that fails: a cell, or a cell minus its published members."""
        shown, stays = self._number(cell, offset, further, withheld)
        low, high = attack.ask(cell, 1), attack.ask(cell, -1)
        is_small = self._count[cell] - offset < self._k
        if self._standard.level == "exact":
            if low and high and high.bound - low.bound < _TINY:
                yield Row(shown.union(low.rests_on.tolist(), high.rests_on.tolist()), stays)
                return
        elif high and high.bound - offset < self._k - 1 - _TINY:
            yield Row(shown.union(high.rests_on.tolist()), stays)
            return
        elif low and low.bound - offset > 1 + _TINY:
            narrow = frozenset() if is_small else self._narrowing(attack, cell, offset + self._k - 1, further)
            yield Row(shown.union(low.rests_on.tolist()), stays | narrow)
            return
        # only whole numbers leave it no room: whoever withholds no more than this leaves it none either
        rest = np.flatnonzero((self._count >= self._k) & ~further)
        yield Row(frozenset(rest.tolist()), stays if is_small else stays.union(np.flatnonzero(further).tolist()))

    def _number(self, cell: int, offset: int, further: Bools, withheld: Bools) -> tuple[frozenset[int], frozenset[int]]:
        """Say what must stay published, and what withheld, for a number to be one that is tested."""
        own = frozenset({cell} if further[cell] else ())
        if not offset:
            return frozenset(), own
        for axis in self._grid.dimensions:
            shown = self._shown(withheld, axis, cell)
            members = self._grid.up[axis] == cell
            if self._count[shown].sum() == offset and withheld[members].any():
                return frozenset(shown.tolist()), own.union(np.flatnonzero(members & further).tolist())
        msg = "a number under test has no equation"
        raise ValueError(msg)

    def _narrowing(self, attack: Attack, cell: int, most: int, further: Bools) -> frozenset[int]:
        """List further cells that must stay withheld for a number to be below k in some completion."""
        x = attack.completion(cell, most)
        if x is None:
            return frozenset(np.flatnonzero(further).tolist())
        out: set[int] = set()
        for column, value in zip(attack.columns.tolist(), x.tolist(), strict=True):
            if column >= len(self._count) or value == self._count[column]:
                continue
            if further[column]:
                out.add(column)
            if not self._count[column]:
                out |= self._one_of(self._world.hiding(column), further)
            elif not value:
                out |= self._one_of(self._world.above[column], further)
        return frozenset(out)

    def _one_of(self, margins: Iterable[int], further: Bools) -> set[int]:
        """Of withheld margins one is enough: one that is withheld anyway, else any."""
        withheld = sorted(m for m in margins if further[m] or self._small[m])
        return set() if any(self._small[m] for m in withheld) else set(withheld[:1])
