"""The one cached door to releases: what the app knows is what `RECOVERY_ATLAS_RELEASES` names."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.serving import ENVIRONMENT
from geodata.release import read_release

if TYPE_CHECKING:
    from geodata.release import Release

MANIFEST: Final = "manifest.json"


def release_paths() -> list[Path]:
    """Return the releases that the server was started with."""
    return [Path(path) for path in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if path]


def _manifest_text(path: Path) -> str:
    if path.is_dir():
        return (path / MANIFEST).read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as packed:
        name = min((n for n in packed.namelist() if n.rsplit("/", 1)[-1] == MANIFEST), key=len)
        return packed.read(name).decode()


@st.cache_data(show_spinner=False)
def _release_id(path: str, changed_ns: int) -> str:  # noqa: ARG001 -- part of the cache's key
    return str(json.loads(_manifest_text(Path(path)))["release"])


@st.cache_resource(show_spinner="…")
def _open(path: str, release: str) -> Release:  # noqa: ARG001 -- the id is part of the cache's key
    return read_release(Path(path))


def releases() -> dict[str, Path]:
    """Return release ids and where they are, in the server's order; a replaced release shows its new id."""
    found: dict[str, Path] = {}
    for path in release_paths():
        marker = path / MANIFEST if path.is_dir() else path
        if marker.exists():
            found.setdefault(_release_id(str(path), marker.stat().st_mtime_ns), path)
    return found


def open_release(release: str | None = None) -> Release | None:
    """Return a release by id, the first one by default; `None` when there is none.

    Every visitor shares the same object. It holds protected cells only.
    """
    known = releases()
    if not known:
        return None
    chosen = release if release in known else next(iter(known))
    return _open(str(known[chosen]), chosen)
