"""The site of a release: the same words and the same cells as the app, as pages that need no server and no network.

Which pages there are depends on the regions and the release's tables, never on a count: every state and every country
has its page, with or without cells.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboard import pictures
from dashboard.selection import ALL, periods
from dashboard.snapshot import pages
from dashboard.snapshot.assets import fixed_assets, values
from dashboard.snapshot.grids import Cells
from dashboard.snapshot.places import place_codes, place_page
from dashboard.views import rules, summary
from dashboard.wording import LANGUAGES, Words
from geodata.release.publisher import publisher_of

if TYPE_CHECKING:
    from dashboard.pictures import Picture
    from geodata.release import Release

FOLDER: Final = {"en": "", "es": "es/"}


def render_site(release: Release, *, is_drawn: bool = True) -> dict[str, bytes]:
    """Render the site of a release.

    Nothing but its shown cells, its rules and its manifest gets in; the same release gives the same bytes.

    Parameters
    ----------
    release
        What is shown.
    is_drawn
        False leaves the pictures empty: whoever only compares pages needs none.

    Returns
    -------
    Path inside the release → bytes.
    """
    files = fixed_assets(_environment())
    cells = Cells(release)
    codes = place_codes(release)
    latest = (periods(release) or [ALL])[-1]
    for language in LANGUAGES:
        words = Words(language)
        drawn = _pictures(release, words, latest) if is_drawn else _described(release, words, latest)
        files |= drawn.files
        files[f"assets/values-{language}.js"] = values(release, pages.levels(release), cells.periods, words)
        shared = _shared(release, words, drawn.alts["card"])
        for name, own in pages.all_pages(cells, words, latest, drawn.alts, codes).items():
            files[f"{FOLDER[language]}{name}.html"] = _page(name, own, shared, language)
        for code in codes:
            own = place_page(cells, code, latest, words, codes)
            files[f"{FOLDER[language]}places/{code}.html"] = _page(f"places/{code}", own, shared, language)
    return files


class _Drawn:
    """The pictures of a language: their files and what they say in words."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.alts: dict[str, str] = {}
        self.drawn: dict[str, Picture] = {}

    def add(self, name: str, language: str, picture: Picture) -> None:
        self.alts[name] = picture.alt
        self.drawn[name] = picture
        self.files |= {f"pictures/{name}-{language}.{form}": content for form, content in picture.forms.items()}


def _pictures(release: Release, words: Words, period: str) -> _Drawn:
    drawn = _Drawn()
    drawn.add("map", words.language, pictures.national_map(release, words, period=period))
    drawn.add("border", words.language, pictures.border_map(release, words, period=period))
    drawn.add("trend", words.language, pictures.trend(release, words))
    drawn.add("card", words.language, pictures.card(release, words, period=period))
    drawn.files[f"pictures/brief-{words.language}.pdf"] = pictures.brief(
        release, words, period=period, drawn=drawn.drawn
    )
    return drawn


def _described(release: Release, words: Words, period: str) -> _Drawn:
    """Return what the pictures say, and files without content in their places."""
    drawn = _Drawn()
    drawn.add("map", words.language, pictures.national_map(release, words, period=period, forms=()))
    drawn.add("border", words.language, pictures.border_map(release, words, period=period, forms=()))
    drawn.add("trend", words.language, pictures.trend(release, words, forms=()))
    drawn.add("card", words.language, pictures.card(release, words, period=period, forms=()))
    names = [*(f"{name}-{words.language}.{form}" for name, form in pages.PICTURES), f"card-{words.language}.png"]
    drawn.files = {f"pictures/{name}": b"" for name in names}
    return drawn


def _shared(release: Release, words: Words, card_alt: str) -> dict[str, Any]:
    return {
        "words": words,
        "marks": rules.marks(release, words),
        "usage": " ".join(rules.terms(release, words)),
        "last_line": summary.as_of_line(release, words).replace("**", ""),
        "card_alt": card_alt,
        "address": publisher_of(release.manifest).address,
        "digest": release.manifest.get("digest"),
    }


def _page(name: str, own: dict[str, Any], shared: dict[str, Any], language: str) -> bytes:
    """Render a page: where it lies decides how it reaches the others."""
    other = next(code for code in LANGUAGES if code != language)
    depth = name.count("/") + FOLDER[language].count("/")
    template = "place.html" if "/" in name else own.get("template", f"{name}.html")
    place = {
        "page": name, "root": "../" * depth, "up": "../" * name.count("/"),
        "own_path": f"{FOLDER[language]}{name}.html", "other": other, "other_path": f"{FOLDER[other]}{name}.html",
    }  # fmt: skip
    return _environment().get_template(template).render(shared | place | own).encode()


@cache
def _environment() -> Environment:
    loader = PackageLoader("dashboard.snapshot")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
