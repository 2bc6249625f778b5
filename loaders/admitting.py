"""Whether a table may be loaded at all: its header, the content of every column, its points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from loaders import refusals
from loaders.errors import ColumnsError, Fault, LoadError, PersonalDataError, gathered
from loaders.headers import is_measure
from loaders.judging import is_note
from loaders.personal import POSTAL, UNREAD, in_doubt, traits_of

if TYPE_CHECKING:
    from ibis.expr.types import Table as Expression

    from loaders.accounting import Table
    from loaders.engines import DuckDBEngine
    from loaders.grouping import Grouped
    from loaders.personal import Trait


def check_header(source: Table) -> None:
    """Refuse a header that announces persons, lacks a column, or has two for one purpose; all reasons at once.

    Raises
    ------
    LoadError
        When any reason holds.
    """
    where, opened, match, *_ = source
    errors: list[LoadError] = []
    personal = refusals.by_header({at: opened.header[at] for at in match.extras}, lenient=opened.places is not None)
    if faults := [source.refusal(at, rule, "header") for at, rule in personal.refused.items()]:
        errors.append(PersonalDataError(faults))
    remedy = "Rename or add columns; docs/records.md lists the names."
    missing = () if opened.questions else match.missing
    faults = [Fault(where, f"no column for {name}", f"a column '{name}'", remedy) for name in missing]
    expected, remedy = "an answer", "Run `check` with --save-layout FILE, correct the file, and give it as --layout."
    faults += [Fault(where, f"can't tell {question}", expected, remedy) for question in opened.questions]
    faults += [Fault(where, f"several columns for {name}", "one", "Keep one of them.") for name in match.doubled]
    if faults:
        errors.append(ColumnsError(faults))
    if errors:
        raise gathered(errors)


def check_content(found: Grouped, wide: Table, values: Expression | None, engine: DuckDBEngine) -> None:
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
    sought = {f"c{at}": _sought(text, doubted.get(at)) for at, text in extras.items()}
    if values is not None:
        unread = refusals.by_values(values, sought, engine)
    else:
        # Where copies don't matter, columns that are not read are not among the groups.
        unread = refusals.by_content(opened.table if source.duplicates == "keep" else found.raw, sought, engine)
    faults = [source.refusal(match.known[name], rule, "content") for name, rule in read]
    faults += [wide.refusal(int(cell.removeprefix("c")), rule, "content") for cell, rule in unread]
    if faults:
        raise PersonalDataError(faults)


def _sought(header: str, doubt: str | None) -> tuple[Trait, ...]:
    """Say what to look for in a column that is not read: what its header may announce, and all else."""
    # Figures of five digits are no postal codes where the header says what they measure.
    postal = () if is_measure(header) else (POSTAL,)
    return (*(in_doubt(doubt) if doubt else ()), *UNREAD, *postal)


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
