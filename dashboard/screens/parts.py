"""What every screen has: opening the release, the title row, the notice on synthetic data, the last lines, the map."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from dashboard import url_state
from dashboard.controls import Controls, language_switch
from dashboard.selection import LEVELS
from dashboard.store import open_release
from dashboard.views import charts, legend, matrix, rules, styling, titles
from dashboard.views.cells import find_table, threshold
from dashboard.views.choropleth import Values, base_map, map_cells
from dashboard.views.maps import overview_map
from dashboard.views.summary import as_of_line
from dashboard.views.tables import place_table
from dashboard.views.timeline import held, nearest, periods_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pandas.io.formats.style import Styler

    from dashboard.selection import Selection
    from dashboard.views.matrix import Chart
    from dashboard.wording import Words
    from geodata.release import Release

HEADER_PX: Final = 38
ROW_PX: Final = 35
COUNT_PX: Final = 120
WHOLE_PX: Final = 600
GROUPED_FROM: Final = 1_000
MOST_PRINTED: Final = 120  # all places of the level of states; more would be sent with every filter of counties


def opened(page: str) -> tuple[Release, Words]:
    """Return the release to show and the language to show it in; without a release, say so and stop."""
    url_state.remember(page)
    words = url_state.asked_language()
    release = open_release(url_state.asked_release())
    if release is None:
        st.title(words[page], anchor=False)
        st.info(words["no_release"])
        st.stop()
    st.html(styling.screen_style() + charts.style())
    for mark in rules.marks(release, words):
        st.html(legend.notice(mark))
    return release, words


def panel_of(release: Release, words: Words, *tables: str) -> Controls:
    """Return the controls of a screen, at a period that one of its tables has."""
    selection = url_state.current(release)
    period = nearest(selection.period, periods_of(release, *tables))
    return Controls(release, replace(selection, period=period), words)


def title_row(text: str, panel: Controls, *, beside: Callable[[], None] | None = None) -> None:
    """Draw the title, the release and language switches, and what else shall stand at the title's right.

    On a wide screen the switches stand in the bar at the top, so the title has its row for itself: were it to wrap
    when a place is chosen, the map below would move.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(text, anchor=False, width="content")
        st.space("stretch")
        with st.container(horizontal=True, width="content", vertical_alignment="center", gap="small", key="switches"):
            panel.release_picker()
            language_switch(panel.words)
        if beside:
            with st.container(horizontal=True, width="content", gap="small", key="beside"):
                beside()


def draw_map(
    level: str, payload: dict[str, Any], words: Words,
    *, height_px: int, key: str = "map", on_click: Callable[[str], None] | None = None,
) -> None:  # fmt: skip
    """Draw a map; `on_click` is given its key, which says the level only: so a filter keeps place and zoom."""
    name = f"{key}_{level}"
    st_folium(
        base_map(level, words), height=height_px, use_container_width=True, key=name,
        feature_group_to_add=Values(payload), returned_objects=[], on_change=on_click and partial(on_click, name),
    )  # fmt: skip


def draw_table(table: pd.DataFrame, words: Words, *, height_px: int = WHOLE_PX, key: str | None = None) -> None:
    """Draw a table; a figure that is not shown leaves its cell empty, its status stands beside it.

    Numbers are written as the page's language does, not the browser's, and sort as numbers.
    """
    height = min(height_px, HEADER_PX + ROW_PX * max(1, len(table)))
    numbers = [str(name) for name in table.select_dtypes("integer").columns]
    columns = {name: st.column_config.NumberColumn(width=COUNT_PX) for name in numbers}
    st.dataframe(
        written(table, numbers, words), hide_index=True, height=height, column_config=columns, placeholder="", key=key
    )
    st.html(on_paper(table, numbers, words))


def draw_short_table(table: pd.DataFrame, words: Words) -> None:
    """Draw a table of a few rows as plain HTML: read out, printed and shown on a phone as it stands."""
    written = table.map(lambda value: words.number(value) if isinstance(value, int) else str(value))
    numbers = [str(name) for name in table.select_dtypes("integer").columns]
    st.html(legend.facts_table([str(name) for name in table.columns], written.to_numpy().tolist(), numbers))


def on_paper(table: pd.DataFrame, numbers: list[str], words: Words) -> str:
    """Return a table as it is printed: its first rows, and how many more there are."""
    first = table.head(MOST_PRINTED)
    columns = {
        str(name): ["" if pd.isna(n) else words.number(int(n)) for n in values]
        if name in numbers else values.fillna("").astype(str).to_list()
        for name, values in first.items()
    }  # fmt: skip
    note = words.say("printed_note", n=len(first), all=len(table)) if len(first) < len(table) else ""
    return legend.printed_table(list(columns), list(zip(*columns.values(), strict=True)), numbers, note)


def written(table: pd.DataFrame, numbers: list[str], words: Words) -> pd.DataFrame | Styler:
    """Write the numbers of a table in a language; short ones are the same in any; styling a long table takes time."""
    if not (table[numbers] >= GROUPED_FROM).any(axis=None):
        return table

    def number(n: object) -> str:
        return words.number(int(str(n)))

    return table.style.format(dict.fromkeys(numbers, number), na_rep="")


def draw_matrix(chart: Chart, *, on_click: Callable[[str], None]) -> None:
    """Draw the from–to matrix; a click in it is given to `on_click`."""
    st.vega_lite_chart(
        spec=json.loads(chart.spec), width="stretch", alt=chart.alt, key="matrix",
        on_select=partial(on_click, "matrix"), selection_mode=matrix.SELECTION,
    )  # fmt: skip


def draw_legend(
    release: Release, level: str, payload: dict[str, Any], words: Words, *, with_routes: bool, with_places: bool = True
) -> None:
    """Draw the legend of a map, and of its routes."""
    k = threshold(release)
    if with_places:
        st.html(legend.legend(level, k, words, pools=bool(payload["pools"]), unstated=bool(payload["unstated"])))
    if with_routes and payload["routes"]:
        st.html(legend.route_legend(k, words))


def place_levels(release: Release) -> list[str]:
    """Return the levels of the release's places that there is a map for."""
    table = find_table(release, "recovery")
    declared = {entry["name"]: entry["dimensions"] for entry in release.manifest["tables"]}
    finest = declared[table]["recovery"] if table else LEVELS[0]
    return list(LEVELS[: LEVELS.index(finest) + 1])


def draw_places(release: Release, panel: Controls, words: Words, *, height_px: int) -> None:
    """Draw the map of places with the choice of its level, its legend and its sentence."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(titles.where(release, panel.selection.period, words), anchor=False, width="content")
        st.space("stretch")
        panel.level(place_levels(release))
    level = panel.selection.level
    drawn = overview_map(release, level, panel.selection.period, words)
    draw_map(level, drawn.payload, words, height_px=height_px)
    draw_legend(release, level, drawn.payload, words, with_routes=True)
    st.caption(drawn.line)


def draw_place_table(release: Release, selection: Selection, words: Words) -> None:
    """Draw the figures of the map as a table."""
    period = held(release, selection.period, "recovery")
    table = place_table(release, map_cells(release, "recovery", period), selection.level, words)
    draw_table(table, words, height_px=320, key=f"places_{selection.level}")


def draw_years(release: Release, selection: Selection, words: Words, *, is_low: bool = False) -> None:
    """Draw the columns per year."""
    chart = charts.trend_chart(release, selection.period, words, is_low=is_low)
    if chart:
        st.header(words["trend"], anchor=False)
        st.html(chart)


def last_lines(release: Release, words: Words) -> None:
    """Draw what stands at the end of every screen."""
    with st.container(gap="xsmall", key="last_lines"):
        st.caption(as_of_line(release, words))
        st.html(legend.help_line(words["help_line"]))
