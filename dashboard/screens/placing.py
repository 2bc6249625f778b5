"""Places that a check left open, as a form: the publisher chooses, and the engine reads the choices as a file.

The words are those of the publisher's own records; they stay in the session's folder and reach no release.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.engine import as_decisions
from geodata.gazetteer import Gazetteer
from geodata.regions import Level, Regions, is_pool

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.engine import Desk
    from dashboard.wording import Words

AT_ONCE: Final = 20  # more boxes on one page are neither quick nor readable
UNKNOWN: Final = "unknown"
_PREFIX: Final = "place: "


def arguments(desk: Desk) -> list[str]:
    """Return what the publisher said about places, as options of the command."""
    decided, home = st.session_state.get("decided"), st.session_state.get("home", "").strip()
    return [
        *(["--places", str(desk.decide(decided))] if decided else []),
        *([f"--home={home}"] if home else []),
    ]


def draw_home(words: Words) -> None:
    """Ask for the publisher's own country or state."""
    st.text_input(words["publish_home"], key="home", width=200, help=words["publish_home_help"], max_chars=60)


def draw_open(desk: Desk, words: Words, check_again: Callable[[], None]) -> None:
    """Draw the form of the places that are open, and the decisions so far."""
    decided: dict[str, str] = st.session_state.setdefault("decided", {})
    left = desk.left_open()
    if left:
        st.header(words["publish_open"], anchor=False)
        st.markdown(words.say("publish_open_note", n=len(left), shown=min(len(left), AT_ONCE)))
        shown = left[:AT_ONCE]
        with st.form("places", border=True):
            for place, candidates in shown:
                _draw_place(place, candidates, words)
            st.form_submit_button(
                words["publish_place_apply"], type="primary", key="first_places", on_click=_apply,
                args=([p for p, _ in shown], check_again),
            )  # fmt: skip
    for place in st.session_state.pop("misread", ()):
        st.warning(words.say("publish_place_misread", place=plain(place)))
    if decided:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(words.say("publish_decided", n=len(decided)))
            st.download_button(words["publish_decided_keep"], as_decisions(decided), "places.csv", "text/csv")
            st.button(words["publish_decided_forget"], on_click=_forget, args=(check_again,))


def _draw_place(place: str, candidates: list[str], words: Words) -> None:
    """Draw one open place: its candidates first; any other region can be typed."""
    st.selectbox(
        plain(place),
        [*candidates, UNKNOWN],
        index=None,
        format_func=lambda code: label(code, words),
        accept_new_options=True,
        placeholder=words["publish_place_open"],
        key=f"{_PREFIX}{place}",
    )


def label(code: str, words: Words) -> str:
    """Name a region so that its namesakes can be told apart; what was typed is shown as it is."""
    regions = Regions.packaged()
    if code == UNKNOWN:
        return words["publish_place_unknown"]
    if code not in regions:
        return code
    name, parent = regions.name(code, words.language), regions.parent(code)
    inside = f", {regions.name(parent, words.language)}" if parent and regions.level(code) == Level.COUNTY else ""
    return f"{name}{inside} \N{MIDDLE DOT} {code}"


def plain(text: str) -> str:
    """Write words of a record so that nothing in them is read as markup."""
    return re.sub(r"([^\w\s])", r"\\\1", text)


def read(answer: str) -> str | None:
    """Read an answer: a code of the list, or a place that was typed; None where that is not one region."""
    found = Gazetteer.packaged().look_up(answer, suggest=False).code
    return None if found is None or is_pool(found) or found == "WORLD" else found


def _apply(places: list[str], check_again: Callable[[], None]) -> None:
    """Take the answers of the form over and check again with them."""
    answers = {place: st.session_state.get(f"{_PREFIX}{place}") for place in places}
    codes = {place: read(answer) for place, answer in answers.items() if answer}
    st.session_state["misread"] = [place for place, code in codes.items() if code is None]
    told = {place: code for place, code in codes.items() if code is not None}
    st.session_state["decided"] = {**st.session_state.get("decided", {}), **told}
    if told:
        check_again()


def _forget(check_again: Callable[[], None]) -> None:
    """Drop all decisions and check again without them."""
    st.session_state["decided"] = {}
    check_again()
