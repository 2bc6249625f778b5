"""Rows that are no records: totals, notes, repeated headers.

Totals are recognised by name and proved elsewhere by re-summing (`loaders.totals`). Patterns are written for any SQL
engine: no look-around, no word boundaries.
"""

from __future__ import annotations

from typing import Final

# Applied to lower-case text without accents.
TOTAL_PATTERN: Final = (
    r"^((grand|sub|gran)[ -]?)?totals?$|^totals? (general|of |for |by |de |en |all ).*|^.+ (sub)?totals?$"
    r"|^(all|todos|todas|overall|sum|suma)( (counties|states|countries|ages|sexes|categories|regions|places|periods"
    r"|years|children|agencies|condados|municipios|estados|paises|edades|sexos|categorias|periodos|anos))?$"
)
NOTE_PATTERN: Final = r"^(sources?|notes?|footnotes?|caveats?|fuentes?|notas?|data as of|[*]+|[0-9]+[)]|---)([ :.].*)?$"
NOTE: Final = "note"
