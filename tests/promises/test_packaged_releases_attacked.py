"""The packaged releases, attacked with records from what is packaged of them: nothing in them is narrowed.

The small one is attacked whole. The national ones are too large for whole numbers: there the sums and the corners are
asked about, with records that needn't be whole, which finds subtraction and net flow; in the one by county, whose
programme takes minutes, what subtraction alone tells, within tables and across them.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Final

import pytest

from tests.promises.record_attack.attack import attack
from tests.promises.record_attack.classes import Classes
from tests.promises.record_attack.numbers import numbers_of
from tests.promises.record_attack.published import ROOT, ROOTS, of_period, read_release

RELEASES: Final = Path(__file__).parents[2] / "dashboard" / "releases"
#: Release → how it is attacked.
ATTACKS: Final[dict[str, dict[str, Any]]] = {
    "operation-lost-souls-internal": {},
    "national-synthetic": {"whole": False, "kinds": {"sum", "corner"}},
}
BY_COUNTY: Final = "synthetic-by-county"


def test_all_are_attacked() -> None:
    assert {path.stem for path in RELEASES.glob("*.zip")} == {*ATTACKS, BY_COUNTY}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_is_narrowed(name: str, tmp_path: Path) -> None:
    outcome = attack(_unpacked(name, tmp_path), **ATTACKS[name])
    assert outcome.n_numbers > 0
    assert [f"{f.kind} {f.name}: {f.low}..{f.high}" for f in outcome.found] == []
    assert outcome.undecided == ()


def test_subtraction_tells_nothing_by_county(tmp_path: Path) -> None:
    """A margin less its published members, and both places unknown, are no number from 1 to k−1."""
    release = read_release(_unpacked(BY_COUNTY, tmp_path))
    periods = [ROOT["period"], *sorted({key[-1] for key in release.shown} - {ROOT["period"]})]
    told = {}
    for period in periods:
        one = of_period(release, period)
        fixed = {n.name: n.fixed for n in numbers_of(one, Classes(one), {}) if n.fixed is not None}
        told |= {f"{period}: {name}": n for name, n in fixed.items()}
        ends = [one.shown.get(key) for key in (
            ("unknown", *ROOTS[1:]), (ROOTS[0], "unknown", *ROOTS[2:]), (*ROOTS[:2], "unknown", *ROOTS[3:]),
        )]  # fmt: skip
        if None not in ends:
            told[f"{period}: both unknown"] = ends[0] + ends[1] - ends[2]
    assert len(told) > len(periods)
    assert {name: n for name, n in told.items() if 0 < n < release.k} == {}


def _unpacked(name: str, folder: Path) -> Path:
    with zipfile.ZipFile(RELEASES / f"{name}.zip") as packed:
        packed.extractall(folder)
    return folder
