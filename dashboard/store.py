"""The one door to releases: what the app knows is what `RECOVERY_ATLAS_RELEASES` names.

Every visitor shares the same objects. They hold protected cells only.
"""

from __future__ import annotations

import json
import logging
import os
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geodata.release import ReleaseError, read_release

if TYPE_CHECKING:
    from geodata.release import Release

ENVIRONMENT: Final = "RECOVERY_ATLAS_RELEASES"
MANIFEST: Final = "manifest.json"
KEPT_OPEN: Final = 8
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


@lru_cache(maxsize=KEPT_OPEN)
def _release_id(path: Path, changed_ns: int) -> str | None:  # noqa: ARG001 -- part of the cache's key
    """Return the id of a release, or `None` where there is none to be read."""
    try:
        return str(json.loads(_manifest_text(path))["release"])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        log.warning("release %s: no manifest (%s); it is left out.", path.name, type(error).__name__)
        return None


@lru_cache(maxsize=KEPT_OPEN)
def _open(path: Path, changed_ns: int) -> Release | None:  # noqa: ARG001 -- part of the cache's key
    try:
        return read_release(path)
    except ReleaseError as error:
        log.warning("%s", error)
        return None


def _changed_ns(path: Path) -> int:
    marker = path / MANIFEST if path.is_dir() else path
    return marker.stat().st_mtime_ns if marker.exists() else 0


def releases() -> dict[str, Path]:
    """Return release ids and where they are, in the server's order; a replaced release shows its new id."""
    found: dict[str, Path] = {}
    for path in release_paths():
        release = _release_id(path, _changed_ns(path))
        if release is not None:
            found.setdefault(release, path)
    return found


def open_at(path: Path) -> Release | None:
    """Return the release in a folder, as it is now."""
    return _open(path, _changed_ns(path))


def open_release(release: str | None = None) -> Release | None:
    """Return a release by id, the first one by default; `None` when there is none that can be opened."""
    known = releases()
    if not known:
        return None
    return open_at(known.get(release or "", next(iter(known.values()))))
