"""Reads pages as a visitor's browser would: tags, text, and the cells that tables show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Figure:
    """One figure of a table: where it says it comes from, and what it shows."""

    tables: tuple[str, ...]
    codes: dict[str, str]
    count: int | None


class Page(HTMLParser):
    """Collects the tags of a page with their attributes, its text, and the rows of its tables of cells."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.rows: list[tuple[str, list[str], str, list[str]]] = []
        self._table, self._periods, self._in_cell, self._width = "", [""], False, 1
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag == "table":
            self._table, self._periods = given.get("data-table") or "", []
        elif tag == "th" and given.get("data-period"):
            self._periods.append(str(given["data-period"]))
        elif tag == "tr" and given.get("data-cell"):
            self.rows.append((self._table, self._periods, str(given["data-cell"]), []))
        elif tag == "td" and self._table:
            self.rows[-1][3].append("")
            self._in_cell, self._width = True, int(given.get("colspan") or 1)

    def handle_endtag(self, tag: str) -> None:
        if tag == "td" and self._in_cell:
            self.rows[-1][3].extend([self.rows[-1][3][-1]] * (self._width - 1))
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_cell:
            self.rows[-1][3][-1] += data


def figures(page: Page) -> Iterator[Figure]:
    """Give the figures of a page's tables; words stand for no figure."""
    for table, periods, key, texts in page.rows:
        codes = dict(part.split("=", 1) for part in re.split(r" (?=[a-z]+=)", key))
        assert len(texts) == len(periods)
        for period, text in zip(periods, texts, strict=True):
            digits = re.sub(r"\D", "", text)
            yield Figure(tuple(table.split()), codes | {"period": period}, int(digits) if digits else None)
