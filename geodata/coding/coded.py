"""Records → CodedRecords: every place becomes a leaf of the tree of regions.

Nothing is dropped and nothing is guessed: what the words or the geometry don't settle goes to the finest region that
holds all that is said, its *unspecified* child, or ``unknown``; the coverage counts how often.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geodata.boundaries.spatial import regions_at
from geodata.coding.guidance import Guidance
from geodata.coding.territories import relations_by
from geodata.coding.words import SIDES, Place, RecordsLike, Side, Words, refined
from geodata.regions import UNKNOWN, WORLD, Level, RegionCode, Regions, is_unspecified, unspecified

if TYPE_CHECKING:
    import geopandas as gpd

    from geodata.coding.systems import Ask
    from geodata.gazetteer import Gazetteer
    from geodata.relation import Territories

#: The columns of the result, in the order by which its rows are sorted.
COLUMNS: Final = (
    "origin", "recovery", "period", "operation", "category", "relation", "source", "basis", "count",
    "count_low", "count_high",
)  # fmt: skip
#: The places of a record that the coverage tells apart; ambiguous and conflict are counted beside, not instead.
OUTCOMES: Final = ("exact", "state_only", "country_only", "unknown")


@dataclass(frozen=True, eq=False)
class CodedRecords:
    """Records whose places are region codes.

    Attributes
    ----------
    frame
        Columns :data:`COLUMNS`, sorted by them; one row for each row of the records, count ``<NA>`` where the source
        does not report one, or masks it: then ``count_low`` and, where it is said, ``count_high`` bound it.
    coverage
        Side → outcome → number of source rows: ``exact``, ``state_only``, ``country_only`` and ``unknown`` sum to all
        rows; of these ``ambiguous`` and ``conflict`` could have been placed finer.
    territories
        Whether Puerto Rico and the other territories counted as ``domestic``, as countries ``abroad``, or differently
        ``by_source``.
    """

    frame: pd.DataFrame
    coverage: dict[str, dict[str, int]]
    territories: Territories

    def __repr__(self) -> str:
        """Show the size only; rows may be about single children."""
        return f"CodedRecords({len(self.frame)} rows)"


def code_records(
    records: RecordsLike,
    regions: Regions,
    gazetteer: Gazetteer,
    *,
    geometry: Side = "recovery",
    guidance: Guidance | None = None,
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
    geometry
        The side that the geometries are about.
    guidance
        What the publisher says about places beyond the records.

    Returns
    -------
    Coded records; the order of the input rows leaves no trace in them.
    """
    frame = records.frame
    weights = frame["n_rows"] if "n_rows" in frame else pd.Series(1, index=frame.index)
    coded = frame.reindex(columns=list(COLUMNS))
    coverage: dict[str, dict[str, int]] = {}
    words = Words(gazetteer, guidance)
    for side in SIDES:
        places = _worded(frame, side, words)
        if records.points is not None and side == geometry:
            places = _with_geometry(places, frame.index, records.points, regions)
        leaves = {place: _leaf(place.code, regions) for place in set(places)}
        coded[side] = pd.Series([leaves[place] for place in places], index=frame.index, dtype="str")
        coverage[side] = _coverage(places, coded[side], weights, regions)
    rule = (guidance or Guidance()).territories
    sources = coded["source"].astype("string").fillna("")
    territories = rule.stated(sources.unique())
    coded["relation"] = relations_by(coded, sources, rule, regions)
    for number in ("count", "count_low", "count_high"):
        coded[number] = coded[number].astype("Int64")
    ordered = coded.sort_values(list(COLUMNS), ignore_index=True, na_position="last")
    return CodedRecords(ordered, coverage, territories)


def _worded(frame: pd.DataFrame, side: Side, words: Words) -> list[Place]:
    """Place the words of one side: an attribute join of the records with their different combinations of words."""
    said = words.of(frame, side)
    asks = words.asks(said)
    different = said.drop_duplicates()
    nothing: dict[str, dict[str, Ask]] = {}
    combinations = set(zip(*(different[column] for column in said.columns[:4]), strict=True))
    plain = {texts: words.place(texts, nothing) for texts in combinations}
    places = [
        words.place((country, state, county, free), asks[source])
        if source in asks
        else plain[country, state, county, free]
        for country, state, county, free, source in different.itertuples(index=False, name=None)
    ]
    table = different.assign(place=range(len(places)))
    joined = said.merge(table, how="left", on=list(said.columns), validate="m:1")
    return [places[number] for number in joined["place"]]


def _with_geometry(
    places: list[Place], index: pd.Index[Any], points: gpd.GeoDataFrame, regions: Regions
) -> list[Place]:
    """Refine the places by what their geometry lies in; words and geometry that differ leave the common region."""
    found = regions_at(points, regions.outlines)
    return [refined(place, found.get(leaf, ()), regions) for leaf, place in zip(index, places, strict=True)]


def _leaf(code: RegionCode, regions: Regions) -> RegionCode:
    """Return the leaf that stands for a region: itself, its unspecified child, or ``unknown`` for the world."""
    if code == WORLD:
        return UNKNOWN
    return unspecified(code) if regions.children(code) else code


def _coverage(places: list[Place], leaves: pd.Series[str], weights: pd.Series[int], regions: Regions) -> dict[str, int]:
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
