"""Headline figures and the sentences under a map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.view_cache import kept
from dashboard.views.cells import by_code, find_table, one, select
from dashboard.views.figures import Headline
from dashboard.views.naming import cell_text, code_name, is_figure, region_name
from dashboard.views.partition import ALL, missing_line, part_name, parts_of
from dashboard.views.rules import withheld_line
from dashboard.views.tables import status_counts
from dashboard.views.timeline import coarser_line, held, previous_period
from geodata.protected import AT_LEAST

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.wording import Words
    from geodata.protected import Cell
    from geodata.release import Release

# What a release says of its input, as a share: a number of rows could be a count of children.
COVERAGE: Final = {"all": "coverage_all", "over 95 %": "coverage_most", "95 % or less": "coverage_less"}
BASIS: Final = ("count", "origin", "recovery")


@kept
def headlines(release: Release, period: str, words: Words) -> list[Headline]:
    """Return the total and its parts, each with the published figure of the period before (never a difference)."""
    period = held(release, period, "relation")
    before = previous_period(release, period)
    known = _relation_cells(release, period)
    found = []
    for relation in (ALL, *parts_of(known)):
        now = known.get(relation)
        then = _relation_cells(release, before).get(relation) if before else None
        name = period_name(release, before, words) if before else ""
        text = words.say("previous", period=name, n=cell_text(then, words)) if then is not None else None
        has_note = now is not None and (now.status == AT_LEAST or not is_figure(now))
        note = words[f"{now.status}_note"] if now is not None and has_note else None
        found.append(Headline(part_name(relation, words), cell_text(now, words), text, note))
    return found


def _relation_cells(release: Release, period: str) -> dict[str, Cell]:
    """Return the cells by relation; the plainest table of the total may not go as far in time as that of relations."""
    table = find_table(release, "relation", "period")
    if table is None:
        table = find_table(release, "relation")
        total = one(release, period=period)
        if period != ALL or table is None:
            return {ALL: total} if total is not None else {}
    return by_code(select(release, table, free=("relation",), period=period).set_index("relation"))


@kept
def headline_lines(release: Release, period: str, words: Words) -> list[str]:
    """Return what stands under the headline figures: which period they are of, and which part is missing."""
    of = coarser_line(release, period, words, "relation")
    missing = missing_line(_relation_cells(release, held(release, period, "relation")), words)
    return [told for told in (of, missing) if told]


def map_line(release: Release, level: str, cells: pd.DataFrame, words: Words) -> str:
    """Describe a map in a sentence or two: the highest figure shown, and how many places show what."""
    regions = release.regions
    here = [c for c in cells.index if c in regions and regions.level(c) == level and "/" not in c and c != "unknown"]
    if level != "country":  # the map's home is the United States; other countries stand in the table
        here = [code for code in here if code.startswith("US-")]
    rows = cells.loc[here]
    known = by_code(rows)
    pooled = [code for code in here if known[code].count is None and "/other" in (regions.parent(code) or "")]
    counts = status_counts(rows["status"], rows["count"])
    figures = rows["count"].dropna()
    if counts["shown"]:
        top = str(figures.idxmax())
        name = region_name(release, top, words, within=True)
        first = words.say("map_summary", place=name, n=cell_text(known[top], words))
    else:
        first = words["map_empty"]
    counts["withheld"] -= len(pooled)
    parts = ", ".join(words.say(f"map_status_{kind}", n=n) for kind, n in counts.items() if n)
    line = first + words.say("map_counts", all=len(here), parts=parts)
    return line + (words.say("map_pooled", n=len(pooled)) if pooled else "") + "."


def as_of_line(release: Release, words: Words) -> str:
    """Return the last lines of every screen: as of, coverage, what is counted, what is withheld."""
    manifest = release.manifest
    parts = [f"**{words.say('as_of', date=words.date(str(manifest['as_of'])))}**"]
    read = COVERAGE.get(str(manifest["coverage"].get("read")))
    if read:
        parts.append(words[read])
    parts += basis_lines(release, words)
    parts.append(words["incidents"])
    parts.append(withheld_line(release, words))
    parts.append(words.say("release_line", id=manifest["release"]))
    return " ".join(parts)


def basis_lines(release: Release, words: Words) -> list[str]:
    """Say what the source doesn't state itself, of counts and of both places: all of them, or some."""
    lines = []
    for name, kinds in sorted(release.manifest.get("basis", {}).items()):
        if "derived" in kinds and name in BASIS:
            kind = f"{name}_{'some' if 'stated' in kinds else 'all'}"
            lines.append(words[f"basis_{kind}"])
    return lines


def title(release: Release, period: str, words: Words) -> str:
    """Return the title of what is told of a period."""
    if period == "all":
        return words["title_all"]
    return words.say("title", period=period_name(release, period, words))


def period_name(release: Release, period: str, words: Words) -> str:
    """Name a period: *2023*, *Q2 2023*."""
    return code_name(release, "period", period, words)
