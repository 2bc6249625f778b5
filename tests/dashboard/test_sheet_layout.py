"""The layout form: what the engine found comes back as the engine reads it, with the answers in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dashboard import sheet_layout
from dashboard.screens import sheets
from dashboard.wording import Words
from loaders.columns import READ
from loaders.layout import BLANKS, IGNORED, Layout, read_layout

if TYPE_CHECKING:
    from pathlib import Path

CROSS = Layout(
    header=(2, 3), columns={"origin": 1, "operation": 2}, across=("period", ""), counts=(3, 6), blank="refuse",
    constants={"recovery": "unknown", "source": 'a "quoted" ñame'}, not_reported=("d", "-1"),
)  # fmt: skip
PLAIN = Layout(header=(1, 1), columns={"recovery_county": 1, "count": 2, "period": 3}, groups="recovery_state")


def as_told(layout: Layout) -> dict[str, Any]:
    """Return what the form of a layout tells when nobody has touched it."""
    named = {at: name for name, at in layout.columns.items()}
    first, last = layout.counts or (0, 0)
    lines = {f"line_{i}": name for i, name in enumerate(layout.across)}
    return {
        "header_first": layout.header[0], "header_last": layout.header[1], "groups": layout.groups,
        "blank": layout.blank, "counts_first": first, "counts_last": last, **lines,
        **{f"column_{at}": named.get(at, "") for at in range(1, 6)},
        **{f"all_{name}": layout.constants.get(name, "") for name in sheets.CONSTANTS},
    }  # fmt: skip


def test_the_form_knows_the_names_that_the_engine_knows() -> None:
    assert set(sheet_layout.COLUMNS) == set(READ)
    assert (sheet_layout.BLANKS, sheet_layout.IGNORED) == (BLANKS, IGNORED)


@pytest.mark.parametrize("layout", [CROSS, PLAIN])
def test_a_form_that_nobody_touches_gives_the_same_layout(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "found.toml"
    path.write_text(f"# a.csv, as found by check\n# open: what column 4 is?\n{layout.as_toml()}", encoding="utf-8")
    found = sheet_layout.read_found(path)
    assert found is not None
    assert found.questions == ("what column 4 is",)
    path.write_bytes(sheet_layout.as_layout(sheets.corrected(found.content, as_told(layout))))
    assert read_layout(path) == layout


def test_an_answer_of_the_form_is_in_the_layout(tmp_path: Path) -> None:
    path = tmp_path / "layout.toml"
    path.write_text(CROSS.as_toml(), encoding="utf-8")
    found = sheet_layout.read_found(path)
    assert found is not None
    told = as_told(CROSS) | {"all_recovery": " Texas ", "line_0": "category", "all_period": "2021", "blank": "zero"}
    path.write_bytes(sheet_layout.as_layout(sheets.corrected(found.content, told)))
    read = read_layout(path)
    assert read.constants == {"source": 'a "quoted" ñame', "period": "2021", "recovery": "Texas"}
    assert (read.across, read.blank, read.columns) == (("category", ""), "zero", CROSS.columns)


def test_nothing_guessed_is_no_form(tmp_path: Path) -> None:
    assert sheet_layout.read_found(tmp_path / "none.toml") is None
    path = tmp_path / "plain.toml"
    path.write_text(f"# a.csv, as found by check\n# certainty 100%\n{PLAIN.as_toml()}", encoding="utf-8")
    assert sheet_layout.read_found(path) is None
    path.write_text(f"# a.csv, as found by check\n# certainty 90%\n{PLAIN.as_toml()}", encoding="utf-8")
    assert sheet_layout.read_found(path) is not None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what column 12 is", "¿qué es la columna 12?"), ("which year or period the counts are of", "¿de qué año"),
        ("which line of the header names the category", "«category»"), ("something new <b>", "something new"),
    ],
)  # fmt: skip
def test_the_questions_of_the_engine_are_said_in_the_language_of_the_page(question: str, said: str) -> None:
    assert said in sheets.asked(question, Words("es"))


def test_what_the_form_does_not_ask_is_kept(tmp_path: Path) -> None:
    layout = Layout(
        header=(1, 1), columns={"recovery_state": 1, "count": 3}, constants={"period": "2021"}, marks=2,
        headings=("State", "Notes", "Kids", "Rate"),
    )  # fmt: skip
    path = tmp_path / "layout.toml"
    path.write_text(layout.as_toml(), encoding="utf-8")
    found = sheet_layout.read_found(path)
    assert found is not None
    assert list(sheets._labelled(found.content)) == [1, 2, 3, 4, 5]
    path.write_bytes(sheet_layout.as_layout(sheets.corrected(found.content, as_told(layout))))
    assert read_layout(path) == layout
