"""Charts: columns per year, bars of routes. A withheld figure is a word and a hatch of fixed size, never a length."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd

from dashboard.assets import palette
from dashboard.keeping import kept
from dashboard.selection import periods
from dashboard.views.cells import by_code, find_table, select
from dashboard.views.naming import cell_text, status_word
from dashboard.views.routes import KIND_WORD, Route, RouteKind, route_name, routes, shown_routes

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.release import Release

HATCH: Final = "M-1,.2L-.2,-.6M-1,1L1,-1M.2,.6L1,-.2"  # three strokes: a Vega custom point shape
TREND_HEIGHT_PX: Final = 190
ROUTE_HEIGHT_PX: Final = 33
ROUTE_MARGIN_PX: Final = 6
HATCH_MARKS: Final = 5
DECEMBER: Final = 12


@dataclass(frozen=True)
class Chart:
    """A chart as the browser is given it, and its description in words for those who do not see it."""

    spec: str
    alt: str


def dress(chart: Any, height: int) -> Any:  # noqa: ANN401 -- Altair's charts share no public base type
    """Set what all charts share; `currentColor` follows the page's theme."""
    return (
        chart.properties(height=height)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=14, titleFontSize=14, labelLimit=400, grid=False, domain=False, ticks=False,
            labelColor="currentColor", titleColor="currentColor", titleFontWeight="normal",
        )
        .configure_text(color="currentColor")
    )  # fmt: skip


@kept
def trend_chart(release: Release, /, period: str, words: Words, **fixed: str) -> Chart | None:
    """Return the columns per year, of a place where one is fixed; None where the release has none."""
    data = trend_data(release, period, words, **fixed)
    if not len(data):
        return None
    return Chart(json.dumps(trend(data, words)), words.say("trend_alt", figures=described(data, "year")))


@kept
def route_chart(release: Release, period: str, kind: RouteKind, words: Words, place: str | None = None) -> Chart | None:
    """Return the bars of the most frequent routes of a kind, of a place where one is given; None where there are none.

    Both kinds share one scale.
    """
    found = [route for route in routes(release, period) if place in {None, route.origin, route.recovery}]
    data, shown = route_data(release, found, kind, words), shown_routes(found)
    if not len(data) or not shown:
        return None
    alt = words.say("routes_alt", kind=words[KIND_WORD[kind]], figures=described(data, "route"))
    return Chart(json.dumps(route_bars(data, words, kind, shown[0].count or 0)), alt)


def _empty(form: str) -> dict[str, Any]:
    """Read a chart without the data set that Altair makes up where there is none."""
    spec: dict[str, Any] = json.loads(form)
    del spec["datasets"]
    for layer in spec["layer"]:
        del layer["data"]
    return spec


def part_year_months(release: Release, year: str) -> int | None:
    """Return how many months of a year the release covers, or `None` for a whole year."""
    try:
        day = date.fromisoformat(str(release.manifest["as_of"]))
    except (KeyError, ValueError):
        return None
    return day.month if str(day.year) == year and day.month < DECEMBER else None


def trend_data(release: Release, period: str, words: Words, **fixed: str) -> pd.DataFrame:
    """Return one row per year: the published total (of a place, where one is fixed) or its status."""
    table = find_table(release, "period", *fixed)
    if table is None:
        return pd.DataFrame(columns=["year", "count", "text", "shown", "chosen", "part"])
    cells = by_code(select(release, table, free=("period",), **fixed).set_index("period"))
    rows = []
    for year in periods(release):
        if year not in cells:
            continue
        count, shown = cells[year].count, cells[year].count is not None
        months = part_year_months(release, year)
        rows.append(
            {
                "year": year, "count": count or 0, "shown": shown,
                "text": cell_text(cells[year], words),
                "chosen": period == year or period.startswith(f"{year}-") or period == "all",
                "part": words.say("part_year", n=months) if months else "",
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def trend(data: pd.DataFrame, words: Words) -> dict[str, Any]:
    """Return columns per year from zero, the figure on each; the chosen year solid, a part year dashed and named."""
    rows = data.to_dict("records")
    form = _empty(_trend_form(tuple((row["year"], row["part"]) for row in rows if row["part"]), words))
    for layer in form["layer"]:
        layer["encoding"]["y"]["scale"]["domain"] = [0, max(1, *data["count"]) * 1.14]
    # Inside a layer the rows stay as they are: of data that stands apart Streamlit makes tables, larger than the chart.
    return {**form, "layer": [{"data": {"values": rows}, "layer": form["layer"]}]}


@cache
def _trend_form(part_years: tuple[tuple[str, str], ...], words: Words) -> str:
    """Write the trend without its figures: Altair takes longer for it than everything else on a screen."""
    colour = palette()["chart"]["bar"]
    label = "datum.label"
    for year, text in part_years:
        label = f"datum.label=='{year}'?['{year}','{text}']:{label}"
    axis = alt.Axis(labelAngle=0, labelPadding=6, labelExpr=label)
    x = alt.X("year:N", title=None, axis=axis, scale=alt.Scale(paddingInner=0.28))
    y = alt.Y("count:Q", axis=None, scale=alt.Scale())
    base = alt.Chart()
    bars = (
        base.transform_filter("datum.shown")
        .mark_bar(color=colour, stroke=colour, strokeWidth=1.2, cornerRadiusEnd=2)
        .encode(
            x=x, y=y,
            fillOpacity=alt.condition("datum.chosen", alt.value(1), alt.value(0.3)),
            strokeDash=alt.condition("datum.part", alt.value([4, 3]), alt.value([1, 0])),
            tooltip=[alt.Tooltip("year:N", title=words["year"]), alt.Tooltip("text:N", title=words["recoveries"])],
        )
    )  # fmt: skip
    text = base.mark_text(dy=-9, fontSize=13, fontWeight=600).encode(x=x, y=y, text="text:N")
    hatch = (
        base.transform_filter("!datum.shown")
        .mark_point(
            aria=False, shape=HATCH, size=80, strokeWidth=1.3, stroke=palette()["chart"]["bar_unknown"], yOffset=-26
        )
        .encode(x=x, y=y)
    )
    return str(dress(bars + hatch + text, TREND_HEIGHT_PX).to_json())


def route_data(release: Release, found: list[Route], kind: RouteKind, words: Words, most: int = 4) -> pd.DataFrame:
    """Return the rows of a route chart: the largest shown ones, and one withheld when there is any."""
    shown = [route for route in found if route.kind == kind and route.count is not None]
    withheld = [route for route in found if route.kind == kind and route.count is None]
    rows = [*shown[: most - 1 if withheld else most], *withheld[:1]]
    return pd.DataFrame(
        {
            "route": [route_name(release, route, words) for route in rows],
            "count": [route.count or 0 for route in rows],
            "shown": [route.count is not None for route in rows],
            "text": [status_word("withheld", words) if r.count is None else words.number(r.count) for r in rows],
        }
    )


def route_bars(data: pd.DataFrame, words: Words, kind: RouteKind, top: int) -> dict[str, Any]:
    """Return bars with the name above and the figure at the right; `top` is the scale shared by both kinds."""
    form = _empty(_route_form(kind, words))
    rows, order = data.to_dict("records"), list(data["route"])
    withheld = [row["route"] for row in rows if not row["shown"]]
    marks = [{"route": route, "at": 6 + 11 * i} for route in withheld for i in range(HATCH_MARKS)]
    for layer in form["layer"]:
        layer["data"] = {"values": marks if layer["mark"]["type"] == "point" else rows}
        layer["encoding"]["y"]["sort"] = order
        if layer["mark"]["type"] == "bar":
            layer["encoding"]["x"]["scale"]["domain"] = [0, max(1, top)]
    drawn = [layer for layer in form["layer"] if layer["data"]["values"]]
    return {**form, "layer": drawn, "height": ROUTE_HEIGHT_PX * len(data) + ROUTE_MARGIN_PX}


@cache
def _route_form(kind: RouteKind, words: Words) -> str:
    """Write the bars of routes without their figures."""
    colours = palette()["chart"]
    y = alt.Y("route:N", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    base = alt.Chart()
    bars = (
        base.transform_filter("datum.shown")
        .mark_bar(height=8, yOffset=9, cornerRadiusEnd=2, color=colours[f"bar_{kind}"])
        .encode(
            y=y, x=alt.X("count:Q", axis=None, scale=alt.Scale()),
            tooltip=[alt.Tooltip("route:N", title=words["route"]), alt.Tooltip("text:N", title=words["recoveries"])],
        )
    )  # fmt: skip
    names = base.mark_text(align="left", dy=-5, fontSize=14, x=0).encode(y=y, text="route:N")
    texts = base.mark_text(align="right", dy=-5, fontSize=14, fontWeight=600).encode(
        y=y, x=alt.value("width"), text="text:N"
    )
    look = {"shape": HATCH, "size": 64, "strokeWidth": 1.3, "stroke": colours["bar_unknown"], "yOffset": 9}
    hatch = base.mark_point(aria=False, **look).encode(y=y, x=alt.X("at:Q", scale=None, axis=None))
    layers = alt.layer(bars, names, texts, hatch).resolve_scale(x="independent")
    return str(dress(layers, ROUTE_HEIGHT_PX).to_json())


def described(data: pd.DataFrame, label: str) -> str:
    """Describe a chart in words, for those who do not see it."""
    return ", ".join(f"{row[label]} {row['text']}" for row in data.to_dict("records"))
