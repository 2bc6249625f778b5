"""Widgets that become a `Selection`.

The address is the single truth: a widget shows what the address says, and a change is written to the address first.
So reload, links and the back button give the same view. Every list of options is enumerated from the release.
"""

from __future__ import annotations

from dashboard.controls.panel import language_switch
from dashboard.controls.places import Places
from dashboard.controls.timing import Timing

__all__ = ["Controls", "language_switch"]


class Controls(Timing, Places):
    """All widgets that a screen may draw."""
