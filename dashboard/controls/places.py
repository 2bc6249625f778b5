"""The place of a screen: how fine places are, the tree of regions, search, the way to the chosen one, comparison."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

import streamlit as st

from dashboard.controls.panel import Panel
from dashboard.selection import LEVELS, WORLD
from dashboard.url_state import go_to, write
from dashboard.views import answers, branches, finding
from dashboard.views.naming import code_name, region_name

if TYPE_CHECKING:
    from collections.abc import Sequence

TREE_PX: Final = 168


class Places(Panel):
    """The widgets that choose places."""

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

    def side(self) -> None:
        """Offer which end of a record the region is: the rows' own side for places, either end of a route."""
        offered = branches.offered_sides(self.release, self.selection)
        if not offered:
            return
        why = None if len(offered) > 1 else self._not_offered(self.words["by_origin"])
        self._select("side", offered, lambda side: self.words[f"side_{side or 'either'}"], 150, None, hint=why)

    def tree(self) -> None:
        """Offer the regions as a tree, a list per level: country, state, county; each holds what lies in the one above.

        Its own parts are lists that a screen reader and a keyboard know; the first entry of each goes one step up.
        """
        way = answers.path(self.release, self.selection.region)
        for level, above, chosen in branches.forks(way):
            below = branches.below(self.release, self.selection, above, self.words) if above else []
            pooled = [chosen] if below and chosen and chosen not in below else []
            self._branch(level, above or WORLD, [*below, *pooled], chosen)

    def _branch(self, level: str, above: str, below: Sequence[str], chosen: str | None) -> None:
        key = f"tree_{level}"
        st.session_state[key] = chosen or above

        def go() -> None:
            go_to(self.release, self.selection, st.session_state[key])

        def label(code: str) -> str:
            if code != above:
                return region_name(self.release, code, self.words)
            return self.words["all_regions"] if code == WORLD else self.words.say("all_of", place=self._place(code))

        why = None if below else self._why_no_branch(level, above)
        st.selectbox(
            self.words[f"tree_{level}"], [above, *below], key=key, on_change=go, format_func=label, width=TREE_PX,
            disabled=why is not None, help=why,
        )  # fmt: skip

    def _why_no_branch(self, level: str, above: str) -> str:
        """Say why a list of the tree is empty."""
        missing = self._why_not("region") if self.selection.by not in answers.PLACES else None
        if missing:
            return missing
        finest = branches.finest_level(self.release, self.selection)
        if LEVELS.index(level) > LEVELS.index(finest):
            return self.words.say("level_missing", level=self.words[f"level_{finest}"].lower())
        upper = LEVELS[LEVELS.index(level) - 1]
        if self.release.regions.level(above) != upper:
            return self.words.say("tree_first", level=self.words[f"tree_{upper}"].lower())
        return self.words.say("tree_nothing", place=self._place(above))

    def _place(self, code: str) -> str:
        if code == WORLD:
            return self.words["all_regions"]
        return region_name(self.release, code, self.words, within=True)

    def search(self) -> None:
        """Offer to find a place by name; what is typed is compared with names and goes nowhere."""
        known = branches.offered_places(self.release, self.selection)
        if not known:
            return
        told = self.words["find_help"]
        asked = st.text_input(self.words["find"], key="find", max_chars=finding.LONGEST, width=TREE_PX, help=told)
        found = finding.find_places(self.release, asked, known)
        if asked and not found:
            st.caption(self.words["find_nothing"])
        for code in found:
            self._go_button(self._place(code), code, f"found_{code}", "secondary")

    def _go_button(self, label: str, code: str, key: str, kind: Literal["secondary", "tertiary"]) -> None:
        st.button(label, key=key, type=kind, on_click=go_to, args=(self.release, self.selection, code))

    def breadcrumbs(self) -> None:
        """Show the way to the chosen region, each step of it a button, and the way to finer places."""
        chosen = self.selection
        # The row is there before a place is chosen, too: otherwise the map below would move, and lose its zoom.
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="breadcrumbs"):
            *above, here = answers.path(self.release, chosen.region)
            for step in above:
                self._go_button(f"{self._place(step)} ›", step, f"step_{step}", "tertiary")
            st.markdown(f"**{self._place(here)}**", width="content")
            finer = None if here == WORLD else answers.finer_level(self.release, chosen)
            if finer:
                told = self.words.say("drill", level=self.words[f"level_{finer}"].lower(), place=self._place(here))
                st.button(told, key="drill", on_click=write, args=(self._home,), kwargs={"level": finer})

    def compare_region(self) -> None:
        """Offer a second region."""
        if self.selection.by in answers.PLACES:
            others = answers.offered_others(self.release, self.selection)
            title = self.words["other_end" if self.selection.by == "route" else "other"]
            why = None if others else self.words["other_why"]
            self._select("other", [WORLD, *others], lambda c: self.words["none"] if c == WORLD else self._place(c),
                         TREE_PX, why, title=title)  # fmt: skip

    def compare_period(self) -> None:
        """Offer a second period."""
        periods = answers.offered_thens(self.release, self.selection)
        why = None if periods else self.words["then_why"]

        def label(code: str) -> str:
            return code_name(self.release, "period", code, self.words) if code else self.words["none"]

        self._select("then", ["", *periods], label, 170, why)
