"""Which places could not be coded, or not as finely as they mean: findings, and a form to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geodata.coding.mapping import HEADER, place_text
from geodata.coding.words import PARTS, SIDES, Reading, RecordsLike, Side, Texts, Words
from geodata.gazetteer.splitting import are_several
from geodata.regions import UNKNOWN, Level, RegionCode, Regions, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geodata.coding.guidance import Guidance
    from geodata.coding.systems import Ask
    from geodata.gazetteer import Gazetteer

#: Level of a column → how many regions lie around what it names.
DEPTHS = {Level.COUNTRY: 1, Level.STATE: 2, Level.COUNTY: 3}
OPEN = frozenset({"place-unknown", "place-ambiguous", "place-conflict", "place-several"})


def place_doubts(records: RecordsLike, gazetteer: Gazetteer, guidance: Guidance | None = None) -> pd.DataFrame:
    """Say which words about places could not be coded, or not as finely as they mean.

    Returns
    -------
    Columns leaf (index of the records), column, rule: ``place-unknown`` where a word is in no gazetteer,
    ``place-several`` where a cell names several places, ``place-ambiguous`` where the words fit several regions,
    ``place-conflict`` where they contradict each other; the latter two name the column that was left aside, else the
    finest that is filled. ``place-by-column`` is no doubt: the other rows decided between two meanings. No doubts
    either, but told: ``place-missing``, a sign for *not known*; ``place-empty``, a side without any word; and
    ``place-coarser``, a place that counts for less than its column says.
    """
    found: list[tuple[Any, str, str]] = []
    placed = set() if records.points is None else set(records.points.index)
    for side, texts, doubts, rows in _combinations(records, Words(gazetteer, guidance)):
        found += [(leaf, f"{side}{suffix}", rule) for suffix, rule in doubts for leaf in rows]
        has_column = any(f"{side}{suffix}" in records.frame for suffix, _ in PARTS)
        if has_column and not any(texts):
            found += [(leaf, side, "place-empty") for leaf in rows if leaf not in placed]
    return pd.DataFrame(found, columns=["leaf", "column", "rule"])


def unplaced(records: RecordsLike, gazetteer: Gazetteer, guidance: Guidance | None = None) -> pd.DataFrame:
    """List the places that stay open, as a form: place, an empty code, and the codes to choose from, if any."""
    words = Words(gazetteer, guidance)
    rows: dict[str, str] = {}
    for _, texts, doubts, _ in _combinations(records, words):
        if any(rule in OPEN for _, rule in doubts):
            rows[place_text(texts)] = " ".join(_choices(texts, gazetteer))
    table = [(place, "", choices) for place, choices in sorted(rows.items())]
    return pd.DataFrame(table, columns=[*HEADER, "candidates"])


def _combinations(records: RecordsLike, words: Words) -> Iterator[tuple[Side, Texts, list[tuple[str, str]], list[Any]]]:
    """Go through the different combinations of words of both sides, with what is in doubt and their rows."""
    for side in SIDES:
        said = words.of(records.frame, side)
        asks = words.asks(said)
        for (*texts, source), rows in said.groupby(list(said.columns)):
            combination = (str(texts[0]), str(texts[1]), str(texts[2]), str(texts[3]))
            yield side, combination, _doubts(combination, words, asks.get(str(source), {})), list(rows.index)


def _choices(texts: Texts, gazetteer: Gazetteer) -> list[str]:
    """Give the codes that the finest filled text may mean beside the others."""
    finest = next((text for text in texts[::-1] if text.strip()), "")
    found = gazetteer.look_up(finest, country=texts[0] or None, state=texts[1] or None)
    return [candidate.code for candidate in found.candidates or found.suggestions]


def _doubts(texts: Texts, words: Words, asks: Mapping[str, Mapping[str, Ask]]) -> list[tuple[str, str]]:
    """List suffix of the column and rule of what is in doubt about one combination of words."""
    if words.decided(texts) is not None:
        return []
    readings = words.readings(texts, asks)
    place = words.place(texts, asks)
    by_suffix = dict(zip((suffix for suffix, _ in PARTS), texts, strict=True))
    line = {place.code, *words.regions.ancestors(place.code)}
    doubts = [(suffix, "place-by-column") for suffix, reading in readings.items() if reading.is_by_column]
    doubts += [(suffix, "place-missing") for suffix, reading in readings.items() if reading.is_missing]
    for suffix, reading in readings.items():
        known = {stem(code) for code in reading.codes} - {UNKNOWN}
        if reading.is_doubted:
            doubts.append((suffix, "place-ambiguous"))
        elif not reading.is_known:
            doubts.append((suffix, "place-several" if are_several(by_suffix[suffix]) else "place-unknown"))
        elif known and not any(code in line or place.code in words.regions.ancestors(code) for code in known):
            doubts.append((suffix, "place-conflict"))
    if place.is_ambiguous or place.is_conflict:
        rule = "place-conflict" if place.is_conflict else "place-ambiguous"
        doubts.append(([suffix for suffix, reading in readings.items() if reading.codes][-1], rule))
    told = {suffix for suffix, rule in doubts if rule in OPEN}
    lost = _lost(readings, place.code, words.regions)
    return doubts + ([(lost, "place-coarser")] if lost is not None and lost not in told else [])


def _lost(readings: Mapping[str, Reading], code: RegionCode, regions: Regions) -> str | None:
    """Say which column names a place finer than the one that its record counts for, if any does."""
    depth = len(regions.ancestors(code))
    for suffix, level in PARTS[2::-1]:
        reading = readings.get(suffix)
        if reading is not None and set(reading.codes) - {UNKNOWN} and depth < DEPTHS[level]:
            return suffix
    return None
