"""What cells mean: counts, periods, categories and totals, by example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from loaders.columns import _plurals, spellings_of, values_of
from loaders.records import Tally, read_records
from tests.loaders.conftest import HEADER, as_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

# Token → number, None where it was not reported, or the rule that it breaks.
COUNTS = {
    "0": 0, "7": 7, " 7 ": 7, "007": 7, "7.0": 7, "7.": 7, "999999999999": 999_999_999_999,
    "not reported": None, "Not Reported": None, "NR": None, "N/A": None, "NA": None, "n/d": None, "*": None, "**": None,
    "Suppressed": None, "suprimido": None, "Unreliable": None, "<5": None, "< 11": None, "1-9": None, "1 to 9": None,
    "less than 5": None, "no reportado": None,
    "": "empty", "-1": "negative", "-0.0": "negative", "1.5": "fractional", "12,5": "fractional", ".5": "fractional",
    "1,234": 1234, "12,345,678": 12_345_678, "1 234": 1234, "1'234": 1234, "1.234.567": 1_234_567,
    "1.234": "point-unclear", "12a": 12, "12*": 12, "1,234 (1)": 1234, "12 †": 12, "12[b]": 12, "(D)": None, "..": None,
    "12z": "unknown-token", "12 a": "unknown-token", "-": "unknown-token", "1,23": "fractional",
    "d": None, "many": "unknown-token", "1.2E+05": "scientific",
    "nan": "unknown-token", "0x1F": "unknown-token", "١٢": "unknown-token", "7;8": "unknown-token",
    "#REF!": "unknown-token",
    "1000000000000": "too-large",
}  # fmt: skip
# Text → period, or the rule that it breaks.
PERIODS = {
    "2021": "2021", "2021.0": "2021", "2021-Q2": "2021-Q2", "2021q2": "2021-Q2", "2021 T2": "2021-Q2",
    "2021-05": "2021-05", "2021/05": "2021-05", "2021-05/2021-05": "2021-05", "2021-04/2021-06": "2021-Q2",
    "2021-04 to 2021-07": "2021",
    "2021-01 a 2021-12": "2021",
    "": "empty", "21": "unknown-period", "2021-13": "unknown-period", "2021-Q5": "unknown-period",
    "1821": "unknown-period", "2005-2006": "fiscal-year", "Spring": "unknown-period",
    "May 2021": "2021-05", "Mar-2021": "2021-03", "April 2021": "2021-04", "Sept. 2021": "2021-09", "202106": "2021-06",
    "202106.0": "2021-06", "marzo 2021": "2021-03", "marzo de 2021": "2021-03", "DIC/2021": "2021-12",
    "2021 Mar": "2021-03",
    "2021M06": "2021-06", "2021-M6": "2021-06", "6/2021": "2021-06", "06-2021": "2021-06", "2021/6": "2021-06",
    "M12 2019": "2019-12", "2005-2010": "unknown-period", "2021-6": "2021-06", "setiembre del 2021": "2021-09",
    "August, 2021": "2021-08",
    "Q2 2021": "2021-Q2", "2Q 2021": "2021-Q2", "2Q2021": "2021-Q2", "1T 2021": "2021-Q1", "T1 2021": "2021-Q1",
    "2021 1T": "2021-Q1", "2021-1T": "2021-Q1", "2021 - Q2": "2021-Q2", "Q4/2020": "2020-Q4", "Q3-2019": "2019-Q3",
    "2nd quarter 2021": "2021-Q2", "Second Quarter of 2021": "2021-Q2", "Quarter 3, 2021": "2021-Q3",
    "1er trimestre 2021": "2021-Q1", "primer trimestre de 2021": "2021-Q1", "Trimestre 4 de 2021": "2021-Q4",
    "Apr-Jun 2021": "2021-Q2", "enero-marzo 2021": "2021-Q1", "January to June 2021": "2021", "Oct–Dec 2021": "2021-Q4",
    "Jun-Apr 2021": "span-reversed", "May-May 2021": "2021-05", "CY2021": "2021",
    "FY2021": "fiscal-year", "FY 21": "fiscal-year", "2020-21": "fiscal-year", "FY2020-2021": "fiscal-year",
    "Fiscal year 2021": "fiscal-year", "año fiscal 2021": "fiscal-year", "2020/21": "fiscal-year",
    "Mar-21": "unknown-period", "Q5 2021": "unknown-period", "5Q 2021": "unknown-period", "13/2021": "unknown-period",
    "Mayo": "unknown-period", "202113": "unknown-period", "Smarch 2021": "unknown-period", "Q2": "unknown-period",
    "May 21": "unknown-period", "Q2 21": "unknown-period", "week 12 2021": "unknown-period", "20210": "unknown-period",
    "2021-06/2021-04": "span-reversed", "2020-11/2021-02": "span-over-years",
}  # fmt: skip


def _outcomes(path: Path, texts: Sequence[str], column: str) -> dict[str, object]:
    """Load one row per text; return what became of each."""
    records, quarantine = read_records([path])
    rows = records.rows.set_index("row")["leaf"].map(records.frame[column].to_dict())
    found = {text: rows.get(line) for line, text in enumerate(texts, start=2)}
    broken = dict(zip(quarantine.rows["row"], quarantine.rows["rule"], strict=True))
    return {text: broken.get(line, found[text]) for line, text in enumerate(texts, start=2)}


def _differing(found: dict[str, object], expected: dict[str, object]) -> list[str]:
    """List the texts of which something else became than expected."""
    became = {text: None if pd.isna(outcome) else outcome for text, outcome in found.items()}
    return [text for text in expected if became[text] != expected[text]]


def test_counts(source: Callable[..., Path]) -> None:
    rows = [("2021", f"place {at}", "MX", token) for at, token in enumerate(COUNTS)]
    assert not _differing(_outcomes(source(as_csv(rows)), list(COUNTS), "count"), COUNTS)


def test_periods(source: Callable[..., Path]) -> None:
    rows = [(period, f"place {at}", "MX", "1") for at, period in enumerate(PERIODS)]
    assert not _differing(_outcomes(source(as_csv(rows)), list(PERIODS), "period"), PERIODS)


def test_spans_in_two_columns(source: Callable[..., Path]) -> None:
    rows = [
        ("", "2021-05", "2021-06", "a", "MX", "1"), ("2022", "", "", "b", "MX", "1"),
        ("", "2021-05", "", "c", "MX", "1"), ("", "", "", "d", "MX", "1"),
        ("2022", "2021-05", "2021-06", "e", "MX", "1"),
    ]  # fmt: skip
    path = source(as_csv(rows, ("period", "start month", "mes final", *HEADER[1:])))
    expected = {"a": "2021-Q2", "b": "2022", "c": "span-incomplete", "d": "empty", "e": "2022"}
    assert not _differing(_outcomes(path, list(expected), "period"), expected)


Leaf = tuple[str | None, str | None, int | None]


def _loaded(path: Path) -> tuple[Tally, list[Leaf], list[tuple[str, int, tuple[int, ...]]]]:
    records, _ = read_records([path])
    frame = records.frame[["origin", "recovery", "count"]].astype(object)
    findings = [(finding.rule, finding.count, finding.rows) for finding in records.findings]
    return records.tally, list(frame.where(frame.notna(), None).itertuples(index=False, name=None)), findings


def test_totals_are_proved_by_summing_again(source: Callable[..., Path]) -> None:
    rows = [
        ("2021", "TX", "MX-CHH", "3"), ("2021", "TX", "MX-COA", "4"), ("2021", "NM", "MX-CHH", "5"),
        ("2021", "TX", "Total", "7"), ("2021", "TX", "All states", "8"), ("2021", "Total", "MX-CHH", "8"),
        ("2021", "All", "Total", "12"), ("All years", "Grand Total", "Total", "13"), ("2021", "AZ", "Total", "9"),
        ("2021", "TX", "Total", "not reported"),
    ]  # fmt: skip
    tally, leaves, findings = _loaded(source(as_csv(rows)))
    assert tally == Tally(rows=10, loaded=4, quarantined=0, totals=6, notes=0)
    assert leaves == [("AZ", None, 9), ("NM", "MX-CHH", 5), ("TX", "MX-CHH", 3), ("TX", "MX-COA", 4)]
    assert sorted(findings) == [("total-differs", 1, (6,)), ("total-differs", 1, (9,))]


def test_a_total_over_unreported_parts_may_be_more(source: Callable[..., Path]) -> None:
    rows = [("2021", "TX", *cells) for cells in (("MX", "3"), ("US", "*"), ("Total", "9"), ("total", "2"))]
    tally, leaves, findings = _loaded(source(as_csv(rows)))
    assert tally.totals == 2
    assert leaves == [("TX", "MX", 3), ("TX", "US", None)]
    assert findings == [("masked", 1, (3,)), ("total-differs", 1, (5,))]


def test_a_file_of_totals_only_loses_no_recovery(source: Callable[..., Path]) -> None:
    tally, leaves, _ = _loaded(source(as_csv([("2021", "TX", "Total", "9"), ("2021", "TX", "Total", "9")])))
    assert tally.loaded == 2
    assert leaves == [("TX", None, 18)]


def test_totals_by_code_are_proved_too(source: Callable[..., Path]) -> None:
    header = ("period", "origin_state", "origin_county", "recovery", "count")
    rows = [
        ("2021", "Texas", "El Paso", "MX", "3"), ("2021", "Texas", "Harris", "MX", "5"),
        ("2021", "Texas", "000", "MX", "8"), ("2021", "96", "", "MX", "8"), ("2021", "Region 3: South", "", "MX", "8"),
        ("2021", "Texas", "Same State", "MX", "7"),
        # Other flows are no total, and a county of which there are no parts is the only word on its state.
        ("2021", "58", "", "CA", "2"), ("2021", "Ohio", "000", "MX", "4"),
    ]  # fmt: skip
    records, _ = read_records([source(as_csv(rows, header))])
    assert records.tally == Tally(rows=8, loaded=4, quarantined=0, totals=4, notes=0)
    assert [(found.rule, found.rows) for found in records.findings] == [("total-differs", (7,))]
    counts = records.frame.set_index("origin_state")["count"].to_dict()
    assert (counts["58"], counts["Ohio"]) == (2, 4)


def test_a_total_without_a_name_is_one_by_its_position(source: Callable[..., Path]) -> None:
    parts = [("2021", "TX", "MX-CHH", "3"), ("2021", "TX", "MX-COA", "9")]
    tally, leaves, findings = _loaded(source(as_csv([*parts, ("2021", "", "", "12")])))
    assert tally == Tally(rows=3, loaded=2, quarantined=0, totals=1, notes=0)
    assert len(leaves) == len(parts)
    assert findings == [("total-by-position", 1, (4,))]


@pytest.mark.parametrize(
    "rows",
    [
        # Not the sum; a sum of one; a part that nobody knows; nothing at all.
        [("TX", "MX-CHH", "3"), ("TX", "MX-COA", "9"), ("", "", "11")],
        [("TX", "MX-CHH", "3"), ("", "", "3")],
        [("TX", "MX-CHH", "3"), ("TX", "MX-COA", "9"), ("NM", "MX-COA", "not reported"), ("", "", "12")],
        [("TX", "MX-CHH", "0"), ("TX", "MX-COA", "0"), ("", "", "0")],
    ],
)
def test_a_row_without_a_place_is_a_record_unless_it_must_be_a_total(
    source: Callable[..., Path], rows: list[tuple[str, ...]]
) -> None:
    tally, leaves, findings = _loaded(source(as_csv([("2021", *cells) for cells in rows])))
    assert (tally.loaded, len(leaves), findings) == (len(rows), len(rows), [])


def test_values_may_stand_in_the_plural(source: Callable[..., Path]) -> None:
    category = {
        "Family Abductions": "family abduction", "Nonfamily Abductions": "nonfamily abduction", "Runaways": "runaway",
        "Endangered Runaways": "endangered runaway", "sustracciones familiares": "family abduction", "Fugas": "runaway",
        "Fugas en peligro": "endangered runaway", "Parental abductions": "family abduction",
        "Extraviados": "lost or otherwise missing",
        "Abductions by family member": "family abduction",
    }  # fmt: skip
    sex = {"Females": "female", "Males": "male", "Hombres": "male", "Mujeres": "female", "Femeninos": "female"}
    for column, expected in (("category", category), ("sex", sex)):
        rows = [("2021", f"place {at}", "MX", text, "1") for at, text in enumerate(expected)]
        path = source(as_csv(rows, (*HEADER[:3], column, "count")))
        assert not _differing(_outcomes(path, list(expected), column), dict(expected))


def test_no_plural_stands_for_two_values() -> None:
    for name in ("category", "sex", "outcome", "basis"):
        written = {spelling: value for value, others in values_of(name).items() for spelling in (value, *others)}
        assert spellings_of(name).items() >= written.items()
        plurals = [plural for spelling in written for plural in _plurals(spelling)]
        several = {plural for plural in plurals if len({written[s] for s in written if plural in _plurals(s)}) > 1}
        assert not several


@pytest.mark.parametrize(
    "rows",
    [
        # Above the parts; only one side is blank.
        [("", "", "12"), ("TX", "MX-CHH", "3"), ("TX", "MX-COA", "9")],
        [("TX", "MX-CHH", "3"), ("TX", "", "12"), ("TX", "MX-COA", "9")],
    ],
)
def test_a_row_without_a_place_that_is_a_sum_is_suspected(
    source: Callable[..., Path], rows: list[tuple[str, ...]]
) -> None:
    tally, leaves, findings = _loaded(source(as_csv([("2021", *cells) for cells in rows])))
    at = next(at for at, row in enumerate(rows, start=2) if row[-1] == "12")
    assert (tally.loaded, len(leaves), findings) == (len(rows), len(rows), [("total-suspected", 1, (at,))])
