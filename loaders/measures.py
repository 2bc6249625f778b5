"""What the headers of published tables say: measures, things that have names and numbers, places at their levels.

A header is read as `loaders.columns.plain` writes it. Such words make others innocent: an offense has a name, a county
of residence is no address, a median age at marriage is nobody's.
"""

from __future__ import annotations

import re
from typing import Final

from loaders.columns import plain


def within(words: str) -> str:
    """Match any of some words anywhere in a header."""
    return rf"(^|_)({words.replace(' ', '|')})($|_)"


# Levels of places that are published: a header that names one speaks of no address and of no place of a birth.
_LEVEL: Final = within(
    "country countries state states county counties region regions division province pais paises estado estados entidad"
    " condado municipio provincia region_code geography geoid geo nationality nacionalidad citizenship statefips fips"
)
_PLACED: Final = within(
    "area areas place geo geoid geography city town county counties state states country countries region division"
    " district parish borough municipality municipio entidad estado pais localidad zone zona tract block_group agency"
    " agencia operation operativo operacion program programa table row sheet page line file source fuente column field"
    " variable measure indicator indicador series footnote note period year ano month mes week semana quarter version"
    " survey court tribe group category organization institution task_force department service yes_no region_code lugar"
    " location uom unit units scalar vector dimension member dataset label"
)
# Things that have a name or a description, as a person has one.
_THINGS: Final = within(
    "offen[sc]es? crimes? delitos? weapons? relationship relacion bias race raza ethnicity type types tipo subtipo"
    " event evento language idioma lengua facility measure cause causa category categoria population group grupo"
    " outcome injury age drug property premise sector industry occupation product route ruta species disease activity"
    " actividad nacionalidad nationality citizenship class clase status level nivel flag code codigo statistic unit"
    " variable indicator geography area place county state country region table field"
)
_DATED: Final = (
    r"(^|_)(publi[a-z]*|updat[a-z]*|actualizacion|as_of|extract[a-z]*|effective|download[a-z]*|access[a-z]*"
    r"|retriev[a-z]*|revis[a-z]*|range|snapshot|start|end|vintage|issued|compiled|source|data|corte|informe|consulta"
    r"|descarga|datos|ref|reference)($|_)"
)
# What says that a column holds figures, large ones among them.
_MEASURE: Final = within(
    "population pop poblacion habitantes personas people persons children ninos ninas youth minors menores students"
    " pupils alumnos enroll?ment households hogares housing viviendas families familias births nacimientos deaths"
    " defunciones income ingresos? budget presupuesto cost costo gasto spending amount monto dollars pesos usd mxn"
    " total totals subtotal sum suma count counts number numero n cantidad cases casos reports reportes entries records"
    " registros calls llamadas visits tips sq km2 sq_km sq_mi miles acres density rate tasa average mean median"
    " promedio mediana under over difference change cumulative size returns exemptions agi"
)
_DOCUMENTS: Final = "visa|passport|licen[cs]e|vehicle|device|policy|profile|plate|user"
_SYSTEMS: Final = "ncic|namus|ncmec"
# Phrases that hold a word about persons and mean another thing, and what they leave; what is left is read on.
_ANOTHER: Final = (
    (r"phone_calls", "phones"),
    (r"website_visits", "websites"),
    (r"street_(outreach|homelessness)|block_grants?|home_rule|mobile_(units?|teams?|homes?)|group_homes", ""),
    (r"average_(height|weight)|person_weight|how_long|day_of_week|no_longer|yes_no|(long|short)_form", ""),
    (rf"({_SYSTEMS})_(entries|purges|records|cases|reports|calls|tips|region|regional|office)", ""),
    (rf"({_SYSTEMS})_(active|resolved|unresolved|open|closed)_(entries|records|cases|reports)", ""),
    (r"(foreign|native|us|u_s)_born|birth_(rate|cohort)s?", "births"),
    (r"(median|mean|average|promedio|mediana)_(age|edad)(_at|_al)?", ""),
    (r"(tele)?phone_(service|interview|survey)s?", "phones"),
    (r"(sin|no|without|con)_fecha|undated", ""),
    (r"point_(estimate|prevalence|change|value)s?|summary_(level|statistic|table|measure|type)s?", ""),
    (rf"({_DOCUMENTS}|website|video|photo|link)s?_(class|type|kind|categor(y|ies)|status|group|country|level)", ""),
    (rf"({_DOCUMENTS}|website|video|photo|link)s?_information", ""),
    (r"(type|class|kind|country|categor(y|ies))_of_(visa|passport|licen[cs]e|vehicle|device|policy|profile)s?", ""),
    (r"soc_(code|title|group|occupation)s?|(amount|cost|value|income|price|budget)_cad", ""),
    (r"folios_emitidos|carpetas_de_investigacion_iniciadas|distance_from_home|home_language|returned_home", ""),
)  # fmt: skip


def meant(text: str) -> str:
    """Leave out of a header what holds a word about persons and means another thing."""
    for phrase, rest in _ANOTHER:
        text = re.sub(rf"(^|_)({phrase})(?=$|_)", rf"\g<1>{rest}", text).strip("_")
    return text


def is_placed(text: str) -> bool:
    """Say whether a header speaks of places, periods or parts of a table."""
    return bool(re.search(_PLACED, text))


def innocent_of(text: str) -> set[str]:
    """Say which kinds of personal data a header speaks of no person by."""
    innocent = {"days of single cases"} if re.search(_DATED, text) else set()
    innocent |= {"names of people", "case numbers"} if is_placed(text) else set()
    innocent |= {"names of people"} if re.search(_THINGS, text) else set()
    return innocent | ({"days of single cases"} if re.search(_LEVEL, text) else set())


def innocent_in_lists(text: str) -> set[str]:
    """Say by which words of doubt a header speaks of a list, not of a person: the description of an offense."""
    is_told = re.search(r"(^|_)(event|evento|place|caso|case)_|^descripcion_del_(caso|evento|lugar)$", text)
    is_listed = re.search(_THINGS, text) and (not is_told or re.search(r"_outcome_", text))
    return {"free text"} if is_listed else set()


def is_of_level(text: str) -> bool:
    """Say whether a header speaks of countries, states or counties, or of regions of them."""
    return bool(re.search(_LEVEL, text))


def is_measure(header: str) -> bool:
    """Say whether a header names a measure."""
    return bool(re.search(_MEASURE, plain(header)))
