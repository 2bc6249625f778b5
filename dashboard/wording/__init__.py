"""Every sentence a visitor reads, in English and Spanish, and how numbers and dates are written.

Plain, calm, the child first. A withheld figure is never called suppressed, small or few, and no reason is given for a
single cell. A Spanish speaker should still read the Spanish.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from babel.dates import format_date
from babel.numbers import format_decimal

from dashboard.wording.figures import FIGURES
from dashboard.wording.findings import FINDINGS
from dashboard.wording.layout import LAYOUT
from dashboard.wording.method import METHOD
from dashboard.wording.pages import PAGES
from dashboard.wording.publishing import PUBLISHING
from dashboard.wording.screens import SCREENS
from dashboard.wording.takeaway import TAKEAWAY

Language = Literal["en", "es"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    **FIGURES, **SCREENS, **METHOD, **TAKEAWAY, **PUBLISHING, **FINDINGS, **LAYOUT, **PAGES,
}  # fmt: skip
#: Whose numbers and dates are written: day before month in either language.
LOCALES: Final[dict[Language, str]] = {"en": "en_001", "es": "es"}
THIN_SPACE: Final = "\u202f"
LONG_NUMBER: Final = 10_000  # Spanish groups digits from here on


@dataclass(frozen=True)
class Words:
    """The sentences of one language."""

    language: Language = "en"

    def __getitem__(self, key: str) -> str:
        """Return a sentence as it stands."""
        return SENTENCES[key][LANGUAGES.index(self.language)]

    def get(self, key: str, default: str) -> str:
        """Return a sentence, or `default` where there is none: codes and statuses may be a source's own words."""
        return self[key] if key in SENTENCES else default

    def say(self, key: str, **parts: object) -> str:
        """Return a sentence with its gaps filled."""
        return self[key].format(**parts)

    def number(self, n: int) -> str:
        """Write a count: 17,935 in English; 2353 and 17 935 (thin space) in Spanish."""
        is_grouped = self.language == "en" or n >= LONG_NUMBER
        written = str(format_decimal(n, locale=LOCALES[self.language], group_separator=is_grouped))
        return written if self.language == "en" else written.replace(".", THIN_SPACE)

    def date(self, text: str) -> str:
        """Write an ISO date in words; text that is no date is returned as it is."""
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            return text
        return str(format_date(day, "long", locale=LOCALES[self.language]))

    def listing(self, items: list[str]) -> str:
        """Join names: `a, b and c`."""
        if len(items) < len(LANGUAGES):
            return "".join(items)
        joint = self["and"]
        return f"{', '.join(items[:-1])} {joint} {items[-1]}"
