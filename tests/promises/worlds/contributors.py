"""Remainders: what the product says that a contributor works out of a release, and what the judge says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.counting import count_cells
from geodata.disclosure.suppression.remainders import attack_less_own, too_small
from tests.promises.worlds.comparison import Outcome, of_corners
from tests.promises.worlds.judge import Judge
from tests.promises.worlds.numbers import Number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geodata.tabulation.grid import Grid
    from tests.promises.worlds.comparison import Told
    from tests.promises.worlds.published import Bools, Codes, Ints
    from tests.promises.worlds.releases import Case


def own_records(records: pd.DataFrame, source: str, dimensions: Sequence[str]) -> dict[Codes, int]:
    """Give what a source supplied, by leaf codes of some dimensions."""
    mine = records[records["source"] == source]
    found: dict[Codes, int] = {}
    for codes, n in zip(mine[list(dimensions)].itertuples(index=False), mine["count"], strict=True):
        found[tuple(codes)] = found.get(tuple(codes), 0) + int(n)
    return found


def judged(judge: Judge, own: Mapping[Codes, int]) -> set[Told]:
    """Let the judge find what is too narrow for whoever supplied the records that he has left out."""
    release, sheet = judge.release, judge.sheet
    blank = {sheet.name(c) for c in np.flatnonzero(sheet.is_withheld)}
    # that a shown margin leaves nothing to several is told of each of them
    told = {(n.cell, r.low, r.high) for n, r in judge.leaks(tested(judge)).items() if n.cell in blank or r.high != 0}
    told |= set() if release.level == "exact" else of_corners(judge, judge.corners)
    least = 0 if release.zeros == "protected" else 1
    for cell, number, mine in zip(*_cells(judge, own), strict=True):
        if number > 0 and least <= number - mine < release.threshold:
            told.add((cell, number - mine, number - mine))
    return told


def tested(judge: Judge) -> list[Number]:
    """List the numbers under test: at level exact a sum of several may be known."""
    return [n for n in judge.numbers if not (judge.release.level == "exact" and n.axis)]


def _cells(judge: Judge, own: Mapping[Codes, int]) -> tuple[list[Codes], list[int], list[int]]:
    """Give all cells, their numbers, less than 0 where withheld, and how many of some records are in them."""
    sheet, trees = judge.sheet, judge.release.trees
    cells, mine = [sheet.name(c) for c in range(len(sheet.number))], [0] * len(sheet.number)
    for leaf, n in own.items():
        above = [_upwards(code, trees[d]) for d, code in zip(sheet.codes, leaf, strict=True)]
        for at, cell in enumerate(cells):
            mine[at] += n * all(code in step for code, step in zip(cell, above, strict=True))
    return cells, sheet.number.tolist(), mine


def _upwards(code: str, tree: Mapping[str, str | None]) -> set[str]:
    above = tree[code]
    return {code} if above is None else {code} | _upwards(above, tree)


def attacked(case: Case, source: str, judge: Judge) -> set[Told]:
    """Let the product find what is too narrow for a source; corners are named as the judge names them."""
    grid, records = case.grid, case.records
    is_own = (records["source"] == source).to_numpy()
    codes = {d: records[d].map(grid.trees[d].index).to_numpy(dtype=np.int64)[is_own] for d in grid.dimensions}
    own = count_cells(grid, codes, records["count"].to_numpy(dtype=np.int64)[is_own]).counts()
    count, withheld = _laid_out(case)
    found = attack_less_own(grid, count, own, withheld, case.standard)
    names = found.system.cells[[leak.column for leak in found.leaks]].tolist()
    ends = [(leak.low, leak.high) for leak in found.leaks]
    names += found.system.margin[found.sums].tolist()
    ends += [(left, left) for left in found.system.rhs[found.sums].tolist()]
    shown = np.flatnonzero(~withheld & too_small(count, [own], case.standard))
    names += shown.tolist()
    ends += [(left, left) for left in (count - own)[shown].tolist()]
    return {(_cell(grid, name, judge), *both) for name, both in zip(names, ends, strict=True)}


def _laid_out(case: Case) -> tuple[Ints, Bools]:
    count, withheld = np.zeros(len(case.grid), dtype=np.int64), np.ones(len(case.grid), dtype=bool)
    for name, table in case.tables.items():
        known = (table.cells["status"] != "withheld").to_numpy()
        at = case.grid.members[name][known]
        count[at], withheld[at] = table.cells["count"].fillna(0).to_numpy(dtype=np.int64)[known], False
    return count, withheld


def _cell(grid: Grid, number: int, judge: Judge) -> Codes:
    if number >= 0:
        return tuple(grid.codes(number).values())
    assert grid.joint is not None
    corners = grid.joint.corners
    at = int(np.flatnonzero(corners.ids == -2 - number)[0])
    codes = {d: grid.trees[d].codes[int(nodes[at])] for d, nodes in corners.at.items()}
    cell = tuple(codes.get(d, grid.trees[d].codes[0]) for d in grid.dimensions)
    return judge.same_as(Number(cell, is_corner=True)).cell


def compare_remainders(case: Case, source: str) -> Outcome:
    """Let both attack a release as a source."""
    own = own_records(case.records, source, case.grid.dimensions)
    judge = Judge(case.release, own=own)
    assert judge.world() is not None, "no world fits, though the release is one's"
    told, found = judged(judge, own), attacked(case, source, judge)
    return Outcome(len(tested(judge)), len(told), frozenset(told - found), frozenset(found - told))
