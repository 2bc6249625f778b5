"""The time of a screen: its step, its periods, and Play, which goes through all of them."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.controls.panel import Panel
from dashboard.selection import ALL, Selection
from dashboard.url_state import write
from dashboard.views import answers
from dashboard.views.naming import code_name
from dashboard.views.timeline import STEPS, by_step, moved, nearest, step_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

#: How long Play stays at a period, by its step.
SECONDS: Final = {"year": 2.0, "quarter": 1.5, "month": 1.0}
ENOUGH: Final = 0.8  # of those, since the server's clock and the browser's don't beat together
MOST_PILLS: Final = 12


def _switch_play(home: Selection, periods: Sequence[str], is_on: bool) -> None:  # noqa: FBT001 -- given by the button
    st.session_state["playing"] = is_on
    if is_on:
        write(home, period=periods[0])
        st.session_state["played_at"] = time.monotonic()


def _go_on(home: Selection, periods: Sequence[str], seconds: float) -> None:
    """Go on to the next period when the present one has been seen long enough."""
    now = time.monotonic()
    if now - st.session_state.get("played_at", now) < seconds * ENOUGH:
        return
    shown = st.query_params.get("period", home.period)
    later = periods[periods.index(shown) + 1 :] if shown in periods else periods
    st.session_state["playing"], st.session_state["played_at"] = len(later) > 1, now
    if later:
        write(home, period=later[0])
    st.rerun()


class Timing(Panel):
    """The widgets that choose a period."""

    def time(self, periods: Collection[str], *, is_slider: bool = False) -> None:
        """Offer the steps that these periods come in, the periods of the chosen one, and Play.

        A few years are pills, unless there shall be a slider; any other step is a slider.
        """
        steps = by_step(periods)
        self.selection = replace(self.selection, period=nearest(self.selection.period, periods))
        step = step_of(self.selection.period) or next(iter(steps), STEPS[0])
        siblings = steps.get(step, [])
        self._steps(steps, step)
        if step == STEPS[0] and len(siblings) <= MOST_PILLS and not is_slider:
            self._pills([*siblings, ALL])
        else:
            self._slider([ALL, *siblings] if step == STEPS[0] else siblings, step)
        self._play(siblings, step, self._why_no_shorter(steps))

    def period(self) -> None:
        """Offer every period that the answering table has, in one list."""
        if self.selection.by != "period":
            options = answers.offered_periods(self.release, self.selection)
            self._select("period", options, self._period_name, 150, self._why_not("period"))

    def _period_name(self, code: str) -> str:
        return code_name(self.release, "period", code, self.words)

    def _why_no_shorter(self, steps: Mapping[str, Sequence[str]]) -> str | None:
        shortest = next(reversed(list(steps)), STEPS[0])
        if shortest == STEPS[-1]:
            return None
        return self.words.say("step_missing", step=self.words[f"step_{shortest}"].lower())

    def _steps(self, steps: Mapping[str, Sequence[str]], step: str) -> None:
        """Offer the steps, where there are several."""
        if len(steps) <= 1:
            return
        st.session_state["choose_step"] = step

        def go() -> None:
            write(self._home, period=moved(self.selection.period, list(steps[st.session_state["choose_step"]])))

        st.segmented_control(
            self.words["step"], list(steps), key="choose_step", on_change=go, required=True,
            format_func=lambda name: self.words[f"step_{name}"], label_visibility="collapsed",
        )  # fmt: skip

    def _pills(self, periods: Sequence[str]) -> None:
        key, write = self._bind("period")
        st.pills(
            self.words["year"], periods, key=key, on_change=write, required=True, wrap=True,
            label_visibility="collapsed", format_func=self._period_name,
        )  # fmt: skip

    def _slider(self, periods: Sequence[str], step: str) -> None:
        if len(periods) <= 1:
            return
        key = f"slide_{step}"
        st.session_state[key] = self.selection.period

        def go() -> None:
            write(self._home, period=st.session_state[key])

        with st.container(key="slider", width=280):
            st.select_slider(
                self.words[f"step_{step}"], periods, key=key, on_change=go, format_func=self._period_name,
                label_visibility="collapsed",
            )  # fmt: skip

    def _play(self, periods: Sequence[str], step: str, hint: str | None) -> None:
        """Offer to go through all periods of the step, until stopped or at the end: only ever on request."""
        if len(periods) <= 1:
            return
        is_on = bool(st.session_state.get("playing"))
        icon, label = (":material/stop:", "stop") if is_on else (":material/play_arrow:", "play")
        st.button(
            self.words[label], key="play", icon=icon, on_click=_switch_play, args=(self._home, periods, not is_on),
            help=hint,
        )  # fmt: skip
        if is_on:
            st.fragment(_go_on, run_every=SECONDS[step])(self._home, periods, SECONDS[step])
