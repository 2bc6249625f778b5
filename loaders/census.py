"""Regions and divisions of the Census Bureau by name: tables put their sums above those of the states.

References
----------
https://www2.census.gov/geo/pdfs/maps-data/maps/reference/us_regdiv.pdf
"""

from __future__ import annotations

import re
from typing import Final

# Division → its states, as they are abbreviated.
_DIVISIONS: Final = {
    "new england": "CT ME MA NH RI VT",
    "middle atlantic": "NJ NY PA",
    "east north central": "IL IN MI OH WI",
    "west north central": "IA KS MN MO NE ND SD",
    "south atlantic": "DE DC FL GA MD NC SC VA WV",
    "east south central": "AL KY MS TN",
    "west south central": "AR LA OK TX",
    "mountain": "AZ CO ID MT NV NM UT WY",
    "pacific": "AK CA HI OR WA",
}
# Region → its divisions; a region is larger than any division of it.
_REGIONS: Final = {
    "northeast": ("new england", "middle atlantic"),
    "midwest": ("east north central", "west north central"),
    "south": ("south atlantic", "east south central", "west south central"),
    "west": ("mountain", "pacific"),
}
_SPANISH: Final = {
    "noreste": "northeast", "nordeste": "northeast", "medio oeste": "midwest", "sur": "south", "oeste": "west",
    "nueva inglaterra": "new england", "atlantico medio": "middle atlantic", "atlántico medio": "middle atlantic",
    "atlantico sur": "south atlantic", "atlántico sur": "south atlantic", "montaña": "mountain", "pacifico": "pacific",
    "pacífico": "pacific", "north east": "northeast", "mid west": "midwest", "north central": "midwest",
    "mid atlantic": "middle atlantic",
}  # fmt: skip
_AROUND: Final = re.compile(r"\b(?:the|region|divisi[oó]n|censo|census|(?:sub)?total|states|estados|del?)\b")
_STATES: Final = {
    **{name: frozenset(f"US-{state}" for state in states.split()) for name, states in _DIVISIONS.items()},
    **{name: frozenset(f"US-{s}" for d in parts for s in _DIVISIONS[d].split()) for name, parts in _REGIONS.items()},
}


def states_of(text: str) -> frozenset[str]:
    """Give the states of a Census region or division; none where the text names no such.

    Parameters
    ----------
    text
        As a table writes it: *Midwest*, *South Atlantic Division*, *Región Noreste*.
    """
    plain = re.sub(r"[^\w ]+", " ", text.casefold())
    plain = " ".join(_AROUND.sub(" ", plain.replace("región", "region").replace("regiones", "region")).split())
    return _STATES.get(_SPANISH.get(plain, plain), frozenset())
