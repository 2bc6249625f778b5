"""A release of a few cells, made in memory: real codes, figures by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import pandas as pd

from geodata.protected import ProtectedTable
from geodata.regions import Regions
from geodata.release import Release

#: What a figure may be written as: a number is published; these words are statuses.
Figure: TypeAlias = int | str
Rows: TypeAlias = Mapping[tuple[str, ...], Figure]


def tree(parents: Mapping[str, str]) -> pd.DataFrame:
    """Return a code frame as a release holds it; labels are the codes."""
    return pd.DataFrame([(c, p, c) for c, p in parents.items()], columns=["code", "parent", "label"])


def table(name: str, dimensions: Sequence[str], rows: Rows) -> ProtectedTable:
    """Return a table from figures by codes."""
    cells = [
        (*codes, None if isinstance(figure, str) else figure, figure if isinstance(figure, str) else "published")
        for codes, figure in rows.items()
    ]
    frame = pd.DataFrame(cells, columns=[*dimensions, "count", "status"]).astype({"count": "Int64"})
    return ProtectedTable(name, dimensions, frame)


LEVELS = {"recovery": "county", "origin": "county", "period": "year", "relation": "detail"}


def release(
    *tables: ProtectedTable, years: Sequence[str] = ("2022", "2023"), pools: Mapping[str, Sequence[str]] | None = None,
    operations: pd.DataFrame | None = None, **manifest: object,
) -> Release:  # fmt: skip
    """Return a release of these tables."""
    regions = Regions.packaged()
    relations = {"all": "", "in_state": "all", "elsewhere": "all", "out_of_state": "elsewhere", "unknown": "all",
                 "cross_border": "elsewhere"}  # fmt: skip
    codes = {
        "period": tree({"all": "", **dict.fromkeys(years, "all")}),
        "relation": tree(relations),
        "category": tree({"all": "", "runaway": "all", "trafficking": "all"}),
    }
    declared = [{"name": t.name, "dimensions": {d: LEVELS.get(d, "value") for d in t.dimensions}} for t in tables]
    told = {
        "release": "tiny", "as_of": "2023-12-31", "policy": {"name": "public", "threshold": 11}, "tables": declared,
        "coverage": {"read": "all"}, "audit": {"passed": True, "complete": True, "cells_checked": 3}, **manifest,
    }  # fmt: skip
    facts = pd.DataFrame({"operation": []}) if operations is None else operations
    return Release({t.name: t for t in tables}, regions.with_pools(pools) if pools else regions, told, codes, facts)
