"""The packaged releases, attacked with records from what is packaged of them: nothing in them is narrowed.

The small one is attacked whole. The national one takes hours that way: each of its years is attacked alone, the last
in whole numbers, the others with records that needn't be whole, which finds subtraction and net flow.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Final

import pytest

from tests.promises.record_attack.attack import attack

RELEASES: Final = Path(__file__).parents[2] / "dashboard" / "releases"
#: Release and how it is attacked.
ATTACKS: Final[list[tuple[str, dict[str, Any]]]] = [
    ("operation-lost-souls-internal", {}),
    *(("national-synthetic", {"period": year, "whole": year == "2023"}) for year in map(str, range(2019, 2024))),
]


def test_all_are_attacked() -> None:
    assert {path.stem for path in RELEASES.glob("*.zip")} == {name for name, _ in ATTACKS}


@pytest.mark.parametrize(("name", "how"), ATTACKS)
def test_nothing_is_narrowed(name: str, how: dict[str, Any], tmp_path: Path) -> None:
    outcome = attack(_unpacked(name, tmp_path), **how)
    assert outcome.n_numbers > 0
    assert [f"{f.kind} {f.name}: {f.low}..{f.high}" for f in outcome.found] == []
    assert outcome.undecided == ()


def _unpacked(name: str, folder: Path) -> Path:
    with zipfile.ZipFile(RELEASES / f"{name}.zip") as packed:
        packed.extractall(folder)
    return folder
