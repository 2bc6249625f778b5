"""The relation of every kind of pair, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from geodata.regions import Regions
from geodata.relation import (
    ELSEWHERE,
    RELATION_LABELS,
    RELATION_ROOT,
    RELATION_TREE,
    relation,
    relations,
)
from geodata.tabulation.joint.places import related

PAIRS = [
    # origin, recovery, relation; territories abroad changes it to
    ("US-48141", "US-48141", "same_county", None),
    ("US-48141", "US-48229", "other_county", None),
    ("US-48141", "US-TX/unspecified", "in_state_unspecified", None),
    ("US-TX/unspecified", "US-TX/unspecified", "in_state_unspecified", None),
    ("US-TX", "US-48141", "in_state_unspecified", None),
    ("CA-ON", "CA-ON", "in_state_unspecified", None),
    ("US-48141", "US-35013", "out_of_state", None),
    ("US-48141", "US-11001", "out_of_state", None),
    ("US-48141", "US-72127", "out_of_state", "outbound"),
    ("US-48141", "US-PR/unspecified", "out_of_state", "outbound"),
    ("US-72127", "US-TX/unspecified", "out_of_state", "inbound"),
    ("US-72127", "US-72001", "other_county", None),
    ("US-72127", "US-GU/unspecified", "out_of_state", "third"),
    ("US-PR/unspecified", "MX/unspecified", "outbound", "third"),
    ("MX-08037", "MX-02004", "out_of_state", None),
    ("US-48141", "MX-08037", "outbound", None),
    ("US/unspecified", "MX/unspecified", "outbound", None),
    ("MX-08037", "US-48141", "inbound", None),
    ("MX-08037", "CA-ON", "third", None),
    ("FR", "DE", "third", None),
    ("FR", "FR", "domestic_unspecified", None),
    ("US/unspecified", "US-48141", "domestic_unspecified", None),
    ("US-48141", "US/unspecified", "domestic_unspecified", None),
    ("unknown", "US-48141", "unknown", None),
    ("US-48141", "unknown", "unknown", None),
    ("unknown", "unknown", "unknown", None),
    ("WORLD", "US", "unknown", None),
]


@pytest.mark.parametrize(("origin", "recovery", "expected", "abroad"), PAIRS)
def test_relation_of_a_pair(origin: str, recovery: str, expected: str, abroad: str | None) -> None:
    assert relation(origin, recovery) == expected
    assert relation(origin, recovery, territories="abroad") == (abroad or expected)


def test_vectorised_relations_equal_the_single_ones_and_keep_the_index() -> None:
    frame = pd.DataFrame(PAIRS + PAIRS, columns=["origin", "recovery", "expected", "abroad"])
    frame = frame.set_index(frame.index + 100)
    found = relations(frame["origin"], frame["recovery"])
    assert found.tolist() == frame["expected"].tolist()
    assert found.index.equals(frame.index)


def test_pooled_regions_keep_their_relation() -> None:
    pooled = Regions.packaged().with_pools({"US-TX/other": ["US-48141", "US-48229"]})
    assert relation("US-48141", "US-48229", regions=pooled) == "other_county"
    assert relation("US-TX/other", "US-48229", regions=pooled) == "in_state_unspecified"


def test_every_relation_has_a_parent_and_both_labels() -> None:
    codes = {RELATION_ROOT, *RELATION_TREE}
    assert set(RELATION_TREE.values()) <= codes
    assert set(RELATION_LABELS) == codes
    assert all(english and spanish for english, spanish in RELATION_LABELS.values())
    assert {child for child, above in RELATION_TREE.items() if above == ELSEWHERE} == {"out_of_state", "cross_border"}
    assert {expected for _, _, expected, _ in PAIRS} == set(RELATION_TREE) - {"in_state", "cross_border", ELSEWHERE}


@pytest.mark.parametrize(
    ("territories", "known"),
    [("domestic", {"out_of_state"}), ("abroad", {"outbound"}), ("by_source", {"out_of_state", "outbound"})],
)
def test_an_attacker_is_granted_every_rule_that_a_source_may_follow(territories: str, known: set[str]) -> None:
    bit = {code: 1 << n for n, code in enumerate(RELATION_TREE)}
    found = related(["US-TX"], ["US-PR", "US-CA"], Regions.packaged(), territories, bit)  # type: ignore[arg-type]
    assert found.tolist() == [[sum(bit[code] for code in known), bit["out_of_state"]]]
