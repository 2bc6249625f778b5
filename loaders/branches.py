"""The columns of records as trees: which value lies above which, by place, by time, by age, or because it is blank."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from loaders.census import states_of
from loaders.columns import SIDES, place_columns
from loaders.judging import TOTALLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from loaders.choices import Line, Places

    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

BLANK: Final = ""
WORDS: Final = "words"
# Words that are asked whether they are a total of all others: the most frequent ones.
MOST_WORDS: Final = 60
_UNKNOWN: Final = re.compile(
    r"unk|unknown|n/?a|not? (known|stated|reported|available|specified|given)|missing|unspecified|other|otr[oa]s?"
    r"|desconocid[oa]s?|se ignora|ignorad[oa]|no (especificad[oa]|identificad[oa]|reportad[oa]|disponible)"
    r"|none|ningun[oa]|-+"
)
_UNDER: Final = re.compile(
    r"(?:under|below|less than|younger than|menos de|menor(?:es)? de|<|up to|hasta) ?(=?) ?(\d{1,3})"
)
_OVER: Final = re.compile(
    r"(?:over|mas de|más de|>|>=) ?(\d{1,3})|(\d{1,3}) ?(?:\+|and over|and older|y m[aá]s|o m[aá]s)"
)
_RANGE: Final = re.compile(r"(\d{1,3})\s*(?:-|–|—|to|a|through|/)\s*(\d{1,3})")
_SINGLE: Final = re.compile(r"(\d{1,3})")
_OLDEST: Final = 200


class Branches(NamedTuple):
    """One column, or the place of one side, as a tree.

    Attributes
    ----------
    codes
        The value of each row, by number.
    above
        Value → the values above it that occur, the nearest first; -1 where there are no more.
    kinds
        Value → what level it stands at; values of one kind are judged together.
    is_asked
        Value → whether it may be a total.
    words
        Values that no tree knows, and what they are within, by number; each may be a name for everything there.
    """

    codes: Numbers
    above: Numbers
    kinds: Numbers
    is_asked: Flags
    words: tuple[tuple[int, int], ...] = ()

    @property
    def size(self) -> int:
        """How many values there are."""
        return len(self.kinds)

    @property
    def is_layered(self) -> bool:
        """Whether any value lies above another, or may."""
        return bool(self.has_below[self.codes].any() or self.words)

    @property
    def has_below(self) -> Flags:
        """Value → whether any lies below it."""
        above = self.above[np.unique(self.codes)]
        return np.isin(np.arange(self.size), above[above >= 0])

    def below(self, row: int) -> Flags:
        """Say which rows lie below a row."""
        is_below: Flags = np.any(self.above == self.codes[row], axis=1)
        return is_below[self.codes]

    def with_words(self) -> Iterator[Branches]:
        """Give the tree as it is if one of the unknown words stands for all that lies around it."""
        for word, around in self.words:
            is_beyond = np.logical_or.accumulate(self.above == around, axis=1)
            inside: Flags = np.any(is_beyond, axis=1) if around >= 0 else np.ones(self.size, dtype=bool)
            inside[word] = False
            # The word stands between what is around it and what lies in that.
            above = np.column_stack([np.where(is_beyond, -1, self.above), np.where(inside, word, -1)])
            yield self._replace(above=above, is_asked=np.arange(self.size) == word, words=())


def branches_of(leaves: pd.DataFrame, places: Places) -> list[Branches]:
    """Make trees of the key columns of a table, and a flat one of its geometry.

    Parameters
    ----------
    leaves
        Key columns, `source`, `geometry`.
    places
        What is known of places.
    """
    sides = {name for side in SIDES for name in place_columns(side)}
    found = [_placed(leaves, side, places) for side in SIDES]
    found += [_branches(leaves[name], _ABOVE.get(name, _blank_above), name) for name in TOTALLED if name not in sides]
    return [*found, _branches(leaves["geometry"], _flat, "geometry")]


def numbered(columns: Sequence[Numbers]) -> Numbers:
    """Give numbers to the different combinations of some columns of numbers."""
    group = np.zeros(len(columns[0]), dtype=np.int64)
    for codes in columns:
        group = pd.factorize(group * (int(codes.max()) + 1) + codes)[0].astype(np.int64)
    return group


def _texts(column: pd.Series[str]) -> tuple[Numbers, list[str]]:
    """Give numbers to the different texts of a column; a missing one is blank."""
    codes, different = pd.factorize(column)
    return np.where(codes < 0, len(different), codes), [*map(str, different), BLANK]


def _placed(leaves: pd.DataFrame, side: str, places: Places) -> Branches:
    """Make a tree of the places of a side: each different combination of words is placed once."""
    columns = [*place_columns(side), "source"]
    coded = {name: _texts(leaves[name]) for name in columns}
    combination = numbered([codes for codes, _ in coded.values()])
    _, firsts = np.unique(combination, return_index=True)
    different = pd.DataFrame({name: [texts[at] for at in codes[firsts]] for name, (codes, texts) in coded.items()})
    lines = places.lines(different)
    words = zip(*(different[name].tolist() for name in columns[:4]), strict=True)
    values = [_value(line, texts) for line, texts in zip(lines, words, strict=True)]
    by_value: dict[str, Line] = dict(zip(values, lines, strict=True))
    # What holds a place is numbered too where no row stands for it.
    regions = {code for line in lines for code in line.codes}
    numbers = {value: at for at, value in enumerate(sorted({*by_value, *regions, BLANK}))}
    chains: dict[str, tuple[str, ...]] = {
        value: (*line.codes[1 if line.is_known else 0 :], *([BLANK] if line.codes else []))
        for value, line in by_value.items()
    }
    _set_in_census_regions(chains)
    kinds = dict.fromkeys(numbers, 0) | {value: len(line.codes) for value, line in by_value.items()}
    codes = np.array([numbers[value] for value in values], dtype=np.int64)[combination]
    around = {value: numbers[(*line.codes, BLANK)[0]] for value, line in by_value.items() if not line.is_known}
    frequent = pd.Series(codes).value_counts().index
    names = list(numbers)
    asked = [number for number in frequent if names[number] in around][:MOST_WORDS]
    return _tree(codes, numbers, chains, kinds)._replace(words=tuple((at, around[names[at]]) for at in asked))


def _set_in_census_regions(chains: dict[str, tuple[str, ...]]) -> None:
    """Set divisions and regions that occur above their states, and above what lies in these, the smallest first."""
    sums = {value: states for value in chains if (states := states_of(value.replace("\0", " ")))}
    if not sums:
        return
    order = sorted(sums, key=lambda value: (len(sums[value]), value))
    for value, chain in chains.items():
        path = (value, *chain)
        at = next((at for at, code in enumerate(path) if code.startswith("US-") and code.count("-") == 1), None)
        within = sums.get(value)
        if within is None and at is not None and not path[at].split("-")[1].isdigit():
            chains[value] = (*path[1 : at + 1], *(s for s in order if path[at] in sums[s]), *path[at + 1 :])
        elif within is not None:
            chains[value] = (*(s for s in order if within < sums[s]), *chain)


def _value(line: Line, texts: tuple[str, ...]) -> str:
    """Name a place by its code; unknown words by themselves, so that none passes for what holds it."""
    if not line.is_known:
        return "\0".join(texts).casefold()
    return line.codes[0] if line.codes else BLANK


def _branches(
    column: pd.Series[str], above: Callable[[Sequence[str]], Mapping[str, Sequence[str]]], name: str
) -> Branches:
    """Make a tree of the values of a column."""
    codes, different = _texts(column)
    numbers = {value: at for at, value in enumerate(different)}
    occurring = [different[at] for at in np.unique(codes)]
    kinds = {value: len(value) if name == "period" else int(value != BLANK) for value in different}
    tree = _tree(codes.astype(np.int64), numbers, above(occurring), kinds)
    free = [value for value in occurring if name == "age_band" and _is_word(value)][:MOST_WORDS]
    return tree._replace(words=tuple((numbers[value], -1) for value in free))


def _tree(
    codes: Numbers, numbers: Mapping[str, int], chains: Mapping[str, Sequence[str]], kinds: Mapping[str, int]
) -> Branches:
    """Give numbers to a tree: of each value those above it that occur."""
    occurring = {v: [numbers[up] for up in chains.get(v, ()) if up in numbers and up != v] for v in numbers}
    depth = max(map(len, occurring.values()), default=0)
    above = np.full((len(numbers), max(depth, 1)), -1, dtype=np.int64)
    for value, chain in occurring.items():
        above[numbers[value], : len(chain)] = chain
    kind = np.array([kinds[value] for value in numbers], dtype=np.int64)
    return Branches(codes, above, kind, np.ones(len(numbers), dtype=bool))


def _flat(_: Sequence[str]) -> Mapping[str, Sequence[str]]:
    return {}


def _blank_above(values: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Set a blank above all other values."""
    return {value: [BLANK] for value in values if value != BLANK}


def _periods(values: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Set a quarter above its months, a year above both."""
    chains: dict[str, Sequence[str]] = {}
    for value in values:
        year, month = value[:4], value[5:7]
        quarter = f"{year}-Q{(int(month) + 2) // 3}" if month.isdigit() else ""
        chains[value] = [up for up in (quarter, year) if up and up != value]
    return chains


def _ages(values: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Set a band of ages above the bands within it, the narrowest first."""
    bands = {value: band for value in values if (band := _band(value)) is not None}
    chains: dict[str, Sequence[str]] = {}
    for value in values:
        band = bands.get(value)
        wider = [
            other for other, (start, end) in bands.items()
            if band and (start, end) != band and start <= band[0] and band[1] <= end
        ]  # fmt: skip
        wider.sort(key=lambda other: (bands[other][1] - bands[other][0], other))
        nested = [inner for inner, outer in pairwise([*wider, BLANK])] if wider else []
        chains[value] = [*nested, BLANK] if value != BLANK else []
    return chains


def _band(text: str) -> tuple[int, int] | None:
    """Read a band of ages: its first and last year."""
    plain = text.casefold()
    if match := _RANGE.search(plain):
        return (int(match[1]), int(match[2])) if int(match[1]) <= int(match[2]) else None
    if match := _UNDER.search(plain):
        return 0, int(match[2]) - (not match[1] and not plain.startswith(("up to", "hasta")))
    if match := _OVER.search(plain):
        return int(match[1] or match[2]), _OLDEST
    found = _SINGLE.findall(plain)
    return (int(found[0]), int(found[0])) if len(found) == 1 else None


def _is_word(text: str) -> bool:
    """Say whether a text is no band of ages, and none of the words for *not known* or *other*."""
    return text != BLANK and _band(text) is None and not _UNKNOWN.fullmatch(text.casefold().strip())


_ABOVE: Final[Mapping[str, Callable[[Sequence[str]], Mapping[str, Sequence[str]]]]] = {
    "period": _periods,
    "age_band": _ages,
}
