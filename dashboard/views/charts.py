"""Charts: columns per year, bars of routes. A withheld figure is a word and a hatch of fixed size, never a length.

They are plain lists of words and figures, dressed as bars: a screen reader reads them as they are, and a browser draws
them at once. A charting library of 0.8 MB would hold up the map beside them.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from dashboard.assets import palette
from dashboard.selection import periods
from dashboard.view_cache import kept
from dashboard.views.cells import by_code, find_table, select
from dashboard.views.legend import pair
from dashboard.views.naming import cell_text
from dashboard.views.routes import KIND_WORD, Route, RouteKind, route_name, routes, shown_routes
from geodata.protected import Cell

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.release import Release

TREND_HEIGHT_PX: Final = 190
LOW_TREND_HEIGHT_PX: Final = 112
DECEMBER: Final = "12"


@cache
def style() -> str:
    """Return the style sheet of the charts."""
    colour = palette()["chart"]
    hatch = f"repeating-linear-gradient(135deg,{colour['bar_unknown']} 0 1.35px,transparent 1.35px 5px)"
    return f"""<style>
.ra-years,.ra-bars{{list-style:none;margin:0!important;padding:0!important;font-variant-numeric:tabular-nums}}
.ra-years li,.ra-bars li{{margin:0!important;padding:0!important;font-size:.875rem;line-height:1.3}}
.ra-years i,.ra-bars i{{box-sizing:border-box;print-color-adjust:exact;-webkit-print-color-adjust:exact}}
.ra-years{{display:flex;gap:2px;height:{TREND_HEIGHT_PX}px}} .ra-years.ra-low{{height:{LOW_TREND_HEIGHT_PX}px}}
.ra-years li{{flex:1 1 0;min-width:0;display:grid;grid-template-rows:1fr auto 2.6em;text-align:center}}
.ra-years.ra-low li{{grid-template-rows:1fr auto 1.3em}} .ra-years.ra-parted li{{grid-template-rows:1fr auto 2.6em}}
.ra-years b{{grid-row:1;align-self:end;font-size:.8125rem;overflow-wrap:anywhere;line-height:1.15}}
.ra-years span{{grid-row:3;padding-top:4px}} .ra-years small{{display:block;line-height:1.1}}
.ra-years i{{grid-row:2;justify-self:center;width:72%;max-width:56px;border-radius:2px 2px 0 0;
  --bar:{colour["bar"]};border:1.2px solid var(--bar);border-bottom:0}}
.ra-years .ra-chosen{{background:var(--bar)}} .ra-years i:not(.ra-chosen,.ra-unknown){{
  background:color-mix(in srgb,var(--bar) 30%,transparent)}} .ra-years .ra-part{{border-style:dashed}}
.ra-years .ra-unknown,.ra-bars .ra-unknown{{background:{hatch};border:0;height:12px;width:54px;max-width:72%}}
.ra-bars li{{display:grid;grid-template-columns:1fr auto;gap:0 8px;height:33px;align-content:start}}
.ra-bars span{{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}}
.ra-bars i{{grid-column:1/-1;height:8px;border-radius:0 2px 2px 0;min-width:1px}} .ra-bars .ra-unknown{{height:8px}}
.ra-bars .ra-of-out{{background:{colour["bar_out"]}}} .ra-bars .ra-of-cross{{background:{colour["bar_cross"]}}}
.ra-bars b{{color:{pair("text")}}}
</style>"""


@kept
def trend_chart(
    release: Release, period: str, words: Words, side: str = "", code: str = "", *, is_low: bool = False,
    filters: tuple[tuple[str, str], ...] = (),
) -> str:  # fmt: skip
    """Return the columns per year, of a place and under filters where they are given; nothing without a table of it."""
    data = trend_data(release, period, words, **({side: code} if side else {}), **dict(filters))
    return trend(data, words, is_low=is_low) if len(data) else ""


@kept
def route_chart(release: Release, period: str, kind: RouteKind, words: Words, place: str | None = None) -> str:
    """Return the bars of the most frequent routes of a kind, of a place where one is given; nothing without any.

    Both kinds share one scale.
    """
    found = [route for route in routes(release, period) if place in {None, route.origin, route.recovery}]
    data, shown = route_data(release, found, kind, words), shown_routes(found)
    return route_bars(data, words, kind, shown[0].count or 0) if len(data) and shown else ""


def part_year_day(release: Release, year: str) -> str | None:
    """Return the day that the figures of a year stand for, where it lies before the year's end; else `None`.

    It says how far they can reach, not what they cover: a week's operation has a year's column too.
    """
    day = str(release.manifest.get("as_of", ""))
    return day if day[:4] == year and day[5:7] != DECEMBER else None


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
        day = part_year_day(release, year)
        rows.append(
            {
                "year": year, "count": count or 0, "shown": shown,
                "text": cell_text(cells[year], words),
                "chosen": period == year or period.startswith(f"{year}-") or period == "all",
                "part": words.say("part_year", day=words.day(day)) if day else "",
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def trend(data: pd.DataFrame, words: Words, *, is_low: bool = False) -> str:
    """Return columns per year from zero, the figure on each; the chosen year solid, a part year dashed and named."""
    rows = data.to_dict("records")
    has_parts = any(row["part"] for row in rows)
    room = LOW_TREND_HEIGHT_PX - 38 - 17 * has_parts if is_low else TREND_HEIGHT_PX - 56
    top = max(1, int(data["count"].max()))
    looks = ["ra-years", *(["ra-low"] if is_low else []), *(["ra-parted"] if has_parts else [])]
    items = "".join(_column(row, room * int(row["count"]) // top) for row in rows)
    name = escape(words["trend"])
    return f'<ol class="{" ".join(looks)}" role="list" aria-label="{name}">{items}</ol>'


def _column(row: dict[Any, Any], height: int) -> str:
    """Write a year: its name, its figure, and a column that is as high as the figure says, or a hatch."""
    looks = [name for name, holds in (("ra-chosen", row["chosen"]), ("ra-part", row["part"])) if holds]
    known = f'class="{" ".join(looks)}" style="height:{height}px"'
    bar = f"<i {known}></i>" if row["shown"] else '<i class="ra-unknown"></i>'
    part = f"<small>{escape(row['part'])}</small>" if row["part"] else ""
    return f"<li><span>{escape(row['year'])}{part}</span><b>{escape(row['text'])}</b>{bar}</li>"


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
            "text": [cell_text(Cell(r.count, r.status), words) for r in rows],
        }
    )


def route_bars(data: pd.DataFrame, words: Words, kind: RouteKind, top: int) -> str:
    """Return bars with the name above and the figure at the right; `top` is the scale shared by both kinds."""
    items = "".join(_bar(row, kind, max(1, top)) for row in data.to_dict("records"))
    return f'<ul class="ra-bars" role="list" aria-label="{escape(words[KIND_WORD[kind]])}">{items}</ul>'


def _bar(row: dict[Any, Any], kind: str, top: int) -> str:
    """Write a route: its name, its figure, and a bar that is as long as the figure says, or a hatch."""
    long = f'class="ra-of-{kind}" style="width:{100 * int(row["count"]) / top:.1f}%"'
    bar = f"<i {long}></i>" if row["shown"] else '<i class="ra-unknown"></i>'
    name = escape(row["route"])
    return f'<li><span title="{name}">{name}</span><b>{escape(row["text"])}</b>{bar}</li>'


def described(data: pd.DataFrame, label: str) -> str:
    """Describe a chart in words, for those who do not see it."""
    return ", ".join(f"{row[label]} {row['text']}" for row in data.to_dict("records"))
