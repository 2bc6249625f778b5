"""Widgets that become a `Selection`.

The address is the single truth: a widget shows what the address says, and a change is written to the address first.
So reload, links and the back button give the same view. Every list of options is enumerated from the release.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from dashboard.address import go_to, starting, write
from dashboard.selection import ALL, BY, SHOWS, WORLD, Selection, periods
from dashboard.store import releases
from dashboard.views import answers, finding
from dashboard.views.naming import code_name, region_name
from dashboard.wording import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.release import Release

SECONDS_PER_YEAR: Final = 2.0
LANGUAGE_NAMES: Final = {"en": "English", "es": "Español"}


def _switch_play(home: Selection, years: Sequence[str], is_on: bool) -> None:  # noqa: FBT001 -- given by the button
    st.session_state["playing"] = is_on
    if is_on:
        write(home, period=years[0])
        st.session_state["played_at"] = time.monotonic()


def _next_year(home: Selection, years: Sequence[str]) -> None:
    """Go on to the next year when the present one has been seen long enough."""
    now = time.monotonic()
    if now - st.session_state.get("played_at", now) < SECONDS_PER_YEAR * 0.8:
        return
    shown = st.query_params.get("period", home.period)
    later = [year for year in years if year > shown[:4]] if shown != ALL else years
    st.session_state["playing"], st.session_state["played_at"] = len(later) > 1, now
    if later:
        write(home, period=later[0])
    st.rerun()


class Controls:
    """The widgets of one screen, bound to one release and one selection."""

    def __init__(self, release: Release, selection: Selection, words: Words) -> None:
        self.release, self.selection, self.words = release, selection, words
        self._home = starting(release)

    def _bind(self, name: str) -> tuple[str, Callable[[], None]]:
        key = f"choose_{name}"
        st.session_state[key] = getattr(self.selection, name)
        return key, lambda: write(self._home, **{name: st.session_state[key]})

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

    def play(self) -> None:
        """Offer to walk through the years, one after the other, until stopped or at the end: only ever on request."""
        years = periods(self.release)
        if len(years) <= 1:
            return
        is_on = bool(st.session_state.get("playing"))
        icon, label = (":material/stop:", "stop") if is_on else (":material/play_arrow:", "play")
        st.button(self.words[label], key="play", icon=icon, on_click=_switch_play, args=(self._home, years, not is_on))
        if is_on:
            st.fragment(_next_year, run_every=SECONDS_PER_YEAR)(self._home, years)

    def presentation(self) -> None:
        """Offer the presentation: large type, no controls but the years."""
        shown = self.selection.show == SHOWS[1]
        icon, label = (":material/close_fullscreen:", "page") if shown else (":material/open_in_full:", "present")
        to = SHOWS[0] if shown else SHOWS[1]
        st.button(
            self.words[label], key="present", icon=icon, on_click=write, args=(self._home,), kwargs={"show": to},
            help=None if shown else self.words["present_help"],
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

    def explore_period(self) -> None:
        """Offer the periods that the answering table has."""
        options = answers.offered_periods(self.release, self.selection)
        if self.selection.by != "period":
            why = self._why_not("period")
            self._select("period", options, lambda c: code_name(self.release, "period", c, self.words), 120, why)

    def explore_level(self) -> None:
        """Offer the levels of places, for rows that are places."""
        options = answers.offered_levels(self.release, self.selection)
        if options:
            finest = self.words[f"level_{options[-1]}"].lower()
            why = None if "county" in options else self.words.say("level_missing", level=finest)
            self._select("level", options, lambda level: self.words[f"level_{level}"], 124, None, hint=why)

    def region(self) -> None:
        """Offer the regions that rows can be limited to."""
        options = answers.offered_regions(self.release, self.selection)
        places = sorted(options[1:], key=lambda code: ("-" in code, not code.startswith("US"), self._place(code)))
        key, _ = self._bind("region")

        def chosen() -> None:
            go_to(self.release, self.selection, st.session_state[key])

        self._select("region", [options[0], *places], self._place, 200, self._why_not("region"), then=chosen)

    def _place(self, code: str) -> str:
        if code == WORLD:
            return self.words["all_regions"]
        return region_name(self.release, code, self.words, within=True)

    def search(self) -> None:
        """Offer to find a place by name; what is typed is compared with names and goes nowhere."""
        if self.selection.by not in answers.PLACES:
            return
        told = self.words["find_help"]
        asked = st.text_input(self.words["find"], key="find", max_chars=finding.LONGEST, width=200, help=told)
        found = finding.find_places(self.release, asked, answers.offered_places(self.release, self.selection))
        if asked and not found:
            st.caption(self.words["find_nothing"])
        for code in found:
            self._go_button(self._place(code), code, f"found_{code}", "secondary")

    def _go_button(self, label: str, code: str, key: str, kind: Literal["secondary", "tertiary"]) -> None:
        st.button(label, key=key, type=kind, on_click=go_to, args=(self.release, self.selection, code))

    def breadcrumbs(self) -> None:
        """Show the way to the chosen region, each step of it a button, and the way to finer places."""
        chosen = self.selection
        # The row is there even when it is empty: otherwise the map below would move, and lose its zoom.
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="breadcrumbs"):
            if chosen.region == WORLD:
                return
            *above, here = answers.path(self.release, chosen.region)
            for step in above:
                self._go_button(f"{self._place(step)} ›", step, f"step_{step}", "tertiary")
            st.markdown(f"**{self._place(here)}**", width="content")
            finer = answers.finer_level(self.release, chosen)
            if finer:
                told = self.words.say("drill", level=self.words[f"level_{finer}"].lower(), place=self._place(here))
                st.button(told, key="drill", on_click=write, args=(self._home,), kwargs={"level": finer})

    def compare(self) -> None:
        """Offer a second region and a second period."""
        if self.selection.by in answers.PLACES:
            others = answers.offered_others(self.release, self.selection)
            title = self.words["other_end" if self.selection.by == "route" else "other"]
            why = None if others else self.words["other_why"]
            self._select("other", [WORLD, *others], lambda c: self.words["none"] if c == WORLD else self._place(c),
                         200, why, title=title)  # fmt: skip
        periods = answers.offered_thens(self.release, self.selection)
        why = None if periods else self.words["then_why"]

        def label(code: str) -> str:
            return code_name(self.release, "period", code, self.words) if code else self.words["none"]

        self._select("then", ["", *periods], label, 170, why)

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
