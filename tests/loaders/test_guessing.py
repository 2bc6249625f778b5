"""Cross tabs and other sheets that need a layout: guessed, or given, and never guessed wrongly in silence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geodata.check import check
from geodata.errors import InputError
from geodata.reading import read
from loaders.layout import read_layout
from loaders.layouts.explaining import EXPLANATION
from tests.loaders.conftest import as_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CORRIDORS = """Recoveries 2021,,,,
Origin \\ Recovery,Texas,Chihuahua,New Mexico,Total
(1),(2),(3),(4),(5)
Texas,40,12,3,55
New Mexico,3,8,11,22
Arizona,2,*,1,3
Ohio,2,many,1,3
Total,47,20,15,99
* withheld,,,,
Source: invented,,,,
"""
STACKED = """Children recovered by state and year,,,,
,2020,,2021,
State,Runaway,Trafficking,Runaway,Trafficking
Texas,40,12,31,5
New Mexico,4,1,3,x9
Total,44,13,34,5
"""


Leaf = tuple[str, str, str, str | None, int | None]


def _leaves(path: Path, layout: Path | None = None) -> set[Leaf]:
    frame = read([path], layout=layout)[0].frame
    frame["place"] = frame["recovery"].fillna(frame["recovery_county"])
    cells = frame[["period", "origin", "place", "category", "count"]].astype(object)
    return set(cells.where(cells.notna(), None).itertuples(index=False, name=None))


def test_origin_by_recovery(source: Callable[..., Path]) -> None:
    path = source(CORRIDORS)
    assert _leaves(path) == {
        ("2021", "Texas", "Texas", None, 40), ("2021", "Texas", "Chihuahua", None, 12),
        ("2021", "Texas", "New Mexico", None, 3), ("2021", "New Mexico", "Texas", None, 3),
        ("2021", "New Mexico", "Chihuahua", None, 8), ("2021", "New Mexico", "New Mexico", None, 11),
        ("2021", "Arizona", "Texas", None, 2), ("2021", "Arizona", "Chihuahua", None, None),
        ("2021", "Arizona", "New Mexico", None, 1),
    }  # fmt: skip
    answer = check([path])
    kinds = ("rows", "records", "loaded", "quarantined", "totals", "notes")
    assert [answer[kind] for kind in kinds] == [7, 9, 3, 1, 1, 2]
    found = {(each["column"], each["rule"]): each["rows"] for each in answer["findings"]}
    assert found["Chihuahua", "unknown-token"] == [7]
    assert ("", "layout-guessed") in found
    assert len(found["Origin \\ Recovery", "total-differs"]) >= 1


@pytest.mark.parametrize("corner", ["State missing from", "Estado de desaparición", "Missing from / Recovered in"])
def test_a_heading_that_speaks_of_a_side_says_which_place_is_what(source: Callable[..., Path], corner: str) -> None:
    path = source(CORRIDORS.replace("Origin \\ Recovery", corner).replace("many", "5"))
    assert {leaf[1:3] for leaf in _leaves(path)} >= {("Texas", "Chihuahua"), ("New Mexico", "Texas"), ("Ohio", "Texas")}
    answer = check([path])
    assert [answer[kind] for kind in ("loaded", "totals")] == [4, 1]


def test_a_line_of_sums_without_a_label_is_a_total(source: Callable[..., Path]) -> None:
    path = source("Recoveries 2021,,\nState missing from,Texas,Chihuahua\nTexas,40,12\nNew Mexico,3,8\n,43,20\n")
    assert len(_leaves(path)) == 4
    answer = check([path])
    assert [answer[kind] for kind in ("rows", "records", "loaded", "totals")] == [3, 4, 2, 1]
    assert [found["rows"] for found in answer["findings"] if found["rule"] == "total-by-position"] == [[5]]


def test_places_down_and_across_without_a_word_of_sides_are_asked(source: Callable[..., Path]) -> None:
    path = source(CORRIDORS.replace("Origin \\ Recovery", "State"))
    with pytest.raises(InputError, match="can't tell which place is the origin and which the recovery"):
        check([path])


def test_stacked_headers_keep_columns_whose_counts_are_broken(source: Callable[..., Path]) -> None:
    path = source(STACKED)
    assert _leaves(path) == {
        ("2020", "unknown", "Texas", "runaway", 40), ("2020", "unknown", "Texas", "trafficking", 12),
        ("2021", "unknown", "Texas", "runaway", 31), ("2021", "unknown", "Texas", "trafficking", 5),
    }  # fmt: skip
    answer = check([path])
    assert (answer["rows"], answer["loaded"], answer["quarantined"], answer["totals"]) == (3, 1, 1, 1)
    found = {(each["column"], each["rule"]) for each in answer["findings"]}
    assert ("2021 / Trafficking", "unknown-token") in found


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("State,2020,2021\nTexas,40,12\nOhio,4,1\n", ["which place is the origin and which the recovery"]),
        ("Recovered\nState,Runaway,Trafficking\nTexas,40,12\n", ["which year or period the counts are of"]),
        ("2021\nState,Texas,Ohio\nTexas,40,12\n", ["which place is the origin and which the recovery"]),
        ("Recovered\nState,2020,Rate,2021\nTexas,40,1.5,12\nOhio,4,1.5,1\n", ["what column 3 is"]),
    ],
)
def test_what_cannot_be_told_is_asked(
    source: Callable[..., Path], tmp_path: Path, text: str, questions: list[str]
) -> None:
    path, saved = source(text), tmp_path / "l.toml"
    with pytest.raises(InputError) as refusal:
        check([path], save_layout=saved)
    assert [reason.partition("can't tell ")[2].partition(";")[0] for reason in refusal.value.reasons] == questions
    assert all(f"# open: {question}?" in saved.read_text(encoding="utf-8") for question in questions)
    assert read_layout(saved).across


def test_a_saved_layout_is_used_again(source: Callable[..., Path], tmp_path: Path) -> None:
    path, saved = source(CORRIDORS), tmp_path / "l.toml"
    guessed = check([path], save_layout=saved)
    again = check([path], layout=saved)
    assert {**again, "layouts": guessed["layouts"], "findings": guessed["findings"]} == guessed
    assert "layouts" not in again
    blank = saved.read_text(encoding="utf-8").replace('"refuse"', '"zero"')
    saved.write_text(f'not_reported = ["many"]\n{blank}', encoding="utf-8")
    assert check([path], layout=saved)["quarantined"] == 0


def _examples() -> list[tuple[str, str]]:
    pattern = r"\n\d\. [^\n]*\n\n((?: {4}[^\n]*\n)+)\n(version.*?)(?=\n\d\. |\Z)"
    found = re.findall(pattern, EXPLANATION, flags=re.DOTALL)
    return [(re.sub(r"^ {4}", "", text, flags=re.MULTILINE), toml) for text, toml in found]


@pytest.mark.parametrize(("number", "n_recoveries"), [(0, 63), (1, 83), (2, 16)])
def test_the_examples_of_the_explanation_work(source: Callable[..., Path], number: int, n_recoveries: int) -> None:
    text, toml = _examples()[number]
    records, quarantine = read([source(text)], layout=source(toml, "l.toml"))
    assert quarantine.rows.empty
    assert records.frame["count"].sum() == n_recoveries


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("version = 2\nheader = [1, 1]", "no version that can be used; expected version = 1"),
        ("version = 1\nheader = [3, 1]", "no header that can be used"),
        ("version = 1\nheader = [1, 1]\nodd = 1", "no odd that can be used; expected only version"),
        ("version = 1\nheader = [1, 1]\n[columns]\nkids = 1", "kids; expected record columns"),
        ("version = 1\nheader = [1, 1]\n[columns]\norigin = 1\n[constants]\norigin = 'x'", "named twice"),
        ("version = 1\nheader = [1, 9]\n[columns]\norigin = 1", "a header in line 9, as the layout says"),
        ("not toml", "cannot be read as TOML"),
    ],
)
def test_a_layout_that_cannot_be_used_is_refused(source: Callable[..., Path], toml: str, told: str) -> None:
    with pytest.raises(InputError) as refusal:
        check([source(STACKED)], layout=source(toml, "l.toml"))
    assert told in str(refusal.value)


@pytest.mark.parametrize(
    ("headings", "periods"),
    [
        (("Jan 2021", "Feb 2021"), ["2021-01", "2021-02"]),
        (("enero de 2021", "febrero de 2021"), ["2021-01", "2021-02"]),
        (("Q1 2021", "Q2 2021"), ["2021-Q1", "2021-Q2"]), (("1T 2021", "2T 2021"), ["2021-Q1", "2021-Q2"]),
    ],
)  # fmt: skip
def test_months_and_quarters_in_words_across_are_periods(
    source: Callable[..., Path], headings: tuple[str, str], periods: list[str]
) -> None:
    rows = [("Ohio", "20", "30", "50"), ("Iowa", "11", "12", "23"), ("Total", "31", "42", "73")]
    path = source(as_csv(rows, ("Recovery state", *headings, "Total 2021")))
    records, _ = read([path])
    assert records.frame.groupby("period")["count"].sum().to_dict() == dict(zip(periods, (31, 42), strict=True))
