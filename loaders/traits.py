"""A kind of personal content, as engines look for it.

Patterns are written for any SQL engine (no look-around, no word boundaries) and match text in lower case.
"""

from __future__ import annotations

from typing import NamedTuple


class Trait(NamedTuple):
    """A kind of personal content: which part of a column's values must match before the column is refused.

    Attributes
    ----------
    share
        Least share of the values; 0 where a single value is enough.
    n_distinct
        Least number of distinct matching values.
    unless
        Values that match this pattern too are innocent.
    among
        What nearly all values must match, or nothing is proved by some.
    n_stems
        Least number of matching values that differ in their letters: codes of one series (zone1, zone2) have one stem.
    """

    rule: str
    pattern: str
    share: float = 0.0
    n_distinct: int = 1
    unless: str | None = None
    among: str | None = None
    n_stems: int = 0
