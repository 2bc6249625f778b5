"""What every screen has: opening the release, the title row, the notice on synthetic data, the last lines, the map."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from streamlit_folium import st_folium

from dashboard import address
from dashboard.store import open_release
from dashboard.views import legend, matrix
from dashboard.views.cells import is_synthetic, threshold
from dashboard.views.choropleth import Values, base_map
from dashboard.views.summary import as_of_line

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from dashboard.controls import Controls
    from dashboard.views.charts import Chart
    from dashboard.wording import Words
    from geodata.release import Release

HEADER_PX: Final = 38
ROW_PX: Final = 35
COUNT_PX: Final = 120


def opened(page: str) -> tuple[Release, Words]:
    """Return the release to show and the language to show it in; without a release, say so and stop."""
    address.remember(page)
    words = address.asked_language()
    release = open_release(address.asked_release())
    if release is None:
        st.title(words[page], anchor=False)
        st.info(words["no_release"])
        st.stop()
    st.html(legend.style())
    if is_synthetic(release):
        st.html(legend.notice(words["synthetic"]))
    return release, words


def title_row(text: str, panel: Controls) -> None:
    """Draw the title with the release and language switches at its right."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(text, anchor=False, width="content")
        st.space("stretch")
        panel.release_picker()
        panel.language()


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


def draw_table(table: pd.DataFrame, words: Words, *, height_px: int, key: str) -> None:
    """Draw a table of figures; a cell without one is empty, its status stands beside it."""
    number = st.column_config.NumberColumn(format="localized", width=COUNT_PX)
    height = min(height_px, HEADER_PX + ROW_PX * max(1, len(table)))
    columns = {str(name): number for name in table.columns if str(name).startswith(words["recoveries"])}
    st.dataframe(table, hide_index=True, height=height, column_config=columns, placeholder="", key=key)


def draw_chart(chart: Chart, *, key: str) -> None:
    """Draw a chart."""
    st.vega_lite_chart(spec=json.loads(chart.spec), width="stretch", alt=chart.alt, key=key)


def draw_matrix(chart: Chart, *, on_click: Callable[[str], None]) -> None:
    """Draw the from–to matrix; a click in it is given to `on_click`."""
    st.vega_lite_chart(
        spec=json.loads(chart.spec), width="stretch", alt=chart.alt, key="matrix",
        on_select=partial(on_click, "matrix"), selection_mode=matrix.SELECTION,
    )  # fmt: skip


def draw_legend(release: Release, level: str, payload: dict[str, Any], words: Words, *, with_routes: bool) -> None:
    """Draw the legend of a map, and of its routes."""
    k = threshold(release)
    st.html(legend.legend(level, k, words, pools=bool(payload["pools"])))
    if with_routes and payload["routes"]:
        st.html(legend.route_legend(k, words))


def last_lines(release: Release, words: Words) -> None:
    """Draw what stands at the end of every screen."""
    st.caption(as_of_line(release, words))
    st.caption(words["help_line"])
