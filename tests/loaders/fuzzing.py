"""Fuzz the loaders for a given time: `python -m tests.loaders.fuzzing hypothesis --seconds 600 --seed 1`.

Three ways in, each with a promise: whatever the bytes are, they load with every row accounted for, or they are refused
in words that repeat nothing of the rows. `hypothesis` makes tables of odd cells and loads them whole; `readers` lets
atheris (coverage-guided; `pip install atheris`) look for bytes that upset a reader; `whole` lets it load them as far as
the records. What is found goes into the corpus, which `test_fuzz.py` reads on every run; `fuzzing.jsonl` is the log:
`hypothesis` writes its line itself, that of atheris is what it says on stderr at its end.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Final

if __name__ == "__main__" and sys.argv[1:2] != ["hypothesis"]:
    import atheris

    atheris.instrument_imports(include=["loaders"]).__enter__()  # for the rest of the process

from loaders.choices import Choices
from loaders.engines import opened, reading
from loaders.errors import LoadError
from loaders.layouts import open_source
from loaders.records import read_records
from loaders.sources import Source, expanded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import SearchStrategy

    from loaders.engines import DuckDBEngine

CORPUS: Final = Path(__file__).parent / "corpus"
LOG: Final = Path(__file__).with_name("fuzzing.jsonl")
SUFFIXES: Final = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".zip", ".geojson", ".parquet", ".sqlite")
TOLD_NOWHERE: Final = "qzxjkv"
CELLS: Final = (
    "", " ", "2021", "2021-05", "2021-05/2021-07", "US-TX", "Texas", "MX-CHH", "Total", "All counties", "12", "<5", "*",
    "1,234", "1.234", "-1", "1e9", "12a", "0.5", "Source: x", "runaway", "=1+1", "'; DROP TABLE x; --", "\0", "\x1f",
    "\u2028", "9" * 40, "1-9", "Oct-14", "2021-02-30", "\ufeff", '"', "a\nb", "not reported", "²", "\uff11\uff12", "٣",
    TOLD_NOWHERE,
)  # fmt: skip
HEADERS: Final = (
    "period", "origin", "recovery", "count", "as_of", "category", "source", "year", "recovery_state", "age_band",
    "period_start", "period_end", "Region", "", "count", "Año", "2021", "Texas", "x" * 300,
)  # fmt: skip
NEEDED: Final = ("period", "origin", "recovery", "count")


def loads_or_is_refused(path: Path, *, secret: str | None = None) -> str:
    """Hold one file against the promise; return what became of it.

    Raises
    ------
    AssertionError
        When rows are lost, or a refusal has no words, or too many.
    """
    try:
        records, quarantine = read_records([path])
    except LoadError as error:
        refusal = error
    else:
        refusal = None
    if refusal is not None:
        assert refusal.faults
        assert all(str(fault).startswith(path.name) for fault in refusal.faults)
        assert secret is None or secret not in str(refusal)
        return type(refusal).__name__
    tally = records.tally
    assert tally.rows == tally.loaded + tally.quarantined + tally.totals + tally.notes
    assert len(quarantine.rows[["source", "row"]].drop_duplicates()) == tally.quarantined
    return "loaded"


def opens_or_is_refused(path: Path, content: bytes, engine: DuckDBEngine) -> str:
    """Hold the readers alone against the promise."""
    try:
        if path.suffix == ".zip":
            path.write_bytes(content)
            sources, errors = expanded([path])
            return type(errors[0]).__name__ if errors else f"{bool(sources)}"
        with reading(path.name):
            open_source(Source(path, path.name, path.name, content), engine, Choices())
    except LoadError as error:
        return type(error).__name__
    return "opened"


def tables() -> SearchStrategy[str]:
    """Make tables as text: the needed columns and some others, over rows of odd cells, sometimes ragged."""
    from hypothesis import strategies as st  # noqa: PLC0415  (atheris runs without it)

    def as_text(parts: tuple[Sequence[str], Sequence[Sequence[str]], str, str]) -> str:
        header, rows, delimiter, end = parts
        return end.join(delimiter.join(f'"{c}"' if '"' not in c else c for c in row) for row in (header, *rows))

    cell = st.sampled_from(CELLS) | st.text(max_size=6)
    extras = st.lists(st.sampled_from(HEADERS), max_size=4)
    header = st.tuples(st.permutations(NEEDED), extras).map(lambda two: [*two[0], *two[1]]) | extras
    rows = st.lists(st.lists(cell, min_size=3, max_size=8), max_size=8)
    return st.tuples(header, rows, st.sampled_from(",;\t|"), st.sampled_from(("\n", "\r\n", "\n\n"))).map(as_text)


def by_hypothesis(folder: Path, seconds: float, seed: int) -> int:
    """Load made tables until the time is over."""
    from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415
    from hypothesis import seed as seeded  # noqa: PLC0415
    from hypothesis import strategies as st  # noqa: PLC0415

    n_done, end = 0, process_time() + seconds
    while process_time() < end:

        @seeded(seed + n_done)
        @settings(
            max_examples=200,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.target, Phase.shrink],
        )
        @given(tables(), st.sampled_from((".csv", ".tsv", ".txt")), st.sampled_from(("utf-8", "utf-8-sig", "utf-16")))
        def load(text: str, suffix: str, encoding: str) -> None:
            nonlocal n_done
            n_done += 1
            path = folder / f"a{suffix}"
            path.write_bytes(text.encode(encoding, "replace"))
            loads_or_is_refused(path, secret=TOLD_NOWHERE if TOLD_NOWHERE not in text.partition("\n")[0] else None)

        try:
            load()
        except KeyboardInterrupt:
            break
    return n_done


def by_atheris(target: Callable[[bytes], object], given: argparse.Namespace) -> None:
    """Let libFuzzer mutate bytes for the time, or pick what is needed of its finds; it ends this process.

    What it did it says on stderr.
    """
    import atheris  # noqa: PLC0415  (an optional tool)

    if given.smallest is not None:
        atheris.Setup([sys.argv[0], "-merge=1", str(given.smallest), str(given.folder)], target)
        atheris.Fuzz()
    folder, seconds, seed = given.folder, given.seconds, given.seed
    for path in CORPUS.iterdir():
        if path.suffix in SUFFIXES:
            (folder / path.name).write_bytes(bytes([SUFFIXES.index(path.suffix)]) + path.read_bytes())
    limits = ("-timeout=60", "-rss_limit_mb=3000", "-max_len=4096", "-print_final_stats=1")
    atheris.Setup([sys.argv[0], str(folder), f"-seed={seed}", f"-max_total_time={seconds:.0f}", *limits], target)
    atheris.Fuzz()


def corpus_hash(folder: Path = CORPUS) -> str:
    """Hash the corpus by names and contents."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def main() -> None:
    """Run one way in and log it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=("hypothesis", "readers", "whole"))
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="Where atheris keeps what it finds.")
    parser.add_argument("--smallest", type=Path, help="Copy there what of the folder gives its coverage, and stop.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        if given.way == "hypothesis":
            n_done = by_hypothesis(place, given.seconds, given.seed)
            told = {"way": given.way, "executions": n_done, "cpu_seconds": round(process_time()), "seed": given.seed}
            with LOG.open("a", encoding="utf-8") as log:
                log.write(json.dumps(told | {"corpus": corpus_hash()}) + "\n")
            return

        with opened("duckdb", []) as engine:

            def target(content: bytes) -> None:
                path = place / f"a{SUFFIXES[content[0] % len(SUFFIXES)] if content else '.csv'}"
                if given.way == "readers":
                    opens_or_is_refused(path, content[1:], engine)
                else:
                    path.write_bytes(content[1:])
                    loads_or_is_refused(path)

            by_atheris(target, given)


if __name__ == "__main__":
    main()
