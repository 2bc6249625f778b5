"""What to say of a place for which none is stated: how many lie beside it that aren't told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.views.naming import region_name
from geodata.protected import AT_LEAST
from geodata.regions import UNKNOWN, is_pool, unspecified

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.wording import Words
    from geodata.protected import Cell
    from geodata.release import Release


def unstated_note(release: Release, code: str, known: Mapping[str, Cell], words: Words) -> str:
    """Say what lies beside a place that none is stated for.

    Parameters
    ----------
    known
        The cells of the same table and choices, by place.
    """
    regions = release.regions
    above = next((str(step) for step in regions.ancestors(code) if not is_pool(step)), code)
    level = regions.level(code)
    cell = known.get(UNKNOWN if level == "country" else unspecified(above))
    if cell is None or not cell.count or cell.status == AT_LEAST:  # withheld, or told apart by something else
        return words["none_stated_note"]
    if level == "country":
        return words.say("none_stated_country", n=cell.count)
    return words.say(f"none_stated_{level}", n=cell.count, place=region_name(release, above, words))
