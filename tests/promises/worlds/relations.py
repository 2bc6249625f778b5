"""The relation between two places, written anew from its documentation; no code of the product is used.

Two places are compared from the country down, and the first level that differs or is not known names the relation. In
the tree of a release that has `same_country`, that is the relation within a country without states.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tests.promises.worlds.geography import Place

RULES: Final = {"domestic": ("domestic",), "abroad": ("abroad",), "by_source": ("domestic", "abroad")}


def relation_of(origin: str, recovery: str, world: Mapping[str, Place], rule: str, names: Collection[str]) -> str:
    """Name the relation of a record.

    Parameters
    ----------
    origin, recovery
        Leaves of the world.
    world
        All places, pools included.
    rule
        Whether territories are states (`domestic`) or countries (`abroad`).
    names
        The relations that the release knows.
    """
    a, b = (_known_levels(code, world, rule) for code in (origin, recovery))
    if a["country"] is None or b["country"] is None:
        return "unknown"
    if a["country"] != b["country"]:
        return {a["country"]: "outbound", b["country"]: "inbound"}.get("US", "third")
    if a["state"] is None or b["state"] is None:
        whole = origin == recovery == a["country"]
        return "same_country" if whole and "same_country" in names else "domestic_unspecified"
    if a["state"] != b["state"]:
        return "out_of_state"
    if a["county"] is None or b["county"] is None:
        return "in_state_unspecified"
    return "same_county" if a["county"] == b["county"] else "other_county"


def _known_levels(code: str, world: Mapping[str, Place], rule: str) -> dict[str, str | None]:
    """Say in which country, state and county a place lies, as far as that is known; pools are passed over."""
    out: dict[str, str | None] = dict.fromkeys(("country", "state", "county"))
    step: str | None = code
    while step is not None:
        if "/" not in step and step not in {"unknown", "WORLD"}:
            out[world[step].level] = step
        step = world[step].parent
    if rule == "abroad" and out["state"] is not None and world[out["state"]].is_territory:
        out["country"] = out["state"]
    return out
