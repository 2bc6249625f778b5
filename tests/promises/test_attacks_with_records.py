"""Rows 29 to 31 of the attacks: published by the product, attacked with records, nothing is narrowed.

Each case is a file that once gave something away under the policies it is tested with. The attacker reads public
numbers alone; what is true is compared afterwards, so that an attack that is mistaken fails too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.promises.attack_campaign import policy_of, released, wrong_claims
from tests.promises.record_attack.attack import attack
from tests.promises.record_attack.published import read_release
from tests.promises.record_attack.records import leaves_of, read_records

CASES: Final = Path(__file__).parent / "attack_cases"
#: Case → the policies under which it gave something away, or was protected by nothing but luck.
TRIED: Final = {
    "relation_by_subtraction": ("public-states", "internal", "public"),
    "net_flow_states": ("public-states", "internal"),
    "net_flow_counties": ("detail",),
    "elsewhere_says_small": ("public-states",),
    "no_elsewhere_public": ("public-states", "public"),
    "no_elsewhere_internal": ("internal", "public-states"),
    "pool_as_partner": ("public-states", "internal"),
    "unknown_state_exact": ("internal", "public-states"),
}


@pytest.mark.parametrize(("case", "policy"), [(case, policy) for case, told in TRIED.items() for policy in told])
def test_nothing_is_narrowed(case: str, policy: str, tmp_path: Path) -> None:
    records = read_records(CASES / f"{case}.csv")
    own = CASES / f"{policy}.toml"
    out = released(records, policy_of(str(own) if own.exists() else policy), tmp_path)
    outcome = attack(out)
    assert outcome.n_numbers > 0, "nothing is withheld, so nothing was attacked"
    assert not wrong_claims(outcome, out, records)
    assert [f"{f.kind} {f.name}: {f.low}..{f.high}" for f in outcome.found] == []
    assert outcome.undecided == ()


@pytest.mark.parametrize("source", ["A", "B"])
def test_contributors_subtract_sums(source: str, tmp_path: Path) -> None:
    """A takes its own 111 from a 112 that spans two withheld cells."""
    records = read_records(CASES / "contributor_subtracts.csv")
    out = released(records, policy_of(str(CASES / "contributor_subtracts.toml")), tmp_path)
    own = leaves_of(read_release(out), [r for r in records if r.source == source])
    outcome = attack(out, own)
    assert [f"{f.kind} {f.name}: {f.low}..{f.high}" for f in outcome.found] == []
    assert outcome.undecided == ()


@pytest.mark.parametrize("policy", ["public-states", "internal"])
def test_structure_says_nothing_of_counts(policy: str, tmp_path: Path) -> None:
    """Places, relations and tables are the same for every file, so that none of them can be read backwards."""
    cases = ("no_elsewhere_internal", "elsewhere_says_small", "pool_as_partner", "net_flow_counties")
    seen: dict[str, set[str]] = {"regions.csv": set(), "relations.csv": set(), "categories.csv": set(), "tables": set()}
    for case in cases:
        (tmp_path / case).mkdir()
        out = released(read_records(CASES / f"{case}.csv"), policy_of(policy), tmp_path / case)
        for file, kinds in seen.items():
            kinds.add(str(_levels(out)) if file == "tables" else (out / file).read_text(encoding="utf-8"))
    assert {file: len(kinds) for file, kinds in seen.items()} == dict.fromkeys(seen, 1)


def _levels(out: Path) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(t.name, sorted(t.levels.items())) for t in read_release(out).tables]
