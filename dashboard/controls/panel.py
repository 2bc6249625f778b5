"""What every screen's controls have in common: a widget shows what the address says, and writes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.selection import ALL, BY, SHOWS, WORLD, Selection
from dashboard.store import releases
from dashboard.url_state import starting, write
from dashboard.views import answers
from dashboard.views.naming import code_name
from dashboard.wording import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.release import Release

LANGUAGE_NAMES: Final = {"en": "English", "es": "Español"}


def language_switch(words: Words) -> None:
    """Offer English and Spanish."""
    key = "choose_lang"
    st.session_state[key] = words.language

    def choose() -> None:
        write(Selection(), lang=st.session_state[key])

    with st.container(key="language", width="content"):
        st.segmented_control(
            words["language"], LANGUAGES, format_func=LANGUAGE_NAMES.__getitem__, key=key, on_change=choose,
            required=True, label_visibility="collapsed",
        )  # fmt: skip


class Panel:
    """The widgets of one screen, bound to one release and one selection."""

    def __init__(self, release: Release, selection: Selection, words: Words) -> None:
        self.release, self.selection, self.words = release, selection, words
        self._home = starting(release)

    def _bind(self, name: str) -> tuple[str, Callable[[], None]]:
        key = f"choose_{name}"
        st.session_state[key] = getattr(self.selection, name)
        return key, lambda: write(self._home, **{name: st.session_state[key]})

    def release_picker(self) -> None:
        """Offer the other releases, when there are several."""
        known = list(releases())
        if len(known) < len(LANGUAGES):
            return
        key, write = self._bind("release")
        st.selectbox(self.words["release"], known, key=key, on_change=write, width=260, label_visibility="collapsed")

    def presentation(self) -> None:
        """Offer the presentation: large type, no controls but the years."""
        shown = self.selection.show == SHOWS[1]
        icon, label = (":material/close_fullscreen:", "page") if shown else (":material/open_in_full:", "present")
        to = SHOWS[0] if shown else SHOWS[1]
        st.button(
            self.words[label], key="present", icon=icon, on_click=write, args=(self._home,), kwargs={"show": to},
            help=None if shown else self.words["present_help"],
        )  # fmt: skip

    def _select(
        self, name: str, options: Sequence[str], label: Callable[[str], str], width: int, why: str | None,
        *, title: str | None = None, then: Callable[[], None] | None = None, hint: str | None = None,
    ) -> None:  # fmt: skip
        key, write = self._bind(name)
        if getattr(self.selection, name) not in options:
            st.session_state[key] = options[0]
        st.selectbox(
            title or self.words[name], options, key=key, on_change=then or write, width=width,
            format_func=label, disabled=why is not None, help=why or hint,
        )  # fmt: skip

    def by(self) -> None:
        """Offer what the rows can be."""
        self._select("by", answers.offered_by(self.release), lambda by: self.words[f"by_{by}"], 190, None)

    def explore_level(self) -> None:
        """Offer the levels of places, for rows that are places."""
        options = answers.offered_levels(self.release, self.selection)
        if options:
            finest = self.words[f"level_{options[-1]}"].lower()
            why = None if "county" in options else self.words.say("level_missing", level=finest)
            self._select("level", options, lambda level: self.words[f"level_{level}"], 124, None, hint=why)

    def value(self, name: str) -> None:
        """Offer the values of a relation or category."""
        frame = self.release.codes.get(name)
        codes = [ALL] if frame is None else [ALL, *(code for code in frame["code"] if code != ALL)]

        def label(code: str) -> str:
            return code_name(self.release, name, code, self.words)

        self._select(name, codes, label, 200, self._why_not(name))

    def _why_not(self, choice: str) -> str | None:
        """Say why a filter is not offered together with the present choices."""
        if answers.offers(self.release, self.selection, choice):
            return None
        return self._not_offered(self.words[choice], choice)

    def _not_offered(self, name: str, choice: str = "") -> str:
        """Say that no table has the rows by something together with what is chosen."""
        others = [other for other in answers.FILTERS if other not in {choice, *BY[self.selection.by], "period"}]
        used = [self.words[other].lower() for other in others if getattr(self.selection, other) not in {ALL, WORLD}]
        given = self.words.say("given", names=self.words.listing(used)) if used else ""
        by = self.words[f"by_{self.selection.by}"].lower()
        return self.words.say("not_offered", by=by, filter=name.lower(), given=given)
