"""Which parts of a record must be reckoned with together: a chordal completion of the tables' dimensions, as a tree.

Tables that agree on what they share, and hang together like a tree, have records behind them that have them all as
margins, in whole numbers. Where tables form a circle, chords are added: numbers of records that no table shows.

References
----------
Lauritzen, S. (1996), Graphical Models, ch. 2 (triangulation, junction trees).
Dobra, A. and Fienberg, S. (2000), Bounds for cell entries in contingency tables given marginal totals and decomposable
graphs, PNAS 97(22).
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from geodata.tabulation.joint.levels import meet, tells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.tabulation.joint.levels import Context

_Node = tuple[str, int]


class Clique(NamedTuple):
    """What is told together, the place of the clique that it hangs on (None: the first), and what they share."""

    context: Context
    on: int | None
    separator: Context


def junction_tree(first: Context, contexts: Sequence[Context]) -> list[Clique]:
    """Complete contexts to cliques that hang together like a tree.

    Parameters
    ----------
    first
        Stands first in the tree as it is, whatever is told in it alone.
    contexts
        What each table tells.

    Returns
    -------
    The cliques, each after the one that it hangs on; every context is told by one of them.
    """
    cliques = _cliques([first, *contexts])
    waiting = [c for c in cliques if not tells(first, c)]
    tree = [Clique(first, None, {})]
    while waiting:
        options = [
            (-sum(meet(clique, there.context).values()), sorted(clique.items()), n, clique)
            for clique in waiting
            for n, there in enumerate(tree)
        ]
        _, _, n, clique = min(options, key=lambda option: option[:3])
        waiting.remove(clique)
        tree.append(Clique(clique, n, meet(clique, tree[n].context)))
    return tree


def _cliques(contexts: Sequence[Context]) -> list[Context]:
    """Triangulate by least fill, and give the maximal cliques; a level is told with all coarser ones."""
    near: dict[_Node, set[_Node]] = {}
    for context in contexts:
        nodes = [(d, r) for d, rank in sorted(context.items()) for r in range(1, rank + 1)]
        for node in nodes:
            near.setdefault(node, set()).update(other for other in nodes if other != node)
    found: list[dict[str, int]] = []
    while near:
        node = min(near, key=lambda n: (_fill(near, n), n))
        around = near.pop(node)
        for one, other in combinations(sorted(around), 2):
            near[one].add(other)
            near[other].add(one)
        for one in around:
            near[one].discard(node)
        clique: dict[str, int] = {}
        for d, rank in {node, *around}:
            clique[d] = max(rank, clique.get(d, 0))
        found.append(clique)
    return [c for n, c in enumerate(found) if not _is_within(c, found[:n] + found[n + 1 :], n)]


def _is_within(clique: Context, others: Sequence[Context], n: int) -> bool:
    """Say whether another clique tells all of it; of two that are alike the first stays."""
    return any(tells(other, clique) and (not tells(clique, other) or at < n) for at, other in enumerate(others))


def _fill(near: dict[_Node, set[_Node]], node: _Node) -> int:
    """Count the chords that eliminating a node would add."""
    return sum(other not in near[one] for one, other in combinations(sorted(near[node]), 2))
