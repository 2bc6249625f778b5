"""A small share of the campaign of `attack_campaign`: made-up files, published and attacked with records."""

from __future__ import annotations

from typing import Final

import pytest

from tests.promises.attack_campaign import main, tried

#: Policy → the files that are drawn for it, and how many rows they have at most.
SHARE: Final = {
    "public-states": ((1, 2, 4, 7, 10), 60),
    "internal": ((11,), 30),
    "own-countries": ((1, 3), 60),
    "own-both-sides": ((1, 2), 40),
    "own-counties": ((1, 3), 60),
    "own-one-sided": ((1, 2), 60),
}  # fmt: skip


@pytest.mark.parametrize(("policy", "seed"), [(name, seed) for name, (seeds, _) in SHARE.items() for seed in seeds])
def test_nothing_is_narrowed(policy: str, seed: int) -> None:
    line = tried(seed, policy, SHARE[policy][1])
    assert line.wrong == 0
    assert (line.state, line.first) == ("safe", "")
    assert line.published > 0


def test_campaign_tells_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    """One file is tried in a process of its own; its line stands in the table, by policy."""
    code = main(["--n", "1", "--seed", "2", "--rows", "40", "--policy", "public-states", "--patience", "250"])
    heads, numbers = capsys.readouterr().out.splitlines()[-2:]
    row = dict(zip(heads.split(), numbers.split(), strict=True))
    assert row["policy"] == "public-states"
    assert int(row["safe"]) + int(row["broken"]) + int(row["corner"]) == 1
    assert code == 1 - int(row["safe"])
    assert int(row["numbers"]) > 0
    assert int(row["wrong"]) == 0
