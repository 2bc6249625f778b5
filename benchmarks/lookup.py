"""Look every place up by name, as the records write it, against a bare dictionary of the same names.

The dictionary knows one spelling and no ambiguity: it is the floor below which no look-up can be. The gazetteer is
asked twice: at first sight of a name, and again, as it is for every further record of the same place. Then a million
places without any context, of 20,000 different spellings, are coded at once.
"""

from __future__ import annotations

from itertools import cycle, islice
from time import perf_counter
from typing import TYPE_CHECKING, Final

import pandas as pd

from benchmarks.report import Report, run
from geodata.boundaries import read_look_up
from geodata.gazetteer import Gazetteer
from geodata.regions import Regions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Name and state as written → the code that is meant.
Place = tuple[str, str, str]

_COLUMNS: Final = ("name_en", "parent", "code")
_QUICK: Final = 500
_ROUNDS: Final = 9
_BATCH: Final = 1_000_000
_DISTINCT: Final = 20_000
TARGETS: Final = {
    "wrong": ("==", 0),
    "found_share": (">=", 0.99),
    "first_seconds": ("<=", 5),  # all counties of two countries: nobody waits for the look-up
    "again_ratio": ("<=", 10),
    "batch_seconds": ("<=", 10),
}


def places() -> list[Place]:
    """List all counties and municipios as records write them: in capitals, beside the code of their state."""
    frame = Regions.packaged().frame
    own = frame[(frame["level"] == "county") & ~frame["code"].str.contains("/")]
    return [(name.upper(), state, code) for name, state, code in zip(*(own[c] for c in _COLUMNS), strict=True)]


def seconds_per_name(ask: Callable[[str, str], object], given: Sequence[Place]) -> float:
    """Time one pass over all places."""
    start = perf_counter()
    for name, state, _ in given:
        ask(name, state)
    return (perf_counter() - start) / len(given)


def mixed(quick: bool) -> pd.Series:  # noqa: FBT001
    """Write many places in many spellings, each spelling many times."""
    size, distinct = (_BATCH // 100, _DISTINCT // 100) if quick else (_BATCH, _DISTINCT)
    written = dict.fromkeys(text for start in (0, 1) for place in places()[start::2] for text in spellings(*place))
    return pd.Series(list(islice(cycle(list(islice(written, distinct))), size)), dtype="str")


def spellings(name: str, state: str, code: str) -> tuple[str, ...]:
    """Write a place as different agencies would; in the last a letter is missing."""
    slug = f"{state}-{name}".lower().replace(" ", "-")
    with_state = (f"{name}, {state[3:]}", f"{name.title()} {state}")
    return (*with_state, name, code, code[3:].lstrip("0"), slug, name[:-2] + name[-1:])


def batch(gazetteer: Gazetteer, quick: bool) -> dict[str, float]:  # noqa: FBT001
    """Time a batch at first sight, and a dictionary that knows all its spellings."""
    texts = mixed(quick)
    start = perf_counter()
    coded = gazetteer.look_up_all(texts)
    seconds = perf_counter() - start
    listed = texts.tolist()
    bare = dict(zip(listed, coded["code"].tolist(), strict=True))
    start = perf_counter()
    [bare[text] for text in listed]
    floor = perf_counter() - start
    return {
        "batch": len(texts),
        "batch_distinct": texts.nunique(),
        "batch_exact_share": round(float((coded["status"] == "exact").mean()), 4),
        "batch_seconds": round(seconds, 2),
        "batch_ratio": round(seconds / floor, 1),
    }


def measure(quick: bool) -> Report:  # noqa: FBT001  (the one switch that every benchmark has)
    """Time gazetteer and dictionary over the same places, in turn."""
    given = places()[:: len(places()) // _QUICK if quick else 1]
    bare = {(name, state): code for name, state, code in given}
    start = perf_counter()
    gazetteer = Gazetteer(Regions.packaged(), read_look_up())
    build = perf_counter() - start

    def by_gazetteer(name: str, state: str) -> str | None:
        return gazetteer.look_up(name, state=state, level="county", suggest=False).code

    def by_dictionary(name: str, state: str) -> str | None:
        return bare.get((name, state))

    first = seconds_per_name(by_gazetteer, given)
    rounds = [[seconds_per_name(ask, given) for ask in (by_gazetteer, by_dictionary)] for _ in range(_ROUNDS)]
    again, floor = map(min, zip(*rounds, strict=True))
    answers = [(by_gazetteer(name, state), code) for name, state, code in given]
    metrics = {
        "names": len(given),
        "build_seconds": round(build, 2),
        "first_seconds": round(first * len(given), 2),
        "first_names_per_second": round(1 / first),
        "again_names_per_second": round(1 / again),
        "dictionary_names_per_second": round(1 / floor),
        "again_ratio": round(again / floor, 1),
        "found_share": round(sum(found == code for found, code in answers) / len(given), 4),
        "wrong": sum(found not in {None, code} for found, code in answers),
        **batch(Gazetteer(Regions.packaged(), read_look_up()), quick),
    }
    return Report("lookup", metrics, TARGETS)


if __name__ == "__main__":
    run(measure, __doc__)
