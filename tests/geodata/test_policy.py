"""Policies: what is read, what is refused, and that rules which are off leave no trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geodata.errors import PolicyError
from geodata.policy import PACKAGED, policy_from, read_policy

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {"name": "places", "dimensions": {"recovery": "state", "period": "year"}}
CATEGORIES = {"name": "categories", "dimensions": {"recovery": "state", "category": "value"}}


def policy(**given: Any) -> Any:  # noqa: ANN401
    return policy_from({"tables": [PLACES, CATEGORIES], **given})


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_policies_name_no_rule_that_is_off(name: str) -> None:
    plain = read_policy(name).as_dict()
    assert not plain.keys() & {"pooling", "contributors", "shares", "sensitive_categories"}
    assert policy_from(plain) == read_policy(name)


def test_rules_that_are_on_are_named_and_come_back() -> None:
    on: dict[str, Any] = {"pooling": "contiguous", "contributors": "source", "shares": "banded"}
    on |= {"sensitive_categories": ["trafficking"]}
    rules = policy(**on)
    assert {key: rules.as_dict()[key] for key in on} == on
    assert policy_from(rules.as_dict()) == rules


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"pooling": "nearest"}, "pooling is 'nearest'; expected one of smallest, contiguous"),
        ({"contributors": "agency"}, "contributors is 'agency'; expected one of , source"),
        ({"shares": True}, "shares is True; expected one of hidden, banded"),
        ({"rounding": 10}, "rounding is 10; expected 0, or 11 (the threshold) or more"),
        ({"rounding": 15, "contributors": "source"}, "expected it alone"),
        ({"rounding": 15, "zeros": "protected"}, "expected it alone"),
        ({"rounding": 15, "sensitive_categories": ["trafficking"]}, "expected it alone"),
        ({"sensitive_categories": "trafficking"}, "expected a list of categories other than unknown"),
        ({"sensitive_categories": ["unknown"]}, "expected a list of categories other than unknown"),
        ({"sensitive_categories": [1]}, "expected a list of categories other than unknown"),
        ({"sensitive_categories": ["trafficking"], "tables": [PLACES]}, "without a table by category"),
        ({"threshold": 1}, "threshold is 1; expected a whole number of at least 2"),
        ({"threshold": True}, "threshold is True"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"tables": []}, "no [[tables]]"),
        ({"tables": [PLACES, PLACES]}, "table name 'places'; expected a word used once"),
        ({"tables": [{"name": "t"}]}, "table t: no dimensions"),
        ({"tables": [{"name": "t", "dimensions": {"age": "value"}}]}, "table t: dimension 'age'"),
        ({"tables": [{"name": "t", "dimensions": {"recovery": "town"}}]}, "table t: recovery = 'town'"),
        ({"tables": [{"name": "t", "dimensions": {"period": "month"}}]}, "period finer than finest_period = year"),
        ({"tables": [{"name": "t", "dimensions": {"operation": "value"}}]}, "but operations = 'hidden'"),
        (
            {"operations": "named", "tables": [{"name": "t", "dimensions": {"operation": "value",
                                                                           "origin": "county"}}]},
            "operation crossed with county",
        ),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(PolicyError) as refusal:
        policy(**given)
    assert told in str(refusal.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(PolicyError, match=r"unknown key 'a'; .*pooling.*; .*shares.*Mend the policy\.$"):
        policy(a=1, pooling="", shares="")


def test_a_file_is_read_and_a_missing_or_broken_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('name = "own"\n[[tables]]\nname = "t"\ndimensions = { recovery = "state" }\n', encoding="utf-8")
    assert read_policy(str(path)).name == "own"
    path.write_text("name = ", encoding="utf-8")
    with pytest.raises(PolicyError, match="not TOML"):
        read_policy(str(path))
    with pytest.raises(PolicyError, match="no such file; expected internal or public"):
        read_policy(str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("threshold = 10", "threshold is 10; expected 11 or more where audience is 'public'"),
        ('audience = "public"\nthreshold = 5', "threshold is 5; expected 11"),
        ('operations = "named"', "operations is 'named'; expected 'hidden' where audience is 'public'"),
        ('threshold = 2\noperations = "named"', "threshold is 2; expected 11 or more where audience is 'public'; op"),
    ],
)
def test_a_file_shows_the_public_no_more_than_it_may_see(tmp_path: Path, head: str, told: str) -> None:
    path = tmp_path / "own.toml"
    tables = '[[tables]]\nname = "places"\ndimensions = { recovery = "state" }\n'
    path.write_text(f"{head}\n{tables}")
    with pytest.raises(PolicyError) as refusal:
        read_policy(str(path))
    assert str(refusal.value).startswith(f"policy {path}: {told}")
    assert str(refusal.value).endswith('Mend the policy, or write audience = "internal" in it.')
    head = head.replace('audience = "public"', "")
    path.write_text(f'{head}\naudience = "internal"\n{tables}')
    assert read_policy(str(path)).audience == "internal"
