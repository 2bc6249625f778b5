"""Widgets that become a `Selection`.

The address is the single truth: a widget shows what the address says, and a change is written to the address first.
So reload, links and the back button give the same view. Every list of options is enumerated from the release.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.selection import ALL, BY, WORLD, Selection, periods, read_query, starting_selection
from dashboard.store import releases
from dashboard.views import answers
from dashboard.views.naming import code_name, region_name
from dashboard.wording import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.release import Release

LANGUAGE_NAMES: Final = {"en": "English", "es": "Español"}
KEPT: Final = ("lang", "release", "period")  # choices that go along from one screen to the next


def remember(page: str) -> None:
    """Carry language, release and period over when the visitor changes screens: a new page starts with no address."""
    kept = st.session_state.setdefault("kept", {})
    if st.session_state.get("page") != page:
        st.session_state["page"] = page
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


def current(release: Release) -> Selection:
    """Return the selection in the address."""
    return read_query(st.query_params.to_dict(), release, list(releases()))


def _write(name: str, key: str, home: Selection) -> None:
    value = st.session_state[key]
    if value is None or value == getattr(home, name):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


class Controls:
    """The widgets of one screen, bound to one release and one selection."""

    def __init__(self, release: Release, selection: Selection, words: Words) -> None:
        self.release, self.selection, self.words = release, selection, words
        self._home = starting_selection(release, list(releases()))

    def _bind(self, name: str) -> tuple[str, Callable[[], None]]:
        key = f"choose_{name}"
        st.session_state[key] = getattr(self.selection, name)
        return key, lambda: _write(name, key, self._home)

    def language(self) -> None:
        """Offer English and Spanish."""
        key, write = self._bind("lang")
        with st.container(key="language", width="content"):
            st.segmented_control(
                self.words["language"], LANGUAGES, format_func=LANGUAGE_NAMES.__getitem__, key=key, on_change=write,
                required=True, label_visibility="collapsed",
            )  # fmt: skip

    def release_picker(self) -> None:
        """Offer the other releases, when there are several."""
        known = list(releases())
        if len(known) < len(LANGUAGES):
            return
        key, write = self._bind("release")
        st.selectbox(self.words["release"], known, key=key, on_change=write, width=260, label_visibility="collapsed")

    def years(self) -> None:
        """Offer the years of the release as pills."""
        years = [*periods(self.release), ALL]
        chosen = self.selection.period
        self.selection = replace(self.selection, period=chosen if chosen in years else chosen[:4])
        key, write = self._bind("period")
        st.pills(
            self.words["year"], years, key=key, on_change=write, required=True, wrap=True,
            label_visibility="collapsed",
            format_func=lambda code: code_name(self.release, "period", code, self.words),
        )  # fmt: skip

    def level(self, offered: Sequence[str]) -> None:
        """Offer the levels that the map can show, and say why a finer one is missing."""
        if self.selection.level not in offered:
            self.selection = replace(self.selection, level=offered[-1])
        key, write = self._bind("level")
        finest = self.words[f"level_{offered[-1]}"].lower()
        why = self.words.say("level_missing", level=finest) if "county" not in offered else None
        st.segmented_control(
            self.words["map_level"], offered, key=key, on_change=write, required=True, label_visibility="collapsed",
            format_func=lambda level: self.words[f"level_{level}"], help=why,
        )  # fmt: skip

    def _select(
        self, name: str, options: Sequence[str], label: Callable[[str], str], width: int, why: str | None
    ) -> None:
        key, write = self._bind(name)
        if getattr(self.selection, name) not in options:
            st.session_state[key] = options[0]
        st.selectbox(
            self.words[name if name != "period" else "year"], options, key=key, on_change=write, width=width,
            format_func=label, disabled=why is not None, help=why,
        )  # fmt: skip

    def by(self) -> None:
        """Offer what the rows can be."""
        self._select("by", answers.offered_by(self.release), lambda by: self.words[f"by_{by}"], 190, None)

    def explore_period(self) -> None:
        """Offer the periods that the answering table has."""
        options = answers.offered_periods(self.release, self.selection)
        self._select("period", options, lambda c: code_name(self.release, "period", c, self.words), 120, None)

    def explore_level(self) -> None:
        """Offer the levels of places, for rows that are places."""
        options = answers.offered_levels(self.release, self.selection)
        if options:
            self._select("level", options, lambda level: self.words[f"level_{level}"], 124, None)

    def region(self) -> None:
        """Offer the regions that rows can be limited to."""
        options = answers.offered_regions(self.release, self.selection)

        def label(code: str) -> str:
            if code == WORLD:
                return self.words["all_regions"]
            return region_name(self.release, code, self.words, within=True)

        places = sorted(options[1:], key=lambda code: ("-" in code, not code.startswith("US"), label(code)))
        self._select("region", [options[0], *places], label, 200, self._why_not("region"))

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
        others = [other for other in answers.FILTERS if other not in {choice, *BY[self.selection.by], "period"}]
        used = [self.words[other].lower() for other in others if getattr(self.selection, other) not in {ALL, WORLD}]
        given = self.words.say("given", names=self.words.listing(used)) if used else ""
        by = self.words[f"by_{self.selection.by}"].lower()
        return self.words.say("not_offered", by=by, filter=self.words[choice].lower(), given=given)
