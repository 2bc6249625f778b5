"""Numbers that can only be 0 by what is published: shown zeros that tell nobody anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.model.equations import TOLERANCE, UNBOUNDED, components
from geodata.attack.presolve import reduce
from geodata.attack.programming.linear_program import Programme
from geodata.attack.search.solution_pool import SolutionPool

if TYPE_CHECKING:
    from geodata.arrays import Bools, Ints
    from geodata.attack.model.equations import Equations


def only_zero(system: Equations, columns: Ints) -> Bools:
    """Say which unknowns are 0 in every whole completion; shape as `columns`.

    Raises
    ------
    DisclosureError
        When the solver gives no answer.
    """
    out = np.zeros(len(columns), dtype=bool)
    if not len(columns):
        return out
    smaller = reduce(system)
    top, reach = smaller.top[columns], smaller.reach[columns]
    # the unknown is more than 0 where its top is more than what it lacks of it
    for part, cols in components(smaller.system):
        mine = np.flatnonzero(np.isin(top, cols))
        if len(mine):
            out[mine] = _never_above(part, np.searchsorted(cols, top[mine]), -reach[mine])
    return out


def _never_above(part: Equations, columns: Ints, points: Ints) -> Bools:
    """Say which unknowns of a component never exceed a point."""
    seen = SolutionPool.of(part.shape[1])
    if seen.start(part):
        seen.walk(part, columns, np.full(len(columns), UNBOUNDED), points + 1, passes=2)
    never = np.zeros(len(columns), dtype=bool)
    open_still = np.flatnonzero(seen.whole_high[columns] <= points)
    if not len(open_still):
        return never
    programme = Programme(part)
    programme.warm_up()
    whole = None
    for t in open_still.tolist():
        value, _ = programme.end(int(columns[t]), -1)
        if value is not None and value >= points[t] + 1 - TOLERANCE and seen.whole_high[columns[t]] <= points[t]:
            whole = whole or Programme(part, integer=True)
            value, x = whole.end(int(columns[t]), -1)
            seen.note(part, x)
        never[t] = value is not None and value < points[t] + 1 - TOLERANCE and seen.whole_high[columns[t]] <= points[t]
    return never
