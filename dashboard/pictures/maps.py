"""Maps as pictures: the country with its insets, the border, and the card that links show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle
from matplotlib.patheffects import withStroke

from dashboard.pictures.figure import Picture, colours, saved, sheet, source_line, styled
from dashboard.pictures.outlines import plane
from dashboard.views import scale, summary
from dashboard.views.cells import by_code, threshold
from dashboard.views.choropleth import map_cells, paint
from dashboard.views.routes import MOST_ON_MAP, routes, shown_routes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from dashboard.pictures.figure import Form
    from dashboard.wording import Words
    from geodata.release import Release

BOTH: Final[tuple[Form, ...]] = ("png", "svg")
#: West, south, east, north of the border in drawing units (4 km): from the Pacific to the Gulf.
BORDER: Final = (-458.0, -385.0, 60.0, 30.0)
ROUTE_WIDTHS_PT: Final = (0.8, 1.4, 2.2, 3.2)
DOTS, HATCH = "......", "//////"
ROOM: Final = {"two lines": 17.0, "one line": 8.5}  # radius that a label needs, in drawing units of the national map
DARK: Final = 0.2  # luminance under which ink is light


def national_map(
    release: Release, words: Words, *, period: str, level: str = "state", forms: tuple[Form, ...] = BOTH
) -> Picture:
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
    """
    alt = _described(release, period, level, words)
    if not forms:
        return Picture(alt, {})
    with styled():
        figure = sheet(8.4, 6.5, _title(release, period, words), source_line(release, words))
        axes = figure.add_axes((0.02, 0.165, 0.96, 0.765))
        _draw(axes, release, level, period, plane(level).home, words)
        _legend(figure, release, level, words, bottom=0.105)
    return saved(figure, alt, *forms)


def border_map(
    release: Release, words: Words, *, period: str, level: str = "state", forms: tuple[Form, ...] = BOTH
) -> Picture:
    """Draw both sides of the border between the United States and Mexico, with the routes that are shown across it."""
    title = words.say("border_title", period=summary.period_name(release, period, words))
    across = shown_routes(routes(release, period), "cross")
    found = [route for route in across if {route.origin[:2], route.recovery[:2]} == {"US", "MX"}]
    drawn, cells = plane("state").regions.index, _cells(release, period)
    states = cells.loc[[code for code in cells.index if code[:3] in {"US-", "MX-"} and code in drawn]]
    counts = {"shown": int(states["count"].notna().sum()), "all": len(states), "routes": len(found)}
    alt = f"{title}. {words.say('border_alt', **{name: words.number(n) for name, n in counts.items()})}"
    if not forms:
        return Picture(alt, {})
    with styled():
        figure = sheet(8.4, 7.0, title, source_line(release, words))
        axes = figure.add_axes((0.02, 0.155, 0.96, 0.785))
        _draw(axes, release, level, period, BORDER, words)
        _routes(axes, found[:MOST_ON_MAP], threshold(release))
        _legend(figure, release, level, words, bottom=0.098)
    return saved(figure, alt, *forms)


def card(release: Release, words: Words, *, period: str, forms: tuple[Form, ...] = ("png",)) -> Picture:
    """Draw the small card that a link to the release shows elsewhere: title and map, 1200 × 630 pixels."""
    alt = _described(release, period, "state", words)
    if not forms:
        return Picture(alt, {})
    with styled():
        figure = sheet(7.5, 3.9375, "", "")
        text = colours()["text"]
        name = _title(release, period, words).replace(", ", ",\n")
        figure.text(0.03, 0.9, name, va="top", family="serif", size=14, weight="bold", color=text, linespacing=1.3)
        figure.text(0.03, 0.08, "Recovery Atlas", family="serif", size=11, color=colours()["accent"])
        axes = figure.add_axes((0.44, 0.03, 0.55, 0.94))
        _draw(axes, release, "state", period, plane("state").home, words, labels=False)
    return saved(figure, alt, *forms)


def _described(release: Release, period: str, level: str, words: Words) -> str:
    return f"{_title(release, period, words)}. {summary.map_line(release, level, _cells(release, period), words)}"


def _cells(release: Release, period: str) -> pd.DataFrame:
    """Return the cells that are painted: places of recovery, or of origin where the release has no others."""
    found = map_cells(release, "recovery", period)
    return found if len(found) else map_cells(release, "origin", period)


def _title(release: Release, period: str, words: Words) -> str:
    if period == "all":
        return words["title_all"]
    return words.say("title", period=summary.period_name(release, period, words))


def _draw(
    axes: Axes, release: Release, level: str, period: str, window: tuple[float, float, float, float], words: Words,
    *, labels: bool = True,
) -> None:  # fmt: skip
    """Draw fills, borders, insets and labels of a window of the plane."""
    drawn, colour = plane(level), colours()
    cells = _cells(release, period)
    classes, _, _ = paint(release, level, cells)
    west, south, east, north = window
    axes.set(xlim=(west, east), ylim=(south, north), aspect="equal", xticks=[], yticks=[], facecolor=colour["water"])
    for spine in axes.spines.values():
        spine.set_visible(False)
    near = drawn.regions.cx[west:east, south:north]
    by_class = dict(zip(drawn.regions.index, classes, strict=True))
    kinds = np.array([by_class[code] for code in near.index])
    for kind in sorted(set(kinds.tolist())):
        near[kinds == kind].plot(ax=axes, aspect=None, **_fill(kind))
    _borders(axes, level)
    axes.set(xlabel="", ylabel="")
    if labels:
        bigger = (axes.bbox.width / (east - west)) / 1.36
        _labels(axes, near, kinds, by_code(cells), words, room=1 / bigger)


def _fill(kind: int) -> dict[str, Any]:
    """Return how a class is painted; withheld and not reported are textures, as on the app's map."""
    colour = colours()
    if kind == scale.WITHHELD:
        return {"facecolor": colour["withheld"], "edgecolor": colour["withheld_line"], "hatch": HATCH, "linewidth": 0}
    if kind == scale.NOT_REPORTED:
        look = {"facecolor": colour["not_reported"], "edgecolor": colour["not_reported_dot"]}
        return {**look, "hatch": DOTS, "linewidth": 0}
    flat = _flat(kind)
    return {"facecolor": flat, "edgecolor": flat, "linewidth": 0.15}


def _flat(kind: int) -> str:
    colour = colours()
    others = {
        scale.ZERO: "zero", scale.CONTEXT: "land", scale.POOL: "pool", scale.WITHHELD: "withheld",
        scale.NOT_REPORTED: "not_reported",
    }  # fmt: skip
    return str(colour[others[kind]] if kind in others else colour["classes"][kind - 1])


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
        number = words.number(cell.count) if cell is not None and cell.count and kind < scale.WITHHELD else ""
        with_number = bool(number) and radius >= ROOM["two lines"] * room and row.state is None
        ink, halo = _inks(kind)
        look: dict[str, Any] = {
            "ha": "center", "va": "center", "color": ink, "clip_on": True,
            "path_effects": [withStroke(linewidth=1.2, foreground=halo)], "linespacing": 1.1,
        }  # fmt: skip
        axes.text(x, y + (5 * room if with_number else 0), row.short, size=4.2 if row.square else 5, **look)
        if with_number:
            axes.text(x, y - 6 * room, number, size=6, weight="bold", **look)


def _inks(kind: int) -> tuple[str, str]:
    colour = colours()
    flat = _flat(kind)
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(flat)]  # noqa: PLR2004
    light = float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
    return (colour["ink_dark"] if light > DARK else colour["ink_light"]), flat


def _routes(axes: Axes, found: list[Any], k: int) -> None:
    """Draw shown routes, thickest first: always bent to the same side, so that both directions part."""
    at = plane("state").regions["at"]
    bounds = scale.breaks("route", k)
    colour = colours()
    for route in found:
        if route.origin not in at or route.recovery not in at:
            continue
        width = ROUTE_WIDTHS_PT[scale.class_code(route.count, route.status, bounds) - 1]
        ends = (tuple(at[route.origin][:2]), tuple(at[route.recovery][:2]))
        bent: dict[str, Any] = {"connectionstyle": "arc3,rad=-0.18", "arrowstyle": "-|>", "shrinkA": 7, "shrinkB": 6}
        bent["mutation_scale"] = 5 + 2 * width
        axes.add_patch(FancyArrowPatch(*ends, **bent, color=colour["casing"], linewidth=width + 1.4, zorder=5))
        axes.add_patch(FancyArrowPatch(*ends, **bent, color=colour["route_cross"], linewidth=width, zorder=5))


def _legend(figure: Any, release: Release, level: str, words: Words, *, bottom: float) -> None:  # noqa: ANN401
    labels = scale.class_labels(scale.breaks(level, threshold(release)), words)
    kinds = [*range(1, len(labels) + 1), scale.ZERO, scale.WITHHELD, scale.NOT_REPORTED]
    texts = [*labels, "0", words["withheld"], words["not_reported"]]
    if any("/other" in code for code in release.regions.frame["code"]) and level == "county":
        kinds, texts = [*kinds, scale.POOL], [*texts, words["pool"]]
    patches = []
    for kind, text in zip(kinds, texts, strict=True):
        look = _fill(kind) | {"linewidth": 0.4}
        if not look.get("hatch"):
            look["edgecolor"] = colours()["swatch_line"]
        patches.append(Patch(label=text, **look))
    figure.legend(
        handles=patches, loc="lower left", bbox_to_anchor=(0.01, bottom - 0.005), ncols=len(patches), frameon=False,
        fontsize=6.3, handlelength=2.0, handleheight=1.1, columnspacing=1.1, handletextpad=0.5,
    )  # fmt: skip
