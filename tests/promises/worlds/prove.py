"""Compare audit and judge on as many releases as one likes: ``python -m tests.promises.worlds.prove --seeds 2000``.

A line per shape: releases, numbers under test, how many of them leak, and on how many releases and numbers the two
disagree; then the first disagreements in full.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from tests.promises.worlds.comparison import compare
from tests.promises.worlds.product import hurry, linked, unlinked
from tests.promises.worlds.releases import random_case
from tests.promises.worlds.shapes import SHAPES

if TYPE_CHECKING:
    from tests.promises.worlds.releases import Links
    from tests.promises.worlds.shape import Shape

_TOLD = 5  # disagreements in full, per shape


def main() -> int:
    """Print the table; 1 if there is any disagreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000, help="releases of each shape")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--shapes", default="", help="names, by commas; empty: all")
    parser.add_argument("--yesterday", action="store_true", help="audit without what relations say of places")
    asked = parser.parse_args()
    hurry()
    wanted = asked.shapes.split(",") if asked.shapes else [s.name for s in SHAPES]
    links = unlinked if asked.yesterday else linked
    seeds = range(asked.first, asked.first + asked.seeds)
    sys.stdout.write(f"{'shape':22}{'releases':>9}{'numbers':>9}{'leaks':>8}{'apart':>7}{'numbers':>9}{'seconds':>9}\n")
    failed = [prove(shape, seeds, links) for shape in SHAPES if shape.name in wanted]
    return int(any(failed))


def prove(shape: Shape, seeds: range, links: Links) -> bool:
    """Compare on releases of one shape and print what came out; return whether there is any disagreement."""
    begun, told = time.process_time(), []
    n_numbers, n_leaks, apart, n_apart = 0, 0, 0, 0
    for seed in seeds:
        case = random_case(np.random.default_rng(seed), shape, links)
        outcome = compare(case)
        n_numbers, n_leaks = n_numbers + outcome.n_numbers, n_leaks + outcome.n_leaks
        if not outcome.agrees:
            apart, n_apart = apart + 1, n_apart + len(outcome.missed | outcome.invented)
            told.append(
                f"  seed {seed} ({case.pattern}): judge {_named(outcome.missed)}; audit {_named(outcome.invented)}\n"
            )
    took = time.process_time() - begun
    sys.stdout.write(f"{shape.name:22}{len(seeds):9}{n_numbers:9}{n_leaks:8}{apart:7}{n_apart:9}{took:9.1f}\n")
    sys.stdout.write("".join(told[:_TOLD]))
    sys.stdout.flush()
    return bool(told)


def _named(found: frozenset[tuple[tuple[str, ...], int, int | None]]) -> str:
    some = sorted(found, key=str)[:3]
    rest = f" and {len(found) - len(some)} more" if len(found) > len(some) else ""
    return (", ".join(f"{' × '.join(cell)} {low}..{high}" for cell, low, high in some) or "nothing") + rest


if __name__ == "__main__":
    sys.exit(main())
