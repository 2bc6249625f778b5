"""The audit finds exactly what listing every completion finds, on tables small enough to list them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geodata.attack.effort import EFFORT, Effort
from geodata.disclosure.audit import audit_tables
from geodata.disclosure.protection import Standard
from geodata.disclosure.suppression.secondary import protect_cells
from geodata.disclosure.visible import Visible
from tests.geodata.disclosure.linked import Attacker, as_tables, random_pattern, random_truth

if TYPE_CHECKING:
    from numpy.random import Generator

    from geodata.arrays import Bools, Ints
    from geodata.protected import AuditReport
    from geodata.tabulation.grid import Grid
    from tests.geodata.disclosure.linked import Range, Truth

KINDS, SHARES = ("protected", "primary", "random", "false"), (0.3, 0.15, 0.5, 0.05)


def instance(rng: Generator, effort: Effort) -> tuple[str, Truth, Ints, Bools, Standard]:
    """Invent tables, and publish them well, naively, at random, or with a number that is not true."""
    truth, k = random_truth(rng, mean=float(rng.choice([0.5, 1, 2]))), int(rng.integers(2, 6))
    level, rule = rng.choice(["interval", "interval", "exact"]), rng.choice(["published", "published", "protected"])
    standard = Standard(k, str(level), str(rule), effort)  # type: ignore[arg-type]
    kind, small = str(rng.choice(KINDS, p=SHARES)), standard.is_small(truth.count)
    count = truth.count.copy()
    if kind == "protected":
        withheld = protect_cells(truth.grid, Visible.of(count, k), small, standard, np.ones(len(count)))
        return kind, truth, count, withheld, standard
    withheld = small if kind == "primary" else random_pattern(rng, truth, k)
    if kind == "primary" or rng.random() < 0.8:
        withheld = standard.with_zeros(truth.grid, count, withheld)
    if kind == "false":
        count[rng.integers(len(count))] += 1
    return kind, truth, count, withheld, standard


def found(grid: Grid, report: AuditReport) -> set[Range]:
    """Name what the audit found as the patient attacker does."""
    roots = {d: t.codes[0] for d, t in grid.trees.items()}
    assert all(f.exact == (f.low == f.high) and f.witness for f in report.findings)
    return {(tuple({**roots, **f.cell}.values()), f.low, f.high) for f in report.findings}


@pytest.mark.parametrize(
    ("n_instances", "first_seed", "effort"),
    [
        (300, 0, EFFORT),
        (720, 10_000, replace(EFFORT, exact_unknowns=0)),
        (300, 20_000, replace(EFFORT, exact_unknowns=0, vast=0)),
    ],
    ids=["whole-numbers", "walk-and-programme", "walk-and-inner-points"],
)
def test_the_audit_agrees_with_every_completion(n_instances: int, first_seed: int, effort: Effort) -> None:
    tally: Counter[tuple[str, bool]] = Counter()
    standards: Counter[tuple[str, str, bool]] = Counter()
    seed = first_seed
    while tally.total() < n_instances:
        kind, truth, count, withheld, standard = instance(np.random.default_rng(seed), effort)
        cap = int(count[0]) + (2 * standard.threshold if withheld[0] else 0)
        attacker = Attacker(truth.grid, count, withheld, standard)
        ranges, faults = attacker.ranges(cap), attacker.open_faults(cap)
        seed += 1
        if ranges is None or faults is None:  # too many completions to list
            continue
        report = audit_tables(truth.grid, as_tables(truth.grid, count, withheld), standard)
        got, expected = found(truth.grid, report), ranges | faults
        tally[kind, not expected] += 1
        standards[standard.level, standard.zeros, not expected] += 1
        assert report.complete, seed
        assert report.passed == (not expected), (seed - 1, kind, standard, got, expected)
        if attacker.is_possible and kind != "false":
            if standard.level == "exact" and report.lp_only:  # a gap that only whole numbers show
                expected = {leak for leak in expected if leak in got}
            compare(got, expected, exactly=bool(effort.exact_unknowns), where=f"seed {seed - 1}, {kind}, {standard}")
    assert seed - first_seed < 3 * n_instances, tally  # not too many were passed over
    assert min(tally[kind, False] for kind in KINDS[1:]) > 5  # instances of every kind, safe and unsafe
    assert min(tally[kind, True] for kind in KINDS[:3]) > 1
    assert not tally["protected", False]
    assert len(standards) == 8, standards  # every standard, kept and broken


def compare(got: set[Range], expected: set[Range], *, exactly: bool, where: str) -> None:
    """Compare the numbers that leak and their ranges; a range that was programmed may be wider, never narrower."""
    if exactly:
        assert got == expected, where
        return
    assert Counter(cell for cell, _, _ in got) == Counter(cell for cell, _, _ in expected), where
    for cell, low, high in expected:
        assert any(c == cell and a <= low and (b is None or (high is not None and b >= high)) for c, a, b in got), (
            where,
            cell,
        )
