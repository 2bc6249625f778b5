"""Totals over rows that their source masks: told as at least what the others state, and attacked as that."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geodata.disclosure.protect import protect
from geodata.errors import DisclosureError
from geodata.policy import policy_from
from geodata.regions import Regions
from loaders.columns import CATEGORIES

PLACES = {"name": "custom", "threshold": 5, "audience": "internal",
          "tables": [{"name": "places", "dimensions": {"recovery": "county", "period": "year"}}]}  # fmt: skip


def leaves(*rows: tuple[str, str, int | None]) -> pd.DataFrame:
    """Lay out records: county, year, count; None is masked."""
    frame = pd.DataFrame(rows, columns=["recovery", "period", "count"])
    frame = frame.assign(origin="unknown", relation="unknown", category="unknown", operation="none", source="a")
    is_masked = frame["count"].isna()
    low = pd.Series(1, index=frame.index, dtype="Int64").where(is_masked)
    return frame.assign(count=frame["count"].astype("Int64"), count_low=low, count_high=low + 3)


def protected(*rows: tuple[str, str, int | None], **policy: object) -> pd.DataFrame:
    rules = policy_from(PLACES | policy)
    cube = protect(leaves(*rows), Regions.packaged(), rules, categories=list(CATEGORIES)).cube
    return cube.tables["places"].cells.set_index(["recovery", "period"])


def test_a_total_over_masked_rows_is_at_least_what_the_others_state_and_no_stated_part_follows() -> None:
    # Texas: 3 stated in Dallas beside its masked row, 60 and 40 elsewhere: 103 and 100 would give the 3 away
    cells = protected(
        ("US-48113", "2023", 3), ("US-48113", "2023", None), ("US-48141", "2023", 60), ("US-48201", "2023", 40)
    )
    assert tuple(cells.loc[("US-TX", "2023")]) == (103, "at_least")
    assert tuple(cells.loc[("WORLD", "all")]) == (103, "at_least")
    assert cells.loc[("US-48113", "2023"), "status"] == "withheld"
    assert (cells.loc[["US-48141", "US-48201"], "status"] == "withheld").any(), "100 of 103 would be shown"


def test_what_only_a_masked_row_holds_is_withheld_at_any_stated_part_and_so_is_its_margin() -> None:
    cells = protected(("US-48113", "2023", None), ("US-06037", "2023", 50), ("US-06037", "2022", 20))
    assert cells.loc[("US-48113", "2023"), "status"] == "withheld"
    assert cells.loc[("US-TX", "2023"), "status"] == "withheld"  # at least 0 says nothing
    stated = protected(("US-48113", "2023", 70), ("US-48113", "2023", None), ("US-48141", "2023", 60))
    assert stated.loc[("US-48113", "2023"), "status"] == "withheld"  # the finest cell, though 70 are stated


def test_where_no_row_is_masked_beneath_a_total_is_exact() -> None:
    cells = protected(("US-48113", "2023", None), ("US-48141", "2023", 60), ("US-48201", "2023", 70),
                      ("US-06037", "2023", 50), ("US-06001", "2023", 30))  # fmt: skip
    assert tuple(cells.loc[("US-CA", "2023")]) == (80, "published")
    assert cells.loc[("US-TX", "2023"), "status"] == "at_least"


def test_a_mark_goes_up_to_every_total_that_is_shown() -> None:
    rng = np.random.default_rng(7)
    counties = ["US-48113", "US-48141", "US-48201", "US-06037", "US-06001", "US-06073"]
    for _ in range(4):
        rows = [(county, str(year), None if rng.random() < 0.2 else int(rng.integers(0, 30)))
                for county in counties for year in (2021, 2022, 2023)]  # fmt: skip
        frame, cells = leaves(*rows), protected(*rows)
        masked = frame[frame["count"].isna()]
        for place, year in zip(masked["recovery"], masked["period"], strict=True):
            for code in (place, place[:2], "WORLD", "US-TX" if place.startswith("US-48") else "US-CA"):
                for period in (year, "all"):
                    assert cells.loc[(code, period), "status"] in {"at_least", "withheld"}
            assert cells.loc[(place, year), "status"] == "withheld"
        assert (cells.loc[cells["status"] == "at_least", "count"] >= 5).all()


def test_a_policy_that_rounds_takes_no_masked_rows() -> None:
    with pytest.raises(DisclosureError, match="masks"):
        protected(("US-48113", "2023", None), ("US-48141", "2023", 60), rounding=10)


def test_the_publisher_alone_is_told_which_large_places_are_not_shown_by_themselves() -> None:
    rows = leaves(
        ("US-48113", "2023", 3), ("US-48141", "2023", 60), ("US-06037", "2023", 90), ("US-06001", "2023", 80),
        ("US-36061", "2023", 300), ("US-36047", "2023", 200),
    )  # fmt: skip
    found = protect(rows, Regions.packaged(), policy_from(PLACES), categories=list(CATEGORIES))
    cells = found.cube.tables["places"].cells.set_index(["recovery", "period"])["status"]
    large = {"US-TX", "US-48141", "US-CA", "US-06037", "US-06001", "US-NY", "US-36061", "US-36047", "US"}
    withheld = {code for code in large if cells[code, "all"] == "withheld"}
    assert withheld
    assert set(found.kept_back["recovery"]) == withheld
    assert "kept_back" not in repr(found)
