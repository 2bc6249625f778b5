"""The shapes of releases under test: the packaged policies', and one for every rule that a policy may name."""

from __future__ import annotations

from typing import Any, Final

from tests.promises.worlds.shape import Shape


def tables(**named: dict[str, str]) -> dict[str, Any]:
    """Write tables as a policy has them: name → dimension → level."""
    return {"tables": [{"name": name, "dimensions": dimensions} for name, dimensions in named.items()]}


_YEAR: Final = {"period": "year"}
_PLACES: Final = {"recovery": "county"} | _YEAR
_ORIGINS: Final = {"origin": "county"} | _YEAR
_CORRIDORS: Final = {"origin": "state", "recovery": "state"} | _YEAR
_KINDS: Final = {"recovery": "state", "category": "value"} | _YEAR
_RELATIONS: Final = {"relation": "detail"} | _YEAR
_BY_KIND: Final = {"category": "value"}
_POOL: Final = {"US-A/other": ("US-A1", "US-A2")}
_STATES: Final = {"places": {"recovery": "state"} | _YEAR, "origins": {"origin": "state"} | _YEAR}
_SIDES: Final = {"places": _PLACES, "origins": _ORIGINS}

_PUBLIC: Final = tables(**_SIDES, corridors=_CORRIDORS, relations=_RELATIONS | _BY_KIND, categories=_KINDS)
_PUBLIC_STATES: Final = tables(**_STATES, relations=_RELATIONS, categories=_BY_KIND | _YEAR)
_QUARTERS: Final = {"finest_period": "quarter"}
_NAMED: Final = {"operations": "named"}
_INTERNAL: Final = _QUARTERS | _NAMED | tables(
    **_SIDES, corridors=_CORRIDORS, relations={"relation": "detail", "period": "quarter"} | _BY_KIND,
    categories=_KINDS, operations={"operation": "value", "relation": "detail"},
)  # fmt: skip

PACKAGED: Final = (
    Shape("public", _PUBLIC, pools=_POOL),
    Shape("public-states", _PUBLIC_STATES),
    Shape("internal", _INTERNAL),
)
#: Rules that packaged policies leave off, and territories.
RULES: Final = (
    Shape("exact", _PUBLIC_STATES | {"level": "exact"}),
    Shape("exact-public", _PUBLIC | {"level": "exact"}, pools=_POOL),
    Shape("zeros", _PUBLIC_STATES | {"zeros": "protected"}),
    Shape("rounding", tables(**_STATES, relations=_RELATIONS) | {"rounding": 3}),
    Shape("rounding-corridors", tables(**_STATES, relations=_RELATIONS, corridors=_CORRIDORS) | {"rounding": 4}),
    Shape("abroad", _PUBLIC_STATES, territories="abroad"),
    Shape("by-source", _PUBLIC_STATES, territories="by_source"),
    Shape("by-source-public", _PUBLIC, territories="by_source"),
    Shape("pools", tables(**_SIDES, relations=_RELATIONS), pools=_POOL | {"US-B/other": ("US-B1", "US-B2")}),
)
#: Policies of one's own.
OWN: Final = (
    Shape("counties-by-category", tables(
        places={"recovery": "county"} | _BY_KIND | _YEAR, origins=_ORIGINS, relations=_RELATIONS | _BY_KIND,
    )),
    Shape("both-by-category", tables(
        places={"recovery": "state"} | _BY_KIND, origins={"origin": "state"} | _BY_KIND,
        relations={"relation": "detail"} | _BY_KIND,
    )),
    Shape("counties", tables(**_SIDES, relations=_RELATIONS)),
    Shape("countries", tables(
        **_SIDES, relations=_RELATIONS, corridors={"origin": "country", "recovery": "country"} | _YEAR,
    )),
    Shape("corridors-only", tables(corridors=_CORRIDORS, relations=_RELATIONS)),
    Shape("corridors-by-category", tables(corridors=_CORRIDORS | _BY_KIND, relations=_RELATIONS | _BY_KIND)),
    Shape("years-apart", tables(
        places={"recovery": "county"}, origins={"origin": "county"}, corridors=_CORRIDORS,
        relations={"relation": "detail"},
    )),
    Shape("one-side", tables(places=_PLACES, relations=_RELATIONS)),
    Shape("groups", tables(**_STATES, relations={"relation": "group"} | _YEAR)),
    Shape("quarters", _QUARTERS | tables(
        places={"recovery": "state", "period": "quarter"}, origins={"origin": "state"} | _YEAR,
        relations={"relation": "detail", "period": "quarter"},
    )),
    Shape("operations", _NAMED | tables(
        places={"recovery": "state", "operation": "value"}, origins={"origin": "state"} | _YEAR,
        relations={"relation": "detail", "operation": "value"},
    )),
)  # fmt: skip
SHAPES: Final = (*PACKAGED, *RULES, *OWN)
#: Where contributors are named, each of them looks at what is left without its own.
CONTRIBUTORS: Final = (
    Shape("contributors", _PUBLIC_STATES | {"contributors": "source"}),
    Shape("contributors-exact", _PUBLIC_STATES | {"contributors": "source", "level": "exact"}),
    Shape("contributors-zeros", tables(**_STATES) | {"contributors": "source", "zeros": "protected"}),
    Shape("contributors-counties", tables(**_SIDES, relations=_RELATIONS) | {"contributors": "source"}),
)
#: Rules that only the product itself can keep, as they read more than what is published.
GUARDED: Final = (
    Shape("contiguous", _PUBLIC | {"pooling": "contiguous"}, pools=_POOL),
    Shape("sensitive", tables(**_STATES, categories=_KINDS) | {"sensitive_categories": ["trafficking"]}),
)
