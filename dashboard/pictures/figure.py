"""What all pictures share: the sheet with title and source line, how it is saved, what it says in words."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from dashboard.assets import palette
from dashboard.views import rules, summary

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.release import Release

Form = Literal["png", "svg"]
SANS: Final = ["DejaVu Sans"]  # comes with matplotlib: the same letters on every machine
SERIF: Final = ["DejaVu Serif"]
DPI: Final = 160
LINE: Final = 172  # letters in a source line of a wide picture
#: No date, no program, no random ids: the same picture is the same bytes.
_STYLE: Final[Any] = {
    "svg.hashsalt": "recovery-atlas", "svg.fonttype": "none", "font.family": "sans-serif", "font.sans-serif": SANS,
    "font.serif": SERIF, "hatch.linewidth": 0.7, "font.size": 8, "path.simplify": True, "axes.unicode_minus": True,
}  # fmt: skip
_SILENT: Final[dict[str, dict[str, Any]]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
}


@dataclass(frozen=True)
class Picture:
    """A picture in its forms, and its description in words.

    Attributes
    ----------
    alt
        What the picture shows, in words; from the same cells.
    forms
        png or svg → bytes.
    """

    alt: str
    forms: dict[Form, bytes]


def colours() -> dict[str, Any]:
    """Return the light palette: paper is white."""
    light: dict[str, Any] = palette()["light"]
    return light


def sheet(width_in: float, height_in: float, title: str, source: str, *, line: int = LINE) -> Figure:
    """Return an empty sheet with its title above and its source line below."""
    figure = Figure(figsize=(width_in, height_in), dpi=DPI, facecolor="white")
    text = colours()["text"]
    margin = 0.16 / width_in
    figure.text(margin, 1 - 0.12 / height_in, title, va="top", family="serif", size=12.5, weight="bold", color=text)
    wrapped = "\n".join(textwrap.wrap(source, line))
    figure.text(margin, 0.09 / height_in, wrapped, va="bottom", size=6, color=colours()["muted"], linespacing=1.35)
    return figure


def source_line(release: Release, words: Words) -> str:
    """Return what stands under every picture: how it is marked, as of, what is counted, what is withheld."""
    told = summary.as_of_line(release, words).replace("**", "")
    return " ".join([*rules.marks(release, words), told])


def saved(figure: Figure, alt: str, *forms: Form) -> Picture:
    """Save a picture in some forms, with its description inside where the form can hold one."""
    with mpl.rc_context(_STYLE):
        return Picture(alt, {form: _bytes(figure, alt, form) for form in forms})


def styled() -> Any:  # noqa: ANN401 -- a context manager of matplotlib's own type
    """Return the context in which pictures are drawn."""
    return mpl.rc_context(_STYLE)


def _bytes(figure: Figure, alt: str, form: Form) -> bytes:
    out = BytesIO()
    if form == "png":
        FigureCanvasAgg(figure).print_png(  # type: ignore[no-untyped-call]
            out, metadata={**_SILENT["png"], "Description": _latin(alt)}
        )
        return out.getvalue()
    told = {**_SILENT["svg"], "Title": alt}
    FigureCanvasSVG(figure).print_svg(out, metadata=told)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _latin(text: str) -> str:
    """Write what a PNG's text chunk can't hold with letters that it can."""
    plain = text.replace("\u02bb", "'").replace("→", "->").replace("–", "-")
    return plain.encode("latin-1", "replace").decode("latin-1")
