"""Rows that are no records: totals, notes, repeated headers.

Totals are recognised by name and proved elsewhere by re-summing (`loaders.totals`). Patterns are written for any SQL
engine: no look-around, no word boundaries.
"""

from __future__ import annotations

from typing import Final

# Both are applied to lower-case text.
TOTAL_PATTERN: Final = (
    r"^((grand|sub|gran)[ -]?)?totals?$|^totals? (general|of |for |by |de |en |all |migration).*|^.+ (sub)?totals?$"
    r"|^(all|todos|todas|overall|sum|suma)( (counties|states|countries|ages|sexes|categories|regions|places|periods"
    r"|years|children|agencies|condados|municipios|estados|pa[ií]ses|edades|sexos|categor[ií]as|per[ií]odos|a[nñ]os))?$"
)
# In columns of places, what stands for several of them; by name, and by the codes of published tables.
_PLACES: Final = r"|^regi[oó]n [0-9ivx]+([ .,:–-].*)?$|^same state$|^mism[oa] (estado|entidad)$"
STATE_TOTAL_PATTERN: Final = rf"{TOTAL_PATTERN}{_PLACES}|^(00|9[678])([.]0)?$"
COUNTY_TOTAL_PATTERN: Final = rf"{TOTAL_PATTERN}{_PLACES}|^0{{1,3}}([.]0)?$"
NOTE_PATTERN: Final = r"^(sources?|notes?|footnotes?|caveats?|fuentes?|notas?|data as of|[*]+|[0-9]+[)]|---)([ :.].*)?$"
NOTE: Final = "note"
