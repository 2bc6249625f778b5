"""The files of a release, from a directory or a zip of one, each checked against the manifest's hash."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import ReleaseError
from geodata.release.manifest import read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MANIFEST: Final = "manifest.json"
#: Hashes for those who check a download without this program.
SUMS: Final = "SHA256SUMS"
#: The signature of the manifest, where the publisher signs.
SIGNATURE: Final = "manifest.json.sig"
#: What a manifest says under `PARTS` where a release is tables, codes and descriptions, without maps, pages, pictures.
TABLES_ONLY: Final = ("tables", "codes", "descriptions")
PARTS: Final = "parts"


@dataclass(frozen=True, eq=False)
class Shelf:
    """The manifest of a release and the bytes of the files that it lists."""

    where: str
    manifest: dict[str, Any]
    files: Mapping[str, bytes]

    def __getitem__(self, path: str) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        ReleaseError
            When the manifest lists no such file.
        """
        if path not in self.files:
            msg = f"release {self.where}: {path} is not listed in the manifest; expected it there. Publish it again."
            raise ReleaseError(msg)
        return self.files[path]


def open_shelf(path: Path) -> Shelf:
    """Read a manifest and all files that it lists.

    Parameters
    ----------
    path
        A release directory, or a zip that holds one, at its root or in a folder.

    Raises
    ------
    ReleaseError
        When there is no manifest of a known version, or a listed file is missing or differs from its hash; all such
        files in one message.
    """
    manifest, files, faults = inspect(path)
    if faults:
        found = "; ".join(faults[:10]) + ("" if len(faults) <= 10 else f"; and {len(faults) - 10} more")  # noqa: PLR2004
        msg = f"release {path.name}: {found}; expected the files that its manifest lists. Publish it again."
        raise ReleaseError(msg)
    return Shelf(path.name, manifest, files)


def inspect(path: Path) -> tuple[dict[str, Any], dict[str, bytes], list[str]]:
    """Read what is there, and list every file that is missing or not what the manifest says.

    Returns
    -------
    The manifest, the bytes of the listed files that are there, and the faults.
    """
    raw = _raw_directory(path) if path.is_dir() else _raw_zip(path)
    manifest = read_manifest(path.name, raw(MANIFEST))
    files: dict[str, bytes] = {}
    faults: list[str] = []
    for name, digest in sorted(manifest["files"].items()):
        content = raw(name) if is_plain(name) else None
        if content is None:
            faults.append(f"{name} is missing")
            continue
        files[name] = content
        if hashlib.sha256(content).hexdigest() != digest:
            faults.append(f"{name} differs from its hash")
    return manifest, files, faults


def is_release(path: Path) -> bool:
    """Say whether a directory is a release of any version: it has a manifest that names a release and lists files."""
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and "release" in manifest and isinstance(manifest.get("files"), dict)


def is_tables_only(manifest: Mapping[str, Any]) -> bool:
    """Say whether a release was published without maps, pages and pictures; its manifest says so."""
    return bool(manifest.get(PARTS) == list(TABLES_ONLY))


def is_plain(name: str) -> bool:
    """Say whether a name stays inside the release: relative, no step up, no drive, no backslash."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and ":" not in name


def _raw_directory(path: Path) -> Callable[[str], bytes | None]:
    def read(name: str) -> bytes | None:
        file = path / name
        return file.read_bytes() if file.is_file() else None

    return read


def _raw_zip(path: Path) -> Callable[[str], bytes | None]:
    if not path.is_file() or not zipfile.is_zipfile(path):
        msg = f"release {path.name}: no directory and no zip file; expected a release. Check the path."
        raise ReleaseError(msg)
    packed = zipfile.ZipFile(path)
    names = set(packed.namelist())
    found = sorted((n for n in names if PurePosixPath(n).name == MANIFEST), key=lambda n: (n.count("/"), n))
    root = found[0].removesuffix(MANIFEST) if found else ""
    return lambda name: packed.read(root + name) if root + name in names else None
