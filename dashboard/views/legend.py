"""The legend and its style: the same colours, textures and words as the map, in plain HTML."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final

from dashboard.assets import palette
from dashboard.views.scale import breaks, class_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.wording import Words

NUMBER_TO_CALL: Final = re.compile(r"\b(1)-(\d{3})-(\d{3})-(\d{4})\b")
ROUTE_WIDTHS_PX: Final = (1.6, 3, 5, 7.5)


def pair(key: str, index: int | None = None) -> str:
    """Return a colour for both themes; the page decides which."""
    light, dark = (palette()[theme][key] for theme in ("light", "dark"))
    return f"light-dark({light if index is None else light[index]},{dark if index is None else dark[index]})"


@cache
def style() -> str:
    """Return the style sheet of legends, notices and print."""
    chart = palette()["chart"]
    dots = f"{pair('not_reported_dot')} .9px,transparent 1.1px"
    classes = "".join(f".ra-c{i + 1}{{background:{pair('classes', i)}}}" for i in range(5))
    widths = "".join(f".ra-w{i}{{--w:{width}px}}" for i, width in enumerate(ROUTE_WIDTHS_PX))
    dashes = f"repeating-linear-gradient(0deg,{pair('unstated_line')} 0 1px,{pair('unstated')} 1px 5px)"
    hatch = f"repeating-linear-gradient(135deg,{pair('withheld_line')} 0 1.35px,{pair('withheld')} 1.35px 5px)"
    return f"""<style>
.ra-legend{{display:flex;flex-wrap:wrap;gap:4px 10px;align-items:flex-start;font-size:.875rem;line-height:1.35;
  margin:0 0 6px;padding:0!important;list-style:none}}
.ra-legend li{{display:flex;align-items:center;gap:6px;margin:0!important;padding:0;list-style:none;font-size:.875rem}}
.ra-legend .ra-name{{font-weight:600;min-width:5rem}}
.ra-legend .ra-steps{{display:flex;padding:0!important;margin:0;gap:0}}
.ra-legend .ra-steps li{{flex-direction:column;align-items:stretch;gap:2px;text-align:center;
  font-variant-numeric:tabular-nums}}
.ra-legend i{{print-color-adjust:exact;-webkit-print-color-adjust:exact;flex:none}}
.ra-box,.ra-steps i{{display:block;width:26px;height:15px;border:1px solid {pair("swatch_line")}}}
.ra-steps i{{width:100%;min-width:57px;border-right-width:0}} .ra-steps li:last-child i{{border-right-width:1px}}
.ra-unstated{{background:{dashes}}}
.ra-zero{{background:{pair("zero")}}} .ra-withheld{{background:{hatch}}} .ra-pool{{background:{pair("pool")}}}
.ra-silent{{background:radial-gradient(circle at 1.5px 1.5px,{dots}) 0 0/6px 6px,
  radial-gradient(circle at 4.5px 4.5px,{dots}) 0 0/6px 6px,{pair("not_reported")}}}
{classes}{widths}
.ra-arrow{{--c:currentColor;width:28px;height:16px;position:relative;display:block}}
.ra-arrow:before{{content:"";position:absolute;left:0;right:8px;top:calc(8px - var(--w)/2);height:var(--w);
  background:var(--c)}}
.ra-arrow:after{{content:"";position:absolute;right:0;top:calc(4px - var(--w)/2);border:solid transparent;
  border-width:calc(4px + var(--w)/2) 0 calc(4px + var(--w)/2) 11px;border-left-color:var(--c)}}
.ra-out{{--c:{pair("route_out")}}} .ra-cross{{--c:{pair("route_cross")}}} .ra-plain{{--c:{pair("muted")}}}
.ra-kind{{font-size:.875rem;font-weight:600;display:flex;gap:8px;align-items:center}}
.ra-kind:before{{content:"";width:14px;height:8px;border-radius:1px;background:{chart["bar_out"]}}}
.ra-kind.ra-of-cross:before{{background:{chart["bar_cross"]}}}
.ra-notice{{border-left:4px solid {pair("accent")};background:{pair("panel")};padding:2px 12px;font-size:.875rem}}
.ra-facts{{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0;
  padding:0!important;font-size:.875rem}}
.ra-facts dt{{font-weight:600;margin:0!important}} .ra-facts dd{{margin:0!important}}
:is(.st-key-filters,.st-key-time) .stSelectbox :is(label,span) p{{color:{pair("text")}}}
@media (max-width:600px){{.ra-facts{{grid-template-columns:1fr}}}}
@media (prefers-reduced-motion:reduce){{*{{transition:none!important;animation-duration:.01ms!important}}}}
</style>"""


def _swatch(kind: str, text: str) -> str:
    return f'<li><i class="ra-box ra-{kind}"></i>{escape(text)}</li>'


def _arrow(kind: str, width: int, text: str) -> str:
    return f'<li><i class="ra-arrow ra-{kind} ra-w{width}"></i>{escape(text)}</li>'


def legend(level: str, k: int, words: Words, *, pools: bool = False, unstated: bool = False) -> str:
    """Return the legend of the classes of a level."""
    labels = class_labels(breaks(level, k), words)
    steps = "".join(f'<li><i class="ra-c{i}"></i>{escape(text)}</li>' for i, text in enumerate(labels, start=1))
    states = [_swatch("zero", "0"), _swatch("withheld", words["withheld"]), _swatch("silent", words["not_reported"])]
    if unstated:
        states.append(_swatch("unstated", words["none_stated"]))
    if pools:
        states.append(_swatch("pool", words["pool"]))
    name = escape(words["recoveries"])
    return (
        f'<ul class="ra-legend" aria-label="{name}"><li class="ra-name">{name}</li>'
        f'<li><ul class="ra-steps">{steps}</ul></li>{"".join(states)}</ul>'
    )


def route_legend(k: int, words: Words) -> str:
    """Return the legend of the routes: two kinds, and widths by class."""
    kinds = [_arrow("out", 1, words["relation_out_of_state"]), _arrow("cross", 1, words["relation_cross_border"])]
    labels = class_labels(breaks("route", k), words)
    widths = [_arrow("plain", i, text) for i, text in enumerate(labels[: len(ROUTE_WIDTHS_PX)])]
    name = escape(words["routes"])
    inside = "".join([*kinds, *widths])
    return f'<ul class="ra-legend" aria-label="{name}"><li class="ra-name">{name}</li>{inside}</ul>'


def route_kind(kind: str, words: Words) -> str:
    """Return the small heading over a group of routes."""
    text = words["relation_out_of_state" if kind == "out" else "relation_cross_border"]
    return f'<div class="ra-kind ra-of-{kind}">{escape(text)}</div>'


def facts_table(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[str] | None = None) -> str:
    """Return a table of texts; on a phone each row becomes a list of its cells, each with its heading.

    One that is given its headings of numbers is narrow, and stays a table everywhere.

    Roles are written out, since a table that is laid out otherwise is none to a screen reader.
    """
    looks = {name: ' class="ra-number"' if name in (numbers or ()) else "" for name in headings}
    heads = "".join(f'<th role="columnheader" scope="col"{look}>{escape(name)}</th>' for name, look in looks.items())
    body = "".join(f'<tr role="row">{_cells(looks, row)}</tr>' for row in rows)
    kind = "ra-rows" if numbers is None else "ra-short"
    return (
        f'<table class="{kind}" role="table"><thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _cells(looks: Mapping[str, str], row: Sequence[str]) -> str:
    told = ((escape(name), look, escape(text)) for (name, look), text in zip(looks.items(), row, strict=True))
    return "".join(f'<td role="cell" data-name="{name}"{look}>{text}</td>' for name, look, text in told)


def printed_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[str], note: str = ""
) -> str:
    """Return what stands on paper in a table's place; `numbers` are the headings of numbers."""
    looks = [' class="ra-number"' if name in numbers else "" for name in headings]
    heads = "".join(f"<th{look}>{escape(name)}</th>" for look, name in zip(looks, headings, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{look}>{escape(text)}" for look, text in zip(looks, row, strict=True)) for row in rows
    )
    told = f"<p>{escape(note)}</p>" if note else ""
    return f'<table class="ra-print"><thead><tr>{heads}</thead><tbody>{body}</tbody></table>{told}'


def help_line(text: str) -> str:
    """Return the line of help, in which a number can be called and is never broken in two."""
    linked = NUMBER_TO_CALL.sub(r'<a href="tel:+\1\2\3\4">\g<0></a>', escape(text))
    return f'<p class="ra-help">{linked}</p>'


def notice(text: str) -> str:
    """Return a quiet notice: the one on synthetic data stands on every screen."""
    return f'<div class="ra-notice" role="note">{escape(text)}</div>'
