"""Zeros that are no facts: a status that follows from published cells, and from nothing else."""

from __future__ import annotations

import json
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from geodata.errors import DisclosureError
from geodata.policy import read_policy
from geodata.protected import NONE_STATED, ProtectedTable
from geodata.publish import Options, publish
from geodata.release import audit_folder, verify_folder
from geodata.release.stating import siblings_not_told_apart, with_none_stated
from tests.dashboard.tiny import table
from tests.geodata import released

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: World ── US ┬─ Texas ┬─ two counties, one of them in a pool, and what is known to be in Texas only
#:             │        └─ ...
#:             ├─ Ohio
#:             └─ what is known to be in the country only;   and places that nobody knows.
PLACES = {
    "WORLD": "", "US": "WORLD", "FR": "WORLD", "unknown": "WORLD", "US-TX": "US", "US-OH": "US", "US/unspecified": "US",
    "US-48141": "US-TX", "US-TX/other": "US-TX", "US-48001": "US-TX/other", "US-TX/unspecified": "US-TX",
}  # fmt: skip
KINDS = {"all": "", "runaway": "all", "trafficking": "all", "unknown": "all"}
PARENTS = {"recovery": PLACES, "category": KINDS}


def statuses(told: ProtectedTable) -> dict[object, str]:
    keys = list(told.cells[list(told.dimensions)].itertuples(index=False, name=None))
    named = [key[0] if len(key) == 1 else key for key in keys]
    return dict(zip(named, told.cells["status"], strict=True))


def of_places(**figures: int | str) -> dict[object, str]:
    rows = {(code,): figures.get(code.replace("-", "_").replace("/", "__"), 0) for code in PLACES}
    return statuses(with_none_stated(table("places", ["recovery"], rows), PARENTS))


@pytest.mark.parametrize("unspecified", [18, "withheld", "not_reported"])
def test_counties_of_a_state_with_records_that_name_no_county_are_no_zeros(unspecified: int | str) -> None:
    told = of_places(US_TX__unspecified=unspecified, US_TX="withheld", US="withheld", WORLD=18)
    assert {code for code, status in told.items() if status == NONE_STATED} == {"US-48141", "US-TX/other", "US-48001"}


def test_a_zero_whose_unspecified_sibling_is_zero_is_a_fact() -> None:
    assert NONE_STATED not in of_places(US_TX=20, US_48141=20, US=20, WORLD=20).values()


def test_what_is_unspecified_further_up_makes_no_status_below() -> None:
    told = of_places(unknown=30, WORLD=30)
    assert {code for code, status in told.items() if status == NONE_STATED} == {"US", "FR"}


def test_withheld_cells_and_positive_ones_keep_their_status() -> None:
    told = of_places(US_TX__unspecified=18, US_48141=20, US_48001="withheld", US_TX=38, US=38, WORLD=38)
    assert [told[code] for code in ("US-48141", "US-48001", "US-TX/other", "US-OH")] == [
        "published", "withheld", NONE_STATED, "published",
    ]  # fmt: skip


def test_a_zero_is_unstated_in_any_dimension_and_by_the_sibling_at_the_same_place_only() -> None:
    rows: dict[tuple[str, ...], int | str] = dict.fromkeys(product(("WORLD", "US", "FR", "unknown"), KINDS), 0)
    rows |= {("WORLD", "all"): 24, ("US", "all"): 24, ("WORLD", "unknown"): 24, ("US", "unknown"): 24}
    told = statuses(with_none_stated(table("kinds", ["recovery", "category"], rows), PARENTS))
    assert {key for key, status in told.items() if status == NONE_STATED} == set(
        product(("WORLD", "US"), ("runaway", "trafficking"))
    )


def test_out_of_state_lies_beside_what_is_in_the_country_only() -> None:
    above = {"all": "", "in_state": "all", "elsewhere": "all", "out_of_state": "elsewhere", "unknown": "all",
             "domestic_unspecified": "all", "same_county": "in_state", "in_state_unspecified": "in_state"}  # fmt: skip
    assert siblings_not_told_apart(above) == {
        "unknown": ["in_state", "elsewhere", "out_of_state"],
        "domestic_unspecified": ["in_state", "elsewhere", "out_of_state"], "in_state_unspecified": ["same_county"],
    }  # fmt: skip


def plain_statuses(told: ProtectedTable, parents: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Say each status anew, one cell after the other, as a reader of the table would."""
    known = {key: (count, status) for *key, count, status in told.cells.itertuples(index=False, name=None)
             for key in [tuple(key)]}  # fmt: skip
    found = []
    for key, (count, status) in known.items():
        others = [
            known[*key[:i], sibling, *key[i + 1 :]]
            for i, dimension in enumerate(told.dimensions)
            for sibling, named in siblings_not_told_apart(parents[dimension]).items()
            if key[i] in named
        ]
        is_zero = not pd.isna(count) and count == 0 and status != "rounded"
        is_open = any(pd.isna(n) or n != 0 for n, _ in others)
        found.append((NONE_STATED if is_open else "published") if is_zero else status)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_statuses_are_what_a_reader_of_the_table_would_say_and_said_again_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    figures: list[int | str] = [0, 0, 0, 12, "withheld", "not_reported"]
    rows = {key: figures[rng.integers(len(figures))] for key in product(PLACES, KINDS)}
    told = with_none_stated(table("kinds", ["recovery", "category"], rows), PARENTS)
    assert list(told.cells["status"]) == plain_statuses(told, PARENTS)
    assert with_none_stated(told, PARENTS).cells.equals(told.cells)
    assert told.cells["count"].equals(table("kinds", ["recovery", "category"], rows).cells["count"])


def test_none_stated_is_zero_or_it_is_no_table() -> None:
    cells = pd.DataFrame({"period": ["all"], "count": pd.array([3], "Int64"), "status": [NONE_STATED]})
    with pytest.raises(DisclosureError, match="a number where none is stated"):
        ProtectedTable("t", ["period"], cells)


RECORDS = """period,origin,recovery,count,source,as_of
2021,Texas,Texas,18,made up,2022-01-31
2021,Texas,Mexico,30,made up,2022-01-31
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stated")
    (folder / "records.csv").write_text(RECORDS, encoding="utf-8")
    publish([folder / "records.csv"], folder / "release", Options(read_policy("public")), site=None)
    return folder / "release"


def test_every_status_of_a_release_follows_from_its_own_files(out: Path) -> None:
    cells = pd.read_csv(out / "tables" / "places.csv", dtype="str", keep_default_na=False)
    places = cells.set_index(["recovery", "period"])
    assert tuple(places.loc[("US-48141", "all")]) == ("0", NONE_STATED)
    assert tuple(places.loc[("MX-CHH", "all")]) == ("0", NONE_STATED)
    assert tuple(places.loc[("FR", "all")]) == ("0", "published")
    assert verify_folder(out) == ()


def test_the_audit_takes_it_for_the_zero_that_it_is(out: Path) -> None:
    recorded = json.loads((out / "manifest.json").read_bytes())["audit"]
    assert audit_folder(out).as_dict() == recorded


def test_the_data_package_lists_the_word(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_bytes())
    fields = next(r for r in package["resources"] if r["path"] == "tables/places.csv")["schema"]["fields"]
    assert NONE_STATED in next(f for f in fields if f["name"] == "status")["constraints"]["enum"]


def test_a_zero_that_says_otherwise_than_its_table_is_a_fault(out: Path) -> None:
    cells = pd.read_parquet(out / "tables" / "places.parquet")
    cells.loc[(cells["recovery"] == "FR") & (cells["period"] == "all"), "status"] = NONE_STATED
    cells.to_parquet(out / "tables" / "places.parquet", index=False)
    released.change(out, "tables/places.csv", b"FR,all,0,published", b"FR,all,0,none_stated")
    released.rehash(out, "tables/places.parquet")
    assert "tables/places.csv: 1 zeros say otherwise than their own table" in verify_folder(out)
