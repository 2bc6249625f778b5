"""Say how far the reading of one file is, while it lasts."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loaders.engines import DuckDBEngine
    from loaders.sources import Source

# A file that is read sooner needs no word in between.
EVERY_S: Final = 3.0


@contextmanager
def watched(file: Source, engine: DuckDBEngine, tell: Callable[[str], object]) -> Iterator[None]:
    """Tell rows and bytes at intervals, as far as the engine is within its pass over a file."""
    done = Event()

    def look() -> None:
        while not done.wait(EVERY_S):
            if (under_way := engine.under_way()) is not None:
                share, n_rows = under_way
                told = f"about {share * n_rows:,.0f} of {n_rows:,} rows, {share * file.n_bytes:,.0f} bytes"
                tell(f"reading {file.name}: {told}")

    watch = Thread(target=look, daemon=True)
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()
