"""kill -9 at any moment of writing: the old release or the new one is whole, and the next run clears up."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import time
from functools import partial
from typing import TYPE_CHECKING

from geodata.release.placing import put
from geodata.release.writing import write_release
from tests.geodata import released

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geodata.release import Release

KILLS = 50


def is_whole(folder: Path) -> bool:
    """Check a release without the product's own reader."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    files = released.files_of(folder)
    files.pop("manifest.json")
    files.pop("SHA256SUMS")
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()} == manifest["files"]


def _given(pages: dict[str, bytes], _: Release) -> dict[str, bytes]:
    return pages


def in_a_child(work: Callable[[], None]) -> int:
    """Run something in a forked process and return its id."""
    child = os.fork()
    if child == 0:  # pragma: no cover -- the child ends here
        try:
            work()
        finally:
            os._exit(0)
    return child


def test_a_killed_run_leaves_a_whole_release_and_the_next_one_clears_up(tmp_path: Path) -> None:
    out = tmp_path / "release"
    releases = []
    for name in ("old", "new"):
        site = {f"places/{name}{i}.html": name.encode() * 5_000 for i in range(150)}
        pages = {"index.html": b"x" * 2_000_000, "methods.html": b"", **site}
        write_release(released.release(release_id=name), out, partial(_given, pages))
        releases.append(released.files_of(out))

    started = time.perf_counter()
    os.waitpid(in_a_child(lambda: put(out, releases[1])), 0)
    takes = time.perf_counter() - started
    chance = random.Random(7)  # noqa: S311
    killed_midway = tries = 0
    while killed_midway < KILLS:
        child = in_a_child(partial(put, out, releases[tries % 2]))
        time.sleep(chance.uniform(0, takes))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        # How long a run takes depends on what else the machine does: the moments follow it.
        killed_midway += os.WIFSIGNALED(status)
        takes *= 1.02 if os.WIFSIGNALED(status) else 0.9
        tries += 1
        assert is_whole(_there(out)), tries
        assert tries < 20 * KILLS, "hardly a kill hits a run that is still writing"
    put(out, releases[1])
    assert [path.name for path in tmp_path.iterdir()] == ["release"]
    assert is_whole(out)


def _there(out: Path) -> Path:
    """Return the release; between two renames it stands beside its place, and the next run puts it back."""
    return out if out.exists() else next(out.parent.glob(f".{out.name}.recovery-atlas-old-*"))
