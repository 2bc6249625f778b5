"""Policies of one's own, of shapes that no packaged policy has: what they ask of the attack is different."""

from __future__ import annotations

from typing import Any, Final

_STATES: Final = {"recovery": "state", "period": "year"}
#: Name → rules as a policy file has them.
OWN: Final[dict[str, dict[str, Any]]] = {
    "own-corridors": {  # routes without categories, a small k
        "threshold": 3,
        "tables": [
            {"name": "corridors", "dimensions": {"origin": "state", **_STATES}},
            {"name": "relations", "dimensions": {"relation": "detail", "period": "year"}},
        ],
    },
    "own-both-sides": {  # categories on both sides: where records go is asked per category
        "threshold": 5,
        "tables": [
            {"name": "places", "dimensions": {"category": "value", **_STATES}},
            {"name": "origins", "dimensions": {"origin": "state", "category": "value", "period": "year"}},
            {"name": "relations", "dimensions": {"relation": "group", "category": "value"}},
        ],
    },
    "own-counties": {  # counties without a floor, nothing crossed
        "threshold": 5,
        "tables": [
            {"name": "places", "dimensions": {"recovery": "county", "period": "all"}},
            {"name": "origins", "dimensions": {"origin": "county", "period": "all"}},
            {"name": "relations", "dimensions": {"relation": "detail", "period": "all"}},
        ],
    },
    "own-countries": {  # countries only: what a relation says of them is all that is known of states
        "threshold": 11,
        "tables": [
            {"name": "places", "dimensions": {"recovery": "country", "period": "year"}},
            {"name": "origins", "dimensions": {"origin": "country", "period": "year"}},
            {"name": "relations", "dimensions": {"relation": "detail", "category": "value", "period": "year"}},
        ],
    },
    "own-one-sided": {  # origins by county, recoveries by state
        "threshold": 4, "zeros": "protected",
        "tables": [
            {"name": "places", "dimensions": {"recovery": "state", "period": "all"}},
            {"name": "origins", "dimensions": {"origin": "county", "period": "all"}},
            {"name": "relations", "dimensions": {"relation": "detail", "period": "all"}},
        ],
    },
}  # fmt: skip
