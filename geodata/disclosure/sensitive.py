"""Counts of k or more that are sensitive all the same: one contributor's, or all of one category.

Two rules, off unless the policy names what they need:

- dominance: a count that one contributor supplied nearly all of, or all but 1 to k − 1. The contributor subtracts its
  own; so the values that agree with what is published must reach k − 1 below and above the count, and what is left of
  each number by each contributor's own is held to the same standard as the numbers are (`remainders`).
- group disclosure: a count that wholly is of one sensitive category. Whoever knows that someone is in it knows the
  category; so the count is withheld, and other categories of it must be able to be more than 0.

References
----------
Hundepool, A. et al. (2012), Statistical Disclosure Control, Wiley, ch. 4: the dominance rule, and group disclosure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geodata.attack.effort import EFFORT
from geodata.counting import count_cells
from geodata.disclosure.coded_leaves import CodedLeaves
from geodata.disclosure.masked import standard_of
from geodata.disclosure.rules.frequency import is_dominated
from geodata.disclosure.rules.group_disclosure import CATEGORY, homogeneous
from geodata.disclosure.suppression.remainders import hold_remainders, too_small
from geodata.disclosure.suppression.sensitive_counts import with_room
from geodata.disclosure.visible import Visible
from geodata.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from geodata.arrays import Bools, Floats, Ints
    from geodata.attack.effort import Effort
    from geodata.counting import RawCube
    from geodata.policy import Policy
    from geodata.tabulation.grid import Grid


def hide_sensitive(
    leaves: pd.DataFrame,
    raw: RawCube,
    policy: Policy,
    withheld: Bools,
    cost: Floats,
    tell: Callable[[str], None],
    effort: Effort = EFFORT,
) -> Bools:
    """Withhold what is sensitive too; what is withheld stays as it is where the policy names no such rule.

    Parameters
    ----------
    leaves
        Coded leaves, as they were counted.
    raw
        Their true counts.
    policy
        The rules.
    withheld
        What is withheld by the other rules; shape (n_cells,).
    cost
        Cost of withholding a published cell, shape (n_cells,).
    tell
        Told a sentence per step.
    effort
        The budgets.

    Raises
    ------
    DisclosureError
        When a rule can't be kept: all records have one contributor, or a sensitive count can't be given room.
    """
    grid, count, standard = raw.grid, raw.counts(), standard_of(policy, raw, effort)
    visible = Visible.of(count, policy.threshold)
    _check_categories(grid, policy)
    parts = _parts(leaves, grid, policy)
    dominated = _dominated(count, parts)
    grouped = homogeneous(grid, count, policy.sensitive_categories)
    sensitive = dominated | grouped | too_small(count, parts, standard)
    if sensitive.any():
        tell("some counts of k or more are sensitive: one contributor's but for few, or all of one category")
        primary = standard.primary(count) | sensitive
        withheld = with_room(grid, visible, primary, (dominated, grouped), standard, cost, tell)
    return hold_remainders(grid, visible, parts, withheld, standard, cost, tell) if parts else withheld


def _check_categories(grid: Grid, policy: Policy) -> None:
    known = grid.trees[CATEGORY].codes if CATEGORY in grid.trees else ()
    strange = [c for c in policy.sensitive_categories if c not in known]
    if strange:
        msg = f"policy: sensitive_categories {strange}; expected some of {', '.join(known)}. Correct their names."
        raise DisclosureError(msg)


def _parts(leaves: pd.DataFrame, grid: Grid, policy: Policy) -> list[Ints]:
    """Count each contributor's part of every cell, shape (n_cells,) each; none unless the policy names contributors."""
    if not policy.contributors:
        return []
    who = leaves[policy.contributors].astype("string").fillna("")
    names = sorted(who.unique())
    if len(names) == 1:
        msg = f"policy: contributors = {policy.contributors!r}, and the records name one; expected two or more."
        raise DisclosureError(msg + " Give every record its contributor, or take the rule out of the policy.")
    coded = CodedLeaves.of(leaves, grid, policy)
    supplied = [coded.take((who == name).to_numpy()) for name in names]
    return [count_cells(grid, own.codes, own.count).counts() for own in supplied]


def _dominated(count: Ints, parts: Sequence[Ints]) -> Bools:
    """Say which cells one contributor supplied nearly all of."""
    largest, n_contributors = np.zeros_like(count), np.zeros_like(count)
    for part in parts:
        largest = np.maximum(largest, part)
        n_contributors += part > 0
    return is_dominated(count, largest, n_contributors) if parts else np.zeros(len(count), dtype=bool)
