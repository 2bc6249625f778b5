"""What a count may look like. Patterns are written for any SQL engine: no look-around, no word boundaries."""

from __future__ import annotations

from typing import Final

from loaders.columns import NOT_REPORTED

# All are applied to lower-case text.
# What a source says where it hides a count to protect somebody; whether that may be 0 it doesn't say.
_HIDDEN_WORDS: Final = (
    r"suppressed|suprimid[oa]s?|withheld|reservad[oa]s?|confidential|confidencial(es)?|redacted|masked|protected|protegid[oa]s?"
    r"|[*†‡§]+|[(]?[dscx][)]?|disclosure|secret[oa]?"
)
_LESS: Final = (
    "(<|less than|under|fewer than|below|menos de|menor de|menor que|menor a"
    "|menores de|menores que|menores a|inferior a)"
)
_UP_TO: Final = "(<=|=<|≤|⩽|up to|at most|no more than|hasta|a lo m[aá]s|como m[aá]ximo|m[aá]ximo)"
_MORE: Final = "(>|more than|over|m[aá]s de|mayor de|mayor que|mayor a|mayores de|mayores que|mayores a|above)"
_FROM: Final = "(>=|=>|≥|⩾|at least|al menos|por lo menos|no less than|minimum|m[ií]nimo)"
_N: Final = "([0-9]{1,12})"
_MARK: Final = "[ *†‡§¶]*"
# Forms of a masked count.
BELOW: Final = rf"^{_LESS} ?{_N}{_MARK}$"
UP_TO: Final = rf"^{_UP_TO} ?{_N}{_MARK}$"
ABOVE: Final = rf"^{_MORE} ?{_N}{_MARK}$"
FROM: Final = rf"^({_FROM} ?{_N}|{_N} ?([+]|or more|and over|o m[aá]s|y m[aá]s)){_MARK}$"
BETWEEN: Final = rf"^[(\[]?(between |entre )?{_N} ?(-|–|—|to|a|and|y|through) ?{_N}[)\]]?{_MARK}$"
HIDDEN: Final = rf"^({_HIDDEN_WORDS})$"
MASKED_PATTERN: Final = f"{BELOW}|{UP_TO}|{ABOVE}|{FROM}|{BETWEEN}|{HIDDEN}"
NOT_REPORTED_PATTERN: Final = (
    rf"^({NOT_REPORTED}|not_reported|no reportad[oa]s?|nr|n/?a|n/d|nd|unreliable|not available|no disponible"
    r"|[.]{2,3}|…)$"
    f"|{MASKED_PATTERN}"
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
