"""Shares of one published count in another: in whole percent, and in bands at the ends.

The only place where a share comes from. It is a function of two numbers that everyone sees, so it tells an attacker
nothing new; that nearly all or nearly none of a count belongs together is not dwelt on: above 95 % and below 5 % no
figure is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geodata.protected import Cell

#: Percent; outside of them a share is a band.
LOWEST: Final = 5
HIGHEST: Final = 95


def share(part: Cell | None, whole: Cell | None) -> str | None:
    """Tell a cell as a share of another.

    Parameters
    ----------
    part, whole
        Cells of a release; `part` is one of those that `whole` sums.

    Returns
    -------
    ``<5%``, ``>95%``, or whole percent such as ``40%``; None unless both are shown and the whole isn't 0, and where
    rounding made the part larger than the whole.
    """
    if part is None or whole is None or part.count is None or not whole.count or part.count > whole.count:
        return None
    if 100 * part.count < LOWEST * whole.count:
        return f"<{LOWEST}%"
    if 100 * part.count > HIGHEST * whole.count:
        return f">{HIGHEST}%"
    return f"{(200 * part.count + whole.count) // (2 * whole.count)}%"
