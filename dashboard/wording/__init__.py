"""Every sentence a visitor reads, in English and Spanish, and how numbers and dates are written.

Plain, calm, the child first. A withheld figure is never called suppressed, small or few, and no reason is given for a
single cell. A Spanish speaker should still read the Spanish.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from dashboard.wording.catalogues import messages, translated

Language = Literal["en", "es"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")
#: Whose numbers and dates are written: day before month in either language.
LOCALES: Final[dict[Language, str]] = {"en": "en_001", "es": "es"}
THIN_SPACE: Final = "\u202f"
LONG_NUMBER: Final = 10_000  # Spanish groups digits from here on
MANY: Final = 2  # what a sentence is about that stands without its number


@dataclass(frozen=True)
class Words:
    """The sentences of one language."""

    language: Language = "en"

    def __getitem__(self, key: str) -> str:
        """Return a sentence as it stands; of one with a number, the form of many."""
        return translated(key, self.language, MANY)

    def get(self, key: str, default: str) -> str:
        """Return a sentence, or `default` where there is none: codes and statuses may be a source's own words."""
        return self[key] if key in messages() else default

    def say(self, key: str, **parts: object) -> str:
        """Return a sentence with its gaps filled; `n` chooses its form, and whole numbers are written as counts are."""
        n = parts.get("n")
        told = {name: self.number(part) if isinstance(part, int) else part for name, part in parts.items()}
        return translated(key, self.language, n if isinstance(n, int) else MANY).format(**told)

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

    def day(self, text: str) -> str:
        """Write an ISO date without its year, short: 30 Sep."""
        return str(format_skeleton("MMMd", dt.date.fromisoformat(text), locale=LOCALES[self.language]))

    def period(self, code: str) -> str:
        """Name a year, quarter or month: 2021, Q2 2021, May 2021; what is no period is returned as it is."""
        year, _, rest = code.partition("/")
        if rest:
            return self.say("period_unspecified", period=self.period(year))
        year, _, rest = code.partition("-")
        if not (year.isdecimal() and rest[-1:].isdecimal()):
            return code
        month = 3 * int(rest[1:]) - 2 if rest.startswith("Q") else int(rest)
        skeleton = "yQQQ" if rest.startswith("Q") else "yMMMM"
        return str(format_skeleton(skeleton, dt.date(int(year), month, 1), locale=LOCALES[self.language]))

    def listing(self, items: list[str]) -> str:
        """Join names: `a, b and c`."""
        if len(items) < len(LANGUAGES):
            return "".join(items)
        joint = self["and"]
        return f"{', '.join(items[:-1])} {joint} {items[-1]}"
