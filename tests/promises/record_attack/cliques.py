"""Which dimensions have to be reckoned with together: the cliques of the tables' graph, made chordal, as a tree.

Tables that agree wherever two cliques overlap are the tables of one set of records, in whole numbers too (Lauritzen,
Graphical Models, 1996; Dobra and Fienberg, PNAS 97(22), 2000). Origin, recovery and relation are always together, and
with them the finest period that either side is shown by. A finer period, of tables without places, is another node.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.promises.record_attack.published import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.promises.record_attack.published import Table

PERIODS: Final = ("all", "year", "quarter", "month")
#: The period of places, and the finer one of other tables.
COARSE, FINE = "period", "finer period"
CORE: Final = ("origin", "recovery", "relation")


class Time(NamedTuple):
    """How fine the period of tables with places is, and that of others; None where there is none, or no finer one."""

    coarse: str | None
    fine: str | None


def time_of(tables: Sequence[Table]) -> Time:
    """Find the two periods."""
    of_places = [
        PERIODS.index(t.levels["period"]) for t in tables if "period" in t.levels and set(SIDES) & set(t.levels)
    ]
    of_all = [PERIODS.index(t.levels["period"]) for t in tables if "period" in t.levels]
    coarse, fine = max(of_places, default=0), max(of_all, default=0)
    return Time(PERIODS[coarse] if coarse else None, PERIODS[fine] if fine > coarse else None)


def nodes_of(table: Table, time: Time) -> frozenset[str]:
    """Name the nodes that a table's dimensions are; a period that is there for its total only is none."""
    nodes = set(table.levels) - {"period"}
    level = table.levels.get("period", "all")
    if level != "all":
        nodes.add(COARSE if time.coarse and PERIODS.index(level) <= PERIODS.index(time.coarse) else FINE)
    return frozenset(nodes)


class Clique(NamedTuple):
    """Nodes together, and which clique before this one it hangs on, by which nodes; the first hangs on none."""

    nodes: frozenset[str]
    above: int | None
    shared: frozenset[str]


def cliques_of(tables: Sequence[Table]) -> list[Clique]:
    """Find the cliques, the one of origin and recovery first."""
    time = time_of(tables)
    core = {*CORE, COARSE} if time.coarse else set(CORE)
    groups = [core, *(nodes_of(t, time) for t in tables), *([{COARSE, FINE}] if time.coarse and time.fine else [])]
    bags = _eliminated({frozenset(pair) for group in groups for pair in combinations(group, 2)}, set().union(*groups))
    maximal = [b for at, b in enumerate(bags) if not any(b < c or (b == c and at > i) for i, c in enumerate(bags))]
    return _tree(maximal, core)


def _eliminated(edges: set[frozenset[str]], nodes: set[str]) -> list[frozenset[str]]:
    """Take out node after node, the one that joins the fewest new pairs first; each leaves a clique."""
    near = {n: {m for m in nodes if frozenset({n, m}) in edges} for n in nodes}
    bags = []
    while near:
        fill = {n: sum(b not in near[a] for a, b in combinations(sorted(near[n]), 2)) for n in near}
        node = min(near, key=lambda n: (fill[n], len(near[n]), n))
        around = near.pop(node)
        for a in around:
            near[a] = (near[a] | around) - {a, node}
        bags.append(frozenset(around | {node}))
    return bags


def _tree(bags: Iterable[frozenset[str]], core: set[str]) -> list[Clique]:
    """Hang each clique on the one before it that it shares most with: a spanning tree of greatest overlap."""
    left = sorted(bags, key=lambda b: (not core <= b, sorted(b)))
    out = [Clique(left.pop(0), None, frozenset())]
    while left:
        _, at, bag = max(
            ((len(clique.nodes & bag), i, bag) for i, clique in enumerate(out) for bag in left),
            key=lambda found: (found[0], -found[1], sorted(found[2])),
        )
        left.remove(bag)
        out.append(Clique(bag, at, out[at].nodes & bag))
    return out
