"""Look places up.

Two hits are *ambiguous* whatever their size: a silent wrong county is worse than an unplaced record. What decides is
context only: the country, the state, or the level that the record's other columns give, or the publisher's own home.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import Final

import pandas as pd

from geodata.boundaries import read_look_up
from geodata.gazetteer.answers import Candidate, Match, Status
from geodata.gazetteer.enclosing import Enclosing
from geodata.gazetteer.forms import unfolded
from geodata.gazetteer.index import Index
from geodata.gazetteer.reading import Reading
from geodata.gazetteer.scope import Context, Scope
from geodata.gazetteer.splitting import parts, word_parts
from geodata.gazetteer.suggesting import Suggesting
from geodata.regions import UNKNOWN, Level, RegionCode, Regions

__all__ = ["Candidate", "Gazetteer", "Match", "Status"]

PADDED_STATE: Final = re.compile(r"^000([0-9]{2})$")
# A county that is named like its state and lies in it: the one of the District of Columbia.
_DISTRICT: Final = re.compile(r"^district of columbia, ?(d[.]?c[.]?|district of columbia)$", re.IGNORECASE)
_NOWHERE: Final[Context] = frozenset()


class Gazetteer:
    """Exact look-up of regions by name, alias or code.

    Parameters
    ----------
    regions
        The tree; only its codes are ever returned.
    look_up
        Extra names and codes: columns text, kind (``name``, ``short``, ``context``, ``city``, ``numeric``,
        ``gnis``, ``history``, ``history-name``), code. Codes outside the tree are passed over.
    """

    def __init__(self, regions: Regions, look_up: pd.DataFrame) -> None:
        self._scope = Scope(regions)
        self._index = Index(regions, look_up)
        self._reading = Reading(self._index, self._scope)
        self._enclosing = Enclosing(self._reading, self._scope)
        frame = regions.frame
        self._territories = frozenset(frame["code"][frame["territory"].fillna(value=False).astype(bool)])
        self._cache: dict[tuple[object, ...], Match] = {}
        self._contexts: dict[tuple[str | None, str | None], Context] = {}
        self._suggesting: Suggesting | None = None

    @staticmethod
    def packaged() -> Gazetteer:
        """Return the gazetteer of the packaged regions; built once per process."""
        return _packaged()

    @property
    def regions(self) -> Regions:
        """The tree whose codes are given."""
        return self._scope.regions

    def look_up(
        self,
        query: str,
        *,
        country: str | None = None,
        state: str | None = None,
        level: str | None = None,
        home: RegionCode | None = None,
        suggest: bool = True,
    ) -> Match:
        """Look a name or a code up.

        Parameters
        ----------
        query
            A name (English or Spanish), an alias, a code; may end with its state or country: ``El Paso County, TX``.
        country, state
            What the record says beside it, as names or codes; what can't be read there decides nothing.
        level
            The level of the column that the query stands in: ``country``, ``state`` or ``county``.
        home
            The publisher's country or state; decides between several meanings where the record itself does not.
        suggest
            Whether to look for similar spellings when nothing fits; they are never taken by themselves.

        Returns
        -------
        The match: ``exact`` with its code, ``ambiguous`` with candidates, or ``unknown`` with suggestions.
        """
        question = (query, country, state, level, home, suggest)
        if question not in self._cache:
            context = self._context(country, state)
            match = self._match(query, context, level, suggest=suggest)
            if home and match.status != "exact" and not context:
                match = self._at_home(match, home, level)
            self._cache[question] = match
        return self._cache[question]

    def look_up_all(
        self, queries: pd.Series[str], *, level: str | None = None, home: RegionCode | None = None
    ) -> pd.DataFrame:
        """Look many names up, each different one once.

        Returns
        -------
        Columns status and code (missing unless exact), with the index of `queries`.
        """
        numbers, different = pd.factorize(queries.fillna(""))
        matches = [self.look_up(str(query), level=level, home=home, suggest=False) for query in different]
        table = pd.DataFrame({"status": [m.status for m in matches], "code": [m.code for m in matches]}, dtype="str")
        return table.take(numbers).set_index(queries.index)

    def _match(self, query: str, context: Context, level: str | None, *, suggest: bool) -> Match:
        """Turn the hits of a query into a match."""
        hits = self._scope.top(self._reading.hits(query, context, level)) or self._called(query, context, level)
        if level in {None, Level.COUNTY} and _DISTRICT.match(query) and "US-11001" in self.regions:
            hits = {RegionCode("US-11001")}
        within = None if hits else self._enclosing.within(query, context)
        if within is not None and level in {None, Level.COUNTY} and self._scope.regions.level(within) == Level.COUNTY:
            hits = {within}  # a town in a county that is named: nothing is finer than a county
        candidates = tuple(self._candidate(code) for code in sorted(hits))
        if len(hits) == 1:
            return Match(query, "exact", candidates[0].code, candidates)
        if hits:
            return Match(query, "ambiguous", None, candidates)
        suggestions = self._similar(query, context, level) if suggest else ()
        return Match(query, "unknown", None, (), suggestions, within)

    def _called(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Find a country or a territory by a short or turned form of its name; the first form that has any decides."""
        for text in unfolded(query):
            hits = self._scope.top(self._reading.hits(text, context, level)) - {UNKNOWN}
            hits = {code for code in hits if code in self._territories or self.regions.level(code) == Level.COUNTRY}
            if hits:
                return hits
        # Five digits with a state's number alone, as some tables of the United States pad it.
        padded = PADDED_STATE.match(query)
        hits = self._scope.top(self._reading.hits(padded[1], context, Level.STATE)) if padded else set()
        return {code for code in hits if code.startswith("US-")}

    def _at_home(self, match: Match, home: RegionCode, level: str | None) -> Match:
        """Prefer what lies in the publisher's own country or state, if that leaves one meaning."""
        context = frozenset({home})
        hits = self._scope.top(self._reading.hits(match.query, context, level)) - {UNKNOWN}
        if not hits and match.status == "unknown":
            return match._replace(within=match.within or self._enclosing.within(match.query, context))
        fits = hits <= {candidate.code for candidate in match.candidates} or match.status == "unknown"
        if len(hits) != 1 or not fits:
            return match
        candidates = tuple(self._candidate(code) for code in hits)
        return Match(match.query, "exact", candidates[0].code, candidates)

    def _context(self, country: str | None, state: str | None) -> Context:
        """Read the context from the outside in; what can't be read there decides nothing."""
        if (country, state) not in self._contexts:
            context = _NOWHERE
            for text, level in ((country, Level.COUNTRY), (state, Level.STATE)):
                if text:
                    context = (
                        frozenset(self._scope.top(self._reading.hits(text, context, level)) - {UNKNOWN}) or context
                    )
            self._contexts[country, state] = context
        return self._contexts[country, state]

    def _candidate(self, code: RegionCode) -> Candidate:
        """Describe a region, a county with its state."""
        level, name, parent = (
            self._scope.regions.level(code),
            self._scope.regions.name(code),
            self._scope.regions.parent(code),
        )
        if level == Level.COUNTY and parent is not None and "/" not in code:
            name = f"{name}, {self._scope.regions.name(parent)}"
        return Candidate(code, name, level)

    def _similar(self, query: str, context: Context, level: str | None) -> tuple[Candidate, ...]:
        """List regions spelled like the query; a help for people, not for code."""
        if self._suggesting is None:
            self._suggesting = Suggesting(self._index.kinds["name"], self._index.kinds["short"])
        asked = [(inner, frozenset(self._reading.outer(outer, context))) for inner, outer in _pairs(query)]
        for text, own in [*((inner, own) for inner, own in asked if own), (query, context)]:
            alike = self._suggesting.like(text, partial(self._fits, own=own, level=level))
            if alike:
                return tuple(map(self._candidate, alike))
        return ()

    def _fits(self, code: RegionCode, *, own: Context, level: str | None) -> bool:
        """Say whether a region may be suggested."""
        return bool(self._scope.fitting({code}, own, level))


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    """List the ways to part a query into a place and what it lies in."""
    return (*parts(query), *word_parts(query))


@cache
def _packaged() -> Gazetteer:
    """Build the gazetteer of the packaged regions, once per process."""
    return Gazetteer(Regions.packaged(), read_look_up())
