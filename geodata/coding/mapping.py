"""The analyst's own decisions: a small CSV of `place,code`, written by `check` and read back with `--places`."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from geodata.errors import InputError
from geodata.regions import RegionCode, Regions, is_pool

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

HEADER: Final = ("place", "code")
_MOST_BYTES: Final = 20_000_000


def place_text(texts: Sequence[str]) -> str:
    """Write what a record says about a place as one line, the finest first: *El Paso, TX, USA*.

    Parameters
    ----------
    texts
        Country, state, county and free text of one side, empty where nothing is said.
    """
    country, state, county, free = (" ".join(text.split()) for text in texts)
    return ", ".join(text for text in (free, county, state, country) if text)


def place_key(place: str) -> str:
    """Return what two writings of a place have in common: case and spaces don't count."""
    return " ".join(place.split()).casefold()


def read_places(path: Path, regions: Regions) -> dict[str, RegionCode]:
    """Read decisions about places.

    Parameters
    ----------
    path
        CSV in UTF-8 with the columns `place` and `code`; others are not read, and a place without a code stays open.
    regions
        The tree that the codes must belong to.

    Returns
    -------
    Key of the place → code.

    Raises
    ------
    InputError
        When the file is no such table, a code is no region, or a place has two codes; all faults at once, by line.
    """
    rows = _rows(path)
    columns = [cell.strip().casefold() for cell in next(rows, (0, [""]))[1]]
    if not set(HEADER) <= set(columns):
        missing = [name for name in HEADER if name not in columns]
        raise InputError([f"{path.name}: no column {', '.join(missing)}; expected place,code. Write them as a header."])
    decided: dict[str, RegionCode] = {}
    faults: list[str] = []
    for line, cells in rows:
        row = dict(zip(columns, cells, strict=False))
        place, code = place_key(row.get("place", "")), row.get("code", "").strip()
        if not code:
            continue
        if fault := _fault(place, code, decided, regions):
            faults.append(f"{path.name}, line {line}: {fault}")
        else:
            decided[place] = RegionCode(code)
    if faults:
        raise InputError(faults)
    return decided


def _fault(place: str, code: str, decided: Mapping[str, RegionCode], regions: Regions) -> str | None:
    """Say what is wrong with a line; a code may be shown, a place may not."""
    if not place:
        return "a code without a place; expected both. Write the place as `check` does."
    if code not in regions or is_pool(code) or code == "WORLD":
        return f"code {code!r}; expected a region code such as US-48141, or unknown. Find it with `regions`."
    if decided.get(place, code) != code:
        return f"a place that has the code {decided[place]!r} above, and {code!r} here; expected one. Remove the other."
    return None


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Read the lines of a CSV file, or refuse what is none."""
    expected = "expected CSV in UTF-8. Save it as that."
    if path.stat().st_size > _MOST_BYTES:
        raise InputError([f"{path.name}: larger than {_MOST_BYTES // 1_000_000} MB; {expected}"])
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(text.splitlines(), strict=True)
        rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except (UnicodeDecodeError, csv.Error):
        raise InputError([f"{path.name}: not such a file; {expected}"]) from None
    return iter(rows)
