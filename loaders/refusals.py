"""Person-level and point-level data is refused: by header, and by content.

A refused file is not loaded at all. The message names the column and the rule; it shows no value.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import ibis

from loaders.errors import Fault
from loaders.headers import Announced, announced_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from ibis.expr.types import IntegerScalar, Table

    from loaders.engines import DuckDBEngine
    from loaders.headers import Announced
    from loaders.traits import Trait

REMEDY: Final = "Remove the column, or aggregate to counts by place and month, and load the file again."
# Points are cases, not places, when nearly all of them stand for one case at a place of its own, known to some metres.
# Columns in one question to the engine, whose memory holds the patterns of each.
COLUMNS_AT_ONCE: Final = 16
POINT_SHARE: Final = 0.8
# Of so many values is said that nearly all of them look alike.
ALIKE_SHARE: Final = 0.95
PRECISE_DECIMALS: Final = 4


class Headers(NamedTuple):
    """What the headers of a table announce.

    Attributes
    ----------
    refused
        Position → rule, of columns refused whatever they hold.
    doubted
        Position → what is announced, of columns refused unless they hold something else.
    """

    refused: dict[int, str]
    doubted: dict[int, Announced]


def by_header(header: Mapping[int, str], *, lenient: bool) -> Headers:
    """Find columns whose header announces data about single persons, with the rule.

    Parameters
    ----------
    header
        Position → header as written, for the columns that are not read.
    lenient
        Whether a column `name` may hold the names of places.
    """
    announced = {at: _announced(text, lenient=lenient) for at, text in header.items()}
    told = {at: what for at, what in announced.items() if what}
    refused = {at: what.rule for at, what in told.items() if what.is_sure}
    return Headers(refused, {at: what for at, what in told.items() if not what.is_sure})


@lru_cache(maxsize=65_536)
def _announced(text: str, *, lenient: bool) -> Announced | None:
    """Ask once what a header announces."""
    return announced_by(text, lenient=lenient)


def by_content(table: Table, traits: Mapping[str, Sequence[Trait]], engine: DuckDBEngine) -> Iterator[tuple[str, str]]:
    """Find columns whose values look like data about single persons, with the rules.

    Each different value of a column is looked at once, and counts as often as it occurs.

    Parameters
    ----------
    table
        The source, or its different rows with how often each occurs in `n_rows`.
    traits
        Column → what to look for in it.
    """
    looked = {column: sought for column, sought in traits.items() if sought}
    if not looked:
        return
    every = tuple(dict.fromkeys(trait for sought in looked.values() for trait in sought))
    names = list(looked)
    for start in range(0, len(names), COLUMNS_AT_ONCE):
        some = names[start : start + COLUMNS_AT_ONCE]
        # In steps, for a pattern of a thousand names is made ready each time that an engine looks at a question.
        yield from _shown(engine.keep(values_of(table, some)), {name: looked[name] for name in some}, every, engine)


def by_values(values: Table, traits: Mapping[str, Sequence[Trait]], engine: DuckDBEngine) -> Iterator[tuple[str, str]]:
    """Find such columns among the different values of many, as `values_of` lists them."""
    every = tuple(dict.fromkeys(trait for sought in traits.values() for trait in sought))
    yield from _shown(values, traits, every, engine)


def _shown(
    values: Table, looked: Mapping[str, Sequence[Trait]], every: tuple[Trait, ...], engine: DuckDBEngine
) -> Iterator[tuple[str, str]]:
    """Measure traits in the values of columns, and name the columns that show any."""
    numbers = {trait: number for number, trait in enumerate(every)}
    found = engine.fetch(engine.keep(measured(values, every))).set_index("column")
    measures = {str(column): told for column, told in found.to_dict("index").items()}
    for column, sought in looked.items():
        counts = {str(name): int(n) for name, n in measures.get(column, {}).items()}
        rules = [trait.rule for trait in sought if counts and _holds(trait, numbers[trait], counts)]
        yield from ((column, rule) for rule in dict.fromkeys(rules))


def values_of(table: Table, columns: Sequence[str]) -> Table:
    """Return the different values of columns: `column`, `text` in lower case, and how often each occurs in `n`.

    Where a cell is empty the text is missing. To leave it out here would make engines trim every row before they group.
    """
    return ibis.union(*(_values(table, column) for column in columns))


def measured(values: Table, traits: Sequence[Trait]) -> Table:
    """Measure how far the values of each column show traits."""
    measures = dict(chain.from_iterable(_measures(values, trait, number) for number, trait in enumerate(traits)))
    return values.group_by("column").agg(n=values["text"].isnull().ifelse(0, values["n"]).sum(), **measures)  # noqa: PD003


def are_cases(leaves: pd.DataFrame, xy: pd.DataFrame) -> bool:
    """Say whether a layer's points are cases: each one recovery, at a place of its own.

    They are if every point counts one, or if nearly all do and are precise.

    Parameters
    ----------
    leaves
        Columns `geometry` (key), `number`.
    xy
        Columns `x`, `y` in degrees, indexed by geometry key; points only.
    """
    points = leaves[leaves["geometry"].isin(xy.index)]
    totals = points.groupby("geometry")["number"].sum()
    if len(totals) > 1 and bool((totals == 1).all()):
        return True
    precise = ((xy.round(PRECISE_DECIMALS - 1) - xy).abs() > 10 ** -(PRECISE_DECIMALS + 1)).all(axis=1)
    n_cases = int(precise[precise.index.isin(totals[totals == 1].index)].sum())
    return n_cases > 1 and n_cases >= POINT_SHARE * len(totals)


def fault(where: str, column: str, rule: str, how: str) -> Fault:
    """Write a refusal: column and rule, no value."""
    return Fault(f"{where}, {column}", f"{rule}, recognised by its {how}", "counts, not single persons", REMEDY)


def _values(table: Table, column: str) -> Table:
    """Return the different values of a column and how often each occurs."""
    n = table["n_rows"].sum() if "n_rows" in table.columns else table.count()
    counted = table.group_by(text=table[column]).agg(n=n)
    text = counted["text"].strip().lower().nullif("")
    return counted.select("n", text=text, column=ibis.literal(column))


def _measures(values: Table, trait: Trait, number: int) -> Iterator[tuple[str, IntegerScalar]]:
    """Count the values that show a trait, how many of them differ, and how many in their letters."""
    is_match = values["text"].re_search(trait.pattern)
    if trait.unless:
        is_match &= ~values["text"].re_search(trait.unless)
    yield f"n_{number}", is_match.ifelse(values["n"], 0).sum()
    yield f"distinct_{number}", is_match.ifelse(1, 0).sum()
    if trait.among:
        yield f"among_{number}", values["text"].re_search(trait.among).ifelse(values["n"], 0).sum()
    if trait.n_stems:
        stems = is_match.ifelse(values["text"].re_replace("[^a-z]+", ""), ibis.null("string"))
        yield f"stems_{number}", stems.nunique()


def _holds(trait: Trait, number: int, measured: Mapping[str, int]) -> bool:
    """Decide whether the measured values of a column show a trait."""
    n_matches, n_distinct = measured[f"n_{number}"], measured[f"distinct_{number}"]
    is_varied = n_distinct >= trait.n_distinct and measured.get(f"stems_{number}", 0) >= trait.n_stems
    is_alike = trait.among is None or measured[f"among_{number}"] >= ALIKE_SHARE * measured["n"]
    return is_varied and is_alike and n_matches >= trait.share * measured["n"]
