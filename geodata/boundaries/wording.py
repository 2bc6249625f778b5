"""Names of the regions that no map shows: unspecified children and pools, in English and Spanish."""

from __future__ import annotations

from typing import Final, NamedTuple


class Unit(NamedTuple):
    """What the children of a region are called; in Spanish with the gender of *otros* and *otras*."""

    one_en: str
    many_en: str
    one_es: str
    many_es: str
    others_es: str


_COUNTRY: Final = Unit("country", "countries", "país", "países", "Otros")
_STATE: Final = Unit("state", "states", "estado", "estados", "Otros")
_PROVINCE: Final = Unit("province", "provinces", "provincia", "provincias", "Otras")
_COUNTY: Final = Unit("county", "counties", "condado", "condados", "Otros")
_PARISH: Final = Unit("parish", "parishes", "parroquia", "parroquias", "Otras")
_BOROUGH: Final = Unit("borough", "boroughs", "borough", "boroughs", "Otros")
_MUNICIPIO: Final = Unit("municipality", "municipalities", "municipio", "municipios", "Otros")
_REGION: Final = Unit("planning region", "planning regions", "región de planificación", "regiones", "Otras")
_ISLAND: Final = Unit("island", "islands", "isla", "islas", "Otras")
_DISTRICT: Final = Unit("district", "districts", "distrito", "distritos", "Otros")

_UNITS: Final[dict[str, Unit]] = {
    "WORLD": _COUNTRY,
    "CA": _PROVINCE,
    "US-AK": _BOROUGH,
    "US-AS": _DISTRICT,
    "US-CT": _REGION,
    "US-LA": _PARISH,
    "US-MP": _MUNICIPIO,
    "US-PR": _MUNICIPIO,
    "US-VI": _ISLAND,
}


def unit(parent: str) -> Unit:
    """Return what the children of a region are called."""
    if parent in _UNITS:
        return _UNITS[parent]
    if "-" not in parent:
        return _STATE
    return _MUNICIPIO if parent.startswith("MX-") else _COUNTY


def unspecified_names(parent: str, name_en: str, name_es: str) -> tuple[str, str]:
    """Name the unspecified child of a region: *Texas, county unspecified*, *Texas, condado sin especificar*."""
    of = unit(parent)
    return f"{name_en}, {of.one_en} unspecified", f"{name_es}, {of.one_es} sin especificar"


def pool_names(pool: str, name_en: str, name_es: str) -> tuple[str, str]:
    """Name a pool of children of a region: *Other counties of Texas*, *Otros condados de Texas*.

    Parameters
    ----------
    pool
        Its code; ``US-TX/other-2`` and higher carry their number in the name.
    name_en, name_es
        The names of the region that the pool lies in.

    Returns
    -------
    The English and the Spanish name.
    """
    parent, _, tail = pool.partition("/")
    number = tail.partition("-")[2]
    suffix = f" ({number})" if number else ""
    of = unit(parent)
    if parent == "WORLD":
        return f"Other {of.many_en}{suffix}", f"{of.others_es} {of.many_es}{suffix}"
    article = "the " if name_en.startswith(("United ", "District ", "U.S. ", "Northern ")) else ""
    return (
        f"Other {of.many_en} of {article}{name_en}{suffix}",
        f"{of.others_es} {of.many_es} de {name_es}{suffix}",
    )
