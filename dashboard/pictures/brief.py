"""Two pages to hand out, as PDF: the figures and the map; the states, the trend, the rules and the help lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from dashboard.pictures.maps import national_map
from dashboard.pictures.paper import WIDTH_MM, foot, heading, line, paper, picture, text
from dashboard.pictures.trend import trend
from dashboard.views import rules, summary, tables
from dashboard.views.choropleth import map_cells
from dashboard.views.naming import figure_text, status_word
from geodata.protected import AT_LEAST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fpdf import FPDF

    from dashboard.pictures.figure import Picture
    from dashboard.wording import Words
    from geodata.release import Release

ROWS: Final = 15  # of the largest figures shown


def brief(release: Release, words: Words, *, period: str, drawn: Mapping[str, Picture] | None = None) -> bytes:
    """Write the brief of a period: real text, tagged pictures with descriptions, no date but the release's own.

    Parameters
    ----------
    release, words, period
        What it tells, in which language.
    drawn
        Pictures named map and trend, where they are there already.
    """
    shown = drawn or {
        "map": national_map(release, words, period=period, forms=("png",)),
        "trend": trend(release, words, forms=("png",)),
    }
    page = paper(release, words, period)
    _first(page, release, words, period, shown["map"])
    _second(page, release, words, period, shown["trend"])
    return bytes(page.output())


def _first(page: FPDF, release: Release, words: Words, period: str, national: Picture) -> None:
    page.add_page()
    heading(page, "Recovery Atlas", 16)
    for figure in summary.headlines(release, period, words):
        if figure.value != words["no_data"]:
            line(page, f"{figure.label}: {figure.value}", size=11, bold=figure.label == words["relation_all"])
    for told in summary.headline_lines(release, period, words):
        text(page, told)
    page.ln(2)
    picture(page, national, WIDTH_MM)
    foot(page, release, words)


def _second(page: FPDF, release: Release, words: Words, period: str, years: Picture) -> None:
    page.add_page()
    heading(page, words["where"], 13)
    side = "recovery" if len(map_cells(release, "recovery", period)) else "origin"
    table = tables.place_table(release, map_cells(release, side, period), "state", words, side=side)
    shown = table[table[words["recoveries"]].notna()].head(ROWS)
    if len(shown):
        least = shown[words["status"]] == status_word(AT_LEAST, words)
        listed = zip(shown[words["place"]], shown[words["recoveries"]], np.where(least, AT_LEAST, ""), strict=True)
        text(page, "; ".join(f"{place}: {figure_text(int(n), status, words)}" for place, n, status in listed) + ".")
    text(page, words["withheld_note"])
    picture(page, years, 120)
    heading(page, words["rules"], 13)
    for rule in [*rules.rule_lines(release, words), rules.audit_line(release, words)]:
        text(page, f"• {rule}")
    heading(page, words["terms"], 13)
    for term in rules.terms(release, words):
        text(page, term)
    text(page, words["help_line"])
    foot(page, release, words)
