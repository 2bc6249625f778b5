"""Sheets: a plain table is found by its header; anything else needs a layout, given or guessed."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from loaders.asides import NOTE
from loaders.columns import match_headers
from loaders.layout import Guess, Layout
from loaders.layouts.applying import MAX_CELLS, apply_layout
from loaders.layouts.grid import HEADER_WITHIN, header_at
from loaders.layouts.guessing import guess_layout
from loaders.layouts.opened import Opened, cells, in_memory
from loaders.layouts.proposing import proposed
from loaders.layouts.resolving import check_constants, open_in, resolved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loaders.choices import Choices
    from loaders.engines import DuckDBEngine
    from loaders.layouts.grid import Line, Sheet
    from loaders.sources import Source


def open_sheet(source: Source, sheet: Sheet, engine: DuckDBEngine, choices: Choices) -> Opened:
    """Open a sheet: as the given layout says, else by its header, else by a guess that is certain.

    A guess that is not certain is not acted upon: the sheet then lacks columns, and its questions say what is open.

    Raises
    ------
    SourceError
        When a layout does not fit.
    """
    where = ", ".join(filter(None, (source.name, sheet.part)))
    hidden_columns = [at for at in sheet.seen.columns if f"c{at}" in sheet.table.column_names]
    hidden_columns = [at for at in hidden_columns if _is_filled(sheet.table[f"c{at}"])]
    if choices.hidden == "drop":
        sheet = sheet.without(hidden_columns)
    opened = _opened(where, sheet, engine, choices)
    notices = ["merged"] if sheet.seen.merged and sheet.held().table != sheet.table else []
    if choices.hidden != "keep":
        is_asked = choices.hidden == "ask"
        notices += [("hidden-columns" if is_asked else "hidden-dropped")] if hidden_columns else []
        notices += [("hidden-sheet" if is_asked else "hidden-dropped")] if sheet.seen.is_hidden else []
        opened = _without_hidden(opened, sheet, engine, is_asked=is_asked)
    return opened._replace(notices=(*opened.notices, *notices))


def _without_hidden(opened: Opened, sheet: Sheet, engine: DuckDBEngine, *, is_asked: bool) -> Opened:
    """Tell the rows that are hidden; unless the caller is asked about them, make notes of them."""
    table = opened.table
    if sheet.seen.is_hidden and not is_asked:
        return opened._replace(table=table.mutate(fault=ibis.literal(NOTE)))
    if not sheet.seen.rows:
        return opened
    hidden = engine.arrow(pa.table({"hidden": pa.array(sorted(sheet.seen.rows), pa.int64())}))
    is_hidden = table["row"].isin(hidden["hidden"])
    rows = engine.fetch(table.filter(is_hidden).select("row").distinct().order_by("row"))["row"]
    if not is_asked:
        opened = opened._replace(table=engine.keep(table.mutate(fault=is_hidden.ifelse(NOTE, table["fault"]))))
    told = ("hidden-rows" if is_asked else "hidden-dropped", tuple(map(int, rows)))
    return opened._replace(told=(told,) if told[1] else ())


def _opened(where: str, sheet: Sheet, engine: DuckDBEngine, choices: Choices) -> Opened:
    """Open a sheet as a table, with merged cells held for all their rows."""
    if choices.layout is not None:
        layout = resolved(choices.layout, sheet.lines(), where)
        choices.on_layout(where, Guess(layout, 1.0, tuple(open_in(layout))))
        check_constants(layout, where)
        return apply_layout(sheet.held(_counts(layout)), layout, engine, where)
    held = sheet.held()
    first = held.lines(HEADER_WITHIN)
    if choices.is_plain:
        return _plain(held, 0, first[0].cells if first else (), engine)
    at = header_at(first)
    header = first[at].cells if at is not None else ()
    known = match_headers(header).known
    if at is not None and not match_headers(header).missing:
        columns = {name: position + 1 for name, position in known.items()}
        choices.on_layout(where, Guess(Layout((first[at].row, first[at].row), columns), 1.0))
        return _plain(sheet.held({known["count"]}), at, header, engine)
    guess = None
    if held.table.num_rows * held.table.num_columns <= MAX_CELLS:
        guess = guess_layout(held.lines(), where, choices.recognise)
    if guess is None:
        at = _top(first) if at is None else at
        proposal = proposed(first, at, where, choices.recognise) if first else None
        if proposal:
            choices.on_layout(where, proposal.guess)
        opened = _plain(held, at, first[at].cells if first else (), engine)
        return opened._replace(seen=proposal.seen if proposal else "")
    choices.on_layout(where, guess)
    if guess.is_certain:
        opened = apply_layout(sheet.held(_counts(guess.layout)), guess.layout, engine, where)
        return opened._replace(notices=("layout-guessed",))
    # Shown as it stands, so that personal headers are seen; it cannot load, for columns are missing.
    doubt = f"the layout is guessed with a certainty of {guess.certainty:.0%} only"
    at = next(n for n, line in enumerate(first) if line.row == guess.layout.header[1])
    return _plain(held, at, first[at].cells, engine)._replace(questions=guess.questions or (doubt,))


def _counts(layout: Layout) -> set[int]:
    """Say which columns hold counts."""
    across = range(layout.counts[0] - 1, layout.counts[1]) if layout.counts else ()
    return {*across, *(at - 1 for name, at in layout.columns.items() if name == "count")}


def _top(first: Sequence[Line]) -> int:
    """Find the line that is most likely a header where none names record columns: the first of the usual width."""
    widths = [sum(map(bool, line.cells)) for line in first]
    usual = median(width for width in widths if width) if any(widths) else 0
    return next((at for at, width in enumerate(widths) if width and width >= usual), 0)


def _plain(sheet: Sheet, at: int, header: tuple[str, ...], engine: DuckDBEngine) -> Opened:
    """Hand on what stands below a header; columns beyond it that hold anything have an empty header."""
    below = sheet.table.slice(at + 1)
    names = [f"c{position}" for position in range(sheet.table.num_columns - 1)]
    texts = [header[position] if position < len(header) else "" for position in range(len(names))]
    kept = [n for n, name in enumerate(names) if texts[n] or _is_filled(below[name])]
    columns = {cell: below[names[n]] for cell, n in zip(cells(kept), kept, strict=True)}
    header = tuple(texts[n] for n in kept)
    nothing = pa.nulls(below.num_rows, pa.string())
    table = pa.table({"row": below["row"], "fault": nothing, "geometry": nothing, **columns})
    return in_memory(header, table, engine)._replace(part=sheet.part)


def _is_filled(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.greater(pc.binary_length(column), 0)).as_py())
