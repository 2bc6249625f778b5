"""Explore: any enumerated combination of region, period, relation and category, as map, table and CSV."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.controls import Controls
from dashboard.screens import parts
from dashboard.url_state import clicked_in_matrix, clicked_on_map, current
from dashboard.views import answers, charts, downloads, legend, matrix, tables, titles
from dashboard.views.maps import chosen_places, explored_map
from dashboard.views.naming import code_name, region_name
from dashboard.views.pooled import pools_of
from dashboard.views.routes import KINDS, routes, routes_period, routes_when, shown_routes
from geodata.regions import is_pool

if TYPE_CHECKING:
    from dashboard.selection import Selection
    from dashboard.wording import Words
    from geodata.release import Release

MAP_HEIGHT_PX = 470
TABLE_HEIGHT_PX = 520


def filters(panel: Controls) -> None:
    """Draw the controls; each lists only what the release enumerates with the others."""
    st.toggle(panel.words["filters"], key="show_filters")  # seen on a phone only, where the filters would hide the map
    with st.container(key="filters", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            panel.by()
            panel.explore_level()
            for name in ("relation", "category", "operation"):
                if name in panel.release.codes and panel.selection.by != name:
                    panel.value(name)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            panel.side()
            panel.tree()
            panel.search()
            panel.compare_region()
    panel.breadcrumbs()
    with st.container(horizontal=True, key="time", vertical_alignment="bottom", gap="small"):
        panel.period()
        if answers.offers(panel.release, panel.selection, "period"):
            panel.time(answers.offered_periods(panel.release, panel.selection), is_slider=True)
        panel.compare_period()


def draw_places(release: Release, selection: Selection, words: Words, *, key: str = "map") -> None:
    """Draw the map of an answer whose rows are places or routes."""
    drawn = explored_map(release, selection, words)
    parts.draw_map(
        selection.level, drawn.payload, words, height_px=MAP_HEIGHT_PX, key=key,
        on_click=partial(clicked_on_map, release, selection),
    )  # fmt: skip
    is_routes = selection.by == "route"
    parts.draw_legend(release, selection.level, drawn.payload, words, with_routes=True, with_places=not is_routes)
    st.caption(drawn.line)


def draw_maps(release: Release, selection: Selection, words: Words) -> None:
    """Draw the map of each of the two periods that are compared, side by side."""
    for column, period, key in zip(
        st.columns(2, gap="medium"), (selection.period, selection.then), ("map", "then"), strict=True
    ):
        with column, st.container(gap="xsmall"):
            st.header(code_name(release, "period", period, words), anchor=False)
            draw_places(release, replace(selection, period=period), words, key=key)


def draw_matrix(release: Release, selection: Selection, words: Words) -> None:
    """Draw the from–to matrix of a period."""
    chart = matrix.matrix_chart(release, selection, words)
    if chart:
        st.header(words["matrix"], anchor=False)
        st.caption(words["matrix_note"])
        parts.draw_matrix(chart, on_click=partial(clicked_in_matrix, release))


def draw_place(release: Release, selection: Selection, code: str, words: Words) -> None:
    """Draw what else the release shows of a chosen place: its years and its routes."""
    side = "origin" if selection.by == "origin" else "recovery"
    name = region_name(release, code, words, within=True)
    for pool in pools_of(release, code, words) if selection.level == "county" or is_pool(code) else []:
        with st.expander(pool.title):
            st.html(f"<p>{escape(pool.members)}</p>")
    filters = titles.filters_of(selection)
    chart = charts.trend_chart(release, selection.period, words, side, code, filters=tuple(filters.items()))
    if chart:
        st.header(titles.of_place(release, selection, name, words), anchor=False)
        st.html(chart)
    if filters:  # routes are told of all recoveries
        return
    has = routes_period(release, selection.period)
    found = [r for r in routes(release, has) if code in {r.origin, r.recovery}]
    if shown_routes(found) and selection.by != "route":
        st.header(words.say("place_routes", place=name), anchor=False)
        when = routes_when(release, selection.period, words)
        if when:
            st.caption(when)
        for kind in KINDS:
            bars = charts.route_chart(release, has, kind, words, code)
            if bars:
                st.html(legend.route_kind(kind, words) + bars)


def draw_table(release: Release, selection: Selection, answer: answers.Answer, words: Words) -> None:
    """Draw the table of the answer, its sentence and its download."""
    if not len(answer.cells):
        st.info(words["nothing_here"])
        return
    before = answers.compared(release, selection)
    if before is None:
        table = tables.answer_table(release, answer, words)
    else:
        names = [code_name(release, "period", code, words) for code in (selection.period, selection.then)]
        table = tables.compared_table(release, answer, before, (names[0], names[1]), words)
    parts.draw_table(table, words, height_px=TABLE_HEIGHT_PX, key="answer")
    counts = tables.status_counts(answer.cells["status"], answer.cells["count"])
    st.caption(words.say("rows_note", n=len(table), **counts) + " " + words.say("from_table", table=answer.table))
    draw_downloads(release, answers.joined(answer, before), words)


def draw_downloads(release: Release, answer: answers.Answer, words: Words) -> None:
    """Offer the shown cells in every form; a file is made when it is asked for."""
    name = f"recovery-atlas-{release.manifest['release']}-{answer.table}"
    # Not a pop-over: the keyboard would come to what opens only after the rest of the page.
    with st.expander(words["downloads"], icon=":material/download:", key="downloads"):
        for kind, (ending, mime, make, needs_places) in downloads.KINDS.items():
            if needs_places and not downloads.has_places(answer):
                st.caption(words.say("download_needs_places", kind=words[f"download_{kind}"]))
                continue
            st.download_button(
                words[f"download_{kind}"], partial(make, release, answer, words), file_name=f"{name}.{ending}",
                mime=mime, key=f"download_{kind}", on_click="ignore", width="stretch",
            )  # fmt: skip
        st.caption(f"{words['cite_as']}: {downloads.citation(release, answer, words)}")


def draw_answer(release: Release, selection: Selection, words: Words) -> None:
    """Draw the cells that answer a selection as map, matrix and table, and what belongs to the chosen places."""
    answer = answers.answer(release, selection)
    if selection.by not in answers.PLACES:
        draw_table(release, selection, answer, words)
        return
    if selection.then:
        draw_maps(release, selection, words)
        draw_table(release, selection, answer, words)
    else:
        left, right = st.columns([8, 5], gap="medium")
        with left, st.container(gap="xsmall"):
            draw_places(release, selection, words)
            with st.container(key="map_hint"):
                st.caption(words["map_hint"])
        with right:
            draw_table(release, selection, answer, words)
    if selection.by == "route":
        draw_matrix(release, selection, words)
    chosen = chosen_places(selection)
    for column, code in zip(st.columns(max(1, len(chosen)), gap="medium"), chosen, strict=False):
        with column:
            draw_place(release, selection, code, words)


def show() -> None:
    """Draw the screen."""
    release, words = parts.opened("explore")
    selection = answers.settle(release, current(release))
    panel = Controls(release, selection, words)
    with st.container(gap="small", key="page"):
        parts.title_row(titles.explored(release, selection, words), panel)
        filters(panel)
        draw_answer(release, selection, words)
        parts.last_lines(release, words)


show()
