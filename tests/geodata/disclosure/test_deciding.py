"""Vast systems: numbers that stay large while all are pushed down cost the engine no question of their own."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.disclosure import deciding
from geodata.disclosure.deciding import Numbers, decide
from geodata.disclosure.seen import Seen
from tests.geodata.disclosure.test_reducing import system_of


@pytest.mark.parametrize("limit", [None, 10])
def test_a_number_that_is_k_or_more_by_several_equations(monkeypatch: pytest.MonkeyPatch, limit: int | None) -> None:
    """x0 + x1 = x0 + x2 = x1 + x2 + x3 = 12: x0 is 6 or more, which no equation alone says; x3 can be 1 by halves.

    The audit, without a limit, asks for both; the engine for x3 alone.
    """
    system = system_of([{0: 1, 1: 1}, {0: 1, 2: 1}, {1: 1, 2: 1, 3: 1}], [12, 12, 12], [0, 0, 0, 0])
    asked = []
    monkeypatch.setattr(deciding, "VAST", 0)
    monkeypatch.setattr(deciding, "EXACT_UNKNOWNS", 0)
    monkeypatch.setattr(deciding, "spread", lambda *_, **__: None)
    in_turn = deciding.Singly.decide

    def told(self: deciding.Singly, order: np.ndarray, tell: object) -> object:
        asked.extend(order.tolist())
        return in_turn(self, order, tell)  # type: ignore[arg-type]

    monkeypatch.setattr(deciding.Singly, "decide", told)
    none = np.zeros(2, dtype=bool)
    numbers = Numbers(np.array([0, 3]), np.array([0, 0]), none, none, none)
    ranges, _ = decide(system, numbers, 5, Seen.of(4), limit, lambda _: None)
    assert not ranges
    assert (0 in asked) == (limit is None)
    assert 1 in asked
