"""Fixed classes: what a colour means never depends on the data."""

from __future__ import annotations

import pytest

from dashboard.views import scale
from dashboard.wording import Words

BOUNDS = scale.breaks("state", 11)


@pytest.mark.parametrize(
    ("count", "status", "code"),
    [
        (0, "published", 0), (11, "published", 1), (99, "published", 1), (100, "published", 2), (999, "published", 4),
        (1_000, "published", 5), (10**7, "published", 5), (5, "rounded", 1),
        (None, "withheld", scale.WITHHELD), (None, "not_reported", scale.NOT_REPORTED),
    ],
)  # fmt: skip
def test_a_cell_has_the_class_of_its_figure_or_of_its_status(count: int | None, status: str, code: int) -> None:
    assert scale.class_code(count, status, BOUNDS) == code


@pytest.mark.parametrize("level", scale.UPPER_BREAKS)
@pytest.mark.parametrize("k", [5, 11, 60])
def test_classes_begin_at_k_and_are_at_most_five(level: str, k: int) -> None:
    bounds = scale.breaks(level, k)
    assert bounds[0] == k
    assert list(bounds) == sorted(set(bounds))
    assert len(bounds) <= 5


def test_class_labels_say_the_ranges_in_the_visitors_numbers() -> None:
    assert scale.class_labels(BOUNDS, Words("en")) == ["11–99", "100–249", "250–499", "500–999", "1,000+"]
    assert scale.class_labels(BOUNDS, Words("es"))[-1] == "1000+"
