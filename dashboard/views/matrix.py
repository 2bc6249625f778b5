"""From–to matrix: origin × recovery as a heat map; a withheld cell is a hatch, never a shade."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd

from dashboard.selection import WORLD
from dashboard.view_cache import kept
from dashboard.views import scale
from dashboard.views.cells import find_table, select, threshold
from dashboard.views.legend import pair
from dashboard.views.naming import cell_text, region_name, short_code, short_figure
from dashboard.views.routes import routes, shown_routes
from geodata.protected import Cell

if TYPE_CHECKING:
    from dashboard.selection import Selection
    from dashboard.wording import Words
    from geodata.release import Release

MOST_ENDS: Final = 14
CELL_PX: Final = 28
AXIS_PX: Final = 110  # the page fits the whole chart, axis included, into the height
SELECTION: Final = "cell"
HATCH: Final = "M-1,.2L-.2,-.6M-1,1L1,-1M.2,.6L1,-.2"  # three strokes: a Vega custom point shape
COLUMNS: Final = ("origin", "recovery", "from", "to", "class", "text", "status", "says")


@dataclass(frozen=True)
class Chart:
    """A chart as the browser is given it, and its description in words for those who do not see it."""

    spec: str
    alt: str


def dress(chart: Any, height: int) -> Any:  # noqa: ANN401 -- Altair's charts share no public base type
    """Set how the chart looks; `currentColor` follows the page's theme."""
    return (
        chart.properties(height=height)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=14, titleFontSize=14, labelLimit=400, grid=False, domain=False, ticks=False,
            labelColor="currentColor", titleColor="currentColor", titleFontWeight="normal",
        )
        .configure_text(color="currentColor")
    )  # fmt: skip


def ends(release: Release, selection: Selection) -> tuple[list[str], list[str]]:
    """Return origins and recoveries of the most frequent routes (of a region, when one is chosen), by code."""
    found = shown_routes(routes(release, selection.period, "country" if selection.level == "country" else "state"))
    if selection.region != WORLD:
        found = [route for route in found if selection.region in {route.origin, route.recovery}]
    sides = ([route.origin for route in found], [route.recovery for route in found])
    first, second = (sorted(list(dict.fromkeys(side))[:MOST_ENDS], key=_by_country) for side in sides)
    return first, second


def _by_country(code: str) -> tuple[bool, str]:
    return not code.startswith("US"), code


@kept
def matrix_chart(release: Release, selection: Selection, words: Words) -> Chart | None:
    """Return the from–to matrix of a period; None where no route is shown."""
    data = matrix_data(release, selection, words)
    if not len(data):
        return None
    return Chart(json.dumps(matrix(data, words).to_dict()), words.say("matrix_alt", figures=described_matrix(data)))


def matrix_data(release: Release, selection: Selection, words: Words) -> pd.DataFrame:
    """Return one row per cell: its codes, its class or status, and what it says; own places are left out."""
    table = find_table(release, "origin", "recovery")
    origins, recoveries = ends(release, selection)
    if table is None or not origins:
        return pd.DataFrame(columns=list(COLUMNS))
    cells = select(release, table, free=("origin", "recovery"), period=selection.period)
    cells = cells[cells["origin"].isin(origins) & cells["recovery"].isin(recoveries)]
    cells = cells[cells["origin"] != cells["recovery"]]
    bounds = scale.breaks("route", threshold(release))
    rows = []
    for origin, recovery, count, status in cells[["origin", "recovery", "count", "status"]].itertuples(index=False):
        figure = None if pd.isna(count) else int(count)
        said = cell_text(Cell(figure, status), words)
        names = [region_name(release, code, words, within=True) for code in (origin, recovery)]
        painted = scale.class_code(figure, status, bounds)
        shown = "" if figure is None or painted == scale.UNSTATED else short_figure(figure, status, words)
        rows.append(
            (origin, recovery, short_code(origin), short_code(recovery), painted, shown, status,
             f"{names[0]} → {names[1]}: {said}")
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def matrix(data: pd.DataFrame, words: Words) -> Any:  # noqa: ANN401 -- Altair's charts share no public base type
    """Return the heat map: rows are where from, columns where to; a click chooses a cell."""
    order = {side: list(dict.fromkeys(data.sort_values(code, key=_order)[side])) for side, code in
             (("from", "origin"), ("to", "recovery"))}  # fmt: skip
    x = alt.X("to:N", sort=order["to"], title=words["recovery"], axis=alt.Axis(orient="top", labelAngle=-45))
    y = alt.Y("from:N", sort=order["from"], title=words["origin"])
    codes = [scale.ZERO, 1, 2, 3, 4, scale.WITHHELD, scale.NOT_REPORTED, scale.UNSTATED]
    fills = [pair("zero"), *(pair("classes", i) for i in range(4)), pair("withheld"), pair("not_reported")]
    fills.append(pair("unstated"))
    base = alt.Chart(data).encode(x=x, y=y, tooltip=alt.Tooltip("says:N", title=words["route"]))
    chosen = alt.selection_point(name=SELECTION, fields=["origin", "recovery"], toggle=False)
    squares = (
        base.mark_rect(cursor="pointer", strokeWidth=1)
        .encode(
            color=alt.Color("class:N", scale=alt.Scale(domain=codes, range=fills), legend=None),
            stroke=alt.condition({"param": SELECTION, "empty": False}, alt.value("currentColor"),
                                 alt.value(pair("line_inner"))),
        )
        .add_params(chosen)
    )  # fmt: skip
    hatch = base.transform_filter(f"datum.class == {scale.WITHHELD}").mark_point(
        aria=False, shape=HATCH, size=150, strokeWidth=1.2, stroke=pair("withheld_line"), fillOpacity=0
    )
    ink = alt.condition("datum.class >= 3 && datum.class < 6", alt.value(pair("ink_light")), alt.value("currentColor"))
    texts = base.mark_text(fontSize=12).encode(text="text:N", color=ink)
    height = AXIS_PX + CELL_PX * data["from"].nunique()
    return dress(alt.layer(squares, hatch, texts), height)


def _order(codes: pd.Series[str]) -> pd.Series[Any]:
    return codes.map(_by_country)


def described_matrix(data: pd.DataFrame, most: int = 5) -> str:
    """Describe the matrix in words: its cells with a figure, in the order of the routes."""
    shown = data[data["class"].between(1, 5)].sort_values("class", ascending=False, kind="stable")
    return "; ".join(shown["says"].head(most))
