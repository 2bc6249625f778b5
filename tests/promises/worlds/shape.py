"""A kind of release of the tiny world: its policy, its places, its codes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from geodata.policy import policy_from
from geodata.relation import RELATION_TREE
from geodata.tabulation.layout import region_tree
from geodata.trees import Tree
from tests.promises.worlds import geography

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.policy import Policy
    from geodata.regions import Regions

K: Final = 3
CATEGORIES: Final = ("runaway", "trafficking")
OPERATIONS: Final = ("none", "lost souls")
SOURCES: Final = ("A", "B")
YEARS: Final = ("2020", "2021")
QUARTERS: Final = ("2020-Q1", "2020-Q2", "2021-Q1", "2021-Q2")


@dataclass(frozen=True, eq=False)
class Shape:
    """A kind of release.

    Attributes
    ----------
    rules
        Of the policy, the tables among them.
    territories
        Whether they are states or countries, or each source says its own.
    pools
        Pool → members.
    leaves
        What there is of the world; empty: all of it.
    """

    name: str
    rules: Mapping[str, Any]
    territories: str = "domestic"
    pools: Mapping[str, Sequence[str]] = field(default_factory=dict)
    leaves: tuple[str, ...] = ()

    @cache  # noqa: B019 -- shapes are made once and kept
    def within(self, leaves: tuple[str, ...]) -> Shape:
        """Give the same kind of release of a part of the world."""
        return replace(self, leaves=leaves)

    @cached_property
    def policy(self) -> Policy:
        """The policy."""
        return policy_from({"name": self.name, "threshold": K, **self.rules})

    @cached_property
    def regions(self) -> Regions:
        """The world, with its pools."""
        world = geography.places(*self.leaves, with_territory=self.territories != "domestic")
        pools = {pool: members for pool, members in self.pools.items() if set(members) <= set(world)}
        return geography.regions(world).with_pools(pools) if pools else geography.regions(world)

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods that records have."""
        return QUARTERS if self.policy.finest_period == "quarter" else YEARS

    @cached_property
    def trees(self) -> dict[str, Tree]:
        """The trees: they hold all codes that there may be, whatever the records are."""
        places = region_tree(self.regions, "places")
        elsewhere = {"elsewhere": "all", "out_of_state": "elsewhere", "cross_border": "elsewhere"}
        relation: dict[str, str | None] = {"all": None, **RELATION_TREE, **elsewhere}
        period: dict[str, str | None] = {"all": None} | dict.fromkeys(YEARS, "all")
        period |= {p: p[:4] for p in self.periods if p not in YEARS}
        flat = {"category": CATEGORIES, "operation": OPERATIONS}
        return {
            "origin": places,
            "recovery": places,
            "relation": Tree.from_parents("relation", relation),
            **{d: Tree.from_parents(d, {"all": None} | dict.fromkeys(codes, "all")) for d, codes in flat.items()},
            "period": Tree.from_parents("period", period),
        }
