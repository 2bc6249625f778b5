"""A query → the regions that it may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.boundaries.mending import mended
from geodata.boundaries.spelling import key, readings, short_key
from geodata.gazetteer.splitting import (
    are_several,
    inverted,
    is_missing,
    is_torn,
    parts,
    with_code,
    without_footnote,
    word_parts,
)
from geodata.regions import UNKNOWN, WORLD, Level, RegionCode, unspecified

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geodata.gazetteer.index import Index
    from geodata.gazetteer.scope import Context, Scope

_ABBREVIATION: Final = 3  # letters
_LONGEST_ABBREVIATION: Final = 5
_KEPT: Final = 100_000
_NOWHERE: Final[frozenset[RegionCode]] = frozenset()


class Reading:
    """Reads queries as codes, as places with what they lie in, and as names.

    Parameters
    ----------
    index
        All names and codes.
    scope
        The tree of regions.
    """

    def __init__(self, index: Index, scope: Scope) -> None:
        self._index = index
        self._scope = scope
        self._outer: dict[tuple[str, Context], frozenset[RegionCode]] = {}

    def hits(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Find the regions that a query may mean, as written or as it was before a wrong encoding."""
        query = without_footnote(query)
        texts = [text for text in (query, *mended(query)) if not are_several(text)]
        return next((found for text in texts if (found := self._said(text, context, level))), set())

    def _said(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Read a query as a code, then with its own context, then as a name."""
        if is_missing(query):
            return {UNKNOWN}
        found = self._scope.fitting(
            self._index.numerals.read(query, states=self._scope.states(context), level=level), context, level
        )
        if found:  # two letters may be a country and a state: CA; anything longer is one code or a number
            return found | self._scope.fitting(self._index.get("name", key(query)), context, level)
        if found := self._coded(query, context, level) or self._parted(parts(query), context, level):
            return found
        if self._is_elsewhere(query, context):
            return set()
        if query.rstrip().endswith((" CO", ",CO")) and self.outer("CO", context):
            return self._in_colorado(query, context, level)
        found = (
            self._dotted(query, context, level)
            or self.named(query, context, level)
            or self.named(inverted(query) or "", context, level)
        )
        # Spaces don't count in names: "Cass IA" is Cassia County as well as Cass in Iowa.
        return self._scope.top(found) | self._parted(word_parts(query), context, level)

    def _coded(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Read a name with its code beside it, if both mean the same."""
        pair = with_code(query)
        if pair is None:
            return set()
        by_name, by_code = (self._said(text, context, level) for text in pair)
        return by_name & by_code

    def _is_elsewhere(self, query: str, context: Context) -> bool:
        """Say whether a query names a county and a state that doesn't have it: *Yates County, Utah*."""
        inner, outer = next(parts(query), ("", ""))
        return short_key(inner) != key(inner) and bool(self.outer(outer, context))

    def _in_colorado(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Read a query that ends in CO: *Sterling CO* is no Sterling Co., and *EL PASO CO* may be either."""
        inner = query.rstrip().removesuffix("CO")
        found = self._parted(word_parts(query), context, level)
        is_county = short_key(inner) != key(inner)
        return found | self.named(query, context, level) if found and not is_county else found

    def _dotted(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Read an abbreviation with a full stop, which no code of a country has: *Ala.* is Alabama, not Åland."""
        if not query.strip().endswith(".") or len(key(query)) > _LONGEST_ABBREVIATION:
            return set()
        found = self.named(query, context, level)
        states = self._scope.fitting(found, _NOWHERE, Level.STATE)
        others = self._scope.fitting(self._index.get("context", key(query)), context, level)
        return states or self._scope.top(found | others)

    def _parted(self, pairs: Iterable[tuple[str, str]], context: Context, level: str | None) -> set[RegionCode]:
        """Read a query that says what it lies in: the inner place inside the outer one."""
        for inner, outer in pairs:
            own = self.outer(outer, context)
            found = self._said(inner, own, level) if own else set()
            if found == {UNKNOWN}:  # unknown, but in Texas
                return self._unspecified(own, level)
            if found and level is None and len(key(outer)) > _ABBREVIATION:
                found |= self._listed(inner, own)
            if found:
                return found
        return set()

    def _unspecified(self, own: Context, level: str | None) -> set[RegionCode]:
        """Return what stands for an unknown place in a region, or the region itself where it has no parts."""
        children = {
            unspecified(code) if unspecified(code) in self._scope.regions else code for code in self._scope.top(own)
        }
        return self._scope.fitting(children, _NOWHERE, level) or {UNKNOWN}

    def outer(self, text: str, context: Context) -> frozenset[RegionCode]:
        """Find the states and countries that a text may mean; many records name the same."""
        if context and not self.outer(text, _NOWHERE):
            return _NOWHERE  # what is no state or country anywhere is none here; spares most halves of a query
        if (text, context) not in self._outer:
            if len(self._outer) > _KEPT:
                self._outer.clear()
            self._outer[text, context] = frozenset(self._wide(text, context))
        return self._outer[text, context]

    def _wide(self, text: str, context: Context) -> set[RegionCode]:
        """Find the states and countries that a text may mean."""
        if not key(text):
            return set()
        found = self._scope.fitting(self._index.get("context", key(text)), context, Level.STATE)  # B.C. is of two
        for level in (Level.STATE, Level.COUNTRY):
            found |= self._scope.fitting(self._index.numerals.read(text, level=level), context, level)
            found |= self.named(text, context, level)
        return found - {UNKNOWN}

    def _listed(self, inner: str, own: Context) -> set[RegionCode]:
        """Find what else *Washington, Oregon* may be: two states, unless the inner name is a city of the other."""
        names = self._index.get("name", key(inner))
        wide = {code for code in names if self._scope.regions.level(code) in {Level.STATE, Level.COUNTRY}}
        others = {code for code in wide - own if not self._scope.inside(code, own)} - {UNKNOWN, WORLD}
        cities = self._scope.fitting(self._index.get("city", key(inner)), own, None)
        return others | own if others and not cities else set()

    def named(self, query: str, context: Context, level: str | None) -> set[RegionCode]:
        """Find a name in each of its readings; a full name goes before a county's short one, that before a city's."""
        known = [(text, implied) for text, implied in readings(query) if text in self._index]
        if not known or (is_torn(query) and len(key(query)) <= _ABBREVIATION):
            return set()
        for text, implied in known:
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
        cities = (
            self._scope.fitting(self._index.get("city", text), context, wanted if level else None) if is_city else set()
        )
        former = ["former"] if level == Level.COUNTY else []  # elsewhere *Hartford, CT* is the town
        kinds = ["name", "short", *former, *(["context"] if wanted == Level.STATE or context else []), "holes"]
        for kind in kinds:
            found = self._scope.fitting(self._index.get(kind, text), context, wanted)
            if found:
                if wanted == Level.STATE:  # BC is of two countries
                    found |= self._scope.fitting(self._index.get("context", text), context, wanted)
                if wanted is None and not self._scope.is_country(found, text):
                    # Morelos is a state, and a municipio of another one
                    found |= self._scope.fitting(self._index.get("bare", text), context, None)
                if wanted is None:
                    found |= cities if kind == "short" or self._scope.states(context) else set()
                return found
        return cities if context and self._scope.states(context) else set()
