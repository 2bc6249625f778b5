"""The one door to releases: what the app knows is what `RECOVERY_ATLAS_RELEASES` names.

Every visitor shares the same objects. They hold protected cells only.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geodata.release import ReleaseError, read_release

if TYPE_CHECKING:
    from geodata.release import Release

ENVIRONMENT: Final = "RECOVERY_ATLAS_RELEASES"
MANIFEST: Final = "manifest.json"
log = logging.getLogger(__name__)


def release_paths() -> list[Path]:
    """Return the releases that the server was started with."""
    return [Path(path) for path in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if path]


def _manifest_text(path: Path) -> str:
    if path.is_dir():
        return (path / MANIFEST).read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as packed:
        name = min((n for n in packed.namelist() if n.rsplit("/", 1)[-1] == MANIFEST), key=len)
        return packed.read(name).decode()


class _Kept:
    """What was last good at a path: a release that is being replaced, or was spoiled, is shown as it was."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: object = None
        self._id: str | None = None
        self._seen_opened: object = None
        self._release: Release | None = None

    def release_id(self, path: Path) -> str | None:
        """Return the id of the release at the path now, or of the last one that could be read."""
        with self._lock:
            seen = _mark(path)
            if seen is None or seen == self._seen:
                return self._id
            try:
                self._id = str(json.loads(_manifest_text(path))["release"])
            except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
                log.warning("release %s: no manifest (%s); it is left out.", path.name, type(error).__name__)
            self._seen = seen
            return self._id

    def release(self, path: Path) -> Release | None:
        """Return the release at the path now, or the last good one; it is read once for all visitors."""
        with self._lock:
            seen = _mark(path)
            if seen is None or seen == self._seen_opened:
                return self._release
            try:
                self._release = read_release(path)
            except (ReleaseError, OSError) as error:
                log.warning("%s", error)
            self._seen_opened = seen
            return self._release

    @property
    def is_open(self) -> bool:
        """Whether there is something to show."""
        return self._release is not None


_KEPT: Final[dict[Path, _Kept]] = {}


def _kept(path: Path) -> _Kept:
    return _KEPT.setdefault(path, _Kept())


def _mark(path: Path) -> object:
    """Return what changes when a release is replaced; None while there is none, as between two renames."""
    try:
        told = (path / MANIFEST if path.is_dir() else path).stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_ino, told.st_size


def health() -> tuple[bool, dict[str, Any]]:
    """Say whether there is a release to show, and for who runs the server, which ones there are."""
    known = {release: _kept(path).is_open for release, path in releases().items()}
    return open_release() is not None, {"releases": known}


def releases() -> dict[str, Path]:
    """Return release ids and where they are, in the server's order; a replaced release shows its new id."""
    found: dict[str, Path] = {}
    for path in release_paths():
        release = _kept(path).release_id(path)
        if release is not None:
            found.setdefault(release, path)
    return found


def open_at(path: Path) -> Release | None:
    """Return the release in a folder, as it is now; while it can't be read, as it was when it last could."""
    return _kept(path).release(path)


def open_release(release: str | None = None) -> Release | None:
    """Return a release by id, the first one by default; `None` when there is none that can be opened."""
    known = releases()
    if not known:
        return None
    return open_at(known.get(release or "", next(iter(known.values()))))
