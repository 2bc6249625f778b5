"""docs/records.md says what the declarations say."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

from geodata.check import PLACE_RULES
from loaders.columns import BASES, CATEGORIES, KEYS, READ, aliases_of, plain, values_of
from loaders.findings import NOTICES, QUARANTINE
from loaders.headers import SURE
from loaders.operations import LISTS, OPERATIONS
from loaders.operations import aliases_of as operation_aliases
from loaders.tokens import MASKED_PATTERN, NOT_REPORTED_PATTERN

TEXT = (Path(__file__).parents[2] / "docs" / "records.md").read_text(encoding="utf-8")


def _table(head: str) -> list[list[str]]:
    """Return the cells of the table under a head row, in all places where it stands."""
    found = re.findall(rf"^\| {re.escape(head)} \|\n\|[-|]+\|\n((?:\|.*\n)+)", TEXT, flags=re.MULTILINE)
    return [line.strip("| ").split(" | ") for line in chain.from_iterable(table.splitlines() for table in found)]


def _quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def test_columns_and_aliases_are_those_declared() -> None:
    documented = {_quoted(name)[0]: _quoted(rest[-1]) for name, _, *rest in _table("column | meaning | other headers")}
    assert documented == {name: aliases_of(name) for name in READ}


def test_values_and_spellings_are_those_declared() -> None:
    table = _table("column | value | other spellings")
    rows = [(*_quoted(name), *_quoted(value), _quoted(others)) for name, value, others in table]
    declared = [(name, value, others) for name in KEYS for value, others in values_of(name).items()]
    assert rows == declared
    assert {value for name, value, _ in rows if name == "category"} == set(CATEGORIES)
    assert {value for name, value, _ in rows if name == "basis"} == set(BASES)


def test_rules_are_those_declared() -> None:
    documented = {_quoted(rule)[0]: text for rule, text in _table("rule | what it means, and what to do")}
    declared = QUARANTINE | NOTICES | PLACE_RULES
    assert documented == {rule: text[0].upper() + text[1:] for rule, text in declared.items()}


def test_operations_are_those_declared() -> None:
    rows = [line for line in _table("column | other headers") if line]
    documented = {_quoted(name)[0]: _quoted("".join(rest)) for name, *rest in rows}
    assert documented == {name: operation_aliases(name) for name in OPERATIONS.columns}
    assert ", ".join(f"`{name}`" for name in LISTS) in TEXT


def test_not_reported_tokens_are_understood() -> None:
    tokens = re.search(r"mean \*not reported\*: ([^.]*)\.", TEXT)
    assert tokens is not None
    assert all(re.search(NOT_REPORTED_PATTERN, token) for token in _quoted(tokens[1]))
    assert len(_quoted(tokens[1])) >= 8


def test_refused_kinds_are_named() -> None:
    refused = plain(TEXT.partition("## What is refused")[2])
    assert all(plain(word) in refused for kind in SURE for word in kind.split(" ")[:1])


def test_every_alias_stands_for_one_column() -> None:
    aliases = [plain(alias) for name in READ for alias in (name, *aliases_of(name))]
    assert sorted(aliases) == sorted(set(aliases))
    operations = [alias for name in OPERATIONS.columns for alias in (name, *operation_aliases(name))]
    assert sorted(operations) == sorted({plain(alias) for alias in operations})


def test_masked_tokens_are_understood() -> None:
    tokens = re.search(r"source \*masks\* \(([^.]*?)\) is kept", TEXT)
    assert tokens is not None
    assert len(_quoted(tokens[1])) >= 10
    assert all(re.search(MASKED_PATTERN, token.lower()) for token in _quoted(tokens[1]))
