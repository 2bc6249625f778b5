"""Whether a table may be loaded at all: its header, the content of every column, its points."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import pandas as pd

from loaders import refusals
from loaders.engines import reading
from loaders.errors import ColumnsError, Fault, LoadError, PersonalDataError, SourceError, gathered
from loaders.evidence import doubts_of
from loaders.judging import is_note
from loaders.measures import is_measure
from loaders.personal import POSTAL, UNREAD, traits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ibis.expr.types import Table as Expression

    from loaders.accounting import Table
    from loaders.engines import DuckDBEngine
    from loaders.grouping import Grouped
    from loaders.headers import Announced
    from loaders.traits import Trait

    Recognise = Callable[[str], str | None]

RENAME: Final = "Rename or add columns; docs/records.md lists the names."
BY_LAYOUT: Final = (
    "Or let `check` write the proposed layout by --save-layout FILE, correct it, and give it as --layout; there"
    " `unknown` may stand for a side."
)


def check_header(source: Table, engine: DuckDBEngine, recognise: Recognise) -> None:
    """Refuse a header that announces persons, lacks a column, or has two for one purpose; all reasons at once.

    Parameters
    ----------
    recognise
        Says at which level a text names a place: places are no persons, whatever their header announces.

    Raises
    ------
    LoadError
        When any reason holds.
    """
    where, opened, match, *_ = source
    errors: list[LoadError] = []
    personal = refusals.by_header({at: opened.header[at] for at in match.extras}, lenient=opened.places is not None)
    if faults := [source.refusal(at, rule, "header") for at, rule in personal.refused.items()]:
        also = _in_doubt(source, personal.doubted, engine, recognise) if not match.missing else ()
        errors.append(PersonalDataError([*faults, *also]))
    missing = () if opened.questions else match.missing
    faults = [Fault(where, f"no column for {name}", f"a column '{name}'", RENAME) for name in missing]
    if faults and opened.seen:
        faults[-1] = replace(faults[-1], remedy=f"{opened.seen}. {RENAME} {BY_LAYOUT}")
    expected, remedy = "an answer", "Run `check` with --save-layout FILE, correct the file, and give it as --layout."
    faults += [Fault(where, f"can't tell {question}", expected, remedy) for question in opened.questions]
    faults += [Fault(where, f"several columns for {name}", "one", "Keep one of them.") for name in match.doubled]
    if faults:
        errors.append(ColumnsError(faults))
    if errors:
        raise gathered(errors)


def _in_doubt(
    source: Table, doubted: Mapping[int, Announced], engine: DuckDBEngine, recognise: Recognise
) -> Iterator[Fault]:
    """Find also the columns whose header leaves a doubt that their content doesn't end, for all is said at once."""
    opened = source.opened
    try:
        with reading(source.where):
            names = [f"c{at}" for at in doubted]
            rows = opened.table if opened.memory is None or not names else engine.arrow(opened.memory.select(names))
            doubts = doubts_of(partial(_values_of, rows), doubted, engine, recognise)
            found = list(refusals.by_content(rows, {f"c{at}": traits for at, traits in doubts.items()}, engine))
    except SourceError:  # the file is refused already, and can't be looked at
        return
    yield from (source.refusal(int(cell.removeprefix("c")), rule, "header") for cell, rule in found)


def _values_of(rows: Expression, cell: str) -> Expression:
    return refusals.values_of(rows, [cell])


def check_content(
    found: Grouped, wide: Table, values: Expression | None, engine: DuckDBEngine, recognise: Recognise
) -> None:
    """Refuse a source in which the values of any column, read or not, look like data about single persons.

    Parameters
    ----------
    found
        The source, grouped.
    wide
        The source with all of its columns.
    values
        The values of the columns that are not read, where they are not among the groups any more; else None.
    engine
        Where the looking happens.
    recognise
        Says at which level a text names a place: places are no persons, whatever their header announces.

    Raises
    ------
    PersonalDataError
        When any column does.
    """
    source = found.source
    opened, match = source.opened, source.match
    rows = found.declared
    if found.others is not None:
        others = found.others.filter(~is_note(found.others, source.known))
        looked_at = [*match.known, "n_rows"]
        rows = engine.keep(rows.select(looked_at).union(others.select(looked_at)))
    read = refusals.by_content(rows, {name: traits_of(name) for name in match.known}, engine)
    extras = {at: wide.opened.header[at] for at in wide.match.extras}
    doubted = refusals.by_header(extras, lenient=opened.places is not None).doubted
    # Where copies don't matter, columns that are not read are not among the groups.
    rows = opened.table if source.duplicates == "keep" else found.raw

    def told(cell: str) -> Expression:
        return _values_of(rows, cell) if values is None else values.filter(values["column"] == cell)

    doubts = doubts_of(told, doubted, engine, recognise)
    sought = {f"c{at}": _sought(text, doubts.get(at, ())) for at, text in extras.items()}
    unread = refusals.by_content(rows, sought, engine) if values is None else refusals.by_values(values, sought, engine)
    faults = [source.refusal(match.known[name], rule, "content") for name, rule in read]
    for cell, rule in unread:
        at = int(cell.removeprefix("c"))
        is_announced = at in doubted and doubted[at].rule == rule
        faults.append(wide.refusal(at, rule, "header" if is_announced else "content"))
    if faults:
        raise PersonalDataError(faults)


def _sought(header: str, doubts: Sequence[Trait]) -> tuple[Trait, ...]:
    """Say what to look for in a column that is not read: what its header may announce, and all else."""
    # Figures of five digits are no postal codes where the header says what they measure.
    postal = () if is_measure(header) else (POSTAL,)
    return (*doubts, *UNREAD, *postal)


def check_points(source: Table, leaves: pd.DataFrame) -> None:
    """Refuse a layer of points that are single cases.

    Raises
    ------
    PersonalDataError
        When they are.
    """
    places = source.opened.places
    if places is None:
        return
    points = places[places.geom_type == "Point"]
    if refusals.are_cases(leaves, pd.DataFrame({"x": points.x, "y": points.y}, index=points.index)):
        fault = refusals.fault(source.where, "the geometry", "coordinates of single cases", "content")
        raise PersonalDataError([fault])
