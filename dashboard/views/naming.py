"""Names of codes in the visitor's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.view_cache import kept
from geodata.protected import AT_LEAST, NONE_STATED
from geodata.relation import RELATION_TREE
from geodata.release.stating import is_not_told_apart

if TYPE_CHECKING:
    from dashboard.wording import Words
    from geodata.protected import Cell
    from geodata.release import Release


def region_name(release: Release, code: str, words: Words, *, within: bool = False) -> str:
    """Name a region; `within` adds its state or country where the name alone may be unclear."""
    name = str(release.regions.name(code, words.language))
    if not within or "/" in code or "-" not in code:
        return name
    prefix, _, tail = code.partition("-")
    if tail.isdigit():
        state = state_of(release, code)
        return f"{name}, {short_code(state)}" if state else name
    # A country by its name: "CA" after a place reads as California.
    return name if prefix == "US" else f"{name}, {release.regions.name(prefix, words.language)}"


def short_code(code: str) -> str:
    """Shorten a state's code as people write it: `US-TX` is `TX`; other countries keep theirs, `MX-CHH`."""
    return code.removeprefix("US-")


def state_of(release: Release, code: str) -> str | None:
    """Return the state that a county lies in, past any pool."""
    for above in release.regions.ancestors(code):
        if "/" not in above and "-" in above:
            return str(above)
    return None


@kept
def code_name(release: Release, dimension: str, code: str, words: Words) -> str:
    """Name any code of any dimension."""
    if dimension in {"origin", "recovery"}:
        return region_name(release, code, words, within=True)
    worded = words.get(f"{dimension}_{code.replace(' ', '_').replace('-', '_')}", "")
    if worded:
        return worded
    if dimension == "period" and code != "all":
        return words.period(code)
    codes = release.codes.get(dimension)
    if codes is None:
        return code
    labels = codes.loc[codes["code"] == code, "label"]
    return (str(labels.iloc[0]) or code) if len(labels) else code


def is_figure(cell: Cell | None) -> bool:
    """Say whether a cell holds a figure to read: a zero that nobody stated is none."""
    return cell is not None and cell.count is not None and cell.status != NONE_STATED


@kept
def depth_first(release: Release, dimension: str) -> list[str]:
    """Return the codes of a dimension with each one's parts right below it; what isn't told apart comes last."""
    frame = release.codes[dimension]
    below: dict[str, list[str]] = {}
    for code, parent in zip(frame["code"], frame["parent"].fillna(""), strict=True):
        below.setdefault(str(parent), []).append(str(code))
    known = list(RELATION_TREE) if dimension == "relation" else []

    def place(code: str) -> tuple[bool, int]:
        return is_not_told_apart(code), known.index(code) if code in known else 0

    def walked(code: str) -> list[str]:
        return [code, *(found for child in sorted(below.get(code, []), key=place) for found in walked(child))]

    return [found for root in below.get("", []) for found in walked(root)]


def cell_text(cell: Cell | None, words: Words) -> str:
    """Write a cell as its figure or its status."""
    if cell is None:
        return words["no_data"]
    if cell.count is None or not is_figure(cell):
        return status_word(cell.status, words)
    return figure_text(cell.count, cell.status, words)


def figure_text(count: int, status: str, words: Words) -> str:
    """Write a figure as it may be read: a sum over what its source masks is *at least* that."""
    return words.say("at_least", n=count) if status == AT_LEAST else words.number(count)


def short_figure(count: int, status: str, words: Words) -> str:
    """Write a figure where there is no room for words."""
    return f"≥ {words.number(count)}" if status == AT_LEAST else words.number(count)


def status_word(status: str, words: Words) -> str:
    """Say a cell's status in the words of the legend."""
    return words[f"status_{status}"]
