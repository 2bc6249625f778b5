"""What data about single persons looks like: headers in English and Spanish, and patterns of content.

Patterns are written for any SQL engine (no look-around, no word boundaries) and match text in lower case.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Trait(NamedTuple):
    """A kind of personal content: which part of a column's values must match before the column is refused.

    Attributes
    ----------
    share
        Least share of the values; 0 where a single value is enough.
    n_distinct
        Least number of distinct matching values.
    unless
        Values that match this pattern too are innocent.
    """

    rule: str
    pattern: str
    share: float = 0.0
    n_distinct: int = 1
    unless: str | None = None


# Whole headers (as `loaders.columns.plain` writes them) or, with `(^|_)`, words within them.
HEADERS: Final = {
    "names of people": (
        r"^(full_|legal_|complete_)?names?$|^nombres?(_completo)?$|^apellidos?(_(paterno|materno))?$|^alias(es)?$|^aka$"
        r"|(^|_)(first|last|middle|given|sur|family|child|childs|victim|victims|juvenile|minor|person|subject|suspect"
        r"|mother|mothers|father|fathers|parent|guardian|nick|maiden|missing|abductor|relative|contact)_?names?($|_)"
        r"|^(first|last|middle|sur|f|l)names?$|^(victim|child|juvenile|minor|suspect|abductor|initials|iniciales)$"
        r"|^(nino|nina|menor|victima|padre|madre|tutor)$|nombres?_(de_la_|del_|de_)?(victima|menor|nino|nina|persona|padre"
        r"|madre|tutor)|^(primer|segundo)_(nombre|apellido)$|^(mother|father|parent|guardian|missing_(person|child|juvenile))$"
        r"|^((reporting|arresting|lead|case)_)?(officer|detective|investigator|case_?worker|social_worker)(_names?)?$"
    ),
    "dates of birth": r"(^|_)(dob|birth|births?day|birthdate|nacimiento|nac|cumpleanos|fdn|yob)($|_)|date_?of_?birth",
    "days of single cases": (
        r"^(date|day|datetime|time)_(of_)?(the_)?(last_)?(missing|seen|recover(ed|y)|found|located|location|reported|incident"
        r"|contact|disappearance|abduction|arrest|intake|return(ed)?)$"
        r"|^(missing|recovery|recovered|found|located|incident|arrest|last_seen|last_contact|intake)_(date|day|datetime)$"
        r"|^(abduction|disappearance|report|return|escape|runaway)_(date|datetime)$|^date_(of_)?reports?$"
        r"|^(missing_since|last_seen|last_contact)$|^fecha_(de_(las?_|los_)?)?(desaparicion|recuperacion|localizacion|hechos"
        r"|reporte|ultimo_contacto)$"
    ),
    "phone numbers": r"(^|_)(phones?|telephone|tel|telefonos?|celular|cell|cellphone|mobile|movil|fax|whatsapp)($|_)",
    "e-mail addresses": r"(^|_)e?_?mails?($|_)|(^|_)correos?($|_)",
    "identity numbers": (
        r"(^|_)(ssn|social_security|seguro_social|nss|curp|rfc|passport|pasaporte|licen[cs]e|licencia|alien"
        r"|a_number|fbi|ine|ife|state_id_(number|no)|plate|placas?|person_id|victim_id|child_id|subject_id|student_id|medicaid)($|_)"
    ),
    "case numbers": (
        r"^case$|^(ncmec|namus|ncic|fbi|police|agency)_case$|^ndc(_|$)|(^|_)(case|report|incident|complaint|file|docket|record|event|ori|ncic|ncmec|namus|ndc)_?(no|num|number|nbr"
        r"|nr|id|key)s?($|_)|^(ncic|ncmec|namus|docket|expediente|folio)$|(^|_)(numero|num|no|id)_(de_)?(caso|expediente"
        r"|folio|reporte|carpeta)($|_)|carpeta_de_investigacion"
    ),
    "addresses": (
        r"(^|_)(address(es)?|addr|street|apartment|apt|domicilio|direccion|calle|colonia|residence"
        r"|zip_4|intersection|cross_streets?|crucero)($|_)|^(block|manzana|hundred_block)$"
    ),
    "coordinates": (
        r"(^|_)(lat|lats|latitude|latitud|lon|lng|long|longitude|longitud|coords?|coordinates?|coordenadas?|gps|geohash"
        r"|easting|northing|utm|mgrs|latlon|latlng|lat_?long)($|_)|^(x|y)(_?coord(inate)?)?$|^(point|wkt|geom|geopoint)(_|$)"
    ),
    "links": (
        r"(^|_)(url|urls|uri|link|links|enlace|href|website|web|facebook|instagram|photo|photos|foto|image|imagen|poster|tiktok|snapchat|twitter)($|_)"
    ),
    "free text": (
        r"(^|_)(narrative|narrativa|narracion|comments?|comentarios?|remarks?|observaciones|descriptions?|descripcion"
        r"|details?|detalles?|circumstances|circunstancias|synopsis|summary|resumen|free_text|texto)($|_)"
        r"|^(case|incident|officer|investigator|field|my)_notes?$|^notas?_(de_la_|del_)(caso|victima|menor|investigador)$"
    ),
    "descriptions of people": (
        r"(^|_)(hair|eyes?|ojos|cabello|pelo)_(colou?r|style)$|^colou?r_(de_(los_)?)?(ojos|cabello|pelo|hair|eyes)$"
        r"|^(height|weight|stature|build|complexion|estatura|peso|complexion_fisica)(_(cm|in|ft|kg|lbs?))?$|(^|_)(scars?|tattoos?"
        r"|piercings?|birthmarks?|tatuajes?|cicatri(z|ces)|senas_particulares|clothing|vestimenta|last_worn)($|_)"
    ),
}  # fmt: skip

# Words that make a header one of figures, whatever else it names: the birth rate, phone calls. Its content is seen.
MEASURES: Final = r"(^|_)(rates?|counts?|calls|released|outreach|percent(age)?|share|tasas?|porcentaje|conteo)($|_)"
_GIVEN: Final = (
    "aaron|abigail|adam|adrian|adriana|adrián|aiden|alan|alberto|alejandra|alejandro|alex|alexander|alexis"
    "|alfredo|alice|alicia|alma|alvaro|amanda|amber|amy|ana|andrea|andres|andrew|andrés|angel|angela|angelica"
    "|anna|anthony|antonio|ariana|arturo|ashley|ava|barbara|beatriz|benjamin|beth|blanca|bobby|brandon|brenda"
    "|brian|brittany|brooke|bryan|caleb|cameron|camila|carla|carlos|carmen|carol|carolina|catherine|cecilia|cesar"
    "|charles|charlotte|chloe|chris|christian|christina|christine|christopher|clara|claudia|cody|connor|courtney"
    "|cristina|crystal|cynthia|dana|daniel|daniela|danielle|darius|david|deborah|deja|denise|derek|destiny|diana"
    "|diego|donald|donna|dorothy|dylan|ebony|edgar|edith|eduardo|edward|elena|elijah|elizabeth|ella|emilia"
    "|emiliano|emily|emma|enrique|eric|erica|erika|ernesto|esmeralda|esteban|ethan|eva|evan|evelyn|fatima|felipe"
    "|fernanda|fernando|frances|francisco|frank|gabriel|gabriela|george|gerardo|gilberto|gloria|grace|gregory"
    "|guadalupe|guillermo|hailey|hannah|harold|heather|hector|henry|hernan|hugo|ines|inés|irene|isabel|isabella"
    "|ivan|jacob|jada|jaden|jaime|jamal|james|jane|janet|jasmine|jason|javier|javon|jayden|jeff|jeffrey|jennifer"
    "|jeremy|jerry|jesse|jessica|jesus|jesús|jim|joan|joaquin|joaquín|joe|john|jonathan|jordyn|jorge|jose|joseph"
    "|joshua|josue|josé|juan|juana|judith|julia|julian|julie|julio|justin|kaitlyn|karen|karla|kate|katherine"
    "|kathleen|katie|kayla|keisha|keith|kelly|kelsey|kenneth|kevin|kiara|kimberly|kyle|lakeisha|larry|latoya"
    "|laura|lauren|leonardo|leslie|leticia|liam|linda|lisa|lorena|lourdes|lucas|lucia|lucía|luis|luz|manuel|marco"
    "|margaret|margarita|maria|mariana|maribel|mario|marisol|mark|martha|martin|mary|maría|mason|mateo|matthew"
    "|mauricio|maya|megan|melissa|mia|michael|michelle|miguel|miranda|molly|monica|morgan|mónica|nancy|naomi"
    "|natalia|natalie|nathan|nicholas|nicolas|nicole|nicolás|noah|noemi|norma|octavio|olivia|omar|oscar|pablo"
    "|paige|pamela|paola|patricia|patrick|paul|paula|pedro|peter|rachel|rafael|ramon|ramón|raquel|raul|raymond"
    "|raúl|rebecca|renata|ricardo|richard|robert|roberto|rocio|rodolfo|rodrigo|rogelio|ronald|rosa|ruben|rubén"
    "|ruth|ryan|samantha|samuel|sandra|santiago|sara|sarah|scott|sean|sebastian|selena|sergio|shania|sharon|shawn"
    "|shirley|silvia|sofia|sofía|sophia|stephanie|stephen|steven|susan|sylvia|tanya|teresa|thomas|tiffany|timothy"
    "|tomas|tomás|trevor|tyler|tyrone|valentina|valeria|vanessa|veronica|verónica|vicente|victor|víctor|william"
    "|ximena|yesenia|yolanda|zachary|zoe|zoey|álvaro|ángel|óscar"
)
_NO_PERSON: Final = (
    r"(^|[ ,.])(county|parish|city|town|borough|condado|municipio|estado|police|department|dept|sheriff|office|task"
    r"|force|school|district|university|hospital|center|centre|agency|operation|operacion|region|island|islands|national|texas|foundation|fundacion"
    r"|fund|house|casa|services|institute|coalition|network|ministries|project|clinic|unit|church"
    r"|wells|green|davis|arundel|mills|hill|mexico)([ ,.]|$)"
)
_WORD: Final = r"[a-záéíóúüñ'’-]+"
_STREET: Final = (
    r"street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|circle|cir|way|place|pl|highway|hwy|terrace|trl"
    r"|trail|parkway|pkwy|loop|apt"
)

# Content that a single value betrays, in any column.
ANYWHERE: Final = (
    Trait("e-mail addresses", r"[a-z0-9._%+-]+@[a-z0-9-]+[.][a-z]{2,}"),
    Trait(
        "identity numbers",
        r"(^|[^0-9-])[0-9]{3}-[0-9]{2}-[0-9]{4}($|[^0-9-])|(^|[^a-z])[a-z]{4}[0-9]{6}[hm][a-z]{5}[0-9a-z][0-9]",
    ),
    Trait(
        "phone numbers",
        r"(^|[^0-9])([(][0-9]{3}[)] ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}($|[^0-9])"
        r"|[+][0-9]{1,3}[ .-]?[(]?[0-9]{2,4}[)]?[ .-]?[0-9]{3,4}",
    ),
    Trait(
        "addresses",
        rf"^[0-9]{{1,6}}[a-z]? ([nsew][.]? )?([a-z0-9'.áéíóúñ-]+ ){{1,4}}({_STREET})([. ,#]|$)"
        r"|^(calle|avenida|av[.]|carretera|privada|callejon) .*[0-9]+|(^| )(apt|apartment|suite)[. ]+#?[0-9]+",
    ),
    Trait(
        "coordinates",
        r"^[(]?-?[0-9]{1,3}[.][0-9]{3,}[ ,;]+-?[0-9]{1,3}[.][0-9]{3,}[)]?$|^point ?z?[(]|[0-9]+°[ ]?[0-9]+"
        "['’\u2032]",
    ),
    Trait("free text", r"([^ ]+ ){39}[^ ]+"),
)
LINKS: Final = Trait("links", r"https?://|(^|[ ])www[.]")
_ISO_DAY: Final = r"(19|20)[0-9]{2}[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12][0-9]|3[01])"
_DAY: Final = (
    rf"^{_ISO_DAY}([t ].*)?$|^(19|20)[0-9]{{2}}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$"
    r"|^[0-9]{1,2}[-/. ]([0-9]{1,2}|[a-z]{3,})[-/., ]+([0-9]{4}|[0-9]{2})$|^[a-z]{3,}[.]? [0-9]{1,2},? [0-9]{4}$"
    r"|^[0-9]{1,2} de [a-z]+ del? [0-9]{4}$"
)
# In a period, a day is one wherever it stands, and so is the number that a spreadsheet makes of it.
EXACT_DAYS: Final = Trait("exact days", rf"{_DAY}|(^|[^0-9]){_ISO_DAY}($|[^0-9])|^[34][0-9]{{4}}([.][0-9]+)?$")
_PERSON: Final = (
    rf"^({_GIVEN})( [a-z][.]?| {_WORD})? {_WORD}( {_WORD})?$|^{_WORD}( {_WORD})?, ?({_GIVEN})( [a-z][.]?| {_WORD})?$"
)
# Content of columns that are no record columns: a value alone proves little, the column as a whole does.
UNREAD: Final = (
    *ANYWHERE,
    LINKS,
    Trait("exact days", _DAY, share=0.5, n_distinct=2),
    Trait("names of people", _PERSON, share=0.2, unless=_NO_PERSON),
    Trait("names of people", rf"^({_GIVEN})$", share=0.5, n_distinct=3),
    Trait(
        "case numbers",
        r"^[a-z]{0,6}[-# ]?(19|20)?[0-9]{2}[-/ ]?[0-9]{3,}[a-z]?$|^[a-z]{1,3}[0-9]{7,}$",
        share=0.8,
        n_distinct=2,
        unless=r"^[a-z]{2}-[0-9]{5}$|^[0-9]+$|^(19|20)[0-9]{2}[-/](19|20)[0-9]{2}$",
    ),
    Trait("coordinates", r"^-?[0-9]{1,3}[.][0-9]{4,}$", share=0.8, n_distinct=2),
    Trait("free text", r"([^ ]+ ){7}[^ ]+", share=0.1, n_distinct=2),
    Trait("free text", r"([^ ]+ ){24}[^ ]+"),
)
# Places and operations that happen to be named like people are rare; whole columns of people are not.
_PEOPLE: Final = Trait("names of people", _PERSON, share=0.5, n_distinct=3, unless=_NO_PERSON)
# What the operations table may hold: agencies and services, but nobody.
OPERATION: Final = (*ANYWHERE, LINKS, Trait("names of people", _PERSON, unless=_NO_PERSON))
PERIODS: Final = ("period", "period_start", "period_end")
# What a column may hold although another may not: a source is often a page or an office.
ALLOWED: Final = {"source": (LINKS.rule, "addresses")}


def traits_of(name: str) -> tuple[Trait, ...]:
    """Say what personal content to look for in a record column."""
    if name in PERIODS:
        return (*ANYWHERE, LINKS, EXACT_DAYS)
    return () if name in {"count", "as_of"} else allowed(name, (*ANYWHERE, LINKS, _PEOPLE))


def allowed(name: str, traits: tuple[Trait, ...]) -> tuple[Trait, ...]:
    """Leave out what a column may hold."""
    return tuple(trait for trait in traits if trait.rule not in ALLOWED.get(name, ()))


def rule_of_header(header: str, *, lenient: bool = False) -> str | None:
    """Say which kind of personal data a header announces, or None.

    Parameters
    ----------
    header
        A header as `loaders.columns.plain` writes it.
    lenient
        Whether a bare ``name`` may be the name of a place, as in layers of regions.
    """
    if (lenient and header in {"name", "nombre"}) or re.search(MEASURES, header):
        return None
    return next((rule for rule, pattern in HEADERS.items() if re.search(pattern, header)), None)
