"""What the pages other than those of places show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from dashboard.assets import MAP_LEVELS
from dashboard.snapshot.grids import Grid, Row, named_periods, place_grid
from dashboard.views import legend, rules, summary, tables, titles
from dashboard.views.cells import find_table, is_synthetic, threshold
from dashboard.views.naming import code_name, depth_first
from dashboard.views.operations import operation_cards
from dashboard.views.routes import none_shown, routes, routes_of, routes_period, shown_routes
from geodata.release import catalogue
from geodata.release.contents import data_files
from geodata.release.publisher import publisher_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from dashboard.snapshot.grids import Cells
    from dashboard.wording import Words
    from geodata.release import Release

MOST_ROUTES: Final = 15
PICTURES: Final = (
    ("map", "png"), ("map", "svg"), ("border", "png"), ("border", "svg"), ("trend", "png"), ("trend", "svg"),
    ("brief", "pdf"),
)  # fmt: skip
#: How a file is described, by the beginning or end of its path; the first that fits.
KINDS: Final = (
    ("tables/", "file_table"), ("geo/", "file_map"), ("regions.geojson", "file_outlines"), (".csv", "file_codes"),
    ("", "file_about"),
)  # fmt: skip
LINES: Final = (("help_ncmec", "1-800-843-5678"), ("help_trafficking", "1-888-373-7888"))


def levels(release: Release) -> list[str]:
    """Return the levels that the map can show: those that the table of places goes down to."""
    table = find_table(release, "recovery") or find_table(release, "origin")
    if table is None:
        return ["state"]
    side = "recovery" if "recovery" in release.tables[table].dimensions else "origin"
    declared = {entry["name"]: entry["dimensions"] for entry in release.manifest["tables"]}[table]
    return list(MAP_LEVELS[: MAP_LEVELS.index(declared[side]) + 1])


def all_pages(
    cells: Cells, words: Words, period: str, alts: Mapping[str, str], places: frozenset[str]
) -> dict[str, dict[str, Any]]:
    """Return what each page shows, by its name."""
    release = cells.release
    glossary = rules.glossary(words)
    lines = [(words[word], number) for word, number in LINES]
    publisher = publisher_of(release.manifest)
    told = " · ".join(filter(None, (publisher.name, publisher.contact)))
    terms = [*rules.terms(release, words), words["withheld_note"]]
    terms += [words.say("publisher_line", publisher=told)] if told else []
    paragraphs = {"template": "text.html", "terms": [], "lines": []}
    return {
        "index": _index(cells, words, period, alts, places),
        "data": _data(release, words),
        "methods": _methods(release, words),
        "definitions": paragraphs | {"title": words["page_definitions"], "paragraphs": [], "terms": glossary},
        "terms": paragraphs | {"title": words["page_terms"], "paragraphs": terms},
        "help": paragraphs | {"title": words["page_help"], "paragraphs": [words["help_text"]], "lines": lines},
    }


def _index(cells: Cells, words: Words, period: str, alts: Mapping[str, str], places: frozenset[str]) -> dict[str, Any]:
    release, offered = cells.release, levels(cells.release)
    level = "state" if "state" in offered else offered[-1]
    side = "recovery" if cells.table("recovery") else "origin"
    regions = release.regions.frame
    grids = []
    for name, word in (("state", "table_states"), ("country", "table_countries")):
        codes = regions.loc[(regions["level"] == name) & regions["code"].isin(places), "code"]
        grid = place_grid(cells, side, codes, words[word], words, folder="places/", pages=places)
        grids += [grid] if grid else []
    found = shown_routes(routes(release, routes_period(release, period)))[:MOST_ROUTES]
    return {
        "title": words["title_all"],
        "headlines": [h for h in summary.headlines(release, "all", words) if h.value != words["no_data"]],
        "headline_lines": summary.headline_lines(release, "all", words),
        "pictures": alts, "levels": offered, "level": level, "period": period,
        "periods": named_periods(cells, words),
        "scripts": ["leaflet", "geometry", "paint", "labels", "routes", "atlas", "page"],
        "legend": legend.legend(level, threshold(release), words, pools=cells.has_pools, unstated=cells.has_unstated),
        "grids": grids, "totals": _totals(cells, words),
        "routes": _rows(tables.route_table(release, found, words), words),
        "route_columns": [words["route"], words["recoveries"], words["status"]],
        "no_routes": none_shown(release, period, words), "routes_of": routes_of(release, period, words),
        "where": titles.where(release, period, words),
        "cards": operation_cards(release, words),
        "dataset": dataset(release),
    }  # fmt: skip


def _totals(cells: Cells, words: Words) -> Grid | None:
    """Return the relations by period: the twin of the trend."""
    table = cells.table("relation")
    if table is None:
        return None
    rows = [
        Row(f"relation={code}", code_name(cells.release, "relation", code, words),
            cells.texts(table, ("relation",), (code,), words))
        for code in depth_first(cells.release, "relation")
        if cells.has(table, ("relation",), (code,))
    ]  # fmt: skip
    return Grid(words["recoveries"], table, words["relation"], named_periods(cells, words), rows)


def _data(release: Release, words: Words) -> dict[str, Any]:
    paths = data_files(release)
    manifest = release.manifest
    listed = [(path, words[next(word for part, word in KINDS if part in path)]) for path in paths]
    names = [
        (f"pictures/{name}-{words.language}.{form}", f"{words[f'picture_{name}']} ({form.upper()})")
        for name, form in PICTURES
    ]
    publisher = publisher_of(manifest).name
    cite = f"{publisher.rstrip('.')}. " if publisher else ""
    return {
        "title": words["page_data"], "downloads": listed, "pictures_listed": names,
        "dictionary": [[name, words[f"column_{name}"]] for name in catalogue.COLUMNS],
        "cite": cite + words.say("cite_release", id=manifest["release"], date=words.date(str(manifest["as_of"]))),
        "dataset": dataset(release),
    }  # fmt: skip


def _methods(release: Release, words: Words) -> dict[str, Any]:
    policy, sizes = tables.policy_table(release, words), tables.tables_table(release, words)
    return {
        "title": words["method_title"],
        "rules": rules.rule_lines(release, words),
        "audit": rules.audit_line(release, words),
        "policy": _rows(policy, words),
        "policy_columns": list(policy.columns),
        "sizes": _rows(sizes, words),
        "size_columns": list(sizes.columns),
    }


def dataset(release: Release) -> str:
    """Write the schema.org description of a release, safe inside a script element."""
    manifest, publisher = release.manifest, publisher_of(release.manifest)
    agency = {"@type": "Organization", "name": publisher.shown}
    told = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": catalogue.title(release),
        "description": catalogue.description(release),
        "identifier": str(manifest["release"]),
        "version": str(manifest["release"]),
        "dateModified": str(manifest["as_of"]),
        "inLanguage": ["en", "es"],
        "isAccessibleForFree": rules.is_for_the_public(release),
        "creator": agency,
        "publisher": agency | ({"email": publisher.contact} if publisher.contact else {}),
        "usageInfo": publisher.url("terms.html") or "terms.html",
        "variableMeasured": catalogue.COLUMNS["count"],
        "keywords": ["missing children", "recoveries", *(["synthetic"] if is_synthetic(release) else [])],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": publisher.url(path) or path}
            for path in data_files(release)
            if path.startswith("tables/") and path.endswith(".csv")
        ],
    }
    told |= {"url": publisher.url("index.html")} if publisher.address else {}
    return json.dumps(told, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def _rows(frame: pd.DataFrame, words: Words) -> list[list[str]]:
    """Write a frame as text: numbers as readers write them, missing ones empty."""
    return [[_text(value, words) for value in row] for row in frame.astype(object).itertuples(index=False, name=None)]


def _text(value: object, words: Words) -> str:
    if isinstance(value, int):
        return words.number(value)
    return value if isinstance(value, str) else ""
