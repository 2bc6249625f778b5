"""Sums over rows that their source masks (``<5``, ``*``): which may be told, as *at least* what the other rows state.

What masked rows hold is in no sum. The sums of stated rows add up, so they are protected and attacked as any table is:
no withheld cell's stated part follows. The bounds of the masked rows, which an attacker knows, tie no stated number
down, and where such rows lie (the mark *at least* tells of margins) rules out no way in which the stated ones can lie.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geodata.attack.effort import EFFORT
from geodata.disclosure.protection import Standard
from geodata.disclosure.rules.masked_rows import finest

if TYPE_CHECKING:
    from geodata.attack.effort import Effort
    from geodata.counting import RawCube
    from geodata.policy import Policy


def standard_of(policy: Policy, raw: RawCube, effort: Effort = EFFORT) -> Standard:
    """Take a policy's standard, with the cells that masked rows keep from being told.

    These are the finest cells that hold such a row, at any count, and margins whose stated part is below k: *at least
    0* says nothing, and *at least 3* shows 3.
    """
    standard, masked = Standard.of(policy, effort), raw.masked()
    if not masked.any():
        return standard
    return replace(standard, kept=masked & (finest(raw.grid) | (raw.counts() < policy.threshold)))
