"""Maps as pictures: the country with its insets, the border, and the card that links show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from dashboard.pictures.figure import Picture, colours, saved, sheet, source_line, styled
from dashboard.pictures.outlines import plane
from dashboard.pictures.painting import arrows, draw_legend, fill, inks
from dashboard.views import rules, scale, summary
from dashboard.views.cells import by_code, threshold
from dashboard.views.choropleth import map_cells, paint
from dashboard.views.naming import short_figure
from dashboard.views.routes import (
    MOST_ON_MAP,
    routes,
    routes_on_map,
    routes_period,
    routes_when,
    shown_routes,
)
from dashboard.views.timeline import held
from dashboard.views.titles import painted_side

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from dashboard.pictures.figure import Form
    from dashboard.views.routes import Route
    from dashboard.wording import Words
    from geodata.release import Release

BOTH: Final[tuple[Form, ...]] = ("png", "svg")
#: West, south, east, north of the border in drawing units (4 km): from the Pacific to the Gulf.
BORDER: Final = (-458.0, -385.0, 60.0, 30.0)
ROOM: Final = {"two lines": 17.0, "one line": 8.5}  # radius that a label needs, in drawing units of the national map


def national_map(
    release: Release, words: Words, *, period: str, level: str = "state", forms: tuple[Form, ...] = BOTH,
    with_routes: bool = False,
) -> Picture:  # fmt: skip
    """Draw the map of a level, with Alaska, Hawaii and Puerto Rico in insets of their own projection and scale.

    Parameters
    ----------
    release
        What is drawn: its shown cells, and which are not shown.
    words
        The language.
    period
        Code of a period.
    level
        country, state or county.
    forms
        png, svg or both; with none, only the description is made.
    with_routes
        Whether the most frequent routes are drawn on it, as the app does.
    """
    asked, period = period, held(release, period, painted_side(release))
    alt = _described(release, period, level, words)
    if not forms:
        return Picture(alt, {})
    with styled():
        has_routes = with_routes and bool(shown_routes(routes_on_map(release, asked, level)))
        when = routes_when(release, asked, words) if has_routes else None
        source = " ".join(filter(None, (when, source_line(release, words))))
        figure = sheet(8.4, 6.5, summary.title(release, period, words), source)
        axes = figure.add_axes((0.02, 0.165, 0.96, 0.765))
        drawn = _draw(axes, release, level, period, plane(level).home, words)
        found = _add_routes(axes, release, level, asked) if with_routes else ()
        draw_legend(figure, release, level, words, drawn=drawn, found=found, top=0.15)
    return saved(figure, alt, *forms)


def map_panel(release: Release, words: Words, *, period: str, level: str = "state") -> Picture:
    """Draw the map with its routes and its legend alone, for a page that has title and source of its own."""
    with styled():
        figure = sheet(8.4, 5.3, "", "")
        axes = figure.add_axes((0, 0.085, 1, 0.915))
        drawn = _draw(axes, release, level, period, plane(level).home, words)
        found = _add_routes(axes, release, level, period)
        draw_legend(figure, release, level, words, drawn=drawn, found=found, top=0.08)
    return saved(figure, _described(release, period, level, words), "png")


def border_map(
    release: Release, words: Words, *, period: str, level: str = "state", forms: tuple[Form, ...] = BOTH
) -> Picture:
    """Draw both sides of the border between the United States and Mexico, with the routes that are shown across it."""
    period = held(release, period, painted_side(release))
    title = words.say("border_title", period=summary.period_name(release, period, words))
    across = shown_routes(routes(release, routes_period(release, period)), "cross")
    found = [route for route in across if {route.origin[:2], route.recovery[:2]} == {"US", "MX"}]
    drawn, cells = plane("state").regions.index, _cells(release, period)
    states = cells.loc[[code for code in cells.index if code[:3] in {"US-", "MX-"} and code in drawn]]
    counts = {"shown": int(states["count"].notna().sum()), "all": len(states), "routes": len(found)}
    when = routes_when(release, period, words) if found else None
    alt = " ".join(filter(None, (f"{title}. {words.say('border_alt', **counts)}", when)))
    if not forms:
        return Picture(alt, {})
    with styled():
        figure = sheet(8.4, 7.0, title, " ".join(filter(None, (when, source_line(release, words)))))
        axes = figure.add_axes((0.02, 0.155, 0.96, 0.785))
        painted = _draw(axes, release, level, period, BORDER, words)
        arrows(axes, plane("state"), found[:MOST_ON_MAP], threshold(release))
        draw_legend(figure, release, level, words, drawn=painted, found=found, top=0.143)
    return saved(figure, alt, *forms)


def card(release: Release, words: Words, *, period: str, forms: tuple[Form, ...] = ("png",)) -> Picture:
    """Draw the small card that a link to the release shows elsewhere: title and map, 1200 × 630 pixels."""
    period = held(release, period, painted_side(release))
    alt = _described(release, period, "state", words)
    if not forms:
        return Picture(alt, {})
    with styled():
        figure = sheet(7.5, 3.9375, "", "")
        text = colours()["text"]
        name = summary.title(release, period, words).replace(", ", ",\n")
        figure.text(0.03, 0.9, name, va="top", family="serif", size=14, weight="bold", color=text, linespacing=1.3)
        figure.text(0.03, 0.17, rules.short_marks(release, words), size=11, weight="bold", color=text)
        figure.text(0.03, 0.08, "Recovery Atlas", family="serif", size=11, color=colours()["accent"])
        axes = figure.add_axes((0.44, 0.03, 0.55, 0.94))
        _draw(axes, release, "state", period, plane("state").home, words, labels=False)
    return saved(figure, alt, *forms)


def _described(release: Release, period: str, level: str, words: Words) -> str:
    told = summary.map_line(release, level, _cells(release, period), words)
    return f"{summary.title(release, period, words)}. {told}"


def _cells(release: Release, period: str) -> pd.DataFrame:
    """Return the cells that are painted: places of recovery, or of origin where the release has no others."""
    return map_cells(release, painted_side(release), period)


def _draw(
    axes: Axes, release: Release, level: str, period: str, window: tuple[float, float, float, float], words: Words,
    *, labels: bool = True,
) -> set[int]:  # fmt: skip
    """Draw fills, borders, insets and labels of a window of the plane; return the classes that are on it."""
    drawn, colour = plane(level), colours()
    cells = _cells(release, period)
    classes, *_ = paint(release, level, cells)
    west, south, east, north = window
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[], facecolor=colour["water"])
    for spine in axes.spines.values():
        spine.set_visible(False)
    near = drawn.regions.cx[west:east, south:north]
    by_class = dict(zip(drawn.regions.index, classes, strict=True))
    kinds = np.array([by_class[code] for code in near.index])
    for kind in sorted(set(kinds.tolist())):
        near[kinds == kind].plot(ax=axes, aspect=None, **fill(kind))
    _borders(axes, level)
    axes.set(xlabel="", ylabel="")
    if labels:
        bigger = (axes.bbox.width / (east - west)) / 1.36
        _labels(axes, near, kinds, by_code(cells), words, room=1 / bigger)
    return set(kinds.tolist())


def _add_routes(axes: Axes, release: Release, level: str, period: str) -> list[Route]:
    """Draw the most frequent routes, as the app's map has them; return those that are drawn."""
    at = plane(level).regions.index
    shown = shown_routes(routes_on_map(release, period, level))
    found = [route for route in shown if {route.origin, route.recovery} <= set(at)][:MOST_ON_MAP]
    arrows(axes, plane(level), found, threshold(release))
    return found


def _borders(axes: Axes, level: str) -> None:
    """Draw the lines between regions; state and country lines are cased, so that they stay visible on any class."""
    drawn, colour = plane(level), colours()
    of_world = level == "country"
    lines = [
        ("coast", "coast", 0.35), ("inner", "line_inner", 0.2), ("state", "casing", 1.1),
        ("country", "casing", 0.9 if of_world else 1.8), ("state", "line_state", 0.45),
        ("country", "line_country", 0.35 if of_world else 0.9),
    ]  # fmt: skip
    for kind, name, width in lines:
        if len(drawn.borders.get(kind, ())):
            drawn.borders[kind].plot(ax=axes, aspect=None, color=colour[name], linewidth=width)
    for frame in drawn.frames:
        west, south, east, north = frame["box"]
        look = {"fill": False, "edgecolor": colour["coast"], "linewidth": 0.4, "linestyle": (0, (3, 4))}
        axes.add_patch(Rectangle((west, south), east - west, north - south, **look))


def _labels(
    axes: Axes, near: Any, kinds: Any, cells: dict[str, Any], words: Words, *, room: float  # noqa: ANN401
) -> None:  # fmt: skip
    colour = colours()
    spanish = words.language == "es"
    level_drawn = plane("county" if near["state"].notna().any() else "state")
    for thing in level_drawn.frames:
        west, _, _, north = thing["box"]
        name = thing["name_es" if spanish else "name"]
        axes.text(west, north + 4, name, size=4.6, color=colour["caption"], clip_on=True)
    for code, row, kind in zip(near.index, near.itertuples(), kinds, strict=True):
        if not isinstance(row.at, list) or kind == scale.CONTEXT or (isinstance(row.state, str) and not row.square):
            continue
        x, y, radius = row.at
        if radius < ROOM["one line"] * room and not row.square:
            continue
        cell = cells.get(code)
        number = ""
        if cell is not None and cell.count and kind < scale.WITHHELD:
            number = short_figure(cell.count, cell.status, words)
        with_number = bool(number) and radius >= ROOM["two lines"] * room and row.state is None
        ink, halo = inks(kind)
        look: dict[str, Any] = {
            "ha": "center", "va": "center", "color": ink, "clip_on": True,
            "path_effects": [withStroke(linewidth=1.2, foreground=halo)], "linespacing": 1.1, "zorder": 6,
        }  # fmt: skip
        axes.text(x, y + (5 * room if with_number else 0), row.short, size=4.2 if row.square else 5, **look)
        if with_number:
            axes.text(x, y - 6 * room, number, size=6, weight="bold", **look)
