"""Public: one map, one table, one trend, what the figures may be used for, and where to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.screens import parts
from dashboard.views import rules, summary
from dashboard.views.rules import is_for_the_public
from dashboard.views.timeline import periods_of

if TYPE_CHECKING:
    from dashboard.controls import Controls
    from dashboard.wording import Words
    from geodata.release import Release

MAP_HEIGHT_PX = 420


def figures(release: Release, panel: Controls, words: Words) -> None:
    """Draw the map, the table and the trend."""
    with st.container(horizontal=True, key="filters", vertical_alignment="center", gap="small"):
        panel.time(periods_of(release, "recovery"))
    parts.draw_places(release, panel, words, height_px=MAP_HEIGHT_PX)
    left, right = st.columns([7, 4], gap="medium")
    with left:
        st.header(words["as_table_by_place"], anchor=False)
        parts.draw_place_table(release, panel.selection, words)
    with right:
        parts.draw_years(release, panel.selection, words)


def terms(release: Release, words: Words) -> None:
    """Draw what the figures may be used for."""
    st.header(words["terms"], anchor=False)
    for term in rules.terms(release, words):
        st.markdown(term)


def show() -> None:
    """Draw the screen; a release that is for the agencies themselves isn't shown on it."""
    release, words = parts.opened("public")
    panel = parts.panel_of(release, words, "recovery")
    with st.container(gap="small", key="page"):
        parts.title_row(summary.title(release, panel.selection.period, words), panel)
        if is_for_the_public(release):
            figures(release, panel, words)
        else:
            st.info(words["not_public"])
        terms(release, words)
        parts.last_lines(release, words)


show()
