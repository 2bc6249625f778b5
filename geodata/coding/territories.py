"""Whether Puerto Rico and the other territories are domestic or abroad: one rule, or one for each source.

Accounts of the same operation differ: one agency calls a recovery in Puerto Rico international, another calls it out of
state. The places are the same; what differs is the relation, so the rule goes with the source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from geodata.errors import InputError
from geodata.relation import RULES, Rule, Territories, relations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.regions import Regions


@dataclass(frozen=True)
class TerritoryRule:
    """Where the territories of the United States lie.

    Attributes
    ----------
    default
        The rule of every source that is not named.
    by_source
        Name of a source, as :func:`source_key` writes it → its own rule.
    """

    default: Rule = "domestic"
    by_source: Mapping[str, Rule] = field(default_factory=dict)

    def of(self, source: str) -> Rule:
        """Return the rule of a source."""
        return self.by_source.get(source_key(source), self.default)

    def stated(self, sources: Iterable[str]) -> Territories:
        """Say which rule the records of some sources follow; ``by_source`` where they differ.

        Raises
        ------
        InputError
            When a source is named that there is not: its records would silently follow the other rule.
        """
        known = {source_key(source) for source in sources}
        if strange := sorted(set(self.by_source) - known):
            raise InputError([f"--territories: no source {name!r}; expected one of the records'." for name in strange])
        rules: set[Rule] = {self.of(source) for source in known} or {self.default}
        return rules.pop() if len(rules) == 1 else "by_source"


def source_key(source: str) -> str:
    """Return what two writings of a source have in common: case and spaces don't count."""
    return " ".join(source.split()).casefold()


def read_rule(given: Sequence[str]) -> TerritoryRule:
    """Read the rule as options give it.

    Parameters
    ----------
    given
        ``domestic`` or ``abroad`` for all sources; ``NAME=abroad`` for one.

    Raises
    ------
    InputError
        When one is no rule, or two contradict each other; all at once.
    """
    reasons: list[str] = []
    found: dict[str, Rule] = {}
    for text in given:
        source, _, rule = text.rpartition("=")
        name = source_key(source)
        if rule not in RULES:
            expected = "expected domestic or abroad, or NAME=abroad for one source"
            reasons.append(f"--territories: {text!r}; {expected}. Correct it.")
        elif found.setdefault(name, rule) != rule:
            reasons.append(f"--territories: {source or 'all sources'!r} has two rules; expected one. Leave one out.")
    if reasons:
        raise InputError(reasons)
    return TerritoryRule(found.pop("", "domestic"), found)


def relations_by(coded: pd.DataFrame, sources: pd.Series[str], rule: TerritoryRule, regions: Regions) -> pd.Series[str]:
    """Derive the relation of every record by the rule of its source.

    Parameters
    ----------
    coded
        Columns origin and recovery: region codes.
    sources
        The source of each, with the same index.
    """
    rules = sources.map({source: rule.of(source) for source in sources.unique()})
    parts = [
        relations(of["origin"], of["recovery"], regions=regions, territories=name)
        for name in RULES
        if not (of := coded[rules == name]).empty
    ]
    return pd.concat(parts).reindex(coded.index) if parts else pd.Series(index=coded.index, dtype="str")
