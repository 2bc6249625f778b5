"""Rows 8 and 9 of the attacks: what no single table gives away, and what shown zeros do."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from tests.promises.attacker import Attacker, K, blanked, protected_alone, small, truth

if TYPE_CHECKING:
    from pathlib import Path

    from tests.promises.attacker import Cell

PLACES: Final = {"US": None, "TX": "US", "OK": "US", "LA": "US"}
KINDS: Final = {"all": None, "runaway": "all", "abduction": "all"}
AGES: Final = {"any": None, "under 12": "any", "12 and over": "any"}
TREES: Final = {"place": PLACES, "kind": KINDS, "age": AGES}
PAIRS: Final = ({"place": 1, "kind": 1}, {"place": 1, "age": 1}, {"kind": 1, "age": 1})


def of_tables(count: dict[Cell, int]) -> dict[Cell, int]:
    """Keep the cells of the tables of two dimensions."""
    roots = ("US", "all", "any")
    return {c: n for c, n in count.items() if any(code == root for code, root in zip(c, roots, strict=True))}


def test_tables_that_are_safe_alone_and_not_together(tmp_path: Path) -> None:
    """Oklahoma hides behind Louisiana in one table, and Louisiana is shown in the other."""
    records = dict.fromkeys(product(("TX", "LA"), ("runaway", "abduction"), ("under 12", "12 and over")), 20)
    records |= {("OK", "runaway", "12 and over"): 3}
    count = truth(records, list(TREES.values()))
    kinds = blanked({c: n for c, n in count.items() if c[2] == "any"}, *product(("OK", "LA"), KINDS, ("any",)))
    ages = blanked({c: n for c, n in count.items() if c[1] == "all"}, *product(("OK", "TX"), ("all",), AGES))
    for alone in (kinds, ages):
        dangerous = {c for c in small(count) if alone.get(c, 0) is None}
        assert dangerous
        assert Attacker(alone, list(TREES.values())).knows(dangerous) == {}
    both = kinds | ages | {c: n for c, n in kinds.items() if n is not None and ages.get(c) is None}
    naive = Attacker(both, list(TREES.values()))
    assert naive.range(("OK", "all", "any")) == (3, 3)

    ours = Attacker(protected_alone(tmp_path / "bare", records, TREES, PAIRS[:2]), list(TREES.values()))
    assert ours.knows(small(of_tables(count)) - {("US", "runaway", "12 and over")}) == {}


def test_the_only_persons_that_fit_all_tables(tmp_path: Path) -> None:
    """Three tables of pairs, small numbers blank: one set of persons fits, and it is the true one."""
    records = {
        ("TX", "runaway", "12 and over"): 30, ("TX", "abduction", "under 12"): 2, ("LA", "runaway", "12 and over"): 25,
        ("LA", "abduction", "12 and over"): 1, ("OK", "abduction", "under 12"): 12,
    }  # fmt: skip
    persons = dict.fromkeys(product(("TX", "OK", "LA"), ("runaway", "abduction"), ("under 12", "12 and over")), 0)
    persons |= records
    count = truth(records, list(TREES.values()))
    cells = of_tables(count)
    naive = Attacker(blanked(cells, *small(cells)), list(TREES.values()), persons)
    assert {c: naive.range(c) for c in persons} == {c: (n, n) for c, n in persons.items()}

    shown = protected_alone(tmp_path / "bare", records, TREES, PAIRS)
    ours = Attacker(shown, list(TREES.values()), persons)
    assert ours.knows(small(cells)) == {}
    assert ours.knows(c for c, n in persons.items() if 0 < n < K) == {}


def test_zeros_that_are_shown_prove_that_blanks_are_none(tmp_path: Path) -> None:
    """Mexico and Canada are blank, 6 together; each has three places that aren't 0, as all zeros are shown."""
    tree = {"WORLD": None, "US": "WORLD", "MX": "WORLD", "CA": "WORLD"}
    tree |= {f"{country}-{n}": country for country in ("US", "MX", "CA") for n in range(5)}
    records = {(f"{country}-{n}",): 1 for country in ("MX", "CA") for n in range(3)}
    records |= {(f"US-{n}",): 20 for n in range(5)}
    count = truth(records, [tree])
    naive = Attacker(blanked(count, *small(count)), [tree], least=dict.fromkeys(small(count), 1))
    assert {c: naive.range(c) for c in small(count)} == {c: (count[c], count[c]) for c in small(count)}

    shown = protected_alone(tmp_path / "bare", records, {"place": tree}, [{"place": 2}])
    assert any(n is None for c, n in shown.items() if count[c] == 0)  # zeros hide with the small numbers
    assert Attacker(shown, [tree]).knows(small(count)) == {}
