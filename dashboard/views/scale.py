"""Fixed classes: the same breaks for all years and filters, so that a colour keeps its meaning.

The first break is the policy's k, so class 1 begins where figures may begin. Class codes are those of the map script.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geodata.protected import NONE_STATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.wording import Words

UPPER_BREAKS: Final = {
    "country": (50, 250, 1_000, 10_000),
    "state": (100, 250, 500, 1_000),
    "county": (20, 50, 100, 250),
    "route": (25, 50, 100),
}
ZERO: Final = 0
WITHHELD: Final = 6
NOT_REPORTED: Final = 7
CONTEXT: Final = 8
POOL: Final = 9
UNSTATED: Final = 10


def breaks(level: str, k: int) -> tuple[int, ...]:
    """Return the lower bounds of the classes of a level, from k up."""
    return (k, *(bound for bound in UPPER_BREAKS[level] if bound > k))


def class_code(count: int | None, status: str, bounds: Sequence[int]) -> int:
    """Return how a cell is painted: 0 a zero, 1–5 a class, 6 withheld, 7 not reported, 10 none stated.

    A figure below the first break (a rounded one) is in class 1.
    """
    if status == "not_reported":
        return NOT_REPORTED
    if status == NONE_STATED:
        return UNSTATED
    if count is None:
        return WITHHELD
    return ZERO if count == 0 else max(1, bisect_right(bounds, count))


def class_labels(bounds: Sequence[int], words: Words) -> list[str]:
    """Return the legend's words for each class: `11–99`, …, `1,000+`."""
    closed = [f"{words.number(a)}–{words.number(b - 1)}" for a, b in pairwise(bounds)]
    return [*closed, f"{words.number(bounds[-1])}+"]
