"""The folder of a running server: uploads and staged releases lie in it, and it goes with the server, whatever ends it.

Its owner holds a lock on a file in it, which the system lets go when the owner ends, even by KILL. At every start the
folders that nobody holds are removed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX: Final = "recovery-atlas-"
OWNER: Final = "owner"
#: A folder without an owner's file, as older versions made and as one is for a moment at its start, may be this old.
OWNERLESS_S: Final = 3600


@contextmanager
def opened() -> Iterator[Path]:
    """Make a folder of this process' own, after clearing up those whose owners are gone."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    lock = FileLock(folder / OWNER, timeout=0, thread_local=False)
    lock.acquire()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of servers that are gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not folder.is_symlink() and folder.is_dir() and _is_mine(folder) and _is_left(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_mine(folder: Path) -> bool:
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


def _is_left(folder: Path) -> bool:
    """Say whether nobody holds a folder."""
    try:
        if not (folder / OWNER).exists():
            return time.time() - folder.stat().st_mtime > OWNERLESS_S
        lock = FileLock(folder / OWNER, timeout=0, thread_local=False)
        lock.acquire()
        lock.release()
    except (Timeout, OSError):
        return False
    return True
