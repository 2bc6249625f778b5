"""One page to hand out, as PDF: the headline figures, the map with its routes, the most frequent routes, the years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.pictures.maps import map_panel
from dashboard.pictures.paper import MARGIN_MM, WIDTH_MM, foot, heading, line, paper, picture, text
from dashboard.pictures.trend import trend
from dashboard.views import charts, summary
from dashboard.views.routes import KIND_WORD, KINDS, none_shown, routes, routes_period, routes_when

if TYPE_CHECKING:
    import pandas as pd
    from fpdf import FPDF

    from dashboard.wording import Words
    from geodata.release import Release

COLUMN_MM, GAP_MM = 86.0, 8.0
MOST_ROUTES: Final = 4
LABEL_PT, VALUE_PT, SMALL_PT = 8.5, 15.0, 7.5


def one_page(release: Release, words: Words, *, period: str, level: str = "state") -> bytes:
    """Write the page of a period: real text, tagged pictures with descriptions, no date but the release's own."""
    page = paper(release, words, period)
    page.add_page()
    heading(page, summary.title(release, period, words), 16)
    _headlines(page, release, period, words)
    picture(page, map_panel(release, words, period=period, level=level), WIDTH_MM)
    text(page, f"{words['withheld']}: {words['withheld_note']}", size=8.5)
    top = page.get_y()
    _routes(page, release, period, words)
    page.set_y(top + 3)
    page.set_x(MARGIN_MM + COLUMN_MM + GAP_MM)
    picture(page, trend(release, words, period=period, forms=("png",), is_alone=False), WIDTH_MM - COLUMN_MM - GAP_MM)
    page.set_y(-31)
    line(page, words["help_line"], size=7.5)
    foot(page, release, words)
    return bytes(page.output())


def _headlines(page: FPDF, release: Release, period: str, words: Words) -> None:
    """Write the headline figures in one row, each with that of the period before."""
    told = [figure for figure in summary.headlines(release, period, words) if figure.value != words["no_data"]]
    top, width = page.get_y(), WIDTH_MM / max(1, len(told))
    for i, figure in enumerate(told):
        rows = ((figure.label, "", LABEL_PT), (figure.value, "B", VALUE_PT), (figure.previous or "", "", SMALL_PT))
        page.set_y(top)
        for said, style, size in rows:
            page.set_x(MARGIN_MM + i * width)
            page.set_font("Sans", style, size)
            page.cell(width, size * 0.45, said, new_x="LMARGIN", new_y="NEXT")
    page.set_y(page.get_y() + 2)
    for joint in summary.headline_lines(release, period, words):
        text(page, joint, size=8.5)


def _routes(page: FPDF, release: Release, period: str, words: Words) -> None:
    """Write the most frequent routes of either kind in the left column."""
    page.set_right_margin(MARGIN_MM + WIDTH_MM - COLUMN_MM)
    heading(page, words["top_routes"], 11)
    found = routes(release, routes_period(release, period))
    why = none_shown(release, period, words)
    if why:
        text(page, why, size=8.5)
    elif when := routes_when(release, period, words):
        text(page, when, size=8)
    for kind in KINDS:
        rows = charts.route_data(release, found, kind, words, MOST_ROUTES)
        if not why and len(rows):
            _listed(page, words[KIND_WORD[kind]], rows)
    page.set_right_margin(MARGIN_MM)


def _listed(page: FPDF, name: str, rows: pd.DataFrame) -> None:
    line(page, name, size=8.5, bold=True)
    page.set_font("Sans", "", 8.5)
    for row in rows.to_dict("records"):
        page.cell(COLUMN_MM - 22, 4.3, str(row["route"]))
        page.cell(22, 4.3, str(row["text"]), align="R", new_x="LMARGIN", new_y="NEXT")
