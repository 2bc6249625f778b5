"""What the words of a record say about a place: the finest region that holds all that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol

from geodata.coding.guidance import Guidance
from geodata.coding.mapping import place_key, place_text
from geodata.coding.systems import Ask, systems
from geodata.regions import UNKNOWN, WORLD, Level, RegionCode, Regions, stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import geopandas as gpd
    import pandas as pd

    from geodata.gazetteer import Gazetteer

Side = Literal["origin", "recovery"]

SIDES: Final[tuple[Side, Side]] = ("origin", "recovery")
PARTS: Final = (("_country", Level.COUNTRY), ("_state", Level.STATE), ("_county", Level.COUNTY), ("", None))
#: A text in doubt and two that prove its system.
_FEWEST: Final = 3
#: Country, state, county and free text of one side.
Texts = tuple[str, str, str, str]


class RecordsLike(Protocol):
    """What is read of the loaders' Records: leaves in the source's words, and their geometry if any."""

    @property
    def frame(self) -> pd.DataFrame:
        """Places in words, the other columns, count and n_rows."""

    @property
    def points(self) -> gpd.GeoDataFrame | None:
        """Geometries by the index of the frame."""


class Place(NamedTuple):
    """The finest region that holds all that is said so far."""

    code: RegionCode
    is_ambiguous: bool = False
    is_conflict: bool = False


class Reading(NamedTuple):
    """What one column may mean; of an unknown place only the region that it surely lies in."""

    codes: tuple[RegionCode, ...]
    is_known: bool = True
    is_by_column: bool = False


class Words:
    """Places the words of records, with the other rows of their source as context.

    Parameters
    ----------
    gazetteer
        Look-up of names and codes.
    guidance
        What the publisher says.
    """

    def __init__(self, gazetteer: Gazetteer, guidance: Guidance | None = None) -> None:
        self._gazetteer = gazetteer
        self.regions = gazetteer.regions
        self._guidance = guidance or Guidance()

    def of(self, frame: pd.DataFrame, side: Side) -> pd.DataFrame:
        """Select what the records say about one side: four columns of text and the source, empty where missing."""
        columns = [f"{side}{suffix}" for suffix, _ in PARTS]
        return frame.reindex(columns=[*columns, "source"]).astype("string").fillna("")

    def asks(self, words: pd.DataFrame) -> dict[str, dict[str, dict[str, Ask]]]:
        """Find for each source, by column suffix, how its own rows say that codes are to be read."""
        found: dict[str, dict[str, dict[str, Ask]]] = {}
        columns = [column for column in words.columns if column != "source"]
        for position, (suffix, level) in enumerate(PARTS[1:], start=1):
            alone = words[(words[columns[:position]] == "").all(axis=1) & (words[columns[position]] != "")]
            for source, texts in alone.groupby("source")[columns[position]]:
                different = texts.unique()
                decided = systems(map(str, different), self._gazetteer, level) if len(different) >= _FEWEST else {}
                if decided:
                    found.setdefault(str(source), {})[suffix] = decided
        return found

    def place(self, texts: Texts, asks: Mapping[str, Mapping[str, Ask]]) -> Place:
        """Place one combination of words, from the coarsest statement to the finest.

        Parameters
        ----------
        texts
            Country, state, county and free text.
        asks
            By suffix of a column, how its texts are to be read.
        """
        if (decided := self.decided(texts)) is not None:
            return Place(WORLD if decided == UNKNOWN else stem(decided))
        place = Place(WORLD)
        for reading in self.readings(texts, asks).values():
            place = refined(place, reading.codes, self.regions)
        return place

    def decided(self, texts: Texts) -> RegionCode | None:
        """Return what the analyst decided about these words."""
        places = self._guidance.places
        return places.get(place_key(place_text(texts))) if places else None

    def readings(self, texts: Texts, asks: Mapping[str, Mapping[str, Ask]]) -> dict[str, Reading]:
        """Look up what each filled column of one combination may mean, by the suffix of the column."""
        country, state = texts[0] or None, texts[1] or None
        readings: dict[str, Reading] = {}
        for text, (suffix, level) in zip(texts, PARTS, strict=True):
            if text.strip():
                outer = country if level != Level.COUNTRY else None
                inner = state if level not in {Level.COUNTRY, Level.STATE} else None
                ask = {} if outer or inner else asks.get(suffix, {}).get(text, {})
                readings[suffix] = self._read(text, outer or ask.get("country"), inner, ask.get("level", level))
                if ask:
                    readings[suffix] = readings[suffix]._replace(is_by_column=True)
        return readings

    def _read(self, text: str, country: str | None, state: str | None, level: str | None) -> Reading:
        """Look one text up in its context."""
        look_up, home = self._gazetteer.look_up, self._guidance.home
        found = look_up(text, country=country, state=state, level=level, home=home, suggest=False)
        if found.status == "unknown" and (country or state):  # it may contradict the other columns
            found = look_up(text, level=level, suggest=False)
        if found.status == "unknown":
            return Reading(() if found.within is None else (found.within,), is_known=False)
        return Reading(tuple(candidate.code for candidate in found.candidates))


def refined(place: Place, candidates: Iterable[RegionCode], regions: Regions) -> Place:
    """Add a statement to what is known: go finer if it lies inside, go coarser if it contradicts."""
    codes = {stem(code) for code in candidates} - {UNKNOWN}
    if not codes:
        return place
    said = common(codes, regions)
    if said != place.code and said in regions.ancestors(place.code):
        return place
    if said == place.code or place.code in regions.ancestors(said):
        return Place(said, len(codes) > 1, place.is_conflict)
    return Place(common({said, place.code}, regions), place.is_ambiguous, is_conflict=True)


def common(codes: Collection[RegionCode], regions: Regions) -> RegionCode:
    """Return the finest region that holds all of some regions."""
    chains = [(code, *regions.ancestors(code)) for code in sorted(codes)]
    return next(code for code in chains[0] if all(code in chain for chain in chains))
