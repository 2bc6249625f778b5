"""What a release may say of its input.

Numbers of rows can be counts of children: where a source has a row for each, `loaded` is their total, and the few rows
that could not be read are a small count. Even the number of grouped rows says how many places have any. So a release
names no row that is counted in it, gives the other numbers only where they are 0 or at least k, and says how much was
read as a share.
"""

from __future__ import annotations

from typing import Any, Final

MOST: Final = 0.95
SHARES: Final = ("all", "over 95 %", "95 % or less")


def coverage(
    *, rows: int, loaded: int, quarantined: int, totals: int, notes: int, threshold: int, masked: int = 0
) -> dict[str, Any]:
    """Say what a manifest may.

    Parameters
    ----------
    rows, loaded, quarantined, totals, notes
        What became of the source's rows.
    masked
        Rows whose number the source has and doesn't give; they are in no sum.
    threshold
        k.

    Returns
    -------
    ``read``: the share of the rows that could be read; ``quarantined``, ``totals``, ``notes``, and ``masked`` where
    there are any: numbers of rows, None where withheld.
    """
    meant = rows - totals - notes
    whole, most, less = SHARES
    read = whole if not quarantined else most if loaded > MOST * meant else less
    given = {"quarantined": quarantined, "totals": totals, "notes": notes, **({"masked": masked} if masked else {})}
    return {"read": read, **{name: n if n == 0 or n >= threshold else None for name, n in given.items()}}
