"""The style sheet of the app's screens: widgets, tables, figures and maps on a laptop, a phone, a wall and paper."""

from __future__ import annotations

from functools import cache

from dashboard.views.legend import pair, style


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
@media screen and (max-width:640px){{.st-key-page iframe{{height:360px}}
.st-key-switches{{width:100%!important;flex-wrap:nowrap!important}}
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
