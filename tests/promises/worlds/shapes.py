"""The shapes of releases under test: the packaged policies', and one for every rule that a policy may name."""

from __future__ import annotations

from typing import Any, Final

from tests.promises.worlds.shape import Shape


def tables(**named: dict[str, str]) -> dict[str, Any]:
    """Write tables as a policy has them: name → dimension → level."""
    return {"tables": [{"name": name, "dimensions": dimensions} for name, dimensions in named.items()]}


_PLACES: Final = {"recovery": "county", "period": "year"}
_ORIGINS: Final = {"origin": "county", "period": "year"}
_CORRIDORS: Final = {"origin": "state", "recovery": "state", "period": "year"}
_KINDS: Final = {"recovery": "state", "category": "value", "period": "year"}
_PUBLIC: Final = tables(
    places=_PLACES, corridors=_CORRIDORS, origins=_ORIGINS,
    relations={"relation": "detail", "category": "value", "period": "year"}, categories=_KINDS,
)  # fmt: skip
_STATES: Final = tables(
    places={"recovery": "state", "period": "year"}, origins={"origin": "state", "period": "year"},
    relations={"relation": "detail", "period": "year"}, categories={"category": "value", "period": "year"},
)  # fmt: skip
_INTERNAL: Final = tables(
    places=_PLACES, corridors=_CORRIDORS, origins=_ORIGINS,
    relations={"relation": "detail", "category": "value", "period": "quarter"}, categories=_KINDS,
    operations={"operation": "value", "relation": "detail"},
) | {"finest_period": "quarter", "operations": "named"}  # fmt: skip
_POOLS: Final = {"US-A/other": ("US-A1", "US-A2")}

PUBLIC: Final = Shape("public", _PUBLIC, pools=_POOLS)
STATES: Final = Shape("public-states", _STATES)
INTERNAL: Final = Shape("internal", _INTERNAL)
SHAPES: Final = (PUBLIC, STATES, INTERNAL)
