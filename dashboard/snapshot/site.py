"""The pages of a release: the same words and the same cells as the app, as plain HTML."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from dashboard.assets import palette
from dashboard.views import rules, summary, tables
from dashboard.views.cells import find_table, is_synthetic, select
from dashboard.views.operations import operation_cards
from dashboard.wording import Words

if TYPE_CHECKING:
    import pandas as pd

    from geodata.release import Release


def render_site(release: Release) -> dict[str, bytes]:
    """Render the pages of a release.

    Nothing but its shown cells, its rules and its manifest gets in; the same release gives the same bytes.

    Returns
    -------
    Path inside the release → HTML.
    """
    words = Words("en")
    style = _style()
    shared = {
        "words": words,
        "style": style,
        "style_hash": base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        "synthetic": is_synthetic(release),
        "last_line": summary.as_of_line(release, words).replace("**", ""),
    }
    pages = {"index.html": _index(release, words), "methods.html": _methods(release, words)}
    return {page: _environment().get_template(page).render(shared | own).encode() for page, own in pages.items()}


@cache
def _environment() -> Environment:
    loader = PackageLoader("dashboard.snapshot")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _style() -> str:
    themes = palette()
    return _environment().get_template("style.css").render(light=themes["light"], dark=themes["dark"])


def _index(release: Release, words: Words) -> dict[str, object]:
    return {
        "title": words["title_all"],
        "headlines": [h for h in summary.headlines(release, "all", words) if h.value != words["no_data"]],
        "elsewhere": summary.elsewhere_line(release, "all", words),
        "places": _rows(_places(release, words), words),
        "place_columns": [words["place"], words["recoveries"], words["status"]],
        "cards": operation_cards(release, words),
        "downloads": [(entry["name"], entry["file"]) for entry in release.manifest["tables"]],
    }


def _methods(release: Release, words: Words) -> dict[str, object]:
    policy, sizes = tables.policy_table(release, words), tables.tables_table(release, words)
    return {
        "title": words["method_title"],
        "rules": rules.rule_lines(release, words),
        "audit": rules.audit_line(release, words),
        "policy": _rows(policy, words),
        "policy_columns": list(policy.columns),
        "sizes": _rows(sizes, words),
        "size_columns": list(sizes.columns),
        "glossary": rules.glossary(words),
    }


def _places(release: Release, words: Words) -> pd.DataFrame:
    """Return the table of the finest level that fits a page: states, or countries where the release stops there."""
    table = find_table(release, "recovery") or find_table(release, "origin")
    if table is None:
        return tables.tables_table(release, words).iloc[:0, :3]
    side = "recovery" if "recovery" in release.tables[table].dimensions else "origin"
    declared = {entry["name"]: entry["dimensions"] for entry in release.manifest["tables"]}[table]
    cells = select(release, table, free=(side,)).set_index(side)[["count", "status"]]
    level = "country" if declared[side] == "country" else "state"
    return tables.place_table(release, cells, level, words, side=side)


def _rows(frame: pd.DataFrame, words: Words) -> list[list[str]]:
    """Write a frame as text: numbers as readers write them, missing ones empty."""
    return [[_text(value, words) for value in row] for row in frame.astype(object).itertuples(index=False, name=None)]


def _text(value: object, words: Words) -> str:
    if isinstance(value, int):
        return words.number(value)
    return value if isinstance(value, str) else ""
