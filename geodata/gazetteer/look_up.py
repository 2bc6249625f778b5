"""Look places up.

Two hits are *ambiguous* whatever their size: a silent wrong county is worse than an unplaced record. What decides is
context only: the country, the state, or the level that the record's other columns give, or the publisher's own home.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

from geodata.boundaries import read_look_up
from geodata.boundaries.mending import mended
from geodata.boundaries.spelling import key, readings
from geodata.gazetteer.answers import Candidate, Match, Status
from geodata.gazetteer.index import Index
from geodata.gazetteer.splitting import are_several, inverted, is_list, parts, pieces, word_parts
from geodata.gazetteer.suggesting import Suggesting
from geodata.regions import UNKNOWN, WORLD, Level, RegionCode, Regions, unspecified

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Candidate", "Gazetteer", "Match", "Status"]

Context = frozenset[RegionCode]
_NOWHERE: Final[Context] = frozenset()
_ABBREVIATION: Final = 3  # letters


class Gazetteer:
    """Exact look-up of regions by name, alias or code.

    Parameters
    ----------
    regions
        The tree; only its codes are ever returned.
    look_up
        Extra names and codes: columns text, kind (``name``, ``short``, ``context``, ``city``, ``numeric``,
        ``history``, ``history-name``), code. Codes outside the tree are passed over.
    """

    def __init__(self, regions: Regions, look_up: pd.DataFrame) -> None:
        self._regions = regions
        self._index = Index(regions, look_up)
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
        return self._regions

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
        hits = self._top(self._hits(query, context, level))
        within = None if hits else self._within(query, context)
        if within is not None and level in {None, Level.COUNTY} and self._regions.level(within) == Level.COUNTY:
            hits = {within}  # a town in a county that is named: nothing is finer than a county
        candidates = tuple(self._candidate(code) for code in sorted(hits))
        if len(hits) == 1:
            return Match(query, "exact", candidates[0].code, candidates)
        if hits:
            return Match(query, "ambiguous", None, candidates)
        suggestions = self._similar(query, context, level) if suggest else ()
        return Match(query, "unknown", None, (), suggestions, within)

    def _at_home(self, match: Match, home: RegionCode, level: str | None) -> Match:
        """Prefer what lies in the publisher's own country or state, if that leaves one meaning."""
        context = frozenset({home})
        hits = self._top(self._hits(match.query, context, level)) - {UNKNOWN}
        if not hits and match.status == "unknown":
            return match._replace(within=match.within or self._within(match.query, context))
        fits = hits <= {candidate.code for candidate in match.candidates} or match.status == "unknown"
        if len(hits) != 1 or not fits:
            return match
        candidates = tuple(self._candidate(code) for code in hits)
        return Match(match.query, "exact", candidates[0].code, candidates)

    def _hits(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Find the regions that a query may mean, as written or as it was before a wrong encoding."""
        texts = [text for text in (query, *mended(query)) if not are_several(text)]
        return next((found for text in texts if (found := self._said(text, context, level))), set())

    def _said(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Read a query as a code, then with its own context, then as a name."""
        found = self._fitting(
            self._index.numerals.read(query, states=self._states(context), level=level), context, level
        )
        if found:  # two letters may be a country and a state: CA; anything longer is one code or a number
            return found | self._fitting(self._index.get("name", key(query)), context, level)
        return (
            self._parted(parts(query), context, level)
            or self._named(query, context, level)
            or self._named(inverted(query) or "", context, level)
            or self._parted(word_parts(query), context, level)
        )

    def _parted(self, pairs: Iterable[tuple[str, str]], context: Context, level: str | None) -> set[RegionCode]:
        """Read a query that says what it lies in: the inner place inside the outer one."""
        for inner, outer in pairs:
            own = self._outer(outer, context)
            found = self._said(inner, frozenset(own), level) if own else set()
            if found == {UNKNOWN}:  # unknown, but in Texas
                return self._unspecified(own, level)
            if found and level is None and len(key(outer)) > _ABBREVIATION:
                found |= self._listed(inner, own)
            if found:
                return found
        return set()

    def _unspecified(self, own: set[RegionCode], level: str | None) -> set[RegionCode]:
        """Return what stands for an unknown place in a region, or the region itself where it has no parts."""
        children = {unspecified(code) if unspecified(code) in self._regions else code for code in self._top(own)}
        return self._fitting(children, _NOWHERE, level) or {UNKNOWN}

    def _outer(self, text: str, context: Context) -> set[RegionCode]:
        """Find the states and countries that a text may mean."""
        levels = (Level.STATE, Level.COUNTRY)
        if not key(text):
            return set()
        codes = {
            code
            for level in levels
            for code in self._fitting(self._index.numerals.read(text, level=level), context, level)
        }
        abbreviated = self._fitting(
            self._index.get("context", key(text)), context, Level.STATE
        )  # B.C. is of two countries
        return codes.union(abbreviated, *(self._named(text, context, level) for level in levels)) - {UNKNOWN}

    def _listed(self, inner: str, own: set[RegionCode]) -> set[RegionCode]:
        """Find what else *Washington, Oregon* may be: two states, unless the inner name is a city of the other."""
        names = self._index.get("name", key(inner))
        wide = {code for code in names if self._regions.level(code) in {Level.STATE, Level.COUNTRY}}
        others = {code for code in wide - own if not self._inside(code, frozenset(own))} - {UNKNOWN, WORLD}
        cities = self._fitting(self._index.get("city", key(inner)), frozenset(own), None)
        return others | own if others and not cities else set()

    def _named(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Find a name in each of its readings; a full name goes before a county's short one, that before a city's."""
        for text, implied in readings(query):
            if implied is not None and level is not None and implied != level:
                continue
            found = self._by_key(text, context, level, implied)
            if found:
                return found
        return set()

    def _by_key(self, text: str, context: Context, level: str | None, implied: str | None) -> set[RegionCode]:
        """Find a key; where no column says that a county is meant, a city of that name is as likely."""
        wanted = level or implied
        is_city = wanted is None or (level == Level.COUNTY and implied is None)
        cities = self._fitting(self._index.get("city", text), context, wanted if level else None) if is_city else set()
        kinds = ["name", "short", *(["context"] if wanted == Level.STATE or context else []), "holes"]
        for kind in kinds:
            found = self._fitting(self._index.get(kind, text), context, wanted)
            if found:
                if wanted is None and not self._is_country(found, text):
                    # Morelos is a state, and a municipio of another one
                    found |= self._fitting(self._index.get("bare", text), context, None)
                if wanted is None:
                    found |= cities if kind == "short" or self._states(context) else set()
                return found
        return cities if context and self._states(context) else set()

    def _is_country(self, found: set[RegionCode], text: str) -> bool:
        """Say whether a key is a country's own name: El Salvador, though a municipio of Zacatecas has it, too."""
        regions = self._regions
        return all(regions.level(code) == Level.COUNTRY and key(regions.name(code)) == text for code in found)

    def _within(self, query: str, context: Context) -> RegionCode | None:
        """Find the finest region that a query with an unknown inner part surely lies in; none for a list of places."""
        said = pieces(query)
        if len(said) < 2 or is_list(query):  # noqa: PLR2004  (a part and a whole)
            return None
        for order in (said[::-1], said):
            within, rest = self._descend(order, context)
            if within is not None:
                strangers = [
                    self._hits(text, _NOWHERE, level) for text in rest for level in (Level.STATE, Level.COUNTRY)
                ]
                contradictions = [self._hits(text, self._state_of(within), None) for text in rest]
                own = frozenset({within})
                is_sure = not any(strangers) and all(
                    any(self._inside(code, own) for code in codes) for codes in contradictions if codes
                )
                return within if is_sure else None
        return None

    def _descend(self, order: list[str], context: Context) -> tuple[RegionCode | None, list[str]]:
        """Go from the outermost part inwards as long as each part is one region inside the last."""
        within = None
        for position, text in enumerate(order):
            found = self._top(self._outer(text, context))
            if not found and within is not None and self._states(context):
                found = self._named(text, context, Level.COUNTY)
            if len(found) != 1:
                return within, order[position:]
            within = next(iter(found))
            context = frozenset(found)
        return within, []

    def _state_of(self, code: RegionCode) -> Context:
        """Return the state of a county, or the region itself."""
        state = self._regions.at_level(code, Level.STATE)
        return frozenset({state or code})

    def _fitting(self, codes: Iterable[RegionCode], context: Context, level: str | None) -> set[RegionCode]:
        """Keep the regions that lie inside the context and at the level."""
        return {code for code in codes if self._inside(code, context) and self._is_at(code, level)}

    def _inside(self, code: RegionCode, context: Context) -> bool:
        """Say whether a region lies in one of the regions of a context; all do in an empty one."""
        return not context or code == UNKNOWN or not context.isdisjoint((code, *self._regions.ancestors(code)))

    def _is_at(self, code: RegionCode, level: str | None) -> bool:
        """Say whether a region may stand in a column of a level; ISO lists the territories as countries, too."""
        if level is None or code == UNKNOWN or self._regions.level(code) == level:
            return True
        return level == Level.COUNTRY and (self._regions.is_territory(code) or code == "US/unspecified")

    def _context(self, country: str | None, state: str | None) -> Context:
        """Read the context from the outside in; what can't be read there decides nothing."""
        if (country, state) not in self._contexts:
            context = _NOWHERE
            for text, level in ((country, Level.COUNTRY), (state, Level.STATE)):
                if text:
                    context = frozenset(self._top(self._hits(text, context, level)) - {UNKNOWN}) or context
            self._contexts[country, state] = context
        return self._contexts[country, state]

    def _states(self, context: Context) -> Context:
        """Keep the states of a context, in which a number of three digits is a county's."""
        return frozenset(code for code in context if self._regions.level(code) == Level.STATE)

    def _top(self, codes: set[RegionCode]) -> set[RegionCode]:
        """Let a region stand for those inside it: Guam is the territory, not the one county it consists of."""
        return {code for code in codes if codes.isdisjoint(self._regions.ancestors(code))}

    def _candidate(self, code: RegionCode) -> Candidate:
        """Describe a region, a county with its state."""
        level, name, parent = self._regions.level(code), self._regions.name(code), self._regions.parent(code)
        if level == Level.COUNTY and parent is not None and "/" not in code:
            name = f"{name}, {self._regions.name(parent)}"
        return Candidate(code, name, level)

    def _similar(self, query: str, context: Context, level: str | None) -> tuple[Candidate, ...]:
        """List regions spelled like the query; a help for people, not for code."""
        if self._suggesting is None:
            self._suggesting = Suggesting(self._index.kinds["name"], self._index.kinds["short"])
        for inner, outer in (*parts(query), *word_parts(query)):
            own = frozenset(self._outer(outer, context))
            if own and (alike := self._suggesting.like(inner, lambda code: bool(self._fitting({code}, own, level)))):  # noqa: B023
                return tuple(map(self._candidate, alike))
        alike = self._suggesting.like(query, lambda code: bool(self._fitting({code}, context, level)))
        return tuple(map(self._candidate, alike))


@cache
def _packaged() -> Gazetteer:
    """Build the gazetteer of the packaged regions, once per process."""
    return Gazetteer(Regions.packaged(), read_look_up())
