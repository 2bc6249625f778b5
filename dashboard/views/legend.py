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


@cache
def screen_style() -> str:
    """Return the style sheet of the app's screens: what its widgets and tables need beside the legends."""
    return f"""{style().removesuffix("</style>")}
[class*="st-key-first_"] button:not(:disabled){{color:{pair("casing")}}}
.ra-rows,.ra-short{{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.35;margin:0}}
.ra-short{{width:auto;font-variant-numeric:tabular-nums}}
:is(.ra-rows,.ra-short) :is(th,td){{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border:0;
  overflow-wrap:anywhere;border-bottom:1px solid {pair("swatch_line")};min-width:4rem}}
.ra-rows td:last-child{{min-width:16rem;padding-right:0}} .ra-short .ra-number{{text-align:right}}
{_figures()}
{_reach()}
@media (min-width:641px){{.st-key-show_filters{{display:none}}}}
.st-key-breadcrumbs{{min-height:40px}}
@media screen and (min-width:1080px){{.st-key-switches{{position:fixed;top:10px;right:5rem;z-index:999991;
  width:max-content!important}}}}
@media screen and (min-width:1000px){{.st-key-overview_map iframe{{height:clamp(240px,100vh - 490px,560px)}}
.st-key-overview_map .ra-legend{{margin-bottom:0}} .st-key-overview_map .ra-steps i{{min-width:52px}}
.st-key-overview_map .ra-name{{min-width:0}}
.st-key-routes_and_years h2{{padding-top:0}}}}
.ra-help{{font-size:.875rem;color:{pair("muted")};margin:0}}
.ra-help a{{color:inherit;white-space:nowrap;display:inline-block;min-height:24px}}
@media screen and (max-width:640px){{.st-key-page iframe{{height:360px}} .st-key-switches{{width:100%!important;flex-wrap:nowrap!important}}
.st-key-switches>.stElementContainer:has(.stSelectbox){{flex:1 1 0;min-width:0}}
.st-key-switches .stSelectbox{{width:100%!important}}
.st-key-page:has(.st-key-show_filters input:not(:checked))
  :is(.st-key-filters,.st-key-choose_period,.st-key-choose_then){{display:none}}
.ra-rows thead{{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden}}
.ra-rows,.ra-rows tbody{{display:block}}
.ra-rows tr{{display:block;border-bottom:1px solid {pair("swatch_line")};padding:6px 0}}
.ra-rows td{{display:grid;grid-template-columns:6rem 1fr;gap:8px;border:0;padding:2px 0;min-width:0!important}}
.ra-rows td:empty{{display:none}} .ra-rows td:before{{content:attr(data-name);font-weight:600}}}}
{_paper()}
</style>"""


def _figures() -> str:
    """Return the style of headline figures; why one is not shown opens over what stands below it."""
    return f""".ra-figures{{display:flex;flex-wrap:wrap;gap:6px 16px;margin:0;padding:0!important}}
.ra-figures>div{{flex:1 1 92px}}
.ra-figures dt{{font-size:.875rem;font-weight:400;margin:0}} .ra-figures dd{{margin:0!important}}
.ra-figure{{font-size:1.75rem;font-weight:600;line-height:1.5;position:relative}}
.ra-figures span{{font-size:.875rem;border-radius:1rem;padding:2px 6px;
  background:{pair("panel")};color:{pair("muted")}}}
.ra-figure summary{{cursor:pointer;list-style:none;width:fit-content;white-space:nowrap}}
.ra-figure summary:after{{content:" ?"/"";font-size:.875rem;vertical-align:super;color:{pair("muted")}}}
.ra-figure p{{position:absolute;z-index:9;width:14rem;right:0;margin:0;padding:8px 12px;font-size:.875rem;
  font-weight:400;background:{pair("panel")};border:1px solid {pair("swatch_line")};border-radius:4px}}"""


def _reach() -> str:
    """Return what shows where the keyboard is, and makes small buttons large enough for a finger."""
    return f""".stApp :is(a,button,summary,[role="gridcell"]):focus-visible{{
  outline:3px solid {pair("accent")}!important;outline-offset:1px}}
.stElementToolbar:focus-within{{opacity:1!important}}
.stTooltipIcon button[aria-label]{{min-width:24px;min-height:24px;display:inline-flex;align-items:center;
  justify-content:center}}
.stDateInput button{{min-width:24px;min-height:24px}}"""


def _paper() -> str:
    """Return the style of paper: no controls, each table as text, since a canvas prints the rows in sight only."""
    controls = ("filters", "switches", "beside", "choose_level", "show_filters", "breadcrumbs", "time", "downloads",
                "map_hint")  # fmt: skip
    hidden = ",".join(f".st-key-{name}" for name in controls)
    return f""".ra-print{{border-collapse:collapse;width:100%;font-size:.8rem;line-height:1.3}}
.ra-print th,.ra-print td{{text-align:left;padding:2px 12px 2px 0;border-bottom:1px solid {pair("swatch_line")}}}
.ra-print .ra-number{{text-align:right;font-variant-numeric:tabular-nums}} .ra-print tr{{break-inside:avoid}}
@media screen{{.stElementContainer:has(.ra-print){{display:none}}}}
@media print{{@page{{margin:12mm}}
{hidden},[data-testid="stHeader"],.stElementToolbar,.stPopover,.stExpander:not(:has(.ra-print)),.stExpander summary,
.stElementContainer:has(+.stElementContainer .ra-print){{display:none!important}}
[data-testid="stMainBlockContainer"]{{padding:0!important}}
iframe,.stVegaLiteChart,.ra-legend,.ra-years,.ra-bars{{break-inside:avoid}}
h1,h2,h3{{break-after:avoid}} .stExpander details{{border:0}}}}"""


def presentation_style() -> str:
    """Return what a presentation changes: larger type, nothing but the figures, the map and the years."""
    hidden = '[data-testid="stHeader"],.st-key-as_table,.st-key-choose_level,.st-key-switches'
    hidden += ",.st-key-take_map,.st-key-take_brief"
    return f"""<style>
@media screen {{{hidden}{{display:none!important}}
.st-key-page .ra-figure{{font-size:3rem}}
.st-key-page .ra-figures dt{{font-size:1.25rem}}
.st-key-overview_map iframe{{height:clamp(300px,100vh - 470px,900px)}}
.st-key-page h1{{font-size:2.5rem!important}} .st-key-page h2{{font-size:1.75rem!important}}
.st-key-page .ra-steps i{{min-width:92px}}
.st-key-page .ra-legend,.st-key-page .ra-legend li,.ra-kind{{font-size:1.125rem}}
[data-testid="stMainBlockContainer"]{{max-width:none;padding:1rem 2rem}}}}
@media screen and (min-width:1500px) and (min-height:900px){{
.st-key-page :is(.ra-bars,.ra-years) :is(li,b){{font-size:1.25rem}} .st-key-page .ra-bars li{{height:46px}}
.st-key-page .ra-years{{height:260px}}}}
</style>"""


def _swatch(kind: str, text: str) -> str:
    return f'<li><i class="ra-box ra-{kind}"></i>{escape(text)}</li>'


def _arrow(kind: str, width: int, text: str) -> str:
    return f'<li><i class="ra-arrow ra-{kind} ra-w{width}"></i>{escape(text)}</li>'


def legend(level: str, k: int, words: Words, *, pools: bool = False) -> str:
    """Return the legend of the classes of a level."""
    labels = class_labels(breaks(level, k), words)
    steps = "".join(f'<li><i class="ra-c{i}"></i>{escape(text)}</li>' for i, text in enumerate(labels, start=1))
    states = [_swatch("zero", "0"), _swatch("withheld", words["withheld"]), _swatch("silent", words["not_reported"])]
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
