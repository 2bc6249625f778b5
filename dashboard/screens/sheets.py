"""Where the records stand in a sheet, as a form: the engine's guess is filled in, what it asks stands above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard.screens.placing import plain
from dashboard.sheet_layout import BLANKS, COLUMNS, IGNORED, as_layout, read_found

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dashboard.engine import Desk
    from dashboard.wording import Words

LAST_LINE: Final = 1_048_576  # of a workbook
LAST_COLUMN: Final = 16_384
#: Values for all rows that a form offers: those that a cross tab most often lacks.
CONSTANTS: Final = ("period", "origin", "recovery")
#: The engine's questions → their words here; each asks about what some field of the form holds.
QUESTIONS: Final = {
    "which line of the header names": "layout_ask_line",
    "what column": "layout_ask_column",
    "which place is the origin": "layout_ask_sides",
    "which side the places are": "layout_ask_side",
    "which year or period": "layout_ask_period",
    "which column counts": "layout_ask_count",
}
#: What a layout says and the form doesn't ask.
KEPT: Final = ("marks", "only", "headings", "totals", "hidden")
MOST_COLUMNS: Final = 60
_PREFIX: Final = "layout: "


def arguments(desk: Desk) -> list[str]:
    """Return the layout that the publisher gave or corrected, as an option of the command."""
    given = st.session_state.get("layout_file")
    corrected = st.session_state.get("layout")
    content = as_layout(corrected) if corrected else given.getvalue() if given else None
    return ["--layout", str(desk.lay_out(content))] if content else []


def draw_file(words: Words) -> None:
    """Take a layout that was kept."""
    st.file_uploader(words["layout_file"], type=["toml"], key="layout_file", help=words["layout_file_help"])


def draw(desk: Desk, words: Words, check_again: Callable[[], None]) -> None:
    """Draw the form of the sheet whose layout was guessed, where there is one."""
    found, corrected = read_found(desk.found_layout), st.session_state.get("layout")
    if found is None and not corrected:
        return
    content: dict[str, Any] = corrected or (found.content if found else {})
    st.header(words["layout"], anchor=False)
    st.markdown(words["layout_note"])
    for question in found.questions if found else ():
        st.warning(asked(question, words))
    with st.form("layout_form", border=True):
        _draw_lines(content, words)
        _draw_columns(content, words)
        _draw_across(content, words)
        _draw_rest(content, words)
        st.form_submit_button(
            words["publish_place_apply"], type="primary", key="first_layout", on_click=_apply,
            args=(content, check_again),
        )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            words["layout_keep"], as_layout(content), "layout.toml", "application/toml", key="layout_keep"
        )
        if corrected:
            st.button(words["layout_forget"], key="layout_forget", on_click=_start_anew, args=(check_again,))


def asked(question: str, words: Words) -> str:
    """Say a question of the engine in the visitor's words; one that is new here stays as it is."""
    key = next((key for start, key in QUESTIONS.items() if question.startswith(start)), None)
    last = question.rsplit(" ", 1)[-1]
    return words.say(key, what=last, n=question.removeprefix("what column ").split(" ")[0]) if key else plain(question)


def _number(label: str, name: str, value: int, last: int) -> None:
    st.number_input(label, 1, last, value, key=f"{_PREFIX}{name}", width=170)


def _select(label: str, name: str, value: str, options: Sequence[str], words: Words, none: str) -> None:
    st.selectbox(
        label, ["", *options], index=["", *options].index(value) if value in options else 0, key=f"{_PREFIX}{name}",
        format_func=lambda column: column_name(column, words) if column else words[none], width=240,
    )  # fmt: skip


def column_name(column: str, words: Words) -> str:
    """Name what a column can be: in words, and as files name it."""
    said = words.get(f"layout_is_{column}", "")
    return f"{said} ({column})" if said else column


def _draw_lines(content: Mapping[str, Any], words: Words) -> None:
    with st.container(horizontal=True, gap="small"):
        for name, at in (("header_first", 0), ("header_last", 1)):
            _number(words[f"layout_{name}"], name, content["header"][at], LAST_LINE)


def _labelled(content: Mapping[str, Any]) -> range:
    """Return the columns that may be named: those before the counts, or all that are."""
    counts = content.get("across", {}).get("columns")
    if counts:
        return range(1, counts[0])
    named = max(content.get("columns", {}).values(), default=0) + 2
    return range(1, max(named, min(len(content.get("headings", ())), MOST_COLUMNS)) + 1)


def _draw_columns(content: Mapping[str, Any], words: Words) -> None:
    named = {at: name for name, at in content.get("columns", {}).items()}
    headings = [plain(text) for text in content.get("headings", ())]
    with st.container(horizontal=True, gap="small"):
        for at in _labelled(content):
            label = words.say("layout_column", n=at)
            label = words.say("layout_headed", n=at, heading=headings[at - 1]) if any(headings[at - 1 : at]) else label
            _select(label, f"column_{at}", named.get(at, ""), COLUMNS, words, "layout_not_read")


def _draw_across(content: Mapping[str, Any], words: Words) -> None:
    across = content.get("across")
    if not across:
        return
    first = content["header"][0]
    with st.container(horizontal=True, gap="small"):
        for i, name in enumerate(across["lines"]):
            label = words.say("layout_line", n=first + i)
            _select(label, f"line_{i}", name, COLUMNS, words, "layout_says_nothing")
    with st.container(horizontal=True, gap="small"):
        for name, at in (("counts_first", 0), ("counts_last", 1)):
            _number(words[f"layout_{name}"], name, across["columns"][at], LAST_COLUMN)
        st.selectbox(
            words["layout_blank"], BLANKS, index=BLANKS.index(content.get("blank", BLANKS[0])), key=f"{_PREFIX}blank",
            format_func=lambda choice: words[f"layout_blank_{choice.replace(' ', '_')}"], width=240,
        )  # fmt: skip


def _draw_rest(content: Mapping[str, Any], words: Words) -> None:
    constants = content.get("constants", {})
    with st.container(horizontal=True, gap="small"):
        for name in CONSTANTS:
            st.text_input(
                words[f"layout_all_{name}"],
                constants.get(name, ""),
                key=f"{_PREFIX}all_{name}",
                width=240,
                max_chars=60,
            )
        _select(
            words["layout_groups"], "groups", content.get("groups", ""), [*COLUMNS, IGNORED], words, "layout_no_groups"
        )


def _apply(content: Mapping[str, Any], check_again: Callable[[], None]) -> None:
    """Take the form's answers over and check again with them."""
    st.session_state["layout"] = corrected(content, {
        name.removeprefix(_PREFIX): value for name, value in st.session_state.items()
        if isinstance(name, str) and name.startswith(_PREFIX)
    })  # fmt: skip
    check_again()


def corrected(content: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layout with the answers of its form; what the form doesn't ask stays as it is."""
    columns = {told[f"column_{at}"]: at for at in _labelled(content) if told.get(f"column_{at}")}
    across = content.get("across")
    kept = {name: text for name, text in content.get("constants", {}).items() if name not in CONSTANTS}
    said = {name: str(told.get(f"all_{name}") or "").strip() for name in CONSTANTS}
    return {
        "header": [told["header_first"], told["header_last"]],
        "groups": told.get("groups", ""),
        "blank": told.get("blank", "") if across else "",
        "not_reported": list(content.get("not_reported", ())),
        **{name: content[name] for name in KEPT if name in content},
        "columns": columns,
        "across": {
            "lines": [told.get(f"line_{i}", "") for i in range(len(across["lines"]))],
            "columns": [told["counts_first"], told["counts_last"]],
        } if across else {},
        "constants": kept | {name: text for name, text in said.items() if text},
    }  # fmt: skip


def forget() -> None:
    """Drop the corrections: they are about the files that they were made for."""
    st.session_state.pop("layout", None)


def _start_anew(check_again: Callable[[], None]) -> None:
    forget()
    check_again()
