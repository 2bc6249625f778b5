"""Whatever the bytes of a file are: it loads with every row accounted for, or it is refused in words.

The corpus holds the smallest files that took each way through the readers; its inputs are mutated from a fixed seed, so
that a run is the same everywhere. A longer run: FUZZ_EXAMPLES=20000 python -m pytest tests/loaders/test_fuzz.py
"""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Final

import pytest

from loaders.layout import read_layout
from loaders.layouts.fixed import fixed_width
from loaders.layouts.grid import sheet_of
from loaders.layouts.guessing import guess_layout
from loaders.sources import expanded
from tests.loaders.fuzzing import loads_or_is_refused

CORPUS: Final = sorted((Path(__file__).parent / "corpus").iterdir())
EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", "8"))
PIECES: Final = (b"\0", b"\xff\xfe", b'"', b",", b"\n", b"\r", b";", b"1e9", b"<5", b"Total", b"=1+1", b"'; DROP")


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """Cut, double, and put odd pieces into a file."""
    for _ in range(chance.randint(1, 6)):
        a, b = sorted(chance.randint(0, len(content)) for _ in range(2))
        middle = chance.choice([b"", content[a:b] * 2, chance.choice(PIECES), bytes([chance.randrange(256)])])
        content = content[:a] + middle + content[min(b, a + 40) :]
    return content


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_the_corpusloads_or_is_refused(path: Path) -> None:
    loads_or_is_refused(path)


def test_mutated_files_load_or_are_refused(tmp_path: Path) -> None:
    chance = random.Random(6)  # noqa: S311  (a fixed seed, for the same run everywhere)
    for _ in range(EXAMPLES):
        seed = chance.choice(CORPUS)
        path = tmp_path / f"a{seed.suffix}"
        path.write_bytes(_mutated(seed.read_bytes(), chance))
        loads_or_is_refused(path)


def test_sheets_of_any_shape_are_guessed_or_not(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    cells = ("", "Texas", "2021", "12", "*", "Total", "Origin", "State", "Runaway", "x", "(1)", "(2)", "(3)", "12,5")
    for _ in range(EXAMPLES * 40):
        shape = [[chance.choice(cells) for _ in range(chance.randint(0, 6))] for _ in range(chance.randint(1, 9))]
        sheet = sheet_of(enumerate(shape, start=1))
        guess = guess_layout(sheet.lines(), "2021 recovered", lambda text: "state" if text == "Texas" else None)
        if guess is not None:
            (tmp_path / "l.toml").write_text(guess.layout.as_toml(), encoding="utf-8")
            assert read_layout(tmp_path / "l.toml") == guess.layout
        fixed_width([(row, "  ".join(line)) for row, line in enumerate(shape, start=1)])


def test_archives_of_any_bytes_are_refused(tmp_path: Path) -> None:
    chance = random.Random(8)  # noqa: S311
    for _ in range(EXAMPLES * 10):
        (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + chance.randbytes(chance.randint(0, 200)))
        assert expanded([tmp_path / "a.zip"])[1]
