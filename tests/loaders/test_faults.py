"""Kinds of faults that real files showed: each file of `faults` once had wrong numbers, or lost some without a word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geodata.check import check
from geodata.coding import code_records
from geodata.errors import InputError
from geodata.findings import findings_of
from geodata.gazetteer import Gazetteer
from geodata.policy import read_policy
from geodata.publish import Options, publish
from geodata.reading import Decisions, read
from geodata.regions import Regions
from tests.loaders.conftest import as_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from geodata.findings import FindingDict

FAULTS = Path(__file__).parent / "faults"
DROP = Decisions(totals="drop")
OHIO = [("2021", "unknown", name, n) for name, n in (("Ohio", "40"), ("Iowa", "30"), ("Utah", "20"))]
LABELS = (
    "Total:", "Total*", "TOTAL (1)", "Total¹", "** Total **", "T O T A L", "Total U.S.", "Total nacional",
    "Todos los estados", "50 States + DC", "Nacional", "Grand  Total.", "Sub-total", "[Total]", "= TOTAL =", "Totales",
    "U.S. total", "Total, all states", "Total – United States", "All 50 states", "All U.S.", "National total",
    "Nationwide",
    "A nivel nacional", "32 entidades federativas", "Todo el país",
    "Suma total", "Sum of all states", "Overall", "∑",
    "Total1", "TOTAL 1/", "Total [a]", "Total†", "t.o.t.a.l", "50 states and the District of Columbia", "00000",
)  # fmt: skip
NO_LABELS = (
    "All other states",
    "Todos Santos",
    "Sumter",
    "National City, CA",
    "Tottenham",
    "Statesville",
    "Otros estados",
)
SUSPECTS = ("United States", "EE. UU.", "United States (1)", "The whole lot", "America", "", "USA TOTAL (provisional)")


def _places(name: str | Path) -> dict[tuple[str, str], int]:
    """Read a file, and sum its counts by origin and recovery."""
    path = FAULTS / name
    layout = path.with_suffix(".toml")
    records, _ = read([path], layout=layout if layout.exists() else None)
    coded = code_records(records, Regions.packaged(), Gazetteer.packaged()).frame
    return coded.groupby(["origin", "recovery"])["count"].sum().to_dict()


def _told(path: Path, **decided: str) -> dict[str, list[int]]:
    found = check([path], **decided)
    assert found["rows"] == found["loaded"] + found["quarantined"] + found["totals"] + found["notes"]
    return {each["rule"]: each["rows"] for each in found["findings"]}


def test_a_total_with_a_mark_is_a_total() -> None:
    records, _ = read([FAULTS / "01_total_with_mark.csv"])
    assert records.frame["count"].sum() == 90
    assert records.tally.totals == 1
    assert sum(_places("31_cross_tab_total_colon.csv").values()) == 150


def _a_year_each(labels: Sequence[str], count: str) -> list[tuple[str, ...]]:
    """Put each label below three states, in a year of its own."""
    years = [str(1950 + at) for at in range(len(labels))]
    return [(year, *row[1:]) for year, label in zip(years, labels, strict=True)
            for row in (*OHIO, ("2021", "unknown", label, count))]  # fmt: skip


def test_marks_and_second_words_make_no_record_of_a_total(source: Callable[..., Path]) -> None:
    records, _ = read([source(as_csv(_a_year_each(LABELS, "90")))])
    assert records.frame["period"][records.frame["recovery"].isin(LABELS)].tolist() == []
    assert (records.frame["count"].sum(), records.tally.totals) == (90 * len(LABELS), len(LABELS))
    assert (records.undecided, records.findings) == ({}, ())


def test_a_name_that_only_sounds_like_a_total_is_none(source: Callable[..., Path]) -> None:
    records, _ = read([source(as_csv(_a_year_each(NO_LABELS, "41")))])
    assert (records.frame["count"].sum(), records.tally.totals) == (131 * len(NO_LABELS), 0)


@pytest.mark.parametrize(
    ("name", "row", "total"),
    [
        ("03_country_row_above_states.csv", 2, 90), ("05_state_row_above_counties.csv", 2, 90),
        ("07_year_row_with_months.csv", 4, 90),
    ],
)  # fmt: skip
def test_a_row_that_equals_those_below_it_needs_a_decision(name: str, row: int, total: int) -> None:
    assert check([FAULTS / name])["undecided"] == {"totals": 1}
    assert _told(FAULTS / name) == {"total-suspected": [row]}
    assert _told(FAULTS / name, totals="drop") == {"total-by-value": [row]}
    assert _told(FAULTS / name, totals="keep") == {}
    sums = {
        decided: read([FAULTS / name], decisions=Decisions(totals=decided))[0].frame["count"].sum()
        for decided in ("ask", "keep", "drop")
    }
    assert sums == {"ask": 2 * total, "keep": 2 * total, "drop": total}


def test_a_row_that_may_be_a_total_is_suspected_by_its_value(source: Callable[..., Path]) -> None:
    path = source(as_csv(_a_year_each(SUSPECTS, "90")))
    assert read([path])[0].undecided == {"totals": len(SUSPECTS)}
    assert read([path], decisions=DROP)[0].frame["count"].sum() == 90 * len(SUSPECTS)


TREES = {
    "ages": ("age_band", [("0-5", 10), ("6-11", 20), ("12-17", 30)], ("0-17", "under 18", "", "Minors")),
    "sexes": ("sex", [("male", 10), ("female", 20)], ("",)),
    "categories": ("category", [("runaway", 10), ("family abduction", 20)], ("",)),
    "operations": ("operation", [("Alpha", 10), ("Beta", 20)], ("",)),
}


@pytest.mark.parametrize("tree", TREES)
def test_every_column_has_totals(source: Callable[..., Path], tree: str) -> None:
    column, parts, tops = TREES[tree]
    total = sum(n for _, n in parts)
    header = ("period", "origin", "recovery", column, "count")
    rows = [
        (str(2001 + at), "unknown", state, *map(str, row)) for at, top in enumerate(tops) for state in ("Ohio", "Iowa")
        for row in (*parts, (top, total))
    ]  # fmt: skip
    records, _ = read([source(as_csv(rows, header))], decisions=DROP)
    assert (records.frame["count"].sum(), records.tally.totals) == (2 * total * len(tops), 2 * len(tops))


def test_totals_over_several_columns_and_their_margins_are_all_found(source: Callable[..., Path]) -> None:
    header = ("period", "origin", "recovery", "category", "count")
    cells = {
        ("Ohio", "runaway"): 10,
        ("Ohio", "family abduction"): 20,
        ("Iowa", "runaway"): 25,
        ("Iowa", "family abduction"): 35,
    }
    rows = [("2021", "unknown", state, category, str(n)) for (state, category), n in cells.items()]
    grand = ("2021", "unknown", "United States", "", "90")
    assert read([source(as_csv([grand, *rows], header))])[0].undecided == {"totals": 1}
    margins = [("US", "runaway", 35), ("US", "family abduction", 55), ("Ohio", "", 30), ("Iowa", "", 60)]
    cube = [grand, *rows, *(("2021", "unknown", state, category, str(n)) for state, category, n in margins)]
    assert read([source(as_csv(cube, header))], decisions=DROP)[0].frame["count"].sum() == 90


def test_what_is_known_of_a_state_alone_is_no_total(source: Callable[..., Path]) -> None:
    header = ("period", "origin", "recovery_state", "recovery_county", "count")
    rows = [("2021", "unknown", "Texas", county, n) for county, n in (("", "17"), ("El Paso", "40"), ("Harris", "30"))]
    assert read([source(as_csv(rows, header))])[0].undecided == {}


def test_chance_makes_equal_sums_of_small_numbers(source: Callable[..., Path]) -> None:
    header = ("period", "origin", "recovery_state", "recovery_county", "count")
    rows = [
        (str(1990 + at), "unknown", "Texas", county, str(n)) for at in range(30)
        for county, n in (("", at % 4 + 1), ("El Paso", at % 3), ("Harris", at * 7 % 5))
    ]  # fmt: skip
    equal = [at for at in range(30) if at % 3 + at * 7 % 5 == at % 4 + 1]
    assert len(equal) > 3
    assert read([source(as_csv(rows, header))])[0].undecided == {}


def test_masked_parts_may_add_up_to_a_total(source: Callable[..., Path]) -> None:
    header = ("period", "origin", "recovery_state", "recovery_county", "count")
    parts = [
        ("2021", "unknown", "Texas", county, n) for county, n in (("El Paso", "40"), ("Harris", "50"), ("Dallas", "<5"))
    ]
    totals = {
        n: read([source(as_csv([("2021", "unknown", "Texas", "", n), *parts], header))])[0].undecided
        for n in ("92", "96")
    }
    assert totals == {"92": {"totals": 1}, "96": {}}


def test_a_total_in_a_column_of_states_numbers_its_kinds_in_that_of_counties(source: Callable[..., Path]) -> None:
    header = ("period", "origin", "recovery_state", "recovery_county", "count")
    rows = [
        ("2021", "unknown", state, county, n) for state, county, n in (
            ("96", "000", "90"), ("97", "1", "50"), ("97", "3", "40"), ("97", "000", "90"), ("98", "000", "90"),
            ("48", "1", "40"), ("48", "141", "30"), ("48", "3", "20"),
        )
    ]  # fmt: skip
    records, _ = read([source(as_csv(rows, header))])
    assert (records.tally.totals, records.frame["count"].sum()) == (5, 90)


def test_a_place_that_is_called_like_a_total_is_a_place(source: Callable[..., Path]) -> None:
    assert _places("14_municipio_named_suma.csv")["US-TX/unspecified", "MX-31072"] == 41
    header = ("period", "origin", "recovery_state", "recovery_county", "count")
    rows = [
        ("2021", "Texas", "48", "141", "40"),
        ("2021", "Texas", "48", "201", "41"),
        ("2021", "Texas", "48", "000", "81"),
    ]
    assert read([source(as_csv(rows, header))])[0].tally.totals == 1


@pytest.mark.parametrize("name", ["09_split_codes_us_or_mx.csv", "10_split_codes_mx.csv"])
def test_the_country_of_a_state_is_that_of_its_county(name: str) -> None:
    path = FAULTS / name
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    if "mx" in name and "us" not in name:
        expected = {(f"MX-{state}{county}", "unknown"): int(n) for _, state, county, _, n in rows}
    else:
        expected = {("US-TX/unspecified", f"US-{state}{county}"): int(n) for _, _, state, county, n in rows}
    assert _places(name) == expected


def test_pairs_of_codes_tell_their_country_where_the_states_do_not(source: Callable[..., Path]) -> None:
    header = ("period", "origin_state", "origin_county", "recovery", "count")
    rows = [("2021", "08", county, "unknown", "20") for county in ("037", "036", "002", "019")]
    places = _places(source(as_csv(rows, header)))
    assert set(places) == {(f"MX-08{county}", "unknown") for county in ("037", "036", "002", "019")}


def test_a_sign_for_nothing_is_no_country(source: Callable[..., Path]) -> None:
    markers = ("NA", "na", "N/A", "#N/A", "NaN", "null", "-", "--", "None", "NR", "(blank)")
    rows = [("2021", "Texas", name, str(20 + at)) for at, name in enumerate(("Ohio", "Utah", "Iowa", *markers))]
    path = source(as_csv(rows))
    assert _places(path)["US-TX/unspecified", "unknown"] == sum(range(23, 23 + len(markers)))
    assert _told(path) == {"place-missing": list(range(5, 5 + len(markers)))}


def test_namibia_is_read_among_codes_of_countries(source: Callable[..., Path]) -> None:
    assert _places("11_na_is_missing.csv")["US-TX/unspecified", "unknown"] == 23
    path = source(as_csv([("2021", "Texas", code, "20") for code in ("ZA", "BW", "AO", "NA")]))
    assert _places(path)["US-TX/unspecified", "NA"] == 20
    assert _told(path) == {"place-by-column": [5]}


def test_counties_that_are_no_more_count_for_their_state() -> None:
    assert _places("13_ct_old_counties_by_name.csv") == {("US-TX/unspecified", "US-CT/unspecified"): 170}
    assert _told(FAULTS / "13_ct_old_counties_by_name.csv") == {"place-coarser": [2, 3, 4, 5]}


@pytest.mark.parametrize(
    ("origins", "place", "rule"),
    [
        (("B.C.", "Edo. de México", "Chihuahua"), "MX-BCN/unspecified", "place-by-column"),
        (("NB", "Texas", "Ohio"), "unknown", "place-ambiguous"),
        (("NB", "ON", "Texas", "Ohio"), "CA-NB", None),
        (("Ontario", "Texas", "Ohio"), "CA-ON", None),
        (("MX", "Texas", "Ohio"), "MX/unspecified", None),
        (("GT", "US-TX", "US-48141", "US-OH"), "GT", None),
    ],
)
def test_a_lone_foreign_abbreviation_is_no_answer(
    source: Callable[..., Path], origins: tuple[str, ...], place: str, rule: str | None
) -> None:
    path = source(as_csv([("2021", origin, "Texas", str(20 + at)) for at, origin in enumerate(origins)]))
    assert _places(path)[place, "US-TX/unspecified"] == 20
    assert _told(path) == ({rule: [2]} if rule else {})


def test_a_side_without_a_place_is_told(source: Callable[..., Path]) -> None:
    path = source(as_csv([("2021", "Texas", "Ohio", "20"), ("2021", "", "Iowa", "21")]))
    assert _told(path) == {"place-empty": [3]}


def _frame(text: str, source: Callable[..., Path]) -> pd.DataFrame:
    records, _ = read([source(text)])
    return records.frame.set_index("recovery")


def test_masked_counts_have_bounds_and_are_told(source: Callable[..., Path]) -> None:
    bounds = {
        "<5": (0, 4), "≤4": (0, 4), "1-9": (1, 9), "less than 11": (0, 10), "menos de 5": (0, 4), "entre 1 y 4": (1, 4),
        "*": (0, None), "D": (0, None), "(S)": (0, None), "Suppressed": (0, None), "suprimido": (0, None),
        "10+": (10, None), ">= 10": (10, None), "more than 10": (11, None), "más de 10": (11, None), "hasta 4": (0, 4),
        "not reported": (None, None), "20": (None, None),
    }  # fmt: skip
    frame = _frame(as_csv([("2021", "Texas", f"place {at}", n) for at, n in enumerate(bounds)]), source)
    found = frame[["count_low", "count_high"]].astype(object)
    found = found.where(found.notna(), None)
    assert {token: tuple(found.loc[f"place {at}"]) for at, token in enumerate(bounds)} == bounds
    assert frame["count"].notna().sum() == 1
    assert _told(source(as_csv([("2021", "Texas", "Ohio", "<5"), ("2021", "Texas", "Ohio", "nr")])))["masked"] == [2]


def test_bounds_of_equal_records_add_up_beside_what_is_stated(source: Callable[..., Path]) -> None:
    records, _ = read([source(as_csv([("2021", "Texas", "Ohio", n) for n in ("<5", "1-9", "20", "nr", "5-1")]))])
    rows = records.frame[["count", "n_rows", "count_low", "count_high"]].astype(object)
    assert sorted(map(str, rows.where(rows.notna(), None).itertuples(index=False, name=None))) == [
        "(20, 1, None, None)", "(None, 1, None, None)", "(None, 2, 1, 13)",
    ]  # fmt: skip
    assert "count_low" not in read([source(as_csv(OHIO))])[0].frame


def test_a_total_over_masked_rows_may_be_anything_between_their_bounds(source: Callable[..., Path]) -> None:
    def told(total: str) -> list[str]:
        rows = [
            ("2021", "Texas", *cells) for cells in (("Ohio", "20"), ("Iowa", "<5"), ("Utah", "1-4"), ("Total", total))
        ]
        records, quarantine = read([source(as_csv(rows))])
        found = findings_of(records, quarantine, Gazetteer.packaged(), None)
        return [each.get("detail", "") for each in found if each["rule"] == "total-differs"]

    assert told("21") == told("28") == []
    assert (told("20"), told("29"), told("60")) == (["less-10"], ["more-10"], ["more-beyond"])


def test_a_header_without_rows_is_no_file_of_records(source: Callable[..., Path]) -> None:
    found = check([source("period,origin,recovery,count\n")])
    assert (found["rows"], found["loaded"]) == (0, 0)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty.csv", "records: a header without rows; expected records. See `check`."),
        ("03_country_row_above_states.csv", "rows that equal the sum of rows below them: 1; expected a decision"),
        ("17_hidden_row.xlsx", "rows that a workbook hides, in hidden columns and sheets too: 1; expected a decision"),
    ],
)
def test_publish_tells_findings_and_refuses_what_is_undecided(
    source: Callable[..., Path], tmp_path: Path, name: str, reason: str
) -> None:
    path = source("period,origin,recovery,count\n", name) if name == "empty.csv" else FAULTS / name
    told: list[FindingDict] = []
    options = Options(read_policy("public"), as_of="2024-01-01")
    with pytest.raises(InputError) as refused:
        publish([path], tmp_path / "out", options, site=lambda _: {}, on_findings=told.extend)
    assert reason in str(refused.value)
    assert [found["rule"] for found in told] == [each["rule"] for each in check([path])["findings"]]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("midwest", "west"),
    [
        ("Midwest", "West"), ("Midwest Region", "West Region:"), ("Región Medio Oeste", "Oeste"),
        ("The Midwest", "WEST"),
    ],
)  # fmt: skip
def test_a_census_region_above_its_states_needs_a_decision(
    source: Callable[..., Path], midwest: str, west: str
) -> None:
    rows = [(midwest, "72"), ("Ohio", "41"), ("Iowa", "31"), (west, "53"), ("Utah", "22"), ("Nevada", "31")]
    path = source(as_csv([("2021", "unknown", name, n) for name, n in rows]))
    assert read([path])[0].undecided == {"totals": 2}
    assert read([path], decisions=DROP)[0].frame["count"].sum() == 125


def test_divisions_within_regions_are_totals_at_either_step(source: Callable[..., Path]) -> None:
    rows = [("South", "151"), ("South Atlantic", "72"), ("Florida", "41"), ("Georgia", "31"),
            ("West South Central", "79"), ("Texas", "48"), ("Oklahoma", "31")]  # fmt: skip
    path = source(as_csv([("2021", "unknown", name, n) for name, n in rows]))
    assert read([path])[0].undecided == {"totals": 3}
    assert read([path], decisions=DROP)[0].frame["count"].sum() == 151


def test_a_census_region_that_is_no_sum_is_a_place_not_known(source: Callable[..., Path]) -> None:
    rows = [("Midwest", "500"), ("Ohio", "41"), ("Iowa", "31")]
    path = source(as_csv([("2021", "unknown", name, n) for name, n in rows]))
    assert read([path])[0].undecided == {}
    assert _told(path)["place-unknown"] == [2]


def test_small_letters_with_points_say_that_nothing_is_known(source: Callable[..., Path]) -> None:
    path = source(as_csv([("2021", "Texas", name, "20") for name in ("Ohio", "n.d.", "s.d.", "N.D.")]))
    assert _told(path)["place-missing"] == [3, 4]
    assert set(_recoveries(path)) == {"US-OH/unspecified", "unknown", "US-ND/unspecified"}


def test_fiscal_years_of_states_and_of_the_nation_are_asked_about(source: Callable[..., Path]) -> None:
    path = source(as_csv([(year, "Texas", "Ohio", "20") for year in ("FY2021", "SFY 2022", "FFY 2022", "2022")]))
    assert _told(path)["fiscal-year"] == [2, 3, 4]


def _recoveries(path: Path) -> list[str]:
    coded = code_records(read([path])[0], Regions.packaged(), Gazetteer.packaged()).frame
    return coded["recovery"].tolist()
