"""Origin and recovery → relation: in state, out of state, cross border, or as much as is known.

The relation is derived here and nowhere else, never imported: two sources that call the same pair of places by
different names cannot disagree.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import pandas as pd

from geodata.regions import UNKNOWN, Level, RegionCode, Regions, is_unspecified

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Whether Puerto Rico and the other territories of the United States are its states or countries of their own.
Rule = Literal["domestic", "abroad"]
#: What a release says about it: one rule, or that its sources differ.
Territories = Literal["domestic", "abroad", "by_source"]
RULES: Final[tuple[Rule, Rule]] = ("domestic", "abroad")

HOME: Final = RegionCode("US")  # outbound leaves it, inbound enters it
RELATION_ROOT: Final = "all"

#: Child → parent, in every release the same. ``elsewhere`` is no relation of a record, but the sum of two.
RELATION_TREE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "in_state": "all",
        "same_county": "in_state",
        "other_county": "in_state",
        "in_state_unspecified": "in_state",
        "elsewhere": "all",
        "out_of_state": "elsewhere",
        "cross_border": "elsewhere",
        "outbound": "cross_border",
        "inbound": "cross_border",
        "third": "cross_border",
        "domestic_unspecified": "all",
        "unknown": "all",
    }
)
ELSEWHERE: Final = "elsewhere"
#: What a table by groups of relations shows, and one by direction: not which county of the state, but which border.
GROUPS: Final = (
    "all", "in_state", ELSEWHERE, "out_of_state", "cross_border", "domestic_unspecified", "unknown",
)  # fmt: skip
DIRECTIONS: Final = (*GROUPS, "outbound", "inbound", "third")

#: Code → (English, Spanish).
RELATION_LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "all": ("All relations", "Todas las relaciones"),
        "in_state": ("In state", "En el mismo estado"),
        "same_county": ("Same county", "Mismo condado"),
        "other_county": ("Other county of the state", "Otro condado del estado"),
        "in_state_unspecified": ("In state, county unspecified", "En el mismo estado, condado sin especificar"),
        "out_of_state": ("Out of state", "En otro estado"),
        "cross_border": ("Cross border", "Transfronterizo"),
        "outbound": ("From the United States to another country", "De Estados Unidos a otro país"),
        "inbound": ("From another country to the United States", "De otro país a Estados Unidos"),
        "third": ("Between two other countries", "Entre otros dos países"),
        "domestic_unspecified": ("Same country, state unspecified", "Mismo país, estado sin especificar"),
        "unknown": ("Unknown", "Desconocido"),
        "elsewhere": ("Out of state or cross border", "En otro estado o transfronterizo"),
    }
)


class _Place(NamedTuple):
    """A region taken apart; what is not known is None."""

    country: RegionCode | None
    state: RegionCode | None
    county: RegionCode | None


def relation(origin: str, recovery: str, *, regions: Regions | None = None, territories: Rule = "domestic") -> str:
    """Return the relation between the place missing from and the place of recovery.

    Parameters
    ----------
    origin, recovery
        Region codes of the tree, as fine as they are known.
    regions
        The tree; by default the packaged one.
    territories
        ``domestic``: Puerto Rico and the other territories are states of the United States, so a recovery there is out
        of state. ``abroad``: each counts as a country of its own.

    Returns
    -------
    A leaf of :data:`RELATION_TREE`.

    Raises
    ------
    RegionError
        When a code is no region of the tree.
    """
    tree = regions if regions is not None else Regions.packaged()
    return _relate(_place(origin, tree, territories), _place(recovery, tree, territories))


def relations(
    origin: pd.Series[str],
    recovery: pd.Series[str],
    *,
    regions: Regions | None = None,
    territories: Rule = "domestic",
) -> pd.Series[str]:
    """Return the relation of every pair, worked out once for each different pair.

    Parameters
    ----------
    origin, recovery
        Region codes, of one index.
    regions, territories
        As for :func:`relation`.

    Returns
    -------
    Relation codes with the index of `origin`.
    """
    tree = regions if regions is not None else Regions.packaged()
    places = {code: _place(code, tree, territories) for code in {*origin.unique(), *recovery.unique()}}
    pairs = list(zip(origin, recovery, strict=True))
    related = {pair: _relate(places[pair[0]], places[pair[1]]) for pair in set(pairs)}
    return pd.Series([related[pair] for pair in pairs], index=origin.index, dtype="str", name="relation")


def rules_of(territories: Territories) -> tuple[Rule, ...]:
    """Return the rules that records may follow, which an equation between tables must allow for: one, or both."""
    return RULES if territories == "by_source" else (territories,)


def _relate(origin: _Place, recovery: _Place) -> str:
    """Compare two places from the country down; stop at the first level where they differ or are not known."""
    if origin.country is None or recovery.country is None:
        return "unknown"
    if origin.country != recovery.country:
        return _across(origin.country, recovery.country)
    if origin.state is None or recovery.state is None:
        return "domestic_unspecified"
    if origin.state != recovery.state:
        return "out_of_state"
    if origin.county is None or recovery.county is None:
        return "in_state_unspecified"
    return "same_county" if origin.county == recovery.county else "other_county"


def _across(origin: RegionCode, recovery: RegionCode) -> str:
    """Name the direction across a border, as seen from the United States."""
    if origin == HOME:
        return "outbound"
    return "inbound" if recovery == HOME else "third"


def _place(code: str, regions: Regions, territories: Rule) -> _Place:
    """Take a region apart into country, state and county."""
    known = [regions.at_level(code, level) for level in (Level.COUNTRY, Level.STATE, Level.COUNTY)]
    country, state, county = (None if part is None or _is_vague(part) else part for part in known)
    if territories == "abroad" and state is not None and regions.is_territory(state):
        country = state
    return _Place(country, state, county)


def _is_vague(code: RegionCode) -> bool:
    """Say whether a code stands for a place that is not known at its level."""
    return code == UNKNOWN or is_unspecified(code)
