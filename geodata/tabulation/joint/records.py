"""The model of the records behind a set of tables, whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.tabulation.joint.cliques import junction_tree
from geodata.tabulation.joint.levels import Levels, join, tells
from geodata.tabulation.joint.model import Joint, Numbers, Writer
from geodata.tabulation.joint.sides import Between
from geodata.tabulation.joint.tabled import Desk
from geodata.tabulation.joint.within import Within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.tabulation.grid import Grid, TableSpec
    from geodata.tabulation.joint.levels import Context
    from geodata.tabulation.joint.rules import Rule


def with_records(grid: Grid, rule: Rule | None) -> Grid:
    """Give the same cells with the equations of the records behind their tables."""
    return replace(grid, joint=model_records(grid, rule))


def model_records(grid: Grid, rule: Rule | None) -> Joint:
    """Write down what tables have in common.

    Parameters
    ----------
    grid
        The cells.
    rule
        The dimension that is a function of two others; None where there is none, or no table shows it.

    Returns
    -------
    The equations.
    """
    levels = Levels(grid)
    desk = Desk(grid, levels, Writer())
    if rule is None or not any(rule.name in t.trees for t in grid.tables):
        _plain(desk, list(grid.tables))
    else:
        _with_function(desk, rule)
    return desk.writer.written()


def _plain(desk: Desk, tables: Sequence[TableSpec]) -> None:
    """Tables of dimensions that don't depend on each other: only circles of them need more than their own margins."""
    contexts = {t.name: desk.levels.of(t) for t in tables}
    fullest = max(contexts, key=lambda name: sum(contexts[name].values()))
    tree = junction_tree(contexts[fullest], [c for c in contexts.values() if c])
    told: list[Numbers] = []
    home = {t.name: next(n for n, c in enumerate(tree) if tells(c.context, contexts[t.name])) for t in tables}
    for n, clique in enumerate(tree):
        own = [t for t in tables if home[t.name] == n]
        same = [t for t in own if tells(contexts[t.name], clique.context)]
        told.append(desk.cells(same[0]) if same else desk.every(clique.context))
        for table in own:
            if not same:
                desk.link(told[n], table)
        if clique.on is not None and not (_are_cells(told[n]) and _are_cells(told[clique.on])):
            desk.tie(told[n], told[clique.on], desk.cuts(clique.separator))


def _are_cells(numbers: Numbers) -> bool:
    """Say whether numbers are cells: two tables share the margins that they agree on, so nothing is left to write."""
    return bool(len(numbers.ids)) and int(numbers.ids[0]) < 0


def _with_function(desk: Desk, rule: Rule) -> None:
    """Tables of dimensions of which one is a function of two others."""
    grid, levels = desk.grid, desk.levels
    between = Between(desk, rule, grid.tables)
    plan = between.plan
    sides = {side: _side(desk, between, side) for side in rule.sides}
    within = Within(desk, between, sides).numbers() if plan.fine else {}
    contexts = {t.name: levels.of(t) for t in grid.tables}
    placeless = [t for t in grid.tables if not any(side in contexts[t.name] for side in rule.sides)]
    for table in grid.tables:
        own = [side for side in rule.sides if side in contexts[table.name]]
        if len(own) > 1:
            desk.link(between.of_side(rule.sides[0]), table)
        elif own:
            desk.link(_finest(within, sides, own[0], between, contexts[table.name]), table)
    fuller = max(rule.sides, key=lambda side: sum(plan.each[side].values()))
    first = join(plan.each[fuller], {rule.name: levels.finest(rule.name)})
    _placeless(desk, first, sides[fuller], placeless, contexts)


def _side(desk: Desk, between: Between, side: str) -> Numbers:
    """Tell one side's coarse places as finely as tables do."""
    plan, name = between.plan, between.rule.name
    numbers = between.of_side(side)
    context = plan.each[side]
    if context == plan.both:
        return numbers
    keys = np.unique(np.stack([numbers.at[name], numbers.at[side]]), axis=1)
    told = desk.spread({name: keys[0], side: keys[1]}, context)
    whole = {d: np.arange(len(desk.grid.trees[d])) for d in (name, side)}
    desk.tie(told, numbers, {**whole, **desk.cuts(plan.both)})
    return told


def _finest(
    within: Mapping[str, Numbers], sides: Mapping[str, Numbers], side: str, between: Between, context: Context
) -> Numbers:
    """Take the numbers of a side that are as fine as a table, each record once."""
    coarse = sides[side]
    is_fine = side in within and len(between.desk.levels.cut(side, context[side]).nodes) > len(
        between.plan.coarse[side].nodes
    )
    if not is_fine:
        return coarse
    told = within[side]
    parents = np.unique(between.plan.coarse[side].place[told.at[side]])
    rest = coarse.take(np.flatnonzero(~np.isin(coarse.at[side], parents)))
    dimensions = sorted(set(told.at) & set(rest.at))
    return Numbers(
        np.concatenate([told.ids, rest.ids]), {d: np.concatenate([told.at[d], rest.at[d]]) for d in dimensions}
    )


def _placeless(
    desk: Desk, first: Context, numbers: Numbers, tables: Sequence[TableSpec], contexts: Mapping[str, Context]
) -> None:
    """Link the tables without places, and those of their circles that need it."""
    tree = junction_tree(first, [contexts[t.name] for t in tables if contexts[t.name]])
    told = [numbers]
    for clique in tree[1:]:
        told.append(desk.every(clique.context))
        desk.tie(told[-1], told[clique.on or 0], desk.cuts(clique.separator))
    for table in tables:
        home = next(n for n, c in enumerate(tree) if tells(c.context, contexts[table.name]))
        desk.link(told[home], table)


