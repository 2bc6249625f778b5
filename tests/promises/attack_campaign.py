"""Publish many small made-up files and attack each release with records: `python -m tests.promises.attack_campaign`.

Prints a line for each release that is broken or isn't done, and a table at the end. A number is

- *narrowed* where it can't be all of 1..k−1 and isn't k or more for certain,
- *known* where one value from 1 to k−1 is left,
- *nought* where it is withheld and everyone can tell that it is 0.

A release is *corner* where nothing but records from a place to itself is narrowed, such as both places unknown: no
cell, but a difference that follows from cells. *wrong* are claims that the made-up records contradict: none, or the
attack is mistaken.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.coding import Guidance
from geodata.coding.territories import read_rule
from geodata.errors import GeodataError
from geodata.policy import PACKAGED, policy_from, read_policy
from geodata.publish import Options, publish
from tests.geodata.released import pages
from tests.promises.record_attack.attack import attack
from tests.promises.record_attack.drawing import draw_records
from tests.promises.record_attack.numbers import own_cells
from tests.promises.record_attack.policies import OWN
from tests.promises.record_attack.published import read_release
from tests.promises.record_attack.records import leaves_of, write_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geodata.policy import Policy
    from tests.promises.record_attack.attack import Outcome
    from tests.promises.record_attack.records import Record


@dataclass
class Line:
    """What came of one file."""

    seed: int
    policy: str
    rows: int = 0
    state: str = "unfinished"
    numbers: int = 0
    narrowed: int = 0
    known: int = 0
    nought: int = 0
    corners: int = 0
    undecided: int = 0
    wrong: int = 0
    published: int = 0
    withheld: int = 0
    publish_seconds: float = 0.0
    attack_seconds: float = 0.0
    first: str = ""


def policy_of(name: str) -> Policy:
    """Give a packaged policy, one of `record_attack.policies`, or one from a file."""
    return policy_from({"name": name, **OWN[name]}) if name in OWN else read_policy(name)


def rule_of(seed: int) -> str:
    """Say which rule about territories a file of the campaign has."""
    return "abroad" if seed % 4 == 3 else "domestic"


def released(records: Sequence[Record], policy: Policy, folder: Path, territories: Sequence[str] = ()) -> Path:
    """Publish records, and return where the release is."""
    source = write_records(folder / "records.csv", records)
    guidance = Guidance(territories=read_rule(territories))
    options = Options(policy, as_of="2026-01-01", release_id="attacked", duplicates="keep", guidance=guidance)
    publish([source], folder / "release", options, site=pages)
    return folder / "release"


def tried(seed: int, name: str, most_rows: int) -> Line:
    """Draw a file, publish it and attack the release."""
    policy = policy_of(name)
    quarters = policy.finest_period != "year"
    records = draw_records(seed, most_rows=most_rows, quarters=quarters, operations=policy.operations == "named")
    line = Line(seed, name, len(records))
    with tempfile.TemporaryDirectory() as scratch:
        begun = time.perf_counter()
        try:
            out = released(records, policy, Path(scratch), [rule_of(seed)])
        except GeodataError as error:
            line.state, line.first = "refused", str(error)[:200]
            return line
        finally:
            line.publish_seconds = round(time.perf_counter() - begun, 1)
        begun = time.perf_counter()
        outcome = attack(out)
        line.attack_seconds = round(time.perf_counter() - begun, 1)
        _told(line, outcome, out, records)
    return line


def _told(line: Line, outcome: Outcome, out: Path, records: Iterable[Record]) -> None:
    release = read_release(out)
    line.published = sum(n is not None for n in release.shown.values())
    line.withheld = len(release.shown) - line.published
    line.numbers, line.undecided = outcome.n_numbers, len(outcome.undecided)
    line.nought = sum(f.high == 0 for f in outcome.found)
    line.corners = sum(f.kind == "corner" for f in outcome.found)
    line.narrowed = len(outcome.found) - line.nought - line.corners
    line.known = sum(f.is_known and f.high != 0 for f in outcome.found)
    line.wrong = len(wrong_claims(outcome, out, records))
    line.state = "undecided" if outcome.undecided else "safe"
    if outcome.found:
        line.state = "broken" if len(outcome.found) > line.corners else "corner"
        worst = min(outcome.found, key=lambda f: (f.kind == "corner", f.high == 0, not f.is_known, f.name))
        line.first = f"{worst.kind} {worst.name}: {worst.low}..{'' if worst.high is None else worst.high}"


def wrong_claims(outcome: Outcome, out: Path, records: Iterable[Record]) -> list[str]:
    """Name the cells whose true number lies outside what the attack says that they can be."""
    release = read_release(out)
    true = own_cells(release, leaves_of(release, records))
    cells = {f.key: f for f in outcome.found if f.key is not None}
    ends = {key: (f.low, float("inf") if f.high is None else f.high) for key, f in cells.items()}
    wrong = [cells[key].name for key, (low, high) in ends.items() if not low <= true.get(key, 0) <= high]
    return wrong + [f"{key}" for key, n in release.shown.items() if n is not None and true.get(key, 0) != n]


def _child(pipe: Any, seed: int, name: str, most_rows: int) -> None:  # noqa: ANN401
    os.nice(5)
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 -- as long as the process lives
    pipe.send(asdict(tried(seed, name, most_rows)))


def campaign(seeds: Iterable[int], names: Sequence[str], most_rows: int, patience: float) -> Iterable[Line]:
    """Try file after file, each in a process of its own that is ended when it takes too long."""
    context = multiprocessing.get_context("fork")
    for seed in seeds:
        for name in names:
            here, there = context.Pipe()
            child = context.Process(target=_child, args=(there, seed, name, most_rows))
            begun = time.perf_counter()
            child.start()
            there.close()
            line = Line(seed, name, publish_seconds=patience)
            with contextlib.suppress(EOFError):  # a child that failed has told why on stderr
                if here.poll(patience):
                    line = Line(**here.recv())
            if not child.is_alive() or time.perf_counter() - begun < patience:
                child.join(5)
            if line.state == "unfinished" and child.exitcode:
                line.state = "failed"
            child.kill()
            child.join()
            yield line


STATES: Final = ("safe", "broken", "corner", "refused", "unfinished", "failed")
TOTALS: Final = (
    "numbers", "narrowed", "known", "nought", "corners", "undecided", "wrong", "published", "withheld",
    "publish_seconds", "attack_seconds",
)  # fmt: skip


def table(lines: Sequence[Line]) -> str:
    """Put the lines of each policy together."""
    heads = ["policy", "files", *STATES, *(t.replace("seconds", "s") for t in TOTALS)]
    rows = [heads]
    for name in dict.fromkeys(line.policy for line in lines):
        own = [line for line in lines if line.policy == name]
        states = [sum(line.state == s for line in own) for s in STATES]
        totals = [round(sum(getattr(line, t) for line in own)) for t in TOTALS]
        rows.append([name, *map(str, [len(own), *states, *totals])])
    widths = [max(len(row[at]) for row in rows) for at in range(len(heads))]
    return "\n".join("  ".join(f"{v:>{w}}" for v, w in zip(row, widths, strict=True)) for row in rows)


def main(given: Sequence[str] | None = None) -> int:
    """Run a campaign; 1 when a release was broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--n", type=int, default=20, help="files")
    parser.add_argument("--seed", type=int, default=1, help="of the first file; each further one has the next")
    known = ", ".join((*PACKAGED, *OWN))
    parser.add_argument("--policy", action="append", help=f"{known}, own (all of these) or a file")
    parser.add_argument("--rows", type=int, default=900, help="most rows of a file")
    parser.add_argument("--patience", type=float, default=300.0, help="seconds for one file")
    parser.add_argument("--out", type=Path, help="a file that gets a line of JSON for each release")
    told = parser.parse_args(given)
    names = [n for p in told.policy or ["public-states"] for n in (OWN if p == "own" else [p])]
    lines = []
    for line in campaign(range(told.seed, told.seed + told.n), names, told.rows, told.patience):
        lines.append(line)
        if line.state != "safe":
            print(f"seed {line.seed} {line.policy} rows {line.rows}: {line.state} {line.first}", flush=True)  # noqa: T201
        if told.out:
            with told.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(line)) + "\n")
    print(table(lines), flush=True)  # noqa: T201
    return int(any(line.state in {"broken", "corner"} for line in lines))


if __name__ == "__main__":
    sys.exit(main())
