"""Where an unknown place surely lies: *Nowhere, TX* is in Texas, *Socorro, El Paso County, TX* in that county."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.boundaries.spelling import readings
from geodata.gazetteer.splitting import is_list, pieces
from geodata.regions import Level, RegionCode

if TYPE_CHECKING:
    from geodata.gazetteer.reading import Reading
    from geodata.gazetteer.scope import Context, Scope

_NOWHERE: Final[frozenset[RegionCode]] = frozenset()


class Enclosing:
    """Finds the region around a place that is in no table.

    Parameters
    ----------
    reading
        Reads the parts of a query.
    scope
        The tree of regions.
    """

    def __init__(self, reading: Reading, scope: Scope) -> None:
        self._reading = reading
        self._scope = scope

    def within(self, query: str, context: Context) -> RegionCode | None:
        """Find the finest region that a query with an unknown inner part surely lies in; none for a list of places."""
        said = pieces(query)
        if len(said) < 2 or is_list(query):  # noqa: PLR2004  (a part and a whole)
            return None
        for order in (said[::-1], said):
            within, rest = self._descend(order, context)
            if within is not None:
                strangers = [
                    self._reading.hits(text, _NOWHERE, level) for text in rest for level in (Level.STATE, Level.COUNTRY)
                ]
                contradictions = [self._reading.hits(text, self._scope.state_of(within), None) for text in rest]
                own = frozenset({within})
                is_elsewhere = any(self._is_other_county(text) for text in rest)
                is_sure = (
                    not is_elsewhere
                    and not any(strangers)
                    and all(any(self._scope.inside(code, own) for code in codes) for codes in contradictions if codes)
                )
                return within if is_sure else None
        return None

    def _is_other_county(self, text: str) -> bool:
        """Say whether a text that is no county here names one elsewhere: *Watonwan County, TX* has a wrong half."""
        has_kind = any(level == Level.COUNTY for _, level in readings(text))
        return has_kind and bool(self._reading.hits(text, _NOWHERE, Level.COUNTY))

    def _descend(self, order: list[str], context: Context) -> tuple[RegionCode | None, list[str]]:
        """Go from the outermost part inwards as long as each part is one region inside the last."""
        within = None
        for position, text in enumerate(order):
            found = self._scope.top(self._reading.outer(text, context))
            if not found and within is not None and self._scope.states(context):
                found = self._reading.named(text, context, Level.COUNTY)
            if len(found) != 1:
                return within, order[position:]
            within = next(iter(found))
            context = frozenset(found)
        return within, []
