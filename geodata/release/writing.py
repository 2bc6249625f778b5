"""Release → a directory, whole or not at all; and a directory → a zip with the same bytes anywhere."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.errors import ReleaseError
from geodata.release.catalogue import json_bytes
from geodata.release.contents import contents
from geodata.release.shelf import MANIFEST, PARTS, TABLES_ONLY, is_plain, is_release, open_shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geodata.release.model import Release

#: Pages that every release has.
PAGES: Final = ("index.html", "methods.html")
#: Hashes for those who check a download without this program.
SUMS: Final = "SHA256SUMS"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the earliest day that a zip can name


def write_release(release: Release, out: Path, site: Callable[[Release], Mapping[str, bytes]] | None) -> None:
    """Write a release, with its site or as tables only; an older release at the same place is replaced whole.

    It is written to a sibling and renamed, so a crash at any moment leaves the old release or the new one.

    Parameters
    ----------
    release
        A release with an audit that passed.
    out
        A directory that doesn't exist, is empty, or is a release.
    site
        Renders the pages; geodata knows nothing of how a site looks. None: no pages and no maps, and the manifest says
        so under ``parts``.

    Raises
    ------
    ReleaseError
        When `out` is something else, or the site lacks a page or takes the place of a file.
    """
    checked_out(out)
    if site is None:
        release = replace(release, manifest=release.manifest | {PARTS: list(TABLES_ONLY)})
    files = contents(release)
    files |= _pages(release, site, files) if site else {}
    files[SUMS] = sums({path: hashlib.sha256(content).hexdigest() for path, content in files.items()})
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}
    files[MANIFEST] = json_bytes(release.manifest | {"files": hashes})
    _replace(out, files)


def _pages(
    release: Release, site: Callable[[Release], Mapping[str, bytes]], files: Mapping[str, bytes]
) -> Mapping[str, bytes]:
    """Render the pages, and refuse a site that lacks one or takes the place of a file."""
    pages = site(release)
    missing = [page for page in PAGES if page not in pages]
    clash = sorted(set(pages) & {*files, MANIFEST, SUMS}) + sorted(page for page in pages if not is_plain(page))
    if missing or clash:
        msg = f"site: lacks {missing}, takes the place of {clash}; expected {' and '.join(PAGES)}, no other name."
        raise ReleaseError(msg + " Mend the site.")
    return pages


def sums(hashes: Mapping[str, str]) -> bytes:
    """Write hashes as `sha256sum --check` reads them."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(hashes.items())).encode()


def checked_out(out: Path) -> Path:
    """Return a place where a release can be written, or refuse it before any work is done."""
    if out.exists() and not (out.is_dir() and (is_release(out) or not any(out.iterdir()))):
        msg = f"{out}: exists and is no release; expected a new or empty directory or a release. Choose another."
        raise ReleaseError(msg)
    return out


def _replace(out: Path, files: Mapping[str, bytes]) -> None:
    """Write files beside `out`, then put them in its place."""
    place = out.resolve()
    fresh, aside = (place.with_name(f".{place.name}.recovery-atlas-{kind}") for kind in ("new", "old"))
    _mend(place, fresh, aside)
    try:
        for path, content in files.items():
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if place.exists():
            place.rename(aside)
        try:
            fresh.rename(place)
        except BaseException:  # an interrupt too must not leave the place empty
            if aside.exists():
                aside.rename(place)
            raise
    except OSError as error:
        msg = f"{out}: can't be written ({error.strerror}); expected a place to write to. Nothing was changed."
        raise ReleaseError(msg) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(aside, ignore_errors=True)


def _mend(place: Path, fresh: Path, aside: Path) -> None:
    """Clear up after a run that was killed: what it had not finished goes, what it had put aside comes back."""
    shutil.rmtree(fresh, ignore_errors=True)
    if aside.exists() and not place.exists():
        aside.rename(place)
    shutil.rmtree(aside, ignore_errors=True)


def is_read(path: str) -> bool:
    """Say whether `read_release` needs a file: stored tables and codes."""
    folder, _, name = path.rpartition("/")
    return (folder == "tables" and name.endswith(".parquet")) or (not folder and name.endswith(".csv"))


def pack_release(folder: Path, out: Path) -> None:
    """Pack what a release is read from into a zip, as the wheel carries it: fixed order and dates.

    All other files (pages, pictures, CSV beside Parquet, outlines) are functions of these. The packed manifest lists
    them with their hashes under ``left_out``, and `verify` builds them again to see whether that is true.
    """
    shelf = open_shelf(folder)
    hashes = shelf.manifest["files"]
    kept = {path: digest for path, digest in hashes.items() if is_read(path)}
    rest = {path: digest for path, digest in hashes.items() if path not in kept}
    packed_manifest = json_bytes(shelf.manifest | {"files": kept, "left_out": rest})
    files = {MANIFEST: packed_manifest, **{path: shelf[path] for path in kept}}
    fresh = out.with_name(f".{out.name}.recovery-atlas-new")
    try:
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for path, content in sorted(files.items()):
                entry = zipfile.ZipInfo(path, _LONG_AGO)
                entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on Windows
                packed.writestr(entry, content, zipfile.ZIP_DEFLATED)
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)
