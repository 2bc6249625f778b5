"""The one declaration of record columns: name, type, categories, spellings.

Everything else derives from it: headers are matched by its aliases, values by its categories, loaded records are
validated by it, and the documentation lists it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pandas as pd
import pandera.pandas as pa

from loaders.natural import natural_names, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOT_REPORTED: Final = "not reported"
PERIOD_PATTERN: Final = r"^(19|20)[0-9]{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"
DATE_PATTERN: Final = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"

# Canonical value → other spellings, compared without case, accents and punctuation.
CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = {
    "runaway": ("run away", "fuga", "fugitivo voluntario"),
    "endangered runaway": ("er", "endangered run away", "fuga en peligro"),
    "family abduction": ("fa", "parental abduction", "abduction by family member", "sustraccion familiar"),
    "nonfamily abduction": ("nfa", "non family abduction", "stranger abduction", "sustraccion no familiar"),
    "lost or otherwise missing": (
        "lost injured or otherwise missing", "lost injured otherwise missing", "lim", "otherwise missing",
        "lost or injured", "extraviado",
    ),
    "missing from care": ("mfc", "missing from foster care", "ausente de cuidado"),
    "trafficking": ("human trafficking", "child sex trafficking", "trata", "trata de personas"),
    "unknown": ("desconocido", "desconocida", "not known"),
}  # fmt: skip
SEXES: Final[Mapping[str, tuple[str, ...]]] = {
    "female": ("f", "girl", "girls", "mujer", "femenino", "nina", "ninas"),
    "male": ("m", "boy", "boys", "hombre", "masculino", "nino", "ninos"),
    "other": ("x", "non binary", "nonbinary", "otro", "otra", "no binario"),
    "unknown": ("u", "desconocido", "not known", "indeterminado", "no determinado"),
}
OUTCOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "recovered": ("recuperado", "recuperada", "removed from danger"),
    "located safe": ("located", "found safe", "safely located", "localizado a salvo", "localizada a salvo"),
    "unknown": ("desconocido", "not known"),
}
BASES: Final[Mapping[str, tuple[str, ...]]] = {
    "stated": ("declarado", "reported"),
    "derived": ("derivado", "implied", "calculado"),
}


class HeaderMatch(NamedTuple):
    """Which header stands for which column.

    Attributes
    ----------
    known
        Column → position in the header.
    extras
        Positions of columns that are not read.
    doubled
        Columns that several headers stand for.
    missing
        Columns, or groups of columns, that records need and the header lacks.
    """

    known: Mapping[str, int]
    extras: tuple[int, ...]
    doubled: tuple[str, ...]
    missing: tuple[str, ...]


def _text(*aliases: str, values: Mapping[str, tuple[str, ...]] | None = None, pattern: str | None = None) -> pa.Column:
    checks = [pa.Check.isin(list(values))] if values else []
    checks += [pa.Check.str_matches(pattern)] if pattern else []
    metadata = {"aliases": aliases, "values": dict(values or {})}
    return pa.Column(pd.StringDtype(), checks, nullable=True, metadata=metadata)


def _place(side: str, english: tuple[str, ...], spanish: tuple[str, ...]) -> dict[str, pa.Column]:
    """Declare the four columns of a side: country, state and county, or one column for all."""
    levels = {"country": ("pais",), "state": ("estado", "provincia"), "county": ("condado", "municipio")}
    columns = {}
    for level, translated in levels.items():
        aliases = [f"{level}_of_{side}", f"{level}_{side}", *(f"{word}_{level}" for word in english)]
        aliases += [f"{name}{join}{word}" for word in spanish for name in translated for join in ("_", "_de_")]
        columns[f"{side}_{level}"] = _text(*aliases)
    columns[side] = _text(f"{side}_place", f"{side}_region", f"{side}_code", *english, *spanish)
    return columns


BOUNDS: Final = ("count_low", "count_high")
RECORDS: Final = pa.DataFrameSchema(
    {
        "period": _text(
            "periodo", "year", "ano", "anio", "quarter", "trimestre", "month", "mes", pattern=PERIOD_PATTERN
        ),
        **_place("origin", ("missing_from",), ("origen", "lugar_de_origen", "procedencia")),
        **_place(
            "recovery",
            ("recovered_in", "recovery_location", "found_in", "located_in"),
            ("recuperacion", "localizacion", "lugar_de_recuperacion", "lugar_de_localizacion"),
        ),
        "operation": _text("operation_name", "operacion", "operativo"),
        "category": _text("case_type", "case_category", "categoria", "tipo_de_caso", values=CATEGORIES),
        "age_band": _text("age_group", "age_range", "grupo_de_edad", "rango_de_edad"),
        "sex": _text("gender", "sexo", "genero", values=SEXES),
        "outcome": _text("result", "resultado", "desenlace", values=OUTCOMES),
        "agency_type": _text("type_of_agency", "tipo_de_agencia", "tipo_agencia"),
        "source": _text("data_source", "fuente", "fuente_de_datos"),
        "basis": _text("base", "fundamento", values=BASES),
        "basis_origin": _text("origin_basis", "base_origen", "fundamento_origen", values=BASES),
        "basis_recovery": _text("recovery_basis", "base_localizacion", "fundamento_localizacion", values=BASES),
        "as_of": _text("as_of_date", "data_as_of", "fecha_de_corte", "corte", pattern=DATE_PATTERN),
        "count": pa.Column(
            pd.Int64Dtype(),
            pa.Check.ge(0),
            nullable=True,
            metadata={
                "aliases": ("n", "number", "recoveries", "cases", "conteo", "cantidad", "numero", "recuperaciones")
            },
        ),
        "n_rows": pa.Column(pd.Int64Dtype(), pa.Check.gt(0), metadata={"aliases": ()}),
        # What a masked count may be at least and at most; where a source masks any, and never read from a column.
        **{
            name: pa.Column(pd.Int64Dtype(), pa.Check.ge(0), nullable=True, required=False, metadata={"aliases": ()})
            for name in BOUNDS
        },
    },
    strict=True,
    ordered=True,
)  # fmt: skip
# A span of months may stand for `period` in a source; it never appears in loaded records.
SPAN: Final = {
    "period_start": _text("start_month", "start", "period_from", "mes_inicial", "periodo_inicio", "inicio"),
    "period_end": _text("end_month", "end", "period_to", "mes_final", "periodo_fin", "fin"),
}
READ: Final[tuple[str, ...]] = (*(name for name in RECORDS.columns if name not in {"n_rows", *BOUNDS}), *SPAN)
KEYS: Final[tuple[str, ...]] = tuple(name for name in RECORDS.columns if name not in {"count", "n_rows", *BOUNDS})
SIDES: Final = ("origin", "recovery")
#: Whether the source states it or it was derived: the count, and either place.
BASIS: Final = ("basis", "basis_origin", "basis_recovery")
# Spellings so short are abbreviations.
_ABBREVIATED: Final = 3
# Longer headers are sentences.
_LONGEST_HEADER: Final = 60


@lru_cache(maxsize=65_536)  # the headers of a wide table are asked about again and again
def plain(text: str) -> str:
    """Return a header without case, accents and punctuation: ``Año de corte`` becomes ``ano_de_corte``."""
    decomposed = unicodedata.normalize("NFKD", re.sub("[\ufeff'’]", "", text).strip().lower())
    return re.sub(r"[^a-z0-9]+", "_", "".join(c for c in decomposed if not unicodedata.combining(c))).strip("_")


def place_columns(side: str) -> tuple[str, ...]:
    """Return the four columns that name the place of a side."""
    return tuple(name for name in KEYS if name == side or name.startswith(f"{side}_"))


def aliases_of(name: str) -> tuple[str, ...]:
    """Return the other headers that stand for a column."""
    metadata: dict[str, tuple[str, ...]] = {**RECORDS.columns, **SPAN}[name].metadata or {}
    return metadata.get("aliases", ())


def values_of(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return the values a column may have, each with its other spellings; empty where any value may be."""
    metadata: dict[str, Mapping[str, tuple[str, ...]]] = RECORDS.columns[name].metadata or {}
    return metadata.get("values", {})


def spellings_of(name: str) -> Mapping[str, str]:
    """Return the spellings of a column's values, plurals too, each with its value."""
    declared = values_of(name)
    found = {spelling: value for value, others in declared.items() for spelling in (value, *others)}
    plurals = {plural: value for spelling, value in found.items() for plural in _plurals(spelling)}
    return plurals | found


def _plurals(spelling: str) -> set[str]:
    """Return what may be the plural of a phrase: its last word, its first, or all of them in the plural."""
    words = spelling.split()
    if len(spelling) <= _ABBREVIATED:
        return set()
    # Abductions and fugas take an s; sustracciones, familiares and abducciones take es.
    found = set()
    for ending in ("s", "es"):
        many = [f"{word}{ending}" for word in words]
        found |= {" ".join([*words[:-1], many[-1]]), " ".join([many[0], *words[1:]]), " ".join(many)}
    return found | {" ".join(f"{word}{'es' if word.endswith(('ion', 'ar')) else 's'}" for word in words)}


def match_headers(header: Sequence[str], *, geometry: str | None = None, is_natural: bool = True) -> HeaderMatch:
    """Find the record columns in a header, by name or alias, in English or Spanish.

    Parameters
    ----------
    header
        The header cells as written.
    geometry
        The side that the source's geometry stands for, or None; that side then needs no column.
    is_natural
        Whether natural words may say what the declared headers leave missing.
    """
    found: dict[str, list[int]] = {}
    for position, text in enumerate(header):
        if (name := _BY_ALIAS.get(plain(text))) is not None:
            found.setdefault(name, []).append(position)
    lacking = _lacking(found, geometry) if is_natural else set()
    found |= _natural(header, lacking, found)
    for name, positions in found.items():
        # A column under its own name goes before those under an alias: a month beside a period is only an extra.
        found[name] = [at for at in positions if plain(header[at]) == name] or positions
    known = {name: positions[0] for name, positions in found.items()}
    doubled = tuple(name for name, positions in found.items() if len(positions) > 1)
    extras = tuple(at for at in range(len(header)) if at not in known.values())
    return HeaderMatch(known, extras, doubled, _missing(known, geometry))


def _lacking(found: Mapping[str, Sequence[int]], geometry: str | None) -> set[str]:
    """Return the columns that stand for what is missing: all of a side, the period, the count."""
    missing = _missing(dict.fromkeys(found, 0), geometry)
    places = {name for side in SIDES if side in missing for name in place_columns(side)}
    return places | {name for name in ("period", "count") if name in missing}


def _natural(header: Sequence[str], lacking: set[str], found: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Find what is lacking in headers of natural words, or in one of their two languages; what several say is left."""
    taken = {at for positions in found.values() for at in positions}
    told: dict[str, list[int]] = {}
    for at, text in enumerate(header):
        if at in taken or not lacking or len(text) > _LONGEST_HEADER:
            continue
        parts = parts_of(text)
        names = {_BY_ALIAS[plain(part)] for part in parts if len(parts) > 1 and plain(part) in _BY_ALIAS}
        names = names or natural_names(plain(text.replace("#", " number ")))
        if len(names) == 1 and names <= lacking:
            told.setdefault(names.pop(), []).append(at)
    return {name: positions for name, positions in told.items() if len(positions) == 1}


def match_known(known: Mapping[str, int], width: int) -> HeaderMatch:
    """Say which columns are known, where a layout says it; the others of a table of that width are not read."""
    extras = tuple(at for at in range(width) if at not in known.values())
    return HeaderMatch(known, extras, (), _missing(known, None))


def _missing(known: Mapping[str, int], geometry: str | None) -> tuple[str, ...]:
    missing = [side for side in SIDES if side != geometry and not known.keys() & set(place_columns(side))]
    if "period" not in known and not known.keys() >= SPAN.keys():
        missing.insert(0, "period")
    return (*missing, *(["count"] if "count" not in known else []))


def _aliases() -> dict[str, str]:
    return {plain(alias): name for name in READ for alias in (name, *aliases_of(name))}


_BY_ALIAS: Final = _aliases()
