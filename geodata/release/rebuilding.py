"""Build a release again from its tables, and compare: pages, maps and descriptions show its cells and nothing else."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from geodata.errors import ReleaseError
from geodata.release.contents import contents
from geodata.release.reading import read_release
from geodata.release.shelf import is_tables_only

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geodata.release.model import Release

#: Forms that are the same bytes wherever this version of the program runs; pictures depend on other libraries too.
EXACT: Final = ("html", "js", "css", "json", "geojson", "cff", "csv")


def differences(
    path: Path, manifest: Mapping[str, Any], site: Callable[[Release], Mapping[str, bytes]] | None
) -> list[str]:
    """Compare a release with what its tables give.

    Parameters
    ----------
    path
        The release.
    manifest
        Its manifest. Files under ``left_out`` are compared by their recorded hashes.
    site
        Renders the pages; without it pages are not compared.

    Returns
    -------
    One sentence per file that doesn't follow from the tables; none for a release of another version of the program.
    """
    if manifest.get("software") != f"recovery-atlas {version('recovery-atlas')}":
        return []
    try:
        release = read_release(path)
        pages = None if is_tables_only(manifest) else site
        made = contents(release) | dict(pages(release) if pages else {})
    except (ReleaseError, LookupError, ValueError, TypeError):
        return ["the pages can't be built again from the tables"]
    recorded = {**manifest["files"], **manifest.get("left_out", {})}
    faults = [
        f"{name} doesn't follow from the tables"
        for name, content in sorted(made.items())
        if name in recorded and name.rsplit(".", 1)[-1] in EXACT
        and hashlib.sha256(content).hexdigest() != recorded[name]
    ]  # fmt: skip
    if site:
        faults += [f"{name} is nothing that the tables give" for name in sorted(set(recorded) - set(made))]
        faults += [f"{name} is not part of the release" for name in sorted(set(made) - set(recorded))]
    return faults
