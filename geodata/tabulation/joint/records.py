"""The model of the records behind a set of tables, whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geodata.tabulation.hidden_records import Joint, Numbers, Writer
from geodata.tabulation.joint.cliques import junction_tree
from geodata.tabulation.joint.levels import Levels, join, tells, without
from geodata.tabulation.joint.sides import Between
from geodata.tabulation.joint.tabled import Desk
from geodata.tabulation.joint.within import Within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.tabulation.grid import Grid, TableSpec
    from geodata.tabulation.joint.cliques import Clique
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
    _told(desk, tree, tables, contexts, None)


def _with_function(desk: Desk, rule: Rule) -> None:
    """Tables of dimensions of which one is a function of two others."""
    grid, levels = desk.grid, desk.levels
    between = Between(desk, rule, grid.tables)
    plan = between.plan
    desk.coarse = {side: cut for side, cut in plan.coarse.items() if side in grid.trees}
    contexts = {t.name: {d: 1 if d in rule.sides else r for d, r in levels.of(t).items()} for t in grid.tables}
    function = {rule.name: levels.finest(rule.name)}
    first = {**join(plan.both, function), **dict.fromkeys(desk.coarse, 1)}
    within = Within(desk, between)
    wanted = {side: join(plan.each_fine[side], function, {side: 1}) for side in within.sides}
    tree = junction_tree(first, [*contexts.values(), *wanted.values()])
    told = _told(desk, tree, grid.tables, contexts, between)
    at = {side: next(n for n, c in enumerate(tree) if tells(c.context, w)) for side, w in wanted.items()}
    finer = within.numbers({side: between.of_side(side) if not n else told[n] for side, n in at.items()})
    for table in grid.tables:
        own = [side for side in rule.sides if side in contexts[table.name]]
        if len(own) == 1 and own[0] in finer and within.is_fine(own[0], table):
            desk.link(finer[own[0]], table)


def _told(
    desk: Desk,
    tree: Sequence[Clique],
    tables: Sequence[TableSpec],
    contexts: Mapping[str, Context],
    between: Between | None,
) -> list[Numbers]:
    """Bring in the numbers of each clique of a tree, tie them, and link the tables that they tell.

    A clique that is a table's own needs no numbers but its cells; two tables share the margins that they agree on.
    """
    home = {t.name: next(n for n, c in enumerate(tree) if tells(c.context, contexts[t.name])) for t in tables}
    told: list[Numbers] = []
    for n, clique in enumerate(tree):
        own = [t for t in tables if home[t.name] == n]
        same = [t for t in own if tells(contexts[t.name], clique.context) and desk.is_whole(t)]
        if between and not n:
            told.append(between.numbers)
        elif same:
            told.append(desk.cells(desk.coarsely(same[0])))
        else:
            told.append(_possible(desk, clique.context, between))
        for table in own:
            if not _are_cells(told[n]) or table is not same[0]:
                desk.link(_view(told[n], clique.context, contexts[table.name], between, n), table, coarsely=True)
        if clique.on is not None and not (_are_cells(told[n]) and _are_cells(told[clique.on])):
            other = _view(told[clique.on], tree[clique.on].context, clique.separator, between, clique.on)
            desk.tie(told[n], other, desk.cuts(clique.separator))
    return told


def _view(numbers: Numbers, whole: Context, asked: Context, between: Between | None, n: int) -> Numbers:
    """Take the numbers that count each record once, by the side that is asked for."""
    if between is None or n:
        return numbers
    sides = [side for side in between.rule.sides if side in whole]
    return between.of_side(next((side for side in sides if side in asked), sides[0]))


def _possible(desk: Desk, context: Context, between: Between | None) -> Numbers:
    """Bring in numbers by a context; of a side and the function, those alone that records between the sides have."""
    side = next((s for s in between.rule.sides if s in context), None) if between else None
    if between is None or side is None or between.rule.name not in context:
        return desk.every(context)
    name = between.rule.name
    numbers, cut = between.of_side(side), desk.cut(name, context[name]).place
    keys = np.unique(np.stack([cut[numbers.at[name]], numbers.at[side]]), axis=1)
    return desk.spread({name: keys[0], side: keys[1]}, without(context, (name, side)))


def _are_cells(numbers: Numbers) -> bool:
    return bool(len(numbers.ids)) and int(numbers.ids[0]) < 0
