"""Overview: the headline figures, the map, the routes, the years, the operations."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.screens import parts, takeaway
from dashboard.selection import SHOWS
from dashboard.views import charts, legend, styling, summary
from dashboard.views.cells import find_table
from dashboard.views.figures import Headline, figure_list
from dashboard.views.operations import operation_cards
from dashboard.views.routes import KINDS, none_shown, routes_period, routes_when
from dashboard.views.timeline import periods_of

if TYPE_CHECKING:
    from dashboard.controls import Controls
    from dashboard.selection import Selection
    from dashboard.views.operations import Card
    from dashboard.wording import Words
    from geodata.release import Release

TABLES = ("recovery", "relation")  # what the screen shows of a period
MAP_HEIGHT_PX = 420  # on a screen wide enough for two columns it follows the window's height, see `styling`
MAP_HEIGHT_IN_A_ROOM_PX = 560


def figures(release: Release, selection: Selection, words: Words) -> None:
    """Draw the headline figures."""
    st.html(figure_list(summary.headlines(release, selection.period, words)))
    for told in summary.headline_lines(release, selection.period, words):
        st.caption(told)


def places(release: Release, panel: Controls, words: Words) -> None:
    """Draw the map of places."""
    is_in_a_room = panel.selection.show == SHOWS[1]
    height = MAP_HEIGHT_IN_A_ROOM_PX if is_in_a_room else MAP_HEIGHT_PX
    with st.container(gap="xxsmall", key="overview_map"):
        parts.draw_places(release, panel, words, height_px=height)


def place_table(release: Release, selection: Selection, words: Words) -> None:
    """Offer the figures of the map as a table."""
    twin = st.expander(words["as_table"], icon=":material/table:", key="as_table", on_change="rerun")
    if twin.open:  # a table of all counties is larger than everything else on the screen
        with twin:
            parts.draw_place_table(release, selection, words)


def take_or_present(release: Release, panel: Controls, words: Words) -> None:
    """Offer the map and the brief to take along, and the presentation."""
    takeaway.draw(release, panel.selection, words)
    panel.presentation()


def routes_and_years(release: Release, selection: Selection, words: Words) -> None:
    """Draw routes and years; where the release has no routes at all, the years have their place."""
    if find_table(release, "origin", "recovery"):
        top_routes(release, selection, words)
        parts.draw_years(release, selection, words, is_low=True)
    else:
        parts.draw_years(release, selection, words)
        top_routes(release, selection, words)


def top_routes(release: Release, selection: Selection, words: Words) -> None:
    """Draw the most frequent routes, out of state and cross border on one scale."""
    with st.container(horizontal=True, vertical_alignment="center", key="routes_title"):
        st.header(words["top_routes"], anchor=False, width="content")
        for card in operation_cards(release, words):  # the cards stand below; each is at hand without scrolling
            with st.popover(card.name, icon=":material/shield_person:", width="content"):
                operation(card)
    period = routes_period(release, selection.period)
    why = none_shown(release, selection.period, words)
    if why:
        st.caption(why)
        return
    when = routes_when(release, selection.period, words)
    if when:
        st.caption(when)
    st.caption(words["top_routes_note"])
    for kind in KINDS:
        chart = charts.route_chart(release, period, kind, words)
        if chart:
            st.html(legend.route_kind(kind, words) + chart)


def operations(release: Release, words: Words) -> None:
    """Draw a card for every operation that the release names."""
    cards = operation_cards(release, words)
    if cards:
        st.header(words["operations"], anchor=False)
    for card in cards:
        with st.container(border=True, gap="xsmall"):
            operation(card)


def operation(card: Card) -> None:
    """Draw the card of an operation: what it is, what is shown of it, who took part."""
    st.subheader(card.name, anchor=False)
    st.caption(card.line)
    if card.figures:
        st.html(figure_list([Headline(label, value) for label, value in card.figures]))
    if card.missing:
        st.caption(card.missing)
    rows = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in card.facts)
    st.html(f'<dl class="ra-facts">{rows}</dl>')


def show() -> None:
    """Draw the screen."""
    release, words = parts.opened("overview")
    panel = parts.panel_of(release, words, *TABLES)
    if panel.selection.show == SHOWS[1]:
        st.html(styling.presentation_style())
    with st.container(gap="xsmall", key="page"):
        title = st.container()
        # The right column begins beside the periods, so that all of it fits a laptop's screen.
        left, right = st.columns([7, 4], gap="medium")
        with left, st.container(gap="xsmall"):
            filters = st.container(horizontal=True, key="filters", vertical_alignment="center", gap="small")
            above = st.container(gap="xsmall")
            places(release, panel, words)  # first: a browser is slow to draw what arrives together with much else
        with title:
            parts.title_row(
                summary.title(release, panel.selection.period, words), panel,
                beside=lambda: take_or_present(release, panel, words),
            )  # fmt: skip
        with filters:
            panel.time(periods_of(release, *TABLES))
        with above:
            figures(release, panel.selection, words)
        with right, st.container(gap="xxsmall", key="routes_and_years"):
            routes_and_years(release, panel.selection, words)
        parts.last_lines(release, words)
        place_table(release, panel.selection, words)
        operations(release, words)


show()
