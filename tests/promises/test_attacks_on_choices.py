"""Rows 13, 20 and 26 of the attacks: what order, wording and the choice of blanks say about withheld numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.policy import policy_from
from geodata.publish import Options, publish
from tests.geodata import journeys
from tests.geodata.released import files_of, pages
from tests.promises.attacker import Attacker, K, blanked, protected_alone, released, small, truth

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.promises.attacker import Cell, Shown

TREE: Final = {"US": None, "TX": "US", "OK": "US", "LA": "US"}
STATES: Final = ("TX", "LA")


# -- order, and everything else that a file could hold

KINDS: Final = ("runaway", "trafficking", "missing from care", "family abduction")
#: Small numbers that can change places without any other number changing.
FIRST: Final = {"TX": (40, 1, 4, 20), "LA": (30, 4, 1, 25)}
SECOND: Final = {"TX": (40, 4, 1, 20), "LA": (30, 1, 4, 25)}


def rows(numbers: dict[str, tuple[int, ...]]) -> list[str]:
    return [
        f"2021,US-{state},US-{state},{n},{kind},list,2022-01-31"
        for state, counts in numbers.items()
        for kind, n in zip(KINDS, counts, strict=True)
    ]


def published(
    folder: Path, *, numbers: dict[str, tuple[int, ...]] = FIRST, is_reversed: bool = False
) -> dict[str, bytes]:
    folder.mkdir()
    lines = rows(numbers)[:: -1 if is_reversed else 1]
    header = "period,origin,recovery,count,category,source,as_of"
    source = journeys.records(folder / "records.csv", *lines, header=header)
    tables = [{"name": "categories", "dimensions": {"recovery": "state", "category": "value", "period": "year"}}]
    policy = policy_from({"threshold": K, "tables": tables})
    publish([source], folder / "out", Options(policy), site=pages)
    return files_of(folder / "out")


def ranked(numbers: dict[str, tuple[int, ...]]) -> list[tuple[str, str, int | None]]:
    """List the largest first, small numbers blank: a top ten as many dashboards have it."""
    cells = [(n, s, kind) for s, counts in numbers.items() for n, kind in zip(counts, KINDS, strict=True)]
    return [(state, kind, n if n >= K else None) for n, state, kind in sorted(cells, reverse=True)]


def test_the_order_of_blanks(tmp_path: Path) -> None:
    """Two possible truths differ in small numbers only; a ranking says which it is, and no byte of a release does."""
    candidates = {"first": FIRST, "second": SECOND}
    told = [name for name, numbers in candidates.items() if ranked(numbers) == ranked(SECOND)]
    assert told == ["second"]
    assert published(tmp_path / "a") == published(tmp_path / "b", numbers=SECOND)


def test_the_order_of_rows(tmp_path: Path) -> None:
    first = published(tmp_path / "a")
    assert first == published(tmp_path / "b", is_reversed=True)
    shown = first["tables/categories.csv"].decode()
    assert "US-TX,trafficking,2021,,withheld" in shown
    assert "US-TX,runaway,2021,40,published" in shown


# -- why a number is blank


def test_a_reason_beside_a_blank(tmp_path: Path) -> None:
    """Oklahoma is blank as too small, Louisiana as its complement, and both are 6 together."""
    records = {("TX",): 40, ("OK",): 1, ("LA",): 5}
    count = truth(records, [TREE])
    blank = blanked(count, ("OK",), ("LA",))
    reasons = Attacker(blank, [TREE], most={("OK",): K - 1}, least={("LA",): K})
    assert reasons.knows([("OK",)]) == {("OK",): (1, 1)}
    assert Attacker(blank, [TREE]).knows([("OK",)]) == {}

    shown = protected_alone(tmp_path / "bare", records, {"place": TREE}, [{"place": 1}])
    assert Attacker(shown, [TREE]).knows([("OK",)]) == {}
    states = {(f"US-{s}/unspecified",): n for (s,), n in records.items()}
    cells = released(states, ("recovery",), {"recovery": "state"}).cube.tables["t0"].cells
    assert set(cells["status"]) == {"published", "withheld"}
    assert list(cells.columns) == ["recovery", "count", "status"]


# -- which numbers are blank


def cheapest(records: dict[Cell, int]) -> Shown:
    """Withhold what is too small and, where it is alone, the smallest other number."""
    count = truth(records, [TREE])
    blank = small(count)
    if len(blank) == 1:
        blank |= {min((n, c) for c, n in count.items() if n >= K and c != ("US",))[1]}
    return blanked(count, *blank)


def could_be(program: Callable[[dict[Cell, int]], Shown], shown: Shown) -> set[int]:
    """Run a program over everything that Oklahoma could be, and keep what gives just what was published."""
    known = shown["US",] or 0
    guesses = ({("OK",): ok, ("TX",): tx, ("LA",): known - ok - tx} for ok in range(known) for tx in range(known - ok))
    fitting = (g for g in guesses if all(n is None or g.get(c, known) == n for c, n in shown.items()))
    return {guess["OK",] for guess in fitting if program(guess) == shown}


def test_running_the_program_over_all_that_could_be(tmp_path: Path) -> None:
    """18 in all, 8 shown: were Oklahoma 1, the 9 of Texas would not have been chosen, but the 8."""
    records = {("OK",): 3, ("TX",): 7, ("LA",): 8}
    assert 1 not in could_be(cheapest, cheapest(records))

    numbers = iter(range(1_000))

    def ours(guess: dict[Cell, int]) -> Shown:
        return protected_alone(tmp_path / f"bare{next(numbers)}", guess, {"place": TREE}, [{"place": 1}])

    assert could_be(ours, ours(records)) >= set(range(1, K))
