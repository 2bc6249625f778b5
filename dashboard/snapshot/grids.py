"""Tables of a page: a row per place or kind, a column per period, in each cell a figure or a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.selection import ALL, periods
from dashboard.views.cells import find_table
from dashboard.views.naming import code_name, figure_text, status_word
from dashboard.views.pooled import pool_of
from geodata.protected import NONE_STATED, root_of
from geodata.regions import is_pool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.wording import Words
    from geodata.protected import Cell
    from geodata.release import Release

SIDES: Final = ("recovery", "origin")


@dataclass(frozen=True)
class Row:
    """A row: the codes of its cells, its name, its texts by period, and a link where it has a page."""

    key: str
    name: str
    texts: list[str]
    link: str | None = None

    @property
    def is_all_one(self) -> bool:
        """Say whether all cells are the same word, which is then said once."""
        return len(self.texts) > 1 and len(set(self.texts)) == 1 and not self.texts[0][:1].isdigit()


@dataclass(frozen=True)
class Grid:
    """A table by periods."""

    caption: str
    table: str
    first: str
    periods: list[tuple[str, str]]
    rows: list[Row]


class Cells:
    """All cells of the tables that a page shows, by codes: read once, looked up a hundred thousand times."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.periods = [ALL, *periods(release)]
        self.has_unstated = any((t.cells["status"] == NONE_STATED).any() for t in release.tables.values())
        self.has_pools = bool(release.regions.frame["code"].map(is_pool).any())
        self._names: dict[tuple[str, str, str], str] = {}
        self.painted: dict[tuple[str, str], dict[str, Cell]] = {}
        self._known: dict[str, dict[tuple[str, ...], tuple[object, str]]] = {}

    def name(self, dimension: str, code: str, words: Words) -> str:
        """Name a code; a site names the same ones on hundreds of pages."""
        key = (words.language, dimension, code)
        if key not in self._names:
            self._names[key] = code_name(self.release, dimension, code, words)
        return self._names[key]

    def table(self, *dimensions: str) -> str | None:
        """Name the table with these dimensions and the period, or None."""
        return find_table(self.release, *dimensions, "period")

    def has(self, table: str, dimensions: tuple[str, ...], codes: tuple[str, ...]) -> bool:
        """Say whether a table has cells for these codes."""
        return (*codes, ALL) in self._of(table, dimensions)

    def texts(self, table: str, dimensions: tuple[str, ...], codes: tuple[str, ...], words: Words) -> list[str]:
        """Write the cells of these codes, one per period; a table may be published by longer periods than others."""
        known = self._of(table, dimensions)
        member = any(pool_of(self.release, code) for code in codes)
        hidden = words["pool"] if member else status_word("withheld", words)
        found = [known.get((*codes, period)) for period in self.periods]
        return [_text(*cell, hidden, words) if cell else words["longer_periods"] for cell in found]

    def _of(self, table: str, dimensions: tuple[str, ...]) -> dict[tuple[str, ...], tuple[object, str]]:
        name = f"{table} {' '.join(dimensions)}"
        if name not in self._known:
            source = self.release.tables[table]
            cells = source.cells
            for other in set(source.dimensions) - {*dimensions, "period"}:
                cells = cells[cells[other] == root_of(other)]
            counts = cells["count"].astype(object).where(cells["count"].notna(), None)
            codes = zip(*(cells[d] for d in (*dimensions, "period")), strict=True)
            self._known[name] = dict(zip(codes, zip(counts, cells["status"], strict=True), strict=True))
        return self._known[name]


def _text(count: object, status: str, hidden: str, words: Words) -> str:
    if count is None or count is pd.NA or status == NONE_STATED:
        return hidden if status == "withheld" else status_word(status, words)
    return figure_text(int(str(count)), status, words)


def place_grid(
    cells: Cells, side: str, codes: Iterable[str], caption: str, words: Words,
    *, folder: str = "", pages: frozenset[str],
) -> Grid | None:  # fmt: skip
    """Return the table of some places, or None when no table has any of them."""
    table = cells.table(side)
    if table is None:
        return None
    here = [code for code in codes if cells.has(table, (side,), (code,))]
    rows = [
        Row(
            f"{side}={code}", cells.name(side, code, words),
            cells.texts(table, (side,), (code,), words), _link(code, folder, pages),
        )
        for code in here
    ]  # fmt: skip
    rows.sort(key=lambda row: row.name)
    return Grid(caption, table, words["place"], named_periods(cells, words), rows) if rows else None


def _link(code: str, folder: str, pages: frozenset[str]) -> str | None:
    """Link a place to its page, and a pool to the names of its members, on the page that the table is on."""
    if is_pool(code):
        return f"#{anchor(code)}"
    return f"{folder}{code}.html" if code in pages else None


def anchor(code: str) -> str:
    """Name the place on a page where the members of a pool are named: an id without signs that mean something."""
    return "pool-" + code.replace("/", "-")


def own_grid(cells: Cells, code: str, words: Words) -> Grid | None:
    """Return what a release says of one place: found there, missing from there."""
    rows, tables = [], []
    for side, word in zip(SIDES, ("found_in", "missing_from"), strict=True):
        table = cells.table(side)
        if table is not None and cells.has(table, (side,), (code,)):
            name = words.say(word, place=cells.name(side, code, words))
            rows.append(Row(f"{side}={code}", name, cells.texts(table, (side,), (code,), words)))
            tables.append(table)
    caption = words["recoveries"]
    return Grid(caption, " ".join(tables), caption, named_periods(cells, words), rows) if rows else None


def category_grid(cells: Cells, code: str, words: Words) -> Grid | None:
    """Return the categories of a place, where a table crosses them."""
    table = cells.table("recovery", "category")
    if table is None or not cells.has(table, ("recovery", "category"), (code, ALL)):
        return None
    rows = [
        Row(
            f"recovery={code} category={kind}", cells.name("category", kind, words),
            cells.texts(table, ("recovery", "category"), (code, kind), words),
        )
        for kind in cells.release.codes["category"]["code"]
        if cells.has(table, ("recovery", "category"), (code, kind))
    ]  # fmt: skip
    return Grid(words["table_categories"], table, words["category"], named_periods(cells, words), rows)


def named_periods(cells: Cells, words: Words) -> list[tuple[str, str]]:
    """Return the periods of the columns with their names."""
    return [(code, cells.name("period", code, words)) for code in cells.periods]
