"""The parts of a total by relation: as fine as they are shown, and never overlapping, so that they add up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.views.naming import is_figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.wording import Words
    from geodata.protected import Cell

ALL: Final = "all"
#: Told only where there are any, or might be; the others are always asked about.
SHORT: Final = {"domestic_unspecified": "headline_domestic_unspecified"}
TOLD_WHERE_ANY: Final = frozenset({"domestic_unspecified"})
#: Joint figure → what it joins.
JOINT: Final = {"elsewhere": ("out_of_state", "cross_border")}


def parts_of(known: Mapping[str, Cell]) -> list[str]:
    """Return the relations that make up all recoveries: joint ones only where their parts have no figures.

    Parameters
    ----------
    known
        Relation → its cell, of one place, period and category.
    """
    out_or_cross = JOINT["elsewhere"]
    single = [code for code in out_or_cross if code in known]
    is_joint = is_figure(known.get("elsewhere")) and not all(is_figure(known[code]) for code in single)
    wanted = ("in_state", *(["elsewhere"] if is_joint or not single else single), "domestic_unspecified", "unknown")
    return [code for code in wanted if code in known and not (code in TOLD_WHERE_ANY and _is_none(known[code]))]


def _is_none(cell: Cell) -> bool:
    return is_figure(cell) and cell.count == 0


def part_name(relation: str, words: Words) -> str:
    """Name a part of the total, shortly where its name is too long for a row of headlines."""
    return words[SHORT[relation]] if relation in SHORT else words[f"relation_{relation}"]


def missing_line(known: Mapping[str, Cell], words: Words) -> str | None:
    """Say which parts have no figure, so that the others don't add up to the total; None where they do."""
    if not is_figure(known.get(ALL)):
        return None
    missing = [code for code in parts_of(known) if not is_figure(known[code]) and known[code].status != "none_stated"]
    if not missing:
        return None
    return words.say("parts_missing", names=words.listing([part_name(code, words) for code in missing]))
