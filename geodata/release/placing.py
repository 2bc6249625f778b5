"""Put a release in its place: one writer at a time, whole or not at all, and over nothing but an older release."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from filelock import FileLock, Timeout

from geodata.errors import ReleaseError, plain
from geodata.release.shelf import MANIFEST, SIGNATURE, SUMS, is_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: Less room than this on the disk is refused before any work is done: a release with its pages takes about as much.
LEAST_FREE_BYTES: Final = 32 * 2**20
#: Endings that say a file of some kind; a release is a directory.
FILE_ENDINGS: Final = frozenset({".zip", ".csv", ".tsv", ".json", ".html", ".parquet", ".xlsx", ".pdf", ".png", ".gz"})
#: Seconds until a place that was refused is looked at again, and how often; to replace a release takes a thousandth.
_AGAIN_S: Final = 0.2
_LOOKS: Final = 10
_NAMED: Final = 5  # strangers that a refusal names


def checked_out(out: Path) -> Path:
    """Return a place where a release can be written, or refuse it before any work is done.

    Raises
    ------
    ReleaseError
        When there is something that is no release, when a release has files that its manifest doesn't list, or when
        the name is that of a file.
    """
    there = plain(out)
    try:
        is_there, is_mount = out.exists(), out.resolve().is_mount()
        is_free = not is_there or (out.is_dir() and (is_release(out) or not any(out.iterdir())))
        strangers = _strangers(out) if is_there and is_free and is_release(out) else []
    except (OSError, RuntimeError) as error:  # pathlib raises the latter for a loop of links
        why = getattr(error, "strerror", None) or "a loop of links"
        msg = f"{there}: can't be looked at ({why}); expected a place to write to. Choose another."
        raise ReleaseError(msg) from error
    if not is_free:
        msg = f"{there}: exists and is no release; expected a new or empty directory or a release. Choose another."
        raise ReleaseError(msg)
    if is_mount:
        msg = f"{there}: a mount point, which can't be replaced whole; expected a directory. Name one inside it."
        raise ReleaseError(msg)
    if strangers:
        named = ", ".join(map(plain, strangers[:_NAMED])) + (" …" if len(strangers) > _NAMED else "")
        msg = f"{there}: {len(strangers)} files that are none of the release's ({named}); expected its own only."
        raise ReleaseError(msg + " Move them away, or choose another directory.")
    if not is_there and out.suffix.lower() in FILE_ENDINGS:
        msg = f"{there}: {out.suffix} is the ending of a file; expected the name of a directory. Leave the ending out."
        raise ReleaseError(msg)
    return out


def _strangers(out: Path) -> list[str]:
    """List what lies in a release and is none of its files; a link is nobody's."""
    manifest = json.loads((out / MANIFEST).read_bytes())
    listed = {*manifest["files"], *manifest.get("left_out", ()), MANIFEST, SUMS, SIGNATURE}
    there = ((p.relative_to(out).as_posix(), p.is_symlink() or not p.is_dir()) for p in out.rglob("*"))
    return sorted(name for name, is_file in there if is_file and name not in listed)


@contextmanager
def claimed(out: Path) -> Iterator[Path]:
    """Hold a place for a release, from before the work until it is done; nobody else can write there meanwhile.

    The same thread may claim a place again inside. What a killed run left beside the place is cleared up.

    Raises
    ------
    ReleaseError
        When the place is no place for a release, can't be written to, or is held by another run.
    """
    _checked_again(out)
    place = out.resolve()
    made = [folder for folder in (place.parent, *place.parent.parents) if not folder.exists()]
    lock = FileLock(_beside(place, "lock"), timeout=0, is_singleton=True)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if lock.lock_counter == 0:
            _try(_beside(place, f"try-{secrets.token_hex(4)}"))
        lock.acquire()
    except Timeout:
        msg = f"{plain(out)}: another run writes there; expected to be the only one. Wait until it is done."
        raise ReleaseError(msg) from None
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        if lock.lock_counter == 1:
            _mend(place)
            checked_out(out)
            _check_room(out, place)
        yield place
    finally:
        if lock.lock_counter == 1:  # removed while it is held: who opened it meanwhile sees that, and opens the next
            with suppress(OSError):
                _beside(place, "lock").unlink()
        lock.release()
        if not place.exists():
            for folder in made:
                with suppress(OSError):
                    folder.rmdir()


def _checked_again(out: Path) -> None:
    """Refuse a place that is none for a release, and stays none while another run may be replacing one there."""
    for _ in range(_LOOKS):
        with suppress(ReleaseError):
            checked_out(out)
            return
        time.sleep(_AGAIN_S)
        if not _beside(out.absolute(), "lock").exists():
            break
    checked_out(out)


def _try(probe: Path) -> None:
    """Write a file beside the place: some places take a lock's failure for another's lock."""
    probe.touch(exist_ok=False)
    probe.unlink()


def _check_room(out: Path, place: Path) -> None:
    free = shutil.disk_usage(place.parent).free
    if free < LEAST_FREE_BYTES:
        expected = f"{LEAST_FREE_BYTES // 2**20} MB at least"
        msg = (
            f"{plain(out)}: {free // 2**20} MB are free there; expected {expected}. Make room, or choose another disk."
        )
        raise ReleaseError(msg)


def put(out: Path, files: Mapping[str, bytes]) -> None:
    """Write files beside a place, compare them with their manifest, and put them there.

    Raises
    ------
    ReleaseError
        When that can't be done; the old release is whole then.
    """
    with claimed(out) as place:
        token = secrets.token_hex(4)
        fresh, aside = _beside(place, f"new-{token}"), _beside(place, f"old-{token}")
        try:
            _write(fresh, files)
            _check_written(fresh, files)
            checked_out(out)
            if place.exists():
                place.rename(aside)
            try:
                fresh.rename(place)
            except BaseException:  # an interrupt too must not leave the place empty
                if aside.exists() and not place.exists():
                    aside.rename(place)
                raise
        except OSError as error:
            raise _unwritable(out, error) from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)


def _write(fresh: Path, files: Mapping[str, bytes]) -> None:
    fresh.mkdir()
    for path, content in files.items():
        target = fresh / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _check_written(fresh: Path, files: Mapping[str, bytes]) -> None:
    """Read back what was written: a disk that lies, or someone who writes there too, is found before the rename."""
    manifest: dict[str, Any] = json.loads(files[MANIFEST])
    hashes = {name: _hash(files[name]) for name in (SUMS, SIGNATURE) if name in files}
    hashes |= manifest["files"] | {MANIFEST: _hash(files[MANIFEST])}
    there = {p.relative_to(fresh).as_posix(): p for p in fresh.rglob("*") if p.is_symlink() or not p.is_dir()}
    odd = sorted(set(there) ^ set(hashes))
    odd += [name for name, path in there.items() if name in hashes and _hash(path.read_bytes()) != hashes[name]]
    if odd:
        msg = f"{len(odd)} files were not written as they are listed, {plain(odd[0])} among them"
        raise OSError(5, msg)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _unwritable(out: Path, error: OSError) -> ReleaseError:
    msg = f"{plain(out)}: can't be written ({error.strerror}); expected a place to write to. Nothing was changed."
    return ReleaseError(msg)


def _beside(place: Path, kind: str) -> Path:
    return place.with_name(f".{place.name}.recovery-atlas-{kind}")


def _mend(place: Path) -> None:
    """Clear up after a run that was killed: what it had not finished goes, what it had put aside comes back."""
    left = [path for path in place.parent.iterdir() if path.name.startswith(_beside(place, "").name)]
    for path in sorted(left, reverse=True):
        if path.name.startswith(_beside(place, "old").name) and not place.exists() and is_release(path):
            path.rename(place)
        elif path != _beside(place, "lock"):
            shutil.rmtree(path, ignore_errors=True)
