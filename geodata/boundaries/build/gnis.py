"""Numbers of states and counties in the Geographic Names Information System, the ANSI codes of newer files.

The Census Bureau's files carry them as STATENS and COUNTYNS; they never change, so files of 2019 do for today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyogrio

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FILES: Final = (("state_numbers.dbf", "STATENS", "STUSPS"), ("county_numbers.dbf", "COUNTYNS", "GEOID"))


def gnis_rows(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Give number, kind and code of all states and counties; the codes are those of 2019.

    Parameters
    ----------
    folder
        The files of the sources.
    """
    for name, number, code in _FILES:
        table = pyogrio.read_dataframe(folder / name, read_geometry=False)
        yield from ((text, "gnis", f"US-{own}") for text, own in zip(table[number], table[code], strict=True))
