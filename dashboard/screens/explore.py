"""Explore: any enumerated combination of region, period, relation and category, as map, table and CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.controls import Controls, current
from dashboard.screens import parts
from dashboard.views import answers, tables
from dashboard.views.choropleth import map_cells, payload
from dashboard.views.naming import code_name, region_name
from dashboard.views.routes import routes

if TYPE_CHECKING:
    from dashboard.selection import Selection
    from dashboard.wording import Words
    from geodata.release import Release

MAP_HEIGHT_PX = 470
TABLE_HEIGHT_PX = 520
NOTES = {"recovery": "found_here", "origin": "missing_here", "route": "found_here"}


def filters(panel: Controls) -> None:
    """Draw the controls; each lists only what the release enumerates with the others."""
    with st.container(horizontal=True, key="filters", vertical_alignment="bottom", gap="small"):
        panel.by()
        panel.explore_period()
        panel.explore_level()
        panel.region()
        panel.value("relation")
        panel.value("category")


def heading(release: Release, selection: Selection, words: Words) -> str:
    """Return the title: what the rows are, which period, which region."""
    period = code_name(release, "period", selection.period, words)
    by = words[f"in_title_{selection.by}"]
    place = "" if selection.region == "WORLD" else f", {region_name(release, selection.region, words)}"
    return words.say("explore_title", by=by, period=period) + place


def draw_places(release: Release, selection: Selection, words: Words) -> None:
    """Draw the map of an answer whose rows are places or routes."""
    side = "origin" if selection.by == "origin" else "recovery"
    category = {} if selection.category == "all" or selection.by == "route" else {"category": selection.category}
    cells = map_cells(release, side, selection.period, **category)
    found = routes(release, selection.period, selection.level) if selection.by == "route" else []
    if selection.region != "WORLD":
        found = [route for route in found if selection.region in {route.origin, route.recovery}]
    chosen = None if selection.region == "WORLD" else selection.region
    drawn = payload(release, selection.level, cells, words, found=found, chosen=chosen, note=NOTES[selection.by])
    parts.draw_map(selection.level, drawn, words, height_px=MAP_HEIGHT_PX)
    parts.draw_legend(release, selection.level, drawn, words, with_routes=True)


def draw_table(release: Release, answer: answers.Answer, words: Words) -> None:
    """Draw the table of the answer, its sentence and its download."""
    if not len(answer.cells):
        st.info(words["nothing_here"])
        return
    table = tables.answer_table(release, answer, words)
    parts.draw_table(table, words, height_px=TABLE_HEIGHT_PX, key="answer")
    counts = tables.status_counts(answer.cells["status"], answer.cells["count"])
    told = {key: words.number(n) for key, n in counts.items()}
    st.caption(
        words.say("rows_note", rows=words.number(len(table)), **told)
        + " "
        + words.say("from_table", table=answer.table)
    )
    name = f"recovery-atlas-{release.manifest['release']}-{answer.table}.csv"
    data = tables.csv_bytes(release, answer, words)
    st.download_button(
        words["download"], data, file_name=name, mime="text/csv", icon=":material/download:", on_click="ignore"
    )


def show() -> None:
    """Draw the screen."""
    release, words = parts.opened("explore")
    selection = answers.settle(release, current(release))
    panel = Controls(release, selection, words)
    with st.container(gap="small", key="page"):
        parts.title_row(heading(release, selection, words), panel)
        filters(panel)
        answer = answers.answer(release, selection)
        if selection.by in answers.PLACES:
            left, right = st.columns([8, 5], gap="medium")
            with left, st.container(gap="xsmall"):
                draw_places(release, selection, words)
            with right:
                draw_table(release, answer, words)
        else:
            draw_table(release, answer, words)
        parts.last_lines(release, words)


show()
