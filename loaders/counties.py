"""What five digits that name a county look like: postal codes have five digits too, and are finer."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _listed() -> Iterator[str]:
    """Read the list of codes."""
    text = Path(__file__).with_name("county_codes.txt").read_text(encoding="utf-8")
    for line in (line for line in text.splitlines() if not line.startswith("#")):
        country, state, *parts = line.split()
        for part in parts:
            first, _, last = part.partition("-")
            step = 2 if country == "US" else 1
            yield from (f"{state}{number:03}" for number in range(int(first), int(last or first) + 1, step))


def _as_pattern(codes: Iterable[str]) -> str:
    """Write codes as a pattern: those that differ in their last digit only share a branch, and so do such branches."""
    last_digits = {stem: "".join(code[-1] for code in some) for stem, some in groupby(sorted(codes), lambda c: c[:-1])}
    branches = []
    for state, stems in groupby(last_digits, lambda stem: stem[:2]):
        by_digits: dict[str, list[str]] = {}
        for stem in stems:
            by_digits.setdefault(last_digits[stem], []).append(stem[2:])
        ends = (f"({'|'.join(tens)})[{digits}]" for digits, tens in by_digits.items())
        branches.append(f"{state}({'|'.join(ends)})")
    return "|".join(branches)


# Counties of the United States and municipios, by their national codes.
COUNTY: Final = rf"^({_as_pattern(set(_listed()))})([.]0)?$"
