"""How classes, textures and routes look on paper, and the legend that says what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch

from dashboard.pictures.figure import colours
from dashboard.views import scale
from dashboard.views.cells import threshold
from dashboard.views.routes import KIND_WORD, Route, RouteKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from dashboard.pictures.outlines import Plane
    from dashboard.wording import Words
    from geodata.release import Release

DOTS, HATCH, LINES = "......", "//////", "---"
DARK: Final = 0.2  # luminance under which ink is light
ROUTE_WIDTHS_PT: Final = (0.8, 1.4, 2.2, 3.2)
ROUTE_COLOURS: Final[dict[RouteKind, str]] = {"out": "route_out", "cross": "route_cross"}
ROW_IN: Final = 0.2  # height of a row of the legend


def fill(kind: int) -> dict[str, Any]:
    """Return how a class is painted; withheld and not reported are textures, as on the app's map."""
    colour = colours()
    if kind == scale.WITHHELD:
        return {"facecolor": colour["withheld"], "edgecolor": colour["withheld_line"], "hatch": HATCH, "linewidth": 0}
    if kind == scale.NOT_REPORTED:
        look = {"facecolor": colour["not_reported"], "edgecolor": colour["not_reported_dot"]}
        return {**look, "hatch": DOTS, "linewidth": 0}
    if kind == scale.UNSTATED:
        return {"facecolor": colour["unstated"], "edgecolor": colour["unstated_line"], "hatch": LINES, "linewidth": 0}
    return {"facecolor": flat(kind), "edgecolor": flat(kind), "linewidth": 0.15}


def flat(kind: int) -> str:
    """Return the one colour of a class."""
    colour = colours()
    others = {
        scale.ZERO: "zero", scale.CONTEXT: "land", scale.POOL: "pool", scale.WITHHELD: "withheld",
        scale.NOT_REPORTED: "not_reported", scale.UNSTATED: "unstated",
    }  # fmt: skip
    return str(colour[others[kind]] if kind in others else colour["classes"][kind - 1])


def inks(kind: int) -> tuple[str, str]:
    """Return the better of two inks for a class, and its halo in the class's own colour."""
    colour = colours()
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(flat(kind))]  # noqa: PLR2004
    light = float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
    return (colour["ink_dark"] if light > DARK else colour["ink_light"]), flat(kind)


def arrows(axes: Axes, plane: Plane, found: Sequence[Route], k: int) -> None:
    """Draw shown routes, thickest first: always bent to the same side, so that both directions part."""
    at, bounds, colour = plane.regions["at"], scale.breaks("route", k), colours()
    for route in found:
        if route.origin not in at or route.recovery not in at:
            continue
        width = ROUTE_WIDTHS_PT[scale.class_code(route.count, route.status, bounds) - 1]
        ends = (tuple(at[route.origin][:2]), tuple(at[route.recovery][:2]))
        bent: dict[str, Any] = {"connectionstyle": "arc3,rad=-0.18", "arrowstyle": "-|>", "shrinkA": 7, "shrinkB": 6}
        bent["mutation_scale"] = 5 + 2 * width
        axes.add_patch(FancyArrowPatch(*ends, **bent, color=colour["casing"], linewidth=width + 1.4, zorder=5))
        axes.add_patch(
            FancyArrowPatch(*ends, **bent, color=colour[ROUTE_COLOURS[route.kind]], linewidth=width, zorder=5)
        )


def draw_legend(
    figure: Figure, release: Release, level: str, words: Words,
    *, drawn: Collection[int], found: Sequence[Route] = (), top: float,
) -> None:  # fmt: skip
    """Draw what the classes mean, and where there are routes what these mean; `drawn` are the classes on the map."""
    labels = scale.class_labels(scale.breaks(level, threshold(release)), words)
    kinds = [*range(1, len(labels) + 1), scale.ZERO, scale.WITHHELD, scale.NOT_REPORTED]
    texts = [*labels, "0", words["withheld"], words["not_reported"]]
    for kind, word in ((scale.UNSTATED, "none_stated"), (scale.POOL, "pool")):
        if kind in drawn:
            kinds, texts = [*kinds, kind], [*texts, words[word]]
    patches = []
    for kind, text in zip(kinds, texts, strict=True):
        look = fill(kind) | {"linewidth": 0.4}
        if not look.get("hatch"):
            look["edgecolor"] = colours()["swatch_line"]
        patches.append(Patch(label=text, **look))
    _row(figure, patches, top)
    if found:
        marks = _route_marks(release, words, {route.kind for route in found})
        _row(figure, marks, top - ROW_IN / figure.get_figheight())


def _route_marks(release: Release, words: Words, kinds: Collection[str]) -> list[Line2D]:
    """Return a line for each kind of route, and one for each width."""
    colour = colours()
    told = [(colour[name], ROUTE_WIDTHS_PT[1], words[KIND_WORD[kind]]) for kind, name in ROUTE_COLOURS.items()
            if kind in kinds]  # fmt: skip
    widths = zip(ROUTE_WIDTHS_PT, scale.class_labels(scale.breaks("route", threshold(release)), words), strict=False)
    told += [(colour["muted"], width, label) for width, label in widths]
    return [Line2D([], [], color=hue, linewidth=width, label=label) for hue, width, label in told]


def _row(figure: Figure, marks: Sequence[Any], top: float) -> None:
    """Draw one row of the legend, its upper edge at a height of the figure."""
    figure.legend(
        handles=list(marks), loc="upper left", bbox_to_anchor=(0.01, top), ncols=len(marks), frameon=False,
        fontsize=6.3, handlelength=2.0, handleheight=1.1, columnspacing=1.1, handletextpad=0.5, borderpad=0.2,
    )  # fmt: skip
