"""Rows that are no records: totals, notes, repeated headers.

Totals are recognised by name and proved elsewhere by re-summing (`loaders.totals`). Marks, brackets, footnote signs and
spaces between letters don't count: *** Total ***, *TOTAL (1)*, *T O T A L* and *Total:* are one label. Patterns are
written for any SQL engine: no look-around, no word boundaries.
"""

from __future__ import annotations

import re
from typing import Final

# What may part two words of a label, and stand around it.
_GAP: Final = "[^a-z0-9]+"
_EDGE: Final = "[^a-z0-9]*"
# A footnote behind a label: (1), [a], 1/, and 1 where a superscript was lost.
_FOOTNOTE: Final = r"([^a-z0-9]*[(\[][0-9a-z*]{1,2}[)\]]|[^a-z0-9]*[0-9]{1,2}[)/]?)?"
_UNITS: Final = (
    "counties|states|countries|ages|age groups|sexes|genders|categories|types|regions|areas|places|locations|origins"
    "|destinations|provinces|territories|jurisdictions|periods|years|months|quarters|children|kids|minors|youth"
    "|juveniles|persons|people|cases|records|recoveries|rows|agencies|sources|operations|outcomes"
    "|condados|municipios|estados|entidades|entidades federativas|pa[ií]ses|edades|grupos de edad|sexos|g[eé]neros"
    "|categor[ií]as|tipos|regiones|lugares|provincias|territorios|per[ií]odos|a[nñ]os|meses|trimestres|ni[nñ]os|ni[nñ]as"
    "|menores|personas|casos|registros|recuperaciones|agencias|fuentes|operaciones|operativos"
)
_NATION: Final = (
    "u s( a)?|usa?|united states( of america)?|estados unidos( mexicanos)?|ee uu|eeuu|m[eé]xico|canad[aá]"
    "|nation|country|state|world|pa[ií]s|naci[oó]n|estado|mundo|rep[uú]blica( mexicana)?"
)
_TOTAL: Final = "((grand|gr|gran|sub|overall|sum|suma|super) ?)?(t ?o ?t ?a ?l( ?e)?( ?s)?|tot|ttl|subtot)"
_THE: Final = "( of| de| for| para)?( the| los| las| el| la| our)?"
_ALL: Final = (
    f"(all|todos|todas|todo|toda)({_THE}( [0-9]{{2,4}})? ({_UNITS}|{_NATION}))?( combined| total)?"
    f"|(every|entire|whole|each){_THE} ({_UNITS}|{_NATION})"
    f"|(overall|combined|aggregate|aggregated|agregado|en total|in total|in all|everywhere|everyone|todo junto)"
    f"|(sum|suma|sumatoria)({_THE} .*)?|suma (total|general)|[∑σς]"
)
# Any text may stand beside the word in a column whose values are few and plain; an operation's name may end so too.
_NAMED: Final = f"{_TOTAL} (general|of|for|by|de|del|en|all|migration) .*|{_TOTAL} general|.* {_TOTAL}"
_OPEN: Final = f"{_NAMED}|{_TOTAL} .*"


def _pattern(*labels: str) -> str:
    """Make a pattern of labels: between their words and around them any marks may stand."""
    words = "|".join(labels).replace(".*", "\0").replace(" ?", "\1").replace(" ", _GAP)
    return f"^{_EDGE}({words})".replace("\1", _EDGE).replace("\0", ".*") + rf"{_FOOTNOTE}{_EDGE}$"


# All are applied to lower-case text.
NAME_PATTERN: Final = _pattern(_TOTAL, _ALL, _NAMED)
TOTAL_PATTERN: Final = _pattern(_TOTAL, _ALL, _OPEN)
SEX_PATTERN: Final = _pattern(
    _TOTAL, _ALL, _OPEN, "both( sexes| genders)?|ambos( sexos)?|ambas|(male|female)s? (and )?(male|female)s?"
    "|m f|f m|(hombre|mujer|ni[nñ][oa])(es|s)? y (hombre|mujer|ni[nñ][oa])(es|s)?",
)  # fmt: skip
PERIOD_PATTERN: Final = _pattern(
    _TOTAL, _ALL, _OPEN, "annual|anual|(full|whole|entire) year|year to date|ytd|a[nñ]o completo|acumulado"
)
# In columns of places, what stands for several of them; by name, and by the codes of published tables.
_PLACES: Final = (
    r"regi[oó]n [0-9ivx]+( .*)?|same state|mism[oa] (estado|entidad)"
    "|(a )?(nivel |conjunto |level )?(national|nacional|nationwide|statewide|state wide|countywide|countrywide"
    "|worldwide|estatal|municipal|mundial|pa[ií]s)( level| average)?"
    "|[0-9]{2,4} (states|counties|countries|provinces|estados|entidades( federativas)?|municipios|condados)"
    "( (and|y|plus|mas|m[aá]s))?( (the )?(d c|dc|district of columbia|territories|territorios|cdmx|p r|puerto rico))*"
)
PLACE_TOTAL_PATTERN: Final = _pattern(_TOTAL, _ALL, _OPEN, _PLACES) + "|^0{2,5}([.]0)?$|^9[678]0[0-9]{2}([.]0)?$"
STATE_TOTAL_PATTERN: Final = _pattern(_TOTAL, _ALL, _OPEN, _PLACES) + "|^(0{1,3}|0{5}|9[678])([.]0)?$"
COUNTY_TOTAL_PATTERN: Final = _pattern(_TOTAL, _ALL, _OPEN, _PLACES) + "|^(0{1,3}|0{5})([.]0)?$"
NOTE_PATTERN: Final = r"^(sources?|notes?|footnotes?|caveats?|fuentes?|notas?|data as of|[*]+|[0-9]+[)]|---)([ :.].*)?$"
NOTE: Final = "note"


def names_total(text: str) -> bool:
    """Say whether a heading names a total, of whatever dimension."""
    return any(re.search(pattern, text.lower()) for pattern in (PLACE_TOTAL_PATTERN, SEX_PATTERN, PERIOD_PATTERN))
