"""Disclosure control on a bare instance: trees, tables and leaf counts, and nothing else known about them."""

from __future__ import annotations

import csv
import os
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from geodata.counting import count_cells
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.costs import published, weights
from geodata.disclosure.protection import Standard
from geodata.disclosure.recoding.small_areas import say_coarser
from geodata.disclosure.recoding.small_leaves import Pooled, pool_leaves, with_members
from geodata.disclosure.suppression import secondary
from geodata.disclosure.visible import Visible
from geodata.protected import ProtectedCube
from geodata.tabulation.instance import read_instance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geodata.protected import ProtectedTable
    from geodata.tabulation.instance import Instance


def protect_instance(
    folder: Path,
    out: Path,
    *,
    kind: str = "public",
    level: Literal["interval", "exact"] = "interval",
    pooling: bool = False,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Protect a bare instance, attack the result, and write its cells as CSV.

    Parameters
    ----------
    folder
        Holds `instance.toml`.
    out
        The CSV: `table`, every dimension (blank where the table lacks it), `count`, `status`; all cells but the
        published zeros.
    kind
        What else to withhold is chosen by `public` facts, or by `counts`.
    level
        What no one may learn.
    pooling
        Whether leaves that are too small in all are shown together.
    progress
        Told a sentence per step.

    Returns
    -------
    `cells`, `too_small`, `withheld`, `further` (withheld though not too small, or of k or more inside a pool),
    `further_sum` (their true total, for the owner of the counts), `seconds` per step, and the `audit`. With pooling
    also `pools` (dimension → pool → members) and `not_pooled` (dimensions); the other figures count a pool's cells,
    and none of its members'.

    Raises
    ------
    GeodataError
        When the instance can't be read.
    DisclosureError
        When it can't be protected, or the audit finds something or doesn't finish.
    """
    tell, clock = progress or (lambda _: None), _Clock()
    instance = read_instance(folder)
    clock.lap("read")
    standard = Standard(instance.threshold, level, "protected" if instance.zeros_protected else "published")
    pooled = pool_leaves(instance, standard) if pooling else Pooled(instance, {})
    instance = pooled.instance
    if pooling:
        tell(str(pooled))
    tables, figures = _protected(instance, standard, kind, tell)
    clock.lap("protect")
    report = audit_tables(instance.grid, tables, standard)
    tell(f"audited {report.cells_checked} withheld cells and sums")
    clock.lap("audit")
    _write(instance, ProtectedCube(tables, report), pooled.pools, out)
    clock.lap("write")
    figures |= {"further": figures["further"] + pooled.further}
    figures |= {"further_sum": figures["further_sum"] + pooled.further_sum}
    told = {"pools": pooled.pools, "not_pooled": list(pooled.kept)} if pooling else {}
    return {**figures, **told, "seconds": clock.seconds(), "audit": report.as_dict()}


def _protected(
    instance: Instance, standard: Standard, kind: str, tell: Callable[[str], None]
) -> tuple[dict[str, ProtectedTable], dict[str, int]]:
    """Count, withhold, and say how much was withheld."""
    grid = instance.grid
    raw = count_cells(grid, instance.codes, instance.count)
    count = raw.counts()
    small = standard.is_small(count)
    for sentence in say_coarser(grid, small & (count > 0), count > 0):
        tell(sentence)
    visible = Visible.of(count, standard.threshold)
    withheld = secondary.protect_cells(grid, visible, small, standard, weights(grid, count, kind), tell)
    further = withheld & (count >= standard.threshold)
    figures = {"cells": len(grid), "too_small": int(small.sum()), "withheld": int(withheld.sum())}
    figures |= {"further": int(further.sum()), "further_sum": int(count[further].sum())}
    return published(raw, withheld), figures


def _write(instance: Instance, cube: ProtectedCube, pools: Mapping[str, Mapping[str, list[str]]], out: Path) -> None:
    """Write the cells, and those inside pools; whole or not at all."""
    dimensions = list(instance.grid.trees)
    handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(["table", *dimensions, "count", "status"])
            for name, table in cube.tables.items():
                cells = with_members(table.cells, pools)
                cells = cells[(cells["count"] != 0).fillna(value=True)]
                parts = [cells[d] if d in table.dimensions else [""] * len(cells) for d in dimensions]
                shown = cells["count"].astype("string").fillna("")
                lines.writerows(zip([name] * len(cells), *parts, shown, cells["status"], strict=True))
        Path(temporary).replace(out)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


class _Clock:
    """Seconds per step, and in all."""

    def __init__(self) -> None:
        self._laps: dict[str, float] = {}
        self._start = self._last = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        self._laps[name], self._last = round(now - self._last, 3), now

    def seconds(self) -> dict[str, float]:
        return {**self._laps, "total": round(self._last - self._start, 3)}
