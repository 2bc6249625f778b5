"""Progress in words: which phase, how far, never what the engine counts."""

from __future__ import annotations

import pytest

from dashboard.screens.phases import phase_line, share_done
from dashboard.wording import Words

LINES = [
    "reading a.csv, 6,512,690 bytes (file 1 of 1)", "read the records", "placed the records",
    "pooled small places into 74 pools", "counted 117537 cells", "Includes third-party software components",
    "round 1: 16635 withheld, 154 numbers still derivable", "round 2: 16721 withheld, 10 numbers still derivable",
    "audited 16939 withheld cells and sums", "wrote /tmp/x",
]  # fmt: skip


@pytest.mark.parametrize(
    ("n_lines", "english", "spanish"),
    [
        (0, "Step 1 of 5: Reading the records", "Paso 1 de 5: Leyendo los registros"),
        (2, "Step 2 of 5: Finding the places", "Paso 2 de 5: Buscando los lugares"),
        (4, "Step 3 of 5: Counting", "Paso 3 de 5: Contando"),
        (6, "Step 4 of 5: Withholding, and attacking what is left",
         "Paso 4 de 5: Reservando, y atacando lo que queda"),
        (8, "Step 4 of 5: Withholding, and attacking what is left, round 3",
         "Paso 4 de 5: Reservando, y atacando lo que queda, ronda 3"),
        (9, "Step 5 of 5: Writing the pages", "Paso 5 de 5: Escribiendo las páginas"),
    ],
)  # fmt: skip
def test_a_phase_is_said_in_either_language(n_lines: int, english: str, spanish: str) -> None:
    told = [phase_line("publish", LINES[:n_lines], Words(language)) for language in ("en", "es")]
    assert told == [english, spanish]


def test_a_check_has_no_steps_that_it_does_not_take() -> None:
    assert phase_line("check", LINES[:1], Words()) == "Reading the records"


def test_the_share_only_grows_and_is_never_whole() -> None:
    shares = [share_done(LINES[:n]) for n in range(len(LINES) + 1)]
    assert shares == sorted(set(shares))
    assert shares[0] >= 0.02
    assert shares[-1] < 1
