"""Say how far the reading of one file is, while it lasts."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from loaders.metering import Meter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from loaders.engines import DuckDBEngine
    from loaders.sources import Source

# A file that is read sooner needs no word in between.
EVERY_S: Final = 3.0


@contextmanager
def watched(file: Source, engine: DuckDBEngine, tell: Callable[[str], object]) -> Iterator[Source]:
    """Hand a file on with a meter, and tell rows and bytes at intervals while it is read."""
    done, metered = Event(), file._replace(meter=Meter())

    def look() -> None:
        last = ""
        while not done.wait(EVERY_S):
            if (told := _far(metered, engine)) not in {"", last}:
                tell(f"reading {file.name}: {told}")
                last = told

    watch = Thread(target=look, daemon=True)
    watch.start()
    try:
        yield metered
    finally:
        done.set()
        watch.join()


def _far(file: Source, engine: DuckDBEngine) -> str:
    """Say how far the engine is within its pass over a file, or a reader before it; empty where nobody is."""
    if (under_way := engine.under_way()) is not None:
        share, n_rows = under_way
        return f"about {share * n_rows:,.0f} of {n_rows:,} rows, {share * file.n_bytes:,.0f} bytes"
    if (meter := file.meter) is None or not (meter.n_rows or meter.n_bytes):
        return ""
    rows = f"{meter.n_rows:,} rows, " if meter.n_rows else ""
    # A library that opens a file by itself does not say where in it it is.
    n_bytes = f"{meter.n_bytes:,} of {file.n_bytes:,} bytes" if meter.n_bytes else f"{file.n_bytes:,} bytes in all"
    return f"{rows}{n_bytes}"
