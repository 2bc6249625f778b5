"""The engine at arm's length: `check` and `publish` as processes of their own, watched and stopped from the app.

The app itself loads nothing that reads records; what comes back is what the command line says, which holds no value of
a record. A stopped `publish` has written nothing.
"""

from __future__ import annotations

import csv
import io
import os
import re
import secrets
import shutil
import tempfile
import threading
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dashboard.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

INTO: Final = "RECOVERY_ATLAS_PUBLISH_INTO"
POLICIES: Final = ("public", "public-states", "internal")
#: What the publisher decides about rows: those that are the same in every cell, look like totals, or are hidden.
DECISIONS: Final = ("duplicates", "totals", "hidden")
DECIDED: Final = ("ask", "keep", "drop")
#: The files that the loaders read, by their endings.
FILE_TYPES: Final = (
    "csv", "tsv", "txt", "dat", "prn", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet", "pq", "geoparquet", "json",
    "jsonl", "ndjson", "geojson", "gpkg", "zip", "sqlite", "sqlite3", "db", "duckdb",
)  # fmt: skip
LONGEST_NAME: Final = 80
#: Where the folder of the server is; desks lie in it.
WORK: Final = "RECOVERY_ATLAS_WORK"
GONE_S: Final = 600.0
TIDYING_S: Final = 15.0


def publish_into() -> Path | None:
    """Return where releases may be written, or `None` when this server was not started to publish."""
    given = os.environ.get(INTO)
    return Path(given) if given else None


class Desk:
    """A folder of one session: the uploaded files, a job, and a release that waits for a yes.

    It goes when its browser has been gone for a while, and with the server.

    Parameters
    ----------
    is_here
        Says whether the browser that it belongs to is connected.
    """

    def __init__(self, is_here: Callable[[], bool] = lambda: True) -> None:
        self.job: Job | None = None
        self.is_closed, self._is_here, self._seen = False, is_here, time.monotonic()
        self._folder = Path(tempfile.mkdtemp(prefix="recovery-atlas-desk-", dir=os.environ.get(WORK)))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self.staged = self._folder / "release"
        self.open_places = self._folder / "open-places.csv"
        self.found_layout = self._folder / "found.toml"

    @property
    def is_busy(self) -> bool:
        """Whether a job goes on: a second one waits for it."""
        return self.job is not None and self.job.is_running

    def begin(
        self, command: str, arguments: Sequence[str], files: Sequence[tuple[str, bytes]], others: Sequence[Path] = ()
    ) -> Job | None:
        """Start a job on some uploads; None where one goes on already, as after a double click."""
        if self.is_busy or self.is_closed:
            return None
        self.job = Job(command, arguments, self.keep(files), others)
        return self.job

    def is_left(self, now: float) -> bool:
        """Say whether the browser has been gone for longer than it may."""
        if self._is_here():
            self._seen = now
        return now - self._seen > GONE_S

    def close(self) -> None:
        """End the job and remove the folder."""
        self.is_closed = True
        if self.job is not None:
            self.job.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def keep(self, files: Sequence[tuple[str, bytes]]) -> list[Path]:
        """Write uploads for the engine to read, under harmless names; two of one name are two files."""
        folder = self._folder / "sources"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        kept: list[Path] = []
        for name, content in files:
            path = folder / harmless(name)
            while path.exists():
                path = folder / f"{len(kept) + 1}-{path.name}"
            path.write_bytes(content)
            kept.append(path)
        return kept

    def left_open(self) -> list[tuple[str, list[str]]]:
        """Return the places that the last check left open, each with the codes to choose from."""
        if not self.open_places.exists():
            return []
        with self.open_places.open(encoding="utf-8", newline="") as file:
            return [(row["place"], row["candidates"].split()) for row in csv.DictReader(file)]

    def put_operations(self, name: str, content: bytes) -> Path:
        """Write the table of operations for the engine to read."""
        folder = self._folder / "operations"
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / harmless(name)
        path.write_bytes(content)
        return path

    def lay_out(self, layout: bytes) -> Path:
        """Write a layout for the engine to read."""
        path = self._folder / "layout.toml"
        path.write_bytes(layout)
        return path

    def decide(self, decided: Mapping[str, str]) -> Path:
        """Write the decisions about places for the engine to read."""
        path = self._folder / "places.csv"
        path.write_bytes(as_decisions(decided))
        return path

    def release_to(self, into: Path, release: str) -> Path:
        """Put the staged release where releases are kept; refuse to write over another one."""
        target = into / harmless(release)
        if target.exists():
            msg = f"{target.name}: there already; expected a new release. Move the old one away first."
            raise FileExistsError(msg)
        into.mkdir(parents=True, exist_ok=True)
        waiting = into / f".{target.name}.{secrets.token_hex(4)}.new"
        try:
            shutil.copytree(self.staged, waiting)
            waiting.rename(target)  # fails where another was quicker: no directory is renamed over a full one
        finally:
            shutil.rmtree(waiting, ignore_errors=True)
        return target


class Desks:
    """All desks of a server, and who looks after them."""

    def __init__(self) -> None:
        self._desks: set[Desk] = set()
        self._lock = threading.Lock()

    def open(self, is_here: Callable[[], bool]) -> Desk:
        """Give a session its desk."""
        desk = Desk(is_here)
        with self._lock:
            self._desks.add(desk)
        return desk

    def tidy(self, now: float | None = None) -> None:
        """Close the desks whose browsers are gone."""
        with self._lock:
            left = {desk for desk in self._desks if desk.is_left(time.monotonic() if now is None else now)}
            self._desks -= left
        for desk in left:
            desk.close()

    def watch(self) -> None:
        """Tidy for as long as the server runs."""
        while True:
            time.sleep(TIDYING_S)
            self.tidy()

    def close(self) -> None:
        """Close all desks."""
        with self._lock:
            left, self._desks = self._desks, set()
        for desk in left:
            desk.close()


#: The desks of this server; every session's screen runs in the same process.
DESKS: Final = Desks()


def as_decisions(decided: Mapping[str, str]) -> bytes:
    """Write decisions about places as the file that ``--places`` takes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("place", "code"), *sorted(decided.items())])
    return text.getvalue().encode()


def harmless(name: str) -> str:
    """Return a file name with nothing in it that a path or a shell could read otherwise."""
    return re.sub(r"[^\w.-]", "_", Path(name).name).lstrip(".-")[-LONGEST_NAME:] or "file"
