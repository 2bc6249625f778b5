"""Charts: columns per year, bars of routes. A withheld figure is a word and a hatch of fixed size, never a length."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd

from dashboard.assets import palette
from dashboard.selection import periods
from dashboard.views.cells import by_code, find_table, select
from dashboard.views.naming import cell_text, status_word
from dashboard.views.routes import Route, RouteKind, route_name

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.release import Release

HATCH: Final = "M-1,.2L-.2,-.6M-1,1L1,-1M.2,.6L1,-.2"  # three strokes: a Vega custom point shape
TREND_HEIGHT_PX: Final = 190
ROUTE_HEIGHT_PX: Final = 36
ROUTE_MARGIN_PX: Final = 10
HATCH_MARKS: Final = 5
DECEMBER: Final = 12


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


def _year_axis(data: pd.DataFrame) -> alt.X:
    part = {row["year"]: row["part"] for row in data.to_dict("records") if row["part"]}
    label = "datum.label"
    for year, text in part.items():
        label = f"datum.label=='{year}'?['{year}','{text}']:{label}"
    axis = alt.Axis(labelAngle=0, labelPadding=6, labelExpr=label)
    return alt.X("year:N", title=None, axis=axis, scale=alt.Scale(paddingInner=0.28))


def trend(data: pd.DataFrame, words: Words) -> Any:  # noqa: ANN401
    """Return columns per year from zero, the figure on each; the chosen year solid, a part year dashed and named."""
    colour = palette()["chart"]["bar"]
    top = max(1, int(data["count"].max())) * 1.14
    x, y = _year_axis(data), alt.Y("count:Q", axis=None, scale=alt.Scale(domain=[0, top]))
    base = alt.Chart(data)
    bars = (
        base.transform_filter("datum.shown")
        .mark_bar(color=colour, stroke=colour, strokeWidth=1.2, cornerRadiusEnd=2)
        .encode(
            x=x, y=y,
            fillOpacity=alt.condition("datum.chosen", alt.value(1), alt.value(0.3)),
            strokeDash=alt.condition("datum.part", alt.value([4, 3]), alt.value([1, 0])),
            tooltip=[alt.Tooltip("year", title=words["year"]), alt.Tooltip("text", title=words["recoveries"])],
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
    return dress(bars + hatch + text, TREND_HEIGHT_PX)


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


def route_bars(data: pd.DataFrame, words: Words, kind: RouteKind, top: int) -> Any:  # noqa: ANN401
    """Return bars with the name above and the figure at the right; `top` is the scale shared by both kinds."""
    colours = palette()["chart"]
    y = alt.Y("route:N", sort=list(data["route"]), axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    base = alt.Chart(data)
    bars = (
        base.transform_filter("datum.shown")
        .mark_bar(height=8, yOffset=9, cornerRadiusEnd=2, color=colours[f"bar_{kind}"])
        .encode(
            y=y, x=alt.X("count:Q", axis=None, scale=alt.Scale(domain=[0, max(1, top)])),
            tooltip=[alt.Tooltip("route", title=words["route"]), alt.Tooltip("text", title=words["recoveries"])],
        )
    )  # fmt: skip
    names = base.mark_text(align="left", dy=-5, fontSize=14, x=0).encode(y=y, text="route:N")
    texts = base.mark_text(align="right", dy=-5, fontSize=14, fontWeight=600).encode(
        y=y, x=alt.value("width"), text="text:N"
    )
    layers = [bars, names, texts]
    withheld = data.loc[~data["shown"].astype(bool), "route"]
    if len(withheld):
        marks = pd.DataFrame([{"route": r, "at": 6 + 11 * i} for r in withheld for i in range(HATCH_MARKS)])
        look = {"shape": HATCH, "size": 64, "strokeWidth": 1.3, "stroke": colours["bar_unknown"], "yOffset": 9}
        hatch = alt.Chart(marks).mark_point(aria=False, **look)
        layers.append(hatch.encode(y=y, x=alt.X("at:Q", scale=None, axis=None)))
    return dress(alt.layer(*layers).resolve_scale(x="independent"), ROUTE_HEIGHT_PX * len(data) + ROUTE_MARGIN_PX)


def described(data: pd.DataFrame, label: str) -> str:
    """Describe a chart in words, for those who do not see it."""
    return ", ".join(f"{row[label]} {row['text']}" for row in data.to_dict("records"))
