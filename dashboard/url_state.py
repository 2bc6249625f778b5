"""The address: the single truth about what is shown.

Widgets, clicks on the map and in the matrix are written here first, so reload, links and the back button give the same
view. Only codes that the release enumerates get in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.selection import BY, LEVELS, WORLD, Selection, read_query, starting_selection
from dashboard.store import releases
from dashboard.views import answers
from dashboard.wording import LANGUAGES, Words

if TYPE_CHECKING:
    from geodata.release import Release

KEPT: Final = ("lang", "release", "period")  # choices that go along from one screen to the next


def remember(page: str) -> None:
    """Carry language, release and period over when the visitor changes screens: a new page starts with no address."""
    kept = st.session_state.setdefault("kept", {})
    if st.session_state.get("page") != page:
        st.session_state["page"] = page
        st.session_state.pop("playing", None)
        missing = {name: value for name, value in kept.items() if name not in st.query_params}
        if missing:
            st.query_params.update(missing)
            st.rerun()  # the names of the screens were already written in the other language
    st.session_state["kept"] = {name: st.query_params[name] for name in KEPT if name in st.query_params}


def asked_language() -> Words:
    """Return the words of the language in the address."""
    asked = st.query_params.get("lang", LANGUAGES[0])
    return Words(next((known for known in LANGUAGES if known == asked), LANGUAGES[0]))


def asked_release() -> str | None:
    """Return the release that the address names."""
    return st.query_params.get("release")


def starting(release: Release) -> Selection:
    """Return what the address need not say."""
    return starting_selection(release, list(releases()))


def current(release: Release) -> Selection:
    """Return the selection in the address."""
    return read_query(st.query_params.to_dict(), release, list(releases()))


def write(home: Selection, **choices: str | None) -> None:
    """Write choices to the address; one that is `home`'s own, or none, is taken out of it.

    All are written at once, so one press on Back takes all of them back.
    """
    before = st.query_params.to_dict()
    own = {name for name, value in choices.items() if value is None or value == getattr(home, name)}
    after = {name: value for name, value in {**before, **choices}.items() if name not in own and value is not None}
    if after != before:
        st.query_params.from_dict(after)


def go_to(release: Release, selection: Selection, code: str) -> None:
    """Choose a region, and a level fine enough to show it."""
    level = str(release.regions.level(code))
    finer = level in LEVELS and LEVELS.index(level) > LEVELS.index(selection.level)
    other = WORLD if code in {WORLD, selection.other} else selection.other
    write(starting(release), region=code, other=other, level=level if finer else selection.level)


def clicked_on_map(release: Release, selection: Selection, key: str) -> None:
    """Take a click on the map: it chooses a region, with shift the one to compare with; a second click lets go."""
    told = st.session_state.get(key) or {}
    code = answers.place_of(release, told.get("code"))
    if code is None:
        return
    if told.get("second") and selection.region not in {WORLD, code}:
        write(starting(release), other=WORLD if code == selection.other else code)
    else:
        go_to(release, selection, WORLD if code == selection.region else code)


def clicked_in_matrix(release: Release, key: str) -> None:
    """Take a click in the matrix: its row and column become the two ends of the routes shown."""
    told = st.session_state.get(key) or {}
    cells = told.get("selection", {}).get("cell") or [{}]
    ends = [answers.place_of(release, cells[0].get(side)) or WORLD for side in BY["route"]]
    write(starting(release), **dict(zip(("region", "other"), ends, strict=True)))
