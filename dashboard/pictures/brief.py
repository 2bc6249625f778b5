"""Two pages to hand out, as PDF: the figures and the map; the states, the trend, the rules and the help lines."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
from fpdf import FPDF

from dashboard.pictures.figure import source_line
from dashboard.pictures.maps import national_map
from dashboard.pictures.trend import trend
from dashboard.views import rules, summary, tables
from dashboard.views.choropleth import map_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.pictures.figure import Picture
    from dashboard.wording import Words
    from geodata.release import Release

FONTS: Final = Path(mpl.get_data_path()) / "fonts" / "ttf"
FACES: Final = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
MARGIN_MM, WIDTH_MM = 15, 180
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
    page = FPDF(format="letter")
    page.set_margins(MARGIN_MM, MARGIN_MM)
    page.set_auto_page_break(auto=False)
    page.set_lang(words.language)
    page.set_producer("")
    # A PDF must have a date for its file id to be stable: the day that the figures stand for.
    page.set_creation_date(dt.datetime.fromisoformat(str(release.manifest["as_of"])).replace(tzinfo=dt.UTC))
    for style, file in FACES.items():
        page.add_font("Sans", style, FONTS / file)
    page.add_font("Serif", "B", FONTS / "DejaVuSerif-Bold.ttf")
    title = words.say("title", period=summary.period_name(release, period, words))
    page.set_title(title if period != "all" else words["title_all"])
    _first(page, release, words, period, shown["map"])
    _second(page, release, words, period, shown["trend"])
    return bytes(page.output())


def _first(page: FPDF, release: Release, words: Words, period: str, national: Picture) -> None:
    page.add_page()
    _heading(page, "Recovery Atlas", 16)
    for figure in summary.headlines(release, period, words):
        if figure.value != words["no_data"]:
            _line(page, f"{figure.label}: {figure.value}", size=11, bold=figure.label == words["relation_all"])
    elsewhere = summary.elsewhere_line(release, period, words)
    if elsewhere:
        _text(page, elsewhere)
    page.ln(2)
    _picture(page, national, WIDTH_MM)
    _foot(page, release, words)


def _second(page: FPDF, release: Release, words: Words, period: str, years: Picture) -> None:
    page.add_page()
    _heading(page, words["where"], 13)
    side = "recovery" if len(map_cells(release, "recovery", period)) else "origin"
    table = tables.place_table(release, map_cells(release, side, period), "state", words, side=side)
    shown = table[table[words["recoveries"]].notna()].head(ROWS)
    if len(shown):
        listed = zip(shown[words["place"]], shown[words["recoveries"]], strict=True)
        _text(page, "; ".join(f"{place} {words.number(int(n))}" for place, n in listed) + ".")
    _text(page, words["withheld_note"])
    _picture(page, years, 120)
    _heading(page, words["rules"], 13)
    for line in [*rules.rule_lines(release, words), rules.audit_line(release, words)]:
        _text(page, f"• {line}")
    _heading(page, words["terms"], 13)
    _text(page, words["terms_text"])
    _text(page, words["help_line"])
    _foot(page, release, words)


def _heading(page: FPDF, text: str, size: float) -> None:
    page.ln(2)
    page.set_font("Serif", "B", size)
    page.multi_cell(WIDTH_MM, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(1)


def _line(page: FPDF, text: str, *, size: float = 9.5, bold: bool = False) -> None:
    page.set_font("Sans", "B" if bold else "", size)
    page.multi_cell(WIDTH_MM, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _text(page: FPDF, text: str) -> None:
    _line(page, text)
    page.ln(0.8)


def _picture(page: FPDF, picture: Picture, width_mm: float) -> None:
    page.image(BytesIO(picture.forms["png"]), w=width_mm, alt_text=picture.alt)
    page.ln(2)


def _foot(page: FPDF, release: Release, words: Words) -> None:
    page.set_y(-24)
    page.set_font("Sans", "", 7.5)
    page.multi_cell(WIDTH_MM, 3.7, source_line(release, words), align="L", new_x="LMARGIN", new_y="NEXT")
