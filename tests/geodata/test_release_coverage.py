"""What a release says of its input is no count of children."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.release.coverage import coverage


@pytest.mark.parametrize(
    ("loaded", "quarantined", "totals", "notes", "expected"),
    [
        (5, 0, 0, 0, {"read": "all", "quarantined": 0, "totals": 0, "notes": 0}),
        (1000, 3, 0, 1, {"read": "over 95 %", "quarantined": None, "totals": 0, "notes": None}),
        (10, 3, 12, 0, {"read": "95 % or less", "quarantined": None, "totals": 12, "notes": 0}),
        (95, 5, 0, 0, {"read": "95 % or less", "quarantined": 5, "totals": 0, "notes": 0}),
        (0, 0, 0, 0, {"read": "all", "quarantined": 0, "totals": 0, "notes": 0}),
    ],
)
def test_examples(loaded: int, quarantined: int, totals: int, notes: int, expected: dict[str, object]) -> None:
    rows = loaded + quarantined + totals + notes
    told = coverage(rows=rows, loaded=loaded, quarantined=quarantined, totals=totals, notes=notes, threshold=5)
    assert told == expected


@given(st.integers(0, 200), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(2, 20))
def test_no_number_is_too_small_and_none_says_how_many_rows_were_counted(
    loaded: int, quarantined: int, totals: int, notes: int, k: int
) -> None:
    kinds = {"quarantined": quarantined, "totals": totals, "notes": notes}
    told = coverage(rows=loaded + sum(kinds.values()), loaded=loaded, threshold=k, **kinds)
    assert set(told) == {"read", *kinds}
    assert all(n is None or n == 0 or n >= k for n in (told[name] for name in kinds))
