"""What the headers of data about single persons say, in English and Spanish.

A header is read as `loaders.columns.plain` writes it. Some words announce a person whatever the column holds; others
may as well head a column of figures (births, phone calls), of periods or of places (name, country of birth). Those
are refused unless the column holds nothing else, so that no word of measure talks a column of dates, numbers of
documents or names through. `loaders.measures` knows the words of published tables.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from loaders import measures
from loaders.columns import plain


class Announced(NamedTuple):
    """What a header announces.

    Attributes
    ----------
    rule
        The kind of personal data.
    unless
        What the column may hold instead, all of it: `figures` about many, `periods` coarser than days, `places` that
        are states or countries (where the header says so, at any of the `levels`), `paths` of numbers in a cube of
        figures, texts `repeated` over many rows each. Without any, nothing that it holds talks it through.
    """

    rule: str
    unless: frozenset[str] = frozenset()

    @property
    def is_sure(self) -> bool:
        """Whether that holds whatever the column holds."""
        return not self.unless


_within = measures.within


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
# What ends like the number of a document or a person is one, unless it numbers places, periods or tables.
NUMBERED: Final = r"_(id|no|num|number|nbr|nr|key|uid|guid|uuid|serial)$|^id_"

# Rule → what announces it, whatever the column holds.
SURE: Final = {
    "dates of birth": (
        _within("dob d_o_b yob fdn nac cumpleanos fecha_de_nacimiento acta_de_nacimiento f_nacimiento"
                " birthdate birthday birth_?date birth_?day birth_dt"
        " date_?of_?birth"
        " day_of_birth birth_(year|yr|month) (year|yr|month|day|ano|mes|dia)_(of|de)_(birth|nacimiento) born exact_age"
            " edad_exacta age_at")
        + "|^(childs?_|victims?_)?birth$"
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
            "address addr street apartment apt domicilio direccion calles? colonia zip_4 zip zip_?code"
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
            "lats? latitude latitud lon lng long longitude longitud coords? coordinates coordenadas? gps geohash"
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
            "narrative narrativa narracion comments? comentarios? remarks? observaciones details? detalles?"
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
        rf"^(the_|missing_|runaway_|lead_|case_|reporting_|arresting_|investigating_|assigned_|foster_)+({_ROLES})$"
        rf"|(^|_)({_ROLES}|runaway|youth|teen|menor|kid|nino|nina|contact|school|hotel)s?_(full_|legal_)?name($|_)"
        rf"|(^|_)name_(of_)?(the_)?({_ROLES}|runaway|youth|teen|last|first)($|_)"
        rf"|(^|_)nombre_(completo|y_apellidos?|y_apellido|(de_la_|de_las_|del_|de_)?({_ROLES}))($|_)"
        r"|(^|_)(full|legal|real|given|preferred|proper|true|complete|street|screen|user|pet|call|first|middle|last)"
        r"_?names?($|_)"
        r"|(^|_)(alias|aliases|aka|apodo|sobrenombre|initials|iniciales|nam|goes_by)($|_)|^nombres?_s$"
        r"|(^|_)(ap|apellidos?)(_|$)|^(primer|segundo)_nombre$|^agente_a_cargo$"
        r"|^(reported|referred|entered|assigned|interviewed)_(by|to)$|^[fl]names?$|(^|_)(sur|nick|maiden|first|last"
        r"|middle|user)names?($|_)"
    ),
}  # fmt: skip
_DAYS: Final = (
    _within(
        "dlc fecha hora went_missing missing_since last_seen last_contact last_known_contact ultimo_contacto"
        " last_located"
    )
    + r"|^(date|day|datetime)_|^date$|^time_(of_|last|seen|reported)|_(date|datetime|date_time)$|(^|_)date_time"
    r"|^(recovered|found|missing|reported_missing|arrested|taken|entered)_(on|at)$"
)
_FIGURES, _PERIODS, _PLACES, _PATHS, _REPEATED = (
    frozenset({kind}) for kind in ("figures", "periods", "places", "paths", "repeated")
)
# Rule, what announces it, and what the column may hold instead.
DOUBTFUL: Final = (
    ("days of single cases", _DAYS, _PERIODS),
    ("names of people", r"(^|_)(names?|nombres?)($|_)", _FIGURES | _PLACES),
    ("names of people", rf"^({_ROLES}|youth|teen|teenager|runaway|adolescente|friend|buyer)e?s?$", _FIGURES),
    ("dates of birth", _within("birth births nacimientos nacimiento pob birth_?place"), _FIGURES | _PLACES),
    ("phone numbers", _within("phones telefonos celulares calls_to"), _FIGURES),
    ("e-mail addresses", _within("e_?mails"), _FIGURES),
    ("addresses", _within("residence residencia"), _FIGURES | _PLACES),
    ("addresses", _within("addresses homes residences domicilios"), _FIGURES),
    ("links", _within("photos websites? fotos posters links images"), _FIGURES),
    ("free text", _within("hechos"), _FIGURES),
    ("free text", _within("descriptions? descripcion"), _REPEATED),
    ("health of people", _within("pregnancies medications diagnoses"), _FIGURES),
    ("case numbers", _whole("id no key uid serial"), _FIGURES | _PLACES),
    ("coordinates", _whole("coordinate"), _PATHS),
)  # fmt: skip


def announced_by(header: str, *, lenient: bool = False) -> Announced | None:
    """Say which kind of personal data a header announces, or None.

    Parameters
    ----------
    header
        A header as written.
    lenient
        Whether a bare ``name`` may be the name of a place, as in layers of regions.
    """
    text = measures.meant(plain(re.sub(r"#|№|[Nn]º", " number ", header)))
    if lenient and text in {"name", "nombre", "id", "key"}:
        return None
    innocent = measures.innocent_of(text)
    for rule, pattern in SURE.items():
        if (rule not in innocent or rule == "case numbers") and re.search(pattern, text):
            return Announced(rule)
    if not measures.is_placed(text) and re.search(NUMBERED, text):
        return Announced("case numbers")
    innocent |= measures.innocent_in_lists(text)
    doubtful = (each for each in DOUBTFUL if each[0] not in innocent and re.search(each[1], text))
    levels = frozenset({"levels"}) if measures.is_of_level(text) else frozenset[str]()
    return next((Announced(rule, unless | levels) for rule, _, unless in doubtful), None)
