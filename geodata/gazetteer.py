"""Names, aliases and codes in any spelling → a region, or the candidates; never a guess.

Two hits are *ambiguous* whatever their size: a silent wrong county is worse than an unplaced record. What decides is
context only: the country, the state, or the level that the record's other columns give.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from geodata.boundaries import read_look_up
from geodata.boundaries.numerals import Numerals
from geodata.boundaries.spelling import key, readings, short_key
from geodata.regions import UNKNOWN, Level, RegionCode, Regions

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

Status = Literal["exact", "ambiguous", "unknown"]
Context = frozenset[RegionCode]

_SUGGESTIONS: Final = 5
_LIKENESS: Final = 0.75
_PARENTHESIS: Final = re.compile(r"\s*\(([^()]+)\)\s*$")


class Candidate(NamedTuple):
    """A region as shown to whoever must choose: a county's name carries its state."""

    code: RegionCode
    name: str
    level: Level


class Match(NamedTuple):
    """The answer to a query: one region, several candidates, or none and what is spelled alike."""

    query: str
    status: Status
    code: RegionCode | None
    candidates: tuple[Candidate, ...] = ()
    suggestions: tuple[Candidate, ...] = ()


class Gazetteer:
    """Exact look-up of regions by name, alias or code.

    Parameters
    ----------
    regions
        The tree; only its codes are ever returned.
    look_up
        Extra names and codes: columns text, kind (``name``, ``short``, ``context``, ``history``, ``history-name``),
        code. Codes outside the tree are passed over.
    """

    def __init__(self, regions: Regions, look_up: pd.DataFrame) -> None:
        self._regions = regions
        self._index: dict[str, dict[str, set[RegionCode]]] = {"name": {}, "short": {}, "context": {}}
        self._cache: dict[tuple[object, ...], Match] = {}
        frame = regions.frame
        for code, level, *names in zip(*(frame[c] for c in ("code", "level", "name_en", "name_es")), strict=True):
            self._add_region(code, level, names)
        history: dict[str, set[RegionCode]] = {}
        for text, kind, code in zip(look_up["text"], look_up["kind"], look_up["code"], strict=True):
            if code not in regions:
                continue
            if kind == "history":
                history.setdefault(text.casefold(), set()).add(code)
            else:
                self._add("name" if kind == "history-name" else kind, key(text), code)
        self._numerals = Numerals(frame, history)

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
        suggest
            Whether to look for similar spellings when nothing fits; they are never taken by themselves.

        Returns
        -------
        The match: ``exact`` with its code, ``ambiguous`` with candidates, or ``unknown`` with suggestions.
        """
        question = (query, country, state, level, suggest)
        if question not in self._cache:
            self._cache[question] = self._match(query, self._context(country, state), level, suggest=suggest)
        return self._cache[question]

    def _match(self, query: str, context: Context, level: str | None, *, suggest: bool) -> Match:
        """Turn the hits of a query into a match."""
        hits = self._top(self._hits(query, context, level))
        candidates = tuple(self._candidate(code) for code in sorted(hits))
        if len(hits) == 1:
            return Match(query, "exact", candidates[0].code, candidates)
        if hits:
            return Match(query, "ambiguous", None, candidates)
        return Match(query, "unknown", None, (), self._similar(query, context, level) if suggest else ())

    def _hits(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Find the regions that a query may mean: as a code, then with its own context, then as a name."""
        found = self._fitting(self._numerals.read(query, states=self._states(context), level=level), context, level)
        if found:  # two letters may be a country and a state: CA; anything longer is one code or a number
            return found | self._fitting(self._index["name"].get(key(query), ()), context, level)
        head, _, tail = _PARENTHESIS.sub(r", \1", query).rpartition(",")
        if head.strip():
            own = self._hits(tail, context, Level.STATE) | self._hits(tail, context, Level.COUNTRY)
            found = self._hits(head, self._narrow(context, own), level) if own else set()
        return found or self._named(query, context, level)

    def _named(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Find a name in each of its readings; a full name goes before a county's short one."""
        for text, implied in readings(query):
            if implied is not None and level is not None and implied != level:
                continue
            wanted = level or implied
            kinds = ["name", "short"] + (["context"] if wanted == Level.STATE or context else [])
            for kind in kinds:
                found = self._fitting(self._index[kind].get(text, ()), context, wanted)
                if found:
                    return found
        return set()

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
        context: Context = frozenset()
        for text, level in ((country, Level.COUNTRY), (state, Level.STATE)):
            if text:
                context = self._narrow(context, self._top(self._hits(text, context, level)) - {UNKNOWN})
        return context

    def _narrow(self, context: Context, own: set[RegionCode]) -> Context:
        """Replace a context by the regions inside it, where there are any."""
        return frozenset(own) or context

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
        fitting: dict[str, list[RegionCode]] = {}
        for kind in ("name", "short"):
            for text, codes in self._index[kind].items():
                fitting.setdefault(text, []).extend(sorted(self._fitting(codes, context, level)))
        alike = difflib.get_close_matches(key(query), [t for t in fitting if fitting[t]], _SUGGESTIONS, _LIKENESS)
        similar = (code for text in alike for code in fitting[text])
        return tuple(self._candidate(code) for code in list(dict.fromkeys(similar))[:_SUGGESTIONS])

    def _add_region(self, code: RegionCode, level: str, names: list[str]) -> None:
        """Index a region by its names; a county's short name is set apart from names that stand by themselves."""
        for name in names:
            is_short = level == Level.COUNTY and short_key(name) == key(name)
            self._add("short" if is_short else "name", key(name), code)
        if level == Level.COUNTY and "/" not in code:
            self._add("short", short_key(names[0]), code)

    def _add(self, kind: str, text: str, code: RegionCode) -> None:
        """Index one key."""
        if text:
            self._index[kind].setdefault(text, set()).add(code)


@cache
def _packaged() -> Gazetteer:
    """Build the gazetteer of the packaged regions, once per process."""
    return Gazetteer(Regions.packaged(), read_look_up())
