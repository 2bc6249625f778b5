"""Records → CodedRecords: every place becomes a leaf of the tree of regions.

Nothing is dropped and nothing is guessed: what the words or the geometry don't settle goes to the finest region that
holds all that is said, its *unspecified* child, or ``unknown``; the coverage counts how often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol

import pandas as pd

from geodata.boundaries.spatial import regions_at
from geodata.regions import UNKNOWN, WORLD, Level, RegionCode, Regions, is_unspecified, stem, unspecified
from geodata.relation import relations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import geopandas as gpd

    from geodata.gazetteer import Gazetteer
    from geodata.relation import Territories

Side = Literal["origin", "recovery"]

SIDES: Final[tuple[Side, Side]] = ("origin", "recovery")
#: The columns of the result, in the order by which its rows are sorted.
COLUMNS: Final = ("origin", "recovery", "period", "operation", "category", "relation", "source", "basis", "count")
#: The places of a record that the coverage tells apart; ambiguous and conflict are counted beside, not instead.
OUTCOMES: Final = ("exact", "state_only", "country_only", "unknown")
_PARTS: Final = (("_country", Level.COUNTRY), ("_state", Level.STATE), ("_county", Level.COUNTY), ("", None))


class RecordsLike(Protocol):
    """What is read of the loaders' Records: leaves in the source's words, and their geometry if any."""

    @property
    def frame(self) -> pd.DataFrame:
        """Places in words, the other columns, count and n_rows."""

    @property
    def points(self) -> gpd.GeoDataFrame | None:
        """Geometries by the index of the frame."""


@dataclass(frozen=True, eq=False)
class CodedRecords:
    """Records whose places are region codes.

    Attributes
    ----------
    frame
        Columns :data:`COLUMNS`, sorted by them; one row for each row of the records, count ``<NA>`` where the source
        does not report one.
    coverage
        Side → outcome → number of source rows: ``exact``, ``state_only``, ``country_only`` and ``unknown`` sum to all
        rows; of these ``ambiguous`` and ``conflict`` could have been placed finer.
    territories
        Whether Puerto Rico and the other territories counted as ``domestic`` or as countries ``abroad``.
    """

    frame: pd.DataFrame
    coverage: dict[str, dict[str, int]]
    territories: Territories

    def __repr__(self) -> str:
        """Show the size only; rows may be about single children."""
        return f"CodedRecords({len(self.frame)} rows)"


class _Place(NamedTuple):
    """The finest region that holds all that is said so far."""

    code: RegionCode
    is_ambiguous: bool = False
    is_conflict: bool = False


def code_records(
    records: RecordsLike,
    regions: Regions,
    gazetteer: Gazetteer,
    *,
    territories: Territories = "domestic",
    geometry: Side = "recovery",
) -> CodedRecords:
    """Code both places of every record, and derive their relation.

    Words are looked up once for each different combination and joined back by attribute; geometries are joined to the
    outlines of counties, provinces and countries.

    Parameters
    ----------
    records
        The loaders' Records.
    regions
        The tree, without pools.
    gazetteer
        Look-up of names and codes in the same tree.
    territories
        Whether the territories count as ``domestic`` or ``abroad``.
    geometry
        The side that the geometries are about.

    Returns
    -------
    Coded records; the order of the input rows leaves no trace in them.
    """
    frame = records.frame
    weights = frame["n_rows"] if "n_rows" in frame else pd.Series(1, index=frame.index)
    coded = frame.reindex(columns=list(COLUMNS))
    coverage: dict[str, dict[str, int]] = {}
    for side in SIDES:
        places = _worded(frame, side, regions, gazetteer)
        if records.points is not None and side == geometry:
            places = _with_geometry(places, frame.index, records.points, regions)
        leaves = {place: _leaf(place.code, regions) for place in set(places)}
        coded[side] = pd.Series([leaves[place] for place in places], index=frame.index, dtype="str")
        coverage[side] = _coverage(places, coded[side], weights, regions)
    coded["relation"] = relations(coded["origin"], coded["recovery"], regions=regions, territories=territories)
    coded["count"] = coded["count"].astype("Int64")
    ordered = coded.sort_values(list(COLUMNS), ignore_index=True, na_position="last")
    return CodedRecords(ordered, coverage, territories)


def place_doubts(records: RecordsLike, regions: Regions, gazetteer: Gazetteer) -> pd.DataFrame:
    """Say which words about places could not be coded, or not as finely as they mean.

    Returns
    -------
    Columns leaf (index of the records), column, rule: ``place-unknown`` where a word is in no gazetteer,
    ``place-ambiguous`` where the words fit several regions, ``place-conflict`` where they contradict each other; the
    latter two name the column that was left aside, else the finest that is filled.
    """
    found: list[tuple[Any, str, str]] = []
    for side in SIDES:
        columns = [f"{side}{suffix}" for suffix, _ in _PARTS]
        words = records.frame.reindex(columns=columns).astype("string").fillna("")
        for texts, rows in words.groupby(columns):
            doubts = _doubts(side, tuple(map(str, texts)), regions, gazetteer)
            found += [(leaf, column, rule) for column, rule in doubts for leaf in rows.index]
    return pd.DataFrame(found, columns=["leaf", "column", "rule"])


def _doubts(side: Side, texts: tuple[str, ...], regions: Regions, gazetteer: Gazetteer) -> list[tuple[str, str]]:
    """List column and rule of what is in doubt about one combination of words."""
    readings = _readings(texts, gazetteer)
    place = _place(texts, regions, gazetteer)
    line = {place.code, *regions.ancestors(place.code)}
    doubts = []
    for suffix, codes in readings.items():
        known = {stem(code) for code in codes} - {UNKNOWN}
        if not codes:
            doubts.append((f"{side}{suffix}", "place-unknown"))
        elif known and not any(code in line or place.code in regions.ancestors(code) for code in known):
            doubts.append((f"{side}{suffix}", "place-conflict"))
    if place.is_ambiguous or place.is_conflict:
        rule = "place-conflict" if place.is_conflict else "place-ambiguous"
        doubts.append((f"{side}{[suffix for suffix, codes in readings.items() if codes][-1]}", rule))
    return doubts


def _worded(frame: pd.DataFrame, side: Side, regions: Regions, gazetteer: Gazetteer) -> list[_Place]:
    """Place the words of one side: an attribute join of the records with their different combinations of words."""
    columns = [f"{side}{suffix}" for suffix, _ in _PARTS]
    words = frame.reindex(columns=columns).astype("string").fillna("")
    different = words.drop_duplicates()
    places = [_place(row, regions, gazetteer) for row in different.itertuples(index=False, name=None)]
    table = different.assign(place=range(len(places)))
    joined = words.merge(table, how="left", on=columns, validate="m:1")
    return [places[number] for number in joined["place"]]


def _place(texts: tuple[str, ...], regions: Regions, gazetteer: Gazetteer) -> _Place:
    """Place one combination of country, state, county and free text, from the coarsest statement to the finest."""
    place = _Place(WORLD)
    for codes in _readings(texts, gazetteer).values():
        place = _refined(place, codes, regions)
    return place


def _readings(texts: tuple[str, ...], gazetteer: Gazetteer) -> dict[str, tuple[RegionCode, ...]]:
    """Look up what each filled column of one combination may mean, by the suffix of the column."""
    country, state = texts[0] or None, texts[1] or None
    readings: dict[str, tuple[RegionCode, ...]] = {}
    for text, (suffix, level) in zip(texts, _PARTS, strict=True):
        if text.strip():
            outer = country if level != Level.COUNTRY else None
            inner = state if level not in {Level.COUNTRY, Level.STATE} else None
            found = gazetteer.look_up(text, country=outer, state=inner, level=level, suggest=False)
            if found.status == "unknown" and (outer or inner):  # it may contradict the other columns
                found = gazetteer.look_up(text, level=level, suggest=False)
            readings[suffix] = tuple(candidate.code for candidate in found.candidates)
    return readings


def _with_geometry(
    places: list[_Place], index: pd.Index[Any], points: gpd.GeoDataFrame, regions: Regions
) -> list[_Place]:
    """Refine the places by what their geometry lies in; words and geometry that differ leave the common region."""
    found = regions_at(points, regions.outlines)
    return [_refined(place, found.get(leaf, ()), regions) for leaf, place in zip(index, places, strict=True)]


def _refined(place: _Place, candidates: Iterable[RegionCode], regions: Regions) -> _Place:
    """Add a statement to what is known: go finer if it lies inside, go coarser if it contradicts."""
    codes = {stem(code) for code in candidates} - {UNKNOWN}
    if not codes:
        return place
    said = _common(codes, regions)
    if said != place.code and said in regions.ancestors(place.code):
        return place
    if said == place.code or place.code in regions.ancestors(said):
        return _Place(said, len(codes) > 1, place.is_conflict)
    return _Place(_common({said, place.code}, regions), place.is_ambiguous, is_conflict=True)


def _common(codes: Collection[RegionCode], regions: Regions) -> RegionCode:
    """Return the finest region that holds all of some regions."""
    chains = [(code, *regions.ancestors(code)) for code in sorted(codes)]
    return next(code for code in chains[0] if all(code in chain for chain in chains))


def _leaf(code: RegionCode, regions: Regions) -> RegionCode:
    """Return the leaf that stands for a region: itself, its unspecified child, or ``unknown`` for the world."""
    if code == WORLD:
        return UNKNOWN
    return unspecified(code) if regions.children(code) else code


def _coverage(
    places: list[_Place], leaves: pd.Series[str], weights: pd.Series[int], regions: Regions
) -> dict[str, int]:
    """Count the source rows of one side by outcome."""
    outcome = leaves.map({leaf: _outcome(leaf, regions) for leaf in leaves.unique()})
    counts = {name: int(weights[outcome == name].sum()) for name in OUTCOMES}
    counts["ambiguous"] = int(weights[[place.is_ambiguous for place in places]].sum())
    counts["conflict"] = int(weights[[place.is_conflict for place in places]].sum())
    return counts


def _outcome(leaf: str, regions: Regions) -> str:
    """Say how finely a leaf is placed."""
    if leaf == UNKNOWN:
        return "unknown"
    if not is_unspecified(leaf):
        return "exact"
    return "country_only" if regions.level(leaf) == Level.STATE else "state_only"
