"""Who counts to whom: the choices about territory, in one place.

Nothing about recoveries depends on them but the line that a map draws; docs/geography.md lists them with their reasons.
"""

from __future__ import annotations

from typing import Final

#: Countries that are mapped below the country.
HOME: Final = frozenset({"US", "MX", "CA"})
#: ISO 3166-1 lists these as countries; here they are states of the United States, or (UM: uninhabited) no region.
NOT_COUNTRIES: Final = frozenset({"AS", "GU", "MP", "PR", "UM", "VI"})

_MX_LETTERS: Final = (
    *("AGU", "BCN", "BCS", "CAM", "COA", "COL", "CHP", "CHH", "CMX", "DUR", "GUA", "GRO", "HID", "JAL", "MEX", "MIC"),
    *("MOR", "NAY", "NLE", "OAX", "PUE", "QUE", "ROO", "SLP", "SIN", "SON", "TAB", "TAM", "TLA", "VER", "YUC", "ZAC"),
)
#: INEGI code (numbered in the order of the states' full names) → letters of ISO 3166-2.
MX_STATES: Final[dict[str, str]] = {f"{number:02d}": letters for number, letters in enumerate(_MX_LETTERS, start=1)}

#: Provinces that Natural Earth draws where they are held, not where ISO 3166-2 lists them.
_BY_PROVINCE: Final = {"UA-43": "UA", "UA-40": "UA"}
#: Parts of a country that have an ISO 3166-1 code of their own: Natural Earth's unit → code.
_BY_UNIT: Final = {
    "BVT": "BV",
    "CCK": "CC",
    "CXR": "CX",
    "GLP": "GP",
    "GUF": "GF",
    "MTQ": "MQ",
    "MYT": "YT",
    "NSV": "SJ",
    "REU": "RE",
}
_DUTCH_CARIBBEAN: Final = "NL-BQ"


def country_of(iso_a2: str, province: str, unit: str) -> str:
    """Return the country that a first-level division counts to.

    Parameters
    ----------
    iso_a2
        The country that Natural Earth gives.
    province
        Its ISO 3166-2 code.
    unit
        Its *geographic unit*, which tells overseas parts apart.

    Returns
    -------
    ISO 3166-1 alpha-2.
    """
    if province.startswith(_DUTCH_CARIBBEAN):
        return "BQ"
    return _BY_PROVINCE.get(province) or _BY_UNIT.get(unit) or iso_a2
