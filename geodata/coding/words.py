"""What the words of a record say about a place: the finest region that holds all that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol

from geodata.boundaries.spelling import key
from geodata.coding.guidance import Guidance
from geodata.coding.mapping import place_key, place_text
from geodata.coding.systems import DOUBTED, MISSING, Ask, markers, pairs, strangers, systems
from geodata.gazetteer.splitting import CODED_MISSING, is_missing
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
    is_doubted: bool = False
    is_missing: bool = False


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
        for position, (suffix, level) in enumerate(PARTS):
            column = columns[position]
            is_alone = (words[columns[:position]] == "").all(axis=1) & (words[column] != "")
            for source, texts in words[is_alone].groupby("source")[column]:
                if decided := self._decided([str(text) for text in texts.unique()], level):
                    found.setdefault(str(source), {})[suffix] = decided
        country, state, county, *_ = columns
        is_pair = (words[country] == "") & (words[state] != "") & (words[county] != "")
        for source, rows in words[is_pair].drop_duplicates().groupby("source"):
            self._pair(found.setdefault(str(source), {}).setdefault("_state", {}), rows[state], rows[county])
        return {source: asks for source, asks in found.items() if any(asks.values())}

    def _decided(self, different: list[str], level: Level | None) -> dict[str, Ask]:
        """Decide how to ask for the texts of a column, from all of them."""
        gazetteer = self._gazetteer
        asks = dict(markers(different, gazetteer))
        rest = [text for text in different if text not in asks]
        if len(rest) >= _FEWEST and level != Level.COUNTRY:
            asks |= strangers(rest, gazetteer, level) | systems(rest, gazetteer, level)
        return asks

    def _pair(self, asks: dict[str, Ask], states: pd.Series[str], counties: pd.Series[str]) -> None:
        """Read numbers of states by the counties beside them where the states alone decide nothing."""
        texts = [str(text) for text in states.unique()]
        said = list(zip(map(str, states), map(str, counties), strict=True))
        if all(text in asks for text in texts) or not (ask := pairs(said, self._gazetteer)):
            return
        look_up = self._gazetteer.look_up
        asks |= {
            text: ask for text in texts
            if text not in asks and look_up(text, level=Level.STATE, suggest=False).status == "ambiguous"
            and text.strip().partition(".")[0].isdigit()
        }  # fmt: skip

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
        """Look up what each filled column of one combination may mean, by the suffix of the column.

        What the column of the state says of its country holds for the county beside it too.
        """
        country, state = texts[0] or None, texts[1] or None
        readings: dict[str, Reading] = {}
        for text, (suffix, level) in zip(texts, PARTS, strict=True):
            if text.strip():
                outer = country if level != Level.COUNTRY else None
                inner = state if level not in {Level.COUNTRY, Level.STATE} else None
                ask = {} if outer or inner else asks.get(suffix, {}).get(text, {})
                readings[suffix] = self._asked(text, outer, inner, level, ask)
                if suffix == "_state" and "country" in ask:
                    country = ask["country"]
        return readings

    def _asked(self, text: str, country: str | None, state: str | None, level: str | None, ask: Ask) -> Reading:
        """Look one text up as its column says."""
        if ask is MISSING or is_missing(text) or (not ask and key(text) in CODED_MISSING):
            return Reading((UNKNOWN,), is_missing=True)
        if ask is DOUBTED:
            return Reading((), is_doubted=True)
        reading = self._read(text, country or ask.get("country"), state, ask.get("level", level))
        return reading._replace(is_by_column=True) if ask else reading

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
    # Of several meanings those are meant that lie in what is known already.
    codes = {code for code in codes if place.code in regions.ancestors(code)} or codes
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
