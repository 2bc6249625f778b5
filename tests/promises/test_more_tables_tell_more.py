"""Soundness: who sees more tables knows no less; what is found in some is found in all, and as narrow or narrower.

The releases are made by hand, with what is too small withheld and nothing else, so that there is much to find.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeAlias

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geodata.release import audit_folder
from tests.promises.record_attack.attack import attack
from tests.promises.record_attack.handmade import handmade
from tests.promises.record_attack.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Number → the least and the most that it can be; the most is infinite where there is no end.
Ranges: TypeAlias = "dict[object, tuple[float, float]]"
K: Final = 4
TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "places": {"recovery": "state", "period": "year"},
    "origins": {"origin": "state", "period": "year"},
    "relations": {"relation": "detail", "period": "year"},
    "categories": {"recovery": "state", "category": "value", "period": "year"},
    "corridors": {"origin": "country", "recovery": "country", "period": "year"},
}
PLACES: Final = ("US-DE", "US-DC", "US/unspecified", "GT", "unknown")
ENDS: Final = ("US-10001", "US-10003", "US-DE", "US-11001", "US", "GT", "unknown")

files = st.lists(
    st.builds(
        Record, st.sampled_from(["2021", "2022"]), st.sampled_from(ENDS), st.sampled_from(ENDS), st.integers(1, 6),
        st.sampled_from(["runaway", "trafficking"]),
    ),
    min_size=3, max_size=9,
)  # fmt: skip
orders = st.permutations(sorted(TABLES))
counts = st.integers(1, len(TABLES) - 1)
#: A case takes about a second, so none is made smaller.
FEW: Final = settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip


@given(records=files, order=orders, n_fewer=counts)
@FEW
def test_attack_with_records(records: Sequence[Record], order: Sequence[str], n_fewer: int) -> None:
    _compare(records, order, n_fewer, found_with_records)


@given(records=files, order=orders, n_fewer=counts)
@FEW
def test_audit(records: Sequence[Record], order: Sequence[str], n_fewer: int) -> None:
    _compare(records, order, n_fewer, found_by_audit)


def _compare(records: Sequence[Record], order: Sequence[str], n_fewer: int, find: Callable[[Path], Ranges]) -> None:
    with TemporaryDirectory() as scratch:
        whole = handmade(Path(scratch) / "all", records, TABLES, k=K, places=PLACES)
        fewer, more = (_some(whole, order[:n]) for n in (n_fewer, n_fewer + 1))
        with_fewer, with_more, with_all = (find(folder) for folder in (fewer, more, whole))
    for first, second in ((with_fewer, with_more), (with_more, with_all)):
        for number, (low, high) in first.items():
            assert number in second, f"{number}: {low}..{high} with fewer tables, nothing with more"
            assert low <= second[number][0], number
            assert second[number][1] <= high, number


def _some(whole: Path, names: Sequence[str]) -> Path:
    """Copy a release with some of its tables."""
    out = whole.parent / "-".join(["some", *names])
    shutil.copytree(whole, out)
    for name in set(TABLES) - set(names):
        (out / "tables" / f"{name}.csv").unlink()
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["tables"] = [t for t in manifest["tables"] if t["name"] in names]
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return out


def found_with_records(folder: Path) -> Ranges:
    outcome = attack(folder)
    assert not outcome.undecided
    return {f.key: (f.low, float("inf") if f.high is None else f.high) for f in outcome.found if f.key is not None}


def found_by_audit(folder: Path) -> Ranges:
    """Take what the audit found about withheld cells; a sum of some is another number where fewer tables are there."""
    report = audit_folder(folder)
    assert report.complete
    withheld = [f for f in report.findings if "less" not in f.witness and "minus" not in f.witness]
    return {
        frozenset((d, c) for d, c in f.cell.items() if c not in {"all", "WORLD"}):
        (f.low, float("inf") if f.high is None else f.high)
        for f in withheld
    }  # fmt: skip
