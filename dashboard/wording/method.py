"""Words of the method screen: the rules in plain words, and the glossary."""

from __future__ import annotations

from typing import Final

METHOD: Final[dict[str, tuple[str, str]]] = {
    "method_title": ("How these figures are made and protected", "Cómo se hacen y se protegen estas cifras"),
    "rules": ("What is shown and what is not", "Qué se muestra y qué no"),
    "rule_threshold": (
        (
            "A count from 1 to {last} is never shown, and it cannot be worked out from what is shown. "
            "In this release the smallest count that may appear is {k}."
        ),
        (
            "Una cifra de 1 a {last} nunca se muestra, ni puede deducirse de lo publicado. "
            "En esta publicación la cifra mínima visible es {k}."
        ),
    ),
    "rule_secondary": (
        (
            "Other counts are withheld too where they would reveal a small one by subtraction. "
            "Both are marked the same way: Withheld."
        ),
        (
            "También se reservan otras cifras cuando permitirían deducir una pequeña por sustracción. "
            "Ambas se marcan igual: Reservado."
        ),
    ),
    "rule_pool": (
        "Where many small counties lie side by side, they are counted together as “other counties” of their state.",
        "Donde hay muchos condados pequeños contiguos, se cuentan juntos como «otros condados» de su estado.",
    ),
    "rule_zeros_published": (
        "A zero is shown only where the totals above it are shown.",
        "Un cero se muestra solo donde se muestran los totales superiores.",
    ),
    "rule_zeros_protected": (
        "Zeros are protected like small counts.",
        "Los ceros se protegen como las cifras pequeñas.",
    ),
    "rule_rounding": (
        "Every count is rounded to a multiple of {n}; none is withheld, none is exact, and all totals add up.",
        "Toda cifra se redondea a un múltiplo de {n}; ninguna se reserva, ninguna es exacta y los totales cuadran.",
    ),
    "rule_contributors": (
        "A count that a single source supplied nearly all of is withheld, so that it can't subtract its own.",
        "Se reserva la cifra que aportó casi por completo una sola fuente, para que no pueda restar la suya.",
    ),
    "rule_sensitive": (
        "A count of which all recoveries are of one sensitive category is withheld.",
        "Se reserva la cifra cuyos casos son todos de una misma categoría sensible.",
    ),
    "rule_shares": (
        "Shares are given of shown counts only; below 5% and above 95% the figure is left open.",
        "Solo se dan porcentajes de cifras publicadas; por debajo del 5 % y por encima del 95 % no se precisa.",
    ),
    "rule_population": (
        "Counties with fewer than {n} people are never shown alone.",
        "Los condados con menos de {n} habitantes nunca se muestran solos.",
    ),
    "rule_period": ("The finest period is the {period}.", "El periodo más detallado es el {period}."),
    "period_year": ("year", "año"),
    "period_quarter": ("quarter", "trimestre"),
    "period_month": ("month", "mes"),
    "rule_territories_domestic": (
        "Puerto Rico and the other U.S. territories count as domestic, and as out of state.",
        "Puerto Rico y los demás territorios de Estados Unidos cuentan como nacionales y como otro estado.",
    ),
    "rule_territories_abroad": (
        "In this release Puerto Rico and the other U.S. territories count as abroad.",
        "En esta publicación Puerto Rico y los demás territorios cuentan como extranjero.",
    ),
    "rule_territories_by_source": (
        "Puerto Rico and the other U.S. territories count as out of state or as abroad, as each source counts them.",
        "Puerto Rico y los demás territorios cuentan como otro estado o como extranjero, según cada fuente.",
    ),
    "audit": ("Audit", "Auditoría"),
    "audit_passed": (
        (
            "Before publication an attacker was simulated who knows every published figure and all the rules. "
            "{n} withheld cells and sums were attacked; none could be narrowed down to a small count."
        ),
        (
            "Antes de publicar se simuló un atacante que conoce todas las cifras publicadas y todas las reglas. "
            "Se atacaron {n} celdas y sumas reservadas; ninguna pudo acotarse a una cifra pequeña."
        ),
    ),
    "audit_passed_rounded": (
        (
            "Before publication an attacker was simulated who knows every rounded figure and all the rules. "
            "{n} figures that could stand for a small count were attacked; none could be pinned down."
        ),
        (
            "Antes de publicar se simuló un atacante que conoce todas las cifras redondeadas y todas las reglas. "
            "Se atacaron {n} cifras que podrían corresponder a una pequeña; ninguna pudo precisarse."
        ),
    ),
    "audit_failed": (
        "The audit recorded in this release is not a complete pass. Do not rely on it.",
        "La auditoría registrada en esta publicación no está superada por completo. No debe usarse.",
    ),
    "history": ("Releases and revisions", "Publicaciones y revisiones"),
    "history_text": (
        "A release is replaced whole and never changed: a revision is a new release with a later day. At hand are:",
        "Una publicación se sustituye entera y nunca se modifica: una revisión es otra, de fecha posterior. Hay estas:",
    ),
    "as_of_day": ("As of", "Datos al"),
    "policy": ("Policy", "Política"),
    "setting": ("Setting", "Ajuste"),
    "value": ("Value", "Valor"),
    "tables": ("Tables of this release", "Tablas de esta publicación"),
    "table": ("Table", "Tabla"),
    "cells": ("Cells", "Celdas"),
    "published": ("Shown", "Publicadas"),
    "coverage": ("Coverage", "Cobertura"),
    "glossary": ("Glossary", "Glosario"),
    "term_recovery": ("Recovery", "Localización"),
    "term_recovery_text": (
        "A missing child was recovered or located. Counts are incidents: a child found twice counts twice.",
        (
            "Un menor desaparecido fue recuperado o localizado. "
            "Se cuentan casos: un menor encontrado dos veces cuenta dos veces."
        ),
    ),
    "term_origin": ("Missing from", "Lugar de desaparición"),
    "term_origin_text": (
        "The jurisdiction the child was missing from. It need not be where the child lives.",
        "La jurisdicción donde desapareció el menor. No es necesariamente donde vive.",
    ),
    "term_in_state": ("In state", "Mismo estado"),
    "term_in_state_text": (
        "Missing from and found in the same state. The District of Columbia and the territories are states here.",
        "Desapareció y se le encontró en el mismo estado. El Distrito de Columbia y los territorios son aquí estados.",
    ),
    "term_out": ("Out of state", "Otro estado"),
    "term_out_text": ("Found in another state of the same country.", "Se le encontró en otro estado del mismo país."),
    "term_cross": ("Cross border", "Otro país"),
    "term_cross_text": (
        "Found in another country than the child was missing from.",
        "Se le encontró en un país distinto de aquel donde desapareció.",
    ),
    "term_unknown": ("Place unknown", "Lugar desconocido"),
    "term_unknown_text": (
        "One of the two places is not known well enough to say which of the above it is.",
        "Uno de los dos lugares no se conoce lo suficiente para saber cuál de los anteriores es.",
    ),
    "term_withheld": ("Withheld", "Reservado"),
    "term_withheld_text": (
        "Not shown, to protect the children concerned. This does not mean few or none.",
        "No se muestra, para proteger a los menores. No significa pocos ni ninguno.",
    ),
    "term_not_reported": ("Not reported", "Sin informe"),
    "term_not_reported_text": (
        "No figures were sent. This does not mean zero.",
        "No se enviaron cifras. No significa cero.",
    ),
    "term_pool": ("Counted together", "Contados en conjunto"),
    "term_pool_text": (
        "Small counties whose joint figure is shown instead of single ones.",
        "Condados pequeños cuya cifra conjunta se muestra en lugar de las individuales.",
    ),
    "terms": ("Terms of use", "Condiciones de uso"),
    "terms_text": (
        "Do not attempt to identify anyone from these figures, alone or together with other sources.",
        "No intente identificar a nadie a partir de estas cifras, solas o junto con otras fuentes.",
    ),
}
