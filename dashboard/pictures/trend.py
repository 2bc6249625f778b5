"""The trend as a picture: a column per year with its figure; a withheld year is a hatch of fixed size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.patches import Rectangle

from dashboard.assets import palette
from dashboard.pictures.figure import Picture, colours, saved, sheet, source_line, styled
from dashboard.views.charts import described, trend_data

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from dashboard.pictures.figure import Form
    from dashboard.wording import Words
    from geodata.release import Release

BOTH: Final[tuple[Form, ...]] = ("png", "svg")
WIDTH: Final = 0.72
HATCHED: Final = 0.07  # height of a withheld year's mark: always the same, so it tells nothing


def trend(
    release: Release, words: Words, *, period: str = "all", forms: tuple[Form, ...] = BOTH, is_alone: bool = True
) -> Picture:
    """Draw the columns of all years; those of the chosen period are solid, a part year is dashed and named.

    On a page that tells its source there is none in the picture (`is_alone` is false).
    """
    data = trend_data(release, period, words)
    alt = words.say("trend_alt", figures=described(data, "year"))
    if not forms:
        return Picture(alt, {})
    with styled():
        if is_alone:
            figure = sheet(6.6, 3.6, words["trend"], source_line(release, words), line=132)
            axes = figure.add_axes((0.03, 0.3, 0.94, 0.56))
        else:
            figure = sheet(4.6, 2.6, words["trend"], "")
            axes = figure.add_axes((0.03, 0.16, 0.94, 0.68))
        _columns(axes, data.to_dict("records"))
    return saved(figure, alt, *forms)


def _columns(axes: Axes, rows: list[dict[Any, Any]]) -> None:
    colour, top = colours(), max([1, *(int(str(row["count"])) for row in rows)])
    bar = palette()["chart"]["bar"]
    axes.set(xlim=(-0.6, max(len(rows), 1) - 0.4), ylim=(0, top * 1.14), yticks=[])
    axes.set_xticks(range(len(rows)), [f"{row['year']}\n{row['part']}".strip() for row in rows])
    axes.tick_params(length=0, labelsize=8, labelcolor=colour["text"])
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(colour["coast"])
    for i, row in enumerate(rows):
        look = {"edgecolor": bar, "linewidth": 0.8}
        height = float(str(row["count"])) if row["shown"] else top * HATCHED
        if not row["shown"]:
            look |= {"facecolor": colour["withheld"], "hatch": "//////", "edgecolor": colour["withheld_line"]}
        else:
            look |= {"facecolor": bar if row["chosen"] else (*_rgb(bar), 0.3)}
        if row["part"]:
            look["linestyle"] = "--"
        axes.add_patch(Rectangle((i - WIDTH / 2, 0), WIDTH, height, **look))
        weight = "bold" if row["shown"] else "normal"
        axes.text(i, height + top * 0.02, str(row["text"]), ha="center", size=7.5, weight=weight, color=colour["text"])


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue
