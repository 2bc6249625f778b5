"""Release → a directory, whole or not at all; and a directory → a zip with the same bytes anywhere."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geodata.errors import ReleaseError
from geodata.release.catalogue import json_bytes
from geodata.release.contents import data, descriptions
from geodata.release.manifest import DIGEST, digest, hashes_of
from geodata.release.placing import claimed, put
from geodata.release.shelf import MANIFEST, PARTS, SIGNATURE, SUMS, TABLES_ONLY, is_plain, open_shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from geodata.release.model import Release

#: Pages that every release has.
PAGES: Final = ("index.html", "methods.html")
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the earliest day that a zip can name


def write_release(
    release: Release,
    out: Path,
    site: Callable[[Release], Mapping[str, bytes]] | None,
    *,
    key: Ed25519PrivateKey | None = None,
) -> None:
    """Write a release, with its site or as tables only; an older release at the same place is replaced whole.

    It is written to a sibling, read back and renamed, so a crash at any moment leaves the old release or the new one.

    Parameters
    ----------
    release
        A release with an audit that passed.
    out
        A directory that doesn't exist, is empty, or is a release with no other files in it.
    site
        Renders the pages; geodata knows nothing of how a site looks. None: no pages and no maps, and the manifest says
        so under ``parts``.
    key
        Signs the manifest; the signature lies beside it, the key never does.

    Raises
    ------
    ReleaseError
        When `out` is something else, another run writes there, or the site lacks a page or takes the place of a file.
    """
    with claimed(out):
        files = _files(release, site)
        if key is not None:
            files[SIGNATURE] = key.sign(files[MANIFEST])
        put(out, files)


def _files(release: Release, site: Callable[[Release], Mapping[str, bytes]] | None) -> dict[str, bytes]:
    if site is None:
        release = replace(release, manifest=release.manifest | {PARTS: list(TABLES_ONLY)})
    files = data(release)
    named = {DIGEST: digest(release.manifest, hashes_of(files))}
    release = replace(release, manifest=release.manifest | named)
    files |= descriptions(release, files)
    files |= _pages(release, site, files) if site else {}
    hashes = hashes_of(files)
    files[MANIFEST] = json_bytes(release.manifest | {"files": hashes})
    files[SUMS] = sums(hashes, files[MANIFEST])
    return files


def _pages(
    release: Release, site: Callable[[Release], Mapping[str, bytes]], files: Mapping[str, bytes]
) -> Mapping[str, bytes]:
    """Render the pages, and refuse a site that lacks one or takes the place of a file."""
    pages = site(release)
    missing = [page for page in PAGES if page not in pages]
    clash = sorted(set(pages) & {*files, MANIFEST, SUMS, SIGNATURE})
    clash += sorted(page for page in pages if not is_plain(page))
    if missing or clash:
        msg = f"site: lacks {missing}, takes the place of {clash}; expected {' and '.join(PAGES)}, no other name."
        raise ReleaseError(msg + " Mend the site.")
    return pages


def sums(hashes: Mapping[str, str], manifest: bytes) -> bytes:
    """Write the hashes of all files, the manifest among them, as `sha256sum --check` reads them."""
    hashes = {**hashes, MANIFEST: hashlib.sha256(manifest).hexdigest()}
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(hashes.items())).encode()


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
