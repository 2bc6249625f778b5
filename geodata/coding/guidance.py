"""What the publisher says about places beyond the records: where home is, and decisions about single places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geodata.coding.mapping import read_places
from geodata.coding.territories import TerritoryRule, read_rule
from geodata.errors import InputError
from geodata.regions import Level, RegionCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geodata.gazetteer import Gazetteer


@dataclass(frozen=True)
class Guidance:
    """What the publisher says about places beyond the records.

    Attributes
    ----------
    home
        The publisher's own country or state: decides where a record names several regions and nothing else does.
    places
        The analyst's decisions, by key: they go before everything else.
    territories
        Whether the territories of the United States are domestic or abroad.
    """

    home: RegionCode | None = None
    places: Mapping[str, RegionCode] = field(default_factory=dict)
    territories: TerritoryRule = field(default_factory=TerritoryRule)


def read_guidance(
    home: str | None, places: Path | None, gazetteer: Gazetteer, territories: Sequence[str] = ()
) -> Guidance:
    """Read what the publisher gives as options.

    Parameters
    ----------
    home
        A country or a state in any spelling, or None.
    places
        A file of decisions, or None.
    gazetteer
        Look-up of names and codes.
    territories
        ``domestic`` or ``abroad``, and for single sources ``NAME=abroad``.

    Raises
    ------
    InputError
        When home is not one country or state, the file can't be read, or a rule is none; all reasons at once.
    """
    reasons: list[str] = []
    decided: Mapping[str, RegionCode] = {}
    try:
        decided = read_places(places, gazetteer.regions) if places else {}
    except InputError as error:
        reasons += error.reasons
    rule = TerritoryRule()
    try:
        rule = read_rule(territories)
    except InputError as error:
        reasons += error.reasons
    found = read_home(home, gazetteer) if home else None
    if home and found is None:
        reasons.append(f"home: {home!r}; expected one country or state, such as US or US-TX. See `regions`.")
    if reasons:
        raise InputError(reasons)
    return Guidance(found, decided, rule)


def read_home(home: str, gazetteer: Gazetteer) -> RegionCode | None:
    """Read the publisher's country or state; None where it is neither or ambiguous."""
    code = gazetteer.look_up(home, suggest=False).code
    is_wide = code is not None and "/" not in code and gazetteer.regions.level(code) in {Level.COUNTRY, Level.STATE}
    return code if is_wide and code != "unknown" else None
