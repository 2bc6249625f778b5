"""What the gazetteer answers: one region, several candidates, or none and what is spelled alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from geodata.regions import Level, RegionCode

Status = Literal["exact", "ambiguous", "unknown"]


class Candidate(NamedTuple):
    """A region as shown to whoever must choose: a county's name carries its state."""

    code: RegionCode
    name: str
    level: Level


class Match(NamedTuple):
    """The answer to a query.

    Attributes
    ----------
    query
        As given.
    status
        ``exact``: one region, `code`. ``ambiguous``: several, the `candidates`. ``unknown``: none.
    suggestions
        Regions spelled like an unknown query; for people to choose from, never taken.
    within
        The finest region that an unknown query surely lies in: *Nowhere, TX* is in Texas.
    """

    query: str
    status: Status
    code: RegionCode | None
    candidates: tuple[Candidate, ...] = ()
    suggestions: tuple[Candidate, ...] = ()
    within: RegionCode | None = None
