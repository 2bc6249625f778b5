"""What anyone can read of a release: its tables, its trees and its rules. Nothing here is the product's code."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: A cell of any table: a code per dimension, in this order; the root where its table lacks the dimension.
DIMENSIONS: Final = ("origin", "recovery", "relation", "category", "operation", "period")
SIDES: Final = ("origin", "recovery")
ROOT: Final = {d: "WORLD" if d in SIDES else "all" for d in DIMENSIONS}
ROOTS: Final = tuple(ROOT.values())
CODES: Final = {
    "relation": "relations.csv", "category": "categories.csv", "operation": "operations.csv", "period": "periods.csv",
}  # fmt: skip
KNOWN: Final = frozenset({"published", "not_reported", "none_stated", "at_least"})
Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: its dimensions, the finest level of each, and the codes that have cells."""

    name: str
    levels: Mapping[str, str]
    codes: Mapping[str, frozenset[str]]

    def key(self, codes: Mapping[str, str]) -> Key:
        """Name a cell of this table by codes of its dimensions; others are left at their root."""
        return tuple(codes[d] if d in self.levels else ROOT[d] for d in DIMENSIONS)


@dataclass(frozen=True)
class Release:
    """A release as published.

    Attributes
    ----------
    shown
        All cells but the published zeros: a number, or None where it is withheld.
    parents
        Per dimension code → parent, the root's being None.
    level
        Region → world, country, state or county.
    least
        What the zero rule says that a withheld cell is at least, where that isn't 0.
    """

    k: int
    territories: str
    tables: Sequence[Table]
    shown: Mapping[Key, int | None]
    parents: Mapping[str, Mapping[str, str | None]]
    level: Mapping[str, str]
    least: Mapping[Key, int] = field(default_factory=dict)

    def upwards(self, dimension: str, code: str) -> list[str]:
        """List a code and all that is above it."""
        out: list[str] = []
        step: str | None = code
        while step is not None:
            out.append(step)
            step = self.parents[dimension][step]
        return out


def read_release(folder: Path) -> Release:
    """Read a release from its folder: tables as CSV, or as Parquet where it is packaged."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    rules = manifest["policy"]
    refused = {"rounding": rules.get("rounding", 0), "level": rules["level"] != "interval"}
    if any(refused.values()):
        msg = f"{folder.name}: {[key for key, on in refused.items() if on]} in the policy; expected withheld numbers."
        raise ValueError(msg + " Attack rounded numbers and level exact otherwise.")
    parents, level = _trees(folder, manifest)
    shown: dict[Key, int | None] = {}
    tables = []
    for spec in manifest["tables"]:
        table, cells = _table(folder, spec, parents)
        tables.append(table)
        for key, number in cells.items():  # what one table shows is known in all
            if shown.get(key) is None:
                shown[key] = number
    zeros = [key for key, number in shown.items() if number == 0]
    shown = {key: number for key, number in shown.items() if number != 0}
    assert shown or zeros, "a release without cells"
    release = Release(rules["threshold"], manifest["territories"], tables, shown, parents, level)
    return Release(**{**vars(release), "least": _least(release) if rules["zeros"] == "published" else {}})


def of_period(release: Release, period: str) -> Release:
    """Keep what a release says of one period, a smaller release: what follows from it follows from the whole."""
    at = DIMENSIONS.index("period")
    tables = [
        Table(t.name, {d: v for d, v in t.levels.items() if d != "period"}, t.codes)
        for t in release.tables
        if period == ROOT["period"] or period in t.codes.get("period", ())
    ]
    shown = {(*key[:at], ROOT["period"]): n for key, n in release.shown.items() if key[at] == period}
    least = {(*key[:at], ROOT["period"]): n for key, n in release.least.items() if key[at] == period}
    return Release(**{**vars(release), "tables": tables, "shown": shown, "least": least})


def _trees(folder: Path, manifest: Mapping[str, object]) -> tuple[dict[str, dict[str, str | None]], dict[str, str]]:
    regions = _csv(folder / "regions.csv")
    places = {c: p or None for c, p in zip(regions["code"], regions["parent"], strict=True)}
    parents: dict[str, dict[str, str | None]] = dict.fromkeys(SIDES, places)
    for dimension, file in CODES.items():
        parents[dimension] = {ROOT[dimension]: None}
        if (folder / file).exists():
            frame = _csv(folder / file)
            parents[dimension] = {c: p or None for c, p in zip(frame["code"], frame["parent"], strict=True)}
    assert {"origin", "recovery"} & set(manifest["dimensions"]), "a release without places"
    return parents, dict(zip(regions["code"], regions["level"], strict=True))


def _table(
    folder: Path, spec: Mapping[str, object], parents: Mapping[str, Mapping[str, str | None]]
) -> tuple[Table, dict[Key, int | None]]:
    path = folder / "tables" / f"{spec['name']}.csv"
    frame = _csv(path) if path.exists() else pd.read_parquet(path.with_suffix(".parquet"))
    levels = {d: dict(spec["dimensions"])[d] for d in DIMENSIONS if d in dict(spec["dimensions"])}
    unknown = set(frame["status"]) - KNOWN - {"withheld"}
    assert not unknown, f"{path.name}: status {unknown}, of which the attacker knows nothing"
    withheld = (frame["status"] == "withheld").to_numpy()
    counts = pd.to_numeric(frame["count"].replace("", None)).fillna(0).astype("int64").to_numpy()
    columns = [frame[d].astype("str").to_numpy() if d in levels else [ROOT[d]] * len(frame) for d in DIMENSIONS]
    numbers = [None if hidden else int(n) for hidden, n in zip(withheld, counts, strict=True)]
    cells = dict(zip(zip(*columns, strict=True), numbers, strict=True))
    codes = {d: frozenset(frame[d].astype("str").unique()) for d in levels}
    for d, used in codes.items():
        assert used <= set(parents[d]), f"{path.name}: codes of {d} in no tree"
    return Table(str(spec["name"]), levels, codes), cells


def _least(release: Release) -> dict[Key, int]:
    """Read the zero rule: a withheld number with no withheld margin directly above it isn't 0."""
    out = {}
    for key, number in release.shown.items():
        if number is None and not any(release.shown.get(above, 0) is None for above, _ in margins(release, key)):
            out[key] = 1
    return out


def margins(release: Release, key: Key) -> list[tuple[Key, str]]:
    """List the cells directly above a cell, one step up in any dimension, with the dimension."""
    out = []
    for at, dimension in enumerate(DIMENSIONS):
        above = release.parents[dimension][key[at]]
        if above is not None:
            out.append(((*key[:at], above, *key[at + 1 :]), dimension))
    return out


def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False)
