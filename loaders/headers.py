"""What the headers of data about single persons say, in English and Spanish.

A header is read as `loaders.columns.plain` writes it. Some words announce a person whatever the column holds; others
may as well head a column of figures (births, phone calls, photos released). Those are refused unless the column holds
nothing but figures, so that no word of measure talks a column of dates, numbers of documents or names through.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from loaders.columns import plain


class Announced(NamedTuple):
    """What a header announces.

    Attributes
    ----------
    rule
        The kind of personal data.
    is_sure
        Whether that holds whatever the column holds; else it may be figures about many.
    """

    rule: str
    is_sure: bool


def _within(words: str) -> str:
    """Match any of some words anywhere in a header."""
    return rf"(^|_)({words.replace(' ', '|')})($|_)"


def _whole(words: str) -> str:
    """Match a header that is one of some phrases."""
    return rf"^({words.replace(' ', '|')})$"


_ROLES: Final = (
    "child kid minor juvenile victim survivor subject person individual participant client"
    " patient suspect offender perpetrator trafficker abductor predator witness complainant caller reporter informant"
    " companion boyfriend girlfriend mother father parent guardian stepfather stepmother grandmother grandfather aunt"
    " uncle brother sister sibling spouse relative teacher judge attorney therapist officer detective investigator"
    " deputy"
    " agent caseworker case_worker social_worker foster_parent next_of_kin emergency_contact reporting_party"
    " missing_person"
    " missing_child missing_juvenile nino nina menor victima persona persona_desaparecida persona_localizada"
    " persona_no_localizada denunciante testigo sospechoso imputado agresor responsable tutor tutora padre madre abuela"
    " abuelo tio tia hermano hermana padrastro madrastra familiar familiar_de_contacto agente ministerio_publico"
    " investigador perito maestra maestro"
).replace(" ", "|")  # fmt: skip
_PLACED: Final = (
    r"(^|_)(area|place|geo|geoid|geography|city|town|county|state|country|region|division|district|parish|borough"
    r"|municipality|municipio|entidad|estado|pais|localidad|zone|zona|tract|block_group|agency|agencia|operation"
    r"|operativo"
    r"|operacion|program|programa|table|row|sheet|page|line|file|source|fuente|column|field|variable|measure|indicator"
    r"|indicador|series|footnote|note|period|year|ano|month|mes|week|semana|quarter|version|survey|court|tribe|group"
    r"|category|organization|institution|task_force|department|service|yes_no|region_code|lugar)($|_)"
)
# What ends like the number of a document or a person is one, unless it numbers places, periods or tables.
NUMBERED: Final = r"_(id|no|num|number|nbr|nr|key|uid|guid|uuid|serial)$|^id_"

# Rule → what announces it, whatever the column holds.
SURE: Final = {
    "dates of birth": (
        _within("dob d_o_b yob fdn pob nacimiento nac cumpleanos birthdate birthday birth_?date birth_?day birth_dt"
        " date_?of_?birth"
        " day_of_birth place_of_birth birth_(year|yr|month|place) born exact_age edad_exacta age_at")
        + "|^(childs?_|victims?_)?birth$"
    ),
    "days of single cases": (
        _within("dlc fecha hora went_missing missing_since last_seen last_contact last_known_contact ultimo_contacto"
        " last_located")
        + r"|^(date|day|datetime)_|^time_(of_|last|seen|reported)|_(date|datetime|date_time)$|(^|_)date_time"
        r"|^(recovered|found|missing"
        r"|reported_missing|arrested|taken|entered)_(on|at)$"
    ),
    "phone numbers": _within("phone telephone tel telefon[oa] telefonic[oa] celular cell cellphone mobile movil fax"
    " whatsapp"
                             " contact_number callback"),
    "e-mail addresses": _within("e_?mail mail correo correos gmail hotmail"),
    "identity numbers": (
        _within(
            "ssn soc soc_sec social_security seguro_social seguridad_social nss curp rfc passport pasaporte visa"
            " licen[cs]e"
            " licencia oln dl alien a_number uscis fbi mnu sid ine ife elector matricula acta_de_nacimiento plate"
            " placas? vin"
            " lic vehicle_tag medicaid mrn policy imei mac ip_address ip device(_id)? username user usuario"
            " screen_name handle"
            " discord roblox ig gamertag social_media redes_sociales profile perfil person_id victim_id child_id"
            " subject_id"
            " student_id state_id_(number|no) c_?i_number dna_sample fingerprints? huellas"
        )
        + "|^c_i$"
    ),
    "case numbers": (
        _within(
            "ncic namus ncmec docket expediente folio fub ndc carpeta_de_investigacion averiguacion causa_penal oca"
            " nic blotter"
            r" cad mp_number cfs_number (case|report|incident|complaint|file|docket|record|event|ori)_?(no|num"
            r"|number|nbr|nr|id|key)"
        )
        + r"|^case$|(^|_)agency_case($|_)|(^|_)(numero|num|no|id)_(de_)?(caso|expediente|folio|reporte|carpeta"
        r"|oficio|causa)($|_)"
    ),
    "addresses": (
        _within(
            "address addr street apartment apt domicilio direccion calles? colonia residence zip_4 zip zip_?code"
            " zipcode"
            " zcta5? zip_?5 post_?code"
            " postal_code codigo_postal intersection cross_streets? crucero lives_at last_known_(location|place)"
            " house_(no|number) (numero|no|num)_(exterior|interior)"
        )
        + r"|^(cp|c_p|d_codigo|block|manzana|hundred_block|(foster_|group_)?home|hotel|motel|shelter|employer|workplace"
        r"|school(_attended|_name)?|escuela"
        r"|colegio|lugar_de_los_hechos)$"
    ),
    "coordinates": (
        _within(
            "lats? latitude latitud lon lng long longitude longitud coords? coordinates? coordenadas? gps geohash"
            " easting northing"
            " utm mgrs latlon latlng lat_?long plus_code what3words"
        )
        + r"|^(x|y)(_?coord(inate)?)?$|^(point|wkt|geom|geopoint)(_|$)"
    ),
    "links": _within("url urls uri link enlace href website web facebook instagram photo foto fotografia image"
    " imagen picture poster"
                     " flyer ficha mugshot attachment adjunto video tiktok snapchat twitter"),
    "free text": (
        _within(
            "narrative narrativa narracion comments? comentarios? remarks? observaciones descriptions? descripcion"
            " details? detalles?"
            " circumstances circunstancias synopsis summary resumen free_text texto story background relato"
            " what_happened"
            " reason_for_leaving motivo_de_salida mis"
        )
        + r"|^(case|incident|officer|investigator|field|my)_notes?$|^notas?_(de_la_|del_)(caso|victima|menor"
        r"|investigador)$"
    ),
    "descriptions of people": (
        _within(
            "scars? tattoos? piercings? birthmarks? distinguishing tatuajes? cicatri(z|ces) senas clothing"
            " vestimenta ropa wearing"
            " last_worn hgt wgt eye hai hair smt skn complexion relationship_to parentesco accompanied_by"
        )
        + r"|(^|_)(eyes|ojos|cabello|pelo)_(colou?r|style)$|^colou?r_(de_(los_)?)?(ojos|cabello|pelo|hair|eyes)$"
        r"|^(height|weight|stature|build|estatura|peso|complexion_fisica)(_(cm|in|ft|kg|lbs?))?$"
    ),
    "health of people": _within("dental medical medication diagnosis diagnostico mental_health salud_mental pregnant"
    " embarazada"
                                " drug_use tipo_de_sangre blood_type discapacidad_de_la"),
    "names of people": (
        rf"^(the_|missing_|runaway_|lead_|case_|reporting_|arresting_|investigating_|assigned_"
        rf"|foster_)*({_ROLES})(_name)?$"
        r"|(^|_)(name|nombre|alias|aliases|aka|apodo|sobrenombre|initials|iniciales|nam|goes_by)($|_)|^nombres?_s$"
        r"|(^|_)(ap|apellidos?)(_|$)|^(primer|segundo)_nombre$|^agente_a_cargo$"
        r"|^(reported|referred|entered|assigned|interviewed)_(by|to)$|^[fl]names?$|(^|_)(sur|nick|maiden|first|last"
        r"|middle|user)names?($|_)"
    ),
}  # fmt: skip
# Rule → what announces it, unless the column holds nothing but figures.
DOUBTFUL: Final = {
    "names of people": rf"(^|_)(names?|nombres?)($|_)|^({_ROLES}|youth|teen|teenager|runaway|adolescente|friend"
    rf"|buyer)e?s?$",
    "dates of birth": _within("birth births nacimientos"),
    "phone numbers": _within("phones telefonos celulares calls_to"),
    "e-mail addresses": _within("e_?mails"),
    "addresses": _within("addresses homes residences domicilios"),
    "links": _within("photos websites? fotos posters links images"),
    "free text": _within("hechos"),
    "health of people": _within("pregnancies medications diagnoses"),
    "case numbers": _whole("id no key uid serial"),
}
# Phrases of measure and geography that hold such a word and mean another thing; what they leave is read on.
_ANOTHER: Final = (
    (r"phone_calls", "phones"),
    (r"website_visits", "websites"),
    (r"street_outreach|block_grants?|home_rule|mobile_(units?|teams?)|average_(height|weight)", ""),
    (r"how_long|day_of_week|no_longer|yes_no|ncic_(entries|purges)|ncic_records", ""),
)
_DATED: Final = (
    r"(^|_)(publi[a-z]*|updat[a-z]*|actualizacion|as_of|extract[a-z]*|effective|download[a-z]*|access[a-z]*"
    r"|retriev[a-z]*"
    r"|revis[a-z]*|range|snapshot|start|end|vintage|issued|compiled|source|data|corte|informe|consulta|descarga"
    r"|datos)($|_)"
)
# What says that a column holds figures, large ones among them.
_MEASURE: Final = _within(
    "population pop poblacion habitantes personas people persons children ninos ninas youth minors menores students"
    " pupils alumnos enroll?ment households hogares housing viviendas families familias births nacimientos deaths"
    " defunciones income ingresos? budget presupuesto cost costo gasto spending amount monto dollars pesos usd mxn"
    " total totals subtotal sum suma count counts number numero n cantidad cases casos reports reportes entries records"
    " registros calls llamadas visits tips sq km2 sq_km sq_mi miles acres density rate tasa average mean median"
    " promedio mediana under over difference change cumulative size"
)


def is_measure(header: str) -> bool:
    """Say whether a header names a measure."""
    return bool(re.search(_MEASURE, plain(header)))


def announced_by(header: str, *, lenient: bool = False) -> Announced | None:
    """Say which kind of personal data a header announces, or None.

    Parameters
    ----------
    header
        A header as written.
    lenient
        Whether a bare ``name`` may be the name of a place, as in layers of regions.
    """
    text = plain(re.sub(r"#|№|[Nn]º", " number ", header))
    for phrase, rest in _ANOTHER:
        text = re.sub(phrase, rest, text).strip("_")
    if lenient and text in {"name", "nombre", "id", "key"}:
        return None
    is_place, is_of_data = (bool(re.search(pattern, text)) for pattern in (_PLACED, _DATED))
    innocent = {"days of single cases"} if is_of_data else set()
    innocent |= {"names of people", "case numbers"} if is_place else set()
    for rule, pattern in SURE.items():
        if (rule not in innocent or rule == "case numbers") and re.search(pattern, text):
            return Announced(rule, is_sure=True)
    if not is_place and re.search(NUMBERED, text):
        return Announced("case numbers", is_sure=True)
    doubtful = (rule for rule, pattern in DOUBTFUL.items() if rule not in innocent and re.search(pattern, text))
    return next((Announced(rule, is_sure=False) for rule in doubtful), None)
