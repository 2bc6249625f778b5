"""Paper: a PDF with fonts, margins and language set, and how text and pictures are put on it."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import matplotlib as mpl
from fpdf import FPDF

from dashboard.pictures.figure import source_line
from dashboard.views import summary

if TYPE_CHECKING:
    from dashboard.pictures.figure import Picture
    from dashboard.wording import Words
    from geodata.release import Release

FONTS: Final = Path(mpl.get_data_path()) / "fonts" / "ttf"
FACES: Final = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
MARGIN_MM, WIDTH_MM = 15, 180


def paper(release: Release, words: Words, period: str) -> FPDF:
    """Return an empty document about a period; it names no program, and no date but the release's own."""
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
    page.set_title(summary.title(release, period, words))
    return page


def heading(page: FPDF, words: str, size: float) -> None:
    """Write a heading."""
    page.ln(2)
    page.set_font("Serif", "B", size)
    page.multi_cell(page.epw, size * 0.5, words, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(1)


def line(page: FPDF, words: str, *, size: float = 9.5, bold: bool = False) -> None:
    """Write a paragraph without room below it."""
    page.set_font("Sans", "B" if bold else "", size)
    page.multi_cell(page.epw, size * 0.5, words, align="L", new_x="LMARGIN", new_y="NEXT")


def text(page: FPDF, words: str, *, size: float = 9.5) -> None:
    """Write a paragraph."""
    line(page, words, size=size)
    page.ln(0.8)


def picture(page: FPDF, drawn: Picture, width_mm: float) -> None:
    """Place a picture with its description."""
    page.image(BytesIO(drawn.forms["png"]), w=width_mm, alt_text=drawn.alt)
    page.ln(2)


def foot(page: FPDF, release: Release, words: Words) -> None:
    """Write the source line at the foot of the page."""
    page.set_y(-24)
    page.set_font("Sans", "", 7.5)
    page.multi_cell(page.epw, 3.7, source_line(release, words), align="L", new_x="LMARGIN", new_y="NEXT")
    if "digest" in release.manifest:
        page.set_font("Sans", "", 6)
        page.cell(page.epw, 3, words.say("digest_line", digest=release.manifest["digest"]))
