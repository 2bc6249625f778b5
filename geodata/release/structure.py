"""What the structure of a release says of counts: releases of older versions made it of them.

Until releases had a digest, who was pooled, whether *elsewhere* stood in the tree of relations, and how fine periods
were, depended on which counts were too small. The attack knows no such rules, so it can't clear a release that
that was made by them, whatever else it finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geodata.disclosure.recoding.small_areas import choose_pools
from geodata.errors import GeodataError
from geodata.policy import policy_from
from geodata.protected import Finding
from geodata.regions import Regions, is_pool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.release.published import Published

_PROGRAM: Final = "recovery-atlas"
_AGAIN: Final = "Make it again from its records"


def structure_findings(published: Published) -> list[Finding]:
    """List what is there, or isn't, because of counts.

    Parameters
    ----------
    published
        The files of a release, or of a folder made by hand; of one without a manifest nothing is known, and nothing
        is found: who made it says that its places were fixed before.
    """
    manifest = published.manifest
    found = []
    if str(manifest.get("software", "")).startswith(_PROGRAM) and "digest" not in manifest:
        what = "was made by a version whose pools, elsewhere and periods depended on counts"
        found.append(_told("release", f"The release {what}. {_AGAIN}."))
    told = _pools(published)
    due = _due(manifest["policy"]) if told and "policy" in manifest else told
    for pool in sorted(pool for pool in {*told, *due} if told.get(pool) != due.get(pool)):
        what = "isn't the pool that populations and borders make: who is in it may say which counts are too small"
        found.append(_told(pool, f"{pool} {what}. {_AGAIN}."))
    return found


def _pools(published: Published) -> dict[str, list[str]]:
    """Give the pools that are published, with their members."""
    frame = published.places
    if frame is None:
        return {}
    inside = frame[frame["parent"].map(lambda code: isinstance(code, str) and is_pool(code))]
    return {str(pool): sorted(map(str, own)) for pool, own in inside.groupby("parent")["code"]}


def _due(rules: Mapping[str, Any]) -> dict[str, list[str]]:
    """Give the pools that the policy makes; none where its rules are none of this version."""
    try:
        return choose_pools(Regions.packaged(), policy_from(rules))
    except GeodataError:
        return {}


def _told(what: str, witness: str) -> Finding:
    return Finding("structure", {"part": what}, 0, None, exact=False, witness=witness)
