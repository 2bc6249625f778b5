"""What lies in a release and isn't of it, and what of it isn't as the manifest's digest says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import plain
from geodata.release.catalogue import json_bytes
from geodata.release.manifest import DIGEST, LEFT_OUT, digest
from geodata.release.shelf import MANIFEST, SIGNATURE, SUMS
from geodata.release.writing import sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: Files that name the digest as text; in a PDF it is packed.
NAMING: Final = (".html", ".cff")
_NAMED: Final = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def strangers(path: Path, manifest: Mapping[str, Any]) -> list[str]:
    """List links, and files and folders that the manifest doesn't name."""
    known = {*manifest["files"], MANIFEST, SUMS, SIGNATURE}
    folders = {parent for name in known for parent in _above(name)}
    faults = []
    for there in sorted(path.rglob("*")):
        name = there.relative_to(path).as_posix()
        if there.is_symlink():
            faults.append(f"{plain(name)} is a link; expected a file")
        elif there.is_dir():
            faults += [] if name in folders else [f"{plain(name)} is a folder of no file of the release"]
        elif name not in known:
            faults.append(f"{plain(name)} is not listed in {MANIFEST}")
    return faults


def _above(name: str) -> Iterator[str]:
    parts = name.split("/")[:-1]
    return ("/".join(parts[: i + 1]) for i in range(len(parts)))


def unlike_the_digest(path: Path, manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> list[str]:
    """Compare what the manifest says, its own bytes, and the pages and the citation, with the digest.

    A change of any field, of those too that follow from nothing (software, publisher, day), changes the digest.
    """
    content = (path / MANIFEST).read_bytes()
    faults = []
    if content != json_bytes(manifest):
        faults.append(f"{MANIFEST} is not written as this program writes it")
    hashes = {**manifest["files"], **manifest.get(LEFT_OUT, {})}
    named = manifest.get(DIGEST)
    if named is not None and named != digest(manifest, hashes):
        faults.append(f"{MANIFEST} says other things than its digest covers")
    odd = [name for name, text in sorted(files.items()) if name.endswith(NAMING) and _other_digests(text, named)]
    faults += [f"{name} names the digest of another manifest" for name in odd]
    if LEFT_OUT not in manifest:  # a packed release has none: it would follow from its own manifest alone
        there = (path / SUMS).read_bytes() if (path / SUMS).is_file() else None
        if there is None:
            faults.append(f"{SUMS} is missing")
        elif there != sums(manifest["files"], content):
            faults.append(f"{SUMS} doesn't list the files as they are")
    return faults


def _other_digests(text: bytes, named: object) -> set[str]:
    return {found.decode() for found in _NAMED.findall(text)} - {str(named)}
