"""What a count may look like. Patterns are written for any SQL engine: no look-around, no word boundaries."""

from __future__ import annotations

from typing import Final

from loaders.columns import NOT_REPORTED

# Applied to lower-case text.
NOT_REPORTED_PATTERN: Final = (
    rf"^({NOT_REPORTED}|not_reported|no reportad[oa]s?|nr|n/?a|n/d|nd|suppressed|suprimid[oa]s?|withheld|redacted"
    r"|unreliable|not available|no disponible|[*†‡]+|[(][ds][)]|[.]{2,3}|…"
    r"|(<|<=|≤|less than |menos de |under |fewer than ) ?[0-9]+|[0-9]+ ?(-|–|to|a) ?[0-9]+)$"
)
# A count and the mark of its footnote: 12*, 12a, 12 (1). Its marks are few, so that a slip of the keys is no footnote.
MARKED: Final = r"^[0-9][0-9,]*([*†‡§¶]+| [*†‡§¶]+|[a-h]| ?[(\[][0-9a-z]{1,2}[)\]])$"
GROUPED: Final = "^[0-9]{1,3}((,[0-9]{3})+|([ \u00a0\u202f][0-9]{3})+|(['’][0-9]{3})+|[.][0-9]{3}([.][0-9]{3})+)$"
# What stands in a column of counts, whether it can be read or not.
COUNT_PATTERN: Final = r"^-?[0-9][0-9,. \u00a0'’]*([eE][+][0-9]+)?([a-h]| ?[*†‡§¶]+| ?[(\[][0-9a-z]{1,2}[)\]])?$"
EATEN: Final = (
    "^([0-9]{1,2}[-/ ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)"
    "|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[-/ ][0-9]{1,2})$"
)
