"""Tables: the twin of every map and chart, with a figure or a word in each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.views.cells import select, threshold
from dashboard.views.naming import code_name, depth_first, status_word
from dashboard.views.pooled import pool_of
from dashboard.views.routes import Route, route_name
from geodata.protected import NONE_STATED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.views.answers import Answer
    from dashboard.wording import Words
    from geodata.release import Release

IN_TREE_ORDER: Final = ("relation", "category")
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
INDENT: Final = "\u2003"


def _status(release: Release, dimension: str, code: str, status: str, words: Words) -> str:
    pooled = dimension in {"origin", "recovery"} and status == "withheld" and pool_of(release, code)
    return words["pool"] if pooled else status_word(status, words)


def figures(cells: pd.DataFrame) -> pd.Series[int]:
    """Return what stands as a figure beside the status: none where none is stated, though the table says 0."""
    return cells["count"].mask(cells["status"] == NONE_STATED)


def place_table(
    release: Release, cells: pd.DataFrame, level: str, words: Words, *, side: str = "recovery"
) -> pd.DataFrame:
    """Return the table of a map: every place of a level, largest figure first, then the others by name.

    Parameters
    ----------
    cells
        Indexed by region code, columns count and status.
    """
    regions = release.regions
    here = [code for code in cells.index if code in regions and regions.level(code) == level]
    rows = cells.loc[here]
    table = pd.DataFrame(
        {
            words["place"]: [code_name(release, side, code, words) for code in here],
            words["recoveries"]: figures(rows).array,
            words["status"]: [
                _status(release, side, code, status, words) for code, status in zip(here, rows["status"], strict=True)
            ],
        }
    )
    return sorted_table(table, words)


def sorted_table(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Sort by figure, largest first; rows without one follow in order of their names."""
    count = words["recoveries"]
    table = table.astype({count: "Int64"}).sort_values(str(table.columns[0]), kind="stable")
    return table.sort_values(count, ascending=False, na_position="last", kind="stable").reset_index(drop=True)


def route_table(release: Release, found: list[Route], words: Words) -> pd.DataFrame:
    """Return the table of routes, in the order of the list."""
    return pd.DataFrame(
        {
            words["route"]: [route_name(release, route, words) for route in found],
            words["recoveries"]: pd.array([route.count for route in found], dtype="Int64"),
            words["status"]: [status_word(route.status, words) for route in found],
        }
    )


def _depth(release: Release, dimension: str, code: str) -> int:
    parents = release.codes[dimension].set_index("code")["parent"].to_dict()
    depth = 0
    while isinstance(code, str) and code in parents and isinstance(parents[code], str) and parents[code]:
        code, depth = parents[code], depth + 1
    return depth


def shares_of(release: Release, answer: Answer, words: Words) -> dict[str, list[str]]:
    """Return a column of shares in the whole of each row, empty where none is told; none where the policy hides all."""
    if answer.table is None or release.manifest["policy"].get("shares", "hidden") == "hidden":
        return {}
    dimensions, last = release.tables[answer.table].dimensions, answer.free[-1]
    rows = answer.cells[list(dimensions)].itertuples(index=False, name=None)
    told = [release.share(answer.table, last, **dict(zip(dimensions, codes, strict=True))) for codes in rows]
    return {words["share"]: [share or "" for share in told]}


def answer_table(release: Release, answer: Answer, words: Words) -> pd.DataFrame:
    """Return the table of an answer: a column of names per free dimension, the figure, the status."""
    cells, last = answer.cells, answer.free[-1]
    names: dict[str, list[str]] = {}
    for dimension in answer.free:
        named = {code: code_name(release, dimension, code, words) for code in cells[dimension].unique()}
        if dimension in IN_TREE_ORDER:
            named = {code: INDENT * _depth(release, dimension, code) + name for code, name in named.items()}
        names[words[dimension]] = [named[code] for code in cells[dimension]]
    statuses = [_status(release, last, c, s, words) for c, s in zip(cells[last], cells["status"], strict=True)]
    shares = shares_of(release, answer, words)
    table = pd.DataFrame({**names, words["recoveries"]: figures(cells).array, **shares, words["status"]: statuses})
    if last in IN_TREE_ORDER:
        order = depth_first(release, last)
        place = [order.index(code) if code in order else -1 for code in cells[last]]
        return table.iloc[sorted(range(len(table)), key=lambda i: place[i])].reset_index(drop=True)
    return sorted_table(table, words)


def compared_table(
    release: Release, first: Answer, second: Answer, names: tuple[str, str], words: Words
) -> pd.DataFrame:
    """Return two answers side by side, row by row; `names` are those of the two periods. Nothing is subtracted."""
    keys = [words[dimension] for dimension in first.free]
    told = [answer_table(release, answer, words) for answer in (first, second)]
    said = [name for name in told[0].columns if name not in keys]
    renamed = [
        table.rename(columns={old: f"{old}, {name}" for old in said}) for table, name in zip(told, names, strict=True)
    ]
    both = renamed[0].merge(renamed[1], on=keys, how="outer", sort=False)
    largest = both.sort_values(f"{said[0]}, {names[0]}", ascending=False, na_position="last", kind="stable")
    return largest.reset_index(drop=True)


def _harmless(text: str) -> str:
    """Keep a spreadsheet from running a text: one that begins like a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def exported(release: Release, answer: Answer, words: Words) -> pd.DataFrame:
    """Return exactly the cells of an answer as they are downloaded: codes, names, count, status, release."""
    columns = [name for name in answer.cells.columns if name not in {"count", "status"}]
    out = answer.cells[columns].copy()
    for dimension in answer.free:
        named = {code: code_name(release, dimension, code, words) for code in out[dimension].unique()}
        out[f"{dimension}_name"] = out[dimension].map({code: _harmless(name) for code, name in named.items()})
    out["count"], out["status"] = answer.cells["count"], answer.cells["status"]
    out["release"] = str(release.manifest["release"])
    return out


def csv_bytes(release: Release, answer: Answer, words: Words) -> bytes:
    """Return exactly the cells of an answer as CSV; the count is empty unless shown."""
    return bytes(exported(release, answer, words).to_csv(index=False, lineterminator="\n").encode())


def status_counts(statuses: pd.Series[str], counts: pd.Series[int]) -> dict[str, int]:
    """Count rows by what they show; rows of a table are public, their number reveals nothing."""
    is_zero = counts.eq(0).fillna(value=False).astype(bool)
    is_unstated = statuses == NONE_STATED
    return {
        "shown": int((counts.notna() & ~is_zero).sum()),
        "zero": int((is_zero & ~is_unstated).sum()),
        "unstated": int(is_unstated.sum()),
        "withheld": int((statuses == "withheld").sum()),
        "missing": int((statuses == "not_reported").sum()),
    }


def policy_table(release: Release, words: Words) -> pd.DataFrame:
    """Return the settings of the policy, as published with the release."""
    policy = release.manifest["policy"]
    rows = [(_setting(key, words), _said(key, value, words)) for key, value in policy.items() if key != "tables"]
    return pd.DataFrame(rows, columns=[words["setting"], words["value"]])


def _setting(key: str, words: Words) -> str:
    """Name a setting in words, and as the policy's file has it."""
    said = words.get(f"setting_{key}", "")
    return f"{said} ({key})" if said else key


def _said(key: str, value: object, words: Words) -> str:
    """Say a setting's value: numbers as counts are written, choices in words, a policy's own name as it is."""
    if isinstance(value, int):
        return words.number(value) if value or key == "threshold" else words["setting_is_none"]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value) if key == "name" else words.get(f"setting_is_{value}", str(value))


def tables_table(release: Release, words: Words) -> pd.DataFrame:
    """Return the tables of the release with their size."""
    rows = [(name, *table.tally().values()) for name, table in release.tables.items()]
    return pd.DataFrame(rows, columns=[words["table"], words["cells"], words["published"], words["withheld"]])


def history_table(releases: Iterable[Release], words: Words) -> pd.DataFrame:
    """Return the releases at hand, the newest day first."""
    manifests = sorted((r.manifest for r in releases), key=lambda m: (str(m["as_of"]), str(m["release"])), reverse=True)
    rows = [(m["release"], words.date(m["as_of"]), m["policy"]["name"]) for m in manifests]
    return pd.DataFrame(rows, columns=[words["release"], words["as_of_day"], words["policy"]])


def operation_cells(release: Release, operation: str) -> pd.DataFrame:
    """Return the figures of one operation by relation, or an empty frame."""
    table = next((n for n, t in release.tables.items() if {"operation", "relation"} <= set(t.dimensions)), None)
    if table is None or threshold(release) < 1:
        return pd.DataFrame(columns=["relation", "count", "status"])
    return select(release, table, free=("relation",), operation=operation)[["relation", "count", "status"]]
