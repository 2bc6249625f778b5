"""A table, seen by the nodes of the tables' graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.promises.record_attack.cliques import COARSE, FINE
from tests.promises.record_attack.published import SIDES

if TYPE_CHECKING:
    from tests.promises.record_attack.published import Table


class Sight:
    """A table, and the nodes that it sees."""

    def __init__(self, table: Table, nodes: frozenset[str]) -> None:
        self.table, self.nodes, self.is_summed = table, nodes, False
        self.side = next((s for s in SIDES if s in table.levels), "")

    def node(self, dimension: str) -> str | None:
        """Name the node of a dimension; None for a period that is there for its total only."""
        if dimension != "period":
            return dimension
        return COARSE if COARSE in self.nodes else FINE if FINE in self.nodes else None
