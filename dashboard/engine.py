"""The engine at arm's length: `check` and `publish` as processes of their own, watched and stopped from the app.

The app itself loads nothing that reads records; what comes back is what the command line says, which holds no value of
a record. A stopped `publish` has written nothing.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def publish_into() -> Path | None:
    """Return where releases may be written, or `None` when this server was not started to publish."""
    given = os.environ.get(INTO)
    return Path(given) if given else None


class Job:
    """One run of a command: its lines of progress while it goes on, its answer when it has ended."""

    def __init__(self, command: str, arguments: Sequence[str], files: Sequence[Path]) -> None:
        self.command, self.progress, self.out, self.is_stopped = command, list[str](), "", False
        self._process = subprocess.Popen(  # noqa: S603 -- our own command; files come as paths that we named
            [sys.executable, "-m", "dashboard.cli", command, "--format", "json", *arguments, "--", *map(str, files)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._read_out, self._read_progress)]
        for reader in self._readers:
            reader.start()

    def _read_out(self) -> None:
        if self._process.stdout:
            with self._process.stdout as answers:
                self.out = answers.read()

    def _read_progress(self) -> None:
        if self._process.stderr:
            with self._process.stderr as lines:
                for line in lines:
                    self.progress.append(line.strip())

    @property
    def is_running(self) -> bool:
        """Whether the command goes on."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End the command; it leaves nothing behind."""
        self.is_stopped = True
        self._process.terminate()

    def answer(self) -> Mapping[str, Any]:
        """Return the answer of an ended command; a command that gave none was refused."""
        for reader in self._readers:
            reader.join(timeout=5)
        try:
            told: dict[str, Any] = json.loads(self.out)
        except ValueError:
            told = {"refused": [line for line in self.progress if line.startswith("refused")] or self.progress[-1:]}
        return told


class Desk:
    """A folder of one session: the uploaded files, and a release that waits for a yes; it goes with the session."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="recovery-atlas-desk-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self.staged = self._folder / "release"
        self.open_places = self._folder / "open-places.csv"
        self.found_layout = self._folder / "found.toml"

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
        waiting = into / f".{target.name}.new"
        shutil.copytree(self.staged, waiting)
        waiting.rename(target)
        return target


def as_decisions(decided: Mapping[str, str]) -> bytes:
    """Write decisions about places as the file that ``--places`` takes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("place", "code"), *sorted(decided.items())])
    return text.getvalue().encode()


def harmless(name: str) -> str:
    """Return a file name with nothing in it that a path or a shell could read otherwise."""
    return re.sub(r"[^\w.-]", "_", Path(name).name).lstrip(".-")[-LONGEST_NAME:] or "file"
