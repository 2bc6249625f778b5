"""English and Spanish names of regions, as a build-time rule over the names the sources give."""

from __future__ import annotations

from typing import Any, Final

import us
from babel import Locale

#: FIPS code → state or territory, as the package ``us`` describes it.
US_STATES: Final[dict[str, Any]] = {state.fips: state for state in us.states.STATES_AND_TERRITORIES if state.fips}

#: Where the sources' name is missing, is a former name, or is shared with another region: code → (English, Spanish).
NAMES: Final[dict[str, tuple[str, str]]] = {
    "US-AS": ("American Samoa", "Samoa Americana"),
    "US-DC": ("District of Columbia", "Distrito de Columbia"),
    "US-GU": ("Guam", "Guam"),
    "US-MP": ("Northern Mariana Islands", "Islas Marianas del Norte"),
    "US-VI": ("U.S. Virgin Islands", "Islas Vírgenes de EE. UU."),
    "US-11001": ("District of Columbia", "Distrito de Columbia"),
    "MX-CMX": ("Mexico City", "Ciudad de México"),
    "MX-COA": ("Coahuila", "Coahuila"),
    "MX-MEX": ("State of Mexico", "Estado de México"),
    "MX-MIC": ("Michoacán", "Michoacán"),
    "MX-VER": ("Veracruz", "Veracruz"),
    "CA-QC": ("Quebec", "Quebec"),
}

#: The kind of a county in English → the pattern of its Spanish name.
_COUNTY_PATTERNS: Final[dict[str, str]] = {
    "City and Borough": "Ciudad y borough de {}",
    "Planning Region": "Región de planificación de {}",
    "Census Area": "Área censal de {}",
    "Municipality": "Municipio de {}",
    "Municipio": "Municipio de {}",
    "District": "Distrito de {}",
    "Borough": "Borough de {}",
    "Parish": "Parroquia de {}",
    "County": "Condado de {}",
    "Island": "Isla {}",
    "city": "Ciudad de {}",
}


def country_names() -> dict[str, tuple[str, str]]:
    """Return the English and Spanish names of the countries, as the Unicode locale data give them."""
    english, spanish = (Locale(language).territories for language in ("en", "es"))
    return {code: (name, spanish[code]) for code, name in english.items() if code in spanish}


def spanish_county(name: str, short: str) -> str:
    """Return the Spanish name of a United States county, for example *Condado de El Paso*.

    Parameters
    ----------
    name
        Its full English name: ``El Paso County``.
    short
        The same without the kind: ``El Paso``.

    Returns
    -------
    The Spanish name; the English one where the name holds no kind (*Guam*).
    """
    kind = name.removeprefix(short).strip()
    return _COUNTY_PATTERNS.get(kind, "{}").format(short)
